"""Shapes rows of people, places and comments into the JSON values that ClickUp answers with, oddities included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clickgate.sandbox.rows import (
        Comment,
        Field,
        Folder,
        Member,
        Space,
        Status,
        Tag,
        TaskList,
        TaskType,
        User,
        Workspace,
    )
    from clickgate.sandbox.world import World

Json = dict[str, Any]

# id, name, colour; recorded answers, 2024 and 2025.
PRIORITIES = {1: ("urgent", "#f50000"), 2: ("high", "#f8ae00"), 3: ("normal", "#6fddff"), 4: ("low", "#d8d8d8")}
ROLE_KEYS = {1: "owner", 2: "admin", 3: "member", 4: "guest"}


def ms(value: int | None) -> str | None:
    """A time as reads have it: text, or null."""
    return None if value is None else str(value)


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
            "custom_role": None,
            "last_active": ms(row.last_active),
            "date_joined": ms(row.date_joined),
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


# Places


def workspace(row: Workspace) -> Json:
    """A workspace with its members."""
    members = [member(one) for one in row.members.values()]
    return {"id": row.id, "name": row.name, "color": row.color, "avatar": None, "members": members}


def task_type(row: TaskType) -> Json:
    """A custom task type: its id is a number."""
    return {"id": row.id, "name": row.name, "name_plural": row.name_plural, "description": row.description}


def statuses(rows: Iterable[Status], group: str = "") -> list[Json]:
    """Statuses; `status_group` only where a single list is read or changed."""
    shapes = []
    for row in rows:
        shape: Json = {
            "id": row.id,
            "status": row.status,
            "orderindex": row.orderindex,
            "color": row.color,
            "type": row.type,
        }
        if group:
            shape["status_group"] = group
        shapes.append(shape)
    return shapes


def space(row: Space) -> Json:
    """A space."""
    return {
        "id": row.id,
        "name": row.name,
        "color": row.color,
        "private": row.private,
        "avatar": None,
        "admin_can_manage": None,
        "statuses": statuses(row.statuses),
        "multiple_assignees": row.multiple_assignees,
        "features": features(row),
        "archived": row.archived,
    }


def features(row: Space) -> Json:
    """The ClickApps of a space: what it was made with, over what a new space has (recorded answers, 2025-06)."""
    on, off = {"enabled": True}, {"enabled": False}
    priorities = [priority(number) for number in PRIORITIES]
    standard: Json = {
        "due_dates": {"enabled": True, "start_date": True, "remap_due_dates": False, "remap_closed_due_date": False},
        "sprints": off,
        "time_tracking": {"enabled": True, "harvest": False, "rollup": False, "default_to_billable": 2},
        "points": off,
        "custom_items": off,
        "priorities": {"enabled": True, "priorities": priorities},
        "tags": on,
        "check_unresolved": {"enabled": True, "subtasks": True, "checklists": None, "comments": None},
        "milestones": on,
        "custom_fields": on,
        "status_pies": off,
        "scheduler_enabled": False,
    }
    return standard | row.features


def folder(row: Folder, world: World, *, lists: list[Json]) -> Json:
    """A folder: its count of tasks is text."""
    shape: Json = {
        "id": row.id,
        "name": row.name,
        "orderindex": row.orderindex,
        "override_statuses": row.statuses is not None,
        "hidden": row.hidden,
        "space": _named(row.space),
        "task_count": str(sum(len(one.tasks) for one in row.lists.values())),
        "archived": row.archived,
        "statuses": statuses(row.statuses if row.statuses is not None else row.space.statuses),
        "lists": lists,
        "permission_level": "create",
    }
    if row.parent is not None:
        shape["parent_folder"] = row.parent.id
    return shape


def folder_of(row: TaskList) -> Json:
    """The folder that a list is in, as lists and tasks name it."""
    return {"id": row.folder.id, "name": row.folder.name, "hidden": row.folder.hidden, "access": True}


def list_in_many(row: TaskList, *, in_folder: bool = False) -> Json:
    """A list among others: what is not set is absent (recorded answers, 2022)."""
    shape: Json = {"id": row.id, "name": row.name, "orderindex": row.orderindex}
    if row.content is not None:
        shape["content"] = row.content
    if row.color is not None:
        shape["status"] = list_color(row.color)
    if row.priority is not None:
        shape["priority"] = list_priority(row.priority)
    if row.assignee is not None:
        shape["assignee"] = list_assignee(row.assignee)
    if row.due_date is not None:
        shape["due_date"] = str(row.due_date)
    if row.start_date is not None:
        shape["start_date"] = str(row.start_date)
    shape["task_count"] = len(row.tasks)
    if not in_folder:
        shape["folder"] = folder_of(row)
    own = {"space": _named(row.space), "archived": row.archived, "override_statuses": row.statuses is not None}
    return shape | own | {"permission_level": "create"}


def list_alone(row: TaskList, world: World) -> Json:
    """A list read by its id: statuses name their group; what is unset is null, the content empty, the colour absent."""
    shape: Json = {"id": row.id, "name": row.name, "deleted": row.deleted, "orderindex": row.orderindex}
    shape["content"] = row.content or ""
    if row.color is not None:
        shape["status"] = list_color(row.color)
    group = f"subcat_{row.id}" if row.statuses is not None else f"proj_{row.space.id}"
    return shape | {
        "priority": list_priority(row.priority),
        "assignee": list_assignee(row.assignee),
        "task_count": len(row.tasks),
        "due_date": ms(row.due_date),
        "start_date": ms(row.start_date),
        "folder": folder_of(row),
        "space": _named(row.space),
        "inbound_address": row.inbound,
        "archived": row.archived,
        "override_statuses": row.statuses is not None,
        "statuses": statuses(world.statuses_of(row), group),
        "permission_level": "create",
    }


def list_just_made(row: TaskList, world: World) -> Json:
    """The answer of a list's creation: its count of tasks is null."""
    shape = list_alone(row, world) | {
        "task_count": None,
        "due_date_time": row.due_date_time,
        "start_date_time": None,
        "statuses": statuses(world.statuses_of(row)),
    }
    del shape["deleted"]
    return shape


