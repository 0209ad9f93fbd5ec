"""The rows of goals and of the targets they are measured by, which ClickUp's API calls key results."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from clickgate.sandbox.world.rows import User, Workspace

TargetType = Literal["number", "currency", "boolean", "percentage", "automatic"]


class Step(NamedTuple):
    """One action on a target; `before` and `taken` are None for its making, and for notes without progress."""

    id: str
    user: User
    at: int
    note: str
    before: float | None = None
    taken: float | None = None


@dataclass(slots=True, eq=False)
class Target:
    """A key result: progress from `start` to `end`, or (automatic) of tasks and lists. `steps` has one at least."""

    id: str
    goal: Goal
    name: str
    type: TargetType
    creator: User
    date_created: int
    start: float
    end: float
    current: float
    steps: tuple[Step, ...]
    unit: str = ""
    owners: tuple[User, ...] = ()
    task_ids: tuple[str, ...] = ()
    list_ids: tuple[str, ...] = ()


@dataclass(slots=True, eq=False)
class Goal:
    """A goal; `number` counts the goals of its workspace, `tokens` are the parts of its editor token."""

    id: str
    workspace: Workspace
    number: int
    name: str
    creator: User
    date_created: int
    date_updated: int
    tokens: tuple[str, str]
    color: str
    description: str = ""
    due_date: int | None = None
    multiple_owners: bool = True
    owners: tuple[User, ...] = ()
    targets: dict[str, Target] = field(default_factory=dict)
