"""Remembers the last searches, so that the pages of one search are cut from one result while nothing changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clickgate.sandbox.world.rows import Task

_MOST = 32


class Memory:
    """Results of searches by what was asked; all are forgotten as soon as the world has another revision."""

    def __init__(self) -> None:
        self._revision = -1
        self._found: dict[tuple[object, ...], list[Task]] = {}

    def __getstate__(self) -> dict[str, object]:
        """What is kept of it: nothing, since it can be found again."""
        return {"_revision": -1, "_found": {}}

    def recall(self, key: tuple[object, ...], revision: int) -> list[Task] | None:
        """An earlier result, if the world is as it was then."""
        if revision != self._revision:
            self._found.clear()
            self._revision = revision
        return self._found.get(key)

    def keep(self, key: tuple[object, ...], found: list[Task]) -> None:
        """Remember a result; the oldest goes when there are too many."""
        if len(self._found) >= _MOST:
            del self._found[next(iter(self._found))]
        self._found[key] = found
