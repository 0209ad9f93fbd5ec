"""Finds whatever was changed in an organization's audit log, taken out of it or put into it."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING

import msgspec

from clickgate.access.audit import registry, store
from clickgate.access.audit.checking import Finding, Kind, SegmentCheck
from clickgate.access.audit.place import Place, is_of
from clickgate.access.audit.segment import SUFFIX
from clickgate.kernel.clock import SYSTEM_CLOCK

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from clickgate.access.audit.store import Row
    from clickgate.db.engine import Database

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")


class Report(msgspec.Struct, frozen=True):
    """What a verification found.

    `ok` says that nothing was changed, taken out or put in. The traces of a crash and segments that are on another
    machine are told among `findings`, and are no harm. `records` and `segments` count what was read here.
    """

    organization_id: str
    ok: bool
    records: int
    segments: int
    findings: tuple[Finding, ...]


def verify(
    database: Database, folder: Path, key: Callable[[str], bytes], organization_id: str, *, most: int = 1000
) -> Report:
    """Verify an organization's audit log; it may be written meanwhile.

    Args:
        database: Holds the registry of the log's files.
        folder: Holds the files.
        key: Id of an organization → the 32 bytes that its log is sealed with.
        organization_id: Whose log it is.
        most: So many findings are told.

    Raises:
        AuditUnwritable: The id is none.
        DatabaseUnavailable: The registry can't be read.
        VaultLocked: The key of the log can't be had.
    """
    return _Verification(Place(database, folder, organization_id, key, SYSTEM_CLOCK)).run(most)


class _Verification:
    """One verification of one log."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._records = 0
        self._segments = 0
        self._findings: list[Finding] = []

    def run(self, most: int) -> Report:
        # Files first: one that is there and holds records has been entered by the time the registry is read.
        files = self._files()
        counted = self._counted()
        rows = self._rows()
        self._check_rows(rows, counted)
        for row in rows:
            if row.dropped_at is None and self._has_name(row):
                self._check_segment(row)
        for name in sorted(files - {row.name for row in rows}):
            self._tell(name, 0, "foreign_file", "This file is in no registry: it was put there, or its row taken out.")
        ok = all(finding.is_harmless for finding in self._findings)
        return Report(self._place.organization_id, ok, self._records, self._segments, tuple(self._findings[:most]))

    def _files(self) -> set[str]:
        """Names of the files that hold something; an empty one is of a process that ended before it entered it."""
        found = set()
        for path in (self._place.folder / self._place.organization_id).glob(f"*{SUFFIX}"):
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_size:
                    found.add(path.name.removesuffix(SUFFIX))
        return found

    def _rows(self) -> list[Row]:
        return self._place.database.read(lambda connection: store.find_rows(connection, self._place.organization_id))

    def _counted(self) -> int | None:
        """How many segments there were by what is kept beside the files; None where that was changed."""
        try:
            return self._place.counted()
        except ValueError:
            self._tell("", 0, "changed", "The count of segments beside the files was changed.")
            return None

    def _check_rows(self, rows: list[Row], counted: int | None) -> None:
        """Check that no row was edited, and none taken out: neither in between nor the newest."""
        before: Row | None = None
        for row in rows:
            expected = 1 if before is None else before.number + 1
            if row.number != expected:
                self._tell_missing_rows(expected, row.number)
            elif not registry.follows(self._place.key, before, row):
                self._tell(row.name, 0, "edited_row", "Its row in the registry does not follow from the row before.")
            if not registry.is_genuine(self._place.key, row):
                self._tell(row.name, 0, "edited_row", "Its row in the registry was edited.")
            before = row
        newest = 0 if before is None else before.number
        if counted is not None and newest < counted:
            self._tell_missing_rows(newest + 1, counted + 1)
        if counted == 0 and any(row.records and is_of(row, self._place.folder) for row in rows):
            self._tell("", 0, "missing_file", "The count of segments beside the files is gone.")

    def _tell_missing_rows(self, first: int, end: int) -> None:
        which = f"Segment {first} is" if end == first + 1 else f"Segments {first} to {end - 1} are"
        self._tell("", 0, "missing_row", f"{which} missing from the registry.")

    def _has_name(self, row: Row) -> bool:
        """Whether the name can be that of a file: an edited row could lead anywhere."""
        if _NAME.fullmatch(row.name):
            return True
        self._tell(row.name[:100], 0, "edited_row", "The name in its row is none.")
        return False

    def _check_segment(self, row: Row) -> None:
        """Check one segment; what is found in one that is being written counts when it is found again."""
        check = SegmentCheck(self._place, row)
        check.run()
        if check.findings:
            row_now = self._place.find_row(row.number)
            if row_now is None or row_now.dropped_at is not None:
                return
            check = SegmentCheck(self._place, row_now)
            check.run()
        self._records += check.records
        self._segments += check.is_here
        self._findings.extend(check.findings)

    def _tell(self, segment: str, seq: int, kind: Kind, sentence: str) -> None:
        self._findings.append(Finding(segment, seq, kind, sentence))
