"""Gives a seed its custom fields, some at every level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clickgate.sandbox.world.rows import TaskList, Workspace
    from clickgate.sandbox.world.world import World

_COLORS = ("#2ecd6f", "#f9d900", "#e65100", "#f900ea")


def add_fields(world: World, workspace: Workspace, lists: list[TaskList], at: int) -> None:
    """Define fields of all common types: at the workspace, at its first space, at one folder and at one list."""
    first = lists[0]
    world.add_field(workspace, "Customer", "short_text", {}, at)
    severity = _choices(world, ("Minor", "Major", "Critical"), with_order=True)
    world.add_field(workspace, "Severity", "drop_down", {"sorting": "manual", "new_drop_down": True, **severity}, at)
    world.add_field(workspace, "Effort", "number", {}, at)
    people = {"single_user": False, "include_groups": False, "include_guests": True, "include_team_members": True}
    world.add_field(first.space, "Reviewer", "users", people, at)
    world.add_field(first.space, "Areas", "labels", _choices(world, ("Web", "Mobile", "API")), at)
    world.add_field(first.space, "Launch", "date", {}, at)
    world.add_field(first.space, "Approved", "checkbox", {}, at)
    world.add_field(first.folder, "Budget", "currency", {"currency_type": "EUR", "precision": 2, "default": 0}, at)
    world.add_field(first.folder, "Confidence", "emoji", {"code_point": "2b50", "count": 5}, at)
    world.add_field(first.folder, "Progress", "manual_progress", {"start": 0, "end": 100, "method": "manual"}, at)
    for name, kind in (
        ("Link", "url"),
        ("Mail", "email"),
        ("Phone", "phone"),
        ("Notes", "text"),
        ("Place", "location"),
    ):
        world.add_field(first, name, kind, {}, at)
    world.add_field(first, "Related", "tasks", {"fields": []}, at)


def _choices(world: World, names: tuple[str, ...], *, with_order: bool = False) -> dict[str, Any]:
    """Options of a drop-down have a name and an order, those of labels a label and none."""
    made = []
    for index, name in enumerate(names):
        option: dict[str, Any] = {"id": world.ids.uuid(), "name" if with_order else "label": name}
        option["color"] = _COLORS[index % len(_COLORS)]
        if with_order:
            option["orderindex"] = index
        made.append(option)
    return {"options": made}
