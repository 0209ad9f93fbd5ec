"""Puts the tasks of a view into its order: by its grouping first, then as it sorts.

Fields to sort by are those to filter by, as the official document says. Guesses: who sorts by nothing gets the order
of making, tasks without a value come last however it is sorted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickgate.sandbox.view_filters import DATES

if TYPE_CHECKING:
    from collections.abc import Callable

    from clickgate.sandbox.world.rows import Task, User
    from clickgate.sandbox.world.world import World

    Read = Callable[[Task], Any]


def _names(people: tuple[User, ...]) -> str | None:
    return ",".join(sorted((user.username or user.email).lower() for user in people)) or None


_READ: dict[str, Read] = {
    "name": lambda task: task.name.lower(),
    "status": lambda task: task.status.orderindex,
    "priority": lambda task: task.priority,
    "assignee": lambda task: _names(task.assignees),
    "tag": lambda task: ",".join(sorted(tag.name for tag in task.tags)) or None,
}


def in_order(tasks: list[Task], parts: dict[str, dict[str, Any]], world: World) -> list[Task]:
    """Tasks as a view's `grouping` and `sorting` put them."""
    found = sorted(tasks, key=lambda task: task.number)
    sorting = parts.get("sorting", {}).get("fields")
    steps = [one for one in sorting if isinstance(one, dict)] if isinstance(sorting, list) else []
    steps.sort(key=lambda one: one["idx"] if isinstance(one.get("idx"), int) else 0)
    # The last sort counts most.
    for step in reversed(steps):
        found = _sorted(found, _reader(step.get("field"), world), step.get("dir"), last="nothing")
    grouping = parts.get("grouping", {})
    if grouping.get("ignore") is not True:
        found = _sorted(found, _reader(grouping.get("field"), world), grouping.get("dir"), last="reversed")
    return found


def _reader(name: Any, world: World) -> Read | None:
    if name in DATES:
        return lambda task: getattr(task, DATES[name])
    if isinstance(name, str) and name.startswith("cf_"):
        field_id = name[3:]
        return (lambda task: _plain(task.values.get(field_id))) if field_id in world.fields else None
    return _READ.get(name) if isinstance(name, str) else None


def _plain(value: Any) -> Any:
    """A custom field's value as something that can be compared with its like."""
    if isinstance(value, dict | list):
        return str(value)
    return value.lower() if isinstance(value, str) else value


def _sorted(tasks: list[Task], read: Read | None, direction: Any, *, last: str) -> list[Task]:
    """Sort by one field, downwards where `direction` is -1. Groups turn round as a whole, nothing included."""
    if read is None:
        return tasks
    is_down = direction == -1
    filled = [task for task in tasks if read(task) is not None]
    empty = [task for task in tasks if read(task) is None]
    filled.sort(key=read, reverse=is_down)
    return [*empty, *filled] if is_down and last == "reversed" else [*filled, *empty]
