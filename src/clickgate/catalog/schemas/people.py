"""People, and the groups and roles they are in."""

from __future__ import annotations

from typing import Any

from msgspec import field

from clickgate.catalog.schemas.base import Id, Model, Part


class Person(Part):
    """Somebody, as named inside other objects.

    The id is negative for an AI agent, and `-1` for nobody; `username` is None of one who has not accepted the
    invitation.
    """

    id: Id = ""
    username: str | None = None
    email: str | None = None
    color: str | None = None
    initials: str | None = None
    profile_picture: str | None = field(name="profilePicture", default=None)
    status: str | None = None
    banned_date: int | None = None
    permission_level: str | None = None
    is_creator: bool | None = field(name="isCreator", default=None)
    date_added: int | None = None
    added_by: Id | None = None


class CustomRole(Part):
    """A role of a workspace's own, as a person has it."""

    id: Id = ""
    name: str | None = None


class User(Model):
    """The owner of the token, or a person with their standing in a workspace.

    `role` is 1 owner, 2 admin, 3 member, 4 guest. `timezone` and `week_start_day` come with the token's owner only.
    """

    id: Id = ""
    username: str | None = None
    email: str | None = None
    color: str | None = None
    initials: str | None = None
    profile_picture: str | None = field(name="profilePicture", default=None)
    timezone: str | None = None
    week_start_day: int | None = None
    global_font_support: bool | None = None
    role: int | None = None
    role_subtype: int | None = None
    role_key: str | None = None
    custom_role: CustomRole | None = None
    last_active: int | None = None
    date_joined: int | None = None
    date_invited: int | None = None


class Role(Model):
    """A role that people of a workspace can have; `inherited_role` is 1 owner, 2 admin, 3 member, 4 guest."""

    id: Id = ""
    name: str | None = None
    workspace_id: Id | None = field(name="team_id", default=None)
    custom: bool | None = None
    inherited_role: int | None = None
    date_created: int | None = None
    members: list[Id] = field(default_factory=list)


class UserGroup(Model):
    """A named group of people, called Team in ClickUp's pages."""

    id: str = ""
    name: str | None = None
    handle: str | None = None
    workspace_id: Id | None = field(name="team_id", default=None)
    user_id: Id | None = field(name="userid", default=None)
    date_created: int | None = None
    initials: str | None = None
    members: list[Person] = field(default_factory=list)
    avatar: dict[str, Any] | None = None
