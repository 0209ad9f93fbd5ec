"""Turns what webhooks are told into deliveries, and decides when each is tried, tried again, or given up.

Thinks only: `clickgate.sandbox.sender` posts. Health of webhooks, time-out and number of attempts:
https://developer.clickup.com/docs/webhookhealth
"""

from __future__ import annotations

import hmac
from collections import deque
from typing import TYPE_CHECKING, Literal

import msgspec

from clickgate.sandbox.answers import encode
from clickgate.sandbox.shapes.webhooks import payload
from clickgate.sandbox.world.ids import Ids

if TYPE_CHECKING:
    from collections.abc import Callable

    from clickgate.sandbox.clock import SandboxClock
    from clickgate.sandbox.faults import Faults
    from clickgate.sandbox.world.event_rows import Told, Webhook
    from clickgate.sandbox.world.world import World

TIMEOUT = 7.0
ATTEMPTS = 5
MOST_FAILURES = 100
# Answers that suspend at once.
_UNWANTED = (401, 410)
# Seconds before each further attempt; ClickUp's are not known.
_PAUSES = (1.0, 2.0, 4.0, 8.0)
_LATE = 5.0
LOGGED = 1000
# Deliveries that may wait for one webhook; what comes beyond that is not kept, so that nothing grows without end.
MOST_WAITING = 10_000

State = Literal[
    "waiting",
    "delivered",
    "failed",  # five attempts: it is never sent again
    "withheld",  # the webhook was suspended or deleted before its turn, or too much was waiting for it
    "not sent",  # the address is not on this machine, and others were not allowed
    "lost",  # a fault was ordered
]


class Delivery(msgspec.Struct, eq=False):
    """One event on its way to one webhook.

    `status` is that of the last answer, None where none came; `ms` the time it took; `error` what went wrong without an
    answer; `answer` the beginning of the answer's body. Times are of the sandbox's clock: `at` in seconds UTC, `due`
    in its monotonic seconds.
    """

    id: str
    webhook_id: str
    event: str
    endpoint: str
    body: bytes
    signature: str
    at: float
    due: float
    state: State = "waiting"
    attempts: int = 0
    status: int | None = None
    ms: float = 0.0
    error: str = ""
    answer: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """What is sent with the body."""
        return {"Content-Type": "application/json", "X-Signature": self.signature}

    def shown(self) -> dict[str, object]:
        """The log's line: without the signature."""
        names = ("id", "webhook_id", "event", "endpoint", "at", "state", "attempts", "status", "ms", "error", "answer")
        return {name: getattr(self, name) for name in names} | {"body": self.body[:200].decode("utf-8", "replace")}


