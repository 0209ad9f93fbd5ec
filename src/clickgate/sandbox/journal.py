"""What a sandbox needs to outlive its process: somewhere to note each write before it is done. Does no I/O itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One request that may change the world.

    `now` is in ms; `digest` names the token, empty where none was needed; `content_type` is that of an upload.
    """

    now: int
    digest: bytes
    operation: str
    params: dict[str, str]
    query: str
    body: bytes
    content_type: str = ""


class NotKept(Exception):
    """What should have been noted could not be: nothing was done."""


class Journal(Protocol):
    """Keeps a moment and the writes since. What it was told is safe, though the process be killed the instant after."""

    def record(self, entry: Entry) -> None:
        """Note a write that is about to be done.

        Raises:
            NotKept: It can't be noted.
        """

    def keep(self, moment: bytes) -> None:
        """Put a moment in the place of the last one and of all writes since.

        Raises:
            NotKept: It can't be kept; the last one stays.
        """

    @property
    def is_long(self) -> bool:
        """Whether so much was noted that another moment is due."""

    def put_snapshot(self, name: str, about: bytes, data: bytes) -> None:
        """Keep a snapshot, `about` being what a list of them shows.

        Raises:
            NotKept: It can't be kept.
        """

    def snapshots(self) -> Iterator[tuple[str, bytes, bytes]]:
        """Name, `about` and data of all snapshots."""

    def remove_snapshot(self, name: str) -> None:
        """Take a snapshot away.

        Raises:
            NotKept: It stays.
        """
