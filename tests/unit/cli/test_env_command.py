"""`clickgate env` tells whose token is used, as `clickgate whoami` uses it; production's stays where it belongs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.support.command_line import CommandLine

OTHER = "pk_81203225_Q7X2M9KD4TZ8V3B6NHRW5YCJ1FGLP0SA"


def used(cli: CommandLine, **environ: str) -> Any:
    """What would be used, as `variable NAME` or `account NAME`; None where nothing would."""
    choice = cli.run("env", "--json", **environ).json["choice"]
    return choice and f"{choice['source']} {choice['name']}"


def test_without_anything_what_to_set_is_told_and_nothing_is_made(fresh: CommandLine):
    done = fresh.run("env")

    assert done.code == 2
    assert "used                       nothing" in done.out
    assert "There is no token. Set CLICKUP_API_TOKEN, or link an account: `clickgate link`." in done.err
    assert not fresh.home.exists()


def test_no_more_of_a_token_is_shown_than_its_ends(fresh: CommandLine):
    done = fresh.run("env", CLICKGATE_ENV="dev", CLICKUP_API_TOKEN_DEV=f"'{fresh.token}' ")

    assert f"CLICKUP_API_TOKEN_DEV      pk_…{fresh.token[-4:]}" in done.out
    assert "warning: CLICKUP_API_TOKEN_DEV has spaces or quotes around its token." in done.err


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        pytest.param({}, "account main", id="the only account"),
        pytest.param({"CLICKGATE_ACCOUNT": "main", "CLICKUP_API_TOKEN": OTHER}, "account main", id="it is named"),
        pytest.param({"CLICKUP_API_TOKEN": OTHER}, "variable CLICKUP_API_TOKEN", id="a variable"),
        pytest.param({"CLICKGATE_ENV": "qa-eu", "CLICKUP_API_TOKEN_QA_EU": OTHER}, "variable CLICKUP_API_TOKEN_QA_EU",
                     id="an environment of one's own"),
        pytest.param({"CLICKGATE_ACCOUNT": "none"}, None, id="no such account"),
        pytest.param({"CLICKGATE_ENV": "no such thing!"}, None, id="no such environment"),
    ],
)  # fmt: skip
def test_the_choice_is_that_of_the_commands_that_ask_clickup(
    linked: CommandLine, environ: dict[str, str], expected: str | None
):
    told = linked.run("env", **environ)
    asked = linked.run("whoami", **environ)

    assert used(linked, **environ) == expected
    assert told.code == (0 if expected else 2)
    assert asked.code == (2 if expected is None else 3 if expected.startswith("variable") else 0)


def test_the_account_of_an_environment_is_used_there(linked: CommandLine):
    linked.link("prod", "--environment", "production", "--allow-second", token=linked.issue())

    assert used(linked, CLICKGATE_ENV="production") == "account prod"
    assert used(linked, CLICKGATE_ENV="staging") == "account main"
    assert used(linked) is None


@pytest.mark.parametrize(
    "environ",
    [
        pytest.param({"CLICKGATE_ACCOUNT": "prod"}, id="an account of production"),
        pytest.param({"CLICKUP_API_TOKEN_DEV": "{token}"}, id="the token of an account of production"),
        pytest.param({"CLICKUP_API_TOKEN_DEV": OTHER, "CLICKUP_API_TOKEN_PROD": OTHER}, id="production's variable"),
    ],
)
def test_production_is_refused_elsewhere_by_env_and_by_whoever_asks_clickup(cli: CommandLine, environ: dict[str, str]):
    cli.link("prod", "--environment", "production")
    here = {name: text.format(token=cli.token) for name, text in environ.items()} | {"CLICKGATE_ENV": "dev"}
    asked = len(cli.sandbox.requests)
    told, refused = cli.run("env", "--json", **here), cli.run("whoami", "--json", **here)

    assert (told.code, told.json["choice"]) == (2, None)
    assert "and this is development" in told.json["refusal"]
    assert (refused.code, refused.error["code"]) == (2, "environment_refused")
    assert len(cli.sandbox.requests) == asked
    assert cli.run("env", **here, CLICKGATE_ALLOW_PRODUCTION="1").code == 0


def test_an_account_goes_before_a_variable_where_it_is_named(linked: CommandLine):
    done = linked.run("exec", "users", "get_current", "--account", "main", "--json", CLICKUP_API_TOKEN=OTHER)

    assert (done.code, done.json["username"]) == (0, "Amara Osei")


def test_whoever_has_several_accounts_says_which(linked: CommandLine):
    linked.link("second", "--allow-second")
    refused = linked.run("whoami")

    assert refused.code == 2
    assert "--account NAME, or CLICKGATE_ACCOUNT" in refused.err
    assert "the account 'second'" in linked.run("whoami", "--account", "second").out


def test_a_call_in_a_workspace_that_is_not_linked_is_not_sent(linked: CommandLine):
    asked = len(linked.sandbox.requests)
    done = linked.run("exec", "spaces", "list", "--workspace", "99", "--json")

    assert (done.code, done.error["code"]) == (2, "workspace_not_linked")
    assert len(linked.sandbox.requests) == asked
