"""Carries one request to its answer: the order in which breaker, limits, retries and errors have their say.

The thinking is a generator that does no I/O itself. It yields what has to be done (a `Request`: carry it; a `Wait`:
wait for a turn or a time) and is sent the outcome; `client.drive` carries it out, with or without asyncio.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec

from clickgate.client.call import Attempt, Wait
from clickgate.client.wire.limits import read_rate_window
from clickgate.client.wire.refusal import has_ecode, read_error
from clickgate.client.wire.retry import decide
from clickgate.errors import CircuitOpen, DeadlineExceeded, OutcomeUnknown, RateLimited, TransportFailed

if TYPE_CHECKING:
    from collections.abc import Generator

    from clickgate.catalog.model import Operation
    from clickgate.client.call import Options
    from clickgate.client.session import Session
    from clickgate.client.wire.auth import Token
    from clickgate.client.wire.http import Answer, Request
    from clickgate.client.wire.limits import RateWindow, Ticket
    from clickgate.errors import ClickgateError


class Exchange:
    """One request and all its tries.

    After `run` has given the answer of `request`, `window` is the rate window that it told of, `attempts` how often the
    request was sent, and `sent_at` when it was sent last.
    """

    __slots__ = (
        "_asked_at", "_deadline", "_lane", "_mark", "_operation", "_session", "attempts", "name", "request",
        "sent_at", "token", "window",
    )  # fmt: skip

    def __init__(
        self,
        session: Session,
        operation: Operation,
        name: str,
        request: Request,
        options: Options,
        token: Token | None = None,
    ) -> None:
        self._session = session
        self._operation = operation
        self.name = name
        self.request = request
        self.token = token
        self._lane = options.lane
        self._deadline = None if options.deadline is None else session.clock.monotonic() + options.deadline
        self._asked_at = 0.0
        self._mark: object = None
        self.attempts = 0
        self.sent_at = 0.0
        self.window: RateWindow | None = None

    def run(self) -> Generator[Request | Wait, Any, Answer]:
        """Send until it succeeds, can't succeed, or may not be sent again.

        Raises:
            ClickgateError: Any leaf of the tree but those of wrong use.
        """
        monotonic = self._session.clock.monotonic
        now = monotonic()
        first_sent_at = 0.0
        while True:
            self.attempts += 1
            self._asked_at = now
            ticket = self._ask(now)
            if not ticket.granted:
                yield from self._queue(ticket, now)
            self.sent_at = monotonic()
            first_sent_at = first_sent_at or self.sent_at
            request = self._prepare(ticket)
            try:
                answer: Answer = yield request
            except TransportFailed as failure:
                self._lose(ticket, is_failure=True)
                error: ClickgateError = failure
                self._observe(0, failure.code)
            except BaseException:  # cancelled: the request may have been counted
                self._lose(ticket, is_failure=False)
                self._observe(0, "cancelled", is_told=False)
                raise
            else:
                self._settle(ticket, answer)
                if answer.status < 300:
                    self._observe(answer.status, "")
                    return answer
                error = read_error(answer, self.request, operation=self.name, window=self.window)
                self._observe(answer.status, error.code, ecode=getattr(error, "ecode", ""))
            delay = self._pause(error, elapsed=self.sent_at - first_sent_at)
            if delay > 0:
                yield Wait(delay)
            now = monotonic()

    def has_time_for(self, seconds: float) -> bool:
        """Tell whether the call's deadline leaves so much time."""
        return self._deadline is None or self._session.clock.monotonic() + seconds < self._deadline

    def _ask(self, now: float) -> Ticket:
        session = self._session
        with session.lock:
            hold = session.breaker.admit(now)
            if hold > 0:
                raise CircuitOpen(
                    f"ClickUp has been failing; it is asked again in {hold:.0f} s.",
                    retry_after=hold,
                    operation=self.name,
                    advice="Nothing was sent.",
                )
            if self.attempts == 1:
                session.budget.note_request()
            return session.limiter.ask(self._lane, now)

    def _queue(self, ticket: Ticket, now: float) -> Generator[Wait, Any, None]:
        """Wait for a turn; fail at once where it can't come before the deadline."""
        session = self._session
        limiter, lock, deadline = session.limiter, session.lock, self._deadline
        try:
            while True:
                with lock:
                    expected = limiter.expected_wait(ticket, now)
                    wake_at = limiter.wake_at()
                if deadline is not None and now + expected >= deadline:
                    self._refuse_to_wait(now, expected)
                moments = [moment for moment in (wake_at, deadline) if moment is not None]
                yield Wait(max(0.0, min(moments) - now) if moments else None, ticket, lock)
                now = session.clock.monotonic()
                with lock:
                    if not ticket.granted:
                        limiter.advance(now)
                    if ticket.granted:
                        return
        except BaseException:
            with lock:
                limiter.withdraw(ticket, session.clock.monotonic())
            raise

    def _refuse_to_wait(self, now: float, expected: float) -> None:
        with self._session.lock:
            state = self._session.limiter.snapshot(now)
        wait = max(expected, state.resets_in or 0.0)
        allowance = f"The token's {state.limit} requests" if state.limit else "The token's requests"
        raise RateLimited(
            f"{allowance} of this minute are spent; the next can go in {wait:.1f} s, past the deadline.",
            retry_after=wait,
            limit=state.limit,
            operation=self.name,
            advice="Nothing was sent.",
        )

    def _prepare(self, ticket: Ticket) -> Request:
        """Give the request as it is sent now; whoever lends the token is told before."""
        try:
            request = self.request if self._deadline is None else self._bounded(self._deadline)
            if self._session.source is not None:
                self._mark = self._session.source.begin(self.token, self._attempt(0, "", ""))
        except BaseException:
            with self._session.lock:
                self._session.limiter.withdraw(ticket, self.sent_at)
            raise
        return request

    def _bounded(self, deadline: float) -> Request:
        """Shorten a request's timeout to what the deadline leaves."""
        if deadline <= self.sent_at:
            raise DeadlineExceeded("The time given was over before the request was sent.", operation=self.name)
        left = deadline - self.sent_at
        return self.request if self.request.timeout <= left else msgspec.structs.replace(self.request, timeout=left)

    def _settle(self, ticket: Ticket, answer: Answer) -> None:
        session = self._session
        status = answer.status
        self.window = window = read_rate_window(answer.header)
        wall_now = session.clock.now()
        with session.lock:
            now = session.clock.monotonic()
            session.limiter.settle(
                ticket, now, sent_at=self.sent_at, wall_now=wall_now, window=window, refused=status == 429
            )
            session.breaker.record(status < 500 or has_ecode(answer), now)

    def _lose(self, ticket: Ticket, *, is_failure: bool) -> None:
        session = self._session
        with session.lock:
            now = session.clock.monotonic()
            session.limiter.settle(
                ticket, now, sent_at=self.sent_at, wall_now=session.clock.now(), window=None, refused=False, lost=True
            )
            if is_failure:
                session.breaker.record(False, now)

    def _pause(self, error: ClickgateError, *, elapsed: float) -> float:
        """Seconds until the request is sent again.

        Raises:
            ClickgateError: It is not sent again: the error itself, or `OutcomeUnknown`.
        """
        session = self._session
        error.operation = self.name
        decision = decide(
            error,
            attempt=self.attempts,
            idempotent=self._operation.idempotent,
            elapsed=elapsed,
            policy=session.retry,
            rng=session.rng,
        )
        if decision.verdict == "unknown":
            raise OutcomeUnknown(
                f"The request was sent, and no answer tells what became of it. {error.message}", operation=self.name
            ) from error
        is_allowed = decision.verdict == "retry" and can_repeat(self.request)
        if is_allowed and self._deadline is not None:
            is_allowed = session.clock.monotonic() + decision.delay < self._deadline
        if is_allowed and decision.is_charged:
            with session.lock:
                is_allowed = session.budget.allow()
        if is_allowed:
            return decision.delay
        if self.attempts > 1 and self._operation.idempotent and self._operation.safety != "read":
            error.add_note(f"It was sent {self.attempts} times; an earlier try may have been carried out.")
        raise error

    def _observe(self, status: int, error: str, *, ecode: str = "", is_told: bool = True) -> None:
        session = self._session
        if session.observer is None and session.source is None:
            return
        attempt = self._attempt(status, error, ecode)
        if session.source is not None:
            session.source.end(self._mark, attempt)
        if session.observer is not None and is_told:
            session.observer(attempt)

    def _attempt(self, status: int, error: str, ecode: str) -> Attempt:
        return Attempt(
            operation=self.name,
            method=self.request.method,
            path=urlsplit(self.request.url).path,
            number=self.attempts,
            status=status,
            error=error,
            waited=self.sent_at - self._asked_at,
            seconds=self._session.clock.monotonic() - self.sent_at,
            window=self.window if status else None,
            ecode=ecode,
        )


def can_repeat(request: Request) -> bool:
    """Tell whether a request's body is still there to be sent once more."""
    body = request.body
    return body is None or isinstance(body, bytes) or body.can_repeat()
