"""A backup is the whole database at one moment, in a file that either kind of database is made from again."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from clickgate.db import backup as module
from clickgate.db.backup import backup, restore
from clickgate.db.opening import connect, open_database
from clickgate.db.tables import accounts, data_keys, key_encryption_keys, metadata, organizations, sealed_values
from clickgate.errors import Conflict, DatabaseOutdated, DatabaseUnavailable
from clickgate.vault.envelope import Place, open_sealed, seal
from tests.support.programs import Program
from tests.unit.db.rows import add, kept, number

if TYPE_CHECKING:
    from clickgate.db.engine import Database
    from tests.support.databases import Databases

_PLACE = Place("org_1", "acc_1", "token", 1)
_TOKEN = b"pk_1_" + b"NOTAREALTOKEN" * 3


def fill(connection: sa.Connection, key: bytes = bytes(32)) -> None:
    """Rows of every type that there is, with what is awkward in each."""
    add(connection, "org_1", created_at=1_700_000_000.123456)
    connection.execute(
        sa.insert(accounts).values(
            id="acc_1", organization_id="org_1", name="Zoë's \N{ROCKET} account\n", description="", environment=None,
            kind="personal_token", workspaces=[{"id": "9", "name": 'a "quoted" ü', "members": None}], state="active",
            reason_code="", reason="", state_since=0.1 + 0.2, last_version=2**31 - 1, revision=0, created_at=1e-9,
            updated_at=0,
        )
    )  # fmt: skip
    connection.execute(
        sa.insert(key_encryption_keys).values(
            id="kek", source="file", state="active", check_blob=b"\0\xff", created_at=0
        )
    )
    connection.execute(
        sa.insert(data_keys).values(
            id="dek", organization_id="org_1", wrapped=bytes(range(256)), key_encryption_key_id="kek", state="active",
            created_at=0,
        )
    )  # fmt: skip
    connection.execute(
        sa.insert(sealed_values).values(
            organization_id="org_1", owner_id="acc_1", field="token", version=1, data_key_id="dek",
            blob=seal(key, _TOKEN, _PLACE.context()),
        )
    )  # fmt: skip


def contents(database: Database) -> dict[str, list[Any]]:
    def work(connection: sa.Connection) -> dict[str, list[Any]]:
        return {
            name: sorted(map(tuple, connection.execute(sa.select(table))), key=repr)
            for name, table in metadata.tables.items()
        }

    return database.read(work)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kept.backup"


@pytest.mark.parametrize("target_kind", ["sqlite", "postgresql"])
def test_a_backup_of_either_kind_becomes_a_database_of_either_kind(
    database: Database, databases: Databases, path: Path, target_kind: str
):
    database.run(fill)
    rows = backup(database, path)
    target = databases.make(target_kind, migrated=False)
    restored = restore(path, target)
    with open_database(target) as again:
        found = contents(again)

    assert rows == restored.rows == 5
    assert restored.replaced is None
    assert found == contents(database)


def test_a_sealed_value_stays_sealed_and_opens_with_the_key_that_is_kept_elsewhere(database: Database, path: Path):
    key = os.urandom(32)
    database.run(lambda connection: fill(connection, key))
    backup(database, path)
    with connect(f"sqlite:///{path}") as copy:
        blob = copy.read(lambda connection: connection.scalar(sa.select(sealed_values.c.blob)))
    written = path.read_bytes()

    assert open_sealed(key, blob, _PLACE.context()) == _TOKEN
    assert _TOKEN not in written
    assert key not in written


def test_a_backup_is_one_file_for_its_owner_alone(database: Database, path: Path):
    backup(database, path)

    assert [file.name for file in path.parent.glob("*kept*")] == ["kept.backup"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes()[18:20] == b"\x01\x01"  # no write-ahead log. Source: https://www.sqlite.org/fileformat.html


def test_nothing_is_overwritten_unless_it_is_asked_for(database: Database, path: Path):
    path.write_text("something dear")
    with pytest.raises(Conflict, match="already"):
        backup(database, path)
    before = path.read_text()
    database.run(fill)
    backup(database, path, overwrite=True)

    assert before == "something dear"
    assert path.read_bytes().startswith(b"SQLite format 3\0")


def test_a_database_is_never_overwritten_with_a_backup_of_itself(sqlite_database: Database, tmp_path: Path):
    sqlite_database.run(fill)
    (tmp_path / "link").symlink_to(sqlite_database.file)

    with pytest.raises(Conflict, match="the database itself"):
        backup(sqlite_database, tmp_path / "link", overwrite=True)

    assert kept(sqlite_database) == ["org_1"]


def test_of_two_backups_to_one_name_one_is_refused(database: Database, path: Path, monkeypatch: pytest.MonkeyPatch):
    finish = module._finish

    def finish_late(file: Path) -> int:
        monkeypatch.setattr(module, "_finish", finish)
        backup(database, path)
        return finish(file)

    monkeypatch.setattr(module, "_finish", finish_late)
    with pytest.raises(Conflict, match="already"):
        backup(database, path)

    assert [file.name for file in path.parent.glob("*kept*")] == ["kept.backup"]


def test_a_backup_that_can_not_be_written_leaves_no_file(database: Database, path: Path, tmp_path: Path):
    with pytest.raises(DatabaseUnavailable, match="can't be written: No such file or directory"):
        backup(database, tmp_path / "nowhere" / "kept.backup")

    assert not (tmp_path / "nowhere").exists()


FULL_DISK = """
import pathlib, resource, signal, sys
from clickgate.db.backup import backup
from clickgate.db.opening import open_database
from clickgate.errors import DatabaseUnavailable
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with open_database(sys.argv[1]) as database:
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
    try:
        backup(database, pathlib.Path(sys.argv[2]))
    except DatabaseUnavailable as error:
        print(type(error).__name__, flush=True)
