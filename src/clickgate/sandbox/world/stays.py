"""Keeps how long every task stood in which status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickgate.sandbox.world.task_rows import Stay

if TYPE_CHECKING:
    from clickgate.sandbox.world.rows import Task


class Stays:
    """The statuses that tasks have left; the one that a task is in is its own."""

    def __init__(self) -> None:
        self._left: dict[str, tuple[Stay, ...]] = {}

    def leave(self, task: Task, at: int) -> None:
        """Note that a task leaves its status at a time; a status it never stood in for a moment is not kept."""
        since = self.since(task)
        if at > since:
            self._left[task.id] = (*self._left.get(task.id, ()), Stay(task.status, since, at))

    def since(self, task: Task) -> int:
        """When a task came into its status."""
        left = self._left.get(task.id)
        return left[-1].until if left else task.date_created

    def of(self, task: Task, now: int) -> tuple[Stay, ...]:
        """A task's stays, oldest first; the last one, which goes on, ends now."""
        since = self.since(task)
        return (*self._left.get(task.id, ()), Stay(task.status, since, max(now, since)))

    def forget(self, task: Task) -> None:
        """Drop what is kept of a task that is gone."""
        self._left.pop(task.id, None)
