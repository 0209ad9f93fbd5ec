"""Gives a larger seed what people make for one another: views, a group, roles, and a space of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clickgate.sandbox.world.rows import Role, TaskList, Workspace
    from clickgate.sandbox.world.world import World

_OPEN: dict[str, Any] = {"op": "AND", "search": "", "show_closed": False}

# Below Enterprise they are there, too, but do not show.
_ROLES: tuple[tuple[str, Role], ...] = (("client", 4), ("contractor", 3), ("lead", 2))


def add_company(world: World, workspace: Workspace, lists: list[TaskList], at: int) -> None:
    """Add views at all levels, a group of three, and a role of each kind, which the guest and the admin have."""
    _add_views(world, workspace, lists[0], at)
    people = list(workspace.members.values())
    world.people.add_group(workspace, "Night watch", [row.user for row in people[1:4]], people[0].user, at)
    for name, inherited in _ROLES:
        role = world.people.add_role(workspace, name, inherited, at)
        holder = next((row for row in people if row.role == inherited), None)
        if holder is not None and inherited != 3:
            holder.custom_role = role


def _add_views(world: World, workspace: Workspace, one: TaskList, at: int) -> None:
    maker = next(row.user for row in workspace.members.values() if row.role == 1)
    urgent = {"field": "priority", "op": "EQ", "values": ["1", "2"]}
    mine = {"field": "assignee", "op": "ANY", "values": ["me"]}
    late = {"field": "dueDate", "op": "EQ", "values": [{"op": "overdue"}]}
    by_date = {"fields": [{"field": "dueDate", "dir": 1, "idx": 0}]}
    view = world.views.add(workspace, "Urgent everywhere", "list", maker, at)
    view.parts = {"filters": _OPEN | {"fields": [urgent]}, "sorting": by_date, "grouping": {"field": "priority"}}
    view = world.views.add(one.space, "Mine", "board", maker, at)
    view.parts = {"filters": _OPEN | {"fields": [mine]}, "grouping": {"field": "status", "dir": 1}}
    view = world.views.add(one.folder, "Plan", "gantt", maker, at)
    view.parts = {"settings": {"show_subtasks": 2}}
    view = world.views.add(one, "Overdue", "table", maker, at)
    view.parts = {"filters": _OPEN | {"fields": [late]}, "sorting": by_date}
    world.views.add(one, "Talk", "conversation", maker, at)
    world.views.add(one, "Requests", "form", maker, at)
