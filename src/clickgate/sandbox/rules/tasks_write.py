"""Rules that make, change and delete tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickgate.sandbox import access
from clickgate.sandbox.answers import NO_CONTENT, Answer, Refusal
from clickgate.sandbox.dates import at_four
from clickgate.sandbox.markdown import plain
from clickgate.sandbox.registry import rule
from clickgate.sandbox.rules.custom_fields import put_value
from clickgate.sandbox.rules.lists import read_priority
from clickgate.sandbox.shapes.fields import number_of
from clickgate.sandbox.world.kin import descendants

if TYPE_CHECKING:
    from clickgate.sandbox.call import Call
    from clickgate.sandbox.world.rows import Task, TaskList, User, UserGroup

# Measured live by others: a longer name is refused, not cut.
_LONGEST_NAME = 2048


@rule(
    "tasks.create",
    "observed",
    "A date without a time goes to 04:00 of its day; a parent must be in the same list; a guest without access is "
    "passed over in silence. Guess: creator and assignees become watchers.",
)
def create_task(call: Call) -> Answer:
    """Make a task in a list."""
    home = access.task_list(call)
    name = _read_name(call)
    body = call.body
    status = _read_status(call, home, "CRTSK_001")
    parent = _read_parent(call, home)
    linked = _read_linked(call, home)
    changes = _read_changes(call)
    values = _read_values(call, home, int(changes.get("custom_item_id", 0)))
    task = call.world.add_task(home, name, call.me, call.now)
    for key, value in changes.items():
        setattr(task, key, value)
    task.values = values
    task.assignees = _visible(home, body.get("assignees"))
    task.group_assignees = _groups(call, home, body.get("group_assignees"))
    task.watchers = tuple(dict.fromkeys((call.me, *task.assignees)))
    for tag in _texts(body.get("tags")):
        task.tags = tuple(dict.fromkeys((*task.tags, call.world.add_tag(home.space, tag, call.me.id))))
    if parent is not None:
        call.world.put_under(task, parent)
    if status is not None:
        call.world.put_status(task, status, call.now)
    if linked is not None:
        call.world.ties.link(task, linked, call.me, call.now)
    return Answer(200, call.tasks.alone(task))


@rule(
    "tasks.update",
    "observed",
    "`tags`, `custom_fields` and a null `parent` are passed over in silence; a plain array of assignees makes them "
    "watchers.",
)
def update_task(call: Call) -> Answer:
    """Change a task."""
    task = access.task(call)
    body = call.body
    if "name" in body:
        _read_name(call)
    status = _read_status(call, task.home, "ITEM_114")
    parent = _read_new_parent(call, task)
    changes = _read_changes(call)
    if "name" in body:
        changes["name"] = call.name()
    for key, value in changes.items():
        setattr(task, key, value)
    if "time_estimate" in changes:
        call.world.estimates.forget(task)
    has_people = _put_people(task, body) | _put_groups(call, task)
    if parent is not None:
        call.world.put_under(task, parent)
    if status is not None and status is not task.status:
        call.world.put_status(task, status, call.now)
    if changes or has_people or parent is not None or status is not None:
        call.world.task_changed(task, max(call.now, task.date_updated))
    return Answer(200, call.tasks.alone(task))


@rule("tasks.delete", "observed", "204 without a body, then 404. That subtasks go with it is a guess.")
def delete_task(call: Call) -> Answer:
    """Delete a task."""
    call.world.remove_task(access.task(call))
    return NO_CONTENT


def _read_name(call: Call) -> str:
    name = call.name()
    if not name or len(name) > _LONGEST_NAME:
        raise Refusal("INPUT_005")
    return name


def _read_status(call: Call, home: TaskList, ecode: str) -> Any:
    sent = call.body.get("status")
    if sent is None:
        return None
    found = call.world.find_status(home, sent) if isinstance(sent, str) else None
    if found is None:
        raise Refusal(ecode)
    return found


def _read_parent(call: Call, home: TaskList) -> Task | None:
    sent = call.body.get("parent")
    if sent in (None, ""):
        return None
    parent = home.tasks.get(sent) if isinstance(sent, str) else None
    if parent is None:
        raise Refusal("ITEM_137")
    return parent


def _read_new_parent(call: Call, task: Task) -> Task | None:
    """The parent to move under. Null and "" do nothing: a subtask can't be made a task (measured by others)."""
    parent = _read_parent(call, task.home)
    if parent is task or (parent is not None and parent in descendants(task)):
        raise Refusal("SANDBOX_003", "A task can't be its own parent")
    return parent


def _read_linked(call: Call, home: TaskList) -> Task | None:
    sent = call.body.get("links_to")
    if sent is None:
        return None
    found = call.world.tasks.get(sent) if isinstance(sent, str) else None
    if found is None or found.home.space.workspace is not home.space.workspace:
        raise Refusal("ACCESS_083")
    return found


