"""Statements that keep the index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from clickgate.access.audit.reading.entry import OPEN, Entry
from clickgate.access.audit.reading.index.batch import DAY, Step, Sums
from clickgate.access.audit.reading.portable import whole
from clickgate.db.tables import audit_days, audit_hours, audit_records, audit_segments

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from clickgate.access.audit.reading.index.batch import Batch

_r = audit_records.c
_s = audit_segments.c
_MANY = 500  # ids in one statement
_ENTRY = tuple(_r[name] for name in Entry.__struct_fields__)
_COLUMNS = ("organization_id", *Entry.__struct_fields__)
_OPEN = sa.text("outcome = 'open'")  # in the words of the index of open deeds


class Indexed(msgspec.Struct, frozen=True):
    """A segment, and how far it is indexed."""

    number: int
    name: str
    is_closed: bool
    is_dropped: bool
    records: int
    indexed: int
    indexed_bytes: int


_SEGMENTS = sa.select(
    _s.number, _s.name, _s.closed_at.is_not(None), _s.dropped_at.is_not(None), _s.records, _s.indexed, _s.indexed_bytes
)


def find_segments(connection: sa.Connection, organization_id: str) -> list[Indexed]:
    """All segments, in the order of their numbers."""
    asked = _SEGMENTS.where(_s.organization_id == organization_id).order_by(_s.number)
    return [Indexed(*row) for row in connection.execute(asked)]


def find_behind(connection: sa.Connection, organization_id: str) -> list[Indexed]:
    """The segments that the index may be behind of: those being written or not read to their end, and the dropped."""
    asked = _SEGMENTS.where(
        _s.organization_id == organization_id,
        sa.case(
            (_s.dropped_at.is_not(None), _s.indexed_bytes > 0), else_=_s.closed_at.is_(None) | (_s.indexed < _s.records)
        ),
    ).order_by(_s.number)
    return [Indexed(*row) for row in connection.execute(asked)]


def has_deed(connection: sa.Connection, organization_id: str, deed: str) -> bool:
    """Whether the index holds a deed."""
    asked = sa.select(sa.literal(1)).where(_r.organization_id == organization_id, _r.deed == deed).limit(1)
    return connection.execute(asked).first() is not None


def add_batch(connection: sa.Connection, batch: Batch) -> bool:
    """Add what a batch holds; False, and nothing is added, where another process was faster."""
    organization_id = batch.organization_id
    if not _advance(connection, organization_id, batch.steps):
        return False
    opened = batch.open
    for deeds in _parts(sorted(batch.ended)):
        connection.execute(
            sa.delete(audit_records).where(_r.organization_id == organization_id, _r.deed.in_(deeds), _OPEN)
        )
    known = _known(connection, organization_id, [entry.deed for entry in opened])
    _insert(connection, organization_id, [*batch.closed, *(entry for entry in opened if entry.deed not in known)])
    _add_sums(connection, organization_id, Sums(batch.closed))
    return True


def forget_segment(connection: sa.Connection, organization_id: str, segment: Indexed) -> bool:
    """Take the records of a segment out of the index, as if it had never been read.

    False, and nothing is done, where another process was faster.
    """
    step = Step(segment.number, segment.indexed, segment.indexed_bytes, 0, 0)
    if not _advance(connection, organization_id, [step]):
        return False
    of_segment = (_r.organization_id == organization_id, _r.segment == segment.number)
    days = connection.execute(sa.select(whole(_r.at / DAY)).where(*of_segment).distinct()).scalars().all()
    connection.execute(sa.delete(audit_records).where(*of_segment))
    for day in days:
        _sum_again(connection, organization_id, day)
    return True


def _advance(connection: sa.Connection, organization_id: str, steps: Sequence[Step]) -> bool:
    """Note how far segments are indexed, if it is known right how far they were; whoever writes is alone."""
    asked = sa.select(_s.number, _s.indexed, _s.indexed_bytes).where(
        _s.organization_id == organization_id, _s.number.in_([step.number for step in steps])
    )
    known = {number: tuple(rest) for number, *rest in connection.execute(asked)}
    if any(known.get(step.number) != (step.from_records, step.from_bytes) for step in steps):
        return False
    for step in steps:
        of = {"organization": organization_id, "at_number": step.number}
        connection.execute(_ADVANCE, {**of, "to_records": step.to_records, "to_bytes": step.to_bytes})
    return True


_ADVANCE = (
    sa.update(audit_segments)
    .where(_s.organization_id == sa.bindparam("organization"), _s.number == sa.bindparam("at_number"))
    .values(indexed=sa.bindparam("to_records"), indexed_bytes=sa.bindparam("to_bytes"))
)


def _known(connection: sa.Connection, organization_id: str, deeds: Sequence[str]) -> set[str]:
    """Those of some deeds that the index holds."""
    found: set[str] = set()
    for part in _parts(deeds):
        asked = sa.select(_r.deed).where(_r.organization_id == organization_id, _r.deed.in_(part))
        found.update(connection.execute(asked).scalars())
    return found


def _insert(connection: sa.Connection, organization_id: str, entries: Iterable[Entry]) -> None:
    rows = [(organization_id, *msgspec.structs.astuple(entry)) for entry in entries]
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        names = ", ".join(connection.dialect.identifier_preparer.quote(name) for name in _COLUMNS)
        cursor: Any = connection.connection.cursor()
        with cursor, cursor.copy(f"COPY audit_records ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    insert = sa.insert(audit_records).compile(dialect=connection.dialect, column_keys=_COLUMNS)
    connection.exec_driver_sql(str(insert), rows)


def _add_sums(connection: sa.Connection, organization_id: str, sums: Sums) -> None:
    of = {"organization_id": organization_id}
    hours = [
        {**of, **msgspec.structs.asdict(key), "count": count, "least_remaining": least}
        for key, (count, least) in sums.hours.items()
    ]
    days = [
        {**of, **msgspec.structs.asdict(key), "count": count, "first_at": first, "last_at": last}
        for key, (count, first, last) in sums.days.items()
    ]
    for table, rows in ((audit_hours, hours), (audit_days, days)):
        if rows:
            connection.execute(_adding(connection, table), rows)


def _adding(connection: sa.Connection, table: sa.Table) -> sa.Insert:
    insert = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)
    new, old = insert.excluded, table.c
    joined: dict[str, Any] = {"count": old.count + new.count}
    if table is audit_hours:
        least = sa.case(
            (sa.or_(old.least_remaining.is_(None), new.least_remaining < old.least_remaining), new.least_remaining),
            else_=old.least_remaining,
        )
        joined["least_remaining"] = least
    else:
        joined["first_at"] = sa.case((new.first_at < old.first_at, new.first_at), else_=old.first_at)
        joined["last_at"] = sa.case((new.last_at > old.last_at, new.last_at), else_=old.last_at)
    adding: sa.Insert = insert.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=joined)
    return adding


def _sum_again(connection: sa.Connection, organization_id: str, day: int) -> None:
    """Make the sums of one day from its records."""
    connection.execute(
        sa.delete(audit_days).where(audit_days.c.organization_id == organization_id, audit_days.c.day == day)
    )
    hour = audit_hours.c.hour
    connection.execute(
        sa.delete(audit_hours).where(
            audit_hours.c.organization_id == organization_id, hour >= day * 24, hour < day * 24 + 24
        )
    )
    asked = sa.select(*_ENTRY).where(
        _r.organization_id == organization_id, _r.at >= day * DAY, _r.at < (day + 1) * DAY, _r.outcome != OPEN
    )
    rows = connection.execute(asked, execution_options={"yield_per": 5000})
    _add_sums(connection, organization_id, Sums(Entry(*row) for row in rows))


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Ids in portions that a statement can hold."""
    return (ids[start : start + _MANY] for start in range(0, len(ids), _MANY))
