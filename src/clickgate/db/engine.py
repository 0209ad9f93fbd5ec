"""Opens the database and runs pieces of work in it, each in a transaction of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

import sqlalchemy as sa

from clickgate.errors import ConfigurationError, DatabaseUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")

_PATIENCE = 10  # seconds that a writer waits for another process's transaction


class Database:
    """One database. Stores are functions of a `Connection`; `run` and `read` call them in a transaction.

    May be used by several threads and processes at once.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self.is_sqlite = engine.dialect.name == "sqlite"
        self._writing: contextlib.AbstractContextManager[object] = (
            threading.RLock() if self.is_sqlite else contextlib.nullcontext()
        )
        self._workers: ThreadPoolExecutor | None = None

    def run(self, work: Callable[[sa.Connection], T]) -> T:
        """Do a piece of work that may write: all of it is kept, or none.

        Raises:
            DatabaseUnavailable: Nothing of it was kept.
        """
        with self._writing, _translated(), self.engine.begin() as connection:
            return work(connection)

    def read(self, work: Callable[[sa.Connection], T]) -> T:
        """Do a piece of work that only reads, on one consistent view.

        Raises:
            DatabaseUnavailable: It can't be reached.
        """
        with _translated(), self.engine.connect().execution_options(clickgate_reading=True) as connection:
            return work(connection)

    async def run_async(self, work: Callable[[sa.Connection], T]) -> T:
        """Do a piece of work as `run` does, beside the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._pool(), self.run, work)

    async def read_async(self, work: Callable[[sa.Connection], T]) -> T:
        """Do a piece of work as `read` does, beside the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._pool(), self.read, work)

    def close(self) -> None:
        """Close all connections."""
        if self._workers is not None:
            self._workers.shutdown()
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _pool(self) -> ThreadPoolExecutor:
        if self._workers is None:
            self._workers = ThreadPoolExecutor(1 if self.is_sqlite else 8, "clickgate-database")
        return self._workers


def make_engine(url: str) -> sa.Engine:
    """Make the engine for a URL; nothing is opened yet.

    Raises:
        ConfigurationError: The URL names another kind of database, or the driver is not installed.
    """
    try:
        read = sa.make_url(url)
    except sa.exc.ArgumentError as error:
        raise ConfigurationError("The database URL can't be read.", advice=_FORMS) from error
    if read.get_backend_name() == "sqlite":
        return _make_sqlite(read)
    if read.get_backend_name() == "postgresql":
        return _make_postgresql(read.set(drivername="postgresql+psycopg"))
    raise ConfigurationError(f"There is no support for the database '{read.get_backend_name()}'.", advice=_FORMS)


_FORMS = "Forms: sqlite:////folder/clickgate.db and postgresql://user@host/database."


def _make_sqlite(url: sa.URL) -> sa.Engine:
    if not url.database or url.database == ":memory:":
        raise ConfigurationError("A SQLite database needs a file.", advice=_FORMS)
    path = Path(url.database)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.suppress(OSError):  # what is wrong with the file is told when it is opened
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    engine = sa.create_engine(
        url.set(drivername="sqlite+pysqlite"),
        connect_args={"timeout": _PATIENCE, "isolation_level": None, "check_same_thread": False},
    )

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: object, record: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            cursor.execute(f"PRAGMA {setting}")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        # A transaction that reads first and writes later would fail when another wrote between: take the lock at once.
        reading = connection.get_execution_options().get("clickgate_reading")
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _make_postgresql(url: sa.URL) -> sa.Engine:
    try:
        return sa.create_engine(url, pool_pre_ping=True, pool_size=8, max_overflow=4)
    except ImportError as error:
        raise ConfigurationError(
            "The driver for PostgreSQL is not installed.", advice="Install it: pip install 'clickgate[postgres]'."
        ) from error


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    """Tell of a failing database in our own words; SQL and values stay out of the message."""
    try:
        yield
    except sa.exc.OperationalError as error:
        raise DatabaseUnavailable(
            f"The database can't be used: {error.orig}.", advice="Nothing of this step was kept; try again."
        ) from None
