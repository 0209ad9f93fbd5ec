"""Decides whether a host that has been failing is asked at all.

The states and what leads from one to another:

    closed ──failing──▶ open ──rested──▶ half_open ──recovered──▶ closed
                         ▲                   │
                         └──── failing ──────┘
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

State = Literal["closed", "open", "half_open"]
Turn = Literal["failing", "rested", "recovered"]

TRANSITIONS: Mapping[tuple[State, Turn], State] = {
    ("closed", "failing"): "open",
    ("open", "rested"): "half_open",
    ("half_open", "recovered"): "closed",
    ("half_open", "failing"): "open",
}

_SHARE = 0.5  # of the outcomes that must be failures
_LEAST = 10  # outcomes before a share means anything
_SLICE, _SLICES = 5.0, 6  # seconds; together the 30 s that are looked back on
_FIRST_REST, _LONGEST_REST = 5.0, 60.0  # seconds; each failed try doubles


class Breaker:
    """One host's breaker. Not thread-safe: the driver holds a lock. `now` is monotonic seconds.

    Attributes:
        state: One of `closed`, `open`, `half_open`.
    """

    __slots__ = ("_failed", "_good", "_rest", "_slice", "_tries_at", "state")

    def __init__(self) -> None:
        self.state: State = "closed"
        self._rest = _FIRST_REST
        self._tries_at = 0.0
        self._slice = 0
        self._good = [0] * _SLICES
        self._failed = [0] * _SLICES

    def admit(self, now: float) -> float:
        """0.0 if a call may go, else the seconds until the next may try.

        After a rest one call tries; should nothing be heard of it, another may after as long again.
        """
        if self.state == "closed":
            return 0.0
        if now < self._tries_at:
            return self._tries_at - now
        if self.state == "open":
            self._turn("rested")
        self._tries_at = now + self._rest
        return 0.0

    def record(self, ok: bool, now: float) -> None:
        """Count an outcome; not `ok` is no answer at all, or a 5xx without an ECODE, so not ClickUp's own word."""
        if self.state == "closed":
            slice_now = int(now // _SLICE)
            if slice_now != self._slice:
                self._move_on(slice_now)
            place = slice_now % _SLICES
            if ok:
                self._good[place] += 1
                return
            self._failed[place] += 1
            failed = sum(self._failed)
            total = failed + sum(self._good)
            if total >= _LEAST and failed >= total * _SHARE:
                self._open(_FIRST_REST, now)
        elif self.state == "half_open":
            if ok:
                self._turn("recovered")
                self._slice = -_SLICES  # all is out of sight
            else:
                self._open(min(self._rest * 2.0, _LONGEST_REST), now)
        # While open, what comes in was sent before and is no news.

    def _open(self, rest: float, now: float) -> None:
        self._turn("failing")
        self._rest = rest
        self._tries_at = now + rest

    def _turn(self, turn: Turn) -> None:
        self.state = TRANSITIONS[self.state, turn]

    def _move_on(self, slice_now: int) -> None:
        """Empty the slices that have passed out of sight."""
        for passed in range(max(self._slice + 1, slice_now - _SLICES + 1), slice_now + 1):
            self._good[passed % _SLICES] = self._failed[passed % _SLICES] = 0
        self._slice = slice_now
