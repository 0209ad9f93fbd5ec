"""People as members and guests of a workspace, with what is shared with them."""

from __future__ import annotations

from msgspec import field

from clickgate.catalog.schemas.base import Id, Model
from clickgate.catalog.schemas.people import Person, User
from clickgate.catalog.schemas.places import Folder, List
from clickgate.catalog.schemas.tasks import Task


class SharedItems(Model):
    """Tasks, lists and folders that are shared with somebody one by one."""

    tasks: list[Task] = field(default_factory=list)
    lists: list[List] = field(default_factory=list)
    folders: list[Folder] = field(default_factory=list)


class Member(Model):
    """A person with access, in the two forms that ClickUp gives.

    Members of a workspace carry the person in `user` and who invited them in `invited_by`; members of a list or a
    task are the person themselves (`id`, `username`, …).
    """

    id: Id = ""
    username: str | None = None
    email: str | None = None
    color: str | None = None
    initials: str | None = None
    profile_picture: str | None = field(name="profilePicture", default=None)
    user: User | None = None
    invited_by: Person | None = None
    shared: SharedItems | None = None
    can_see_time_spent: bool | None = None
    can_see_time_estimated: bool | None = None
    can_see_points_estimated: bool | None = None
    can_edit_tags: bool | None = None
    can_create_views: bool | None = None


class Guest(Model):
    """A guest of a workspace."""

    user: User | None = None
    invited_by: Person | None = None
    shared: SharedItems | None = None
    can_see_time_spent: bool | None = None
    can_see_time_estimated: bool | None = None
    can_see_points_estimated: bool | None = None
    can_edit_tags: bool | None = None
    can_create_views: bool | None = None
