"""The two things that cross the seam to the network: a request to carry and the answer that came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from typing import Protocol

    from clickgate.kernel.secret import Secret

    class Upload(Protocol):
        """A request body that is produced while it is sent."""

        @property
        def length(self) -> int | None:
            """Bytes in all, None where nobody knows before the end."""

        def blocks(self) -> Iterator[bytes]:
            """Give the body in blocks, from its start."""

        def ablocks(self) -> AsyncIterator[bytes]:
            """Give the body in blocks, from its start, without blocking the event loop for long."""

        def can_repeat(self) -> bool:
            """Tell whether `blocks` can be asked again after it was used."""


class Request(msgspec.Struct, frozen=True, repr_omit_defaults=True):
    """One HTTP request, ready to be carried.

    `timeout` is in seconds, for the whole exchange. The token stands apart from the other headers, so that nothing
    but the transport ever needs its text.
    """

    method: str
    url: str
    authorization: Secret | None
    body: bytes | Upload | None = None
    content_type: str = ""
    timeout: float = 30.0

    def __repr__(self) -> str:
        """Show method and path; a query or a body may hold what is nobody's business."""
        return f"Request({self.method} {self.url.partition('?')[0]})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        """Show no more to tools that look past `repr`, which msgspec would give all fields."""
        return [("method", self.method), ("url", self.url.partition("?")[0])]


class Answer(msgspec.Struct, eq=False):
    """One HTTP answer: status, headers by name (any case) and the whole body, decompressed."""

    status: int
    header: Callable[[str], str | None]
    body: bytes

    def __repr__(self) -> str:
        """Show the size of the body; what stands in it is nobody's business."""
        return f"Answer({self.status}, {len(self.body)} bytes)"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        """Show no more to tools that look past `repr`."""
        return [("status", self.status), ("bytes", len(self.body))]
