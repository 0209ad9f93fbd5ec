"""The rows of the emulated ClickUp: what is there, before it is shaped into JSON.

Times are whole milliseconds since the Unix epoch, UTC. Sequences are tuples: they are replaced, never changed in place.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

StatusType = Literal["open", "custom", "unstarted", "done", "closed"]
Role = Literal[1, 2, 3, 4]  # owner, admin, member, guest
Level = Literal["read", "comment", "edit", "create"]  # each allows what those before it do; create is full access


@dataclass(slots=True, eq=False)
class User:
    """A person."""

    id: int
    username: str | None
    email: str
    color: str | None
    initials: str
    timezone: str = "America/New_York"


@dataclass(slots=True, eq=False)
class Member:
    """A person in a workspace; `date_joined` is None until the invitation is accepted."""

    user: User
    role: Role
    date_invited: int
    date_joined: int | None
    last_active: int | None
    invited_by: User | None = None
    custom_role: CustomRole | None = None
    rights: dict[str, bool] = field(default_factory=dict)  # of a guest, as far as they were set


@dataclass(slots=True, eq=False)
class CustomRole:
    """A role that a workspace has made for itself, from one of the four that all have."""

    id: int
    workspace: Workspace
    name: str
    inherited: Role
    date_created: int


@dataclass(slots=True, eq=False)
class UserGroup:
    """A named group of people, which ClickUp's pages call Team."""

    id: str
    workspace: Workspace
    name: str
    handle: str
    creator: User
    date_created: int
    members: tuple[User, ...] = ()


@dataclass(slots=True, eq=False)
class TaskType:
    """A custom task type; id 0 is the standard task and has no row."""

    id: int
    name: str
    name_plural: str
    description: str = ""


@dataclass(slots=True, eq=False)
class Field:
    """A custom field's definition; `applied_to` has the ids of the task types it is for, none where it is for all."""

    id: str
    name: str
    type: str
    type_config: dict[str, Any]
    date_created: int
    required: bool = False
    hide_from_guests: bool = False
    applied_to: tuple[int, ...] = ()

    def is_for(self, task_type: int) -> bool:
        """Whether tasks of a type have the field."""
        return not self.applied_to or task_type in self.applied_to


@dataclass(slots=True, eq=False)
class Status:
    """A status; its id tells where it was defined."""

    id: str
    status: str
    color: str
    orderindex: int
    type: StatusType


@dataclass(slots=True, eq=False)
class Tag:
    """A tag of a space; tasks hold the row itself, so that a new name shows everywhere."""

    name: str
    fg: str
    bg: str
    creator: int


@dataclass(slots=True, eq=False)
class Workspace:
    """A workspace, which ClickUp's API calls team."""

    id: str
    name: str
    color: str
    plan: str
    members: dict[int, Member] = field(default_factory=dict)
    grants: dict[Any, dict[User, Level]] = field(default_factory=dict)  # by place: who was let in one by one, how far
    closed: tuple[Any, ...] = ()  # folders, lists and tasks that are private though what holds them is not
    spaces: dict[str, Space] = field(default_factory=dict)
    task_types: tuple[TaskType, ...] = ()
    field_uses: int = 0  # how often a custom field was set
    fields: tuple[Field, ...] = ()


@dataclass(slots=True, eq=False)
class Space:
    """A space; `custom_id_prefix` is None where custom task ids are off."""

    id: str
    workspace: Workspace
    name: str
    statuses: tuple[Status, ...] = ()
    color: str | None = None
    private: bool = False
    multiple_assignees: bool = True
    features: dict[str, Any] = field(default_factory=dict)
    archived: bool = False
    tags: dict[str, Tag] = field(default_factory=dict)
    folders: dict[str, Folder] = field(default_factory=dict)
    fields: tuple[Field, ...] = ()
    custom_id_prefix: str | None = None
    custom_id_last: int = 0


@dataclass(slots=True, eq=False)
class Folder:
    """A folder, or the hidden one that every folderless list has of its own; `statuses` None inherits the space's."""

    id: str
    space: Space
    name: str
    orderindex: int
    hidden: bool = False
    archived: bool = False
    statuses: tuple[Status, ...] | None = None
    lists: dict[str, TaskList] = field(default_factory=dict)
    fields: tuple[Field, ...] = ()
    parent: Folder | None = None


@dataclass(slots=True, eq=False)
class TaskList:
    """A list; `tasks` has those at home here, `guests` those that were added from other lists."""

    id: str
    folder: Folder
    name: str
    orderindex: int
    inbound: str
    content: str | None = None
    color: str | None = None
    priority: int | None = None
    assignee: User | None = None
    due_date: int | None = None
    due_date_time: bool = False
    start_date: int | None = None
    archived: bool = False
    deleted: bool = False
    statuses: tuple[Status, ...] | None = None
    tasks: dict[str, Task] = field(default_factory=dict)
    guests: dict[str, Task] = field(default_factory=dict)
    fields: tuple[Field, ...] = ()

    @property
    def space(self) -> Space:
        """The space that the list's folder is in."""
        return self.folder.space


@dataclass(slots=True, eq=False)
class Task:
    """A task or a subtask; `values` has the set custom fields by id, in the form the sandbox keeps them in."""

    id: str
    home: TaskList
    name: str
    status: Status
    creator: User
    date_created: int
    date_updated: int
    number: int  # counts up with every task made: the last word where times are equal
    description: str = ""
    markdown: str = ""
    custom_id: str | None = None
    custom_item_id: int = 0
    priority: int | None = None
    due_date: int | None = None
    start_date: int | None = None
    date_closed: int | None = None
    date_done: int | None = None
    points: float | None = None
    time_estimate: int | None = None
    time_spent: int = 0
    archived: bool = False
    parent: Task | None = None
    children: tuple[Task, ...] = ()
    assignees: tuple[User, ...] = ()
    group_assignees: tuple[UserGroup, ...] = ()
    watchers: tuple[User, ...] = ()
    tags: tuple[Tag, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)
    linked: tuple[Link, ...] = ()
    more_lists: tuple[TaskList, ...] = ()
    rendered: bytes = b""
    rendered_at: int = -1  # the world's scenery that `rendered` shows; -1 when the task changed since


@dataclass(slots=True, eq=False)
class Link:
    """A link between two tasks, held by both."""

    task_id: str
    link_id: str
    date_created: int
    user_id: int


@dataclass(slots=True, eq=False)
class View:
    """A view of a place; `creator` is None of the views that every place has from its beginning."""

    id: str
    name: str
    type: str
    place: Workspace | Space | Folder | TaskList
    date_created: int
    orderindex: int
    creator: User | None = None
    parts: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Comment:
    """A comment on a task, a list or a chat view, or a reply; `number` orders comments of one millisecond."""

    id: str
    target: Task | TaskList | View
    user: User
    segments: list[dict[str, Any]]
    date: int
    number: int
    assignee: User | None = None
    assigned_by: User | None = None
    resolved: bool = False
    parent: Comment | None = None
    replies: list[Comment] = field(default_factory=list)
    history: str = ""  # the id of the history item that tells of it


@dataclass(slots=True, eq=False)
class Token:
    """Leave to call: a personal token, or one that an OAuth app was given for some workspaces."""

    digest: bytes
    user: User
    hint: str
    is_oauth: bool
    workspace_ids: frozenset[str]
    client_id: str = ""  # the app's; empty for a personal token