class Outbox:
    """The deliveries of one sandbox: a webhook's go one after the other, in order; webhooks don't wait for each other.

    Attributes:
        log: The last 1,000 deliveries, oldest first.
        on_work: Called when there may be something new to send.
    """

    def __init__(self, clock: SandboxClock, faults: Faults) -> None:
        self._clock = clock
        self._faults = faults
        self._lines: dict[str, deque[Delivery]] = {}  # by webhook id; a late delivery has a line of its own
        self._under_way: set[str] = set()
        self.log: deque[Delivery] = deque(maxlen=LOGGED)
        self.on_work: Callable[[], None] | None = None

    def begin(self, world: World, seed: str) -> None:
        """Serve a world, and forget what was to be sent for another."""
        self._world = world
        self._ids = Ids(f"deliveries {seed}")
        self._lines.clear()
        self._under_way.clear()
        self.log.clear()

    def collect(self) -> None:
        """Make deliveries of what the world's webhooks have been told since the last time."""
        if not (self._world.events.told or self._world.events.fresh):
            return
        self._world.events.tell_fresh()
        told, self._world.events.told = self._world.events.told, []
        for one in told:
            for webhook in one.webhooks:
                self._post(one, webhook)
        if self.on_work is not None:
            self.on_work()

    def take(self) -> list[Delivery]:
        """The deliveries to be sent now: the first of each line, if it is due. They are under way until settled."""
        now, found = self._clock.monotonic(), []
        for key, line in tuple(self._lines.items()):
            self._drop_unwanted(line)
            if not line:
                del self._lines[key]
            elif line[0].id not in self._under_way and line[0].due <= now:
                self._under_way.add(line[0].id)
                found.append(line[0])
        return found

    def hand_over(self, receiver: Callable[[Delivery], int | None]) -> list[Delivery]:
        """Hand over all that waits, one attempt after the other; the clock moves to when the next one is due."""
        tried: list[Delivery] = []
        while True:
            for delivery in self.take():
                self.settle(delivery, receiver(delivery))
                tried.append(delivery)
            due = self.next_due()
            if due is None:
                return tried
            self._clock.move(max(0.0, due - self._clock.monotonic()))

    def next_due(self) -> float | None:
        """When the next delivery that isn't under way is due, in the clock's monotonic seconds."""
        dues = (line[0].due for line in self._lines.values() if line and line[0].id not in self._under_way)
        return min(dues, default=None)

    def is_idle(self) -> bool:
        """Whether nothing is under way, and nothing due."""
        due = self.next_due()
        return not self._under_way and (due is None or due > self._clock.monotonic())

    def settle(
        self, delivery: Delivery, status: int | None, *, ms: float = 0.0, error: str = "", answer: str = ""
    ) -> None:
        """Note how an attempt went; `status` None where no answer came in time."""
        self._under_way.discard(delivery.id)
        delivery.attempts += 1
        delivery.status, delivery.ms, delivery.error, delivery.answer = status, ms, error, answer
        webhook = self._world.events.webhooks.get(delivery.webhook_id)
        if status is not None and 200 <= status < 300:
            self._finish(delivery, "delivered")
            # One success heals; a webhook that was suspended meanwhile stays so.
            if webhook is not None and webhook.health != "suspended":
                webhook.health, webhook.fail_count = "active", 0
        elif status not in _UNWANTED and delivery.attempts < ATTEMPTS:
            delivery.due = self._clock.monotonic() + _PAUSES[delivery.attempts - 1]
        else:
            self._finish(delivery, "failed")
            if webhook is not None:
                _count_failure(webhook, is_unwanted=status in _UNWANTED)

    def refuse(self, delivery: Delivery) -> None:
        """Note that a delivery isn't sent at all, which says nothing about the webhook's health."""
        self._under_way.discard(delivery.id)
        self._finish(delivery, "not sent")

    def _post(self, told: Told, webhook: Webhook) -> None:
        seconds, fault = self._faults.draw_delivery(told.event)
        body = encode(payload(told, webhook))
        line = self._lines.setdefault(webhook.id, deque())
        made = self._make(told.event, webhook, body, seconds)
        if len(line) >= MOST_WAITING:
            made.state = "withheld"
        elif fault is None:
            line.append(made)
        elif fault.kind == "drop":
            made.state = "lost"
        elif fault.kind == "duplicate":
            line.extend((made, self._make(told.event, webhook, body, seconds)))
        else:
            made.due += fault.seconds or _LATE
            self._lines[made.id] = deque([made])

    def _make(self, event: str, webhook: Webhook, body: bytes, seconds: float) -> Delivery:
        signature = hmac.new(webhook.secret.encode(), body, "sha256").hexdigest()
        at, due = self._clock.now(), self._clock.monotonic() + seconds
        made = Delivery(self._ids.uuid(), webhook.id, event, webhook.endpoint, body, signature, at, due)
        self.log.append(made)
        return made

    def _drop_unwanted(self, line: deque[Delivery]) -> None:
        """Take away what a webhook is no longer to get: it is never sent later."""
        while line and line[0].id not in self._under_way:
            webhook = self._world.events.webhooks.get(line[0].webhook_id)
            if webhook is not None and webhook.health != "suspended":
                return
            line.popleft().state = "withheld"

    def _finish(self, delivery: Delivery, state: State) -> None:
        delivery.state = state
        for key in (delivery.webhook_id, delivery.id):
            line = self._lines.get(key)
            if line and line[0] is delivery:
                line.popleft()
                if not line:
                    del self._lines[key]


def _count_failure(webhook: Webhook, *, is_unwanted: bool) -> None:
    webhook.fail_count += 1
    if is_unwanted or webhook.fail_count >= MOST_FAILURES:
        webhook.health = "suspended"
    elif webhook.health != "suspended":
        webhook.health = "failing"
