"""The command line end to end: a process of its own, a socket, a sandbox, and what comes out at the other end."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clickgate.sandbox.server import Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CLICKGATE = str(Path(sys.executable).with_name("clickgate"))
PATIENCE = 60

Run = "Callable[..., subprocess.CompletedProcess[str]]"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(seed="small", plan="enterprise") as running:
        yield running


@pytest.fixture
def environment(sandbox: Sandbox) -> Iterator[dict[str, str]]:
    """Lead to the sandbox; no workspace is named, so that the only one has to be found."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CLICKUP_", "CLICKGATE_"))}
    home = {"CLICKGATE_HOME": os.environ["CLICKGATE_HOME"]}
    yield {**kept, **home, "CLICKGATE_BASE_URL": sandbox.base_url, "CLICKUP_API_TOKEN": sandbox.token}
    sandbox.faults.clear()


@pytest.fixture
def run(sandbox: Sandbox, environment: dict[str, str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the program; whatever it writes, it never writes the token."""

    def go(*words: str, stdin: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [CLICKGATE, *words], env={**environment, **more}, input=stdin, capture_output=True, text=True,
            timeout=PATIENCE, check=False,
        )  # fmt: skip
        assert sandbox.token not in done.stdout + done.stderr
        return done

    return go


@pytest.fixture
def list_id(run: Run) -> str:
    """Make a list without a folder, through the program itself."""
    space = json.loads(run("exec", "spaces", "list", "--json").stdout)[0]
    made = run(
        "exec", "lists", "create_folderless", f"space_id={space['id']}", f"name=List {os.urandom(4).hex()}", "--json"
    )
    return json.loads(made.stdout)["id"]


def test_a_task_is_made_changed_read_and_destroyed(run: Run, list_id: str):
    made = json.loads(
        run("exec", "tasks", "create", f"list_id={list_id}", "name=Gate", "due_date=2026-01-31", "--json").stdout
    )
    task = f"task_id={made['id']}"
    run("exec", "tasks.update", "-", task, stdin='{"name": "Fix the gate", "priority": 2}')
    read = json.loads(run("exec", "tasks", "get", task, "--json").stdout)
    shown = run("exec", "tasks", "get", task).stdout
    destroyed = run("exec", "tasks", "delete", task, "--yes")
    gone = run("exec", "tasks", "get", task)

    assert (read["name"], read["priority"]["priority"], read["due_date"]) == (
        "Fix the gate",
        "high",
        "1769850000000",
    )  # 04:00 in New York
    assert (destroyed.returncode, destroyed.stdout) == (0, "")
    assert re.search(r"^due_date +2026-01-31 ", shown, re.MULTILINE)
    assert gone.returncode == 5


def test_nothing_of_an_answer_is_lost(run: Run, sandbox: Sandbox):
    written = json.loads(run("exec", "workspaces", "list", "--json").stdout)
    raw = json.loads(run("exec", "workspaces", "list", "--raw").stdout)
    answered = sandbox.handle("GET", "/api/v2/team", {"authorization": sandbox.token}).json()

    assert raw == answered
    assert written == answered["teams"]


def test_a_list_is_a_table_of_what_matters(run: Run, list_id: str):
    run("exec", "tasks", "create", f"list_id={list_id}", "name=Paint \x1b[31m東京", "priority=1")
    table = run("exec", "tasks", "list", f"list_id={list_id}").stdout.splitlines()

    assert re.fullmatch(r"ID +(CUSTOM_ID +)?NAME +STATUS +PRIORITY", table[0])
    assert "Paint \\x1b[31m東京" in table[1]
    assert "to do" in table[1]


def test_all_pages_are_read_and_a_limit_is_kept(run: Run, sandbox: Sandbox, list_id: str):
    home, owner = sandbox.world.lists[list_id], next(iter(sandbox.world.users.values()))
    for number in range(230):
        sandbox.world.add_task(home, f"Task {number}", owner, 1_800_000_000_000 + number)
    first = run("exec", "tasks", "list", f"list_id={list_id}", "--fields", "name")
    read = run("exec", "tasks", "list", f"list_id={list_id}", "--all", "--jsonl", "--fields", "name")
    some = run("exec", "tasks", "list", f"list_id={list_id}", "--limit", "150", "--json")

    names = [json.loads(line)["name"] for line in read.stdout.splitlines()]
    assert sorted(names) == sorted(f"Task {number}" for number in range(230))
    assert len(json.loads(some.stdout)) == 150
    assert len(first.stdout.splitlines()) == 101
    assert "--all" in first.stderr


def test_a_file_is_uploaded(run: Run, list_id: str, tmp_path: Path):
    file = tmp_path / "plan.txt"
    file.write_text("dig here")
    task = json.loads(run("exec", "tasks", "create", f"list_id={list_id}", "name=Dig", "--json").stdout)["id"]
    uploaded = run("exec", "attachments", "create", f"task_id={task}", f"file=@{file}", "--json")

    assert json.loads(uploaded.stdout)["title"] == "plan.txt"


def test_who_the_token_belongs_to(run: Run, sandbox: Sandbox):
    told = json.loads(run("whoami", "--json").stdout)

    assert told["user"]["username"] == "Amara Osei"
    assert told["default_workspace"] == sandbox.workspace_id
    assert (told["rate_limit"]["limit"], told["rate_limit"]["plan"]) == (10_000, "Enterprise")
    assert told["token"] == f"pk_…{sandbox.token[-4:]}"


def test_a_token_for_two_workspaces_has_to_say_which(run: Run, sandbox: Sandbox):
    user = sandbox.world.add_user("Ines", "ines@example.com")
    ids = []
    for name in ("North", "South"):
        workspace = sandbox.world.add_workspace(name)
        sandbox.world.add_member(workspace, user, 1, 1_800_000_000_000)
        ids.append(workspace.id)
    token = sandbox.issue_token(user)
    asked = run("exec", "spaces", "list", CLICKUP_API_TOKEN=token)
    named = run("exec", "spaces", "list", "--workspace", ids[1], "--json", CLICKUP_API_TOKEN=token)

    assert asked.returncode == 2
    assert f"{ids[0]} (North), {ids[1]} (South)" in asked.stderr
    assert "--workspace" in asked.stderr
    assert json.loads(named.stdout) == []


def test_attempts_are_told_on_stderr(run: Run, sandbox: Sandbox):
    sandbox.faults.add("users.get_current", "status", status=503, times=1)
    done = run("exec", "users", "get_current", "--json", "-v")

    lines = done.stderr.splitlines()
    assert [re.search(r"#(\d): (\d+)", line).groups() for line in lines] == [("1", "503"), ("2", "200")]
    assert json.loads(done.stdout)["username"] == "Amara Osei"


@pytest.mark.parametrize(
    ("words", "fault", "expected"),
    [
        pytest.param(["tasks", "get", "task_id=zzz"], None, (5, "not_found"), id="not found"),
        pytest.param(["lists", "get", "list_id=1"], None, (4, "workspace_not_authorized"), id="a foreign list"),
        pytest.param(["users", "get_current", "--deadline", "0.2"], {"status": 429}, (6, "rate_limited"), id="limited"),
        pytest.param(["users", "get_current", "--deadline", "0.01"], {"status": 503}, (7, "server_failed"), id="down"),
        pytest.param(["spaces", "create", "name=Once"], {"kind": "drop", "after": True},
                     (8, "outcome_unknown"), id="the answer to a write was lost"),
        pytest.param(["spaces", "create", "name=Slow", "--timeout", "0.2"], {"kind": "slow", "seconds": 3},
                     (8, "outcome_unknown"), id="no answer to a write in time"),
    ],
)  # fmt: skip
def test_the_exit_code_says_what_kind_of_failure_it_was(
    run: Run, sandbox: Sandbox, words: list[str], fault: dict[str, object] | None, expected: tuple[int, str]
):
    if fault:
        sandbox.faults.add("*", **{"kind": "status", **fault})
    workspace = ["--workspace", sandbox.workspace_id]
    done = run("exec", *words, *workspace, "--json")

    assert (done.returncode, json.loads(done.stderr)["error"]["code"]) == expected
    assert done.stdout == ""


def test_a_wrong_token_ends_with_3_and_what_to_do(run: Run):
    done = run("whoami", CLICKUP_API_TOKEN="pk_1_ABCDEFGHIJKLMNOPQRSTUVWXYZ012345")

    assert done.returncode == 3
    assert done.stderr.splitlines()[1].startswith("next: ")
    assert "ABCDEFG" not in done.stderr


def test_nobody_at_the_other_end_ends_with_7(run: Run):
    assert run("whoami", "--deadline", "0.5", CLICKGATE_BASE_URL="http://127.0.0.1:9/api/v2").returncode == 7


def test_a_reader_who_goes_away_is_no_error_to_speak_of(environment: dict[str, str]):
    script = f"{CLICKGATE} actions --jsonl | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", script], env=environment, capture_output=True, text=True, timeout=PATIENCE, check=True
    )

    assert done.stdout.splitlines()[1] == "141"
    assert done.stderr == ""


@pytest.mark.parametrize("transport", ["pyreqwest", "httpx2"])
def test_ctrl_c_ends_a_request_under_way_with_130(transport: str, environment: dict[str, str]):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/api/v2"
        process = start("whoami", "--base-url", address, "--timeout", "600", "--transport", transport, env=environment)
        connection, _ = silent.accept()
        with connection, process:
            connection.recv(4096)  # the request is there, and never answered
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=PATIENCE)

    assert (process.returncode, said) == (130, "")


def test_ctrl_c_between_attempts_ends_with_130(sandbox: Sandbox, environment: dict[str, str]):
    sandbox.faults.add("users.get_current", "status", status=503)
    with start("exec", "users", "get_current", "-v", env=environment) as process:
        assert process.stderr is not None
        process.stderr.readline()  # the first attempt has failed, and the next one is waited for
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=PATIENCE)

    assert process.returncode == 130
    assert "Traceback" not in said


def start(*words: str, env: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen([CLICKGATE, *words], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def answer(question: str, reply: str, words: list[str], environment: dict[str, str]) -> tuple[int, str]:
    """Run the program at a terminal, reply to its question, and give exit code and all that was shown."""
    process, terminal = pty.fork()
    if process == 0:
        os.execve(CLICKGATE, [CLICKGATE, *words], environment)  # the child
    shown = b""
    try:
        while block := os.read(terminal, 4096):
            shown += block
            if question and question.encode() in shown:
                os.write(terminal, f"{reply}\n".encode())
                question = ""
    except OSError:  # the terminal is closed when the program ends
        pass
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), shown.decode()


@pytest.mark.parametrize(("reply", "code", "left"), [("n", 1, 200), ("y", 0, 404)])
def test_before_something_is_destroyed_the_terminal_is_asked(
    reply: str, code: int, left: int, run: Run, sandbox: Sandbox, list_id: str, environment: dict[str, str]
):
    task = json.loads(run("exec", "tasks", "create", f"list_id={list_id}", "name=Keep me?", "--json").stdout)["id"]
    ended, shown = answer("[y/N]", reply, ["exec", "tasks", "delete", f"task_id={task}"], environment)
    found = sandbox.handle("GET", f"/api/v2/task/{task}", {"authorization": sandbox.token})

    assert (ended, found.status) == (code, left)
    assert f"Really tasks.delete task_id={task}?" in shown


def test_a_token_that_is_asked_for_is_not_shown(sandbox: Sandbox, environment: dict[str, str]):
    without = {name: value for name, value in environment.items() if name != "CLICKUP_API_TOKEN"}
    ended, shown = answer("not shown", sandbox.token, ["whoami"], without)

    assert ended == 0
    assert "Amara Osei" in shown
    assert sandbox.token not in shown


def test_a_table_fits_the_terminal(run: Run, list_id: str, environment: dict[str, str]):
    run("exec", "tasks", "create", f"list_id={list_id}", f"name={'a long name ' * 20}")
    _, shown = answer("", "", ["exec", "tasks", "list", f"list_id={list_id}"], {**environment, "COLUMNS": "60"})

    assert max(map(len, shown.splitlines())) <= 60
    assert "…" in shown


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_sandbox_says_in_one_line_how_to_reach_it_and_stops_when_told(number: signal.Signals):
    command = [CLICKGATE, "sandbox", "--port", "0", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        lead = {"CLICKGATE_BASE_URL": told["base_url"], "CLICKUP_API_TOKEN": told["token"]}
        whoami = subprocess.run(
            [CLICKGATE, "whoami", "--json"], env={**os.environ, **lead}, capture_output=True, check=True
        )
        process.send_signal(number)
        rest, said = process.communicate(timeout=PATIENCE)

    assert list(told) == ["base_url", "token", "workspace_id"]
    assert json.loads(whoami.stdout)["workspaces"][0]["id"] == told["workspace_id"]
    assert (process.returncode, rest, said) == (0, "", "")


def test_a_port_that_is_taken_is_said(sandbox: Sandbox, run: Run):
    done = run("sandbox", "--port", str(sandbox.port))

    assert done.returncode == 2
    assert str(sandbox.port) in done.stderr


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param("clickgate exec spaces cr", "create", id="an action"),
        pytest.param("clickgate exec tasks create list_id = 5 prio", "priority=", id="a parameter after a value"),
        pytest.param("clickgate exec tasks list order_by = upd", "updated", id="a value, without what bash keeps"),
    ],
)
def test_bash_completes_what_is_typed(words: str, expected: str, environment: dict[str, str]):
    """The words are as bash cuts them: `=` stands alone."""
    script = (
        'eval "$(clickgate completion bash)"; COMP_WORDS=($1); COMP_CWORD=$((${#COMP_WORDS[@]}-1)); _clickgate; '
        + ('echo "${COMPREPLY[*]}"')
    )
    done = subprocess.run(
        ["bash", "-c", script, "bash", words], capture_output=True, text=True, timeout=PATIENCE, check=True,
        env={**environment, "PATH": f"{Path(CLICKGATE).parent}{os.pathsep}{os.environ['PATH']}"},
    )  # fmt: skip

    assert done.stdout.split() == [expected]
