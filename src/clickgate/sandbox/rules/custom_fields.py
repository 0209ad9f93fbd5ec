"""Rules of custom fields: their definitions by place, and their values on tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickgate.sandbox import access
from clickgate.sandbox.answers import EMPTY, Answer, Refusal, answer
from clickgate.sandbox.registry import rule
from clickgate.sandbox.shapes import values
from clickgate.sandbox.shapes.fields import Where, set_value

if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Any

    from clickgate.sandbox.call import Call
    from clickgate.sandbox.world.rows import Field, Task, Workspace


# How often a Free workspace may set custom fields. Source: https://clickup.com/pricing
_FREE_USES = 60


def _definitions(call: Call, rows: Collection[Field]) -> Answer:
    shapes = [values.field(row) for row in rows]
    if call.flag("include_applied_objects"):
        shapes = [
            shape | {"applied_objects": values.applied_objects(row)} for shape, row in zip(shapes, rows, strict=True)
        ]
    return answer({"fields": shapes})


@rule("custom_fields.list", "recorded", "All fields that reach the list, from whatever place above.")
def list_fields(call: Call) -> Answer:
    """Fields of a list."""
    return _definitions(call, call.world.fields_of(access.task_list(call)))


@rule("custom_fields.list_for_folder", "official", "Only fields made at the folder.")
def list_for_folder(call: Call) -> Answer:
    """Fields of a folder."""
    return _definitions(call, access.folder(call).fields)


@rule("custom_fields.list_for_space", "official", "Only fields made at the space.")
def list_for_space(call: Call) -> Answer:
    """Fields of a space."""
    return _definitions(call, access.space(call).fields)


@rule("custom_fields.list_for_workspace", "official", "Only fields made at the workspace.")
def list_for_workspace(call: Call) -> Answer:
    """Fields of a workspace."""
    return _definitions(call, access.workspace(call).fields)


@rule(
    "custom_fields.set",
    "observed",
    "Text in a date is answered with 500, as measured; a plain array of people, and text that is no URL in a url "
    "field, are accepted and do nothing. A Free workspace has 60 uses: that each setting counts as one is a guess.",
)
def set_field(call: Call) -> Answer:
    """Set a field of a task."""
    task = access.task(call)
    field = _find(call, task)
    if "value" not in call.body:
        raise Refusal("FIELD_342")
    put_value(call, task.home.space.workspace, task.values, field, call.body["value"])
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


def put_value(call: Call, workspace: Workspace, values: dict[str, Any], field: Field, sent: Any) -> None:
    """Set a field among a task's values; null clears it. On the Free plan 60 times are the most.

    Raises:
        Refusal: The field does not take this, or the plan's uses are spent.
    """
    if sent is not None and workspace.plan == "free" and workspace.field_uses >= _FREE_USES:
        raise Refusal("FIELD_033")
    set_value(values, field, sent, Where(call.world, workspace))
    workspace.field_uses += sent is not None


def _find(call: Call, task: Task) -> Field:
    wanted = call.params["field_id"]
    for field in call.world.fields_of(task.home):
        if field.id != wanted:
            continue
        if not field.is_for(task.custom_item_id):
            raise Refusal("SANDBOX_003", "The custom field is not enabled for the task's type")
        return field
    raise Refusal("FIELD_115")
