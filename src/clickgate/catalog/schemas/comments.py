"""Comments on tasks, lists and chat views."""

from __future__ import annotations

from typing import Any

from msgspec import field

from clickgate.catalog.schemas.base import Id, Model, Part
from clickgate.catalog.schemas.people import Person


class Reaction(Part):
    """Somebody's emoji on a comment."""

    reaction: str | None = None
    date: int | None = None
    user: Person | None = None


class Comment(Model):
    """A comment: `comment` in segments with their formatting, `comment_text` plain and ending with a line break."""

    id: Id = ""
    comment_text: str | None = None
    comment: list[dict[str, Any]] = field(default_factory=list)
    user: Person | None = None
    resolved: bool | None = None
    assignee: Person | None = None
    group_assignee: Any = None
    assigned_by: Person | None = None
    reactions: list[Reaction] = field(default_factory=list)
    date: int | None = None
    reply_count: int | None = None


class CommentCreated(Model):
    """What ClickUp says of a comment that it has taken; `version` is internal and may be absent."""

    id: Id = ""
    hist_id: Id | None = None
    date: int | None = None
    version: dict[str, Any] | None = None
