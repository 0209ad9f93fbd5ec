"""Rules of files: uploads to tasks and to Files fields, and the lists of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clickgate.sandbox import access
from clickgate.sandbox.answers import Answer, Refusal, answer
from clickgate.sandbox.cursors import answer_page, cut_page
from clickgate.sandbox.registry import rule
from clickgate.sandbox.shapes import files
from clickgate.sandbox.world.files import MOST

if TYPE_CHECKING:
    from collections.abc import Callable

    from clickgate.sandbox.call import Call
    from clickgate.sandbox.multipart import Part
    from clickgate.sandbox.world.file_rows import Attachment, Owner
    from clickgate.sandbox.world.rows import Workspace

_FIELD = re.compile(r"attachment(\[\d*\])?")
_LONGEST_TITLE = 255


@rule(
    "attachments.create",
    "official",
    "The part is `attachment`, `attachment[0]` or `attachment[]`. The file is served by the sandbox; a picture is its "
    "own thumbnail, anything else has none (null, guess). It updates the task (guess).",
)
def create_attachment(call: Call) -> Answer:
    """Attach a file to a task."""
    task = access.task(call)
    sent = _sent_file(call, lambda part: _FIELD.fullmatch(part.name) is not None)
    row = _keep(call, task.home.space.workspace, "tasks", task.id, sent, sent.filename or "")
    return answer(files.just_made(row, call.world.files.origin))


@rule("attachments.list", "official", "Oldest first (guess); absent thumbnails are empty text (guess).")
def list_attachments(call: Call) -> Answer:
    """The files of a task or of a Files field."""
    _, owner, owner_id = _owner(call)
    page, cursor = cut_page(call, call.world.files.of(owner, owner_id), lambda row: row.number)
    return answer_page([files.in_v3(row, call.world.files.origin) for row in page], cursor)


@rule(
    "attachments.upload",
    "official",
    "Takes the first part that is a file, whatever its name; `filename` gives it another title.",
)
def upload_attachment(call: Call) -> Answer:
    """Upload a file to a task or to a Files field."""
    workspace, owner, owner_id = _owner(call)
    sent = _sent_file(call, lambda _part: True)
    title = next((part.text() for part in call.form if part.name == "filename" and part.filename is None), "")
    row = _keep(call, workspace, owner, owner_id, sent, title.strip() or sent.filename or "")
    return answer(files.in_v3(row, call.world.files.origin))


def _owner(call: Call) -> tuple[Workspace, Owner, str]:
    """What a v3 path names: `attachments` stands before the id of a task."""
    workspace = access.workspace(call)
    kind, wanted = call.params["entity_type"], call.params["entity_id"]
    if kind == "attachments":
        task = access.task_named(call, wanted)
        if task.home.space.workspace is not workspace:
            raise Refusal("OAUTH_027")
        return workspace, "tasks", task.id
    if kind == "custom_fields":
        field = call.world.fields.get(wanted)
        if field is None or field not in access.fields_in(workspace):
            raise Refusal("SANDBOX_005", "Custom field not found")
        return workspace, "custom_fields", field.id
    raise Refusal("SANDBOX_003", "entity_type is attachments or custom_fields")


def _sent_file(call: Call, is_wanted: Callable[[Part], bool]) -> Part:
    found = next((part for part in call.form if part.filename is not None and is_wanted(part)), None)
    if found is None:
        raise Refusal("ATTCH_045")
    if found.blob.size > MOST:
        raise Refusal("SANDBOX_006")
    return found


def _keep(call: Call, workspace: Workspace, owner: Owner, owner_id: str, sent: Part, name: str) -> Attachment:
    if not call.world.files.has_room(workspace, sent.blob.size):
        raise Refusal("GBUSED_005")
    title = re.split(r"[\\/]", name)[-1][:_LONGEST_TITLE] or "file"
    kind = sent.content_type.partition(";")[0].strip().lower() or "application/octet-stream"
    row = call.world.files.add(
        workspace, (owner, owner_id), call.me, call.now, title=title, mime_type=kind, blob=sent.blob
    )
    if owner == "tasks":
        call.world.task_changed(call.world.tasks[owner_id], call.now)
    return row
