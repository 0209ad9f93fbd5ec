"""Shapes spaces, folders and lists into the JSON values that ClickUp answers with, oddities included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickgate.sandbox.shapes import values

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clickgate.sandbox.world.rows import Folder, Space, Status, TaskList, User
    from clickgate.sandbox.world.world import World

Json = dict[str, Any]


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
    priorities = [values.priority(number) for number in values.PRIORITIES]
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
        "due_date": values.ms(row.due_date),
        "start_date": values.ms(row.start_date),
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
    return None if number is None else {"priority": values.PRIORITIES[number][0], "color": values.PRIORITIES[number][1]}


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


def _named(row: Space) -> Json:
    return {"id": row.id, "name": row.name, "access": True}
