"""The token in use is carried to every place; where one fails the others have it, and the next run tries the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.command_line import CommandLine


@pytest.fixture
def places(linked: CommandLine, tmp_path: Path) -> Path:
    """A folder with a folder for each of the places `one` and `two`."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        linked.run("targets", "add", "main", name, "--kind", "dotenv", f"path={tmp_path}/{name}/.env")
    return tmp_path


def test_every_place_gets_it_and_then_has_it(linked: CommandLine, places: Path):
    first = linked.run("propagate", "main")
    again = linked.run("propagate", "main", "--jsonl")

    assert (first.code, first.err.splitlines()) == (0, ["one: done", "two: done"])
    assert [line.split()[:4] for line in first.out.splitlines()[1:]] == [
        ["one", "1", "done", "1"], ["two", "1", "done", "1"],
    ]  # fmt: skip
    assert (places / "one" / ".env").read_text() == f"CLICKUP_API_TOKEN={linked.token}\n"
    assert [one["attempts"] for one in again.lines] == [1, 1]


def test_where_one_fails_the_other_has_it_and_the_next_run_tries_the_rest(linked: CommandLine, places: Path):
    (places / "one").rename(places / "away")
    failed = linked.run("propagate", "main", "--json")
    (places / "away").rename(places / "one")
    done = linked.run("propagate", "main", "--json")

    assert (failed.code, failed.error["code"], list(failed.error["failed"])) == (1, "propagation_failed", ["one"])
    assert [(one["target"], one["state"]) for one in failed.json] == [("one", "failed"), ("two", "done")]
    assert (done.code, [one["attempts"] for one in done.json]) == (0, [2, 1])


def test_a_dry_run_says_of_each_whether_it_would_take_it_and_writes_nothing(linked: CommandLine, places: Path):
    (places / "one").rename(places / "away")
    done = linked.run("propagate", "main", "--dry-run")

    assert done.code == 1
    assert [line.split()[0] for line in done.out.splitlines()] == ["TARGET", "one", "two"]
    assert "1 of 2 targets would not take a new token: one. Nothing was changed." in done.err
    assert not (places / "two" / ".env").exists()


def test_it_is_written_anew_where_that_is_asked_for(linked: CommandLine, places: Path):
    linked.run("propagate", "main")
    (places / "one" / ".env").write_text("CLICKUP_API_TOKEN=\n")
    unasked = linked.run("propagate", "main", "--json").json
    kept = (places / "one" / ".env").read_text()
    linked.run("propagate", "main", "--anew")

    assert [one["attempts"] for one in unasked] == [1, 1]
    assert kept == "CLICKUP_API_TOKEN=\n"
    assert (places / "one" / ".env").read_text() == f"CLICKUP_API_TOKEN={linked.token}\n"


def test_where_no_place_is_named_that_is_said(linked: CommandLine):
    done = linked.run("propagate", "main")

    assert (done.code, "`clickgate targets add`" in done.err) == (0, True)


def test_no_secret_is_opened_for_what_is_everywhere_already(linked: CommandLine, places: Path):
    linked.run("propagate", "main")
    opened = linked.run("audit", "query", "--action", "credential.used", "--json").json
    linked.run("propagate", "main")

    assert linked.run("audit", "query", "--action", "credential.used", "--json").json == opened
