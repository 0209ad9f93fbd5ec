"""Accounts from end to end: linked, used by many at once, refused, mended; all that ClickUp was asked is on record."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import threading
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from clickgate import AccountUnavailable, AuthenticationFailed, ClickgateError, OutcomeUnknown, RetryPolicy, Secret
from tests.support.gates import link, open_gate, read_log, revoke

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clickgate.accounts.gate import ClickGate
    from clickgate.sandbox.server import Sandbox
    from tests.support.databases import Databases

AT_ONCE = RetryPolicy(base=0.0)


@pytest.fixture
def url(databases: Databases) -> str:
    return databases.make("sqlite")


@pytest.fixture
def gate(url: str, tmp_path: Path, clickup_sandbox: Sandbox) -> Iterator[ClickGate]:
    with open_gate(url, tmp_path, clickup_sandbox) as opened:
        yield opened


def check_all_is_on_record(folder: Path, sandbox: Sandbox) -> None:
    """Each request that the sandbox saw stands in the log once, with its beginning and its end."""
    tries = [one for one in read_log(folder) if one.action == "clickup.request"]
    begun = {one.deed: one for one in tries if one.phase == "begin"}
    ended = {one.deed: one for one in tries if one.phase == "end"}
    seen = Counter((one.method, one.path, one.status or None) for one in sandbox.requests)

    assert len(begun) + len(ended) == len(tries)
    assert begun.keys() == ended.keys()
    assert Counter((one.method, one.path, one.status) for one in ended.values()) == seen
    assert {one.account_id for one in tries} == {next(iter(ended.values())).account_id}


def test_the_life_of_an_account(gate, clickup_sandbox, tmp_path):
    account = link(gate, clickup_sandbox)
    assert (account.state, account.default_workspace_id) == ("active", clickup_sandbox.workspace_id)
    with gate.client("main") as client:
        assert client.spaces.list()

        revoke(clickup_sandbox, clickup_sandbox.token)
        with pytest.raises(AuthenticationFailed):
            client.spaces.list()
        with pytest.raises(AccountUnavailable) as refused:
            client.spaces.list()
        assert refused.value.state == "needs_reauth"

        gate.accounts.reconnect(gate.caller, account.id, Secret(clickup_sandbox.issue_token()))
        assert client.spaces.list()

    assert gate.accounts.get(gate.caller, account.id).state == "active"
    check_all_is_on_record(tmp_path, clickup_sandbox)


def test_reads_writes_pages_and_uploads_are_on_record(gate, clickup_sandbox, clickup_world, tmp_path):
    home = clickup_world.list()
    clickup_world.tasks(250)
    link(gate, clickup_sandbox)
    file = tmp_path / "note.txt"
    file.write_bytes(b"x" * 100_000)
    with gate.client() as client:
        found = list(client.iterate(client.tasks.list, home.id))
        task = client.tasks.create(home.id, name="Größe ✓")
        client.attachments.create(task.id, file=file)
        client.tasks.delete(task.id)
        with suppress(ClickgateError):
            client.tasks.get(task.id)
        with suppress(ClickgateError):
            client.lists.get("404404404")

    assert len(found) == 250
    check_all_is_on_record(tmp_path, clickup_sandbox)


@pytest.mark.parametrize(
    "fault",
    [{"kind": "status", "status": 503}, {"kind": "status", "status": 502}, {"kind": "drop"}, {"kind": "torn"}],
    ids=["503", "502", "no answer", "half an answer"],
)
def test_every_try_of_a_call_is_on_record(gate, clickup_sandbox, tmp_path, fault):
    link(gate, clickup_sandbox)
    clickup_sandbox.faults.add("spaces.list", times=3, **fault)
    clickup_sandbox.faults.add("spaces.create", times=1, **fault)
    with gate.client(retry=AT_ONCE) as client:
        client.spaces.list()
        with suppress(OutcomeUnknown, ClickgateError):
            client.spaces.create(name="Once")

    assert len([one for one in clickup_sandbox.requests if one.operation == "spaces.list"]) == 4
    check_all_is_on_record(tmp_path, clickup_sandbox)


def test_a_call_that_waits_for_the_limit_is_on_record_with_each_try(gate, clickup_sandbox, tmp_path):
    link(gate, clickup_sandbox)
    clickup_sandbox.clock.move(58.0)  # the window is over in two seconds
    clickup_sandbox.faults.add("spaces.list", "status", status=429, times=1)
    with gate.client() as client:
        client.spaces.list()

    tries = [one for one in read_log(tmp_path) if one.operation == "spaces.list" and one.phase == "end"]
    assert [(one.attempt, one.status, one.outcome, one.ecode) for one in tries] == [
        (1, 429, "rate_limited", "APP_002"), (2, 200, "success", ""),
    ]  # fmt: skip
    assert tries[1].limit == 10_000
    check_all_is_on_record(tmp_path, clickup_sandbox)


@pytest.mark.anyio
async def test_a_hundred_calls_at_once_are_on_record(gate, clickup_sandbox, clickup_world, tmp_path):
    tasks = clickup_world.tasks(20)
    link(gate, clickup_sandbox)
    clickup_sandbox.faults.add("tasks.get", "status", status=503, rate=0.2)
    async with gate.async_client(retry=AT_ONCE) as client:
        told = await asyncio.gather(
            *(client.tasks.get(task.id) for task in tasks for _ in range(5)), return_exceptions=True
        )

    assert len(told) == 100
    check_all_is_on_record(tmp_path, clickup_sandbox)


@pytest.mark.anyio
async def test_a_call_that_is_cancelled_is_on_record_with_its_end(gate, clickup_sandbox, tmp_path, monkeypatch):
    link(gate, clickup_sandbox)
    clickup_sandbox.faults.add("spaces.list", "slow", seconds=2.0)
    sent, begin = asyncio.Event(), gate.broker.begin

    def begin_and_tell(*arguments):
        asyncio.get_running_loop().call_soon(sent.set)
        return begin(*arguments)

    monkeypatch.setattr(gate.broker, "begin", begin_and_tell)
    async with gate.async_client() as client:
        call = asyncio.ensure_future(client.spaces.list())
        await sent.wait()
        call.cancel()
        with suppress(asyncio.CancelledError):
            await call

    begun, ended = [one for one in read_log(tmp_path) if one.operation == "spaces.list"]
    assert (begun.phase, ended.phase, ended.error) == ("begin", "end", "cancelled")


def test_calls_of_many_threads_are_on_record(gate, clickup_sandbox, tmp_path):
    link(gate, clickup_sandbox)
    with gate.client() as client:
        threads = [
            threading.Thread(target=lambda: [client.spaces.list() for _ in range(10)]) for _ in range(8)
        ]  # fmt: skip
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert len([one for one in clickup_sandbox.requests if one.operation == "spaces.list"]) == 80
    check_all_is_on_record(tmp_path, clickup_sandbox)


def test_many_calls_with_a_refused_token_end_with_one_account_that_needs_another(gate, clickup_sandbox, tmp_path):
    account = link(gate, clickup_sandbox)
    revoke(clickup_sandbox, clickup_sandbox.token)
    ended: list[str] = []

    def call() -> None:
        try:
            client.spaces.list()
        except (AuthenticationFailed, AccountUnavailable) as error:
            ended.append(error.code)

    with gate.client() as client:
        threads = [threading.Thread(target=call) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert len(ended) == 8
    assert gate.accounts.get(gate.caller, account.id).state == "needs_reauth"
    changes = [one for one in read_log(tmp_path) if (one.action, one.phase) == ("account.state", "end")]
    assert [one.detail["state"] for one in changes if one.outcome == "success"][:1] == ["needs_reauth"]
    check_all_is_on_record(tmp_path, clickup_sandbox)


PROGRAM = """
import json, sys, threading
from pathlib import Path
from clickgate import AccountUnavailable, ClickGate, ClickgateError, Secret
url, folder, base_url, task = sys.argv[1:5]
gate = ClickGate.open(
    database_url=url, key_source=f"file:{folder}/vault.key", audit_folder=Path(folder) / "audit", base_url=base_url
)

