"""Rules of comments and replies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickgate.sandbox import access
from clickgate.sandbox.answers import EMPTY, Answer, Refusal, answer
from clickgate.sandbox.registry import rule
from clickgate.sandbox.shapes import comments
from clickgate.sandbox.telling import tell_comment

if TYPE_CHECKING:
    from clickgate.sandbox.call import Call
    from clickgate.sandbox.world.rows import Comment, Task, TaskList, User, View

_PAGE = 25


@rule("comments.list", "recorded", "25 a page, newest first; the next page wants `start` and `start_id` together.")
def list_task_comments(call: Call) -> Answer:
    """A page of a task's comments."""
    return _page(call, access.task(call))


@rule("comments.list_for_list", "official", "As `comments.list`.")
def list_list_comments(call: Call) -> Answer:
    """A page of a list's comments."""
    return _page(call, access.task_list(call))


@rule(
    "comments.list_for_view",
    "official",
    "As `comments.list`, of a chat view; another view's refusal is community knowledge.",
)
def list_view_comments(call: Call) -> Answer:
    """A page of what was said in a chat view."""
    return _page(call, _chat(call))


def _chat(call: Call) -> View:
    view = access.view(call)
    if view.type != "conversation":
        raise Refusal("OAUTH_064")
    return view


def _page(call: Call, target: Task | TaskList | View) -> Answer:
    rows = sorted(call.world.threads.get(target, ()), key=lambda row: (row.date, row.number), reverse=True)
    start, start_id = call.number("start"), call.text("start_id")
    if start is not None and start_id:
        rows = _after(rows, start, start_id)
    return answer({"comments": [comments.comment(row) for row in rows[:_PAGE]]})


def _after(rows: list[Comment], start: int, start_id: str) -> list[Comment]:
    for index, row in enumerate(rows):
        if row.id == start_id and row.date == start:
            return rows[index + 1 :]
    # The comment that the last page ended with is gone: what is older than it was.
    return [row for row in rows if row.date < start]


@rule("comments.create", "recorded", "The answer has id and date as numbers, and an internal `version`, cut down here.")
def create_task_comment(call: Call) -> Answer:
    """Comment on a task."""
    return _create(call, access.task(call), "task")


@rule("comments.create_for_list", "official", "As `comments.create`; that the id is a number here, too, is a guess.")
def create_list_comment(call: Call) -> Answer:
    """Comment on a list."""
    return _create(call, access.task_list(call), "list")


@rule("comments.create_for_view", "official", "As `comments.create_for_list`, in a chat view.")
def create_view_comment(call: Call) -> Answer:
    """Say something in a chat view."""
    return _create(call, _chat(call), "view")


@rule("comments.create_reply", "guess", "The document leaves the answer open: here it is that of a comment.")
def create_reply(call: Call) -> Answer:
    """Reply to a comment."""
    parent = access.comment(call)
    return _create(call, parent.target, "comment", parent=parent.parent or parent)


def _create(call: Call, target: Task | TaskList | View, kind: str, *, parent: Comment | None = None) -> Answer:
    segments = _read_segments(call)
    if segments is None:
        raise Refusal("SANDBOX_003", "Comment text is required")
    row = call.world.add_comment(target, call.me, segments, call.now, parent=parent)
    _assign(call, row)
    workspace_id = access.workspace_of(target).id
    row.history = call.world.ids.history()
    tell_comment(call, "taskCommentPosted", row)
    return answer(comments.comment_just_made(row, workspace_id=workspace_id, kind=kind, history=row.history))


@rule(
    "comments.list_replies", "official", "All replies at once, oldest first (guess), the comment itself not among them."
)
def list_replies(call: Call) -> Answer:
    """Replies to a comment."""
    return answer({"comments": [comments.comment(row) for row in access.comment(call).replies]})


@rule("comments.update", "official", "Text, assignee and `resolved`; answers `{}`.")
def update_comment(call: Call) -> Answer:
    """Change a comment."""
    row = access.comment(call)
    segments = _read_segments(call)
    if segments is not None:
        row.segments = segments
    _assign(call, row)
    if isinstance(call.body.get("resolved"), bool):
        row.resolved = call.body["resolved"]
    call.world.revision += 1
    tell_comment(call, "taskCommentUpdated", row)
    return EMPTY


@rule("comments.delete", "official", "Takes its replies with it; answers `{}`.")
def delete_comment(call: Call) -> Answer:
    """Delete a comment."""
    call.world.remove_comment(access.comment(call))
    return EMPTY


def _assign(call: Call, row: Comment) -> None:
    if "assignee" not in call.body:
        return
    found: list[User] = access.members(access.workspace_of(row.target), [call.body["assignee"]])
    row.assignee = found[0] if found else None
    row.assigned_by = call.me if found else None


def _read_segments(call: Call) -> list[dict[str, Any]] | None:
    """The body's `comment` segments, else its `comment_text` as one; a line end with a block id closes them."""
    sent, text = call.body.get("comment"), call.body.get("comment_text")
    if isinstance(sent, list) and sent:
        if not all(isinstance(one, dict) for one in sent):
            raise Refusal("SANDBOX_003", "comment must be an array of objects")
        segments = [dict(one) for one in sent]
    elif isinstance(text, str) and text.strip():
        segments = [{"text": text, "attributes": {}}]
    else:
        return None
    block = f"block-{call.world.ids.uuid()}"
    return [*segments, {"text": "\n", "attributes": {"block-id": block}}]
