"""Rows of templates: what a task, list or folder is made after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from clickgate.sandbox.world.rows import StatusType, Workspace

Kind = Literal["task", "list", "folder"]


class TaskPlan(NamedTuple):
    """What a task is made after; a checklist is its name and its items, a time estimate is in ms."""

    name: str
    description: str = ""
    priority: int | None = None
    time_estimate: int | None = None
    tags: tuple[str, ...] = ()
    checklists: tuple[tuple[str, tuple[str, ...]], ...] = ()
    subtasks: tuple[TaskPlan, ...] = ()


class ListPlan(NamedTuple):
    """What a list is made after; statuses are `(name, colour, type)`, none where it inherits them."""

    name: str
    content: str | None = None
    statuses: tuple[tuple[str, str, StatusType], ...] = ()
    tasks: tuple[TaskPlan, ...] = ()


class FolderPlan(NamedTuple):
    """What a folder is made after; statuses as those of a list."""

    name: str
    statuses: tuple[tuple[str, str, StatusType], ...] = ()
    lists: tuple[ListPlan, ...] = ()


@dataclass(slots=True, eq=False)
class Template:
    """A template in a workspace's library."""

    id: str
    workspace: Workspace
    plan: TaskPlan | ListPlan | FolderPlan

    @property
    def kind(self) -> Kind:
        """What it makes."""
        return "task" if isinstance(self.plan, TaskPlan) else "list" if isinstance(self.plan, ListPlan) else "folder"


class Parts(NamedTuple):
    """What of a plan is to be made; `content` stands in for that of the list."""

    content: str = ""
    statuses: bool = True
    subtasks: bool = True
    tags: bool = True
    checklists: bool = True
    priority: bool = True
    time_estimate: bool = True
