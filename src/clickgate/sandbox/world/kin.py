"""Walks a task's line: down to its subtasks, up to the task at the top."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clickgate.sandbox.world.rows import Task


def descendants(task: Task) -> Iterator[Task]:
    """All subtasks at any depth, parents before children."""
    waiting = list(reversed(task.children))
    while waiting:
        one = waiting.pop()
        yield one
        waiting.extend(reversed(one.children))


def root_of(task: Task) -> Task:
    """The task at the top of a task's line; itself where it has no parent."""
    while task.parent is not None:
        task = task.parent
    return task
