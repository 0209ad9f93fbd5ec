"""The sandbox's clock: the machine's, moved forward as far as somebody asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickgate.kernel.clock import SYSTEM_CLOCK, Clock

if TYPE_CHECKING:
    from collections.abc import Callable


class SandboxClock:
    """Another clock plus an offset that only grows."""

    __slots__ = ("_base", "_watchers", "offset")

    def __init__(self, base: Clock = SYSTEM_CLOCK) -> None:
        self._base = base
        self._watchers: list[Callable[[], None]] = []
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
        for watcher in tuple(self._watchers):
            watcher()

    def watch(self, watcher: Callable[[], None]) -> None:
        """Have something called after each move, in the thread that moves."""
        self._watchers.append(watcher)

    def unwatch(self, watcher: Callable[[], None]) -> None:
        """Call it no more."""
        self._watchers.remove(watcher)
