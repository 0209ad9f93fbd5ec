"""Accounts are listed, shown, checked and changed; each state says why, and what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clickgate.accounts.gate import ClickGate
from clickgate.cli.accounts import ago
from clickgate.kernel.clock import ManualClock
from clickgate.kernel.secret import Secret
from tests.support.gates import revoke

if TYPE_CHECKING:
    from tests.support.command_line import CommandLine

LONG_AGO = 1_600_000_000.0


def test_where_nothing_was_kept_the_list_is_empty_and_nothing_is_made(fresh: CommandLine):
    shown, told = fresh.run("accounts", "list"), fresh.run("accounts", "list", "--json")

    assert (shown.code, shown.out, "`clickgate link`" in shown.err) == (0, "", True)
    assert told.json == []
    assert not fresh.home.exists()


def test_the_list_has_a_line_for_each_account(linked: CommandLine):
    linked.link("prod", "--environment", "production", "--allow-second")
    listed = linked.run("accounts", "list").out.splitlines()

    assert [line.split("  ")[0] for line in listed] == ["NAME", "main", "prod"]
    assert "✓ active" in listed[1]
    assert "Amara Osei" in listed[1]
    assert "production" in listed[2]
    assert listed[2].endswith("0 d old  just now")


def test_a_program_gets_a_line_of_json_for_each_account(linked: CommandLine):
    linked.link("second", "--allow-second")
    told = linked.run("accounts", "list", "--jsonl").lines

    assert [(one["name"], one["state"], one["credential_days"]) for one in told] == [
        ("main", "active", 0), ("second", "active", 0),
    ]  # fmt: skip


def test_the_list_may_be_of_one_state(linked: CommandLine):
    linked.link("second", "--allow-second")
    linked.run("accounts", "suspend", "second")

    assert [one["name"] for one in linked.run("accounts", "list", "--state", "suspended", "--json").json] == ["second"]
    assert linked.run("accounts", "list", "--state", "degraded").err == "No account is degraded.\n"


def test_a_token_that_is_old_is_told_of(cli: CommandLine):
    environ = cli.environment
    with ClickGate.open(
        database_url=f"sqlite:///{cli.home}/clickgate.db", key_source=f"file:{cli.home}/vault.key",
        audit_folder=cli.home / "audit", base_url=environ["CLICKGATE_BASE_URL"], clock=ManualClock(LONG_AGO),
        notice=lambda text: None,
    ) as gate:  # fmt: skip
        gate.accounts.link(gate.caller, name="main", token=Secret(cli.token))
    listed = cli.run("accounts", "list")
    due = cli.run("rotate", "--due", "--json")

    assert "days old: `clickgate rotate`." in listed.err
    assert (due.code, due.json[0]["is_due"]) == (1, True)


def test_an_account_is_shown_with_the_versions_of_its_token(linked: CommandLine):
    shown = linked.run("accounts", "show", "main").out
    told = linked.run("accounts", "show", "main", "--json").json

    assert f"version 1, active, …{linked.token[-4:]}, just now by " in shown
    assert [(one["version"], one["state"]) for one in told["credentials"]] == [(1, "active")]


def test_an_account_may_be_named_by_its_id(linked: CommandLine):
    told = linked.run("accounts", "show", "main", "--json").json

    assert linked.run("accounts", "show", told["id"], "--json").json["name"] == "main"


@pytest.mark.parametrize(
    "words",
    [
        ["accounts", "show", "none"],
        ["accounts", "check", "none"],
        ["accounts", "default-workspace", "none", "1"],
        ["accounts", "rename", "none", "other"],
        ["accounts", "describe", "none", "text"],
        ["accounts", "suspend", "none"],
        ["accounts", "resume", "none"],
        ["accounts", "remove", "none", "--yes"],
        ["whoami", "--account", "none"],
        ["rotate", "none", "--status"],
        ["rotate", "none", "--cancel"],
        ["targets", "list", "none"],
        ["propagate", "none"],
    ],
    ids=" ".join,
)
def test_an_account_that_is_not_there_is_said_so_by_every_command(linked: CommandLine, words: list[str]):
    done = linked.run(*words, "--json")

    assert (done.code, done.error["code"], done.out) == (2, "unknown_id", "")
    assert "`clickgate accounts list`" in done.error["advice"]


def test_a_check_tells_what_clickup_said(linked: CommandLine):
    shown = linked.run("accounts", "check", "main")
    told = linked.run("accounts", "check", "main", "--json").json

    assert (shown.code, "ClickUp answered in " in shown.err) == (0, True)
    assert (told["ok"], told["account"]["state"], told["plan"]) == (True, "active", "Enterprise")


def test_a_check_of_a_dead_token_ends_with_1_and_the_account_says_why(linked: CommandLine):
    revoke(linked.sandbox, linked.token)
    shown = linked.run("accounts", "check", "main")
    told = linked.run("accounts", "check", "main", "--jsonl").lines[0]

    assert (shown.code, told["ok"]) == (1, False)
    assert "state        ✗ needs_reauth: ClickUp refused its token" in shown.out
    assert linked.run("whoami").code == 4


def test_a_check_tells_of_workspaces_that_came_and_went(linked: CommandLine):
    other = linked.second_workspace()
    assert linked.run("accounts", "reconnect", "main", secret=linked.token).code == 0
    linked.sandbox.world.workspaces[other.id].members.pop(linked.owner().id)
    done = linked.run("accounts", "check", "main")

    assert f"Lost workspace: Side Door ({other.id})." in done.err


def test_the_default_workspace_may_be_chosen_by_name(linked: CommandLine):
    other = linked.second_workspace()
    linked.run("accounts", "reconnect", "main", secret=linked.token)
    chosen = linked.run("accounts", "default-workspace", "main", "side door", "--json")
    unsaid = linked.run("accounts", "default-workspace", "main")

    assert chosen.json["default_workspace_id"] == other.id
    assert unsaid.code == 2
    assert f"Side Door  ({other.id})" in unsaid.err


def test_an_account_gets_another_name_and_a_description(linked: CommandLine):
    linked.link("second", "--allow-second")
    renamed = linked.run("accounts", "rename", "main", "robots", "--json").json
    described = linked.run("accounts", "describe", "robots", "invoices at night").out
    taken = linked.run("accounts", "rename", "robots", "second", "--json")

    assert renamed["name"] == "robots"
    assert "description  invoices at night" in described
    assert (taken.code, taken.error["code"]) == (2, "conflict")


def test_a_suspended_account_is_used_by_nobody_until_it_is_resumed(linked: CommandLine):
    suspended = linked.run("accounts", "suspend", "main", "--why", "The robot needs a rest.")
    refused = linked.run("exec", "spaces", "list", "--json")
    twice = linked.run("accounts", "suspend", "main")
    resumed = linked.run("accounts", "resume", "main", "--json")

    assert "‖ suspended: The robot needs a rest." in suspended.out
    assert (refused.code, refused.error["state"], refused.error["reason"]) == (4, "suspended", "suspended")
    assert (twice.code, "suspended already" in twice.err) == (2, True)
    assert resumed.json["state"] == "active"
    assert linked.run("whoami").code == 0


def test_an_account_whose_token_died_gets_a_new_one(linked: CommandLine):
    new = linked.regenerate()
    assert linked.run("whoami").code == 3
    done = linked.run("accounts", "reconnect", "main", secret=new)

    assert done.code == 0
    assert "✓ active: A new token was checked with ClickUp." in done.out
    assert linked.run("whoami").code == 0


def test_the_token_of_somebody_else_is_taken_on_purpose_alone(linked: CommandLine):
    other = linked.issue(linked.somebody_else())
    refused = linked.run("accounts", "reconnect", "main", "--json", secret=other)
    allowed = linked.run("accounts", "reconnect", "main", "--allow-identity-change", "--json", secret=other)

    assert (refused.code, refused.error["code"]) == (2, "identity_mismatch")
    assert allowed.json["identity"]["username"] == linked.somebody_else().username


def test_an_account_is_removed_after_yes_alone(linked: CommandLine):
    asked = linked.run("accounts", "remove", "main")
    removed = linked.run("accounts", "remove", "main", "--yes", "--json")

    assert (asked.code, "--yes" in asked.err) == (2, True)
    assert removed.json["state"] == "deleted"
    assert "lives on at ClickUp" in removed.err
    assert [one["name"] for one in linked.run("accounts", "list", "--state", "deleted", "--json").json] == ["main"]
    assert linked.run("accounts", "list", "--json").json == []


@pytest.mark.parametrize(
    ("moment", "said"),
    [(None, "never"), (1_000_030.0, "just now"), (999_940.0, "1 min ago"), (990_000.0, "2 h ago"), (0.0, "11 d ago"),
     (2_000_000.0, "just now")],
)  # fmt: skip
def test_a_moment_is_said_as_people_say_it(moment: float | None, said: str):
    assert ago(moment, now=1_000_000.0 + 30.0) == said
