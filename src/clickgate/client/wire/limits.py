"""Decides when a request of a token's may go, so that ClickUp never has to refuse one.

A caller asks for a `Ticket`, sends once it is granted, and settles it with what the answer told. Within a window that
is known a request goes while the least remaining that any answer told exceeds what is in flight; when the window is
over, one request opens the next and the others wait for its answer. Every request in flight is taken off the window
that is known at that moment, whichever it will count in, so that none can overdraw at the turn of a window.
"""

from __future__ import annotations

from collections import deque
from math import inf
from typing import TYPE_CHECKING, Literal, get_args

import msgspec

from clickgate.client.wire.window import WINDOW, KnownWindow, RateWindow, read_rate_window

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["Lane", "LimitState", "Limiter", "RateWindow", "Ticket", "read_rate_window"]

Lane = Literal["interactive", "webhook", "bulk"]

_LANES: tuple[Lane, ...] = get_args(Lane)
_RANK: Mapping[Lane, int] = {lane: rank for rank, lane in enumerate(_LANES)}
_URGENT, _MIDDLE, _LOW = (0, 1, 2), (1, 0, 2), (2, 0, 1)
_TURNS = (_URGENT, _URGENT, _URGENT, _MIDDLE, _URGENT, _URGENT, _URGENT, _LOW)
"""Who is looked at first, turn by turn: each lower lane is first in one of eight, so that it never starves."""

_PROBE_PATIENCE = 3.0  # seconds; a probe may be a slow call, and the others need not wait for all of it
_LEAST_LIMIT = 100  # requests a minute. Source: https://developer.clickup.com/docs/rate-limits
_NOBODY_TELLS = 3  # answers in a row without a word of limits: something on the way takes the headers off


class Ticket:
    """Leave to send one request, given or waited for.

    Attributes:
        lane: How urgent it is.
        granted: Whether the request may be sent.
        on_grant: Called once, at the grant, if the ticket had to wait; must not call the limiter.
    """

    __slots__ = ("_done", "_number", "granted", "lane", "on_grant")

    def __init__(self, lane: Lane, *, granted: bool) -> None:
        self.lane = lane
        self.granted = granted
        self.on_grant: Callable[[], None] | None = None
        self._done = False
        self._number = 0


class LimitState(msgspec.Struct, frozen=True):
    """Where a token stands.

    `limit` is requests a window, None while unknown; `remaining` is what may still be sent in this window, with what
    is in flight already taken off, and `resets_in` the seconds until it is over; both are None where no window is
    known. `others` is how many requests of this window were not ours, at the least.
    """

    limit: int | None
    remaining: int | None
    resets_in: float | None
    waiting: dict[Lane, int]
    in_flight: int
    others: int


class _Queue:
    """Tickets of one lane, first come first served; those withdrawn are passed over later."""

    __slots__ = ("_joined", "_tickets", "waiting")

    def __init__(self) -> None:
        self._tickets: deque[Ticket] = deque()
        self._joined = 0
        self.waiting = 0

    def join(self, ticket: Ticket) -> None:
        self._joined += 1
        ticket._number = self._joined
        self._tickets.append(ticket)
        self.waiting += 1

    def leave(self) -> None:
        """Forget one that was marked done; sweep when most are, so that the queue can't grow without bound."""
        self.waiting -= 1
        if len(self._tickets) > 2 * self.waiting + 32:
            self._tickets = deque(ticket for ticket in self._tickets if not ticket._done)

    def pop(self) -> Ticket:
        self.waiting -= 1
        while (ticket := self._tickets.popleft())._done:
            pass
        return ticket

    def ahead_of(self, ticket: Ticket) -> int:
        """How many are served before this one, at the least."""
        gone = len(self._tickets) - self.waiting
        return max(0, ticket._number - self._tickets[0]._number - gone)


