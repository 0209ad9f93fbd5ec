"""The sandbox's clock: the machine's, moved forward as far as somebody asked."""

from __future__ import annotations

from clickgate.kernel.clock import SYSTEM_CLOCK, Clock


class SandboxClock:
    """Another clock plus an offset that only grows."""

    __slots__ = ("_base", "offset")

    def __init__(self, base: Clock = SYSTEM_CLOCK) -> None:
        self._base = base
        self.offset = 0.0

    def now(self) -> float:
        """Seconds since the Unix epoch, UTC."""
        return self._base.now() + self.offset

    def monotonic(self) -> float:
        """Seconds that never run backwards."""
        return self._base.monotonic() + self.offset

    def now_ms(self) -> int:
        """Whole milliseconds since the Unix epoch, UTC."""
        return int(self.now() * 1000)

    def move(self, seconds: float) -> None:
        """Move forward by so many seconds; never back."""
        if not 0 <= seconds < float("inf"):
            raise ValueError("a clock is moved forward, by a number of seconds")
        self.offset += seconds