"""


def test_a_full_disk_leaves_no_half_backup(databases: Databases, database_kind: str, path: Path):
    url = databases.make(database_kind)
    with open_database(url) as database:
        database.run(lambda connection: [add(connection, str(each), slug=f"{each}" * 300) for each in range(100)])
    with Program(FULL_DISK, url, str(path)) as program:
        assert program.rest() == ["DatabaseUnavailable"]

    assert list(path.parent.glob("*kept*")) == []


def test_a_backup_is_of_one_moment_while_others_write(database: Database, path: Path):
    """Two numbers that are always changed together are equal in every backup."""
    database.run(lambda connection: [add(connection, "one"), add(connection, "two")])

    def work(connection: sa.Connection) -> None:
        connection.execute(sa.update(organizations).values(created_at=organizations.c.created_at + 1))

    def write() -> None:
        while not over:
            database.run(work)

    over: list[bool] = []
    pairs = []
    with ThreadPoolExecutor(2) as threads:
        writers = [threads.submit(write), threads.submit(write)]
        try:
            for _ in range(5):
                backup(database, path, overwrite=True)
                with connect(f"sqlite:///{path}") as copy:
                    pairs.append(
                        [copy.read(lambda connection, each=each: number(connection, each)) for each in ("one", "two")]
                    )
        finally:
            over.append(True)
    for writer in writers:
        writer.result()

    assert all(one == two for one, two in pairs)
    assert pairs == sorted(pairs)


def test_a_database_with_rows_is_replaced_only_when_asked_for_and_what_was_there_is_kept(
    databases: Databases, database: Database, database_kind: str, path: Path
):
    database.run(fill)
    backup(database, path)
    target = databases.make(database_kind)
    with open_database(target) as other:
        other.run(lambda connection: add(connection, "dear"))
        before = contents(other)
    with pytest.raises(Conflict, match="not empty; nothing was changed"):
        restore(path, target)
    with open_database(target) as other:
        untouched = contents(other)
    restored = restore(path, target, replace=True)
    with open_database(target) as other:
        after = contents(other)
    with open_database(f"sqlite:///{restored.replaced}") as kept_aside:
        aside = contents(kept_aside)

    assert untouched == before
    assert after == contents(database)
    assert aside == before
    assert restored.replaced.parent == path.parent
    assert restored.replaced.name.endswith(".replaced-1")


def test_a_database_that_is_in_use_is_left_alone(databases: Databases, database_kind: str, path: Path):
    target = databases.make(database_kind)
    with open_database(target) as user:
        backup(user, path)
        user.run(lambda connection: add(connection, "one"))
        with pytest.raises(Conflict, match="in use; nothing was changed"):
            restore(path, target, replace=True)
        found = kept(user)
    restore(path, target, replace=True)

    assert found == ["one"]


def test_a_restore_that_fails_half_way_changes_nothing(
    databases: Databases, database_kind: str, path: Path, monkeypatch: pytest.MonkeyPatch
):
    target = databases.make(database_kind)
    with open_database(target) as database:
        database.run(lambda connection: add(connection, "one"))
        backup(database, path)
    whole = module._copy

    def fail(source: sa.Connection, room: sa.Connection) -> None:
        whole(source, room)
        if source.dialect.name == "sqlite":  # out of the backup, not into the one of what is replaced
            raise LookupError("the end of the world")

    monkeypatch.setattr(module, "_copy", fail)
    with pytest.raises(LookupError, match="the end of the world"):
        restore(path, target, replace=True)

    with open_database(target) as database:
        assert kept(database) == ["one"]


def test_a_backup_is_not_changed_by_restoring_it(sqlite_database: Database, databases: Databases, path: Path):
    backup(sqlite_database, path)
    before = path.read_bytes()
    restore(path, databases.make("sqlite"))

    assert path.read_bytes() == before
    assert [file.name for file in path.parent.glob("kept*")] == ["kept.backup"]


def damage(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + os.urandom(len(whole) - 8192))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def another(path: Path) -> None:
    path.unlink()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")


def text(path: Path) -> None:
    path.write_text("not what you think\n" * 1000)


def orphan(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM organizations")
        connection.commit()


@pytest.mark.parametrize("spoil", [damage, cut, empty, another, text, orphan], ids=lambda spoil: spoil.__name__)
def test_what_is_no_whole_backup_is_refused(sqlite_database: Database, databases: Databases, path: Path, spoil: Any):
    sqlite_database.run(fill)
    backup(sqlite_database, path)
    spoil(path)
    target = databases.make("sqlite")
    with open_database(target) as database:
        database.run(lambda connection: add(connection, "one"))

    with pytest.raises(DatabaseUnavailable, match="damaged, or no backup of clickgate's; nothing was changed"):
        restore(path, target, replace=True)

    with open_database(target) as database:
        assert kept(database) == ["one"]


def test_a_backup_of_a_newer_version_is_refused(sqlite_database: Database, databases: Databases, path: Path):
    backup(sqlite_database, path)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE clickgate_schema SET version_num = '9999'")
        connection.commit()

    with pytest.raises(DatabaseOutdated, match="Upgrade clickgate"):
        restore(path, databases.make("sqlite", migrated=False))


def test_a_backup_that_is_not_there_is_told(databases: Databases, path: Path):
    with pytest.raises(DatabaseUnavailable, match="can't be read: No such file"):
        restore(path, databases.make("sqlite", migrated=False))
