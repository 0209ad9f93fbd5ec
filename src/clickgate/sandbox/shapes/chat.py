"""Shapes channels, messages and people of chat into the JSON values that ClickUp answers with: ids are text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from clickgate.sandbox.markdown import plain
from clickgate.sandbox.world.chat import latest

if TYPE_CHECKING:
    from clickgate.sandbox.world.chat_rows import Channel, Message, Reaction
    from clickgate.sandbox.world.rows import User, Workspace

Json = dict[str, Any]

# The kinds of post that ClickUp's application offers; their ids are the sandbox's own.
SUBTYPES = ("Announcement", "Discussion", "Idea", "Update")


def subtypes(workspace: Workspace) -> dict[str, str]:
    """Names of the kinds of post by id."""
    return {str(uuid5(NAMESPACE_URL, f"{workspace.id}/posts/{name}")): name for name in SUBTYPES}


def channel(row: Channel, *, as_text: bool = False) -> Json:
    """A channel: its dates are text, in ms."""
    base = f"{_base(row.workspace)}/channels/{row.id}"
    shape: Json = {
        "id": row.id,
        "name": row.name,
        "type": row.kind,
        "visibility": row.visibility,
        "parent": {"id": row.parent[1], "type": row.parent[0]},
        "creator": str(row.creator.id),
        "created_at": str(row.created),
        "updated_at": str(row.updated),
        "workspace_id": row.workspace.id,
        "archived": False,
        "is_canonical_channel": row.parent[1] != row.workspace.id,
        "is_hidden": False,
        "links": {"members": f"{base}/members", "followers": f"{base}/followers"},
    }
    if row.topic:
        shape["topic"] = row.topic
    if row.description:
        shape["description"] = plain(row.description) if as_text else row.description
    last = latest(row)
    if last is not None:
        shape["latest_comment_at"] = str(last)
    return shape


def message(row: Message, *, as_text: bool = False) -> Json:
    """A message or reply: what is not set is absent (measured live, 2026-06); a reply counts no replies."""
    base = f"{_base(row.channel.workspace)}/messages/{row.id}"
    shape: Json = {
        "id": row.id,
        "type": row.kind,
        "content": plain(row.content) if as_text else row.content,
        "user_id": str(row.user.id),
        "date": row.date,
        "parent_channel": row.channel.id,
        "resolved": row.resolved_by is not None,
        "links": {"reactions": f"{base}/reactions", "tagged_users": f"{base}/tagged_users"},
    }
    if row.parent is None:
        shape["replies_count"] = len(row.replies)
        shape["links"]["replies"] = f"{base}/replies"
    else:
        shape["parent_message"] = row.parent.id
    if row.kind == "post":
        kinds = subtypes(row.channel.workspace)
        subtype = {"id": row.subtype_id, "name": kinds.get(row.subtype_id, "")}
        shape["post_data"] = {"title": row.title, "subtype": subtype}
    unset = {
        "date_updated": row.date_updated,
        "assignee": _id(row.assignee),
        "assigned_by": _id(row.assigned_by),
        "date_assigned": row.date_assigned,
        "group_assignee": row.group_id,
        "resolved_by": _id(row.resolved_by),
        "date_resolved": row.date_resolved,
    }
    return shape | {name: value for name, value in unset.items() if value is not None}


def reaction(row: Reaction) -> Json:
    """A reaction: its date is a number."""
    return {"reaction": row.name, "user_id": str(row.user.id), "date": row.date}


def person(row: User) -> Json:
    """A follower or member of a channel, or somebody who is tagged."""
    name = row.username or ""
    return {"id": str(row.id), "email": row.email, "initials": row.initials, "name": name, "username": name}


def _id(user: User | None) -> str | None:
    return None if user is None else str(user.id)


def _base(workspace: Workspace) -> str:
    return f"/api/v3/workspaces/{workspace.id}/chat"
