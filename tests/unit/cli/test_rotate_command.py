"""A token is replaced step by step; where it stands is told, with the commands that go on, back, or leave it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.command_line import CommandLine

UNKNOWN = "pk_81203225_Q7X2M9KD4TZ8V3B6NHRW5YCJ1FGLP0SA"


def versions(cli: CommandLine) -> list[tuple[int, str, str | None]]:
    told = cli.run("accounts", "show", "main", "--json").json["credentials"]
    return [(one["version"], one["state"], one["proof"]) for one in told]


def steps(cli: CommandLine) -> list[str]:
    """Step of each rotation, the newest first."""
    return [one["step"] for one in cli.run("rotate", "main", "--status", "--json").json]


def test_in_place_the_new_token_is_used_and_the_old_one_proved_dead(linked: CommandLine):
    done = linked.run("rotate", "main", secret=linked.regenerate())

    assert done.code == 0
    assert [line.partition(":")[0] for line in done.err.splitlines()] == [
        "validated", "switched", "propagated", "done",
    ]  # fmt: skip
    assert "it is dead" in done.out
    assert versions(linked) == [(1, "shredded", "dead"), (2, "active", None)]
    assert linked.run("whoami").code == 0


def test_with_two_slots_the_old_token_lives_until_it_is_ended_at_clickup(linked: CommandLine):
    new = linked.issue()
    switched = linked.run("rotate", "main", "--way", "slots", secret=new)
    again = linked.run("rotate", "main", "--resume")
    linked.regenerate()
    ended = linked.run("rotate", "main", "--resume", "--json")

    assert (switched.code, again.code) == (0, 0)
    assert "STILL TAKES the old token" in switched.out
    assert "`clickgate rotate main --resume` goes on with it; --roll-back" in again.err
    assert ended.json["step"] == "done"
    assert versions(linked) == [(1, "shredded", "dead"), (2, "active", None)]


def test_one_can_go_back_while_the_old_token_lives(linked: CommandLine):
    linked.run("rotate", "main", "--way", "slots", secret=linked.issue())
    back = linked.run("rotate", "main", "--roll-back", "--json")

    assert (back.code, back.json["step"]) == (0, "rolled_back")
    assert [state for _, state, _ in versions(linked)] == ["active", "retired"]


def test_one_can_leave_it_although_the_old_token_lives_and_is_reminded_of_that(linked: CommandLine):
    linked.run("rotate", "main", "--way", "slots", secret=linked.issue())
    left = linked.run("rotate", "main", "--leave")
    due = linked.run("rotate", "--due")

    assert "Ended although ClickUp still took the old token." in left.out
    assert "is dead" not in left.out
    assert (due.code, due.out.splitlines()[1].split()) == (1, ["main", "0", "no", "version", "1"])


@pytest.mark.parametrize(
    ("token", "code"),
    [
        pytest.param(UNKNOWN, 3, id="of nobody"),
        pytest.param("of somebody else", 2, id="of somebody else"),
        pytest.param("in use", 2, id="in use already"),
    ],
)
def test_a_wrong_token_leaves_the_rotation_waiting_and_says_so(linked: CommandLine, token: str, code: int):
    given = {"of somebody else": linked.issue(linked.somebody_else()), "in use": linked.token}.get(token, token)
    refused = linked.run("rotate", "main", "--json", secret=given)
    waiting = linked.run("whoami")
    done = linked.run("rotate", "main", secret=linked.regenerate())

    assert (refused.code, refused.out) == (code, "")
    assert "stays opened: waiting for the new token. `clickgate rotate main --resume` goes on" in refused.err
    assert "--cancel leaves it" in refused.err
    assert waiting.code == 0
    assert (done.code, steps(linked)) == (0, ["done"])


def test_a_rotation_is_left_before_the_switch(linked: CommandLine):
    linked.run("rotate", "main", secret=UNKNOWN)
    left = linked.run("rotate", "main", "--cancel", "--json")

    assert left.json["step"] == "cancelled"
    assert steps(linked) == ["cancelled"]
    assert linked.run("whoami").code == 0


def test_a_rotation_that_has_its_token_takes_no_other(linked: CommandLine):
    linked.run("rotate", "main", "--way", "slots", secret=linked.issue())
    refused = linked.run("rotate", "main", "--json", secret=linked.issue())

    assert (refused.code, refused.error["code"]) == (2, "conflict")
    assert "`clickgate rotate main --resume`" in refused.error["advice"]
    assert "--cancel" not in refused.error["advice"]


@pytest.mark.parametrize("option", ["--resume", "--cancel", "--roll-back", "--leave"])
def test_where_none_is_under_way_that_is_said(linked: CommandLine, option: str):
    done = linked.run("rotate", "main", option)

    assert done.code == 2
    assert "No rotation of the account 'main' is under way." in done.err


def test_two_wishes_at_once_exclude_each_other(linked: CommandLine):
    assert linked.run("rotate", "main", "--cancel", "--roll-back").code == 2
    assert linked.run("rotate", "main", "--due", "--status").code == 2


def test_without_an_account_one_is_asked_for_and_nothing_is_made(fresh: CommandLine):
    done = fresh.run("rotate")

    assert (done.code, "Name the account" in done.err) == (2, True)
    assert not fresh.home.exists()


def test_the_runbook_is_written_for_a_person(linked: CommandLine):
    in_place = linked.run("rotate", "main", "--runbook").out.splitlines()
    slots = linked.run("rotate", "main", "--runbook", "--way", "slots", "--json").json

    assert in_place[0] == "1. In ClickUp, as Amara Osei: Settings, Apps, API Token, Regenerate. " + (
        "The old token ends at that moment."
    )
    assert "`clickgate rotate main`" in in_place[1]
    assert "`clickgate rotate main --way slots`" in slots[1]
    assert "`clickgate rotate main --resume`" in slots[-1]
    assert steps(linked) == []


def test_a_dry_run_asks_clickup_and_the_targets_and_changes_nothing(linked: CommandLine, tmp_path: Path):
    linked.run("targets", "add", "main", "site", "--kind", "dotenv", f"path={tmp_path}/.env")
    good = linked.run("rotate", "main", "--dry-run")
    linked.regenerate()
    dead = linked.run("rotate", "main", "--dry-run", "--json")

    assert "ClickUp takes the token in use." in good.err
    assert good.out.splitlines()[1].split()[0] == "site"
    assert "ClickUp does not take the token in use any more." in dead.err
    assert [(one["target"], one["state"]) for one in dead.json] == [("site", "ready")]
    assert steps(linked) == []
    assert not (tmp_path / ".env").exists()


def test_a_target_that_would_not_take_the_token_is_found_before_anything_begins(linked: CommandLine, tmp_path: Path):
    linked.run("targets", "add", "main", "site", "--kind", "dotenv", f"path={tmp_path}/absent/.env")
    tried = linked.run("rotate", "main", "--dry-run", "--json")
    begun = linked.run("rotate", "main", "--json", secret=linked.issue())

    assert (tried.code, list(tried.error["failed"])) == (1, ["site"])
    assert (begun.code, begun.error["code"], list(begun.error["failed"])) == (1, "propagation_failed", ["site"])
    assert "site: Target 'site'" in begun.err
    assert steps(linked) == []


def test_the_new_token_is_carried_to_the_targets_and_goes_on_where_one_failed(linked: CommandLine, tmp_path: Path):
    for name in ("good", "bad"):
        (tmp_path / name).mkdir()
        linked.run("targets", "add", "main", name, "--kind", "dotenv", f"path={tmp_path}/{name}/.env")
    linked.run("rotate", "main", secret=UNKNOWN)  # it waits for its token, and the targets were tried
    (tmp_path / "bad").rename(tmp_path / "away")
    new = linked.regenerate()
    failed = linked.run("rotate", "main", secret=new)
    (tmp_path / "away").rename(tmp_path / "bad")
    done = linked.run("rotate", "main", "--resume", "--json")

    assert failed.code == 1
    assert "bad: Target 'bad'" in failed.err
    assert "stays switched: the new token is in use" in failed.err
    assert (done.code, done.json["step"]) == (0, "done")
    assert [(tmp_path / name / ".env").read_text() for name in ("good", "bad")] == [f"CLICKUP_API_TOKEN={new}\n"] * 2


def test_where_clickup_can_not_be_asked_the_new_token_waits_sealed(linked: CommandLine):
    new = linked.regenerate()
    away = {"CLICKGATE_BASE_URL": "http://127.0.0.1:9/api/v2"}
    failed = linked.run("rotate", "main", secret=new, **away)
    done = linked.run("rotate", "main", "--resume")

    assert failed.code == 7
    assert "stays staged: the new token is sealed, and not checked yet." in failed.err
    assert done.code == 0


def test_all_rotations_are_on_record_newest_first(linked: CommandLine):
    assert linked.run("rotate", "main", "--status").err == "Its token was never replaced here.\n"
    linked.run("rotate", "main", secret=UNKNOWN)
    linked.run("rotate", "main", "--cancel")
    linked.run("rotate", "main", secret=linked.regenerate())
    shown = linked.run("rotate", "main", "--status").out.splitlines()
    told = linked.run("rotate", "main", "--status", "--jsonl").lines

    assert [line.split()[4] for line in shown[1:]] == ["done", "cancelled"]
    assert [one["step"] for one in told] == ["done", "cancelled"]


def test_nothing_is_due_where_nothing_is_linked(cli: CommandLine):
    done = cli.run("rotate", "--due")

    assert (done.code, done.out, "`clickgate link`" in done.err) == (0, "", True)


def test_a_name_with_spaces_is_quoted_in_what_is_to_be_typed(cli: CommandLine):
    cli.link("my robots")
    done = cli.run("rotate", "my robots", secret=UNKNOWN)

    assert "`clickgate rotate 'my robots' --resume`" in done.err
