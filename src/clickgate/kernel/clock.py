"""Where the time comes from, so that tests can move it."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Seconds, read in two ways."""

    def now(self) -> float:
        """Seconds since the Unix epoch, UTC; may jump when the machine's clock is set."""

    def monotonic(self) -> float:
        """Seconds that never run backwards, from an arbitrary start; for measuring and waiting."""


class SystemClock:
    """The machine's own clock."""

    __slots__ = ()

    now = staticmethod(time.time)
    monotonic = staticmethod(time.monotonic)


class ManualClock:
    """A clock that stands still until it is moved."""

    __slots__ = ("_elapsed", "_start")

    def __init__(self, start: float = 1_800_000_000.0) -> None:
        self._start = start
        self._elapsed = 0.0

    def now(self) -> float:
        """Seconds since the Unix epoch, UTC."""
        return self._start + self._elapsed

    def monotonic(self) -> float:
        """Seconds moved since this clock was made."""
        return self._elapsed

    def move(self, seconds: float) -> None:
        """Move forward by so many seconds; never back."""
        if seconds < 0:
            raise ValueError("a clock is not moved back")
        self._elapsed += seconds


SYSTEM_CLOCK: Clock = SystemClock()
