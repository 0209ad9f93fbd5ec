"""Keeps the index of an organization's log as new as the log itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from clickgate.access.audit.reading.index import store
from clickgate.access.audit.reading.index.batch import Batch, Step
from clickgate.access.audit.reading.lines import read_end, read_last, read_piece, read_records
from clickgate.access.audit.reading.parquet import Sealed
from clickgate.access.audit.segment import segment_path

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from clickgate.access.audit.reading.index.store import Indexed
    from clickgate.db.engine import Database

_PIECE = 4 * 2**20  # bytes that are read for one transaction: others have to wait until it ends


class Progress(msgspec.Struct, frozen=True):
    """What was done.

    `added` counts deeds that ended, and notes; `skipped` lines that are no records; `forgotten` segments that were
    dropped, or are no longer as they were read.
    """

    added: int = 0
    skipped: int = 0
    forgotten: int = 0


def bring_up_to_date(database: Database, folder: Path, organization_id: str) -> Progress:
    """Read what is new in the segments whose files are in this folder, and forget those that were dropped.

    Each piece is one transaction. A process may end at any moment and several may be at it at once: nothing is counted
    twice, and nothing is left out.

    Raises:
        KeepingFailed: A file can't be read.
        DatabaseUnavailable: The index can't be read or written; what was added before stays.
        OutcomeUnknown: The connection broke while a piece was being kept: it is there or not, and whole in either case.
    """
    reading = _Reading(database, folder, organization_id)
    while reading.go_on():
        pass
    return reading.progress


class _Reading:
    """One bringing up to date."""

    def __init__(self, database: Database, folder: Path, organization_id: str) -> None:
        self.progress = Progress()
        self._database = database
        self._folder = folder
        self._organization_id = organization_id
        self._forgotten: set[int] = set()

    def go_on(self) -> bool:
        """Do one transaction's worth; False where there is nothing to do."""
        behind = self._database.read(lambda connection: store.find_behind(connection, self._organization_id))
        lost = next((segment for segment in behind if self._is_lost(segment)), None)
        if lost is not None:
            self._forgotten.add(lost.number)
            if lost.is_dropped:
                Sealed.of(self._folder, self._organization_id, lost.name).remove()
            is_done = self._database.run(lambda c: store.forget_segment(c, self._organization_id, lost))
            self._count(forgotten=int(is_done))
            return True
        batch = self._gather(behind)
        if not batch.steps:
            return False
        if self._database.run(lambda connection: store.add_batch(connection, batch)):
            self._count(added=len(batch.closed), skipped=batch.skipped)
        return True

    def _is_lost(self, segment: Indexed) -> bool:
        """Whether the index holds what isn't in the file any more."""
        if segment.is_dropped:
            return True
        if not segment.indexed_bytes or segment.number in self._forgotten:
            return False
        end = read_end(self._folder, self._organization_id, segment.name)
        if end is None or end.size == segment.indexed_bytes:
            return False
        return end.size < segment.indexed_bytes or not self._is_continued(segment)

    def _is_continued(self, segment: Indexed) -> bool:
        """Whether the last record that was read is still where it was.

        Where the power failed, lines that were not yet on the disk are gone, and others may stand in their place.
        """
        last = read_last(self._path(segment), segment.indexed_bytes)
        if last is None or last.seq != segment.indexed:
            return True
        return self._database.read(lambda c: store.has_deed(c, self._organization_id, last.deed))

    def _gather(self, behind: Iterable[Indexed]) -> Batch:
        batch = Batch(self._organization_id)
        for segment in behind:
            end = read_end(self._folder, self._organization_id, segment.name)
            if end is None or end.size <= segment.indexed_bytes or batch.size >= _PIECE:
                continue
            start = segment.indexed_bytes
            piece = read_piece(self._path(segment), start, min(end.size, start + _PIECE - batch.size))
            if piece:
                records, skipped = read_records(piece, segment.indexed)
                to = records[-1].seq if records else segment.indexed
                batch.add(Step(segment.number, segment.indexed, start, to, start + len(piece)), records, skipped)
        return batch

    def _path(self, segment: Indexed) -> Path:
        return segment_path(self._folder, self._organization_id, segment.name)

    def _count(self, *, added: int = 0, skipped: int = 0, forgotten: int = 0) -> None:
        done = self.progress
        self.progress = Progress(done.added + added, done.skipped + skipped, done.forgotten + forgotten)
