"""Rules of custom fields: their definitions by place, and their values on tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickgate.sandbox import access
from clickgate.sandbox.answers import EMPTY, Answer, Refusal, answer
from clickgate.sandbox.registry import rule
from clickgate.sandbox.shapes import values
from clickgate.sandbox.shapes.fields import set_value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clickgate.sandbox.call import Call
    from clickgate.sandbox.world.rows import Field, Task


def _definitions(rows: Iterable[Field]) -> Answer:
    return answer({"fields": [values.field(row) for row in rows]})


@rule("custom_fields.list", "recorded", "All fields that reach the list, from whatever place above.")
def list_fields(call: Call) -> Answer:
    """Fields of a list."""
    return _definitions(call.world.fields_of(access.task_list(call)))


@rule("custom_fields.list_for_folder", "official", "Only fields made at the folder.")
def list_for_folder(call: Call) -> Answer:
    """Fields of a folder."""
    return _definitions(access.folder(call).fields)


@rule("custom_fields.list_for_space", "official", "Only fields made at the space.")
def list_for_space(call: Call) -> Answer:
    """Fields of a space."""
    return _definitions(access.space(call).fields)


@rule("custom_fields.list_for_workspace", "official", "Only fields made at the workspace.")
def list_for_workspace(call: Call) -> Answer:
    """Fields of a workspace."""
    return _definitions(access.workspace(call).fields)


@rule(
    "custom_fields.set",
    "observed",
    "Text in a date is answered with 500, as measured; a plain array of people, and text that is no URL in a url "
    "field, are accepted and do nothing. Plan limits on uses are not kept.",
)
def set_field(call: Call) -> Answer:
    """Set a field of a task."""
    task = access.task(call)
    field = _find(call, task)
    if "value" not in call.body:
        raise Refusal("FIELD_342")
    set_value(task.values, field, call.body["value"], call.world)
    call.world.task_changed(task, max(call.now, task.date_updated))
    return EMPTY


@rule("custom_fields.clear", "official", "`{}`, also where nothing was set.")
def clear_field(call: Call) -> Answer:
    """Clear a field of a task."""
    task = access.task(call)
    field = _find(call, task)
    if task.values.pop(field.id, None) is not None:
        call.world.task_changed(task, max(call.now, task.date_updated))
    return EMPTY


def _find(call: Call, task: Task) -> Field:
    wanted = call.params["field_id"]
    for field in call.world.fields_of(task.home):
        if field.id == wanted:
            return field
    raise Refusal("FIELD_115")
