"""Old segments go, what they were stays on record, and the log still verifies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from clickgate.access.audit import retention
from clickgate.access.audit.retention import drop_old
from clickgate.db.tables import audit_segments
from clickgate.errors import AuditUnwritable, DatabaseUnavailable
from tests.support.audit_logs import ADA, Log

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clickgate.db.engine import Database

DAY = 86_400.0


@pytest.fixture
def log(sqlite_database: Database, tmp_path: Path) -> Iterator[Log]:
    """A log with segments of three days, two days and one day ago, and one that is being written."""
    made = Log(sqlite_database, tmp_path / "audit")
    for _ in range(3):
        made.write(2)
        made.clock.move(DAY)
    made.write(1)
    yield made
    made.audit.close()


def test_what_is_older_than_so_many_days_goes(database: Database, tmp_path: Path):
    log = Log(database, tmp_path / "audit")
    for _ in range(2):
        log.write(2)
        log.clock.move(DAY)
    log.write(1)
    first, *newer = log.files()
    dropped = drop_old(log.audit, ADA, days=1.5)
    report = log.verify()
    log.audit.close()

    assert (dropped.segments, dropped.kept) == ((first.stem,), ())
    assert log.files() == newer
    assert [row.dropped_at for row in log.rows()] == [log.clock.now(), None, None]
    assert report.findings == ()


def test_the_log_verifies_afterwards(log: Log):
    before = log.verify()
    drop_old(log.audit, ADA, days=1.5)
    report = log.verify()

    assert (report.ok, report.findings) == (True, ())
    assert before.segments - report.segments == 2


def test_what_is_gone_stays_accounted_for(log: Log):
    last = log.lines()[3]
    drop_old(log.audit, ADA, days=2.5)
    row = log.rows()[0]

    assert (row.records, row.head.hex()) == (4, last["hash"])


def test_each_removal_is_on_record(log: Log):
    first = log.rows()[0]
    drop_old(log.audit, ADA, days=2.5)
    told = [line for line in log.lines() if line["action"] == "audit.drop"]

    assert [(line["phase"], line["actor"], line["target"]) for line in told] == [
        ("begin", "ada", first.name), ("end", "ada", first.name),
    ]  # fmt: skip
    assert told[0]["detail"] == {"number": 1, "records": 4, "head": first.head.hex()}


def test_what_is_being_written_never_goes(log: Log):
    open_one = log.files()[-1]
    log.clock.move(1.0)
    drop_old(log.audit, ADA, days=0)
    log.clock.move(30 * DAY)  # nobody wrote for a month, and the file is still open
    with log.open() as another:
        drop_old(another, ADA, days=0)
    log.write(1)

    assert open_one in log.files()
    assert log.kinds() == []


def test_what_a_process_left_open_goes_when_it_is_old(log: Log):
    left = log.files()[-1]
    log.audit.close()
    log.clock.move(30 * DAY)
    dropped = drop_old(log.audit, ADA, days=7)

    assert left.stem in dropped.segments
    assert not left.exists()
    assert not left.with_suffix(".head").exists()
    assert log.kinds() == []


def test_going_over_it_again_does_nothing_more(log: Log):
    drop_old(log.audit, ADA, days=1.5)
    rows = log.rows()

    assert drop_old(log.audit, ADA, days=1.5).segments == ()
    assert [row.dropped_at for row in log.rows()] == [row.dropped_at for row in rows]


def test_a_process_that_died_between_the_two_steps_does_no_harm(log: Log, monkeypatch: pytest.MonkeyPatch):
    """The row says that the file is gone, and it is there still: the next run removes it."""
    first = log.files()[0]
    with monkeypatch.context() as patch:
        patch.setattr(retention, "_remove_files", lambda place, row: None)
        drop_old(log.audit, ADA, days=2.5)
    kinds = log.kinds()
    was_there = first.exists()
    drop_old(log.audit, ADA, days=2.5)

    assert was_there
    assert kinds == []
    assert not first.exists()


def test_what_was_changed_is_kept_as_evidence(log: Log):
    first = log.files()[0]
    first.write_bytes(first.read_bytes().replace(b'"ada"', b'"bob"', 1))
    dropped = drop_old(log.audit, ADA, days=1.5)

    assert first.exists()
    assert first.stem not in dropped.segments
    assert [(finding.segment, finding.kind) for finding in dropped.kept] == [(first.stem, "changed")]


def test_what_was_damaged_goes_when_that_is_wanted(log: Log):
    """A disk that lost the last second's records with its power is no reason for an alarm for ever."""
    left = log.files()[-1]
    log.audit.close()
    left.write_bytes(left.read_bytes()[:-10])
    log.clock.move(30 * DAY)
    kinds = log.kinds()
    dropped = drop_old(log.audit, ADA, days=7, even_damaged=True)
    row = next(row for row in log.rows() if row.name == left.stem)

    assert kinds == ["truncated"]
    assert left.stem in dropped.segments
    assert (row.records, row.closed_at) == (2, log.clock.now())
    assert log.kinds() == []


