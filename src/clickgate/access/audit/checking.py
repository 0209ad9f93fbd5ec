"""Checks one segment: its chain, how far it goes, and that nothing follows its end."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal

import msgspec

from clickgate.access.audit import segment
from clickgate.access.audit.chain import Chain
from clickgate.access.audit.place import is_of
from clickgate.access.audit.system import open_to_read

if TYPE_CHECKING:
    from io import FileIO

    from clickgate.access.audit.place import Place
    from clickgate.access.audit.segment import Head
    from clickgate.access.audit.store import Row

Kind = Literal[
    "changed",
    "missing_record",
    "reordered",
    "truncated",
    "foreign_record",
    "missing_file",
    "foreign_file",
    "missing_row",
    "edited_row",
    "torn_tail",
    "elsewhere",
]

_HARMLESS = frozenset({"torn_tail", "elsewhere"})
_BLOCK = 2**18


class Finding(msgspec.Struct, frozen=True):
    """One thing that was found: in which segment, at which record, what, and that in words.

    `seq` is 0 where it is no single record, and `segment` empty where it is no single segment.
    """

    segment: str
    seq: int
    kind: Kind
    sentence: str

    @property
    def is_harmless(self) -> bool:
        """Whether it is a trace of a crash, or of another machine, and no sign that anything was changed."""
        return self.kind in _HARMLESS


class SegmentCheck:
    """One look at one segment's file.

    Attributes:
        records: How many lines were read.
        is_here: Whether there is a file.
        findings: What was found.
    """

    def __init__(self, place: Place, row: Row) -> None:
        self._place = place
        self._row = row
        self._path = place.path(row.name)
        self.records = 0
        self.is_here = True
        self.findings: list[Finding] = []

    def run(self) -> None:
        """Read the file, and find what there is to find."""
        try:
            with open_to_read(self._path) as file:
                self._check(file)
        except FileNotFoundError:
            self._tell_no_file()
        except OSError as error:
            self._tell(0, "missing_file", f"The file can't be read: {error.strerror}.")

    def _check(self, file: FileIO) -> None:
        row = self._row
        head = self._head()  # before the file: what it tells of is there
        told = {(row.records, row.head.hex().encode())}
        if head is not None:
            told.add((head.records, head.hash))
        chain = Chain(segment.first_hash(row.organization_id, row.name, row.number), [seq for seq, _ in told])
        while block := file.read(_BLOCK):
            chain.read(block)
        self.records = chain.records
        for found in chain.breaks():
            self._tell(found.seq, found.kind, found.sentence)
        self._check_reach(chain, told)
        self._check_end(chain, head)

    def _head(self) -> Head | None:
        """The head beside a segment; a closed one needs none."""
        if self._row.closed_at is not None:
            return None
        try:
            head = segment.read_head_of(self._path, self._place.head_key(self._row.name))
        except ValueError:
            self._tell(0, "changed", "Its head, which tells how far it goes, was changed.")
            return None
        if head is None:
            self._tell(0, "missing_file", "Its head, which tells how far it goes, is gone.")
        return head

    def _check_reach(self, chain: Chain, told: set[tuple[int, bytes]]) -> None:
        """Check that the file goes as far as it was told to go, and is there what it was told to be."""
        most, _ = max(told)
        if chain.last < most:
            self._tell(
                chain.last + 1, "truncated",
                f"It ends behind record {chain.last}, and there were {most}: the rest was cut off, or lost when the "
                "machine lost its power within a second of writing it.",
            )  # fmt: skip
        for seq, hash_ in sorted(told):
            if seq and chain.hashes.get(seq, hash_) != hash_:
                self._tell(seq, "changed", f"Up to record {seq} it is another chain than the one that was written.")

    def _check_end(self, chain: Chain, head: Head | None) -> None:
        """Check that nothing follows the last record: of a segment in use the head may lag behind by one."""
        if self._row.closed_at is not None:
            if chain.last > self._row.records or chain.rest:
                self._tell(self._row.records + 1, "foreign_record", "It goes on behind its end.")
            return
        held = segment.hold(self._path)
        try:
            head_now = self._head() if head is not None else None
        finally:
            if held is not None:
                os.close(held)
        if head_now is None or chain.last < head_now.records:
            return
        excess = chain.last - head_now.records
        if excess > 1 or (excess == 1 and chain.rest and held is not None):
            self._tell(head_now.records + 1, "foreign_record", "It goes on behind its end.")
        elif held is not None and (excess == 1 or chain.rest):
            self._tell(
                head_now.records + 1, "torn_tail",
                "A process died while it wrote this record: its deed was not done. It is cut off when the log goes on.",
            )  # fmt: skip

    def _tell_no_file(self) -> None:
        self.is_here = False
        if is_of(self._row, self._place.folder):
            self._tell(0, "missing_file", f"The file is gone, with {self._row.records} records or more.")
        else:
            self._tell(0, "elsewhere", f"It is on another machine ({self._row.host}), and can be checked there.")

    def _tell(self, seq: int, kind: Kind, sentence: str) -> None:
        self.findings.append(Finding(self._row.name, seq, kind, sentence))
