"""Keeps bytes that come in parts: in memory while they are few, in a file without a name when they are many."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import finalize

if TYPE_CHECKING:
    from collections.abc import Iterator

IN_MEMORY = 1024 * 1024
BLOCK = 256 * 1024


class Spool:
    """Bytes that are written once, from the beginning to the end, and read anywhere.

    Attributes:
        content_type: What the sender says that they are.
        size: How many there are.
    """

    def __init__(self, content: bytes = b"", content_type: str = "") -> None:
        self.content_type = content_type
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - it is closed with the last who reads it
        finalize(self, self._file.close)
        self.size = 0
        self.write(content)

    def __getstate__(self) -> dict[str, object]:
        """What is kept of it in a snapshot: the bytes, wherever they are."""
        return {"content_type": self.content_type, "content": self.read(0, self.size)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(**state)  # type: ignore[misc]

    def write(self, content: bytes) -> None:
        """Add to the end."""
        self._file.seek(self.size)
        self.size += self._file.write(content)

    def read(self, start: int, size: int) -> bytes:
        """Up to so many bytes from a place on."""
        self._file.seek(start)
        return self._file.read(size)

    def find(self, wanted: bytes, start: int, end: int) -> int:
        """Where some bytes next stand wholly between two places, -1 where they don't."""
        overlap = len(wanted) - 1
        while start < end:
            block = self.read(start, min(BLOCK, end - start))
            at = block.find(wanted)
            if at >= 0:
                return start + at
            if start + len(block) >= end or len(block) <= overlap:
                return -1
            start += len(block) - overlap
        return -1


class Blob(NamedTuple):
    """A stretch of a spool: the content of a file without a copy of its own."""

    spool: Spool
    start: int
    size: int

    def head(self, size: int) -> bytes:
        """The first bytes."""
        return self.spool.read(self.start, min(size, self.size))

    def blocks(self) -> Iterator[bytes]:
        """All of it, in blocks of at most 256 KiB."""
        for at in range(0, self.size, BLOCK):
            yield self.spool.read(self.start + at, min(BLOCK, self.size - at))
