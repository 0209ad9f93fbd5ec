"""Shapes webhooks, and the events that are posted to them, into ClickUp's JSON.

Source of the payloads: https://developer.clickup.com/docs/webhooktaskpayloads and the pages beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickgate.sandbox.shapes import people, values
from clickgate.sandbox.world.event_rows import MISSING
from clickgate.sandbox.world.rows import Comment, Field, Status, Tag, TaskList, User

if TYPE_CHECKING:
    from collections.abc import Callable

    from clickgate.sandbox.world.event_rows import Change, Told, Webhook

Json = dict[str, Any]


def webhook(row: Webhook) -> Json:
    """A webhook; workspace and user are numbers, places text (official v2 document)."""
    located: Json = dict.fromkeys(("task_id", "list_id", "folder_id", "space_id"))
    if row.location is not None:
        located[row.location[0]] = row.location[1]
    return {
        "id": row.id,
        "userid": row.user.id,
        "team_id": int(row.workspace.id),
        "endpoint": row.endpoint,
        "client_id": row.client_id,
        "events": list(row.events),
        **located,
        "health": {"status": row.health, "fail_count": row.fail_count},
        "secret": row.secret,
    }


def payload(told: Told, row: Webhook) -> Json:
    """What is posted to a webhook: `history_items` only where there are some."""
    shape: Json = {"event": told.event}
    if told.changes:
        shape["history_items"] = [_item(change) for change in told.changes]
    return {**shape, **told.ids, **told.extra, "webhook_id": row.id}


def _item(change: Change) -> Json:
    shape: Json = {
        "id": change.id,
        "type": change.type,
        "date": str(change.at),
        "field": change.field,
        "parent_id": change.parent_id,
        "data": change.data,
        "source": None,
        "user": people.person(change.user),
    }
    for name, value in (("before", change.before), ("after", change.after)):
        if value is not MISSING:
            shape[name] = _value(value)
    return shape | {name: _value(value) for name, value in change.beside.items()}


def _value(value: Any) -> Any:
    """A row in the form that events show it in; anything else as it is."""
    if isinstance(value, tuple):
        return [_value(one) for one in value]
    shape = _SHAPES.get(type(value))
    return value if shape is None else shape(value)


def _status(row: Status) -> Json:
    return {"status": row.status, "color": row.color, "orderindex": row.orderindex, "type": row.type}


def _place(row: TaskList) -> Json:
    """A list with its folder and space, which old words call category and project."""
    folder, space = row.folder, row.space
    return {
        "id": row.id,
        "name": row.name,
        "category": {"id": folder.id, "name": folder.name, "hidden": folder.hidden},
        "project": {"id": space.id, "name": space.name},
    }


def _comment(row: Comment) -> Json:
    """A comment as events have it, with much that is always empty."""
    unset = ("x", "y", "image_y", "image_x", "page", "comment_number", "page_id", "page_name")
    return {
        "id": row.id,
        "date": str(row.date),
        "parent": row.target.id if row.parent is None else row.parent.id,
        "type": 1 if row.parent is None else 2,
        "comment": row.segments,
        "text_content": "".join(str(segment.get("text", "")) for segment in row.segments),
        **dict.fromkeys((*unset, "view_id", "view_name", "team")),
        "user": people.person(row.user),
        "new_thread_count": 0,
        "new_mentioned_thread_count": 0,
        "email_attachments": [],
        "threaded_users": [],
        "threaded_replies": len(row.replies),
        "threaded_assignees": 0,
        "threaded_assignees_members": [],
        "threaded_unresolved_count": 0,
        "thread_followers": [people.person(row.user)],
        "group_thread_followers": [],
        "reactions": [],
        "emails": [],
    }


def _field(row: Field) -> Json:
    """A field's whole definition, with members that other answers lack."""
    unset = dict.fromkeys(("values_set", "deleted_by", "linked_subcategory"))
    return values.field(row) | unset | {"deleted": False, "pinned": True, "required_on_subtasks": False}


_SHAPES: dict[type, Callable[[Any], Json]] = {
    Comment: _comment,
    Field: _field,
    Status: _status,
    Tag: values.tag,
    TaskList: _place,
    User: people.person,
}
