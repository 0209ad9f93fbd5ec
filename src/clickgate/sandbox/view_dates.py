"""Turns the date words of a view's filter, such as `thisweek`, into spans of time.

Words: https://developer.clickup.com/docs/filter-views. How many days `next7` and `last7` have beside today, and that a
week begins with Sunday, are guesses.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from clickgate.sandbox.shapes.fields import number_of

if TYPE_CHECKING:
    from collections.abc import Callable

    Span = tuple[float, float]

EVER = (-math.inf, math.inf)


class Calendar:
    """The days around a moment in somebody's time zone."""

    def __init__(self, now: int, timezone: str) -> None:
        self._zone = _zone(timezone)
        self._today = self._midnight(now)

    @property
    def today(self) -> int:
        """When today began, in ms."""
        return _ms(self._today)

    def span(self, sent: dict[str, Any]) -> Span | None:
        """The span, in ms and without its end, that a value such as `{"op": "today"}` means; None for other words."""
        word = str(sent.get("op", "")).lower()
        if word in _WORDS:
            begin, end = _WORDS[word](self._today)
            return -math.inf if begin is None else _ms(begin), _ms(end)
        return self._between(word, number_of(sent.get("dueDate")), number_of(sent.get("startDate")))

    def _between(self, word: str, date: float | None, start: float | None) -> Span | None:
        if date is None:
            return None
        if word == "eq":
            day = self._midnight(date)
            return _ms(day), _ms(day + timedelta(days=1))
        if word in ("ls", "lt"):
            return -math.inf, date
        if word == "gt":
            return date + 1, math.inf
        return (start, date + 1) if word == "ra" and start is not None else None

    def _midnight(self, at: float) -> datetime:
        try:
            moment = datetime.fromtimestamp(at / 1000, self._zone)
        except (ValueError, OverflowError, OSError):
            moment = datetime.fromtimestamp(0, self._zone)
        return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _days(first: int, end: int) -> Callable[[datetime], tuple[datetime, datetime]]:
    return lambda today: (today + timedelta(days=first), today + timedelta(days=end))


def _week(today: datetime) -> tuple[datetime, datetime]:
    sunday = today - timedelta(days=today.isoweekday() % 7)
    return sunday, sunday + timedelta(days=7)


def _month(today: datetime, *, back: int = 0) -> tuple[datetime, datetime]:
    first = today.replace(day=1)
    for _ in range(back):
        first = (first - timedelta(days=1)).replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)


_WORDS: dict[str, Callable[[datetime], tuple[datetime | None, datetime]]] = {
    "today": _days(0, 1),
    "yesterday": _days(-1, 0),
    "tomorrow": _days(1, 2),
    "next7": _days(0, 8),
    "last7": _days(-7, 1),
    "overdue": lambda today: (None, today),
    "earlier": lambda today: (None, today + timedelta(days=1)),
    "thisweek": _week,
    "thismonth": _month,
    "lastmonth": lambda today: _month(today, back=1),
}
