"""One page of a list that ClickUp gives in pages."""

from __future__ import annotations

from typing import Any, TypeVar

T = TypeVar("T")


class Page(list[T]):
    """A list that remembers how it goes on.

    Attributes:
        last_page: What ClickUp says of it; None where it says nothing.
        next_cursor: Where the next page begins, of operations with a cursor.
        next_params: Parameters to set for the next page; None when this is the last, or nobody has worked them out.
    """

    __slots__ = ("last_page", "next_cursor", "next_params")

    def __init__(self, rows: list[T], *, last_page: bool | None = None, next_cursor: str | None = None) -> None:
        super().__init__(rows)
        self.last_page = last_page
        self.next_cursor = next_cursor
        self.next_params: dict[str, Any] | None = None

    def __repr__(self) -> str:
        what = f" of {type(self[0]).__name__}" if self else ""
        more = "" if self.last_page is None else f", last_page={self.last_page}"
        return f"Page({len(self)}{what}{more})"
