"""The rows of chat: channels, messages with their replies, reactions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from clickgate.sandbox.world.rows import User, Workspace

ChannelKind = Literal["CHANNEL", "DM", "GROUP_DM"]
Reach = Literal["PUBLIC", "PRIVATE"]


@dataclass(slots=True, eq=False)
class Channel:
    """A channel or a direct message; `parent` is type and id of the place it belongs to."""

    id: str
    workspace: Workspace
    kind: ChannelKind
    name: str
    parent: tuple[int, str]
    visibility: Reach
    creator: User
    created: int
    updated: int
    number: int
    topic: str = ""
    description: str = ""
    members: tuple[User, ...] = ()
    followers: tuple[User, ...] = ()
    messages: tuple[Message, ...] = ()  # oldest first, replies not among them


@dataclass(slots=True, eq=False)
class Message:
    """A message, a post or a reply; its content is Markdown. `title` and `subtype_id` are those of a post."""

    id: str
    channel: Channel
    parent: Message | None
    kind: Literal["message", "post"]
    user: User
    content: str
    date: int
    number: int
    date_updated: int | None = None
    title: str = ""
    subtype_id: str = ""
    assignee: User | None = None
    assigned_by: User | None = None
    date_assigned: int | None = None
    group_id: str | None = None
    resolved_by: User | None = None
    date_resolved: int | None = None
    replies: tuple[Message, ...] = ()
    reactions: tuple[Reaction, ...] = ()


@dataclass(slots=True, eq=False)
class Reaction:
    """Somebody's emoji on a message, by its name."""

    name: str
    user: User
    date: int
    number: int
