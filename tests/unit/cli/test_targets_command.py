"""Places that read a token are named with all that they need; nothing is written there, and no secret shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.command_line import CommandLine

GITHUB = "ghp_16C7e42F292c6912E7710c838347Ae178B4a"


def test_a_place_is_named_and_nothing_is_written_there(linked: CommandLine, tmp_path: Path):
    added = linked.run("targets", "add", "main", "site", "--kind", "dotenv", f"path={tmp_path}/.env", "key=TOKEN")
    listed = linked.run("targets", "list", "main").out.splitlines()

    assert added.code == 0
    assert listed[0].split() == ["NAME", "KIND", "WHERE", "HAS", "VERSION"]
    assert f"key=TOKEN, path={tmp_path}/.env" in listed[1]
    assert listed[1].endswith("none")
    assert list(tmp_path.iterdir()) == []


def test_which_version_each_place_has_is_told(linked: CommandLine, tmp_path: Path):
    linked.run("targets", "add", "main", "site", "--kind", "dotenv", f"path={tmp_path}/.env")
    linked.run("propagate", "main")
    linked.run("targets", "add", "main", "other", "--kind", "dotenv", f"path={tmp_path}/other.env")
    told = linked.run("targets", "list", "main", "--json").json

    assert [(one["name"], one["has_version"]) for one in told] == [("other", None), ("site", 1)]


def test_what_a_place_asks_for_is_sealed_and_never_shown(linked: CommandLine):
    linked.secrets.append(GITHUB)
    words = ["targets", "add", "main", "actions", "--kind", "github", "repository=acme/site"]
    added = linked.run(*words, "--json", secret=GITHUB)
    listed = linked.run("targets", "list", "main", "--jsonl")

    assert added.code == 0
    assert [one["config"] for one in listed.lines] == [{"repository": "acme/site"}]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(["--kind", "dotenv", "path"], "is written KEY=VALUE", id="no value"),
        pytest.param(["--kind", "dotenv", "=x"], "is written KEY=VALUE", id="no key"),
        pytest.param(["--kind", "dotenv"], "needs 'path'", id="a setting is missing"),
        pytest.param(["--kind", "dotenv", "pth=/srv/.env"], "no setting 'pth'", id="a setting that is not known"),
        pytest.param(["--kind", "dotenv", "path=.env"], "the path is not whole", id="a path that depends"),
        pytest.param(["--kind", "gitlab"], "--kind", id="a kind that is not known"),
        pytest.param(["path=/srv/.env"], "--kind", id="no kind"),
        pytest.param(["--kind", "github", "--secret", "repository=acme/site"], "nobody to ask", id="nobody to ask"),
    ],
)
def test_what_can_not_be_used_is_said_at_once(linked: CommandLine, words: list[str], told: str):
    done = linked.run("targets", "add", "main", "site", *words)

    assert done.code == 2
    assert told in done.err
    assert linked.run("targets", "list", "main", "--json").json == []


def test_a_secret_that_was_put_among_the_settings_is_refused_and_not_shown(linked: CommandLine):
    linked.secrets.append(GITHUB)
    done = linked.run("targets", "add", "main", "site", "--kind", "github", "repository=a/b", f"token={GITHUB}")

    assert done.code == 2


def test_a_name_is_given_once(linked: CommandLine, tmp_path: Path):
    words = ["targets", "add", "main", "site", "--kind", "dotenv", f"path={tmp_path}/.env", "--json"]
    linked.run(*words)
    again = linked.run(*words)

    assert (again.code, again.error["code"]) == (2, "conflict")


def test_a_place_is_forgotten_and_what_was_written_there_stays(linked: CommandLine, tmp_path: Path):
    linked.run("targets", "add", "main", "site", "--kind", "dotenv", f"path={tmp_path}/.env")
    linked.run("propagate", "main")
    removed = linked.run("targets", "remove", "main", "site", "--json")
    again = linked.run("targets", "remove", "main", "site", "--json")

    assert removed.json == {"removed": "site"}
    assert (tmp_path / ".env").exists()
    assert (again.code, again.error["code"]) == (2, "unknown_id")
    assert linked.run("targets", "list", "main").out == ""
