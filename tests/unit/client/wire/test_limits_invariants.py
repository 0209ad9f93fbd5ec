"""What holds of the limiter whatever happens, in whatever order."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from clickgate.client.wire.limits import Limiter, RateWindow

UNIX = 1_800_000_000.0  # the server's clock at monotonic zero


def settle(limiter, ticket, now, window=None, *, sent_at, refused=False, lost=False):
    limiter.settle(ticket, now, sent_at=sent_at, wall_now=UNIX + now, window=window, refused=refused, lost=lost)


class AnyOrderOfEvents(RuleBasedStateMachine):
    """A strict server, and callers that ask, give up, lose and settle in any order at any time."""

    LIMIT = 7

    def __init__(self):
        super().__init__()
        self.limiter = Limiter(limit=self.LIMIT)
        self.now = 0.0
        self.ends = -1.0
        self.used = 0
        self.asked = []
        self.unsent = []
        self.on_the_way = []
        self.answers = []
        self.refused = False

    def ready(self):
        fresh = [ticket for ticket in self.asked if ticket.granted]
        self.asked = [ticket for ticket in self.asked if not ticket.granted]
        self.on_the_way += [(ticket, self.now) for ticket in fresh]

    @rule(lane=st.sampled_from(["interactive", "webhook", "bulk"]))
    def ask(self, lane):
        self.asked.append(self.limiter.ask(lane, self.now))
        self.ready()

    @rule(seconds=st.floats(0.01, 40.0))
    def wait(self, seconds):
        self.now += seconds
        wake = self.limiter.wake_at()
        if wake is not None and wake <= self.now:
            self.limiter.advance(self.now)
        self.ready()

    @precondition(lambda self: self.on_the_way)
    @rule(data=st.data())
    def arrive(self, data):
        ticket, sent_at = self.on_the_way.pop(data.draw(st.integers(0, len(self.on_the_way) - 1)))
        if self.now >= self.ends:
            self.ends, self.used = self.now + 60.0, 0
        refused = self.used >= self.LIMIT
        self.refused |= refused
        self.used += not refused
        window = RateWindow(
            self.LIMIT, self.LIMIT - self.used, float(int(UNIX + self.ends)), float(int(UNIX + self.now))
        )
        self.answers.append((ticket, sent_at, window, refused))

    @precondition(lambda self: self.answers)
    @rule(data=st.data(), lost=st.booleans())
    def answer(self, data, lost):
        ticket, sent_at, window, refused = self.answers.pop(data.draw(st.integers(0, len(self.answers) - 1)))
        for _ in range(2):  # twice is once
            settle(
                self.limiter, ticket, self.now, None if lost else window, sent_at=sent_at,
                refused=refused and not lost, lost=lost,
            )  # fmt: skip
        self.ready()

    @precondition(lambda self: self.asked)
    @rule(data=st.data())
    def give_up(self, data):
        self.limiter.withdraw(self.asked.pop(data.draw(st.integers(0, len(self.asked) - 1))), self.now)
        self.ready()

    @invariant()
    def what_is_counted_is_what_is(self):
        state = self.limiter.snapshot(self.now)

        assert state.in_flight == len(self.on_the_way) + len(self.answers) >= 0
        assert sum(state.waiting.values()) == len(self.asked)

    @invariant()
    def no_more_than_the_limit_is_granted(self):
        assert not self.refused

    def teardown(self):
        """Every ticket is granted in the end."""
        for _ in range(200):
            while self.on_the_way or self.answers:
                if self.on_the_way:
                    ticket, sent_at = self.on_the_way.pop()
                else:
                    ticket, sent_at, *_ = self.answers.pop()
                settle(self.limiter, ticket, self.now, sent_at=sent_at, lost=True)
                self.ready()
            if self.asked:
                wake = self.limiter.wake_at()
                assert wake is not None
                self.now = max(self.now, wake)
                self.limiter.advance(self.now)
                self.ready()

        assert self.asked == []


TestAnyOrderOfEvents = AnyOrderOfEvents.TestCase
TestAnyOrderOfEvents.settings = settings(max_examples=150, stateful_step_count=60, deadline=None)
