"""Shapes comments into the JSON values that ClickUp answers with, oddities included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickgate.sandbox.shapes import people

if TYPE_CHECKING:
    from clickgate.sandbox.world.rows import Comment

Json = dict[str, Any]


# Comments


def comment(row: Comment) -> Json:
    """A comment: `assigned_by` and `resolved` are there only while somebody is assigned."""
    shape: Json = {
        "id": row.id,
        "comment": row.segments,
        "comment_text": "".join(str(segment.get("text", "")) for segment in row.segments),
        "user": people.person(row.user),
        "assignee": None if row.assignee is None else people.person(row.assignee),
        "group_assignee": None,
        "reactions": [],
        "date": str(row.date),
        "reply_count": len(row.replies),
    }
    if row.assignee is not None:
        shape["assigned_by"] = people.person(row.assigned_by or row.user)
        shape["resolved"] = row.resolved
    return shape


def comment_just_made(row: Comment, *, workspace_id: str, kind: str, history: str) -> Json:
    """The answer of a comment's creation: id and date are numbers, and an internal record shows (recorded, 2025-08)."""
    relationships = [
        {
            "type": "comment-author",
            "object_type": "user",
            "object_id": row.user.id,
            "workspace_id": workspace_id,
        },
        {
            "type": "comment-parent",
            "object_type": kind,
            "object_id": row.target.id,
            "workspace_id": workspace_id,
        },
    ]
    context = {
        "root_parent_type": 1,
        "is_chat": False,
        "audit_context": {"userid": row.user.id, "current_time": row.date, "route": "*"},
        "originating_service": "publicapi",
    }
    changes = [{"field": "date_created", "after": row.date}]
    version: Json = {
        "object_type": "comment",
        "object_id": row.id,
        "workspace_id": int(workspace_id),
        "operation": "c",
        "data": {"context": context, "relationships": relationships, "changes": changes},
        "master_id": 13,
        "version": row.date * 1000,
        "deleted": False,
        "traceparent": history,
        "date_created": row.date,
        "date_updated": row.date,
        "event_publish_time": row.date,
    }
    return {"id": int(row.id), "hist_id": history, "date": row.date, "version": version}
