"""Turns a database into one portable file, and such a file back into a database of either kind.

The file is a SQLite database of the same tables. What is sealed in the database is sealed in the file, and the key that
opens it is in neither.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import sqlite3
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from clickgate.db.failures import told_in_our_words
from clickgate.db.migrate import find_revision
from clickgate.db.opening import connect, open_database
from clickgate.db.tables import metadata
from clickgate.errors import Conflict, DatabaseUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clickgate.db.engine import Database

_BATCH = 1000  # rows that are in memory at once


class Restored(msgspec.Struct, frozen=True):
    """What a restore did.

    Attributes:
        rows: How many rows came out of the backup.
        replaced: A backup of what was there before; None where there was nothing.
    """

    rows: int
    replaced: Path | None


def backup(database: Database, path: Path, *, overwrite: bool = False) -> int:
    """Write all rows, as they are at one moment, to a file that its owner alone may read; others may go on writing.

    Returns:
        The number of rows.

    Raises:
        Conflict: There is such a file already, or it is the database itself.
        DatabaseUnavailable: The database can't be read, or the file can't be written; no new file is there.
    """
    if database.file and path.exists() and path.samefile(database.file):
        raise Conflict("That file is the database itself; it was not touched.", advice="Choose another name.")
    with _new_file(path, overwrite=overwrite) as unfinished:
        if database.file:
            _copy_file(database.file, unfinished)
        else:
            with open_database(_url(unfinished)) as copy:
                database.read(lambda source: copy.run(lambda target: _copy(source, target)))
        return _finish(unfinished)


def restore(path: Path, url: str, *, replace: bool = False) -> Restored:
    """Put the rows of a backup into a database, in one step or not at all; the file is not changed.

    Args:
        path: What `backup` wrote; one of an older schema is brought up to date on the way.
        url: Of a database that nobody uses meanwhile; it is made where it is a file that is not there.
        replace: Take away the rows that are there, once they are in a backup of their own beside the database's file,
            or beside `path` for a database on a server.

    Raises:
        Conflict: The database is in use, or holds rows and `replace` was not asked for.
        DatabaseUnavailable: The backup or the database can't be read, or is damaged.
        DatabaseOutdated: The backup is of a newer version of clickgate.
    """
    with _opened_backup(path) as source, _opened_alone(url) as target:
        beside = (target.file or path) if replace else None
        return source.read(lambda rows: target.run(lambda room: _fill(rows, room, target, beside)))


def _fill(source: sa.Connection, room: sa.Connection, target: Database, beside: Path | None) -> Restored:
    replaced = None
    if _count(room):
        if beside is None:
            raise Conflict(
                "The database is not empty; nothing was changed.",
                advice="Have its rows replaced on purpose (--replace), or name another database.",
            )
        replaced = _free_name(beside)
        backup(target, replaced)
        for table in reversed(metadata.sorted_tables):
            room.execute(sa.delete(table))
    _copy(source, room)
    return Restored(_count(room), replaced)


def _count(connection: sa.Connection) -> int:
    counts = (sa.select(sa.func.count()).select_from(table) for table in metadata.sorted_tables)
    return sum(connection.execute(count).scalar_one() for count in counts)


def _copy(source: sa.Connection, target: sa.Connection) -> None:
    """Copy all rows of all tables, those that others refer to first."""
    for table in metadata.sorted_tables:
        found = source.execute(sa.select(table), execution_options={"yield_per": _BATCH}).mappings()
        for batch in found.partitions():
            target.execute(sa.insert(table), [dict(row) for row in batch])


def _copy_file(file: Path, to: Path) -> None:
    """Copy a database in a file page by page, which is much faster; pages that are free are left out."""
    with _plain(file) as connection:
        connection.exec_driver_sql("VACUUM INTO ?", (str(to),))


def _finish(file: Path) -> int:
    """Make it one file where SQLite may have made three, and count its rows."""
    with _plain(file) as connection:
        connection.exec_driver_sql("PRAGMA journal_mode=DELETE")
        return _count(connection)


@contextlib.contextmanager
def _plain(file: Path) -> Iterator[sa.Connection]:
    """A connection to a file for what SQLite does in no transaction."""
    engine = sa.create_engine(_url(file), poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with told_in_our_words(), engine.connect() as connection:
        yield connection


@contextlib.contextmanager
def _opened_backup(path: Path) -> Iterator[Database]:
    """A copy of the backup, checked and brought up to date: opening the file itself would change it."""
    with tempfile.TemporaryDirectory(prefix="clickgate-restore-") as folder:
        try:
            copied = Path(shutil.copyfile(path, Path(folder) / "backup.db"))
        except OSError as error:
            raise DatabaseUnavailable(f"The backup can't be read: {error.strerror}.") from None
        _check_backup(copied)
        with open_database(_url(copied)) as opened:
            yield opened


def _check_backup(file: Path) -> None:
    try:
        with connect(_url(file)) as database:
            whole = database.read(_is_whole)
    except DatabaseUnavailable:
        whole = False
    if not whole:
        raise DatabaseUnavailable(
            "The file is damaged, or no backup of clickgate's; nothing was changed.", advice="Take another one."
        )


def _is_whole(connection: sa.Connection) -> bool:
    return (
        connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is None
        and find_revision(connection) is not None
    )


@contextlib.contextmanager
def _opened_alone(url: str) -> Iterator[Database]:
    read = sa.make_url(url)
    if read.get_backend_name() == "sqlite":
        _check_file_unused(Path(read.database or ""))
        with open_database(url) as database:
            yield database
        return
    name = f"clickgate-restore-{secrets.token_hex(4)}"  # by which we know our own connections
    own = read.update_query_dict({"application_name": name}).render_as_string(hide_password=False)
    with open_database(own) as database:
        if database.read(lambda connection: connection.scalar(_OTHERS, {"name": name})):
            raise _in_use()
        yield database


_OTHERS = sa.text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user "
    "AND backend_type = 'client backend' AND application_name <> :name"
)


def _check_file_unused(file: Path) -> None:
    """See that no process has the file open: only then can it leave the mode in which processes share it."""
    if file.is_file():
        try:
            with contextlib.closing(sqlite3.connect(file, timeout=0)) as connection:
                connection.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.Error as error:
            if error.sqlite_errorname == "SQLITE_BUSY":  # what else is wrong is told when it is opened
                raise _in_use() from None


def _in_use() -> Conflict:
    return Conflict(
        "The database is in use; nothing was changed.", advice="Stop whatever uses it, then restore the backup."
    )


@contextlib.contextmanager
def _new_file(path: Path, *, overwrite: bool) -> Iterator[Path]:
    """A name to write to; what is there in the end appears at `path`, whole and for good, or not at all."""
    if path.exists() and not overwrite:
        raise _exists()
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL, 0o600))
        yield unfinished
        _flush(unfinished)
        if overwrite:
            unfinished.replace(path)
        else:
            os.link(unfinished, path)  # fails where somebody else was faster, as a renaming would not
        _flush(path.parent)
    except FileExistsError:
        raise _exists() from None
    except OSError as error:
        raise DatabaseUnavailable(f"The backup can't be written: {error.strerror}.") from None
    finally:
        for end in ("", "-wal", "-shm", "-journal"):
            unfinished.with_name(unfinished.name + end).unlink(missing_ok=True)


def _flush(path: Path) -> None:
    if path.is_dir() and os.name == "nt":
        return  # there a folder can't be opened
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _exists() -> Conflict:
    advice = "Choose another name, or have it replaced on purpose (--overwrite)."
    return Conflict("There is a file of that name already; it was not touched.", advice=advice)


def _free_name(path: Path) -> Path:
    number = 1
    while (name := path.with_name(f"{path.name}.replaced-{number}")).exists():
        number += 1
    return name


def _url(path: Path) -> str:
    return sa.URL.create("sqlite", database=str(path)).render_as_string()
