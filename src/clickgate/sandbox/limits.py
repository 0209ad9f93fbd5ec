"""Counts requests against the minute's allowance of a token."""

from __future__ import annotations

import math
from typing import NamedTuple

# Requests a minute and token, by plan. Source: https://developer.clickup.com/docs/rate-limits
PLANS = {"free": 100, "unlimited": 100, "business": 100, "business_plus": 1_000, "enterprise": 10_000}

# A fixed window that opens with its first request: recorded answers of 2024-03 have resets of at most 61 s ahead.
WINDOW = 60.0


class Window(NamedTuple):
    """A token's window after one more request; `resets_at` is in whole Unix seconds, rounded up."""

    limit: int
    remaining: int
    resets_at: int
    is_spent: bool


class Limits:
    """The windows of all tokens under one plan."""

    def __init__(self, plan: str) -> None:
        self.plan = plan
        self._windows: dict[bytes, list[float]] = {}  # digest -> [end, requests]

    @property
    def limit(self) -> int:
        """Requests a minute that the plan allows a token."""
        return PLANS[self.plan]

    def count(self, digest: bytes, now: float) -> Window:
        """Count one request of a token at a time in Unix seconds; one over the limit is counted, too."""
        window = self._windows.get(digest)
        if window is None or now >= window[0]:
            window = self._windows[digest] = [now + WINDOW, 0]
        window[1] += 1
        return self._describe(window)

    def look(self, digest: bytes, now: float) -> Window:
        """A token's window without counting."""
        window = self._windows.get(digest)
        return self._describe(window if window is not None and now < window[0] else [now + WINDOW, 0])

    def forget(self) -> None:
        """Open all windows anew."""
        self._windows.clear()

    def _describe(self, window: list[float]) -> Window:
        limit = PLANS[self.plan]
        used = int(window[1])
        return Window(limit, max(0, limit - used), math.ceil(window[0]), used > limit)
