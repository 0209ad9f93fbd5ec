"""Tasks and what hangs on them."""

from __future__ import annotations

from typing import Any

from msgspec import field

from clickgate.catalog.schemas.base import Array, Id, Model, Part
from clickgate.catalog.schemas.fields import CustomFieldValue
from clickgate.catalog.schemas.people import Person
from clickgate.catalog.schemas.places import FolderRef, ListRef, Priority, SpaceRef, Status, Tag


class ChecklistItem(Part):
    """A line of a checklist; lines nest in `children`."""

    id: str = ""
    name: str | None = None
    orderindex: int | None = None
    assignee: Person | None = None
    group_assignee: Any = None
    resolved: bool | None = None
    parent: str | None = None
    date_created: int | None = None
    children: list[ChecklistItem] = field(default_factory=list)


class Checklist(Model):
    """A checklist of a task; `resolved` and `unresolved` count its items."""

    id: str = ""
    name: str | None = None
    task_id: str | None = None
    orderindex: int | None = None
    creator: Id | None = None
    date_created: int | None = None
    resolved: int | None = None
    unresolved: int | None = None
    items: list[ChecklistItem] = field(default_factory=list)


class Dependency(Model):
    """`task_id` waits for `depends_on`."""

    task_id: str = ""
    depends_on: str | None = None
    type: int | None = None
    date_created: int | None = None
    user_id: Id | None = field(name="userid", default=None)
    workspace_id: Id | None = None
    chain_id: str | None = None


class TaskLink(Part):
    """A tie between two tasks without an order."""

    task_id: str = ""
    link_id: str | None = None
    date_created: int | None = None
    user_id: Id | None = field(name="userid", default=None)
    workspace_id: Id | None = None


class Attachment(Model):
    """A file on a task, in a comment or in a custom field; uploaded at `date` (v2) or `date_created` (v3)."""

    id: str = ""
    title: str | None = None
    extension: str | None = None
    url: str | None = None
    date: int | None = None
    type: Id | None = None
    source: Id | None = None
    version: Id | None = None
    thumbnail_small: str | None = None
    thumbnail_medium: str | None = None
    thumbnail_large: str | None = None
    is_folder: bool | None = None
    mimetype: str | None = None
    hidden: bool | None = None
    deleted: bool | None = None
    parent_id: Id | None = None
    size: int | None = None
    width: int | None = None
    height: int | None = None
    orientation: str | None = None
    total_comments: int | None = None
    resolved_comments: int | None = None
    user: Person | None = None
    email_data: Any = None
    url_w_query: str | None = None
    url_w_host: str | None = None
    workspace_id: Id | None = None
    date_created: int | None = None
    date_updated: int | None = None
    mime_type: str | None = None
    parent_entity_type: str | None = None
    signed: bool | None = None
    user_id: Id | None = None


class Sharing(Part):
    """Whether and how a task is shown to the public."""

    public: bool | None = None
    public_share_expires_on: int | None = None
    public_fields: list[str] = field(default_factory=list)
    token: str | None = None
    seo_optimized: bool | None = None


class Task(Model):
    """A task.

    `orderindex` is a decimal as text. `date_done` is set in statuses of type done and closed, `date_closed` in closed
    only. `time_estimate` and `time_spent` are milliseconds; `time_spent` is absent from lists without entries.
    `project` is the folder again, under its old name. `attachments` comes with a single task only, `subtasks` and
    `markdown_description` only where asked for; subtasks of any depth stand side by side.
    """

    id: str = ""
    name: str | None = None
    custom_id: str | None = None
    custom_item_id: Id | None = None
    text_content: str | None = None
    description: str | None = None
    markdown_description: str | None = None
    status: Status | None = None
    orderindex: str | None = None
    date_created: int | None = None
    date_updated: int | None = None
    date_closed: int | None = None
    date_done: int | None = None
    archived: bool | None = None
    creator: Person | None = None
    assignees: Array[Person] = field(default_factory=list)
    group_assignees: Array[dict[str, Any]] = field(default_factory=list)
    watchers: Array[Person] = field(default_factory=list)
    checklists: Array[Checklist] = field(default_factory=list)
    tags: Array[Tag] = field(default_factory=list)
    parent: str | None = None
    top_level_parent: str | None = None
    priority: Priority | None = None
    due_date: int | None = None
    start_date: int | None = None
    points: int | float | None = None
    time_estimate: int | float | None = None
    time_spent: int | float | None = None
    custom_fields: Array[CustomFieldValue] = field(default_factory=list)
    dependencies: Array[Dependency] = field(default_factory=list)
    linked_tasks: Array[TaskLink] = field(default_factory=list)
    locations: Array[ListRef] = field(default_factory=list)
    workspace_id: Id | None = field(name="team_id", default=None)
    url: str | None = None
    sharing: Sharing | None = None
    permission_level: str | None = None
    project: FolderRef | None = None
    folder: FolderRef | None = None
    space: SpaceRef | None = None
    attachments: Array[Attachment] = field(default_factory=list)
    subtasks: Array[Task] = field(default_factory=list)
    list: ListRef | None = None


class TotalTime(Part):
    """Minutes spent in a status, and since when (milliseconds)."""

    by_minute: int | float | None = None
    since: int | None = None


class StatusTime(Part):
    """How long a task was in one status."""

    status: str | None = None
    color: str | None = None
    type: str | None = None
    total_time: TotalTime | None = None
    orderindex: int | None = None


class TimeInStatus(Model):
    """How long a task has been in its status, and was in those before."""

    current_status: StatusTime | None = None
    status_history: list[StatusTime] = field(default_factory=list)


class MovedTask(Model):
    """A task that now has another home list."""

    task_id: str = ""
    new_list_id: str | None = None
