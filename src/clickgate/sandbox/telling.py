"""Compares a task before and after a rule, and tells the webhooks what changed on it.

Which member of a task belongs to which event: https://developer.clickup.com/docs/webhooktaskpayloads. Not documented,
hence guesses: the names of fields other than those in its samples, and how a tag's or an assignee's removal shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from clickgate.sandbox.answers import encode
from clickgate.sandbox.shapes import values
from clickgate.sandbox.world.event_rows import MISSING
from clickgate.sandbox.world.rows import Task

if TYPE_CHECKING:
    from collections.abc import Callable

    from clickgate.sandbox.answers import Answer
    from clickgate.sandbox.call import Call
    from clickgate.sandbox.world.rows import Comment, Status, TaskList

# Operations that change what only hangs on a task: the history's field, a guess.
_HANGING = {
    "checklists.create": "checklist_created",
    "checklists.update": "checklist",
    "checklists.delete": "checklist_removed",
    "checklist_items.create": "checklist_item_added",
    "checklist_items.update": "checklist_item",
    "checklist_items.delete": "checklist_item_removed",
    "dependencies.create": "dependency",
    "dependencies.delete": "dependency",
    "task_links.create": "linked_task",
    "task_links.delete": "linked_task",
    "lists.add_task": "section_added",
    "lists.remove_task": "section_removed",
}


class _Event(NamedTuple):
    """One history item to come: `about` has what else `Events.emit` takes."""

    event: str
    field: str
    before: Any
    after: Any
    about: dict[str, Any]


_KEPT = (
    "home",
    "name",
    "description",
    "status",
    "priority",
    "due_date",
    "start_date",
    "time_estimate",
    "points",
    "archived",
    "custom_item_id",
    "parent",
    "assignees",
    "tags",
    "values",
)


def run_and_tell(operation: str, call: Call, run: Callable[[Call], Answer]) -> Answer:
    """Run a rule, and tell what it changed on the task that its path names, and which tasks it made."""
    events = call.world.events
    if not events.webhooks:
        return run(call)
    task = _named(call)
    before = _keep(task) if task is not None else {}
    answer = run(call)
    events.tell_fresh()
    if task is not None and task.id in call.world.tasks:
        for name in _KEPT:
            now = getattr(task, name)
            for event in _TELLERS[name](call, task, before[name], now) if now != before[name] else ():
                call.tell(event.event, task, field=event.field, before=event.before, after=event.after, **event.about)
        if operation in _HANGING:
            call.tell("taskUpdated", task, field=_HANGING[operation])
    return answer


def tell_comment(call: Call, event: str, row: Comment) -> None:
    """Tell of a comment on a task, with the history item that its creation names; other comments have no events."""
    if isinstance(row.target, Task):
        beside = {"comment": row}
        call.tell(event, row.target, field="comment", after=row.id, beside=beside, history=row.history)


def tell_list(call: Call, row: TaskList, before: dict[str, Any]) -> None:
    """Tell of each member of a list that isn't as it was before; ClickUp's names of most of them are not known."""
    shapes: dict[str, Callable[[Any], Any]] = {"priority": values.priority, "due_date": values.ms}
    for name, value in before.items():
        now, shape = getattr(row, name), shapes.get(name, _as_is)
        if now != value:
            call.tell("listUpdated", row, field=name, before=shape(value), after=shape(now))


def _named(call: Call) -> Task | None:
    """The task that the path names, by either of its ids or by its checklist."""
    checklist = call.world.checklists.rows.get(call.params.get("checklist_id", ""))
    if checklist is not None:
        return checklist.task
    task_id = call.params.get("task_id")
    if task_id is None:
        return None
    world, workspaces = call.world, call.token.workspace_ids
    found = world.tasks.get(task_id)
    customs = (world.by_custom_id.get((workspace_id, task_id)) for workspace_id in workspaces)
    return found or next((one for one in customs if one is not None), None)


def _keep(task: Task) -> dict[str, Any]:
    kept = {name: getattr(task, name) for name in _KEPT}
    kept["values"] = dict(task.values)
    return kept


def _as_is(value: Any) -> Any:
    return value


def _simply(field: str, event: str = "taskUpdated", shape: Callable[[Any], Any] = _as_is) -> Any:
    """A teller for one value that shows in one way before and after."""
    return lambda _call, _task, before, after: [_Event(event, field, shape(before), shape(after), {})]


def _tell_status(_call: Call, _task: Task, before: Status, after: Status) -> list[_Event]:
    return [_Event("taskStatusUpdated", "status", before, after, {"data": {"status_type": after.type}})]


def _tell_home(_call: Call, _task: Task, before: TaskList, after: TaskList) -> list[_Event]:
    return [_Event("taskMoved", "section_moved", before, after, {"data": {"mute_notifications": True}, "left": before})]


def _tell_due_date(call: Call, _task: Task, before: int | None, after: int | None) -> list[_Event]:
    data = {"due_date_time": call.body.get("due_date_time") is True, "old_due_date_time": False}
    return [_Event("taskDueDateUpdated", "due_date", values.ms(before), values.ms(after), {"data": data})]


def _tell_estimate(call: Call, task: Task, before: int | None, after: int | None) -> list[_Event]:
    """Milliseconds, as numbers and as text in one payload, as the sample has them."""
    shares = [
        {"userid": int(whose), "user_time_estimate": str(time), "user_rollup_time_estimate": str(time)}
        for whose, time in call.world.estimates.of(task).items()
        if whose.isdecimal()
    ]
    data = {
        "time_estimate_string": _in_words(after),
        "old_time_estimate_string": _in_words(before),
        "rolled_up_time_estimate": after,
        "time_estimate": after,
        "time_estimates_by_user": shares,
    }
    return [_Event("taskTimeEstimateUpdated", "time_estimate", values.ms(before), values.ms(after), {"data": data})]


def _tell_assignees(_call: Call, _task: Task, before: Any, after: Any) -> list[_Event]:
    event = "taskAssigneeUpdated"
    added = [_Event(event, "assignee_add", MISSING, user, {}) for user in after if user not in before]
    return [*added, *(_Event(event, "assignee_rem", user, MISSING, {}) for user in before if user not in after)]


def _tell_tags(_call: Call, _task: Task, before: Any, after: Any) -> list[_Event]:
    added, removed = (
        tuple(tag for tag in one if tag not in other) for one, other in ((after, before), (before, after))
    )
    told = [_Event("taskTagUpdated", "tag", None, added, {})] if added else []
    return [*told, _Event("taskTagUpdated", "tag_removed", removed, None, {})] if removed else told


def _tell_values(call: Call, _task: Task, before: dict[str, Any], after: dict[str, Any]) -> list[_Event]:
    """A custom field's value as it is kept: a drop-down's is the option's id."""
    told = []
    for field_id in dict.fromkeys((*before, *after)):
        row = call.world.fields[field_id]
        old, new = before.get(field_id), after.get(field_id)
        if old != new:
            shape = values.ms if row.type == "date" else _as_is
            told.append(
                _Event("taskUpdated", "custom_field", shape(old), shape(new), {"beside": {"custom_field": row}})
            )
    return told


