"""Rules of views."""

from __future__ import annotations

from typing import Any

from clickgate.sandbox import access
from clickgate.sandbox.answers import EMPTY, Answer, Refusal, answer
from clickgate.sandbox.call import Call
from clickgate.sandbox.registry import rule
from clickgate.sandbox.shapes import views
from clickgate.sandbox.world.around import Place, workspace_of
from clickgate.sandbox.world.rows import View
from clickgate.sandbox.world.views import MAKEABLE, PARTS, is_required

_AS_LIST = "As `views.list`; `required_views` and `default_view` beside them are a guess."
_AS_CREATE = "As `views.create`."


@rule("views.list", "official", "Views that were made at the Everything level; `creator` and what follows is as read.")
def list_workspace_views(call: Call) -> Answer:
    """A workspace's views."""
    place = access.workspace(call)
    return answer({"views": [views.view(row) for row in call.world.views.at(place)]})


@rule("views.list_for_space", "official", _AS_LIST)
def list_space_views(call: Call) -> Answer:
    """A space's views."""
    return _list(call, access.space(call))


@rule("views.list_for_folder", "official", _AS_LIST)
def list_folder_views(call: Call) -> Answer:
    """A folder's views."""
    return _list(call, access.folder(call))


@rule("views.list_for_list", "official", _AS_LIST)
def list_list_views(call: Call) -> Answer:
    """A list's views."""
    return _list(call, access.task_list(call))


def _list(call: Call, place: Place) -> Answer:
    required = {kind: views.view(row) for kind, row in call.world.views.required(place).items()}
    made = [views.view(row) for row in call.world.views.at(place)]
    return answer({"views": made, "required_views": required, "default_view": required["list"]})


@rule(
    "views.create",
    "official",
    "Only name and type are needed; what is not sent is as in the official examples. Types are those that the document "
    "names; that another is refused is a guess.",
)
def create_workspace_view(call: Call) -> Answer:
    """Make a view of a workspace."""
    return _create(call, access.workspace(call))


@rule("views.create_for_space", "official", _AS_CREATE)
def create_space_view(call: Call) -> Answer:
    """Make a view of a space."""
    return _create(call, access.space(call))


@rule("views.create_for_folder", "official", _AS_CREATE)
def create_folder_view(call: Call) -> Answer:
    """Make a view of a folder."""
    return _create(call, access.folder(call))


@rule("views.create_for_list", "official", _AS_CREATE)
def create_list_view(call: Call) -> Answer:
    """Make a view of a list."""
    return _create(call, access.task_list(call))


def _create(call: Call, place: Place) -> Answer:
    member = workspace_of(place).members[call.me.id]
    if member.role == 4 and not member.rights.get("can_create_views", True):
        raise Refusal("ACCESS_064")
    if not call.name():
        raise Refusal("SANDBOX_003", "View name invalid")
    kind, parts = _read_type(call), _read_parts(call)
    row = call.world.views.add(place, call.name(), kind, call.me, call.now)
    row.parts = parts
    return answer({"view": views.view(row)})


@rule(
    "views.get",
    "official",
    "Forms and docs answer with another form. Every place has a list and a board from its beginning, whose ids are as "
    "in the app's addresses (`6-<list>-1`).",
)
def get_view(call: Call) -> Answer:
    """Read a view."""
    return answer({"view": views.view(access.view(call))})


@rule("views.update", "official", "A part that is sent takes the place of the former one, others stay (guess).")
def update_view(call: Call) -> Answer:
    """Change a view."""
    row = access.view(call)
    if "name" in call.body and not call.name():
        raise Refusal("SANDBOX_003", "View name invalid")
    kind = _read_type(call) if "type" in call.body else row.type
    parts, place = _read_parts(call), _read_parent(call, row)
    row.name, row.type, row.place = call.name() or row.name, kind, place
    row.parts = row.parts | parts
    call.world.views.keep(row)
    return answer({"view": views.view(row)})


@rule("views.delete", "official", "Takes a chat's comments with it. That views every place has must stay is a guess.")
def delete_view(call: Call) -> Answer:
    """Delete a view."""
    row = access.view(call)
    if is_required(row):
        raise Refusal("SANDBOX_003", "A required view can't be deleted")
    call.world.views.remove(row)
    return EMPTY


def _read_type(call: Call) -> str:
    kind = call.body.get("type")
    if kind not in MAKEABLE:
        raise Refusal("SANDBOX_003", "View type invalid")
    return str(kind)


def _read_parts(call: Call) -> dict[str, dict[str, Any]]:
    sent = {name: call.body[name] for name in PARTS if call.body.get(name) is not None}
    for name, part in sent.items():
        if not isinstance(part, dict):
            raise Refusal("SANDBOX_003", f"{name} must be an object")
    return sent


def _read_parent(call: Call, row: View) -> Place:
    """The place to move a view to: `{"id", "type"}`, both needed; a required view stays where it is."""
    sent = call.body.get("parent")
    if not isinstance(sent, dict) or is_required(row):
        return row.place
    kind = sent.get("type")
    found = call.world.views.place(kind, str(sent.get("id"))) if isinstance(kind, int) else None
    if found is None or workspace_of(found) is not workspace_of(row.place):
        raise Refusal("SANDBOX_003", "View parent invalid")
    return found
