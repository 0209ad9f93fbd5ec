"""Custom field values by type: what is taken on writing, and how it reads afterwards.

What to send: https://developer.clickup.com/docs/customfields and the official v2 document. How numbers and check boxes
read is told differently by different clients: here both are text.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from clickgate.sandbox.answers import Refusal
from clickgate.sandbox.shapes.files import on_task
from clickgate.sandbox.shapes.people import person

if TYPE_CHECKING:
    from collections.abc import Callable

    from clickgate.sandbox.world.rows import Field, Workspace
    from clickgate.sandbox.world.world import World

UNCHANGED = object()
RELATIONS = ("tasks", "list_relationship")


class Where(NamedTuple):
    """Where a value is set: nothing of another workspace can be named in it."""

    world: World
    workspace: Workspace


class FieldType(NamedTuple):
    """How a type takes `(field, sent, kept, where)` and shows `(field, kept, world)`.

    What is taken and kept is None for nothing, `UNCHANGED` where the server answers 200 and does nothing.
    """

    take: Callable[[Field, Any, Any, Where], Any]
    show: Callable[[Field, Any, World], Any]


def _as_is(_field: Field, kept: Any, _world: World) -> Any:
    return kept


def _as_text(_field: Field, kept: Any, _world: World) -> str:
    return str(kept)


def _take_text(_field: Field, sent: Any, _kept: Any, _where: Where) -> str:
    if not isinstance(sent, str):
        raise Refusal("FIELD_342")
    return sent


def _take_url(field: Field, sent: Any, kept: Any, where: Where) -> Any:
    text = _take_text(field, sent, kept, where)
    return text if re.match(r"https?://\S+$", text) else UNCHANGED


def _take_email(field: Field, sent: Any, kept: Any, where: Where) -> str:
    text = _take_text(field, sent, kept, where)
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
        raise Refusal("FIELD_342")
    return text


def _take_phone(field: Field, sent: Any, kept: Any, where: Where) -> str:
    text = _take_text(field, sent, kept, where)
    if not re.fullmatch(r"\+[0-9 ().-]{4,30}", text):
        raise Refusal("FIELD_342")
    return text


def number_of(value: Any) -> int | float | None:
    """A JSON number, or text that is one; None for anything else."""
    if isinstance(value, str):
        try:
            value = float(value) if not re.fullmatch(r"-?\d{1,18}", value) else int(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return value


def _take_number(_field: Field, sent: Any, _kept: Any, _where: Where) -> int | float:
    number = number_of(sent)
    if number is None:
        raise Refusal("FIELD_342")
    return number


def _take_checkbox(_field: Field, sent: Any, _kept: Any, _where: Where) -> bool:
    if sent in (True, "true"):
        return True
    if sent in (False, "false"):
        return False
    raise Refusal("FIELD_342")


def _show_checkbox(_field: Field, kept: Any, _world: World) -> str:
    return "true" if kept else "false"


def _take_date(_field: Field, sent: Any, _kept: Any, _where: Where) -> int:
    number = number_of(sent)
    if number is None:
        raise Refusal("FIELD_017")
    return int(number)


def options(field: Field) -> list[dict[str, Any]]:
    """The options of a drop-down or labels field."""
    found = field.type_config.get("options", [])
    return found if isinstance(found, list) else []


def option_id(field: Field, sent: Any) -> str | None:
    """A drop-down's option by its id or its order; None where it has none such."""
    for option in options(field):
        if sent == option["id"] or (sent == option["orderindex"] and not isinstance(sent, bool)):
            return str(option["id"])
    return None


def _take_option(field: Field, sent: Any, _kept: Any, _where: Where) -> str:
    found = option_id(field, sent)
    if found is None:
        raise Refusal("FIELD_011")
    return found


def _show_option(field: Field, kept: Any, _world: World) -> Any:
    return next((option["orderindex"] for option in options(field) if option["id"] == kept), None)


def _take_labels(field: Field, sent: Any, _kept: Any, _where: Where) -> list[str] | None:
    known = {option["id"] for option in options(field)}
    if not isinstance(sent, list) or not all(isinstance(one, str) and one in known for one in sent):
        raise Refusal("FIELD_144")
    return list(dict.fromkeys(sent)) or None


def _take_changes(sent: Any, kept: Any, read: Callable[[Any], Any]) -> Any:
    """`{"add": […], "rem": […]}` applied to what is kept; a plain array is accepted and does nothing."""
    if isinstance(sent, list):
        return UNCHANGED
    if not isinstance(sent, dict):
        raise Refusal("FIELD_342")
    added, gone = sent.get("add") or [], sent.get("rem") or []
    if not isinstance(added, list) or not isinstance(gone, list):
        raise Refusal("FIELD_342")
    removed = {str(one) for one in gone}
    wanted = [*(kept or []), *(read(one) for one in added)]
    return [one for one in dict.fromkeys(wanted) if one is not None and str(one) not in removed] or None


def _take_users(_field: Field, sent: Any, kept: Any, where: Where) -> Any:
    def read(one: Any) -> int | None:
        number = number_of(one)
        return int(number) if number is not None and int(number) in where.workspace.members else None

    return _take_changes(sent, kept, read)


