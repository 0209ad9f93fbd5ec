"""A database on a server: connections that break, locks that are held, and limits."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from clickgate.db import postgresql
from clickgate.db.opening import open_database
from clickgate.errors import DatabaseUnavailable, OutcomeUnknown
from tests.support.cutting_proxy import CuttingProxy
from tests.unit.db.rows import add, ids, kept

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clickgate.db.engine import Database
    from tests.support.databases import Databases

_END_OTHERS = sa.text(
    "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.fixture
def url(databases: Databases) -> str:
    return databases.make("postgresql")


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    with open_database(url) as opened:
        yield opened


@pytest.fixture
def other(url: str) -> Iterator[sa.Connection]:
    """Another program's connection to the same database."""
    engine = sa.create_engine(
        sa.make_url(url).set(drivername="postgresql+psycopg"), poolclass=sa.NullPool, isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        yield connection


def test_a_connection_that_was_closed_while_idle_is_no_failure_and_no_work_is_done_twice(
    database: Database, other: sa.Connection
):
    database.run(lambda connection: add(connection, "one"))
    assert kept(database) == ["one"]
    other.execute(_END_OTHERS)

    calls: list[str] = []
    database.run(lambda connection: [calls.append("run"), add(connection, "two")])
    found = database.read(lambda connection: [calls.append("read"), *ids(connection)])

    assert calls == ["run", "read"]
    assert found == [None, "one", "two"]


def test_nothing_is_kept_of_work_whose_connection_broke(database: Database, other: sa.Connection):
    def work(connection: sa.Connection) -> None:
        add(connection, "one")
        other.execute(_END_OTHERS)
        add(connection, "two")

    with pytest.raises(DatabaseUnavailable, match="Nothing of this step was kept"):
        database.run(work)

    assert kept(database) == []


def test_a_connection_that_broke_during_the_commit_leaves_it_open_whether_it_was_kept(url: str):
    """The server has kept it here, and the program can't know."""
    parsed = sa.make_url(url)
    folder = parsed.query.get("host")
    if not isinstance(folder, str):
        pytest.skip("the server of the tests is not on this machine")
    with CuttingProxy(f"{folder}/.s.PGSQL.5432", b"Q\x00\x00\x00\x0bCOMMIT\x00") as proxy:
        through = parsed.set(host="127.0.0.1", port=proxy.port).difference_update_query(["host"])
        with (
            open_database(through.render_as_string(hide_password=False)) as database,
            pytest.raises(OutcomeUnknown, match="just when a change was to be kept"),
        ):
            database.run(lambda connection: add(connection, "one"))

    with open_database(url) as database:
        assert kept(database) == ["one"]


def test_who_waits_for_another_process_too_long_is_told(url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(postgresql._LIMITS, "lock_timeout", "10ms")
    with open_database(url) as database, open_database(url) as second:

        def work(connection: sa.Connection) -> list[str]:
            add(connection, "one")
            with pytest.raises(DatabaseUnavailable, match="Somebody else has been writing"):
                second.run(lambda other: add(other, "two"))
            return kept(second)

        assert database.run(work) == []
        second.run(lambda connection: add(connection, "three"))
        assert kept(database) == ["one", "three"]


def test_a_statement_that_takes_too_long_is_ended(url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(postgresql._LIMITS, "statement_timeout", "10ms")

    with open_database(url) as database, pytest.raises(DatabaseUnavailable, match="took too long"):
        database.read(lambda connection: connection.execute(sa.text("SELECT pg_sleep(60)")))


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ("53100", "There is no room left on the disk."),
        ("42501", "The database server does not let this user do so."),
        ("53300", "The database server takes no more connections."),
        ("XX001", "The database is damaged."),
        ("57P05", "The database server can't be used: trouble."),
    ],
)
def test_what_the_server_says_is_told_in_our_words(database: Database, state: str, message: str):
    trouble = sa.text(f"DO $$ BEGIN RAISE 'trouble' USING ERRCODE = '{state}', DETAIL = 'private'; END $$")

    with pytest.raises(DatabaseUnavailable) as caught:
        database.run(lambda connection: connection.execute(trouble))

    assert caught.value.message == message


def test_readers_that_find_no_free_connection_in_time_are_told(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(database._reading.pool, "_timeout", 0.01)

    def nested(depth: int) -> list[str]:
        return database.read(lambda connection: nested(depth - 1) if depth else ids(connection))

    with pytest.raises(DatabaseUnavailable, match="All connections"):
        nested(20)

    assert kept(database) == []


def test_what_the_url_says_of_the_connection_goes_before_ours(url: str):
    named = sa.make_url(url).update_query_dict({"application_name": "mine"}).render_as_string(hide_password=False)
    with open_database(named) as mine, open_database(url) as plain:
        shown = [each.read(lambda c: c.scalar(sa.text("SHOW application_name"))) for each in (mine, plain)]

    assert shown == ["mine", "clickgate"]


def test_many_threads_read_while_one_writes(database: Database):
    with ThreadPoolExecutor(8) as threads:
        written = [threads.submit(database.run, lambda c, n=n: add(c, f"{n:03d}")) for n in range(40)]
        seen = [threads.submit(kept, database) for _ in range(40)]
    for each in written:
        each.result()

    assert all(each.result() == sorted(each.result()) for each in seen)
    assert len(kept(database)) == 40
