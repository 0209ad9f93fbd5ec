"""Runs pieces of work in a database, each in a transaction of its own."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

import sqlalchemy as sa

from clickgate.db.failures import committing, told_in_our_words
from clickgate.errors import DatabaseUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")

_PATIENCE = 10.0  # seconds that a thread waits for those of the same process
_READERS = 4  # threads that read beside an event loop: more of them cost more than they bring


class Database:
    """One database. Stores are functions of a `Connection`; `run` and `read` call them in a transaction.

    May be used by several threads and processes at once, and means the same on SQLite and PostgreSQL: who writes is
    alone among all processes, so that what a piece of work has read stays true until it ends; who reads sees the
    database as it was at one moment and waits for nobody. A piece of work is called once. It may catch SQLAlchemy's
    `IntegrityError`; to go on after it, the statement has to stand in `with connection.begin_nested():`.

    Attributes:
        is_sqlite: Whether it is a file; the stores' statements are the same, but for a few words.
        file: That file; None for a database on a server.
    """

    def __init__(self, writing: sa.Engine, reading: sa.Engine) -> None:
        self.is_sqlite = writing.dialect.name == "sqlite"
        self.file = Path(writing.url.database or "").absolute() if self.is_sqlite else None
        self._writing = writing
        self._reading = reading
        self._turn = threading.Lock()
        self._writer = 0  # the thread that writes
        self._threads: dict[sa.Engine, ThreadPoolExecutor] = {}

    def run(self, work: Callable[[sa.Connection], T]) -> T:
        """Do a piece of work that may write: all of it is kept, or none.

        Raises:
            DatabaseUnavailable: Nothing of it was kept.
            OutcomeUnknown: The connection broke during the commit: all of it was kept, or nothing.
            sqlalchemy.exc.IntegrityError: A row contradicts a constraint and the work did not catch it; nothing of it
                was kept.
        """
        with self._alone(), told_in_our_words(), _begun(self._writing) as connection:
            done = work(connection)
            with committing():
                connection.commit()
        return done

    def read(self, work: Callable[[sa.Connection], T]) -> T:
        """Do a piece of work that only reads, on one consistent view; a statement that writes is refused.

        Raises:
            DatabaseUnavailable: It can't be reached, or the work tried to write.
        """
        with told_in_our_words(), _begun(self._reading) as connection:
            return work(connection)

    async def run_async(self, work: Callable[[sa.Connection], T]) -> T:
        """Do a piece of work as `run` does, beside the event loop; if the wait is cancelled the work is still done."""
        return await asyncio.get_running_loop().run_in_executor(self._beside(self._writing, 1), self.run, work)

    async def read_async(self, work: Callable[[sa.Connection], T]) -> T:
        """Do a piece of work as `read` does, beside the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._beside(self._reading, _READERS), self.read, work)

    def close(self) -> None:
        """Close all connections, once the work that was begun beside an event loop is done."""
        for threads in self._threads.values():
            threads.shutdown()
        self._threads.clear()
        self._reading.dispose()
        self._writing.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Wait for the other threads here: the database's own lock is asked for by one of them at a time."""
        if self._writer == threading.get_ident():
            raise RuntimeError("A piece of work that writes can't hold another: hand its connection on.")
        if not self._turn.acquire(timeout=_PATIENCE):
            raise DatabaseUnavailable(
                "Another thread has been writing to the database for too long.",
                advice="Nothing of this step was kept; try again.",
            )
        self._writer = threading.get_ident()
        try:
            yield
        finally:
            self._writer = 0
            self._turn.release()

    def _beside(self, engine: sa.Engine, count: int) -> ThreadPoolExecutor:
        if engine not in self._threads:
            self._threads[engine] = ThreadPoolExecutor(count, "clickgate-database")
        return self._threads[engine]


@contextlib.contextmanager
def _begun(engine: sa.Engine) -> Iterator[sa.Connection]:
    with engine.connect() as connection:
        try:
            connection.begin()
        except sa.exc.DBAPIError as error:
            if not error.connection_invalidated:
                raise
            connection.begin()  # the server had closed it while it was idle, and nothing was done on it yet
        yield connection
