"""The limiter against a simulated ClickUp, hours in virtual time.

The server counts as ClickUp does (fixed windows that open with their first request) or as it might (windows that
follow its clock), tells the end rounded up or down, by a clock of its own, and refuses what is over the limit.
"""

from __future__ import annotations

import heapq
import itertools
import math
import random
from collections import Counter
from dataclasses import dataclass, field

import pytest

from clickgate.client.wire.limits import Limiter, RateWindow

EPOCH = 1_800_000_000.37


class Server:
    def __init__(self, limit=100, *, aligned=False, up=True, skew=0.0):
        self.limit, self.aligned, self.up, self.skew = limit, aligned, up, skew
        self.tells = True
        self.dated = True
        self.opened = self.ends = -math.inf
        self.used = 0
        self.windows = []  # (ours, all) of each window
        self.refused = Counter()
        self.refusals = []  # when one of ours was refused
        self.by_worker = Counter()

    def clock(self, t):
        return EPOCH + t + self.skew

    def take(self, t, who):
        if t >= self.ends:
            self.opened = t
            self.ends = t + 60.0 - (self.clock(t) % 60.0 if self.aligned else 0.0)
            self.used = 0
            self.windows.append([0, 0])
        refused = self.used >= self.limit
        if refused:
            self.refused[who is not None] += 1
            if who is not None:
                self.refusals.append(t)
        else:
            self.used += 1
            self.windows[-1][0] += who is not None
            self.windows[-1][1] += 1
            self.by_worker[who] += 1
        return refused, self.limit - self.used, (math.ceil if self.up else math.floor)(self.clock(t) + self.ends - t)

    def full_windows(self):
        """Share used by anybody of each window but the first and the last, which are cut."""
        return [total / self.limit for _, total in self.windows[1:-1]]


@dataclass
class Simulation:
    server: Server
    seed: int = 1
    latency: tuple[float, float] = (0.02, 0.12)
    lose: float = 0.0  # share of answers lost
    now: float = 1000.0
    limiter: Limiter = field(default_factory=Limiter)

    def __post_init__(self):
        self.rng = random.Random(self.seed)
        self.events = []
        self.order = itertools.count()
        self.waits = {}
        self.granted = Counter()
        self.woken = math.inf
        self.peak_in_flight = 0

    def at(self, moment, action):
        heapq.heappush(self.events, (moment, next(self.order), action))

    def run(self, seconds):
        end = self.now + seconds
        while self.events and self.events[0][0] <= end:
            self.now, _, action = heapq.heappop(self.events)
            action()
            wake = self.limiter.wake_at()
            if wake is not None and wake < self.woken:
                self.woken = wake
                self.at(max(wake, self.now), self.wake)
        self.now = end
        return self

    def wake(self):
        self.woken = math.inf
        self.limiter.advance(self.now)

    def worker(self, name, lane="bulk", *, every=0.0, start=0.0):
        """One that sends its next request when the last is answered, and about so many seconds after that was asked."""
        self.waits[name] = []

        def step():
            began = self.now
            next_at = began + every * self.rng.uniform(0.5, 1.5)
            ticket = self.limiter.ask(lane, began)

            def go():
                self.waits[name].append(self.now - began)
                self.granted[lane] += 1
                self.send(ticket, name, lambda: self.at(max(self.now, next_at), step))

            if ticket.granted:
                go()
            else:
                ticket.on_grant = go

        self.at(self.now + start, step)

    def send(self, ticket, name, then):
        sent_at = self.now
        self.at(sent_at + self.rng.uniform(*self.latency), lambda: self.arrive(ticket, name, sent_at, then))

    def arrive(self, ticket, name, sent_at, then):
        server = self.server
        refused, remaining, reset = server.take(self.now, name)
        date = math.floor(server.clock(self.now)) if server.dated else None
        window = RateWindow(server.limit, remaining, float(reset), date) if server.tells else None
        lost = self.rng.random() < self.lose
        later = self.now + (30.0 if lost else self.rng.uniform(*self.latency))

        def answer():
            self.limiter.settle(
                ticket, self.now, sent_at=sent_at, wall_now=EPOCH + self.now, window=None if lost else window,
                refused=refused and not lost, lost=lost,
            )  # fmt: skip
            then()

        self.at(later, answer)

    def stranger(self, per_minute):
        """Somebody else on the same token, whom the limiter is not told of."""

        def step():
            self.server.take(self.now, None)
            self.at(self.now + self.rng.expovariate(per_minute / 60.0), step)

        self.at(self.now + self.rng.random(), step)