def tell(**said):
    sys.stdout.write(json.dumps(said) + "\\n")
    sys.stdout.flush()

def call_for_ever():
    with gate.client() as client:
        while True:
            client.spaces.list()

if task == "call":
    threads = [threading.Thread(target=call_for_ever, daemon=True) for _ in range(4)]
    [thread.start() for thread in threads]
    threads[0].join()
elif task == "until unavailable":
    tell(ready=True)
    try:
        call_for_ever()
    except AccountUnavailable as error:
        tell(state=error.state)
elif task == "link":
    token = Secret(sys.stdin.readline().strip())
    inspection = gate.accounts.inspect(gate.caller, token)
    tell(ready=True)
    name = sys.stdin.readline().strip()
    try:
        tell(linked=gate.accounts.link(gate.caller, name=name, token=token, inspection=inspection).id)
    except ClickgateError as error:
        tell(error=error.code)
"""


class Process:
    """Another process at the same accounts."""

    def __init__(self, url: str, folder: Path, sandbox: Sandbox, task: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, url, str(folder), sandbox.base_url, task],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def hear(self) -> dict[str, Any]:
        """What it says next."""
        return json.loads(self.process.stdout.readline())

    def say(self, line: str) -> None:
        """Give it a line."""
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def __enter__(self) -> Process:
        return self

    def __exit__(self, *exc: object) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.mark.parametrize("enough", [5, 60, 200])
def test_every_request_of_a_killed_process_is_on_record(url, gate, clickup_sandbox, tmp_path, enough):
    """What ClickUp saw was written down before; at most one try of each thread was written down and not sent."""
    link(gate, clickup_sandbox)
    arrived = threading.Event()
    with Process(url, tmp_path, clickup_sandbox, "call") as other:
        while sum(one.operation == "spaces.list" for one in clickup_sandbox.requests) < enough:
            arrived.wait(0.001)
        other.process.send_signal(signal.SIGKILL)
        other.process.wait()
    begun = [one for one in read_log(tmp_path) if one.action == "clickup.request" and one.phase == "begin"]
    wanted = Counter((one.method, one.path) for one in begun)
    seen = Counter((one.method, one.path) for one in clickup_sandbox.requests)

    assert seen - wanted == Counter()
    assert (wanted - seen).total() <= 4
    with gate.client() as client:
        assert client.spaces.list()


def test_a_suspension_stops_another_process(url, gate, clickup_sandbox, tmp_path):
    account = link(gate, clickup_sandbox)
    with Process(url, tmp_path, clickup_sandbox, "until unavailable") as other:
        ready = other.hear()
        gate.accounts.suspend(gate.caller, account.id)

        assert (ready, other.hear()) == ({"ready": True}, {"state": "suspended"})


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_of_two_processes_that_link_one_token_exactly_one_wins(databases, clickup_sandbox, tmp_path, kind):
    url = databases.make(kind)
    with open_gate(url, tmp_path, clickup_sandbox) as gate:
        with (
            Process(url, tmp_path, clickup_sandbox, "link") as one,
            Process(url, tmp_path, clickup_sandbox, "link") as two,
        ):
            for other in (one, two):
                other.say(clickup_sandbox.token)
            for other in (one, two):
                other.hear()
            one.say("first")
            two.say("second")
            told = [one.hear(), two.hear()]

        linked = [said["linked"] for said in told if "linked" in said]
        assert [said["error"] for said in told if "error" in said] == ["conflict"]
        assert [account.id for account in gate.accounts.list(gate.caller)] == linked