class Limiter:
    """Grants one token's requests, and learns from their answers.

    Not thread-safe: the driver holds a lock. `now` is monotonic seconds and never runs backwards.
    """

    __slots__ = ("_in_flight", "_probe", "_probe_again_at", "_queues", "_turn", "_waiting", "_window")

    def __init__(self, *, limit: int = _LEAST_LIMIT) -> None:
        """Start with nothing known; `limit` is assumed until an answer tells."""
        self._window = KnownWindow(limit)
        self._queues = tuple(_Queue() for _ in _LANES)
        self._waiting = 0
        self._in_flight = 0
        self._turn = 0
        self._probe: Ticket | None = None
        self._probe_again_at = -inf

    def ask(self, lane: Lane, now: float) -> Ticket:
        """Ask to send one request: granted at once, or queued."""
        window = self._window
        if not self._waiting and now < window.ends_at and window.remaining > self._in_flight:
            self._in_flight += 1
            return Ticket(lane, granted=True)
        ticket = Ticket(lane, granted=False)
        self._queues[_RANK[lane]].join(ticket)
        self._waiting += 1
        self.advance(now)
        return ticket

    def withdraw(self, ticket: Ticket, now: float) -> None:
        """Give up a ticket that still waits, or that was granted and never used."""
        if ticket._done:
            return
        if ticket.granted:
            self._free(ticket)
        else:
            ticket._done = True
            self._waiting -= 1
            self._queues[_RANK[ticket.lane]].leave()
        self.advance(now)

    def settle(
        self,
        ticket: Ticket,
        now: float,
        *,
        sent_at: float,
        wall_now: float,
        window: RateWindow | None,
        refused: bool,
        lost: bool = False,
    ) -> None:
        """Take in how a request ended, and grant others what that allows.

        Args:
            ticket: One that was granted; settling it twice does nothing.
            now: When the answer came, or was given up.
            sent_at: When the request was sent; monotonic seconds.
            wall_now: Unix seconds by this machine's clock, read with `now`.
            window: What the answer told of the rate window; None if nothing.
            refused: Whether the answer was a 429.
            lost: Whether no answer came; the request may have counted.
        """
        if ticket._done:
            return
        self._free(ticket)
        known = self._window
        if window is not None:
            meant = known.learn(window, sent_at=sent_at, now=now, wall_now=wall_now)
        else:
            meant = True
            known.note_unseen(sent_at=sent_at, now=now, answered=not lost)
        if refused:
            if meant:
                known.note_refusal(sent_at=sent_at, now=now)
        elif known.refusals and not lost:
            known.note_success(sent_at=sent_at)
        if self._waiting:
            self.advance(now)

    def advance(self, now: float) -> None:
        """Grant whatever may go now."""
        while self._waiting and self._may_go(now):
            self._grant(now)

    def wake_at(self) -> float | None:
        """The next moment at which `advance` could grant something; None if only an answer can change anything."""
        window = self._window
        if not self._waiting or self._in_flight >= window.limit:
            return None
        return max(window.opens_at(self._in_flight), self._probe_again_at)

    def expected_wait(self, ticket: Ticket, now: float) -> float:
        """Seconds that a waiting ticket will wait at the least, by what is known; 0.0 if it is granted."""
        window = self._window
        if ticket.granted or ticket._done:
            return 0.0
        rank = _RANK[ticket.lane]
        ahead = self._queues[rank].ahead_of(ticket)
        ahead += min(sum(queue.waiting for queue in self._queues[:rank]), ahead * (len(_TURNS) - 1))
        if now >= window.ends_at:
            return ahead // window.limit * WINDOW if window.told else 0.0
        ahead -= max(0, window.remaining - self._in_flight)
        if ahead < 0:
            return 0.0
        return window.ends_at - now + ahead // window.limit * WINDOW

    def snapshot(self, now: float) -> LimitState:
        """Where the token stands, for errors, people and metrics."""
        window = self._window
        current = window.told and now < window.ends_at
        return LimitState(
            limit=window.limit if window.told else None,
            remaining=max(0, window.remaining - self._in_flight) if current else None,
            resets_in=window.ends_at - now if current else None,
            waiting={lane: self._queues[rank].waiting for lane, rank in _RANK.items()},
            in_flight=self._in_flight,
            others=window.others(self._in_flight) if current else 0,
        )

    def _may_go(self, now: float) -> bool:
        window = self._window
        if now < window.ends_at:
            return window.remaining > self._in_flight
        if window.silent >= _NOBODY_TELLS:
            return True
        return now >= self._probe_again_at and window.may_open(self._in_flight, now)

    def _grant(self, now: float) -> None:
        """Grant the ticket whose turn it is; if no window is known it is the probe that opens the next."""
        self._turn = (self._turn + 1) % len(_TURNS)
        queue = next(queue for rank in _TURNS[self._turn] if (queue := self._queues[rank]).waiting)
        ticket = queue.pop()
        self._waiting -= 1
        self._in_flight += 1
        ticket.granted = True
        if now >= self._window.ends_at:
            self._probe, self._probe_again_at = ticket, now + _PROBE_PATIENCE
        if ticket.on_grant is not None:
            ticket.on_grant()

    def _free(self, ticket: Ticket) -> None:
        ticket._done = True
        self._in_flight -= 1
        if ticket is self._probe:
            self._probe, self._probe_again_at = None, -inf
