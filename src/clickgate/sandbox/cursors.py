"""Cuts rows into the pages of v3: a cursor goes on after the last row that was shown, whatever came or went since."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TYPE_CHECKING, TypeVar

from clickgate.sandbox.answers import Answer, Refusal, answer, encode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from clickgate.sandbox.call import Call

    Row = TypeVar("Row")

_MOST = 100
_USUAL = 50


def cut_page(
    call: Call, rows: Iterable[Row], key: Callable[[Row], int], *, least: int = 1, newest_first: bool = False
) -> tuple[list[Row], str]:
    """One page of rows in the order of a number of theirs, and the cursor of the next; empty where there is none.

    Raises:
        Refusal: `limit` is not between `least` and 100, or the cursor is none of ours.
    """
    asked = call.number("limit")
    limit = _USUAL if asked is None else asked
    if not least <= limit <= _MOST:
        raise Refusal("SANDBOX_003", f"limit must be between {least} and {_MOST}")
    ordered = sorted(rows, key=key, reverse=newest_first)
    after = _read(call.text("cursor") or call.text("next_cursor"))
    if after is not None:
        ordered = [row for row in ordered if (key(row) < after if newest_first else key(row) > after)]
    page = ordered[:limit]
    return page, _write(key(page[-1])) if len(ordered) > limit else ""


def answer_page(shapes: list[dict[str, Any]], cursor: str) -> Answer:
    """The answer of chat and files: `next_cursor` is always there."""
    return answer({"data": shapes, "next_cursor": cursor})


def created(value: Any) -> Answer:
    """Status 201 with a value as JSON."""
    return Answer(201, encode(value))


def _write(number: int) -> str:
    return urlsafe_b64encode(b"%d" % number).decode()


def _read(cursor: str) -> int | None:
    if not cursor:
        return None
    try:
        text = urlsafe_b64decode(cursor.encode("ascii")).decode("ascii")
    except ValueError:
        text = ""
    if not re.fullmatch(r"-?\d{1,18}", text):
        raise Refusal("SANDBOX_003", "Invalid cursor")
    return int(text)
