"""Removes the files of old segments; what they were stays in the registry, sealed, so that the log still verifies."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

import msgspec

from clickgate.access.audit import registry, segment, store
from clickgate.access.audit.checking import Finding, SegmentCheck
from clickgate.access.audit.place import SEGMENT_SECONDS
from clickgate.access.audit.record import read_record
from clickgate.access.audit.system import open_to_read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clickgate.access.audit.log import Audit
    from clickgate.access.audit.place import Place
    from clickgate.access.audit.record import Plain
    from clickgate.access.audit.store import Row
    from clickgate.access.caller import Caller

_DAY = 86400.0
_LAST = 2**17  # bytes at the end of a file that have its last record


class Dropped(msgspec.Struct, frozen=True):
    """What retention did: names of the segments whose files are gone, and what was found in those that were kept."""

    segments: tuple[str, ...]
    kept: tuple[Finding, ...]


def drop_old(audit: Audit, caller: Caller, *, days: float, even_damaged: bool = False) -> Dropped:
    """Remove the files of segments whose last record is older than so many days; each removal is on record first.

    A segment that a process has open is never removed. One in which something is found is kept, as evidence.

    Args:
        audit: The log.
        caller: Who asks, and whose log it is.
        days: 0 or more.
        even_damaged: Whether segments in which something is found go as well, such as one whose last records were lost
            with the machine's power. One whose row was edited never goes.

    Raises:
        ValueError: `days` is negative.
        AuditUnwritable: A removal could not be put on record, so it was not done; those before it were.
        DatabaseUnavailable: The registry can't be read or written; those before were removed.
    """
    if days < 0:
        raise ValueError("days are 0 or more")
    place = audit.place(caller.organization_id)
    before = audit.clock.now() - days * _DAY
    gone: list[str] = []
    kept: list[Finding] = []
    for row in _rows(place):
        if not registry.is_genuine(place.key, row):  # its name might lead to any file
            kept.append(Finding(row.name, 0, "edited_row", "Its row in the registry was edited."))
        elif row.dropped_at is not None:
            _remove_files(place, row)  # of one that was dropped by a process which died before it did this
        elif _is_old(place, row, before):
            found = _findings(place, row)
            if found and not even_damaged:
                kept.extend(found)
            elif _drop(audit, caller, place, row):
                gone.append(row.name)
    return Dropped(tuple(gone), tuple(kept))


def _rows(place: Place) -> Iterator[Row]:
    """The rows of the registry, each as it is when its turn comes: putting a removal on record may close another."""
    for row in place.database.read(lambda connection: store.find_rows(connection, place.organization_id)):
        row_now = place.find_row(row.number)
        if row_now is not None:
            yield row_now


def _is_old(place: Place, row: Row, before: float) -> bool:
    """Whether a segment's last record is of before a time; one without a file is for `verify` to tell of."""
    try:
        with open_to_read(place.path(row.name)) as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _LAST))
            lines = file.read().splitlines()
    except OSError:
        return False
    for line in reversed(lines):
        with contextlib.suppress(ValueError):
            return read_record(line).at < before
    return row.opened_at + SEGMENT_SECONDS < before


def _findings(place: Place, row: Row) -> list[Finding]:
    check = SegmentCheck(place, row)
    check.run()
    return [finding for finding in check.findings if not finding.is_harmless]


def _drop(audit: Audit, caller: Caller, place: Place, row: Row) -> bool:
    """Enter that a segment is dropped, then remove its files; False where a process has it open, or changed it."""
    with _held(place, row) as is_ours:
        if not is_ours:
            return False
        records, head = _reach(place, row)
        now = audit.clock.now()
        detail: dict[str, Plain] = {"number": row.number, "records": records, "head": head.hex()}
        with audit.deed(caller, "audit.drop", target=row.name, detail=detail) as deed:
            dropped = registry.change(
                place.database, place.key, row, records=records, head=head,
                closed_at=now if row.closed_at is None else row.closed_at, dropped_at=now,
            )  # fmt: skip
            if dropped is None:
                audit.end(deed, "failure", error="conflict")
                return False
            _remove_files(place, row)
    return True


@contextlib.contextmanager
def _held(place: Place, row: Row) -> Iterator[bool]:
    """Keep other processes from going on with a segment; False where one has it open. A closed one needs no keeping."""
    if row.closed_at is not None:
        yield True
        return
    held = segment.hold(place.path(row.name))
    try:
        yield held is not None
    finally:
        if held is not None:
            os.close(held)


def _reach(place: Place, row: Row) -> tuple[int, bytes]:
    """How far a segment went: what its head tells, where that is more than its row knows."""
    if row.closed_at is None:
        with contextlib.suppress(OSError, ValueError):
            head = segment.read_head_of(place.path(row.name), place.head_key(row.name))
            if head is not None and head.records > row.records:
                return head.records, bytes.fromhex(head.hash.decode())
    return row.records, row.head


def _remove_files(place: Place, row: Row) -> None:
    path = place.path(row.name)
    for each in (path, path.with_suffix(segment.HEAD_SUFFIX)):
        each.unlink(missing_ok=True)