def _read_changes(call: Call) -> dict[str, Any]:
    """The body's members that go into a task as they are, checked before anything is changed."""
    body = call.body
    changes = _read_description(body)
    if "priority" in body:
        changes["priority"] = read_priority(body["priority"])
    for name in ("due_date", "start_date"):
        if name in body:
            changes[name] = _read_date(call, name)
    if "time_estimate" in body:
        estimate = number_of(body["time_estimate"])
        changes["time_estimate"] = None if estimate is None else int(estimate)
    if "points" in body:
        changes["points"] = number_of(body["points"])
    if isinstance(body.get("archived"), bool):
        changes["archived"] = body["archived"]
    if "custom_item_id" in body:
        changes["custom_item_id"] = int(number_of(body["custom_item_id"]) or 0)
    return changes


def _read_description(body: dict[str, Any]) -> dict[str, Any]:
    markdown, text = body.get("markdown_content"), body.get("description")
    if isinstance(markdown, str):
        return {"markdown": markdown, "description": plain(markdown)}
    if isinstance(text, str):
        # A single space is the documented way to clear it.
        text = "" if text == " " else text
        return {"markdown": text, "description": text}
    return {}


def _read_date(call: Call, name: str) -> int | None:
    sent = call.body[name]
    if sent is None:
        return None
    number = number_of(sent)
    if number is None:
        raise Refusal("SANDBOX_003", f"{name} must be a number of milliseconds")
    if call.body.get(f"{name}_time") is True:
        return int(number)
    return at_four(int(number), call.me.timezone)


def _read_values(call: Call, home: TaskList, task_type: int) -> dict[str, Any]:
    """Values by field; those of fields that tasks of the type do not have are dropped, as the document says."""
    values: dict[str, Any] = {}
    sent = call.body.get("custom_fields")
    known = {field.id: field for field in call.world.fields_of(home)}
    for one in sent if isinstance(sent, list) else ():
        field = known.get(str(one.get("id"))) if isinstance(one, dict) else None
        if field is None:
            raise Refusal("FIELD_115")
        if field.is_for(task_type):
            put_value(call, home.space.workspace, values, field, one.get("value"))
    if call.body.get("check_required_custom_fields") is True:
        for field in known.values():
            if field.required and field.is_for(task_type) and field.id not in values:
                raise Refusal("SANDBOX_003", f"The custom field {field.name} is required")
    return values


def _texts(sent: Any) -> list[str]:
    return [one for one in sent if isinstance(one, str) and one] if isinstance(sent, list) else []


def _visible(home: TaskList, sent: Any) -> tuple[User, ...]:
    ids = sent if isinstance(sent, list) else []
    return tuple(user for user in access.members(home.space.workspace, ids) if access.can_see(home, user))


def _put_people(task: Task, body: dict[str, Any]) -> bool:
    """Apply `{"add": […], "rem": […]}`; a plain array of assignees makes watchers of them (measured by others)."""
    before = (task.assignees, task.watchers)
    sent = body.get("assignees")
    if isinstance(sent, list):
        task.watchers = tuple(dict.fromkeys((*task.watchers, *_visible(task.home, sent))))
    elif isinstance(sent, dict):
        task.assignees = _changed(task, task.assignees, sent)
        task.watchers = tuple(dict.fromkeys((*task.watchers, *_visible(task.home, sent.get("add")))))
    if isinstance(body.get("watchers"), dict):
        task.watchers = _changed(task, task.watchers, body["watchers"])
    return (task.assignees, task.watchers) != before


def _changed(task: Task, people: tuple[User, ...], sent: dict[str, Any]) -> tuple[User, ...]:
    removed = sent.get("rem")
    gone = access.members(task.home.space.workspace, removed if isinstance(removed, list) else [])
    wanted = dict.fromkeys((*people, *_visible(task.home, sent.get("add"))))
    return tuple(user for user in wanted if user not in gone)


def _groups(call: Call, home: TaskList, sent: Any) -> tuple[UserGroup, ...]:
    """The workspace's groups among some ids; others are passed over in silence (guess)."""
    found = [call.world.people.groups.get(one) for one in _texts(sent)]
    workspace = home.space.workspace
    return tuple(dict.fromkeys(one for one in found if one is not None and one.workspace is workspace))


def _put_groups(call: Call, task: Task) -> bool:
    sent, before = call.body.get("group_assignees"), task.group_assignees
    if isinstance(sent, dict):
        gone = _groups(call, task.home, sent.get("rem"))
        wanted = dict.fromkeys((*before, *_groups(call, task.home, sent.get("add"))))
        task.group_assignees = tuple(one for one in wanted if one not in gone)
    return task.group_assignees != before
