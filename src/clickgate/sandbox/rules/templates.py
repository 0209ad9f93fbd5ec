"""Rules of templates, and of what is made after them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from clickgate.sandbox import access
from clickgate.sandbox.answers import Answer, Refusal, answer
from clickgate.sandbox.registry import rule
from clickgate.sandbox.rules.folders import shape as folder_shape
from clickgate.sandbox.shapes import places
from clickgate.sandbox.world.making import Maker
from clickgate.sandbox.world.template_rows import FolderPlan, ListPlan, Parts, TaskPlan

if TYPE_CHECKING:
    from clickgate.sandbox.call import Call
    from clickgate.sandbox.world.rows import Folder, Space, Workspace
    from clickgate.sandbox.world.template_rows import Kind, Template

_PAGE = 100

# What of a template is left out when its option is false. Source: official v2 document.
_OPTIONS = {
    "statuses": "old_statuses",
    "subtasks": "subtasks",
    "tags": "old_tags",
    "checklists": "old_checklists",
    "priority": "priority",
    "time_estimate": "time_estimate",
}
_MADE = (
    "Without `return_immediately: false` the answer is the id alone; here what it names is there at once. Options that "
    "leave parts out are followed as far as templates have the parts; that all are taken by default is a guess."
)


@rule("task_templates.list", "official", "`page` from 0, an empty page ends; its size (100) is a guess.")
def list_task_templates(call: Call) -> Answer:
    """Task templates."""
    page = max(0, call.number("page") or 0)
    return _list(call, "task", slice(page * _PAGE, (page + 1) * _PAGE))


@rule("list_templates.list", "official", "All at once; ids begin with `t-`.")
def list_list_templates(call: Call) -> Answer:
    """List templates."""
    return _list(call, "list")


@rule("folder_templates.list", "official", "All at once; ids begin with `t-`.")
def list_folder_templates(call: Call) -> Answer:
    """Folder templates."""
    return _list(call, "folder")


def _list(call: Call, kind: Kind, page: slice = slice(None)) -> Answer:
    rows = call.world.templates.of(access.workspace(call), kind)[page]
    return answer({"templates": [{"name": row.plan.name, "id": row.id} for row in rows]})


@rule(
    "tasks.create_from_template",
    "observed",
    "Answers the task; an unknown template is refused as recorded. The code for a missing name is a guess.",
)
def create_task(call: Call) -> Answer:
    """Make a task after a template."""
    home = access.task_list(call)
    plan = _find(call, home.space.workspace).plan
    if not isinstance(plan, TaskPlan):
        raise Refusal("TEMPLH_019")
    made = Maker(call.world, call.me, call.now).make_task(home, plan, _name(call, "INPUT_005"))
    return answer(msgspec.Raw(call.tasks.alone(made)))


@rule("lists.create_from_template", "official", _MADE)
def create_list(call: Call) -> Answer:
    """Make a list in a folder after a template."""
    folder = access.folder(call)
    return _create_list(call, folder, folder.space.workspace)


@rule("lists.create_folderless_from_template", "official", _MADE)
def create_folderless(call: Call) -> Answer:
    """Make a list in a space after a template."""
    space = access.space(call)
    return _create_list(call, space, space.workspace)


def _create_list(call: Call, parent: Folder | Space, workspace: Workspace) -> Answer:
    plan = _find(call, workspace).plan
    name = _name(call, "OAUTH_117")
    if not isinstance(plan, ListPlan):
        raise Refusal("TEMPLH_019")
    made = Maker(call.world, call.me, call.now, _read_parts(call)).make_list(parent, plan, name)
    shape: dict[str, Any] = {"id": made.id}
    if not _is_immediate(call):
        shape["list"] = places.list_alone(made, call.world)
    return answer(shape)


@rule("folders.create_from_template", "official", f"{_MADE} The id is a number beside the folder's, which is text.")
def create_folder(call: Call) -> Answer:
    """Make a folder after a template."""
    space = access.space(call)
    plan = _find(call, space.workspace).plan
    name = _name(call, "OAUTH_119")
    if not isinstance(plan, FolderPlan):
        raise Refusal("TEMPLH_019")
    parent_id = call.body.get("parent_folder_id")
    parent = space.folders.get(str(parent_id)) if parent_id else None
    if parent_id and parent is None:
        raise Refusal("OAUTH_027")
    made = Maker(call.world, call.me, call.now, _read_parts(call)).make_folder(space, plan, name, parent=parent)
    shape: dict[str, Any] = {"id": int(made.id)}
    if not _is_immediate(call):
        shape["folder"] = folder_shape(call, made)
    return answer(shape)


def _find(call: Call, workspace: Workspace) -> Template:
    found = call.world.templates.rows.get(call.params["template_id"])
    if found is None or found.workspace is not workspace:
        raise Refusal("TEMPLH_019")
    return found


def _name(call: Call, ecode: str) -> str:
    if not call.name():
        raise Refusal(ecode)
    return call.name()


def _options(call: Call) -> dict[str, Any]:
    sent = call.body.get("options")
    return sent if isinstance(sent, dict) else {}


def _is_immediate(call: Call) -> bool:
    return _options(call).get("return_immediately") is not False


def _read_parts(call: Call) -> Parts:
    options = _options(call)
    content = options.get("content")
    wanted = {part: options.get(name) is not False for part, name in _OPTIONS.items()}
    return Parts(content if isinstance(content, str) else "", **wanted)
