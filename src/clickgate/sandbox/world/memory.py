"""Remembers the last searches, so that the pages of one search are cut from one result while nothing changes."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from clickgate.sandbox.world.index import Index

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from clickgate.sandbox.world.rows import Task

_MOST = 32


class Found:
    """The result of a search, looked for only as far as it was asked for."""

    def __init__(self, tasks: Iterable[Task]) -> None:
        self._rest: Iterator[Task] = iter(tasks)
        self._tasks: list[Task] = []

    def page(self, number: int, size: int) -> tuple[list[Task], bool]:
        """A page, counted from 0, and whether it is the last."""
        end = (number + 1) * size
        missing = end + 1 - len(self._tasks)
        if missing > 0:
            self._tasks += islice(self._rest, missing)
        return self._tasks[number * size : end], end >= len(self._tasks)


class Memory:
    """Results of searches by what was asked, forgotten as soon as the world has another revision; and indexes."""

    def __init__(self) -> None:
        self._revision = -1
        self._found: dict[tuple[object, ...], Found] = {}
        self._indexes: dict[str, Index] = {}  # by workspace id

    def __getstate__(self) -> dict[str, object]:
        """What is kept of it: nothing, since it can be found again."""
        return vars(Memory())

    def recall(self, key: tuple[object, ...], revision: int) -> Found | None:
        """An earlier result, if the world is as it was then."""
        if revision != self._revision:
            self._found.clear()
            self._revision = revision
        return self._found.get(key)

    def keep(self, key: tuple[object, ...], tasks: Iterable[Task]) -> Found:
        """Remember a result; the oldest goes when there are too many."""
        if len(self._found) >= _MOST:
            del self._found[next(iter(self._found))]
        found = self._found[key] = Found(tasks)
        return found

    def index(self, workspace_id: str, tasks: dict[str, Task]) -> Index:
        """The index of a workspace's tasks."""
        found = self._indexes.get(workspace_id)
        if found is None:
            found = self._indexes[workspace_id] = Index(tasks)
        return found

    def changed(self, task: Task) -> None:
        """Note a task that is new or has changed."""
        if self._indexes:
            index = self._indexes.get(task.home.folder.space.workspace.id)
            if index is not None:
                index.changed(task)

    def gone(self, task: Task) -> None:
        """Note a task that is there no more."""
        index = self._indexes.get(task.home.folder.space.workspace.id)
        if index is not None:
            index.gone(task)
