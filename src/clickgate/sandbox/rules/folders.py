"""Rules of folders."""

from __future__ import annotations

from typing import Any

from clickgate.sandbox import access, sight
from clickgate.sandbox.answers import EMPTY, Answer, Refusal, answer
from clickgate.sandbox.call import Call
from clickgate.sandbox.registry import rule
from clickgate.sandbox.shapes import places
from clickgate.sandbox.world.rows import Folder, TaskList


def shape(call: Call, folder: Folder) -> dict[str, Any]:
    """A folder with those of its live lists that the caller sees."""
    rows = [row for row in folder.lists.values() if not row.archived and sight.rank_at(call.me, row)]
    lists = [places.list_in_many(row, in_folder=True) | _level(call, row) for row in rows]
    return places.folder(folder, call.world, lists=lists) | _level(call, folder)


def _level(call: Call, row: Folder | TaskList) -> dict[str, Any]:
    return {"permission_level": sight.level_at(call.me, row)}


@rule("folders.list", "recorded", "Hidden folders of folderless lists are not among them.")
def list_folders(call: Call) -> Answer:
    """A space's folders."""
    archived = call.flag("archived")
    rows = [row for row in access.space(call).folders.values() if not row.hidden and row.archived == archived]
    return answer({"folders": [shape(call, row) for row in rows if sight.rank_at(call.me, row)]})


@rule("folders.create", "recorded", "The count of tasks is text; `parent_folder_id` is as the document has it.")
def create_folder(call: Call) -> Answer:
    """Make a folder."""
    space = access.space(call)
    if not call.name():
        raise Refusal("CAT_021")
    parent_id = call.body.get("parent_folder_id")
    parent = space.folders.get(str(parent_id)) if parent_id else None
    if parent_id and parent is None:
        raise Refusal("OAUTH_027")
    return answer(shape(call, call.world.add_folder(space, call.name(), parent=parent)))


@rule("folders.get", "recorded", "`include_subfolders=true` adds `folders`; their depth is a guess.")
def get_folder(call: Call) -> Answer:
    """Read a folder."""
    folder = access.folder(call)
    read = shape(call, folder)
    if call.flag("include_subfolders"):
        below = [one for one in folder.space.folders.values() if one.parent is folder]
        read["folders"] = [shape(call, one) for one in below]
    return answer(read)


@rule("folders.update", "recorded", "Only the name can be changed.")
def update_folder(call: Call) -> Answer:
    """Rename a folder."""
    folder = access.folder(call)
    if not call.name():
        raise Refusal("CAT_021")
    folder.name = call.name()
    call.world.scene_changed()
    call.tell("folderUpdated", folder)
    return answer(shape(call, folder))


@rule("folders.delete", "recorded", "Takes lists and tasks with it.")
def delete_folder(call: Call) -> Answer:
    """Delete a folder."""
    call.world.remove_folder(access.folder(call))
    return EMPTY
