"""A database in a file: what is kept stays kept, nobody else may read it, and nonsense is refused."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from clickgate.db import sqlite
from clickgate.db.opening import connect, open_database
from clickgate.db.tables import organizations
from clickgate.errors import ConfigurationError, DatabaseOutdated, DatabaseUnavailable
from tests.support.programs import Program
from tests.unit.db.rows import add, kept

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clickgate.db.engine import Database
    from tests.support.databases import Databases

_NOBODY = 65534


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@contextlib.contextmanager
def without_rights(path: Path) -> Iterator[None]:
    """Be somebody who may not read the file, even where root runs the tests."""
    path.chmod(0)
    if os.getuid() == 0:
        os.seteuid(_NOBODY)
    try:
        yield
    finally:
        os.seteuid(os.getuid())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "clickgate.db"


def test_a_new_file_and_its_folder_are_for_their_owner_alone(path: Path):
    with open_database(f"sqlite:///{path}") as database:
        database.run(lambda connection: add(connection, "one"))
        files = {file.name: rights(file) for file in path.parent.iterdir()}

    assert rights(path.parent) == 0o700
    assert files == {"clickgate.db": 0o600, "clickgate.db-wal": 0o600, "clickgate.db-shm": 0o600}


def test_a_file_that_others_may_read_is_closed_to_them(databases: Databases):
    path = Path(databases.make("sqlite").removeprefix("sqlite:///"))
    path.chmod(0o666)
    open_database(f"sqlite:///{path}").close()

    assert rights(path) == 0o600


@pytest.mark.parametrize(
    ("setting", "expected"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1), ("query_only", 0)],
)
def test_settings_that_promises_rest_on(sqlite_database: Database, setting: str, expected: object):
    found = sqlite_database.run(lambda connection: connection.exec_driver_sql(f"PRAGMA {setting}").scalar())

    assert found == expected


def test_what_is_deleted_is_gone_from_the_files(path: Path):
    with open_database(f"sqlite:///{path}") as database:
        database.run(lambda connection: add(connection, "one", slug="a-text-to-look-for"))
    before = path.read_bytes()
    with open_database(f"sqlite:///{path}") as database:
        database.run(lambda connection: connection.execute(sa.delete(organizations)))

    assert b"a-text-to-look-for" in before
    assert b"a-text-to-look-for" not in b"".join(file.read_bytes() for file in path.parent.iterdir())


def test_a_link_leads_to_the_file(path: Path, tmp_path: Path):
    link = tmp_path / "link.db"
    link.symlink_to(path)
    path.parent.mkdir()
    with open_database(f"sqlite:///{link}") as database:
        database.run(lambda connection: add(connection, "one"))
    with open_database(f"sqlite:///{path}") as database:
        found = kept(database)

    assert found == ["one"]
    assert link.is_symlink()


def test_a_name_may_hold_any_sign(tmp_path: Path):
    path = tmp_path / "a b%20ü'\"" / "click gate.db"
    url = sa.URL.create("sqlite", database=str(path)).render_as_string()
    open_database(url).close()

    assert path.is_file()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:x?mode=memory&uri=true"])
def test_a_database_that_is_no_file_is_refused(url: str):
    with pytest.raises(ConfigurationError, match="names a file"):
        connect(url)


def test_a_folder_is_no_database(tmp_path: Path):
    with pytest.raises(DatabaseUnavailable, match="can't be opened: it is no file"):
        open_database(f"sqlite:///{tmp_path}")


def test_a_pipe_is_no_database_and_nobody_waits_for_it(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(DatabaseUnavailable, match="it is no file"):
        open_database(f"sqlite:///{tmp_path / 'pipe'}")


def test_a_folder_that_can_not_be_made_is_told(tmp_path: Path):
    (tmp_path / "file").write_text("")

    with pytest.raises(DatabaseUnavailable, match=r"can't be opened: (Not a directory|File exists)"):
        open_database(f"sqlite:///{tmp_path / 'file' / 'clickgate.db'}")


def test_a_file_that_may_not_be_read_is_told_without_its_path(databases: Databases, tmp_path: Path):
    url = databases.make("sqlite")

    with (
        without_rights(Path(url.removeprefix("sqlite:///"))),
        pytest.raises(DatabaseUnavailable, match="The database file can't be opened") as caught,
    ):
        open_database(url)

    assert str(tmp_path) not in str(caught.value)


def test_another_kind_of_file_is_left_as_it_is(path: Path):
    path.parent.mkdir()
    path.write_bytes(b"not what you think\n" * 400)

    with pytest.raises(DatabaseUnavailable, match="no SQLite database"):
        open_database(f"sqlite:///{path}")

    assert path.read_bytes() == b"not what you think\n" * 400


def test_a_file_of_another_program_is_left_as_it_is(path: Path):
    path.parent.mkdir()
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")

    with pytest.raises(DatabaseOutdated, match="not clickgate's"):
        open_database(f"sqlite:///{path}")

    with contextlib.closing(sqlite3.connect(path)) as other:
        tables = other.execute("SELECT name FROM sqlite_master").fetchall()
    assert tables == [("bookmarks",)]


def test_a_damaged_file_is_told(databases: Databases):
    url = databases.make("sqlite")
    path = Path(url.removeprefix("sqlite:///"))
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + os.urandom(len(whole) - 4096))

    with pytest.raises(DatabaseUnavailable, match=r"damaged\. Restore it from a backup"):
        open_database(url)


def test_who_waits_for_another_process_too_long_is_told(databases: Databases, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sqlite, "PATIENCE", 0.01)
    url = databases.make("sqlite")
    with (
        open_database(url) as database,
        contextlib.closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseUnavailable, match="Somebody else has been writing"):
            database.run(lambda connection: add(connection, "one"))
        before = kept(database)
        other.execute("ROLLBACK")
        database.run(lambda connection: add(connection, "two"))

        assert before == []
        assert kept(database) == ["two"]


def fill(connection: sa.Connection, start: int) -> None:
    for number in range(start, start + 100):
        add(connection, f"{number:05d}", slug=f"{number}" * 500)


def test_nothing_is_kept_when_there_is_no_room_and_all_is_well_once_there_is(sqlite_database: Database):
    def work(connection: sa.Connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 3}")
        fill(connection, 0)

    sqlite_database.run(lambda connection: add(connection, "before"))
    with pytest.raises(DatabaseUnavailable, match="no room left"):
        sqlite_database.run(work)
    before = kept(sqlite_database)
    sqlite_database.run(lambda connection: connection.exec_driver_sql("PRAGMA max_page_count = 1000000"))
    sqlite_database.run(lambda connection: fill(connection, 0))

    assert before == ["before"]
    assert len(kept(sqlite_database)) == 101


FULL_DISK = """
import resource, signal, sys
sys.path.insert(0, sys.argv[2])
from clickgate.db.opening import open_database
from clickgate.errors import DatabaseUnavailable
from tests.unit.db.test_sqlite_files import fill
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with open_database(sys.argv[1]) as database:
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, resource.RLIM_INFINITY))
    done = 0
    try:
        while True:
            database.run(lambda connection: fill(connection, done))
            done += 100
    except DatabaseUnavailable as error:
        print(done, flush=True)
        print(error.message, flush=True)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    database.run(lambda connection: fill(connection, 99_000))
"""


def test_a_disk_that_takes_no_more_loses_nothing_that_was_kept(databases: Databases, pytestconfig: pytest.Config):
    url = databases.make("sqlite")
    with Program(FULL_DISK, url, str(pytestconfig.rootpath)) as program:
        done, message = program.rest()
    with open_database(url) as database:
        found = kept(database)
        checked = database.read(lambda connection: connection.exec_driver_sql("PRAGMA integrity_check").scalar())

    assert int(done) > 0
    assert message in {"The disk of the database failed.", "There is no room left on the disk."}
    assert found == [f"{number:05d}" for number in [*range(int(done)), *range(99_000, 99_100)]]
    assert checked == "ok"
