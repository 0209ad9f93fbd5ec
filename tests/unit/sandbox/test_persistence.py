"""A sandbox with a folder outlives its process: what was answered is there, whatever ended it."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clickgate.errors import ConfigurationError
from clickgate.kernel.clock import ManualClock
from clickgate.sandbox.clock import SandboxClock
from clickgate.sandbox.control import Control
from clickgate.sandbox.journal import NotKept
from clickgate.sandbox.persistence import FILE, DataFolder
from clickgate.sandbox.resume import close_engine, open_engine
from clickgate.sandbox.server import Sandbox
from clickgate.sandbox.shapes.tasks import TaskShapes

if TYPE_CHECKING:
    from pathlib import Path

    from clickgate.sandbox.engine import Engine

SERVE = """
import sys
from clickgate.sandbox.server import serve
serve(data=sys.argv[1], plan="enterprise", ready=lambda info: print(info.base_url, info.token, flush=True))
"""


def ask(engine: Engine, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    sent = b"" if body is None else json.dumps(body).encode()
    answer = engine.handle(method, f"/api/v2{path}", "", engine.token, sent).answer
    return answer.status, json.loads(answer.body or b"null")


def make_task(engine: Engine, name: str) -> str:
    status, made = ask(engine, "POST", f"/list/{next(iter(engine.world.lists))}/task", {"name": name})
    assert status == 200, made
    return str(made["id"])


def leave(engine: Engine) -> None:
    """End as a killed process does: nothing is written any more, only the lock is gone."""
    data = engine.keeper.journal
    assert isinstance(data, DataFolder)
    data.close()


def shown(engine: Engine) -> bytes:
    return TaskShapes(engine.world).page(engine.world.tasks.values(), last=True)


def reopen(folder: Path) -> Engine:
    return open_engine(folder, plan="enterprise", clock=SandboxClock(ManualClock()))


@pytest.mark.parametrize("end", [leave, close_engine], ids=["killed", "stopped"])
def test_the_next_one_goes_on_where_the_last_one_ended(tmp_path: Path, end: Any):
    first = reopen(tmp_path)
    task_id = make_task(first, "Stays")
    ask(first, "PUT", f"/task/{task_id}", {"name": "Stays, renamed"})
    before, token = shown(first), first.token
    end(first)

    second = reopen(tmp_path)

    assert (shown(second), second.token) == (before, token)
    assert ask(second, "GET", f"/task/{task_id}")[1]["name"] == "Stays, renamed"
    assert make_task(second, "One more") not in (task_id, "")
    close_engine(second)


STEPS = st.lists(
    st.tuples(st.sampled_from(["create", "rename", "delete", "comment", "restart", "list"]), st.integers(0, 6)),
    max_size=25,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_whatever_was_done_a_kept_world_is_that_of_one_that_never_ended(tmp_path_factory: Any, steps: Any):
    folder = tmp_path_factory.mktemp("data")
    kept, other = reopen(folder), open_engine(None, plan="enterprise", clock=SandboxClock(ManualClock()))
    for act, number in steps:
        if act == "restart":
            leave(kept)
            kept = reopen(folder)
            continue
        for engine in (kept, other):
            tasks, lists = list(engine.world.tasks), list(engine.world.lists)
            task, home = tasks[number % len(tasks)] if tasks else "x", lists[number % len(lists)]
            requests = {
                "create": ("POST", f"/list/{home}/task", {"name": f"n{number}"}),
                "rename": ("PUT", f"/task/{task}", {"name": f"r{number}", "status": "complete"}),
                "delete": ("DELETE", f"/task/{task}", None),
                "comment": ("POST", f"/task/{task}/comment", {"comment_text": "c"}),
                "list": ("POST", f"/folder/{next(iter(engine.world.folders))}/list", {"name": f"l{number}"}),
            }
            ask(engine, *requests[act])
    leave(kept)
    again = reopen(folder)

    assert shown(again) == shown(other)
    assert again.world.ids.task() == other.world.ids.task()
    close_engine(again)


def test_what_is_done_by_control_is_kept(tmp_path: Path):
    first = reopen(tmp_path)
    control = Control(first)
    token = json.loads(control.act("POST", "tokens", {}).body)["token"]
    control.act("POST", "clock", {"move": 500})
    control.act("POST", "plan", {"plan": "business"})
    control.act("POST", "snapshots", {"name": "mine"})
    leave(first)

    second = open_engine(tmp_path, clock=SandboxClock(ManualClock()))

    assert second.handle("GET", "/api/v2/user", "", token, b"").answer.status == 200
    assert (second.clock.offset, second.limits.plan) == (500, "business")
    assert [one.name for one in second.keeper.snapshots()] == ["mine"]
    close_engine(second)


def test_a_long_journal_is_folded_into_the_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("clickgate.sandbox.persistence.MOST_ENTRIES", 10)
    engine = reopen(tmp_path)
    for number in range(25):
        make_task(engine, str(number))
    data = engine.keeper.journal
    assert isinstance(data, DataFolder)

    assert data.noted == 5
    leave(engine)
    again = reopen(tmp_path)
    assert len(again.world.tasks) == 33
    close_engine(again)


def test_a_second_one_on_the_folder_is_refused(tmp_path: Path):
    first = reopen(tmp_path)

    with pytest.raises(ConfigurationError, match="Another sandbox is running"):
        open_engine(tmp_path)
    close_engine(first)
    close_engine(open_engine(tmp_path))


def test_a_folder_holds_the_world_of_one_seed(tmp_path: Path):
    close_engine(open_engine(tmp_path, seed="small"))

    with pytest.raises(ConfigurationError, match="the seed 'small', not 'team'"):
        open_engine(tmp_path, seed="team")
    again = open_engine(tmp_path, seed="small", plan="business")
    assert again.limits.plan == "business"
    close_engine(again)


def damage(folder: Path, how: str) -> None:
    path = folder / FILE
    if how == "no database":
        path.write_bytes(b"not a database at all, but long enough to be read as one" * 100)
        return
    if how == "cut off":
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        return
    statements = {
        "other bytes": "UPDATE moment SET data = zeroblob(length(data))",
        "another form": "UPDATE about SET value = '99' WHERE name = 'format'",
        "an entry that is none": "INSERT INTO journal (entry) VALUES (x'00')",
    }
    with closing(sqlite3.connect(path)) as database:
        database.execute(statements[how])
        database.commit()


@pytest.mark.parametrize("how", ["no database", "cut off", "other bytes", "another form", "an entry that is none"])
def test_what_can_not_be_read_is_refused_with_advice_and_left_alone(tmp_path: Path, how: str):
    close_engine(reopen(tmp_path))
    damage(tmp_path, how)
    before = (tmp_path / FILE).read_bytes()

    with pytest.raises(ConfigurationError) as raised:
        open_engine(tmp_path)

    assert raised.value.advice
    assert (tmp_path / FILE).read_bytes() == before


def test_the_journal_of_another_version_is_not_done_by_this_one(tmp_path: Path):
    engine = reopen(tmp_path)
    make_task(engine, "By another version")
    leave(engine)
    with closing(sqlite3.connect(tmp_path / FILE)) as database:
        database.execute("UPDATE about SET value = '0.0.1' WHERE name = 'version'")
        database.commit()

    with pytest.raises(ConfigurationError, match=r"left in the middle by clickgate 0\.0\.1"):
        open_engine(tmp_path)


def test_a_folder_that_can_not_be_is_named(tmp_path: Path):
    (tmp_path / "file").write_text("")

    with pytest.raises(ConfigurationError, match="can't be used"):
        open_engine(tmp_path / "file" / "below")


def fill_disk(engine: Engine, *, pages: int) -> None:
    """Let the file grow no more: SQLite says then what it says of a full disk."""
    data = engine.keeper.journal
    assert isinstance(data, DataFolder)
    database = data._database
    used = database.execute("PRAGMA page_count").fetchone()[0]
    database.execute(f"PRAGMA max_page_count = {used + pages}")


def test_a_full_disk_refuses_writes_and_leaves_reading_alone(tmp_path: Path):
    engine = reopen(tmp_path)
    task_id = make_task(engine, "Before")
    fill_disk(engine, pages=0)
    refused = None
    while refused is None:
        status, told = ask(engine, "PUT", f"/task/{task_id}", {"name": "x" * 2000})
        refused = told if status != 200 else None
    before = shown(engine)

    assert (refused["ECODE"], "disk is full" in refused["err"]) == ("SANDBOX_507", True)
    assert ask(engine, "GET", f"/task/{task_id}")[0] == 200
    assert ask(engine, "DELETE", f"/task/{task_id}", {"padding": "x" * 9000})[0] == 507
    assert shown(engine) == before
    fill_disk(engine, pages=1000)
    assert ask(engine, "DELETE", f"/task/{task_id}")[0] == 204
    close_engine(engine)


def test_after_a_moment_that_could_not_be_kept_no_write_is_taken_until_one_is(tmp_path: Path):
    engine = reopen(tmp_path)
    fill_disk(engine, pages=0)

    with pytest.raises(NotKept):
        engine.keeper.save("no-room")
    reset = Control(engine).act("POST", "reset", {"seed": "team"})
    assert reset.status == 507
    assert ask(engine, "POST", f"/list/{next(iter(engine.world.lists))}/task", {"name": "no"})[0] == 507
    fill_disk(engine, pages=10_000)
    make_task(engine, "yes")
    before = shown(engine)
    leave(engine)
    again = reopen(tmp_path)
    assert shown(again) == before
    close_engine(again)


def test_a_sandbox_on_a_folder_lets_go_of_it_at_its_end(tmp_path: Path):
    with Sandbox(data=tmp_path, seed="small") as first:
        token = first.issue_token()
        first.set_plan("business_plus")

    with pytest.raises(ConfigurationError, match="let go of its folder"):
        first.start()
    with Sandbox(data=tmp_path) as second:
        answer = second.handle("GET", "/api/v2/user", {"Authorization": token})
    assert (answer.status, answer.headers["x-ratelimit-limit"]) == (200, "1000")


@pytest.mark.skipif(sys.platform == "win32", reason="kills as on POSIX")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_process_loses_nothing_that_it_answered(tmp_path: Path, number: signal.Signals):
    made: list[str] = []
    for turn in range(2):
        with subprocess.Popen([sys.executable, "-c", SERVE, str(tmp_path)], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            base_url, token = process.stdout.readline().decode().split()
            with closing(HTTPConnection("127.0.0.1", int(base_url.split(":")[2].split("/")[0]), timeout=10)) as line:
                home = send(line, token, "GET", f"/team/{token_workspace(line, token)}/space")["spaces"][0]["id"]
                home = send(line, token, "GET", f"/space/{home}/list")["lists"][0]["id"]
                there = {task["id"] for task in send(line, token, "GET", f"/list/{home}/task")["tasks"]}
                missing = set(made) - there
                body = {"name": f"turn {turn}"}
                with pytest.raises(ConfigurationError, match="Another sandbox is running"):
                    open_engine(tmp_path)
                made += [send(line, token, "POST", f"/list/{home}/task", body)["id"] for _ in range(20)]
            os.kill(process.pid, number)

        assert missing == set()
    engine = open_engine(tmp_path)
    assert set(made) <= engine.world.tasks.keys()
    close_engine(engine)


def send(line: HTTPConnection, token: str, method: str, path: str, body: Any = None) -> Any:
    sent = None if body is None else json.dumps(body)
    line.request(method, f"/api/v2{path}", sent, {"Authorization": token, "Content-Type": "application/json"})
    answer = line.getresponse()
    assert answer.status == 200
    return json.loads(answer.read())


def token_workspace(line: HTTPConnection, token: str) -> str:
    return str(send(line, token, "GET", "/team")["teams"][0]["id"])
