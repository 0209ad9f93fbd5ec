"""The vault's keys are replaced and its database is backed up, with what is left to do told; no key is shown."""

from __future__ import annotations

import base64
import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.command_line import CommandLine


def test_the_status_tells_of_keys_and_values(linked: CommandLine):
    shown = linked.run("vault", "status").out
    told = linked.run("vault", "status", "--jsonl").lines

    assert "key source     file" in shown
    assert "rotation       none is under way" in shown
    assert [(len(one["keys"]), one["is_current"]) for one in told] == [(1, True)]


def test_a_new_key_takes_the_place_of_the_old_one_and_everything_opens(linked: CommandLine):
    before = linked.run("vault", "status", "--json").json
    tried = linked.run("vault", "rotate-key", "--dry-run", "--json").json
    done = linked.run("vault", "rotate-key")
    after = linked.run("vault", "status", "--json").json

    assert (tried["count"], tried["former"]) == (1, [before["newest_id"]])
    assert f"replaced    {before['newest_id']}" in done.out
    assert after["newest_id"] != before["newest_id"]
    assert linked.run("whoami").code == 0


def test_a_new_data_key_seals_all_values_anew(linked: CommandLine):
    done = linked.run("vault", "rotate-key", "--data-key", "--jsonl").lines[0]

    assert done["count"] == linked.run("vault", "status", "--json").json["values"]
    assert linked.run("whoami").code == 0


def test_a_vault_moves_to_another_source_and_is_opened_there_alone(linked: CommandLine, tmp_path: Path):
    key = base64.b64encode(os.urandom(32)).decode()
    linked.secrets.append(key)
    there = {"CLICKGATE_KEY_SOURCE": "env", "CLICKGATE_KEY": key}
    moved = linked.run("vault", "rotate-key", "--to", "env", CLICKGATE_KEY=key)
    left = linked.run("whoami", "--json")

    assert moved.code == 0
    assert "From now on: CLICKGATE_KEY_SOURCE=env" in moved.err
    assert (left.code, left.error["code"]) == (9, "wrong_key")
    assert linked.run("whoami", **there).code == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [(["--data-key", "--to", "env"], 2), (["--to", "nowhere"], 2), (["--to", "transit:x"], 2), (["--to", "env"], 9)],
)
def test_a_move_that_can_not_be_made_changes_nothing(linked: CommandLine, words: list[str], code: int):
    before = linked.run("vault", "status", "--json").json["newest_id"]
    done = linked.run("vault", "rotate-key", *words, BAO_ADDR="", VAULT_ADDR="")

    assert done.code == code
    assert linked.run("vault", "status", "--json").json["newest_id"] == before


def test_a_backup_brings_everything_back(linked: CommandLine, tmp_path: Path):
    file = tmp_path / "clickgate.backup"
    made = linked.run("vault", "backup", str(file), "--json").json
    linked.run("accounts", "remove", "main", "--yes")
    refused = linked.run("vault", "restore", str(file), "--json")
    unsaid = linked.run("vault", "restore", str(file), "--replace")
    restored = linked.run("vault", "restore", str(file), "--replace", "--yes", "--json").json

    assert (made["file"], made["rows"]) == (str(file), restored["rows"])
    assert linked.token.encode() not in file.read_bytes()
    assert (refused.code, "--replace" in refused.error["advice"]) == (2, True)
    assert (unsaid.code, "--yes" in unsaid.err) == (2, True)
    assert restored["replaced"]
    assert linked.run("whoami").code == 0


def test_a_backup_is_written_over_another_on_purpose_alone(linked: CommandLine, tmp_path: Path):
    file = tmp_path / "clickgate.backup"
    linked.run("vault", "backup", str(file))
    refused = linked.run("vault", "backup", str(file))

    assert (refused.code, "--overwrite" in refused.err) == (2, True)
    assert linked.run("vault", "backup", str(file), "--overwrite").code == 0


def test_a_backup_elsewhere_waits_for_its_key(linked: CommandLine, tmp_path: Path):
    file = tmp_path / "clickgate.backup"
    linked.run("vault", "backup", str(file))
    there = {"CLICKGATE_HOME": str(tmp_path / "elsewhere")}
    restored = linked.run("vault", "restore", str(file), **there)
    locked = linked.run("whoami", "--json", **there)
    opened = linked.run("whoami", **there, CLICKGATE_KEY_SOURCE=f"file:{linked.home}/vault.key")

    assert restored.code == 0
    assert "Point CLICKGATE_KEY_SOURCE to it." in restored.err
    assert (locked.code, locked.error["code"]) == (9, "vault_locked")
    assert opened.code == 0


@pytest.mark.parametrize("content", ["", "no backup", "SQLite format 3\0"])
def test_what_is_no_backup_is_refused(linked: CommandLine, tmp_path: Path, content: str):
    file = tmp_path / "file"
    file.write_text(content)
    done = linked.run("vault", "restore", str(file), "--replace", "--yes", "--json")

    assert (done.code, "no backup of clickgate's" in done.error["message"]) == (9, True)
    assert linked.run("whoami").code == 0


@pytest.mark.parametrize(
    ("environ", "code"),
    [
        pytest.param({"CLICKGATE_DATABASE_URL": "mysql://u:s3cret@h/d"}, 2, id="no such kind of database"),
        pytest.param({"CLICKGATE_DATABASE_URL": "postgresql://u:s3cret@127.0.0.1:9/d"}, 9, id="nobody answers"),
        pytest.param({"CLICKGATE_DATABASE_URL": "://s3cret"}, 2, id="no URL"),
        pytest.param({"CLICKGATE_KEY_SOURCE": "env", "CLICKGATE_KEY": "s3cret"}, 2, id="no key"),
        pytest.param({"CLICKGATE_KEY_SOURCE": "env"}, 9, id="no key at all"),
        pytest.param({"CLICKGATE_KEY_SOURCE": "nowhere"}, 2, id="no such source"),
    ],
)
def test_a_setting_that_can_not_be_used_is_said_without_its_secrets(
    linked: CommandLine, environ: dict[str, str], code: int
):
    done = linked.run("vault", "status", "--json", **environ)

    assert done.code == code
    assert done.error["advice"]
    assert "s3cret" not in done.err
