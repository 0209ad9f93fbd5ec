"""Keeps what ties tasks to each other: links, and dependencies of one on another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickgate.sandbox.world.rows import Link
from clickgate.sandbox.world.task_rows import Dependency

if TYPE_CHECKING:
    from collections.abc import Callable

    from clickgate.sandbox.world.rows import Task, User


class Ties:
    """Links and dependencies; `changed` is told of every task that shows others."""

    def __init__(self, changed: Callable[[Task], None]) -> None:
        self._changed = changed
        self._dependencies: dict[str, tuple[Dependency, ...]] = {}  # by the id of either task
        self._linked: dict[str, tuple[Task, ...]] = {}

    def dependencies_of(self, task: Task) -> tuple[Dependency, ...]:
        """The dependencies that a task shows, of either direction."""
        return self._dependencies.get(task.id, ())

    def depend(self, task: Task, depends_on: Task, user: User, at: int) -> None:
        """Let a task wait for another; nothing happens where it does already."""
        if any(row.task is task and row.depends_on is depends_on for row in self.dependencies_of(task)):
            return
        row = Dependency(task, depends_on, at, user)
        for one in (task, depends_on):
            self._put(one, (*self.dependencies_of(one), row))

    def release(self, task: Task, depends_on: Task) -> None:
        """Let a task wait for another no longer."""
        for one in (task, depends_on):
            rows = self.dependencies_of(one)
            self._put(one, tuple(row for row in rows if row.task is not task or row.depends_on is not depends_on))

    def link(self, task: Task, other: Task, user: User, at: int) -> None:
        """Link two tasks; both show it. Nothing happens where they are linked already."""
        if other in self._linked.get(task.id, ()):
            return
        for one, its in ((task, other), (other, task)):
            one.linked = (*one.linked, Link(one.id, its.id, at, user.id))
            self._linked[one.id] = (*self._linked.get(one.id, ()), its)
            self._changed(one)

    def unlink(self, task: Task, other: Task) -> None:
        """Part two tasks."""
        for one, its in ((task, other), (other, task)):
            one.linked = tuple(row for row in one.linked if row.link_id != its.id)
            self._linked[one.id] = tuple(row for row in self._linked.get(one.id, ()) if row is not its)
            self._changed(one)

    def forget(self, task: Task) -> None:
        """Part a task that is gone from all others."""
        for other in self._linked.get(task.id, ()):
            self.unlink(task, other)
        for row in self.dependencies_of(task):
            self.release(row.task, row.depends_on)
        self._linked.pop(task.id, None)
        self._dependencies.pop(task.id, None)

    def _put(self, task: Task, rows: tuple[Dependency, ...]) -> None:
        self._dependencies[task.id] = rows
        self._changed(task)
