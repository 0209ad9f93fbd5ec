"""The index holds what the log holds: once each, whatever happens while it is brought up to date."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import msgspec
import pytest
import sqlalchemy as sa

from clickgate.access.audit.reading import index as indexing
from clickgate.access.audit.reading import questions
from clickgate.access.audit.reading.entry import Entry, Filters
from clickgate.access.audit.reading.index import Progress, bring_up_to_date
from clickgate.access.audit.reading.source import Index
from clickgate.db.opening import open_database
from clickgate.db.tables import audit_days, audit_hours, audit_records, audit_segments
from clickgate.errors import KeepingFailed
from tests.support.written_logs import NOW, ORGANIZATION, OTHER, WrittenLog, make_record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clickgate.db.engine import Database
    from tests.support.databases import Databases


@pytest.fixture
def url(databases: Databases, database_kind: str) -> str:
    return databases.make(database_kind)


@pytest.fixture
def log(url: str, tmp_path: Path) -> Iterator[WrittenLog]:
    with open_database(url) as database:
        made = WrittenLog(database, tmp_path / "audit")
        yield made
        made.release()


def deed(number: int, **fields: object) -> list[object]:
    """The two records of a request."""
    named = {"deed": f"dee_{number}", "operation": "tasks.list", "account_id": "acc_1", "credential_version": 1}
    at = NOW + number
    return [make_record(phase="begin", at=at, **named), make_record(at=at + 0.5, **{**named, **fields})]


def update(log: WrittenLog) -> Progress:
    return bring_up_to_date(log.database, log.folder, log.organization_id)


def deeds(log: WrittenLog) -> list[str]:
    """Ids of the entries in the index, oldest first, the open ones marked."""
    found = questions.find(Index(log.database, None), log.organization_id, limit=10_000)
    return [entry.deed + ("?" if entry.outcome == "open" else "") for entry in reversed(found)]


def sums(log: WrittenLog) -> list[tuple[object, ...]]:
    """All rows of the sums, and how far the segments are indexed."""

    def work(connection: sa.Connection) -> list[tuple[object, ...]]:
        of = log.organization_id
        rows: list[tuple[object, ...]] = []
        for table in (audit_hours, audit_days):
            asked = sa.select(table).where(table.c.organization_id == of)
            rows += sorted(tuple(row) for row in connection.execute(asked))
        return rows

    return log.database.read(work)


def test_an_entry_has_its_columns_in_the_order_of_the_table():
    """Rows are written in this order without a look at their names."""
    assert ("organization_id", *Entry.__struct_fields__) == tuple(audit_records.c.keys())


def test_what_is_new_is_added_and_nothing_twice(log: WrittenLog):
    log.write([*deed(1), *deed(2)])
    first = update(log)
    again = update(log)
    log.write(deed(3))
    then = update(log)

    assert (first, again, then) == (Progress(added=2), Progress(), Progress(added=1))
    assert deeds(log) == ["dee_1", "dee_2", "dee_3"]


def test_a_deed_that_has_only_begun_is_open_until_it_ends(log: WrittenLog):
    begin, end = deed(1)
    log.write([begin])
    update(log)
    opened = deeds(log)
    log.write([end])
    update(log)

    assert opened == ["dee_1?"]
    assert deeds(log) == ["dee_1"]


@pytest.mark.parametrize("at_once", [True, False], ids=["in one piece", "one after the other"])
@pytest.mark.parametrize("first", [1, 2], ids=["beginning before end", "end before beginning"])
def test_a_deed_may_begin_in_one_segment_and_end_in_another(log: WrittenLog, first: int, at_once: bool):
    """A process goes on with whichever segment is free: the one with the end may have the lower number."""
    begin, end = deed(1)
    parts = {first: [begin], 3 - first: [end]}
    log.write([], segment=2)
    for segment in (1, 2):
        log.write(parts[segment], segment=segment)
        if not at_once:
            update(log)
    update(log)

    assert deeds(log) == ["dee_1"]


def test_what_is_not_yet_acknowledged_is_not_read(log: WrittenLog):
    """Whoever takes the segment over may cut it off and write something else in its place."""
    log.write(deed(1))
    log.write_raw(b'{"seq":3,"at":1.0,"phase":"note","deed":"dee_9","action":"a","actor":"b"')
    done = update(log)
    log.path().open("ab").close()
    with log.path().open("r+b") as file:
        file.truncate(log._open[1].head.size)
    log.write(deed(2))
    update(log)

    assert done == Progress(added=1)
    assert deeds(log) == ["dee_1", "dee_2"]


def test_a_closed_segment_may_end_within_a_line(log: WrittenLog):
    log.write(deed(1))
    log.close()
    log.write_raw(b'{"seq":3,"at":1.0,"pha')

    assert update(log) == Progress(added=1)
    assert update(log) == Progress()


STRANGE = [
    pytest.param(b"no JSON at all\n", id="no JSON"),
    pytest.param(b"[1, 2]\n{}\n\n", id="other JSON"),
    pytest.param(b'{"seq":3,"at":1.0,"phase":"later","deed":"d","action":"a","actor":"b"}\n', id="an unknown phase"),
    pytest.param(b"\xff\xfe\x00\n", id="no text"),
    pytest.param(b'{"seq":1,"at":1.0,"phase":"note","deed":"d","action":"a","actor":"b","actor_kind":"key","via":"cli"}\n',
                 id="a seq that was there before"),
    pytest.param(b'{"seq":3,"at":-1e300,"phase":"note","deed":"d","action":"a","actor":"b","actor_kind":"key","via":"cli"}\n',
                 id="no time that can be"),
    pytest.param(b'{"seq":3,"at":"\\ud800","phase":"note"}\n', id="half a character"),
    pytest.param(b"x" * 200_000 + b"\n", id="a line that no record can be"),
]  # fmt: skip


@pytest.mark.parametrize("strange", STRANGE)
def test_a_line_that_is_no_record_is_passed_over(log: WrittenLog, strange: bytes):
    log.write(deed(1))
    log.write_raw(strange)
    log.acknowledge()
    log.write(deed(2), segment=2)
    done = update(log)

    assert (done.added, done.skipped) == (2, strange.count(b"\n"))
    assert deeds(log) == ["dee_1", "dee_2"]
    assert update(log) == Progress()


def test_a_line_of_another_version_is_read_as_far_as_it_is_known(log: WrittenLog):
    log.write([])
    log.write_raw(
        b'{"seq":1,"at":%d,"phase":"note","deed":"d","action":"a\\u0000b","actor":"b","actor_kind":"key","via":"cli",'
        b'"status":99999999999,"remaining":-99999999999,"colour":"red"}\n' % NOW
    )
    log.acknowledge()
    update(log)
    (entry,) = questions.find(Index(log.database, None), ORGANIZATION)

    assert (entry.action, entry.status, entry.remaining) == ("a�b", 2**31 - 1, 1 - 2**31)


def test_a_log_of_another_organization_is_not_looked_at(log: WrittenLog):
    other = WrittenLog(log.database, log.folder, OTHER)
    log.write(deed(1))
    other.write(deed(2))
    update(log)
    other.release()

    assert (deeds(log), deeds(other)) == (["dee_1"], [])


def test_a_segment_whose_file_is_elsewhere_is_left_to_the_machine_that_has_it(log: WrittenLog, tmp_path: Path):
    log.write(deed(1))
    log.write(deed(2), segment=2)
    log.path(1).rename(tmp_path / "elsewhere")

    assert update(log) == Progress(added=1)
    assert deeds(log) == ["dee_2"]


def test_a_dropped_segment_is_taken_out_and_the_sums_are_those_of_the_rest(log: WrittenLog):
    log.write([*deed(1), *deed(2, outcome="failure", status=404, remaining=3)])
    log.write([*deed(3, remaining=9), *deed(100_000)], segment=2)
    log.write(deed(4), segment=3)
    update(log)
    log.drop(1)
    log.drop(3)
    done = update(log)
    rest = sums(log)
    other = WrittenLog(log.database, log.folder, OTHER)
    other.write([*deed(3, remaining=9), *deed(100_000)])
    update(other)
    other.release()

    assert done == Progress(forgotten=2)
    assert deeds(log) == ["dee_3", "dee_100000"]
    assert [row[1:] for row in rest] == [row[1:] for row in sums(other)]
    assert update(log) == Progress()


@pytest.mark.parametrize("count", [1, 3], ids=["shorter", "longer than before"])
def test_what_a_power_failure_took_from_a_segment_is_taken_out(log: WrittenLog, count: int):
    """Lines that were not yet on the disk are gone, and others stand in their place."""
    log.write(deed(1))
    head, there = log._open[1].head, log.path().read_bytes()
    log.write(deed(2))
    update(log)
    log._open[1].head = head
    log.path().write_bytes(there)
    log.write([make_record(phase="note", deed=f"dee_{number}", at=NOW + number) for number in range(7, 7 + count)])
    done = update(log)

    assert done.forgotten == 1
    assert deeds(log) == ["dee_1", "dee_7", "dee_8", "dee_9"][: count + 1]


def test_a_line_that_was_put_in_twice_does_not_keep_the_index_busy_for_ever(log: WrittenLog):
    log.write(deed(1))
    log.write_raw(log.path().read_bytes().splitlines(keepends=True)[1].replace(b"dee_1", b"dee_9"))
    log.acknowledge()
    update(log)
    log.write_raw(b"{}\n")
    log.acknowledge()
    done = update(log)

    assert done.forgotten == 1
    assert deeds(log) == ["dee_1"]


def test_a_log_longer_than_a_transaction_may_be_is_read_in_pieces(log: WrittenLog, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(indexing, "_PIECE", 1000)
    for segment in (1, 2):
        log.write([record for number in range(20) for record in deed(20 * segment + number)], segment=segment)
    done = update(log)

    assert done == Progress(added=40)
    assert deeds(log) == [f"dee_{number}" for number in range(20, 60)]


def test_a_dropped_segment_takes_with_it_what_was_made_of_it(log: WrittenLog):
    log.write(deed(1))
    update(log)
    made = log.path(1).with_suffix(".parquet")
    made.write_bytes(b"")
    log.drop(1)
    update(log)

    assert not made.exists()


def test_several_at_once_count_nothing_twice(log: WrittenLog, url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(indexing, "_PIECE", 3000)
    for segment in (1, 2):
        log.write([record for number in range(100) for record in deed(100 * segment + number)], segment=segment)
    done: list[Progress] = []

    def work() -> None:
        with open_database(url) as database:
            done.append(bring_up_to_date(database, log.folder, ORGANIZATION))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(one.added for one in done) == 200
    assert deeds(log) == [f"dee_{number}" for number in range(100, 300)]
    assert sum(use.count for use in questions.count_operations(Index(log.database, None), ORGANIZATION)) == 200


KILLED = """
import os, signal, sys
from pathlib import Path
from clickgate.access.audit.reading import index
from clickgate.access.audit.reading.index import store
from clickgate.db.opening import open_database
index._PIECE = 1500
url, folder, organization_id, where, nth = sys.argv[1:]
whole, calls = getattr(store, where), 0
def dying(*arguments):
    global calls
    calls += 1
    done = whole(*arguments)
    if calls == int(nth):
        os.kill(os.getpid(), signal.SIGKILL)
    return done
