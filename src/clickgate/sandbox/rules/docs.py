"""Rules of docs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from clickgate.sandbox import access
from clickgate.sandbox.answers import Answer, Refusal, answer
from clickgate.sandbox.cursors import created, cut_page
from clickgate.sandbox.registry import rule
from clickgate.sandbox.shapes import docs

if TYPE_CHECKING:
    from clickgate.sandbox.call import Call
    from clickgate.sandbox.world.doc_rows import Doc, Visibility
    from clickgate.sandbox.world.rows import Workspace

PARENT_TYPES = {"SPACE": 4, "FOLDER": 5, "LIST": 6, "EVERYTHING": 7, "WORKSPACE": 12}
_VISIBILITIES = {1: "PUBLIC", 2: "PRIVATE", 3: "PERSONAL", 4: "HIDDEN"}
_LEAST = 10


def doc_of(call: Call) -> Doc:
    """The doc that the path names; one that may not be read is as good as none (observed)."""
    workspace = access.workspace(call)
    found = call.world.docs.rows.get(call.params["doc_id"])
    if found is None or found.workspace is not workspace or not call.world.docs.can_read(found, call.me):
        raise Refusal("ACCESS_999")
    return found


@rule("docs.list", "official", "Oldest first (guess), only what the token's user may read. There is no search of text.")
def list_docs(call: Call) -> Answer:
    """The docs of a workspace that pass the filters."""
    workspace = access.workspace(call)
    world = call.world
    rows = [row for row in world.docs.rows.values() if row.workspace is workspace and world.docs.can_read(row, call.me)]
    # Nothing archives or deletes a doc through the API.
    rows = [] if call.flag("archived") or call.flag("deleted") else [row for row in rows if _passes(call, row)]
    page, cursor = cut_page(call, rows, lambda row: row.number, least=_LEAST)
    shape: dict[str, Any] = {"docs": [docs.doc_in_many(row) for row in page]}
    return answer(shape | ({"next_cursor": cursor} if cursor else {}))


def _passes(call: Call, row: Doc) -> bool:
    kind = call.text("parent_type")
    wanted = {
        "id": row.id,
        "creator": str(row.creator.id),
        "parent_id": row.parent_id,
        "parent_type": kind if PARENT_TYPES.get(kind, kind) in (row.parent_type, str(row.parent_type)) else "",
    }
    return all(not call.text(name) or call.text(name) == value for name, value in wanted.items())


@rule(
    "docs.create",
    "official",
    "Without a parent it belongs to the workspace, without a visibility to all members (guesses).",
)
def create_doc(call: Call) -> Answer:
    """Make a doc."""
    workspace = access.workspace(call)
    parent, visibility = _read_parent(call, workspace), _read_visibility(call.body.get("visibility"))
    row = call.world.docs.add(workspace, call.name(), call.me, call.now, parent=parent, visibility=visibility)
    if call.body.get("create_page", True) is True:
        call.world.docs.add_page(row, None, "", call.me, call.now)
    return created(docs.doc_alone(row))


@rule("docs.get", "official", "One that may not be read answers 404 ACCESS_999 (observed).")
def get_doc(call: Call) -> Answer:
    """Read a doc without its pages."""
    return answer(docs.doc_alone(doc_of(call)))


def _read_parent(call: Call, workspace: Workspace) -> tuple[int, str]:
    sent = call.body.get("parent")
    if not isinstance(sent, dict):
        return PARENT_TYPES["WORKSPACE"], workspace.id
    kind, wanted = sent.get("type"), str(sent.get("id", ""))
    if not is_place(call, workspace, kind, wanted):
        raise Refusal("SANDBOX_005", "Parent not found")
    return cast("int", kind), wanted


def is_place(call: Call, workspace: Workspace, kind: Any, wanted: str) -> bool:
    """Whether a workspace has a place of a type, by number, and id."""
    world = call.world
    if kind in (PARENT_TYPES["EVERYTHING"], PARENT_TYPES["WORKSPACE"]):
        return wanted == workspace.id
    spaces = {
        PARENT_TYPES["SPACE"]: world.spaces.get(wanted),
        PARENT_TYPES["FOLDER"]: folder.space if (folder := world.folders.get(wanted)) else None,
        PARENT_TYPES["LIST"]: one.space if (one := world.lists.get(wanted)) and not one.deleted else None,
    }
    space = spaces.get(kind) if isinstance(kind, int) else None
    return space is not None and space.workspace is workspace


def _read_visibility(sent: Any) -> Visibility:
    value = _VISIBILITIES.get(sent, "") if isinstance(sent, int) else sent or "PUBLIC"
    if value not in _VISIBILITIES.values():
        raise Refusal("SANDBOX_003", "visibility is PUBLIC, PRIVATE, PERSONAL or HIDDEN")
    return cast("Visibility", value)
