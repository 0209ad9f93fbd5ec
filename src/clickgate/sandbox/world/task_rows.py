"""Rows of what hangs on a task: checklists, dependencies, and how long it stood in which status.

Times are whole milliseconds since the Unix epoch, UTC. Sequences are tuples: they are replaced, never changed in place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from clickgate.sandbox.world.rows import Status, Task, User


@dataclass(slots=True, eq=False)
class Checklist:
    """A checklist; `items` are those at the top, the others hang below them."""

    id: str
    task: Task
    name: str
    date_created: int
    creator: User
    items: tuple[ChecklistItem, ...] = ()


@dataclass(slots=True, eq=False)
class ChecklistItem:
    """A line of a checklist; its place among its neighbours is its order."""

    id: str
    name: str
    date_created: int
    assignee: User | None = None
    is_resolved: bool = False
    parent: ChecklistItem | None = None
    children: tuple[ChecklistItem, ...] = ()


class Dependency(NamedTuple):
    """`task` waits for `depends_on`; both show it."""

    task: Task
    depends_on: Task
    date_created: int
    user: User


class Stay(NamedTuple):
    """A time that a task spent in a status, over by now."""

    status: Status
    since: int
    until: int
