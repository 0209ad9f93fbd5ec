"""Rules of lists, and of tasks in more than one of them."""

from __future__ import annotations

from typing import Any

from clickgate.sandbox import access, sight
from clickgate.sandbox.answers import EMPTY, Answer, Refusal, answer
from clickgate.sandbox.call import Call
from clickgate.sandbox.registry import rule
from clickgate.sandbox.shapes import places
from clickgate.sandbox.shapes.fields import number_of
from clickgate.sandbox.telling import tell_list
from clickgate.sandbox.world.rows import Folder, Space, TaskList, Workspace


@rule("lists.list", "recorded", "What is not set is absent, the count of tasks is a number.")
def list_lists(call: Call) -> Answer:
    """A folder's lists."""
    return _many(call, list(access.folder(call).lists.values()))


@rule("lists.list_folderless", "recorded", "Every folderless list names a hidden folder of its own.")
def list_folderless(call: Call) -> Answer:
    """A space's lists outside folders."""
    hidden = [folder for folder in access.space(call).folders.values() if folder.hidden]
    return _many(call, [one for folder in hidden for one in folder.lists.values()])


def _many(call: Call, rows: list[TaskList]) -> Answer:
    archived = call.flag("archived")
    seen = [row for row in rows if row.archived == archived and sight.rank_at(call.me, row)]
    return answer({"lists": [places.list_in_many(row) | _level(call, row) for row in seen]})


def _level(call: Call, row: TaskList) -> dict[str, Any]:
    return {"permission_level": sight.level_at(call.me, row)}


@rule(
    "lists.create",
    "observed",
    "`task_count` is null here; a name may stand once in a folder (observed by public test suites).",
)
def create_list(call: Call) -> Answer:
    """Make a list in a folder."""
    folder = access.folder(call)
    name = _new_name(call, list(folder.lists.values()))
    return _create(call, folder, name, folder.space.workspace)


@rule(
    "lists.create_folderless",
    "observed",
    "As `lists.create`; a name may stand once among the space's folderless lists.",
)
def create_folderless(call: Call) -> Answer:
    """Make a list in a space."""
    space = access.space(call)
    rows = [one for folder in space.folders.values() if folder.hidden for one in folder.lists.values()]
    name = _new_name(call, rows)
    return _create(call, space, name, space.workspace)


def _create(call: Call, parent: Folder | Space, name: str, workspace: Workspace) -> Answer:
    changes = _read_changes(call, workspace)
    made = call.world.add_list(parent, name, owner_id=call.me.id)
    _put(call, made, changes)
    return answer(places.list_just_made(made, call.world))


def _new_name(call: Call, others: list[TaskList]) -> str:
    # A body without a name but with a `list_id` is refused in the same words: lists can't be moved.
    name = call.name()
    if not name:
        raise Refusal("SUBCAT_020")
    if any(other.name.lower() == name.lower() for other in others):
        raise Refusal("SUBCAT_016")
    return name


@rule(
    "lists.get", "recorded", "Statuses tell their group; a deleted list still reads, with `deleted: true` (observed)."
)
def get_list(call: Call) -> Answer:
    """Read a list."""
    row = access.task_list(call, deleted=True)
    return answer(places.list_alone(row, call.world) | _level(call, row))


@rule("lists.update", "recorded", "`folder_id` is passed over in silence: a list can't be moved this way.")
def update_list(call: Call) -> Answer:
    """Change a list."""
    row = access.task_list(call)
    if "name" in call.body and not call.name():
        raise Refusal("SUBCAT_020", "List name invalid")
    changes = _read_changes(call, row.space.workspace)
    changes = {"name": call.name() or row.name} | changes
    before = {name: getattr(row, name) for name in changes}
    _put(call, row, changes)
    tell_list(call, row, before)
    return answer(places.list_alone(row, call.world))


@rule("lists.delete", "recorded", "`{}`, the second time as well (observed).")
def delete_list(call: Call) -> Answer:
    """Delete a list."""
    row = access.task_list(call, deleted=True)
    if not row.deleted:
        call.world.remove_list(row)
    return EMPTY


@rule("lists.add_task", "official", "The ClickApp for several lists is always on.")
def add_task(call: Call) -> Answer:
    """Show a task in a second list."""
    row, task = access.task_list(call), access.task(call)
    if row is not task.home and row not in task.more_lists:
        call.world.join_list(task, row)
    return EMPTY


@rule("lists.remove_task", "official", "The home list can't be removed; the error for trying is a guess.")
def remove_task(call: Call) -> Answer:
    """Take a task out of a second list."""
    row, task = access.task_list(call), access.task(call)
    if row is task.home:
        raise Refusal("SANDBOX_003", "A task can't leave its home list")
    if row in task.more_lists:
        call.world.leave_list(task, row)
    return EMPTY


def _read_changes(call: Call, workspace: Workspace) -> dict[str, Any]:
    """The body's members that a list has, checked before anything is changed."""
    body = call.body
    changes: dict[str, Any] = {}
    content = body.get("markdown_content", body.get("content"))
    if isinstance(content, str):
        changes["content"] = content
    if "priority" in body:
        changes["priority"] = read_priority(body["priority"])
    if "due_date" in body:
        due = number_of(body["due_date"])
        changes["due_date"] = None if due is None else int(due)
        changes["due_date_time"] = body.get("due_date_time") is True
    if "assignee" in body:
        found = access.members(workspace, [body["assignee"]])
        changes["assignee"] = found[0] if found else None
    if isinstance(body.get("status"), str):
        changes["color"] = body["status"]
    if body.get("unset_status") is True:
        changes["color"] = None
    return changes


def read_priority(sent: Any) -> int | None:
    """1 to 4, or null; ClickUp's code for anything else is not known."""
    number = number_of(sent)
    if sent is not None and number not in (1, 2, 3, 4):
        raise Refusal("SANDBOX_003", "Priority invalid")
    return None if number is None else int(number)


def _put(call: Call, row: TaskList, changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        setattr(row, name, value)
    call.world.scene_changed()
