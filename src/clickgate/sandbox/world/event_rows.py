"""The rows of webhooks, and of what they are told.

Times are whole milliseconds since the Unix epoch, UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from clickgate.sandbox.world.rows import User, Workspace

Health = Literal["active", "failing", "suspended"]
PlaceKey = Literal["space_id", "folder_id", "list_id", "task_id"]

# Stands for a history item's `before` or `after` where the member is missing, not null.
MISSING: Any = object()


@dataclass(slots=True, eq=False)
class Webhook:
    """A wish to be told of events in a workspace, or in the one place in it that `location` names."""

    id: str
    user: User
    client_id: str
    workspace: Workspace
    endpoint: str
    events: tuple[str, ...]  # names, or `*` alone
    location: tuple[PlaceKey, str] | None
    secret: str
    health: Health = "active"
    fail_count: int = 0

    def hears(self, event: str) -> bool:
        """Whether it was asked for events of a name, and still sends."""
        return self.health != "suspended" and ("*" in self.events or event in self.events)


class Change(NamedTuple):
    """One history item. `before`, `after` and what stands `beside` them are JSON values, or rows yet to be shaped."""

    id: str
    type: int  # 1 tasks, 6 lists
    at: int
    user: User
    field: str
    parent_id: str
    before: Any
    after: Any
    data: dict[str, Any]
    beside: dict[str, Any]


class Told(NamedTuple):
    """One event and the webhooks that hear of it; `ids` name what it is about, `extra` stands beside them."""

    event: str
    ids: dict[str, str]
    changes: tuple[Change, ...]
    extra: dict[str, Any]
    webhooks: tuple[Webhook, ...]
