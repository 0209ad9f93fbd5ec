"""Spaces, folders and lists: the places where tasks live."""

from __future__ import annotations

from typing import Any

from msgspec import field

from clickgate.catalog.schemas.base import Id, Model, Part
from clickgate.catalog.schemas.people import Person


class Status(Part):
    """A status that tasks of a place can have.

    The id tells whose it is (`p<space>_…`, `c<folder>_…`, `sc<list>_…`). `type` is open, custom, unstarted, done or
    closed. The order in an array is not always that of `orderindex`.
    """

    id: str | None = None
    status: str | None = None
    color: str | None = None
    orderindex: int | None = None
    type: str | None = None
    status_group: str | None = None


class Priority(Part):
    """Urgency: id `1` urgent, `2` high, `3` normal, `4` low."""

    id: Id | None = None
    priority: str | None = None
    color: str | None = None
    orderindex: str | None = None


class SpaceRef(Part):
    """The space that something is in."""

    id: str = ""
    name: str | None = None
    access: bool | None = None


class FolderRef(Part):
    """The folder that something is in; `hidden` is true of the stand-in that a list without a folder has."""

    id: str = ""
    name: str | None = None
    hidden: bool | None = None
    access: bool | None = None


class ListRef(Part):
    """The list that something is in."""

    id: str = ""
    name: str | None = None
    access: bool | None = None


class ListColor(Part):
    """The colour of a list, which ClickUp keeps under `status`."""

    status: str | None = None
    color: str | None = None
    hide_label: bool | None = None


class Tag(Model):
    """A tag of a space; its name is what identifies it."""

    name: str = ""
    tag_fg: str | None = None
    tag_bg: str | None = None
    fg_color: str | None = None
    bg_color: str | None = None
    creator: Id | None = None


class SpaceMember(Part):
    """A person who has access to a private space."""

    user: Person | None = None


class Space(Model):
    """A space. `features` tells by name what is switched on; any of them may be missing."""

    id: str = ""
    name: str | None = None
    private: bool | None = None
    color: str | None = None
    avatar: str | None = None
    admin_can_manage: bool | None = None
    archived: bool | None = None
    multiple_assignees: bool | None = None
    statuses: list[Status] = field(default_factory=list)
    members: list[SpaceMember] = field(default_factory=list)
    features: dict[str, Any] = field(default_factory=dict)


class List(Model):
    """A list. `content` is None until it was set; `task_count` is None in the answer to its creation."""

    id: str = ""
    name: str | None = None
    orderindex: int | None = None
    content: str | None = None
    status: ListColor | None = None
    priority: Priority | None = None
    assignee: Person | None = None
    task_count: int | None = None
    due_date: int | None = None
    due_date_time: bool | None = None
    start_date: int | None = None
    start_date_time: bool | None = None
    folder: FolderRef | None = None
    space: SpaceRef | None = None
    inbound_address: str | None = None
    archived: bool | None = None
    deleted: bool | None = None
    override_statuses: bool | None = None
    statuses: list[Status] = field(default_factory=list)
    permission_level: str | None = None


class Folder(Model):
    """A folder with its lists, and with its subfolders where they were asked for."""

    id: str = ""
    name: str | None = None
    orderindex: int | None = None
    override_statuses: bool | None = None
    hidden: bool | None = None
    space: SpaceRef | None = None
    parent_folder: str | None = None
    task_count: int | None = None
    archived: bool | None = None
    deleted: bool | None = None
    statuses: list[Status] = field(default_factory=list)
    lists: list[List] = field(default_factory=list)
    folders: list[Folder] = field(default_factory=list)
    content: str | None = None
    due_date: int | None = None
    permission_level: str | None = None
