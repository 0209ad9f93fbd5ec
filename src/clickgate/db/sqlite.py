"""Opens a SQLite file so that what was said to be kept is kept, and so that nobody else on this machine reads it."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
import time
from pathlib import Path

import sqlalchemy as sa

from clickgate.db.location import make_private
from clickgate.errors import ConfigurationError, DatabaseUnavailable

PATIENCE = 10.0  # seconds that a transaction waits for that of another process
_PAUSE = 0.01  # seconds between two tries of what SQLite does not wait for
_READERS = 8
_SETTINGS = {
    "journal_mode": "WAL",  # who reads doesn't wait for who writes
    "synchronous": "FULL",  # what is committed survives the loss of power
    "fullfsync": "ON",  # so, too, on macOS, where a plain fsync stops at the disk's own cache
    "foreign_keys": "ON",
    "secure_delete": "ON",  # what is deleted is overwritten
}


def make_engines(url: sa.URL) -> tuple[sa.Engine, sa.Engine]:
    """Make the engines that write and read; the file is made where there is none.

    Raises:
        ConfigurationError: The URL names no file.
        DatabaseUnavailable: What it names can't be opened, or is no file.
    """
    if not url.database or url.database == ":memory:" or url.query:
        raise ConfigurationError(
            "The URL of a SQLite database names a file and nothing else.",
            advice="Form: sqlite:////folder/clickgate.db.",
        )
    _make_file(Path(url.database).resolve())
    # Who reads first and writes later would fail if another wrote between: a writer takes the lock at once.
    writing = _make_engine(url, begin="BEGIN IMMEDIATE", connections=1)
    reading = _make_engine(url, begin="BEGIN", connections=_READERS, query_only="ON")
    return writing, reading


def _make_file(path: Path) -> None:
    """Make sure that there is a file which its owner alone may read; SQLite's own files beside it follow its rights.

    One that is there is not opened: whoever closes a file loses all locks that the process has on it, SQLite's too.
    Source: https://www.sqlite.org/howtocorrupt.html
    """
    try:
        make_private(path.parent)
        with contextlib.suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))
        found = path.stat()
        if stat.S_ISREG(found.st_mode) and found.st_mode & 0o077 and os.name == "posix":
            with contextlib.suppress(PermissionError):  # somebody else's, who says who may use it
                path.chmod(0o600)
    except OSError as error:
        raise _cannot_open(error.strerror or "unknown error") from None
    if not stat.S_ISREG(found.st_mode):
        raise _cannot_open("it is no file")


def _cannot_open(reason: str) -> DatabaseUnavailable:
    return DatabaseUnavailable(
        f"The database file can't be opened: {reason}.", advice="Look at its path and at the rights of its folder."
    )


def _make_engine(url: sa.URL, *, begin: str, connections: int, **settings: str) -> sa.Engine:
    engine = sa.create_engine(
        url.set(drivername="sqlite+pysqlite"),
        connect_args={"timeout": PATIENCE, "isolation_level": None, "check_same_thread": False},
        pool_size=connections, max_overflow=0, pool_timeout=PATIENCE, hide_parameters=True,
    )  # fmt: skip

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: sa.engine.interfaces.DBAPIConnection, record: object) -> None:
        cursor = connection.cursor()
        for name, value in (_SETTINGS | settings).items():
            _patiently(cursor, f"PRAGMA {name}={value}")
        cursor.execute("PRAGMA journal_mode")
        mode = cursor.fetchone()
        cursor.close()
        if mode != ("wal",):
            raise _cannot_open("its file system does not let processes share memory, as those of a network don't")

    @sa.event.listens_for(engine, "begin")
    def begin_transaction(connection: sa.Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _patiently(cursor: sa.engine.interfaces.DBAPICursor, statement: str) -> None:
    """Carry out a setting that others may be in the way of.

    SQLite does not wait by itself where several processes turn a new file to write-ahead logging at once.
    """
    end = time.monotonic() + PATIENCE
    while True:
        try:
            cursor.execute(statement)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(_PAUSE)
        else:
            return
