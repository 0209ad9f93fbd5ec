"""The rows of tracked time: entries, their tags, and what was changed in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from clickgate.sandbox.world.rows import Task, User, Workspace


@dataclass(slots=True, eq=False)
class TimeTag:
    """A tag of time entries, known to one workspace; entries hold the row itself."""

    name: str
    fg: str
    bg: str
    creator: int


class Edit(NamedTuple):
    """One change of an entry: `field` went from `before` to `after`, JSON values."""

    id: str
    field: str
    before: Any
    after: Any
    at: int
    user: User


@dataclass(slots=True, eq=False)
class Entry:
    """Time of one person, on a task or on none; it runs while `end` is None. The older API calls it an interval.

    `at` is when it was last changed, `number` orders entries of one start.
    """

    id: str
    workspace: Workspace
    user: User
    start: int
    end: int | None
    added: int
    at: int
    number: int
    task: Task | None = None
    description: str = ""
    billable: bool = False
    tags: tuple[TimeTag, ...] = ()
    edits: tuple[Edit, ...] = ()

    @property
    def duration(self) -> int:
        """The time that is over, in ms; 0 while it runs."""
        return 0 if self.end is None else self.end - self.start
