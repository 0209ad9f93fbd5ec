"""What a call came back with: the typed value and everything that is known about how it came."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

import msgspec

from clickgate.client.wire.limits import RateWindow

T = TypeVar("T")


class ReplyWarning(UserWarning):
    """An answer of ClickUp's departed from its known shape, or a setting was corrected; nothing was lost."""


class Reply(msgspec.Struct, Generic[T], eq=False):
    """The answer to one operation.

    Attributes:
        data: The typed value: a model, a `Page` of them, plain JSON, or None where ClickUp answers nothing.
        operation: `entity.action`.
        status: HTTP status.
        raw: The body as it came, decompressed: a bytes-like object.
        warnings: Where the answer departed from its known shape; such values stand in `data` as they came.
        window: The token's rate window as this answer told it, None if it did not.
        attempts: How often the request was sent until this answer.
        stale: True for a kept answer that is given because ClickUp can't be reached.
        age: Seconds since a kept answer was fetched; 0.0 for one that came just now.
    """

    data: T
    operation: str
    status: int
    raw: bytes
    warnings: tuple[str, ...] = ()
    window: RateWindow | None = None
    attempts: int = 1
    stale: bool = False
    age: float = 0.0

    def json(self) -> Any:
        """Read the body as plain JSON: every field ClickUp sent, none renamed; None for an empty body.

        Raises:
            ValueError: The body is not JSON.
        """
        if not len(self.raw):
            return None
        return msgspec.json.decode(self.raw)

    def __repr__(self) -> str:
        return f"Reply({self.operation}, {self.status}{', stale' if self.stale else ''}, {self.data!r})"
