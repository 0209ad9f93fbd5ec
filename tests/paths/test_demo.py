"""The demo keeps its promises, and its figures say so."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from clickgate.sandbox.server import Sandbox

CLICKGATE = str(Path(sys.executable).with_name("clickgate"))


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CLICKUP_", "CLICKGATE_"))}
    return subprocess.run(
        [CLICKGATE, "demo", *words],
        env={**kept, **environment},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


@pytest.fixture(scope="module")
def figures() -> dict[str, dict[str, object]]:
    """Play the demo once."""
    done = run("--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["scenes"]


def test_every_promise_is_kept(figures):
    assert [name for name, scene in figures.items() if not scene["kept"]] == []


def test_250_tasks_are_made_once_each_and_come_back_once_each(figures):
    writes, reads = figures["writes"], figures["reads"]

    assert (writes["created"], writes["sent"], writes["workers"]) == (250, 250, 8)
    assert (reads["read"], reads["distinct"], reads["pages"]) == (250, 250, 3)


def test_the_window_is_known_and_nothing_was_refused(figures):
    window = figures["window"]

    assert window["limit"] == 1000
    assert window["used"] == window["sent"] == 3 + 250 + 3
    assert window["remaining"] == window["limit"] - window["used"]
    assert window["answers_429"] == 0


def test_a_read_rides_out_what_passes(figures):
    assert figures["faults"]["unavailable"] == [503, 503, 503, 200]
    assert figures["faults"]["dropped"] == ["connection_lost", "ok"]


def test_a_write_whose_answer_was_lost_is_not_sent_twice(figures):
    lost = figures["lost answer"]

    assert (lost["outcome"], lost["sent"], lost["made"]) == ("outcome_unknown", 1, 1)


def test_what_a_minute_has_no_room_for_is_really_waited_for(figures):
    queue = figures["queue"]

    assert queue["wished"] > queue["limit"] == 100
    assert queue["waited"] > 0.5
    assert queue["answers_429"] == 0


def test_with_a_token_it_reads_and_writes_nothing():
    with Sandbox(seed="small", plan="free") as real:
        told = run("--real", CLICKUP_API_TOKEN=real.token, CLICKGATE_BASE_URL=real.base_url)
        asked = {logged.method for logged in real.requests}

    assert told.returncode == 0
    assert "7 of 7 promises kept" in told.stdout
    assert "Amara Osei" in told.stdout
    assert asked == {"GET"}
    assert real.token not in told.stdout + told.stderr
