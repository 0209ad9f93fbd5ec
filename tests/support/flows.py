"""Runs a session's generator by hand, on a clock that is moved: what was sent, waited and answered is on record."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

import msgspec

from clickgate.client.call import Options, Wait
from clickgate.client.send import send
from clickgate.client.session import Session
from clickgate.client.wire.auth import read_token
from clickgate.client.wire.http import Answer
from clickgate.client.wire.request import plan_of
from clickgate.errors import TransportFailed
from clickgate.kernel.clock import ManualClock

TOKEN = "pk_123456_ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def answer(status: int = 200, body: Any = None, **headers: str) -> Answer:
    """An answer with a JSON body, or with these bytes; header names are written with `_` for `-`."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    raw = body if isinstance(body, bytes) else msgspec.json.encode({} if body is None else body)
    return Answer(status, names.get, raw)


@dataclass
class ByHand:
    """A session without a network: answers come from a script, and waiting moves the clock.

    The script holds answers, errors to raise, and functions of the request that give either; the last one repeats.
    """

    script: list[Any] = field(default_factory=list)
    api: Any = "v2+v3"
    cache: Any = None
    retry: Any = None
    source: Any = None

    def __post_init__(self) -> None:
        self.clock = ManualClock()
        self.sent: list[Any] = []
        self.waited: list[float] = []
        self.attempts: list[Any] = []
        self.session = Session(
            root="https://api.clickup.com/api",
            token=self.source or read_token(TOKEN),
            api=self.api,
            cache=self.cache,
            retry=self.retry,
            clock=self.clock,
            rng=random.Random(7),
            observer=self.attempts.append,
        )

    def window(self, remaining: int, limit: int = 100, resets_in: float = 60.0) -> dict[str, str]:
        """Headers of a rate window and of the time, by this clock."""
        return {
            "x_ratelimit_limit": str(limit),
            "x_ratelimit_remaining": str(remaining),
            "x_ratelimit_reset": str(int(self.clock.now() + resets_in)),
            "date": formatdate(self.clock.now(), usegmt=True),
        }

    def send(self, operation: str, params: dict[str, Any] | None = None, **options: Any) -> Any:
        """Send one operation to its reply."""
        entity, _, action = operation.partition(".")
        flow = send(self.session, plan_of(entity, action), params or {}, Options(**options))
        try:
            effect = next(flow)
            while True:
                effect = self._carry_out(flow, effect)
        except StopIteration as done:
            return done.value

    def _carry_out(self, flow: Any, effect: Any) -> Any:
        if isinstance(effect, Wait):
            assert effect.seconds is not None, "nobody else would ever wake this one"
            self.waited.append(effect.seconds)
            self.clock.move(effect.seconds + 0.001)
            return next(flow)
        self.sent.append(effect)
        outcome = self.script[min(len(self.sent), len(self.script)) - 1]
        outcome = outcome(effect) if callable(outcome) else outcome
        if isinstance(outcome, TransportFailed):
            return flow.throw(outcome)
        return flow.send(outcome)
