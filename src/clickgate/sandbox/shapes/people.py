"""Shapes people and workspaces into the JSON values that ClickUp answers with, oddities included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickgate.sandbox.shapes import values
from clickgate.sandbox.world.people import GUEST_RIGHTS

if TYPE_CHECKING:
    from clickgate.sandbox.world.rows import CustomRole, Member, TaskType, User, UserGroup, Workspace

Json = dict[str, Any]

ROLE_KEYS = {1: "owner", 2: "admin", 3: "member", 4: "guest"}


# People


def me(user: User) -> Json:
    """The token's user."""
    return {
        "id": user.id,
        "username": user.username,
        "email": user.email,
        "color": user.color,
        "profilePicture": None,
        "initials": user.initials,
        "week_start_day": None,
        "global_font_support": False,
        "timezone": user.timezone,
    }


def person(user: User) -> Json:
    """A person in a task, a comment or a field."""
    return {
        "id": user.id,
        "username": user.username,
        "color": user.color,
        "initials": user.initials,
        "email": user.email,
        "profilePicture": None,
    }


def creator(user: User) -> Json:
    """The one who made a task: without initials."""
    return {
        "id": user.id,
        "username": user.username,
        "color": user.color,
        "email": user.email,
        "profilePicture": None,
    }


def member(row: Member) -> Json:
    """A member of a workspace, with `invited_by` unless it is the one who made the workspace."""
    user = row.user
    shape: Json = {
        "user": {
            "id": user.id,
            "username": user.username,
            "email": user.email,
            "color": user.color,
            "profilePicture": None,
            "initials": user.initials,
            "role": row.role,
            "role_subtype": 0,
            "role_key": ROLE_KEYS[row.role],
            "custom_role": None if row.custom_role is None else _named(row.custom_role),
            "last_active": values.ms(row.last_active),
            "date_joined": values.ms(row.date_joined),
            "date_invited": str(row.date_invited),
        }
    }
    if row.invited_by is not None:
        by = person(row.invited_by)
        shape["invited_by"] = by | {"banned_date": None, "status": "invited" if row.date_joined is None else "active"}
    return shape


def explicit_member(user: User) -> Json:
    """A person with access of their own to a task or list."""
    badges = ("verified_ambassador", "verified_consultant", "top_tier_user")
    unset = ("display_profile", *badges, *(f"viewed_{badge}" for badge in badges))
    return person(user) | {"profileInfo": dict.fromkeys(unset)}


def guest(row: Member) -> Json:
    """A guest of a workspace: a member with rights, which all are there until they are taken."""
    return member(row) | {name: row.rights.get(name, True) for name in GUEST_RIGHTS}


def group(row: UserGroup) -> Json:
    """A group of people; it has no avatar, only where one would stand."""
    return {
        "id": row.id,
        "team_id": row.workspace.id,
        "userid": row.creator.id,
        "name": row.name,
        "handle": row.handle,
        "date_created": str(row.date_created),
        "initials": "".join(part[0] for part in row.name.split()[:2]).upper(),
        "members": [person(user) for user in row.members],
        "avatar": {"attachment_id": None, "color": None, "source": None, "icon": None},
    }


def custom_role(row: CustomRole, members: list[int]) -> Json:
    """A role of a workspace's own with the ids of who has it: ids are numbers."""
    return {
        "id": row.id,
        "team_id": row.workspace.id,
        "name": row.name,
        "inherited_role": row.inherited,
        "date_created": str(row.date_created),
        "members": members,
    }


def roles(own: list[CustomRole]) -> list[Json]:
    """The roles that people can be given: the four that all workspaces have, and its own."""
    standard: list[Json] = [{"id": number, "name": key, "custom": False} for number, key in ROLE_KEYS.items()]
    return standard + [_named(row) | {"inherited_role": row.inherited, "custom": True} for row in own]


def _named(row: CustomRole) -> Json:
    return {"id": row.id, "name": row.name}


# Places


def workspace(row: Workspace) -> Json:
    """A workspace with its members."""
    members = [member(one) for one in row.members.values()]
    return {"id": row.id, "name": row.name, "color": row.color, "avatar": None, "members": members}


def task_type(row: TaskType) -> Json:
    """A custom task type: its id is a number."""
    return {"id": row.id, "name": row.name, "name_plural": row.name_plural, "description": row.description}
