"""Rules of checklists and their items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickgate.sandbox import access, sight
from clickgate.sandbox.answers import EMPTY, Answer, Refusal, answer
from clickgate.sandbox.registry import rule
from clickgate.sandbox.shapes import task_parts
from clickgate.sandbox.world.checklists import lines

if TYPE_CHECKING:
    from clickgate.sandbox.call import Call
    from clickgate.sandbox.world.rows import User
    from clickgate.sandbox.world.task_rows import Checklist, ChecklistItem


@rule("checklists.create", "official", "Goes below the task's other checklists.")
def create_checklist(call: Call) -> Answer:
    """Start a checklist."""
    task = access.task(call)
    if not call.name():
        raise Refusal("SANDBOX_003", "Checklist name invalid")
    return _answer(call, call.world.checklists.add(task, call.name(), call.me, call.now))


@rule("checklists.update", "recorded", "Answers the checklist; `position` 0 is the top.")
def update_checklist(call: Call) -> Answer:
    """Rename or move a checklist."""
    row = _checklist(call)
    position = call.body.get("position")
    if call.name():
        call.world.checklists.rename(row, call.name())
    if isinstance(position, int) and not isinstance(position, bool):
        call.world.checklists.move(row, max(0, position))
    return _answer(call, row)


@rule("checklists.delete", "official", "Takes its items with it.")
def delete_checklist(call: Call) -> Answer:
    """Delete a checklist."""
    call.world.checklists.remove(_checklist(call))
    return EMPTY


@rule("checklist_items.create", "official", "Goes below the others; the answer is the whole checklist.")
def create_item(call: Call) -> Answer:
    """Write a line in a checklist."""
    row = _checklist(call)
    call.world.checklists.add_item(row, call.name(), call.now, assignee=_assignee(call, row))
    return _answer(call, row)


@rule(
    "checklist_items.update",
    "official",
    "A parent nests the item in its `children`, null brings it back to the top level. An item can't go below itself; "
    "the error for trying is a guess.",
)
def update_item(call: Call) -> Answer:
    """Change a line of a checklist."""
    row = _checklist(call)
    item = _item(row, call.params["checklist_item_id"])
    body = call.body
    parent = _item(row, str(body["parent"])) if body.get("parent") else None
    if parent is not None and parent in lines((item,)):
        raise Refusal("SANDBOX_003", "An item can't be below itself")
    item.name = call.name() or item.name
    if isinstance(body.get("resolved"), bool):
        item.is_resolved = body["resolved"]
    if "assignee" in body:
        item.assignee = _assignee(call, row)
    if "parent" in body and parent is not item.parent:
        call.world.checklists.nest(row, item, parent)
    call.world.checklists.item_changed(row)
    return _answer(call, row)


@rule("checklist_items.delete", "official", "Takes the items below it with it (guess).")
def delete_item(call: Call) -> Answer:
    """Delete a line of a checklist."""
    row = _checklist(call)
    call.world.checklists.remove_item(row, _item(row, call.params["checklist_item_id"]))
    return EMPTY


def _answer(call: Call, row: Checklist) -> Answer:
    place = call.world.checklists.of(row.task).index(row)
    return answer({"checklist": task_parts.checklist(row, place)})


def _checklist(call: Call) -> Checklist:
    found = call.world.checklists.rows.get(call.params["checklist_id"])
    if found is None:
        raise Refusal("SANDBOX_005", "Checklist not found")
    if access.workspace_of(found.task).id not in call.token.workspace_ids:
        raise Refusal("OAUTH_027")
    sight.check(call, found.task)
    return found


def _item(row: Checklist, wanted: str) -> ChecklistItem:
    for item in lines(row.items):
        if item.id == wanted:
            return item
    raise Refusal("SANDBOX_005", "Checklist item not found")


def _assignee(call: Call, row: Checklist) -> User | None:
    """The member that the body names; others are passed over in silence, as on tasks."""
    found = access.members(access.workspace_of(row.task), [call.body.get("assignee")])
    return found[0] if found else None