def simulate(server, *, workers, minutes, seed=1, **options):
    simulation = Simulation(server, seed=seed, **options)
    for name in range(workers):
        simulation.worker(name)
    return simulation.run(minutes * 60.0)


def jain(shares):
    """Fairness of shares: 1 where all are equal, 1/n where one has all."""
    return sum(shares) ** 2 / (len(shares) * sum(share * share for share in shares))


@pytest.mark.parametrize(("limit", "workers", "minutes"), [
    pytest.param(100, 1, 15, id="100 a minute, one worker"),
    pytest.param(100, 32, 15, id="100 a minute, 32 workers"),
    pytest.param(1000, 8, 5, id="1000 a minute, 8 workers"),
    pytest.param(10000, 32, 4, id="10000 a minute, 32 workers"),
])  # fmt: skip
@pytest.mark.parametrize("aligned", [False, True], ids=["opened by a request", "by the clock"])
@pytest.mark.parametrize("up", [False, True], ids=["rounded down", "rounded up"])
@pytest.mark.parametrize("skew", [0.0, 2.3, -2.3, 5.0, -5.0])
def test_every_window_is_used_up_and_nothing_is_refused(limit, workers, minutes, aligned, up, skew):
    if limit == 10000 and skew in {5.0, -5.0, 2.3}:
        skew *= -0.5  # two long runs of the same are enough
        minutes = 3
    server = Server(limit, aligned=aligned, up=up, skew=skew)

    simulate(server, workers=workers, minutes=minutes)

    assert server.refused[True] == 0
    assert min(server.full_windows()) >= 0.99


@pytest.mark.parametrize("aligned", [False, True])
@pytest.mark.parametrize("skew", [0.0, 1.0, -1.0])
def test_without_dates_a_wrong_clock_costs_time_and_no_refusal(aligned, skew):
    server = Server(aligned=aligned, skew=skew)
    server.dated = False

    simulate(server, workers=8, minutes=15)

    assert server.refused[True] == 0
    assert min(server.full_windows()) >= 0.99


@pytest.mark.parametrize("step", [-3600.0, -5.0, 5.0, 3600.0])
@pytest.mark.parametrize("aligned", [False, True])
def test_a_clock_that_is_set_costs_a_refusal_or_two_and_is_got_over(step, aligned):
    server = Server(aligned=aligned)
    simulation = simulate(server, workers=8, minutes=3)
    server.skew += step

    simulation.run(600.0)

    assert server.refused[True] <= 10
    assert min(server.full_windows()[-6:]) >= 0.99


@pytest.mark.parametrize(("per_minute", "most"), [(5, 3), (20, 12), (50, 24)])
@pytest.mark.parametrize("workers", [4, 32])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_stranger_on_the_token_costs_few_refusals_an_hour(per_minute, most, workers, seed):
    """A request that sleeps till the reset on each 429 is refused some 2000 times an hour in its place."""
    server = Server()
    simulation = Simulation(server, seed=seed)
    simulation.stranger(per_minute)
    for name in range(workers):
        simulation.worker(name)

    others = [simulation.run(60.0).limiter.snapshot(simulation.now).others for _ in range(60)]

    assert server.refused[True] <= most
    assert sum(server.full_windows()) / len(server.full_windows()) >= 0.99
    assert 0 < max(others) <= per_minute * 2


def test_a_token_that_somebody_has_spent_is_left_alone_until_the_reset():
    """Sixty wait; the first is refused, and nobody asks again before the window is over."""
    server = Server()
    for _ in range(100):
        server.take(999.0, None)

    simulate(server, workers=60, minutes=3)

    assert len(server.refusals) == 1
    assert [ours for ours, _ in server.windows[1:-1]] == [100]


