"""What went wrong is told in a line or two, or as one JSON object, and never with a token."""

from __future__ import annotations

import json

import click
import pytest

from clickgate import errors
from clickgate.cli.failures import report

LIMITED = errors.RateLimited("The minute is spent.", retry_after=7.5, limit=100, operation="tasks.list")


def test_a_failure_is_a_line_and_what_to_do_next(capsys: pytest.CaptureFixture[str]):
    code = report(
        errors.NotFound("No such task.", status=404, operation="tasks.get", advice="Look again."), as_json=False
    )

    assert code == 5
    assert capsys.readouterr().err == "error: tasks.get: No such task.\nnext: Look again.\n"


def test_with_json_a_failure_is_one_object_with_all_that_is_known(capsys: pytest.CaptureFixture[str]):
    report(LIMITED, as_json=True)

    told = json.loads(capsys.readouterr().err)
    assert told["error"]["code"] == "rate_limited"
    assert told["error"]["retry_after"] == 7.5
    assert (told["error"]["status"], told["error"]["limit"]) == (429, 100)


def test_what_was_wrong_with_each_parameter_can_be_read_by_a_program(capsys: pytest.CaptureFixture[str]):
    report(errors.InvalidParams([("name", "is required")]), as_json=True)

    assert json.loads(capsys.readouterr().err)["error"]["problems"] == [["name", "is required"]]


def test_which_places_failed_can_be_read_by_a_program(capsys: pytest.CaptureFixture[str]):
    report(errors.PropagationFailed("One failed.", failed={"site": "no room"}), as_json=True)

    assert json.loads(capsys.readouterr().err)["error"]["failed"] == {"site": "no room"}


@pytest.mark.parametrize("variable", ["CLICKUP_API_TOKEN", "CLICKUP_API_TOKEN_STAGING", "CLICKUP_API_TOKEN_QA_EU"])
@pytest.mark.parametrize("as_json", [False, True])
def test_a_token_in_a_message_is_taken_out(
    as_json: bool, variable: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(variable, "an-oauth-token")
    report(click.UsageError("what is 'pk_12_ABCDEF' and 'an-oauth-token'?"), as_json=as_json)

    said = capsys.readouterr().err
    assert "ABCDEF" not in said
    assert "an-oauth-token" not in said


def test_nobody_is_shown_a_traceback(capsys: pytest.CaptureFixture[str]):
    code = report(KeyError("teams"), as_json=False)

    assert code == 1
    assert capsys.readouterr().err.splitlines() == [
        "error: unexpected KeyError: 'teams'", "next: CLICKGATE_DEBUG=1 shows where it came from.",
    ]  # fmt: skip


def test_the_traceback_is_there_for_those_who_ask(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CLICKGATE_DEBUG", "1")
    report(KeyError("teams"), as_json=False)

    assert "KeyError: 'teams'" in capsys.readouterr().err.partition("error:")[0]


def test_an_escape_sequence_in_an_answer_does_not_reach_the_terminal(capsys: pytest.CaptureFixture[str]):
    report(errors.NotFound("ClickUp says \x1b[2Jgone\nreally", status=404), as_json=False)

    assert capsys.readouterr().err == "error: ClickUp says \\x1b[2Jgone really\n"


def test_ctrl_c_says_nothing(capsys: pytest.CaptureFixture[str]):
    assert report(KeyboardInterrupt(), as_json=False) == 130
    assert capsys.readouterr().err == ""