setattr(store, where, dying)
index.bring_up_to_date(open_database(url), Path(folder), organization_id)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
@pytest.mark.parametrize("where", ["_advance", "_insert", "_add_sums", "add_batch", "forget_segment"])
def test_a_process_may_be_killed_at_any_moment(log: WrittenLog, url: str, where: str):
    log.write(deed(9))
    update(log)
    log.drop(1)
    log.write([record for number in range(20) for record in deed(10 + number)], segment=2)
    for nth in ("1", "2"):
        died = subprocess.run(
            [sys.executable, "-c", KILLED, url, log.folder, ORGANIZATION, where, nth], env=dict(os.environ), check=False
        )
        assert died.returncode in (-signal.SIGKILL, 0)
    update(log)

    assert deeds(log) == [f"dee_{number}" for number in range(10, 30)]
    assert [use.count for use in questions.count_operations(Index(log.database, None), ORGANIZATION)] == [20]
    assert indexed(log) == [(0, 0), (40, log.path(2).stat().st_size)]


def indexed(log: WrittenLog) -> list[tuple[int, int]]:
    """How far the segments are indexed, in records and in bytes."""
    asked = sa.select(audit_segments.c.indexed, audit_segments.c.indexed_bytes).where(
        audit_segments.c.organization_id == log.organization_id
    )
    return [tuple(row) for row in log.database.read(lambda c: c.execute(asked.order_by(audit_segments.c.number)).all())]


