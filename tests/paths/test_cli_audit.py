"""`clickgate audit`: what was done is found, summed up, exported and verified from the command line."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

from clickgate import ClickGate, NotFound, Secret
from clickgate.cli.main import main
from clickgate.sandbox.server import Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Run = Callable[..., "tuple[int, str, str]"]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(seed="small", plan="enterprise") as running:
        yield running


@pytest.fixture
def home(tmp_path: Path, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home in which an account was linked, used and suspended."""
    monkeypatch.setenv("CLICKGATE_HOME", str(tmp_path))
    monkeypatch.setenv("CLICKGATE_BASE_URL", sandbox.base_url)
    monkeypatch.delenv("CLICKUP_API_TOKEN", raising=False)
    with ClickGate.open(notice=lambda text: None) as gate:
        account = gate.accounts.link(gate.caller, name="work", token=Secret(sandbox.token))
        with gate.client() as client:
            client.spaces.list()
            with pytest.raises(NotFound):
                client.tasks.get("9hzabsent")
        gate.accounts.suspend(gate.caller, account.id, why="audit")
    return tmp_path


@pytest.fixture
def run(home: Path, sandbox: Sandbox, capfd: pytest.CaptureFixture[str]) -> Run:
    def go(*words: str) -> tuple[int, str, str]:
        capfd.readouterr()
        with pytest.raises(SystemExit) as left:
            main.main(list(words))
        out, err = capfd.readouterr()
        assert sandbox.token not in out + err
        return int(left.value.code or 0), out, err

    return go


def test_deeds_are_found_newest_first(run: Run):
    code, out, _ = run("audit", "query", "--json")
    actions = [row["action"] for row in json.loads(out)]

    assert code == 0
    assert actions[0] == "account.suspend"
    assert actions.count("account.link") == 1


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param(["--operation", "tasks.get"], {"tasks.get"}, id="by operation"),
        pytest.param(["--status", "4xx"], {"tasks.get"}, id="by class of status"),
        pytest.param(["--account", "work", "--action", "account.suspend"], {""}, id="by account and action"),
        pytest.param(["--outcome", "success", "--operation", "spaces.list"], {"spaces.list"}, id="by outcome"),
        pytest.param(["--actor", "nobody"], set(), id="by somebody who did nothing"),
        pytest.param(["--until", "2020-01-01"], set(), id="before there was anything"),
        pytest.param(["--since", "1h", "--target", "9hzabsent"], {"tasks.get"}, id="by what was touched"),
    ],
)
def test_a_question_can_be_narrowed(run: Run, words: list[str], expected: set[str]):
    code, out, _ = run("audit", "query", "--json", *words)

    assert code == 0
    assert {row.get("operation", "") for row in json.loads(out)} == expected


def test_duckdb_finds_what_the_index_finds(run: Run):
    assert run("audit", "query", "--json", "--duckdb") == run("audit", "query", "--json")


def test_a_page_tells_where_the_next_one_begins(run: Run):
    every = json.loads(run("audit", "query", "--json")[1])
    _, _, told = run("audit", "query", "--limit", "2")
    place = told.rpartition("--before ")[2].strip()

    assert json.loads(run("audit", "query", "--json", "--limit", "2", "--before", place)[1]) == every[2:4]


def test_what_can_not_be_read_is_told(run: Run):
    for words in (["--since", "yesterday"], ["--status", "many"], ["--before", "there"], ["--account", "absent"]):
        code, _, told = run("audit", "query", *words)

        assert (code, told.startswith("error: ")) == (2, True)


def test_every_report_answers_and_a_person_reads_names(run: Run):
    names = json.loads(run("audit", "report", "--json")[1])
    for name in names:
        code, out, _ = run("audit", "report", name, "--json")

        assert code == 0
        assert isinstance(json.loads(out), list)
    assert "work" in run("audit", "report", "operations")[1]
    assert run("audit", "report", "absent")[0] == 2


def test_least_privilege_tells_what_is_enough(run: Run):
    (row,) = json.loads(run("audit", "report", "least-privilege", "--json")[1])

    assert row["is_read_only"] is True
    assert "spaces" in row["entities"]


@pytest.mark.parametrize("form", ["lines", "csv", "ocsf", "otel"])
def test_an_export_has_every_deed_and_is_itself_on_record(run: Run, form: str):
    _, out, _ = run("audit", "export", "--format", form)
    rows = list(csv.reader(io.StringIO(out))) if form == "csv" else [json.loads(line) for line in out.splitlines()]

    assert len(rows) > 5
    assert json.loads(run("audit", "query", "--action", "audit.export", "--json")[1])[0]["outcome"] == "success"


def test_a_changed_line_is_found(run: Run, home: Path):
    (path,) = (home / "audit" / "local").glob("*.jsonl")
    assert run("audit", "verify")[0] == 0

    path.write_bytes(path.read_bytes().replace(b'"tasks.get"', b'"tasks.put"', 1))
    code, out, _ = run("audit", "verify")

    assert (code, "CHANGED" in out) == (1, True)
    assert json.loads(run("audit", "verify", "--json")[1])["ok"] is False


def test_pruning_asks_first_and_keeps_what_is_young(run: Run):
    assert run("audit", "prune", "--days", "30")[0] == 2

    code, out, _ = run("audit", "prune", "--days", "30", "--yes", "--json")

    assert (code, json.loads(out)["segments"]) == (0, [])
    assert run("audit", "verify")[0] == 0
