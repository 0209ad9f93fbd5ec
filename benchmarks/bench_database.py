"""What a piece of work in the database costs, beside the same statements on the bare driver."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import sqlite3
import tempfile
import time
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.figures import at_most, make_ratio, make_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import sqlalchemy as sa

    from benchmarks.rounds import Options
    from clickgate.db.engine import Database

QUESTION = (
    "CPU of this process for one piece of work that reads a row, changes it and adds another, committed; and for one "
    "that reads a row. The bare driver does the same in a transaction of its own, with the same settings. PostgreSQL "
    "runs on this machine without waiting for the disk, and its own CPU is not counted."
)
_ROW = "INSERT INTO organizations (id, name, slug, created_at) VALUES ('one', 'Example', 'one', 0)"
_FIND = "SELECT id, name, slug, created_at, deleted_at FROM organizations WHERE id = ?"
_CHANGE = "UPDATE organizations SET name = ? WHERE id = ?"
_ADD = (
    "INSERT INTO key_encryption_keys (id, source, state, check_blob, created_at, retired_at) VALUES (?, ?, ?, ?, ?, ?)"
)
_new_id = map("{:012d}".format, itertools.count()).__next__
_BLOB = bytes(60)


def run(options: Options) -> dict:
    """Measure all in turn, round by round; PostgreSQL is left out where it can't be had."""
    calls, samples = options.calls(1500), {}
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as closing:
        works = _sqlite(Path(folder), closing)
        missing = ""
        try:
            works |= _postgresql(Path(folder), closing)
        except _cannot_run() as reason:
            missing = str(reason)
        for number in range(options.rounds(9)):
            for name in works if number % 2 == 0 else reversed(works):
                samples.setdefault(name, []).append(works[name](calls))
    bounds = {"SQLite: write": 5, "SQLite: read": 15, "PostgreSQL: write": 6, "PostgreSQL: read": 8}
    figures = [
        make_ratio(f"{name} / bare driver", samples.get(name), samples.get(f"{name}, bare"), at_most(bound))
        for name, bound in bounds.items()
    ]
    names = [f"{kind}: {work}" for kind in ("SQLite", "PostgreSQL") for work in _WORKS]
    rows = [make_row(name, "µs CPU", samples.get(name), missing) for name in names]
    versions = {name: version(name) for name in ("sqlalchemy", "psycopg")}
    return {"figures": figures, "rows": rows, "versions": versions | {"sqlite": sqlite3.sqlite_version}}


_WORKS = ("write", "write, bare", "write, beside an event loop", "read", "read, bare", "read, beside an event loop")


def _sqlite(folder: Path, closing: contextlib.ExitStack) -> dict[str, Callable[[int], float]]:
    path = folder / "bench.db"
    ours = _ours("SQLite", f"sqlite:///{path}", closing)
    bare = closing.enter_context(contextlib.closing(sqlite3.connect(path, isolation_level=None)))
    for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        bare.execute(f"PRAGMA {setting}")
    return ours | _bare("SQLite", bare.execute, "BEGIN IMMEDIATE", "BEGIN", mark="?")


def _postgresql(folder: Path, closing: contextlib.ExitStack) -> dict[str, Callable[[int], float]]:
    import psycopg

    from tests.support.postgresql import use_server

    url = closing.enter_context(use_server(folder))
    ours = _ours("PostgreSQL", url, closing)
    bare = closing.enter_context(psycopg.connect(url, autocommit=True))
    reading = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    return ours | _bare("PostgreSQL", bare.execute, "BEGIN", reading, mark="%s")


def _cannot_run() -> type[Exception]:
    from tests.support.postgresql import CannotRun

    return CannotRun


def _ours(kind: str, url: str, closing: contextlib.ExitStack) -> dict[str, Callable[[int], float]]:
    import sqlalchemy as sa

    from clickgate.db.opening import open_database

    database = closing.enter_context(open_database(url))
    database.run(lambda connection: connection.execute(sa.text(_ROW)))
    write, read = _statements()
    return {
        f"{kind}: write": partial(_measure, lambda: database.run(write)),
        f"{kind}: read": partial(_measure, lambda: database.read(read)),
        f"{kind}: write, beside an event loop": partial(_measure_async, database, "run_async", write),
        f"{kind}: read, beside an event loop": partial(_measure_async, database, "read_async", read),
    }


def _statements() -> tuple[Callable[[sa.Connection], None], Callable[[sa.Connection], None]]:
    import sqlalchemy as sa

    from clickgate.db.tables import key_encryption_keys, organizations

    find = sa.select(organizations).where(organizations.c.id == sa.bindparam("wanted"))
    change = sa.update(organizations).where(organizations.c.id == sa.bindparam("wanted"))
    change = change.values(name=sa.bindparam("new_name"))
    add = sa.insert(key_encryption_keys)

    def read(connection: sa.Connection) -> None:
        assert connection.execute(find, {"wanted": "one"}).one().id == "one"

    def write(connection: sa.Connection) -> None:
        read(connection)
        connection.execute(change, {"wanted": "one", "new_name": "Another"})
        row = {"id": _new_id(), "source": "file", "state": "active", "check_blob": _BLOB, "created_at": 1.0}
        connection.execute(add, row | {"retired_at": None})

    return write, read


def _bare(
    kind: str, execute: Callable[..., object], begin_writing: str, begin_reading: str, *, mark: str
) -> dict[str, Callable[[int], float]]:
    find, change, add = (statement.replace("?", mark) for statement in (_FIND, _CHANGE, _ADD))

    @contextlib.contextmanager
    def begun(statement: str) -> Iterator[None]:
        execute(statement)
        yield
        execute("COMMIT")

    def read() -> None:
        with begun(begin_reading):
            assert execute(find, ("one",)).fetchall()[0][0] == "one"

    def write() -> None:
        with begun(begin_writing):
            assert execute(find, ("one",)).fetchall()[0][0] == "one"
            execute(change, ("Another", "one"))
            execute(add, (_new_id(), "file", "active", _BLOB, 1.0, None))

    return {f"{kind}: write, bare": partial(_measure, write), f"{kind}: read, bare": partial(_measure, read)}


def _measure(work: Callable[[], object], calls: int) -> float:
    for _ in range(50):
        work()
    started = time.process_time()
    for _ in range(calls):
        work()
    return (time.process_time() - started) / calls * 1e6


def _measure_async(database: Database, name: str, work: Callable[[sa.Connection], None], calls: int) -> float:
    """Eight at once."""

    async def worker(times: int) -> None:
        for _ in range(times):
            await getattr(database, name)(work)

    async def go() -> float:
        await asyncio.gather(*(worker(20) for _ in range(8)))
        started = time.process_time()
        await asyncio.gather(*(worker(calls // 8) for _ in range(8)))
        return (time.process_time() - started) / (calls // 8 * 8) * 1e6

    return asyncio.run(go())