def test_a_question_brings_the_index_up_to_date_unless_it_is_told_not_to(log: WrittenLog):
    log.write(deed(1))

    assert questions.find(Index(log.database, None), ORGANIZATION) == []
    assert [entry.deed for entry in questions.find(Index(log.database, log.folder), ORGANIZATION)] == ["dee_1"]


def test_a_file_that_may_not_be_read_is_told_without_its_name(log: WrittenLog, monkeypatch: pytest.MonkeyPatch):
    log.write(deed(1))
    path = log.path()
    path.rename(path.with_suffix(".was"))
    path.mkdir()

    with pytest.raises(KeepingFailed) as failed:
        update(log)

    assert log.names[0] not in str(failed.value)


def test_where_nothing_is_there_nothing_is_done(database: Database, tmp_path: Path):
    assert bring_up_to_date(database, tmp_path, "org_none") == Progress()


def test_every_field_of_a_record_is_in_its_entry(log: WrittenLog):
    whole = make_record(
        at=NOW, phase="note", deed="dee_1", action="rotation.switched", actor="ann", actor_kind="system", via="api",
        address="2001:db8::1", request_id="req_1", account_id="acc_1", credential_version=2, operation="tasks.list",
        target="github", method="GET", path="/api/v2/team/9/space/790/tag/x", attempt=3, outcome="denied", status=403,
        ecode="TEAM_110", error="plan_limited", limit=100, remaining=7, seconds=0.25, waited=1.5,
        detail={"way": "slots", "b": None},
    )  # fmt: skip
    log.write([whole])
    update(log)
    (entry,) = questions.find(Index(log.database, None), ORGANIZATION, Filters(deed="dee_1"))
    kept = msgspec.structs.asdict(entry)

    assert kept == {
        **{name: value for name, value in msgspec.structs.asdict(whole).items() if name not in ("phase", "hash")},
        "segment": 1, "seq": 1, "workspace_id": "9", "thing_id": "790", "part_id": "x",
        "detail": '{"way":"slots","b":null}',
    }  # fmt: skip
