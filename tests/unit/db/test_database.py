"""Pieces of work in a database of either kind: all or nothing, one writer at a time, one moment for who reads."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clickgate.db import engine
from clickgate.db.tables import accounts, organizations
from clickgate.errors import DatabaseUnavailable
from tests.unit.db.rows import add, ids, increment, kept, number

if TYPE_CHECKING:
    from clickgate.db.engine import Database


def test_a_piece_of_work_is_kept_and_gives_what_it_found(database: Database):
    def work(connection: sa.Connection) -> list[str]:
        add(connection, "one")
        add(connection, "two")
        return ids(connection)

    assert database.run(work) == ["one", "two"]
    assert kept(database) == ["one", "two"]


def test_nothing_is_kept_of_a_piece_of_work_that_fails(database: Database):
    def work(connection: sa.Connection) -> None:
        add(connection, "one")
        raise LookupError("something of the caller's")

    with pytest.raises(LookupError):
        database.run(work)

    assert kept(database) == []


def test_a_row_that_contradicts_another_is_the_callers_to_tell_of(database: Database):
    database.run(lambda connection: add(connection, "one", slug="same"))

    with pytest.raises(sa.exc.IntegrityError):
        database.run(lambda connection: add(connection, "two", slug="same"))

    assert kept(database) == ["one"]


def test_a_row_that_refers_to_nothing_is_refused(database: Database):
    stray = sa.insert(accounts).values(
        id="acc_1", organization_id="nobody", name="", description="", kind="personal_token", workspaces=[],
        state="active", reason_code="", reason="", state_since=0, last_version=0, revision=0, created_at=0,
        updated_at=0,
    )  # fmt: skip

    with pytest.raises(sa.exc.IntegrityError):
        database.run(lambda connection: connection.execute(stray))


def test_work_goes_on_after_a_contradiction_that_it_fenced_in(database: Database):
    def work(connection: sa.Connection) -> None:
        add(connection, "one", slug="same")
        with pytest.raises(sa.exc.IntegrityError), connection.begin_nested():
            add(connection, "two", slug="same")
        add(connection, "three")

    database.run(work)

    assert kept(database) == ["one", "three"]


def test_an_error_of_a_statement_shows_no_value(database: Database):
    wrong = sa.insert(organizations).values(id="one", name="private", slug=None, created_at=0)

    with pytest.raises(sa.exc.IntegrityError) as caught:
        database.run(lambda connection: connection.execute(wrong))

    assert "private" not in str(caught.value).partition("DETAIL")[0]
    assert "[SQL parameters hidden" in str(caught.value)


@pytest.mark.parametrize(
    "statement",
    [
        sa.insert(organizations).values(id="two", name="", slug="two", created_at=0),
        sa.update(organizations).values(name="other"),
        sa.delete(organizations),
        sa.text("DROP TABLE audit_days"),
    ],
    ids=lambda statement: str(statement).split()[0].lower(),
)
def test_reading_can_write_nothing(database: Database, statement: sa.Executable):
    database.run(lambda connection: add(connection, "one"))
    before = database.read(lambda connection: connection.execute(sa.select(organizations)).all())

    with pytest.raises(DatabaseUnavailable, match="can only be read"):
        database.read(lambda connection: connection.execute(statement))

    assert database.read(lambda connection: connection.execute(sa.select(organizations)).all()) == before
    assert database.read(lambda connection: sa.inspect(connection).has_table("audit_days"))


def test_who_reads_sees_one_moment(database: Database):
    def work(connection: sa.Connection) -> tuple[list[str], list[str]]:
        before = ids(connection)
        database.run(lambda other: add(other, "meanwhile"))
        return before, ids(connection)

    assert database.read(work) == ([], [])
    assert kept(database) == ["meanwhile"]


def test_who_reads_does_not_wait_for_who_writes(database: Database):
    def work(connection: sa.Connection) -> list[str]:
        add(connection, "one")
        return kept(database)

    assert database.run(work) == []


def test_threads_that_write_at_once_lose_nothing(database: Database):
    database.run(lambda connection: add(connection, "one"))
    with ThreadPoolExecutor(8) as threads:
        done = [threads.submit(database.run, lambda connection: increment(connection, "one")) for _ in range(80)]
    for each in done:
        each.result()

    assert database.read(lambda connection: number(connection, "one")) == 80


def test_who_waits_for_another_thread_too_long_is_told(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(engine, "_PATIENCE", 0.01)
    holding, told = threading.Event(), threading.Event()

    def hold(connection: sa.Connection) -> None:
        add(connection, "one")
        holding.set()
        told.wait()

    with ThreadPoolExecutor(1) as threads:
        held = threads.submit(database.run, hold)
        holding.wait()
        with pytest.raises(DatabaseUnavailable, match="Another thread"):
            database.run(lambda connection: add(connection, "two"))
        told.set()
        held.result()

    assert kept(database) == ["one"]


def test_work_inside_work_is_refused_at_once_and_nothing_of_either_is_kept(database: Database):
    def work(connection: sa.Connection) -> None:
        add(connection, "one")
        database.run(lambda other: add(other, "two"))

    with pytest.raises(RuntimeError, match="hand its connection on"):
        database.run(work)

    assert kept(database) == []
    database.run(lambda connection: add(connection, "three"))
    assert kept(database) == ["three"]


@pytest.mark.anyio
async def test_an_event_loop_goes_on_while_work_is_done(database: Database):
    await database.run_async(lambda connection: add(connection, "one"))
    await asyncio.gather(*(database.run_async(lambda connection: increment(connection, "one")) for _ in range(20)))
    seen = await asyncio.gather(*(database.read_async(lambda connection: number(connection, "one")) for _ in range(20)))

    assert seen == [20] * 20


@pytest.mark.anyio
async def test_work_is_done_to_its_end_where_the_wait_for_it_is_cancelled(database: Database):
    begun, go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def work(connection: sa.Connection) -> None:
        loop.call_soon_threadsafe(begun.set)
        go_on.wait()
        add(connection, "one")

    waiting = asyncio.create_task(database.run_async(work))
    await begun.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    go_on.set()
    await database.run_async(lambda connection: add(connection, "two"))

    assert await database.read_async(ids) == ["one", "two"]


@pytest.mark.anyio
async def test_closing_waits_for_work_that_was_begun(database: Database):
    doing = [asyncio.create_task(database.run_async(lambda c, n=n: add(c, str(n)))) for n in range(5)]
    await asyncio.sleep(0)
    await asyncio.to_thread(database.close)
    await asyncio.gather(*doing)

    assert kept(database) == ["0", "1", "2", "3", "4"]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.lists(st.integers(0, 5), min_size=1, max_size=4), st.booleans()), max_size=8))
def test_whatever_fails_what_is_kept_is_whole_pieces_of_work(
    sqlite_database: Database, steps: list[tuple[list[int], bool]]
):
    """Against a set of numbers: a piece of work that adds one twice, or gives up at its end, changes nothing."""
    sqlite_database.run(lambda connection: connection.execute(sa.delete(organizations)))
    expected: set[int] = set()

    def work(connection: sa.Connection, wanted: list[int], gives_up: bool) -> None:
        for one in wanted:
            add(connection, str(one))
        if gives_up:
            raise LookupError

    for wanted, gives_up in steps:
        try:
            sqlite_database.run(lambda connection: work(connection, wanted, gives_up))  # noqa: B023
            expected |= set(wanted)
        except (LookupError, sa.exc.IntegrityError):
            pass

    assert kept(sqlite_database) == sorted(map(str, expected))