def _show_users(_field: Field, kept: Any, world: World) -> list[dict[str, Any]]:
    return [person(world.users[one]) for one in kept if one in world.users]


def _take_tasks(_field: Field, sent: Any, kept: Any, where: Where) -> Any:
    known = where.world.tasks_in[where.workspace.id]
    return _take_changes(sent, kept, lambda one: one if isinstance(one, str) and one in known else None)


def _show_tasks(_field: Field, kept: Any, world: World) -> list[dict[str, Any]]:
    found = [world.tasks[one] for one in kept if one in world.tasks]
    return [
        {
            "id": task.id,
            "name": task.name,
            "status": task.status.status,
            "color": task.status.color,
            "custom_type": None,
            "team_id": task.home.space.workspace.id,
            "deleted": False,
            "url": f"https://app.clickup.com/t/{task.id}",
            "access": True,
        }
        for task in found
    ]


def _take_files(_field: Field, sent: Any, kept: Any, where: Where) -> Any:
    def read(one: Any) -> str | None:
        row = where.world.files.rows.get(one) if isinstance(one, str) else None
        return row.id if row is not None and row.workspace is where.workspace else None

    return _take_changes(sent, kept, read)


def _show_files(_field: Field, kept: Any, world: World) -> list[dict[str, Any]]:
    rows = [world.files.rows.get(one) for one in kept]
    return [on_task(row, world.files.origin) for row in rows if row is not None]


def _take_rating(field: Field, sent: Any, _kept: Any, _where: Where) -> int:
    most = field.type_config.get("count", 5)
    if isinstance(sent, bool) or not isinstance(sent, int) or not 0 <= sent <= most:
        raise Refusal("FIELD_342")
    return sent


def _bounds(field: Field) -> tuple[float, float]:
    return field.type_config.get("start", 0), field.type_config.get("end", 100)


def _take_progress(field: Field, sent: Any, _kept: Any, _where: Where) -> int | float:
    current = number_of(sent.get("current")) if isinstance(sent, dict) else None
    low, high = _bounds(field)
    if current is None or not low <= current <= high:
        raise Refusal("FIELD_342")
    return current


def _show_progress(field: Field, kept: Any, _world: World) -> dict[str, Any]:
    low, high = _bounds(field)
    share = (kept - low) / (high - low) if high > low else 1
    return {"current": kept, "percent_complete": round(100 * share)}


def _take_location(_field: Field, sent: Any, _kept: Any, _where: Where) -> dict[str, Any]:
    point = sent.get("location") if isinstance(sent, dict) else None
    if not isinstance(point, dict) or number_of(point.get("lat")) is None or number_of(point.get("lng")) is None:
        raise Refusal("FIELD_342")
    address = sent.get("formatted_address") or ""
    return {"location": {"lat": point["lat"], "lng": point["lng"]}, "formatted_address": address, "place_id": None}


def _take_click(_field: Field, sent: Any, _kept: Any, _where: Where) -> Any:
    if sent is not True:
        raise Refusal("FIELD_342")
    return UNCHANGED


def _take_nothing(_field: Field, _sent: Any, _kept: Any, _where: Where) -> Any:
    raise Refusal("FIELD_342", "This field can't be set")


_TEXT = FieldType(_take_text, _as_is)
_NUMBER = FieldType(_take_number, _as_text)
_TASKS = FieldType(_take_tasks, _show_tasks)
_COMPUTED = FieldType(_take_nothing, _as_is)

TYPES: dict[str, FieldType] = {
    "short_text": _TEXT,
    "text": _TEXT,
    "url": FieldType(_take_url, _as_is),
    "email": FieldType(_take_email, _as_is),
    "phone": FieldType(_take_phone, _as_is),
    "number": _NUMBER,
    "currency": _NUMBER,
    "checkbox": FieldType(_take_checkbox, _show_checkbox),
    "date": FieldType(_take_date, _as_text),
    "drop_down": FieldType(_take_option, _show_option),
    "labels": FieldType(_take_labels, _as_is),
    "users": FieldType(_take_users, _show_users),
    "tasks": _TASKS,
    "list_relationship": _TASKS,
    "attachment": FieldType(_take_files, _show_files),
    "emoji": FieldType(_take_rating, _as_is),
    "manual_progress": FieldType(_take_progress, _show_progress),
    "location": FieldType(_take_location, _as_is),
    "button": FieldType(_take_click, _as_is),
    # All others that the v3 document and the guide of custom fields name: none of them can be set.
    **dict.fromkeys(("automatic_progress", "formula", "votes", "voting", "rollup", "multi_key"), _COMPUTED),
    **dict.fromkeys(("signature", "app_object", "app_object_property"), _COMPUTED),
}


def set_value(values: dict[str, Any], field: Field, sent: Any, where: Where) -> None:
    """Set a field of a task's `values`; null clears it.

    Raises:
        Refusal: The field's type does not take this.
    """
    if sent is None:
        values.pop(field.id, None)
        return
    taken = TYPES.get(field.type, _COMPUTED).take(field, sent, values.get(field.id), where)
    if taken is UNCHANGED:
        return
    if taken is None:
        values.pop(field.id, None)
    else:
        values[field.id] = taken