def test_a_segment_whose_row_was_edited_never_goes(log: Log):
    log.database.run(
        lambda connection: connection.execute(
            sa.update(audit_segments).where(audit_segments.c.number == 1).values(records=1)
        )
    )
    dropped = drop_old(log.audit, ADA, days=1.5, even_damaged=True)

    assert [finding.kind for finding in dropped.kept] == ["edited_row"]
    assert log.rows()[0].dropped_at is None
    assert "edited_row" in log.kinds()


@pytest.mark.parametrize("dropped_at", [None, 1.0])
def test_no_file_elsewhere_is_removed(log: Log, tmp_path: Path, dropped_at: float | None):
    """Who can edit a row can't have a file of somebody else's removed."""
    other = tmp_path / "other.jsonl"
    other.write_bytes(log.files()[0].read_bytes())
    edited = {"name": "../../other", "dropped_at": dropped_at}
    log.database.run(
        lambda connection: connection.execute(
            sa.update(audit_segments).where(audit_segments.c.number == 1).values(**edited)
        )
    )
    dropped = drop_old(log.audit, ADA, days=0, even_damaged=True)

    assert other.exists()
    assert [finding.kind for finding in dropped.kept] == ["edited_row"]


def test_where_it_can_not_be_put_on_record_nothing_goes(log: Log, monkeypatch: pytest.MonkeyPatch):
    files = log.files()

    def refuse(*arguments: object, **options: object) -> None:
        raise AuditUnwritable("The disk is full.")

    monkeypatch.setattr(log.audit, "begin", refuse)
    with pytest.raises(AuditUnwritable):
        drop_old(log.audit, ADA, days=1.5)

    assert log.files() == files
    assert log.kinds() == []


def test_where_the_registry_can_not_be_written_the_file_stays(log: Log, monkeypatch: pytest.MonkeyPatch):
    files = log.files()

    def refuse(*arguments: object, **options: object) -> None:
        raise DatabaseUnavailable("The server is away.")

    monkeypatch.setattr(retention.registry, "change", refuse)
    with pytest.raises(DatabaseUnavailable):
        drop_old(log.audit, ADA, days=1.5)
    monkeypatch.undo()

    assert log.files() == files
    assert [line["outcome"] for line in log.lines() if line["action"] == "audit.drop" and "outcome" in line] == [
        "failure"
    ]
    assert log.kinds() == []


def test_what_another_process_dropped_meanwhile_is_left_alone(log: Log, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(retention.registry, "change", lambda *arguments, **options: None)
    dropped = drop_old(log.audit, ADA, days=2.5)
    monkeypatch.undo()
    told = [line.get("error") for line in log.lines() if line["action"] == "audit.drop"]

    assert dropped.segments == ()
    assert told == [None, "conflict"]
    assert len(log.files()) == 4


def test_days_are_not_negative(log: Log):
    with pytest.raises(ValueError, match="0 or more"):
        drop_old(log.audit, ADA, days=-1)