def list_color(color: str) -> Json:
    """A list's colour, which ClickUp calls its status."""
    return {"status": color, "color": LIST_COLORS.get(color, color), "hide_label": True}


# Names that the app's palette is known by; any other name or hex code is kept as it was sent.
LIST_COLORS = {"red": "#e50000", "yellow": "#f9d900", "green": "#008844", "blue": "#02bcd4", "purple": "#9b59b6"}


def list_priority(number: int | None) -> Json | None:
    """A list's priority, without id and order."""
    return None if number is None else {"priority": PRIORITIES[number][0], "color": PRIORITIES[number][1]}


def list_assignee(user: User | None) -> Json | None:
    """A list's assignee, without e-mail."""
    if user is None:
        return None
    return {
        "id": user.id,
        "color": user.color,
        "username": user.username,
        "initials": user.initials,
        "profilePicture": None,
    }


def priority(number: int | None) -> Json | None:
    """A task's priority: id and order are text."""
    if number is None:
        return None
    name, color = PRIORITIES[number]
    return {"color": color, "id": str(number), "orderindex": str(number), "priority": name}


def tag(row: Tag) -> Json:
    """A tag; its creator is a number."""
    return {"name": row.name, "tag_fg": row.fg, "tag_bg": row.bg, "creator": row.creator}


def field(row: Field) -> Json:
    """A custom field's definition."""
    return {
        "id": row.id,
        "name": row.name,
        "type": row.type,
        "type_config": row.type_config,
        "date_created": str(row.date_created),
        "hide_from_guests": row.hide_from_guests,
        "required": row.required,
    }


# Comments


def comment(row: Comment) -> Json:
    """A comment: `assigned_by` and `resolved` are there only while somebody is assigned."""
    shape: Json = {
        "id": row.id,
        "comment": row.segments,
        "comment_text": "".join(str(segment.get("text", "")) for segment in row.segments),
        "user": person(row.user),
        "assignee": None if row.assignee is None else person(row.assignee),
        "group_assignee": None,
        "reactions": [],
        "date": str(row.date),
        "reply_count": len(row.replies),
    }
    if row.assignee is not None:
        shape["assigned_by"] = person(row.assigned_by or row.user)
        shape["resolved"] = row.resolved
    return shape


def comment_just_made(row: Comment, *, workspace_id: str, kind: str, history: str) -> Json:
    """The answer of a comment's creation: id and date are numbers, and an internal record shows (recorded, 2025-08)."""
    relationships = [
        {
            "type": "comment-author",
            "object_type": "user",
            "object_id": row.user.id,
            "workspace_id": workspace_id,
        },
        {
            "type": "comment-parent",
            "object_type": kind,
            "object_id": row.target.id,
            "workspace_id": workspace_id,
        },
    ]
    version: Json = {
        "object_type": "comment",
        "object_id": row.id,
        "workspace_id": int(workspace_id),
        "operation": "c",
        "data": {"relationships": relationships, "changes": [{"field": "date_created", "after": row.date}]},
        "version": row.date * 1000,
        "deleted": False,
        "date_created": row.date,
        "date_updated": row.date,
    }
    return {"id": int(row.id), "hist_id": history, "date": row.date, "version": version}


def _named(row: Space) -> Json:
    return {"id": row.id, "name": row.name, "access": True}
