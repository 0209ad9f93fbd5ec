"""Chat (v3, experimental at ClickUp): channels, messages, reactions, people."""

from __future__ import annotations

from typing import Any

from msgspec import field

from clickgate.catalog.schemas.base import Id, Model, Part


class ChatParent(Part):
    """The place that a channel belongs to."""

    id: Id = ""
    type: int | str | None = None


class ChatChannel(Model):
    """A channel or a direct message. `type` is CHANNEL, DM or GROUP_DM; its dates are text."""

    id: str = ""
    name: str | None = None
    type: str | None = None
    visibility: str | None = None
    topic: str | None = None
    description: str | None = None
    parent: ChatParent | None = None
    creator: Id | None = None
    workspace_id: Id | None = None
    created_at: Id | None = None
    updated_at: Id | None = None
    latest_comment_at: Id | None = None
    archived: bool | None = None
    is_canonical_channel: bool | None = None
    is_hidden: bool | None = None
    channel_type: int | None = None
    chat_room_category: str | None = None
    canvas_id: str | None = None
    default_view: dict[str, Any] | None = None
    counts: dict[str, Any] | None = None
    links: dict[str, Any] = field(default_factory=dict)


class ChatMessage(Model):
    """A message, post or reply; `type` is message or post."""

    id: Id = ""
    content: str | None = None
    type: str | None = None
    user_id: Id | None = None
    date: int | None = None
    date_updated: int | None = None
    parent_channel: str | None = None
    parent_message: Id | None = None
    resolved: bool | None = None
    resolved_by: Id | None = None
    date_resolved: int | None = None
    assignee: Id | None = None
    assigned_by: Id | None = None
    date_assigned: int | None = None
    group_assignee: str | None = None
    triaged_action: int | None = None
    triaged_object_id: str | None = None
    triaged_object_type: int | None = None
    post_data: dict[str, Any] | None = None
    replies_count: int | None = None
    links: dict[str, Any] = field(default_factory=dict)


class ChatReaction(Model):
    """Somebody's emoji on a message."""

    reaction: str = ""
    user_id: Id | None = None
    date: int | None = None


class ChatUser(Model):
    """A follower or member of a channel, or somebody tagged in a message."""

    id: Id = ""
    username: str | None = None
    name: str | None = None
    email: str | None = None
    initials: str | None = None
