"""Failures on request: which answers are to go wrong, how, and how often."""

from __future__ import annotations

import random
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from clickgate.sandbox.answers import HTML_TYPE, Answer, Refusal, encode

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal[
    "status",  # another answer: 429 and 500 with JSON, other 5xx with a gateway's HTML
    "slow",  # the answer waits
    "drop",  # the connection is cut without an answer
    "torn",  # the request is carried out and the connection cut in the middle of the answer's body
    # Of deliveries alone, which know `drop` and `slow`, too:
    "duplicate",  # it is sent twice
    "late",  # it doesn't wait for its turn: others overtake it
]

# Patterns of this kind are of deliveries to webhooks: `deliveries.*`, `deliveries.taskCreated`.
_DELIVERIES = "deliveries."


class Fault(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """An ordered failure.

    `match` is `*`, an operation such as `tasks.create` or `tasks.*`, or a path such as `/api/v2/task/*`. `rate` is the
    share of matching requests that fail, 0 to 1. `times` ends the fault after so many failures, 0 never. With `after`
    the request is carried out first, so that the caller can't know whether it was.
    """

    match: str
    kind: Kind
    status: int = 500
    seconds: float = 0.0
    rate: float = 1.0
    times: int = 0
    after: bool = False
    id: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.rate <= 1:
            raise ValueError("rate is a share from 0 to 1")
        if self.kind == "status" and not 400 <= self.status <= 599:
            raise ValueError("status is that of an error: 400 to 599")
        is_delivery, kinds = self.match.startswith(_DELIVERIES), ("drop", "slow", "duplicate", "late")
        if self.kind not in (kinds if is_delivery else ("status", "slow", "drop", "torn")):
            raise ValueError(
                f"a delivery can {', '.join(kinds)}" if is_delivery else f"only deliveries can {self.kind}"
            )
        if self.times < 0 or not 0 <= self.seconds <= 3600:
            raise ValueError("times is not negative, seconds are 0 to 3600")


class Faults:
    """The faults that are set, drawn from the seed's own dice: the same requests fail in every run."""

    def __init__(self, seed: str = "") -> None:
        self._seed = seed
        self._set: list[tuple[Fault, list[int]]] = []  # with the count of failures left; negative without an end
        self._number = 0
        self._dice = random.Random(f"faults {seed}")  # noqa: S311 - repeatable on purpose

    def __iter__(self) -> Iterator[Fault]:
        return iter([fault for fault, _ in self._set])

    def add(
        self,
        match: str,
        kind: Kind,
        *,
        status: int = 500,
        seconds: float = 0.0,
        rate: float = 1.0,
        times: int = 0,
        after: bool = False,
    ) -> Fault:
        """Order a failure.

        Raises:
            ValueError: A value is out of its range.
        """
        return self.put(Fault(match, kind, status, seconds, rate, times, after))

    def put(self, fault: Fault) -> Fault:
        """Order a failure that was read from somewhere; it is given an id."""
        self._number += 1
        fault.id = self._number
        self._set.append((fault, [fault.times or -1]))
        return fault

    def remove(self, fault_id: int) -> bool:
        """Take one back; whether it was there."""
        kept = [entry for entry in self._set if entry[0].id != fault_id]
        was_there = len(kept) < len(self._set)
        self._set = kept
        return was_there

    def clear(self) -> None:
        """Take all back, and begin with the dice anew."""
        self._set.clear()
        self._dice = random.Random(f"faults {self._seed}")  # noqa: S311 - repeatable on purpose

    def draw_delivery(self, event: str) -> tuple[float, Fault | None]:
        """As `draw`, for the delivery of an event to one webhook."""
        return self.draw(_DELIVERIES + event, "")

    def draw(self, operation: str, path: str) -> tuple[float, Fault | None]:
        """Seconds that a request's answer has to wait, and the first fault that hits it."""
        if not self._set:
            return 0.0, None
        seconds = 0.0
        for fault, left in tuple(self._set):
            if not _matches(fault.match, operation, path) or self._dice.random() >= fault.rate:
                continue
            left[0] -= 1
            if left[0] == 0:
                self.remove(fault.id)
            if fault.kind != "slow":
                return seconds, fault
            seconds += fault.seconds
        return seconds, None


def _matches(pattern: str, operation: str, path: str) -> bool:
    if operation.startswith(_DELIVERIES) and not pattern.startswith(_DELIVERIES):
        return False
    return pattern == "*" or fnmatchcase(path if pattern.startswith("/") else operation, pattern)


def failed(status: int) -> Answer:
    """The answer of a fault of kind `status`: JSON as ClickUp writes it, or the HTML of a gateway in front of it."""
    if status == 429:
        return Refusal("APP_002").answer()
    if status in (502, 503, 504):
        page = f"<html>\n<head><title>{status}</title></head>\n<body><h1>{status}</h1></body>\n</html>\n"
        return Answer(status, page.encode(), HTML_TYPE)
    body: dict[str, Any] = {"err": f"A fault was ordered: {status}", "ECODE": "SANDBOX_004"}
    return Answer(status, encode(body))
