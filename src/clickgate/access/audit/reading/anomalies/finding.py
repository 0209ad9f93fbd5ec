"""What was found, and between which times it was looked for."""

from __future__ import annotations

from typing import Literal

import msgspec

Kind = Literal[
    "new_address",
    "new_operation",
    "burst",
    "old_token_in_use",
    "token_refused",
    "unknown_consumer",
    "id_probing",
]
Severity = Literal["low", "medium", "high"]
Evidence = dict[str, int | float | str | list[str]]


class Finding(msgspec.Struct, frozen=True):
    """Something unusual.

    `at` is when it was last seen. `sentence` says what happened, `evidence` holds the figures behind it (times are
    seconds since the Unix epoch), `advice` says what to do about it.
    """

    kind: Kind
    severity: Severity
    at: float
    account_id: str
    actor: str
    sentence: str
    evidence: Evidence
    advice: str


class Span(msgspec.Struct, frozen=True):
    """The time looked at, from `since` to `until`, and the time from `start` to `since` that tells what is usual."""

    start: float
    since: float
    until: float

    @property
    def before(self) -> tuple[float, float]:
        """The time that tells what is usual."""
        return self.start, self.since

    @property
    def lately(self) -> tuple[float, float]:
        """The time looked at."""
        return self.since, self.until


def times(count: int) -> str:
    """How often, in words: `once`, `7 times`."""
    return "once" if count == 1 else f"{count:,} times"
