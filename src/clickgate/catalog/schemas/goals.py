"""Goals and their key results, called Targets in ClickUp's pages."""

from __future__ import annotations

from typing import Any

from msgspec import field

from clickgate.catalog.schemas.base import Id, Model, Part
from clickgate.catalog.schemas.people import Person


class KeyResultAction(Part):
    """The last change of a key result."""

    id: str = ""
    key_result_id: str | None = None
    user_id: Id | None = field(name="userid", default=None)
    date_modified: int | None = None
    note: str | None = None
    steps_before: Any = None
    steps_taken: Any = None
    steps_current: Any = None
    steps_before_float: float | None = None
    steps_taken_float: float | None = None
    steps_current_float: float | None = None


class KeyResult(Model):
    """A measurable step of a goal; steps are numbers, amounts or true/false by `type`."""

    id: str = ""
    name: str | None = None
    goal_id: str | None = None
    type: str | None = None
    unit: str | None = None
    creator: Id | None = None
    date_created: int | None = None
    goal_pretty_id: Id | None = None
    percent_completed: int | float | None = None
    completed: bool | None = None
    steps_start: Any = None
    steps_end: Any = None
    steps_current: Any = None
    task_ids: list[str] = field(default_factory=list)
    list_ids: list[Id] = field(name="subcategory_ids", default_factory=list)
    owners: list[Person] = field(default_factory=list)
    last_action: KeyResultAction | None = None


class Goal(Model):
    """A goal. `percent_completed` is 0 to 100 or 0 to 1, as ClickUp counts it at the time."""

    id: str = ""
    name: str | None = None
    pretty_id: Id | None = None
    workspace_id: Id | None = field(name="team_id", default=None)
    creator: Id | None = None
    owner: Any = None
    color: str | None = None
    date_created: int | None = None
    date_updated: int | None = None
    last_update: int | None = None
    start_date: int | None = None
    due_date: int | None = None
    description: str | None = None
    private: bool | None = None
    archived: bool | None = None
    pinned: bool | None = None
    multiple_owners: bool | None = None
    editor_token: str | None = None
    folder_id: str | None = None
    folder_name: str | None = None
    folder_access: bool | None = None
    members: list[Person] = field(default_factory=list)
    group_members: list[dict[str, Any]] = field(default_factory=list)
    owners: list[Person] = field(default_factory=list)
    key_results: list[KeyResult] = field(default_factory=list)
    key_result_count: int | None = None
    percent_completed: int | float | None = None
    history: list[Any] = field(default_factory=list)
    pretty_url: str | None = None
