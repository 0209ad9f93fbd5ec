"""A login is linked after ClickUp said whose it is; whatever goes wrong before keeps nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support.command_line import CommandLine, Done

UNKNOWN = "pk_81203225_Q7X2M9KD4TZ8V3B6NHRW5YCJ1FGLP0SA"


def link(cli: CommandLine, *words: str, token: str | None = None, **environ: str) -> Done:
    return cli.run("link", *words, secret=token or cli.token, **environ)


def names(cli: CommandLine) -> list[str]:
    return [one["name"] for one in cli.run("accounts", "list", "--json").json]


def test_whose_the_token_is_is_told_before_what_was_kept(cli: CommandLine):
    done = link(cli, "main")

    assert done.code == 0
    assert "Amara Osei <amara.osei@example.com>" in done.err
    assert f"1 workspace: Harbour Works ({cli.sandbox.workspace_id})" in done.err
    assert done.out.splitlines()[0].startswith("account      main  (acc_")
    assert f"workspace    {cli.sandbox.workspace_id}  Harbour Works  (default)" in done.out.splitlines()


@pytest.mark.parametrize("style", ["--json", "--jsonl"])
def test_a_program_gets_the_account_and_nothing_beside_it(cli: CommandLine, style: str):
    link(cli, "first")
    done = link(cli, "main", "--allow-second", style)

    assert (done.json["name"], done.json["state"], done.json["active_version"]) == ("main", "active", 1)
    assert done.err == ""


def test_the_first_run_says_where_what_is_kept(fresh: CommandLine):
    done = link(fresh, "main")

    assert f"Made the vault's key {fresh.home}/vault.key" in done.err
    assert f"Accounts are kept in {fresh.home}/clickgate.db." in done.err
    assert oct((fresh.home / "vault.key").stat().st_mode)[-3:] == "600"


def test_without_a_name_it_has_its_owners(cli: CommandLine):
    link(cli)

    assert names(cli) == ["Amara Osei"]


def test_what_an_account_is_for_is_kept_with_it(cli: CommandLine):
    link(cli, "main", "--description", "for the robots", "--environment", "prod")

    told = cli.run("accounts", "show", "main", "--json").json
    assert (told["description"], told["environment"]) == ("for the robots", "production")


def test_of_several_workspaces_one_has_to_be_named(cli: CommandLine):
    other = cli.second_workspace()
    done = link(cli, "main")

    assert done.code == 2
    assert f"{cli.sandbox.workspace_id} (Harbour Works), {other.id} (Side Door)" in done.err
    assert "--workspace" in done.err
    assert names(cli) == []


@pytest.mark.parametrize("written", ["{id}", "side door", "https://app.clickup.com/{id}/v/l/6-901-1"])
def test_a_workspace_may_be_named_in_each_way_that_it_is_known_by(cli: CommandLine, written: str):
    other = cli.second_workspace()
    done = link(cli, "main", "--workspace", written.format(id=other.id), "--json")

    assert done.json["default_workspace_id"] == other.id


def test_a_workspace_that_the_token_may_not_use_is_refused(cli: CommandLine):
    done = link(cli, "main", "--workspace", "https://app.clickup.com/99/home", "--json")

    assert (done.code, done.error["code"]) == (2, "workspace_not_linked")
    assert done.error["workspaces"] == [cli.sandbox.workspace_id]
    assert names(cli) == []


def test_the_same_person_is_linked_twice_on_purpose_alone(linked: CommandLine):
    refused = link(linked, "second", token=linked.issue())
    allowed = link(linked, "second", "--allow-second", token=linked.issue())

    assert (refused.code, "--allow-second" in refused.err) == (2, True)
    assert allowed.code == 0
    assert names(linked) == ["main", "second"]


def test_a_name_is_given_once(linked: CommandLine):
    done = link(linked, "main", "--allow-second")

    assert done.code == 2
    assert "already" in done.err


def test_a_token_that_clickup_does_not_take_is_not_kept(cli: CommandLine):
    done = link(cli, "main", "--json", token=UNKNOWN)

    assert (done.code, done.error["code"], done.error["status"]) == (3, "authentication_failed", 401)
    assert done.error["message"].endswith("Nothing was kept.")
    assert names(cli) == []


def test_where_clickup_can_not_be_reached_nothing_is_kept(cli: CommandLine):
    done = link(cli, "main", CLICKGATE_BASE_URL="http://127.0.0.1:9/api/v2")

    assert done.code == 7
    assert done.err.rstrip().endswith("Nothing was kept.")
    assert names(cli) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Authorization: {token}", id="a header"),
        pytest.param("curl -H 'Authorization: Bearer {token}' https://api.clickup.com/api/v2/user", id="a command"),
        pytest.param('{{"token": "{token}"}}', id="JSON"),
        pytest.param("CLICKUP_API_TOKEN={token}\n", id="a line of a file"),
    ],
)
def test_whatever_stands_around_a_token_may_be_pasted_with_it(cli: CommandLine, text: str):
    assert link(cli, "main", token=text.format(token=cli.token)).code == 0


@pytest.mark.parametrize("text", ["ghp_16C7e42F292c6912E7710c838347Ae178B4a", "pk_1_EXAMPLE", "hello", "pk_… pk_…"])
def test_what_is_no_token_of_clickups_is_refused_unasked(cli: CommandLine, text: str):
    done = link(cli, "main", token=text)

    assert done.code == 2
    assert text not in done.err
    assert cli.sandbox.requests == ()


def test_a_token_is_no_argument(cli: CommandLine):
    as_option = cli.run("link", "main", "--token", cli.token)
    as_name = link(cli, cli.token)

    assert (as_option.code, as_name.code) == (2, 2)
    assert names(cli) == []


def test_an_environment_has_a_name(cli: CommandLine):
    assert link(cli, "main", "--environment", "no such thing!").code == 2
    assert names(cli) == []


def test_without_a_terminal_the_ways_to_hand_over_a_token_are_told(cli: CommandLine):
    done = cli.run("link", "main")

    assert done.code == 2
    assert "--from-stdin or --from-fd" in done.err


def test_an_app_that_is_not_kept_is_said_so(cli: CommandLine):
    done = cli.run("link", "main", "--oauth", "none")

    assert done.code == 2
    assert "`clickgate oauth-apps list`" in done.err
