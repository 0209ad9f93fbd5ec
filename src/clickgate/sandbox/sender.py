"""Sends an outbox's deliveries over real sockets, beside the server, on the sandbox's clock."""

from __future__ import annotations

import asyncio
import threading
from time import perf_counter
from typing import TYPE_CHECKING

from clickgate.sandbox.outbox import TIMEOUT
from clickgate.sandbox.posting import is_local, post

if TYPE_CHECKING:
    from collections.abc import Callable

    from clickgate.sandbox.engine import Engine
    from clickgate.sandbox.outbox import Delivery


class Sender:
    """Posts what is due until its event loop ends. `is_idle` and `nudge` are safe in any thread."""

    def __init__(self, engine: Engine, *, allow_remote: bool = False) -> None:
        self._outbox = engine.outbox
        self._clock = engine.clock
        self._allow_remote = allow_remote
        self._attempts: dict[asyncio.Task[None], float] = {}  # and when each takes too long
        self._wake: Callable[[], object] | None = None
        self._lock = threading.Lock()
        self._asked = 0
        self._idle = threading.Event()
        self._running: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, in the running event loop."""
        loop, woken = asyncio.get_running_loop(), asyncio.Event()
        self._attempts.clear()
        self._idle.clear()
        self._wake = lambda: loop.call_soon_threadsafe(woken.set)
        self._clock.watch(self.nudge)
        self._outbox.on_work = self.nudge
        self._running = loop.create_task(self._run(woken))

    def stop(self) -> None:
        """Listen no more; what is under way ends with its loop."""
        if self._wake is not None:
            self._clock.unwatch(self.nudge)
            self._wake = self._outbox.on_work = None

    def nudge(self) -> None:
        """There may be something new to send, or it may be later than it was."""
        with self._lock:
            self._asked += 1
            self._idle.clear()
        if self._wake is not None:
            self._wake()

    def wait_until_idle(self, timeout: float) -> bool:
        """Wait until nothing is under way and nothing due; False where that took more than so many real seconds."""
        return self._idle.wait(timeout)

    async def _run(self, woken: asyncio.Event) -> None:
        while True:
            woken.clear()
            with self._lock:
                asked = self._asked
            self._end_late_attempts()
            for delivery in self._outbox.take():
                self._begin(delivery)
            if self._outbox.is_idle():
                with self._lock:
                    if asked == self._asked:
                        self._idle.set()
            await self._sleep(woken)

    async def _sleep(self, woken: asyncio.Event) -> None:
        due = self._outbox.next_due()
        ends = [*self._attempts.values(), *([] if due is None else [due])]
        pause = max(0.001, min(ends) - self._clock.monotonic()) if ends else None
        try:
            await asyncio.wait_for(woken.wait(), pause)
        except TimeoutError:
            return

    def _begin(self, delivery: Delivery) -> None:
        if not self._allow_remote and not is_local(delivery.endpoint):
            self._outbox.refuse(delivery)
            self.nudge()
            return
        attempt = asyncio.get_running_loop().create_task(self._attempt(delivery))
        self._attempts[attempt] = self._clock.monotonic() + TIMEOUT

    async def _attempt(self, delivery: Delivery) -> None:
        begun, status, error, answer = perf_counter(), None, "", ""
        try:
            posted = await post(delivery.endpoint, delivery.headers, delivery.body)
            status, answer = posted.status, posted.beginning.decode("utf-8", "replace")
        except asyncio.CancelledError:
            error = f"no answer within {TIMEOUT:.0f} s"
        except (OSError, ValueError) as problem:
            error = f"{type(problem).__name__}: {problem}"[:200]
        finally:
            self._outbox.settle(delivery, status, ms=(perf_counter() - begun) * 1000, error=error, answer=answer)
            current = asyncio.current_task()
            if current is not None:
                self._attempts.pop(current, None)
            self.nudge()

    def _end_late_attempts(self) -> None:
        now = self._clock.monotonic()
        for attempt, end in tuple(self._attempts.items()):
            if end <= now:
                attempt.cancel()
