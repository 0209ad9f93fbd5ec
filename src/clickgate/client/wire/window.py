"""Turns what answers tell of the token's rate window into what is known of it now.

ClickUp counts requests per token in fixed windows of a minute that open with their first request, and tells on every
answer the limit, what remains, and the Unix second in which the window ends by its own clock.
Source: https://developer.clickup.com/docs/rate-limits; the shape of the window: recorded answers, 2024-03.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from math import inf
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable

WINDOW = 60.0  # seconds. Source: https://developer.clickup.com/docs/rate-limits
_ROUNDING = 1.0  # the end is told in whole seconds, and whether rounded up or down is not known
_SLACK = 0.05  # seconds after the latest possible end before the next window is tried
_DRIFT = 2e-4  # seconds a second that two clocks may part; ten times what a quartz does
_WALL_SKEW = 1.0  # seconds that this machine's clock may be wrong; it counts only where `Date` is absent
_FIRST_PAUSE, _LONGEST_PAUSE = 5.0, 60.0  # seconds to rest after a refusal that doesn't say until when
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LAST_SECOND = 1e11  # a larger reset is no second of this age, but milliseconds or garbage


class RateWindow(msgspec.Struct, frozen=True):
    """The rate window as one answer tells of it.

    `limit` and `remaining` are requests for this token; `resets_at` and `server_time` are Unix seconds by ClickUp's
    clock, whole ones; `server_time` is None where the answer had no `Date`.
    """

    limit: int
    remaining: int
    resets_at: float
    server_time: float | None = None


def read_rate_window(header: Callable[[str], str | None]) -> RateWindow | None:
    """Read the rate window that an answer tells of.

    Args:
        header: Gives the text of a header by its lower-case name, None if it is absent.

    Returns:
        None if any of the three headers is absent; a garbled one counts as absent.

    Source: https://developer.clickup.com/docs/rate-limits
    """
    limit, remaining, reset = (
        header("x-ratelimit-limit"),
        header("x-ratelimit-remaining"),
        header("x-ratelimit-reset"),
    )
    if limit is None or remaining is None or reset is None:
        return None
    try:
        window = RateWindow(int(limit), int(remaining), float(reset), read_date(header("date") or ""))
    except ValueError:
        return None
    sane = window.limit > 0 and window.remaining >= 0 and 0 < window.resets_at < _LAST_SECOND
    return window if sane else None


@lru_cache(maxsize=64)  # the text changes once a second
def read_date(text: str) -> float | None:
    """Read a `Date` header, such as `Sun, 06 Nov 1994 08:49:37 GMT`, as Unix seconds; None if it is no such text.

    Source: RFC 9110, section 5.6.7, the form that servers must send.
    """
    try:
        _, day, month, year, clock, zone = text.split(" ")
        hour, minute, second = clock.split(":")
        moment = datetime(
            int(year), 1 + _MONTHS.index(month), int(day), int(hour), int(minute), min(int(second), 59), tzinfo=UTC
        )
    except (ValueError, OverflowError):
        return None
    return moment.timestamp() if zone == "GMT" else None


class ServerClock:
    """How far ClickUp's clock is ahead of our monotonic one: an interval that every `Date` narrows.

    An answer sent for at `s` and had at `r` whose `Date` is `d` was written at a moment between `s` and `r` that
    ClickUp's clock called `d` to `d + 1`; so it is ahead by no less than `d - r` and no more than `d + 1 - s`.
    """

    __slots__ = ("_noted_at", "least", "most")

    def __init__(self) -> None:
        self.least = -inf
        self.most = inf
        self._noted_at = 0.0

    def note(self, server_time: float | None, *, sent_at: float, now: float, wall_now: float) -> bool:
        """Narrow the interval; say whether a clock was set, so that what was known is void."""
        if server_time is None:
            ahead = wall_now - now
            least, most = ahead - _WALL_SKEW, ahead + _WALL_SKEW
        else:
            least, most = server_time - now, server_time + 1.0 - sent_at
        drift = (now - self._noted_at) * _DRIFT
        self._noted_at = now
        known_least, known_most = self.least - drift, self.most + drift
        if least > known_most or most < known_least:
            self.least, self.most = least, most
            return True
        self.least = least if least > known_least else known_least
        self.most = most if most < known_most else known_most
        return False


class KnownWindow:
    """What is known of the window that the token is in.

    Attributes:
        limit: Requests a window; assumed until an answer tells.
        told: How many windows answers have told of.
        remaining: The least that an answer of this window told, less what may have counted unseen.
        ends_at: Monotonic second by which the window is over for certain; what is known holds until then.
        silent: How many answers in a row told nothing, and refused nothing.
        answered: Requests of ours that this window has counted, as far as known.
        refusals: Refusals since a request was last let through; those refused together count once.
    """

    __slots__ = (
        "_clock", "_known_since", "_length", "_refused_at", "_resets_at", "_unseen", "_unseen_at", "answered",
        "ends_at", "limit", "refusals", "remaining", "silent", "told",
    )  # fmt: skip

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.told = 0
        self.remaining = 0
        self.ends_at = -inf
        self.silent = 0
        self.answered = 0
        self._clock = ServerClock()
        self._resets_at = -inf
        self._known_since = -inf
        self._length = WINDOW
        self.refusals = 0
        self._refused_at = -inf
        self._unseen = 0
        self._unseen_at = -inf

    def learn(self, told: RateWindow, *, sent_at: float, now: float, wall_now: float) -> bool:
        """Take in what an answer told; False if that is of a window that is over, so that it means nothing now."""
        self.silent = 0
        clock_was_set = self._clock.note(told.server_time, sent_at=sent_at, now=now, wall_now=wall_now)
        later = told.resets_at - self._resets_at
        if later > _ROUNDING or sent_at >= self.ends_at:
            self._adopt(told, sent_at, now)
        elif later >= -_ROUNDING:
            self._narrow(told, sent_at, now, clock_was_set=clock_was_set)
        elif sent_at > self._known_since:  # asked for after we knew better: the server's clock was set back
            self._adopt(told, sent_at, now)
        else:
            return False
        return True

    def _adopt(self, told: RateWindow, sent_at: float, now: float) -> None:
        """Begin a window of which this is the first answer."""
        if abs(told.resets_at - self._resets_at) <= _ROUNDING:  # it was thought over and is not
            self._length = inf
        self.limit = told.limit
        self.told += 1
        self.remaining = self._left(told, sent_at)
        self.answered = 1
        self._resets_at = told.resets_at
        self._known_since = now
        self.ends_at = min(self._latest_end(), now + self._length + _SLACK)

    def _narrow(self, told: RateWindow, sent_at: float, now: float, *, clock_was_set: bool) -> None:
        """Learn more of the same window. Answers overtake each other, so the least that any told is what remains."""
        self.answered += 1
        left = self._left(told, sent_at)
        if told.limit != self.limit and sent_at > self._known_since:  # the plan was changed
            self.limit, self.remaining, self._known_since = told.limit, left, now
        elif left < self.remaining:
            self.remaining = left
        end = self._latest_end()
        if clock_was_set:
            self.ends_at = min(end, now + self._length + _SLACK)
        elif now < end < self.ends_at:
            self.ends_at = end

    def _left(self, told: RateWindow, sent_at: float) -> int:
        """What an answer leaves, less the unseen requests that it can't have told of."""
        if self._unseen and sent_at > self._unseen_at:
            self._unseen = 0
        return told.remaining - self._unseen

    def _latest_end(self) -> float:
        """The monotonic second before which the window ends by what its answers told."""
        return self._resets_at + _ROUNDING + _SLACK - self._clock.least

    def note_unseen(self, *, sent_at: float, now: float, answered: bool) -> None:
        """Count a request that may have counted at ClickUp, until an answer asked for after now tells what is left."""
        self.answered += 1
        self._unseen += 1
        self._unseen_at = now
        if answered and sent_at >= self._refused_at:
            self.silent += 1
        self.remaining -= 1

    def may_open(self, in_flight: int, now: float) -> bool:
        """Whether one more can't overdraw the next window, even if all that are out and not heard of count in it."""
        return in_flight < self.limit and now >= self.opens_at(in_flight)

    def opens_at(self, in_flight: int) -> float:
        """When the next window may be opened: at the end of this, or once what was lost can't count in it."""
        if self._unseen and in_flight + self._unseen >= self.limit:
            return max(self.ends_at, self._unseen_at + WINDOW + _SLACK)
        return self.ends_at

    def note_refusal(self, *, sent_at: float, now: float) -> None:
        """Let nothing more go in this window, and rest longer each time where its end is not known."""
        self.remaining = self.silent = 0
        if sent_at >= self._refused_at:  # of those refused together, one counts
            self.refusals += 1
            self._refused_at = now
        if self.ends_at <= now:
            self._unseen = 0
            self.ends_at = now + min(_FIRST_PAUSE * 2.0 ** (self.refusals - 1), _LONGEST_PAUSE)

    def note_success(self, *, sent_at: float) -> None:
        """Forget the refusals before this request, which was let through."""
        if sent_at >= self._refused_at:
            self.refusals = 0

    def others(self, in_flight: int) -> int:
        """Requests in this window that were not ours, at the least: what went and we can't explain."""
        return max(0, self.limit - self.remaining - self.answered - in_flight)
