"""Follows the chain of one file's lines, and says where it breaks."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

BreakKind = Literal["changed", "missing_record", "reordered"]

_HASH = b',"hash":"'
_TAIL = len(_HASH) + 64 + len(b'"}')
_SEQ = re.compile(rb'\{"seq":([1-9]\d{0,17}),')
_LONGEST = 2**20  # bytes; what is longer is no line of ours
_MOST = 1000  # breaks that are told of one file


class Break(msgspec.Struct, frozen=True):
    """Where a chain is not whole: at which record, how, and that in words."""

    seq: int
    kind: BreakKind
    sentence: str


class Chain:
    """Follows a chain as its file is read.

    Attributes:
        records: How many whole lines there were.
        last: The highest number of a record that stands where it belongs.
        head: The hash of that record.
        hashes: Number → hash of each record that was asked for and was there.
        rest: Bytes behind the last whole line.
    """

    def __init__(self, first: bytes, wanted: Iterable[int]) -> None:
        """Begin before the first record.

        Args:
            first: What stands for the hash before it, see `first_hash`.
            wanted: Numbers of the records whose hashes are wanted.
        """
        self.records = 0
        self.last = 0
        self.head = first
        self.hashes: dict[int, bytes] = {}
        self.rest = b""
        self._wanted = frozenset(wanted)
        self._breaks: list[Break] = []
        self._gaps: list[range] = []

    def read(self, block: bytes) -> None:
        """Read the next bytes of the file, any number of them."""
        lines = (self.rest + block).split(b"\n")
        self.rest = lines.pop()
        if len(self.rest) > _LONGEST:
            lines.append(self.rest)
            self.rest = b""
        self._follow(lines)

    def breaks(self) -> list[Break]:
        """Where the chain was broken in what was read, in the order of the records."""
        missing = [Break(gap.start, "missing_record", f"{_records(gap)} missing.") for gap in self._gaps]
        return sorted([*self._breaks, *missing], key=lambda found: found.seq)

    def _follow(self, lines: list[bytes]) -> None:
        head, last, wanted = self.head, self.last, self._wanted
        for line in lines:
            head_now = sha256(head + line[:-_TAIL]).hexdigest().encode()
            if line[-_TAIL:] == b'%b%b"}' % (_HASH, head_now):
                head = head_now
                last += 1
            else:
                self.last = last
                head = self._break(line, head)
                last = self.last
            if last in wanted:
                self.hashes.setdefault(last, head)
        self.records += len(lines)
        self.head, self.last = head, last

    def _break(self, line: bytes, head: bytes) -> bytes:
        """Tell of a line that does not follow from the one before; the hash that the next one is to follow from."""
        found = _SEQ.match(line)
        seq = int(found[1]) if found else self.last + 1
        if seq <= self.last:
            # The line that it was taken from is not the one before: what comes next follows from that one still.
            self._tell_misplaced(seq)
            return head
        if seq == self.last + 1:
            self._tell(seq, "changed", f"Record {seq} does not follow from the one before: one of them was changed.")
        elif len(self._gaps) < _MOST:
            self._gaps.append(range(self.last + 1, seq))
        self.last = seq
        return line[-66:-2]

    def _tell_misplaced(self, seq: int) -> None:
        for number, gap in enumerate(self._gaps):
            if seq in gap:
                halves = range(gap.start, seq), range(seq + 1, gap.stop)
                self._gaps[number : number + 1] = [half for half in halves if half]
                self._tell(seq, "reordered", f"Record {seq} stands behind record {self.last}.")
                return
        self._tell(seq, "reordered", f"Record {seq} stands there once more, behind record {self.last}.")

    def _tell(self, seq: int, kind: BreakKind, sentence: str) -> None:
        if len(self._breaks) < _MOST:
            self._breaks.append(Break(seq, kind, sentence))


def _records(gap: range) -> str:
    return f"Record {gap.start} is" if len(gap) == 1 else f"Records {gap.start} to {gap.stop - 1} are"
