"""Shapes what is shared one by one: tasks, lists and folders as the one sees them who was let in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from clickgate.sandbox.shapes import places, values
from clickgate.sandbox.shapes.tasks import seen_by
from clickgate.sandbox.world.rows import Folder, Task, TaskList

if TYPE_CHECKING:
    from clickgate.sandbox.shapes.tasks import TaskShapes
    from clickgate.sandbox.world.rows import Level, User, Workspace
    from clickgate.sandbox.world.world import World

Json = dict[str, Any]


def shared_items(user: User, workspace: Workspace, world: World, tasks: TaskShapes) -> Json:
    """`{"tasks": […], "lists": […], "folders": […]}`: what somebody was let into one by one."""
    shape: dict[str, list[Any]] = {"tasks": [], "lists": [], "folders": []}
    for place, level in world.people.shared_with(user, workspace):
        if isinstance(place, Task):
            shape["tasks"].append(msgspec.Raw(seen_by(tasks.in_many(place), level)))
        elif isinstance(place, TaskList):
            shape["lists"].append(_shared_list(place, level, world))
        elif isinstance(place, Folder):
            shape["folders"].append(_shared_folder(place, level, world))
    return shape


def _shared_list(row: TaskList, level: Level, world: World) -> Json:
    """A list that is shared: its count of tasks is text here (official examples)."""
    return {
        "id": row.id,
        "name": row.name,
        "orderindex": row.orderindex,
        "content": row.content,
        "status": None if row.color is None else places.list_color(row.color),
        "priority": places.list_priority(row.priority),
        "assignee": places.list_assignee(row.assignee),
        "task_count": str(len(row.tasks)),
        "due_date": values.ms(row.due_date),
        "start_date": values.ms(row.start_date),
        "archived": row.archived,
        "override_statuses": row.statuses is not None,
        "statuses": places.statuses(world.statuses_of(row)),
        "permission_level": level,
    }


def _shared_folder(row: Folder, level: Level, world: World) -> Json:
    """A folder that is shared, without its lists; `content` and `due_date` stand in one official example."""
    shape = places.folder(row, world, lists=[])
    return shape | {"content": None, "due_date": None, "permission_level": level}
