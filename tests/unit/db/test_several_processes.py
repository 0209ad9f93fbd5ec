"""Several processes in one database, and processes that are killed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clickgate.db.opening import open_database
from tests.support.programs import Program
from tests.unit.db.rows import add, kept, number

if TYPE_CHECKING:
    from tests.support.databases import Databases

INCREMENT = """
import sys
sys.path.insert(0, sys.argv[2])
from clickgate.db.opening import open_database
from tests.unit.db.rows import increment
with open_database(sys.argv[1]) as database:
    print("ready", flush=True)
    input()
    for _ in range(200):
        database.run(lambda connection: increment(connection, "one"))
"""

WRITE = """
import sys
sys.path.insert(0, sys.argv[2])
from clickgate.db.opening import open_database
from tests.unit.db.rows import add
with open_database(sys.argv[1]) as database:
    for number in range(10_000):
        database.run(lambda connection: [add(connection, f"{number:05d}"), add(connection, f"{number:05d} too")])
        print(f"{number:05d}", flush=True)
"""

HOLD = """
import sys
sys.path.insert(0, sys.argv[2])
from clickgate.db.opening import open_database
from tests.unit.db.rows import add

def hold(connection):
    add(connection, "never")
    print("holding", flush=True)
    input()

with open_database(sys.argv[1]) as database:
    database.run(hold)
"""


@pytest.fixture
def url(databases: Databases, database_kind: str) -> str:
    return databases.make(database_kind)


@pytest.fixture
def root(pytestconfig: pytest.Config) -> str:
    return str(pytestconfig.rootpath)


def test_two_processes_that_write_at_once_lose_nothing(url: str, root: str):
    with open_database(url) as database:
        database.run(lambda connection: add(connection, "one"))
        with Program(INCREMENT, url, root) as first, Program(INCREMENT, url, root) as second:
            assert (first.line(), second.line()) == ("ready", "ready")
            first.go()
            second.go()
            first.rest()
            second.rest()
        found = database.read(lambda connection: number(connection, "one"))

    assert found == 400


@pytest.mark.parametrize("after", [1, 7, 50])
def test_every_write_that_a_killed_process_told_of_is_there_and_none_is_half(url: str, root: str, after: int):
    with Program(WRITE, url, root) as program:
        for _ in range(after):
            program.line()
        told = program.kill()
    with open_database(url) as database:
        found = kept(database)

    assert len(told) >= after
    assert set(told) <= set(found)
    assert found == sorted(name for number in found[::2] for name in (number, f"{number} too"))
    assert len(found) - 2 * len(told) in {0, 2}


def test_a_lock_is_free_when_its_holder_was_killed(url: str, root: str):
    with Program(HOLD, url, root) as program:
        assert program.line() == "holding"
        program.kill()
    with open_database(url) as database:
        database.run(lambda connection: add(connection, "one"))

        assert kept(database) == ["one"]


LOOK = """
import sqlite3, sys
try:
    sqlite3.connect(sys.argv[1], timeout=0).execute("PRAGMA journal_mode=DELETE")
    print("nobody else is there")
except sqlite3.OperationalError as error:
    print(error)
"""


def test_opening_a_file_once_more_takes_no_lock_away(databases: Databases):
    """Whoever closes a file loses all locks that the process has on it: another process would think itself alone."""
    url = databases.make("sqlite")
    with open_database(url) as database:
        database.run(lambda connection: add(connection, "one"))
        with open_database(url) as again:
            kept(again)
            with Program(LOOK, url.removeprefix("sqlite:///")) as program:
                told = program.rest()

    assert told == ["database is locked"]
