"""What a store may know of the world: so the world knows its stores, and they do not know it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from clickgate.sandbox.world.events import Events
    from clickgate.sandbox.world.ids import Ids
    from clickgate.sandbox.world.rows import Task, TaskList


class Whole(Protocol):
    """The world as its stores of time and goals see it."""

    ids: Ids
    events: Events
    revision: int
    tasks: dict[str, Task]
    lists: dict[str, TaskList]

    def task_changed(self, task: Task, at: int | None = None) -> None:
        """Note that a task changed, at a time in ms."""