def _delta(text: str) -> str | None:
    """A description as the history has it: a Quill delta as JSON text."""
    if not text:
        return None
    return encode({"ops": [{"insert": f"{text}\n"}]}).decode()


def _in_words(estimate: int | None) -> str | None:
    """Hours and minutes, such as `1 hour 30 minutes`."""
    if estimate is None:
        return None
    hours, minutes = divmod(estimate // 60_000, 60)
    parts = [(hours, "hour"), (minutes, "minute")]
    shown = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in parts if count]
    return " ".join(shown) or "0 minutes"


_TELLERS: dict[str, Callable[[Call, Task, Any, Any], list[_Event]]] = {
    "home": _tell_home,
    "name": _simply("name"),
    "description": _simply("content", shape=_delta),
    "status": _tell_status,
    "priority": _simply("priority", "taskPriorityUpdated", values.priority),
    "due_date": _tell_due_date,
    "start_date": _simply("start_date", shape=values.ms),
    "time_estimate": _tell_estimate,
    "points": _simply("points"),
    "archived": _simply("archived"),
    "custom_item_id": _simply("custom_type"),
    "parent": _simply("parent", shape=lambda task: None if task is None else task.id),
    "assignees": _tell_assignees,
    "tags": _tell_tags,
    "values": _tell_values,
}
