"""The rule of access: who may see a place or a doc, and how far they may go there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickgate.sandbox import access, sight
from clickgate.sandbox.answers import Answer, Refusal
from clickgate.sandbox.registry import rule
from clickgate.sandbox.world.around import workspace_of
from clickgate.sandbox.world.rows import Space

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clickgate.sandbox.call import Call
    from clickgate.sandbox.world.around import Shareable
    from clickgate.sandbox.world.doc_rows import Doc
    from clickgate.sandbox.world.rows import Level, User, Workspace

# Source: the official v3 document.
_LEVELS: dict[int, Level] = {1: "read", 3: "comment", 4: "edit", 5: "create"}
# Somebody and how far they are let in; None takes away what they had.
Grant = tuple["User", "Level | None"]


@rule(
    "acls.update",
    "official",
    "Of spaces, folders, lists, tasks and docs; 400 for what else has access of its own. Who makes something private "
    "keeps full access (guess). A group's people are let in one by one, as they are now.",
)
def update_acls(call: Call) -> Answer:
    """Make something private or open, and let people in or out."""
    workspace, kind = access.workspace(call), call.params["object_type"]
    if kind in ("doc", "docAccess"):
        _put_doc(call, workspace)
    else:
        _put_place(call, _place(call, workspace, kind), _read_grants(call, workspace))
    return Answer(200, b"")


def _put_place(call: Call, place: Shareable, grants: list[Grant]) -> None:
    sight.check(call, place)
    people = call.world.people
    is_private = call.body.get("private")
    if isinstance(is_private, bool):
        _close(place, is_closed=is_private)
        if is_private:
            people.share(place, call.me, "create")
    for user, level in grants:
        if level is None:
            people.unshare(place, user)
        else:
            people.share(place, user, level)
    call.world.scene_changed()


def _close(place: Shareable, *, is_closed: bool) -> None:
    if isinstance(place, Space):
        place.private = is_closed
        return
    workspace = workspace_of(place)
    closed = tuple(one for one in workspace.closed if one is not place)
    workspace.closed = (*closed, place) if is_closed else closed


def _put_doc(call: Call, workspace: Workspace) -> None:
    row: Doc | None = call.world.docs.rows.get(call.params["object_id"])
    if row is None or row.workspace is not workspace or not call.world.docs.can_read(row, call.me):
        raise Refusal("ACCESS_999")
    grants, is_private = _read_grants(call, workspace), call.body.get("private")
    if isinstance(is_private, bool):
        row.visibility = "PRIVATE" if is_private else "PUBLIC"
    for user, level in grants:
        others = tuple(reader for reader in row.readers if reader is not user)
        row.readers = others if level is None else (*others, user)
    call.world.scene_changed()


def _place(call: Call, workspace: Workspace, kind: str) -> Shareable:
    world = call.world
    known: dict[str, Mapping[str, Any]] = {
        "space": world.spaces,
        "folder": world.folders,
        "list": world.lists,
        "task": world.tasks,
    }
    rows = known.get(kind.removesuffix("Access"))
    if rows is None:
        raise Refusal("SANDBOX_003", "The sandbox knows the access of space, folder, list, task and doc")
    place: Shareable | None = rows.get(call.params["object_id"])
    if place is None or workspace_of(place) is not workspace:
        raise Refusal("OAUTH_027")
    return place


def _read_grants(call: Call, workspace: Workspace) -> list[Grant]:
    """Who is let in how far, or out; checked before anything is changed."""
    sent = call.body.get("entries", [])
    if not isinstance(sent, list) or not all(isinstance(one, dict) for one in sent):
        raise Refusal("SANDBOX_003", "entries must be an array of objects")
    grants: list[Grant] = []
    for one in sent:
        number = one.get("permission_level")
        level = _LEVELS.get(number) if isinstance(number, int) else None
        if number is not None and level is None:
            raise Refusal("SANDBOX_003", "permission_level is 1, 3, 4 or 5")
        grants += [(user, level) for user in _people(call, workspace, one)]
    return grants


def _people(call: Call, workspace: Workspace, entry: dict[str, Any]) -> list[User]:
    if entry.get("kind") == "group":
        group = call.world.people.groups.get(str(entry.get("id")))
        if group is None or group.workspace is not workspace:
            raise Refusal("SANDBOX_005", "Group not found")
        return list(group.members)
    found = access.members(workspace, [entry.get("id")]) if entry.get("kind") == "user" else []
    if not found:
        raise Refusal("SANDBOX_003", "An entry has a kind, user or group, and the id of one in the workspace")
    return found
