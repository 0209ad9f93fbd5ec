"""Keeps replies of read operations for a while, and forgets those that our own writes have made wrong.

One cache serves one token. The rule of forgetting is simple: a write drops every kept reply of its entity and of the
entities that show it (`SHOWN_IN`); a write to an entity that is not in that table drops everything. What others change
in ClickUp is seen when the time to live is over.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clickgate.catalog.model import Operation

Value = TypeVar("Value")
Key = tuple[str, str]  # `entity.action`, and the URL that is sent, with its query

_CHAT = ("chat_channels", "chat_messages", "chat_reactions", "chat_replies")
_IN_A_TASK = ("tasks", "view_tasks")
SHOWN_IN: Mapping[str, tuple[str, ...]] = {
    "attachments": _IN_A_TASK,
    "checklist_items": ("checklists", *_IN_A_TASK),
    "checklists": ("checklist_items", *_IN_A_TASK),
    "comments": _IN_A_TASK,
    "custom_fields": _IN_A_TASK,
    "dependencies": _IN_A_TASK,
    "doc_pages": ("docs",),
    "docs": ("doc_pages",),
    "goals": ("key_results",),
    "key_results": ("goals",),
    "task_links": _IN_A_TASK,
    "tasks": (
        "view_tasks", "lists", "folders", "attachments", "comments", "members", "time_entries", "time_intervals",
        "goals", "key_results", "shared_items", "task_templates",
    ),
    "time_entries": ("time_intervals", *_IN_A_TASK),
    "time_intervals": ("time_entries", *_IN_A_TASK),
    "view_tasks": (),
    "views": ("view_tasks",),
    "webhooks": (),
    **dict.fromkeys(_CHAT, _CHAT),
}  # fmt: skip
"""Where an entity is seen besides its own replies. Lists, folders, spaces and the like are seen everywhere."""


class CachePolicy(msgspec.Struct, frozen=True):
    """What is kept, and how long.

    `ttl` is seconds by entity; an entity that is not there is not kept. `stale_if_error` is the seconds after that for
    which a reply may still serve if ClickUp can't answer.
    """

    ttl: Mapping[str, float] = {}
    stale_if_error: float = 0.0

    def keeps(self, operation: Operation) -> bool:
        """Whether replies of an operation are kept: only reads are."""
        return operation.safety == "read" and self.ttl.get(operation.entity, 0.0) > 0.0


class Found(msgspec.Struct, Generic[Value], frozen=True):
    """A kept reply; `age` is seconds since it was asked for. If not fresh it serves only where ClickUp can't answer."""

    value: Value
    age: float
    is_fresh: bool


class _Entry(msgspec.Struct, Generic[Value], frozen=True):
    value: Value
    size: int
    asked_at: float


class ReplyCache(Generic[Value]):
    """Replies by key, the least recently used dropped first. Not thread-safe: the driver holds a lock.

    Times are monotonic seconds.
    """

    def __init__(self, policy: CachePolicy, *, max_entries: int = 1000, max_bytes: int = 64 * 1024 * 1024) -> None:
        self.policy = policy
        self.size = 0
        self._max_entries = max_entries
        self._max_bytes = max_bytes
        self._entries: dict[Key, _Entry[Value]] = {}
        self._written_at: dict[str, float] = {}
        self._all_written_at = -inf

    def __len__(self) -> int:
        return len(self._entries)

    def lookup(self, key: Key, now: float) -> Found[Value] | None:
        """Find a reply that is fresh, or stale and still of use; one that is neither is dropped."""
        entry = self._entries.pop(key, None)
        if entry is None:
            return None
        entity = _entity_of(key)
        age = now - entry.asked_at
        ttl = self.policy.ttl.get(entity, 0.0)
        if age >= ttl + self.policy.stale_if_error or not self._is_true(entity, entry.asked_at):
            self.size -= entry.size
            return None
        self._entries[key] = entry  # now the most recently used
        return Found(entry.value, age, age < ttl)

    def put(self, key: Key, value: Value, *, size: int, asked_at: float) -> None:
        """Keep a reply, unless a write since it was asked for may have made it wrong.

        Args:
            key: What was asked.
            value: The reply.
            size: Its bytes, about.
            asked_at: When the request was sent.
        """
        old = self._entries.pop(key, None)
        if old is not None:
            self.size -= old.size
        entity = _entity_of(key)
        if size > self._max_bytes or entity not in self.policy.ttl or not self._is_true(entity, asked_at):
            return
        self._entries[key] = _Entry(value, size, asked_at)
        self.size += size
        while len(self._entries) > self._max_entries or self.size > self._max_bytes:
            oldest = next(iter(self._entries))
            self.size -= self._entries.pop(oldest).size

    def invalidate(self, entity: str, now: float) -> None:
        """Forget what a write to an entity may have made wrong; to be called when the write ended, however it ended."""
        shown_in = SHOWN_IN.get(entity)
        if shown_in is None:
            self._all_written_at = now
            self._entries.clear()
            self.size = 0
            return
        for name in (entity, *shown_in):
            self._written_at[name] = now

    def _is_true(self, entity: str, asked_at: float) -> bool:
        """Whether no write has come between."""
        return asked_at > self._all_written_at and asked_at > self._written_at.get(entity, -inf)


def _entity_of(key: Key) -> str:
    return key[0].partition(".")[0]
