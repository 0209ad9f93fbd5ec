"""The command line as a whole: what it takes, what it refuses, and with which exit code it ends."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner, Result

from clickgate import __version__
from clickgate.cli.main import COMMANDS, main
from clickgate.sandbox.limits import PLANS

TOKEN = "pk_123_ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
ENVIRONMENT = {"CLICKUP_API_TOKEN": TOKEN, "CLICKGATE_BASE_URL": "", "CLICKUP_WORKSPACE_ID": "", "CLICKGATE_DEBUG": ""}


def run(*words: str, **environment: str) -> Result:
    return CliRunner().invoke(main, list(words), env={**ENVIRONMENT, **environment})


def test_the_version_is_told():
    assert run("version").stdout.startswith(f"clickgate {__version__} ")


@pytest.mark.parametrize("words", [["version", "--json"], ["--json", "version"]])
def test_a_shared_option_may_stand_before_the_command_or_after_it(words: list[str]):
    assert json.loads(run(*words).stdout)["version"] == __version__


def test_telling_the_version_loads_nothing_heavy():
    code = "import sys; from clickgate.cli.main import main\ntry: main(['version'])\nfinally: print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()

    assert "click" in loaded
    assert {"asyncio", "msgspec", "pyreqwest", "uvicorn", "ssl", "json", "clickgate.errors"} & set(loaded) == set()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_help_page(command: str):
    outcome = run(command, "--help")

    assert outcome.exit_code == 0
    assert outcome.stdout.startswith(f"Usage: clickgate {command}")


def test_without_a_command_the_help_page_is_shown():
    outcome = run()

    assert outcome.exit_code == 2
    assert "Usage: clickgate" in outcome.stderr


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["frobnicate"], id="no such command"),
        pytest.param(["exec", "--frobnicate"], id="no such option"),
        pytest.param(["exec"], id="no operation"),
        pytest.param(["exec", "tasks"], id="no action"),
        pytest.param(["exec", "tasks", "frobnicate"], id="no such action"),
        pytest.param(["exec", "tasks", "get"], id="a parameter is missing"),
        pytest.param(["exec", "tasks", "list", "list_id=1", "page=x"], id="a parameter of the wrong type"),
        pytest.param(["exec", "tasks", "delete", "task_id=1"], id="destroying without anybody to ask"),
        pytest.param(
            ["exec", "chat_channels", "list", "--api", "v2", "--workspace", "1"], id="v3 where v2 is asked for"
        ),
        pytest.param(["whoami", "--base-url", "ftp://x"], id="an address that can't be used"),
        pytest.param(["actions", "--entity", "taks"], id="no such entity"),
    ],
)
@pytest.mark.parametrize("as_json", [False, True], ids=["plain", "json"])
def test_a_wrong_call_ends_with_2_and_says_what_is_wrong(words: list[str], as_json: bool):
    outcome = run(*words, *["--json"][:as_json])

    assert outcome.exit_code == 2
    assert outcome.stdout == ""
    assert json.loads(outcome.stderr)["error"]["message"] if as_json else outcome.stderr.startswith("error: ")


def test_without_a_token_and_without_a_terminal_it_is_said_where_to_put_one():
    outcome = run("whoami", CLICKUP_API_TOKEN="")

    assert outcome.exit_code == 2
    assert "CLICKUP_API_TOKEN" in outcome.stderr


@pytest.mark.parametrize("words", [["--token", TOKEN, "whoami"], ["whoami", f"--token={TOKEN}"], ["exec", "--token"]])
def test_a_token_as_an_argument_is_refused_with_the_reason(words: list[str]):
    outcome = run(*words)

    assert outcome.exit_code == 2
    assert "list of processes" in outcome.stderr
    assert TOKEN not in outcome.output


@pytest.mark.parametrize("words", [[TOKEN], ["exec", "tasks", "get", TOKEN], ["exec", "tasks", TOKEN], [f"--{TOKEN}"]])
def test_a_token_in_the_wrong_place_is_not_repeated(words: list[str]):
    outcome = run(*words)

    assert outcome.exit_code == 2
    assert TOKEN not in outcome.output


def test_a_dry_run_shows_the_request_and_no_token():
    outcome = run("exec", "tasks", "create", "list_id=9", "name=Fix", "assignees=7", "--dry-run", "--json")

    assert json.loads(outcome.stdout) == {
        "method": "POST",
        "url": "https://api.clickup.com/api/v2/list/9/task",
        "body": {"name": "Fix", "assignees": [7]},
    }
    assert TOKEN not in outcome.output


def test_a_dry_run_needs_no_token():
    outcome = run("exec", "tasks.delete", "task_id=1", "--dry-run", CLICKUP_API_TOKEN="")

    assert outcome.stdout == "DELETE https://api.clickup.com/api/v2/task/1\n"


def test_a_dry_run_of_an_upload_names_the_file():
    outcome = run("exec", "attachments", "create", "task_id=1", "file=@a/plan.pdf", "--dry-run", "--json")

    assert json.loads(outcome.stdout)["body"] == {"multipart/form-data": {"attachment": "plan.pdf"}}


def test_exec_may_be_left_out():
    assert (
        run("tasks", "delete", "task_id=1", "--dry-run").stdout
        == run("exec", "tasks", "delete", "task_id=1", "--dry-run").stdout
    )


def test_operations_are_listed_for_programs():
    outcome = run("actions", "--json", "--entity", "spaces")

    assert {"list", "create", "get", "update", "delete"} <= {one["action"] for one in json.loads(outcome.stdout)}


def test_a_search_that_finds_nothing_says_so_and_gives_programs_an_empty_list():
    assert "No operation" in run("actions", "zebra").stderr
    assert json.loads(run("actions", "zebra", "--json").stdout) == []


def test_the_sandbox_offers_every_plan_that_it_knows():
    outcome = run("sandbox", "--help")

    assert [plan for plan in PLANS if plan not in outcome.stdout] == []