@pytest.mark.parametrize("workers", [5, 60])
def test_a_hidden_limit_is_felt_for_and_never_stormed(workers):
    """Where something takes the headers off, only refusals tell: those in flight, then one after ever longer rests."""
    server = Server()
    server.tells = False

    simulate(server, workers=workers, minutes=20)

    assert all(sum(1 for t in server.refusals if t0 <= t < t0 + 4.0) <= workers for t0 in server.refusals)
    assert len(server.refusals) <= 20 * (workers + 5)
    assert sum(server.full_windows()) / len(server.full_windows()) >= 0.9


def test_without_headers_and_without_refusals_nothing_is_held_back():
    server = Server(10**9)
    server.tells = False

    simulation = simulate(server, workers=16, minutes=1)

    assert sum(map(len, simulation.waits.values())) > 16 * 60 / 0.24 * 0.9


@pytest.mark.parametrize("share", [0.02, 0.3])
def test_lost_answers_overdraw_nothing_and_hold_nobody_up(share):
    server = Server()

    simulation = simulate(server, workers=16, minutes=30, lose=share)

    assert server.refused[True] == 0
    assert sum(server.full_windows()) / len(server.full_windows()) >= 1.0 - share * 2
    assert max(map(max, simulation.waits.values())) < 120.0


@pytest.mark.parametrize(("before", "after"), [(100, 1000), (1000, 100)])
def test_a_limit_that_changes_within_a_window_is_followed(before, after):
    server = Server(before)
    simulation = simulate(server, workers=8, minutes=2)
    simulation.run(5.0)
    server.limit = after

    simulation.run(300.0)

    assert server.refused[True] <= 8  # no more than were in flight at the change
    assert server.full_windows()[-2:] == [1.0, 1.0]


def test_equals_get_equal_shares():
    server = Server()

    simulate(server, workers=10, minutes=30)

    assert jain([server.by_worker[name] for name in range(10)]) >= 0.99


def test_more_than_a_window_at_once_waits_for_several():
    """Nobody is refused and nobody is forgotten when 1000 come at once to a token of 100 a minute."""
    server = Server()

    simulation = Simulation(server)
    for name in range(1000):
        simulation.worker(name, every=1e6)
    simulation.run(11 * 60.0)

    assert server.refused[True] == 0
    assert all(len(waits) == 1 for waits in simulation.waits.values())


@pytest.mark.parametrize("aligned", [False, True])
@pytest.mark.parametrize(("limit", "people"), [(100, 1), (100, 4), (1000, 4)])
def test_people_hardly_wait_beside_a_greedy_copy_and_nothing_is_left_unused(aligned, limit, people):
    """Without anything kept free for them they would wait 48 s at the 95th percentile."""
    server = Server(limit, aligned=aligned)
    simulation = Simulation(server, seed=3)
    for name in range(8):
        simulation.worker(f"copy {name}")
    for name in range(people):
        simulation.worker(f"person {name}", "interactive", every=12.0, start=3.0 * name)

    simulation.run(1800.0)
    waits = sorted(wait for name in range(people) for wait in simulation.waits[f"person {name}"][6:])

    assert server.refused[True] == 0
    assert min(server.full_windows()) >= 0.99
    assert waits[int(len(waits) * 0.95)] <= 6.0


def test_bulk_moves_on_beside_people_who_want_all():
    server = Server()
    simulation = Simulation(server)
    for name in range(20):
        simulation.worker(f"copy {name}", "bulk")
        simulation.worker(f"hook {name}", "webhook")
    for name in range(100):
        simulation.worker(f"person {name}", "interactive")
    simulation.run(1800.0)
    share = {lane: count / sum(simulation.granted.values()) for lane, count in simulation.granted.items()}

    assert share["bulk"] >= 0.12
    assert share["webhook"] >= 0.12
    assert share["interactive"] >= 0.7
