"""Turns new records into entries of the index and into what they add to its sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from clickgate.access.audit.reading.entry import OPEN, Entry
from clickgate.access.audit.reading.lines import GREATEST, ids_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clickgate.access.audit.record import Record

HOUR = 3600.0
DAY = 86400.0

_encode = msgspec.json.Encoder().encode


class Step(msgspec.Struct, frozen=True):
    """How far a segment was indexed and how far it will be, in records and in bytes from its beginning."""

    number: int
    from_records: int
    from_bytes: int
    to_records: int
    to_bytes: int


class Batch:
    """New records of one organization, to be kept in one transaction.

    Attributes:
        steps: The segments that they are of.
        closed: Deeds that ended, and notes.
        ended: Ids of deeds whose beginning is not here before their end: there may be an open one in the index.
        skipped: Lines that are no records.
        size: Bytes read.
    """

    def __init__(self, organization_id: str) -> None:
        self.organization_id = organization_id
        self.steps: list[Step] = []
        self.closed: list[Entry] = []
        self.ended: set[str] = set()
        self.skipped = 0
        self.size = 0
        self._begun: dict[str, tuple[int, Record]] = {}

    def add(self, step: Step, records: Iterable[Record], skipped: int) -> None:
        """Take in the new records of one more segment."""
        self.steps.append(step)
        self.skipped += skipped
        self.size += step.to_bytes - step.from_bytes
        for record in records:
            if record.phase == "begin":
                self._begun[record.deed] = (step.number, record)
                continue
            self.closed.append(build_entry(step.number, record))
            if record.phase == "end" and self._begun.pop(record.deed, None) is None:
                self.ended.add(record.deed)

    @property
    def open(self) -> list[Entry]:
        """Deeds that are open as far as this batch tells."""
        return [build_entry(*begun) for deed, begun in self._begun.items() if deed not in self.ended]


class HourKey(msgspec.Struct, frozen=True, gc=False):
    """What the requests of one sum by hour have in common."""

    hour: int
    account_id: str
    credential_version: int
    outcome: str


class DayKey(msgspec.Struct, frozen=True, gc=False):
    """What the entries of one sum by day have in common."""

    account_id: str
    credential_version: int
    operation: str
    outcome: str
    actor: str
    address: str
    action: str
    workspace_id: str
    day: int


class Sums:
    """What entries add to the sums.

    Attributes:
        hours: Key → count and least remaining.
        days: Key → count, first and last time.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.hours: dict[HourKey, tuple[int, int | None]] = {}
        self.days: dict[DayKey, tuple[int, float, float]] = {}
        for entry in entries:
            self._add_day(entry)
            if entry.operation:
                self._add_hour(entry)

    def _add_hour(self, entry: Entry) -> None:
        key = HourKey(int(entry.at / HOUR), entry.account_id, entry.credential_version or 0, entry.outcome)
        count, least = self.hours.get(key, (0, None))
        remaining = entry.remaining
        if remaining is not None and (least is None or remaining < least):
            least = remaining
        self.hours[key] = (count + 1, least)

    def _add_day(self, entry: Entry) -> None:
        at = entry.at
        key = DayKey(
            entry.account_id, entry.credential_version or 0, entry.operation, entry.outcome, entry.actor, entry.address,
            entry.action, entry.workspace_id, int(at / DAY),
        )  # fmt: skip
        count, first, last = self.days.get(key, (0, at, at))
        self.days[key] = (count + 1, min(first, at), max(last, at))


def build_entry(number: int, record: Record) -> Entry:
    """What a record says, as an entry of the segment of that number."""
    workspace_id, thing_id, part_id = ids_in(record.path) if record.path else ("", "", "")
    return Entry(
        at=record.at,
        segment=number,
        seq=record.seq,
        deed=record.deed,
        request_id=record.request_id,
        action=record.action,
        actor=record.actor,
        actor_kind=record.actor_kind,
        via=record.via,
        address=record.address,
        account_id=record.account_id,
        credential_version=_fitting(record.credential_version),
        operation=record.operation,
        workspace_id=workspace_id,
        thing_id=thing_id,
        part_id=part_id,
        target=record.target,
        method=record.method,
        path=record.path,
        attempt=min(record.attempt, GREATEST),
        outcome=OPEN if record.phase == "begin" else record.outcome,
        status=_fitting(record.status),
        ecode=record.ecode,
        error=record.error,
        limit=_fitting(record.limit),
        remaining=_fitting(record.remaining),
        seconds=record.seconds,
        waited=record.waited,
        detail=_encode(record.detail).decode() if record.detail else "",
    )


def _fitting(number: int | None) -> int | None:
    """A number that a column holds; what is greater is as far as it can be told."""
    return None if number is None else max(-GREATEST, min(number, GREATEST))
