"""Decides when a request of a token's may go, so that ClickUp never has to refuse one.

A caller asks for a `Ticket`, sends once it is granted, and settles it with what the answer told. Within a window that
is known a request goes while the least remaining that any answer told exceeds what is in flight; when the window is
over, one request opens the next and the others wait for its answer. Every request in flight is taken off the window
that is known at that moment, whichever it will count in, so that none can overdraw at the turn of a window.

The bulk lane would spend a window in seconds and leave the urgent to wait for the next. So where others have been
asking, it leaves free what they are likely to want, less and less as the window passes.
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
_BULK = _RANK["bulk"]
_URGENT, _MIDDLE, _LOW = (0, 1, 2), (1, 0, 2), (2, 0, 1)
_TURNS = (_URGENT, _URGENT, _URGENT, _MIDDLE, _URGENT, _URGENT, _URGENT, _LOW)
"""Who is looked at first, turn by turn: each lower lane is first in one of eight, so that it never starves."""

_HEADROOM = 3.0  # how many times the urgent requests of the last window are kept free for the next
_MOST_KEPT = 0.5  # of the limit, at the most
_RELEASED = 2.0  # seconds before the end of a window by which all is released, so that none goes to waste

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

    __slots__ = (
        "_bulk_at", "_in_flight", "_keep_rate", "_probe", "_probe_again_at", "_queues", "_turn", "_turned",
        "_turned_at", "_urgent", "_urgent_before", "_waiting", "_window",
    )  # fmt: skip

    def __init__(self, *, limit: int = _LEAST_LIMIT) -> None:
        """Start with nothing known; `limit` is assumed until an answer tells."""
        self._window = KnownWindow(limit)
        self._queues = tuple(_Queue() for _ in _LANES)
        self._waiting = 0
        self._in_flight = 0
        self._turn = 0
        self._urgent = 0  # asked for in this window by other lanes than bulk
        self._urgent_before = 0  # and in the one before
        self._keep_rate = 0.0  # requests to keep free for each second that is left
        self._bulk_at = inf
        self._turned = 0
        self._turned_at = -inf
        self._probe: Ticket | None = None
        self._probe_again_at = -inf

    def ask(self, lane: Lane, now: float) -> Ticket:
        """Ask to send one request: granted at once, or queued."""
        window = self._window
        if lane != "bulk":
            self._urgent += 1
            kept = 0.0
        else:
            kept = self._keep_rate and self._kept(now)
        if not self._waiting and now < window.ends_at and window.remaining - self._in_flight > kept:
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
            if known.told != self._turned:
                self._turn_over(now)
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
        self._bulk_at = inf
        while self._waiting and self._may_go(now):
            self._grant(now)

    def wake_at(self) -> float | None:
        """The next moment at which `advance` could grant something; None if only an answer can change anything."""
        window = self._window
        if not self._waiting or self._in_flight >= window.limit:
            return None
        return min(self._bulk_at, max(window.opens_at(self._in_flight), self._probe_again_at))

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
            only_bulk = self._waiting == self._queues[_BULK].waiting
            return window.remaining > self._in_flight and (not only_bulk or self._may_bulk(now))
        if window.silent >= _NOBODY_TELLS:
            return True
        return now >= self._probe_again_at and window.may_open(self._in_flight, now)

    def _may_bulk(self, now: float) -> bool:
        """Whether the bulk lane leaves the others enough; if not, note when it will."""
        window = self._window
        free = window.remaining - self._in_flight
        if free > self._kept(now):
            return True
        self._bulk_at = window.ends_at - _RELEASED - free / self._keep_rate + 0.001
        return False

    def _kept(self, now: float) -> float:
        """Requests to leave free in this window for the lanes above bulk."""
        return self._keep_rate * max(0.0, self._window.ends_at - _RELEASED - now)

    def _turn_over(self, now: float) -> None:
        """Expect of a new window what was asked for in the last, if that was lately."""
        self._urgent_before = self._urgent if now - self._turned_at < 2.0 * WINDOW else 0
        self._urgent = 0
        self._turned = self._window.told
        self._turned_at = now
        kept = min(_HEADROOM * self._urgent_before, _MOST_KEPT * self._window.limit)
        self._keep_rate = kept / (WINDOW - _RELEASED)

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
