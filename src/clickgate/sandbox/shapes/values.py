"""Shapes the small values that stand inside many answers: times, priorities, tags, field definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clickgate.sandbox.world.rows import Field, Tag

Json = dict[str, Any]

# id, name, colour; recorded answers, 2024 and 2025.
PRIORITIES = {1: ("urgent", "#f50000"), 2: ("high", "#f8ae00"), 3: ("normal", "#6fddff"), 4: ("low", "#d8d8d8")}


def ms(value: int | None) -> str | None:
    """A time as reads have it: text, or null."""
    return None if value is None else str(value)


def priority(number: int | None) -> Json | None:
    """A task's priority: id and order are text."""
    if number is None:
        return None
    name, color = PRIORITIES[number]
    return {"color": color, "id": str(number), "orderindex": str(number), "priority": name}


def tag(row: Tag) -> Json:
    """A tag; its creator is a number."""
    return {"name": row.name, "tag_fg": row.fg, "tag_bg": row.bg, "creator": row.creator}


def applied_objects(row: Field) -> list[Json]:
    """The task types (19) that a field is for; empty where it is for all, which is a guess."""
    return [{"object_type": 19, "object_id": number} for number in row.applied_to]


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
