"""Decides from an error whether the same request is sent again, and after how long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from clickgate.errors import RateLimited, ServerFailed, TransportFailed

if TYPE_CHECKING:
    from random import Random

    from clickgate.errors import ClickgateError

_PASSING = frozenset({500, 502, 503, 504})  # statuses of a server that may be well again in a moment


class RetryPolicy(msgspec.Struct, frozen=True):
    """How patient to be with one call.

    `attempts` are sendings in all. The pause before the n-th retry is drawn evenly from 0 to
    `min(cap, base * 2 ** (n - 1))` seconds. `budget` is the seconds after the first sending within which a retry must
    begin; being refused for the rate limit doesn't spend it, as the wait for the next window is no failure.
    """

    attempts: int = 4
    base: float = 0.5
    cap: float = 20.0
    budget: float = 120.0


class Decision(msgspec.Struct, frozen=True):
    """What to do about a failed attempt.

    `unknown` says that a write may or may not have been carried out. `delay` is in seconds. `is_charged` says whether
    this retry needs leave of the `RetryBudget`.
    """

    verdict: Literal["retry", "give_up", "unknown"]
    delay: float = 0.0
    is_charged: bool = False


GIVE_UP = Decision("give_up")
UNKNOWN = Decision("unknown")
AT_ONCE = Decision("retry")


def decide(
    error: ClickgateError, *, attempt: int, idempotent: bool, elapsed: float, policy: RetryPolicy, rng: Random
) -> Decision:
    """Decide what to do about an attempt that failed.

    Args:
        error: How it failed.
        attempt: Which it was; the first is 1.
        idempotent: Whether twice is the same as once.
        elapsed: Seconds since the first attempt was sent.
        policy: How patient to be.
        rng: Where the jitter comes from.
    """
    if isinstance(error, RateLimited):  # it was not taken, and the limiter holds the next one back
        return AT_ONCE if attempt < policy.attempts else GIVE_UP
    verdict = _judge(error, idempotent=idempotent)
    if verdict != "retry":
        return UNKNOWN if verdict == "unknown" else GIVE_UP
    delay = rng.uniform(0.0, min(policy.cap, policy.base * 2.0 ** (attempt - 1)))
    if attempt >= policy.attempts or elapsed + delay > policy.budget:
        return GIVE_UP
    return Decision("retry", delay, is_charged=True)


def _judge(error: ClickgateError, *, idempotent: bool) -> Literal["retry", "give_up", "unknown"]:
    """Say whether a second sending can help, and can do no harm."""
    if isinstance(error, TransportFailed):
        return "retry" if idempotent or not error.was_sent else "unknown"
    if isinstance(error, ServerFailed):
        # With an ECODE it is ClickUp's own, definite answer: some bad input is answered with 500.
        # Source: FIELD_017 on text for a date field, measured by the authors of triptechtravel/clickup-cli.
        if error.ecode and (error.status == 500 or not idempotent):
            return "give_up"
        if not idempotent:
            return "unknown"
        return "retry" if error.status in _PASSING else "give_up"
    return "give_up"


class RetryBudget:
    """Keeps retries to a share of the requests, so that they can't be what holds a failing server down.

    The share is a tenth, with a few to start with.
    Source: https://sre.google/sre-book/handling-overload/ (per-client retry budget).
    """

    __slots__ = ("_most", "_share", "_tokens")

    def __init__(self, *, share: float = 0.1, burst: float = 10.0) -> None:
        self._share = share
        self._most = burst
        self._tokens = burst

    def note_request(self) -> None:
        """Count a call's first sending."""
        tokens = self._tokens + self._share
        self._tokens = tokens if tokens < self._most else self._most

    def allow(self) -> bool:
        """Take leave for one retry, if there is any."""
        if self._tokens < 1.0:
            return False
        self._tokens -= 1.0
        return True
