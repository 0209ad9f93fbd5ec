from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clickgate.client.wire.retry import RetryBudget, RetryPolicy, decide
from clickgate.errors import (
    AuthenticationFailed,
    CircuitOpen,
    ConnectionFailed,
    ConnectionLost,
    DeadlineExceeded,
    InvalidParams,
    NotFound,
    RateLimited,
    RequestRefused,
    ServerFailed,
    TimedOut,
    UnexpectedReply,
)

POLICY = RetryPolicy()


def decided(error, *, attempt=1, idempotent=False, elapsed=0.0, policy=POLICY, seed=1):
    return decide(error, attempt=attempt, idempotent=idempotent, elapsed=elapsed, policy=policy, rng=Random(seed))


def failed(status, ecode=""):
    return ServerFailed("failed", status=status, ecode=ecode)


@pytest.mark.parametrize(("error", "twice_is_harmless", "twice_may_harm"), [
    pytest.param(ConnectionFailed("refused"), "retry", "retry", id="nothing was sent"),
    pytest.param(ConnectionLost("reset"), "retry", "unknown", id="it may have been carried out"),
    pytest.param(TimedOut("30 s"), "retry", "unknown", id="it may be carried out yet"),
    pytest.param(failed(500), "retry", "unknown", id="500 without a code"),
    pytest.param(failed(502), "retry", "unknown", id="502"),
    pytest.param(failed(503), "retry", "unknown", id="503"),
    pytest.param(failed(504), "retry", "unknown", id="504"),
    pytest.param(failed(501), "give_up", "unknown", id="a 5xx that won't pass"),
    pytest.param(failed(500, "FIELD_017"), "give_up", "give_up", id="500 with a code is a definite no"),
    pytest.param(failed(503, "SHARD_001"), "retry", "give_up", id="503 with a code"),
    pytest.param(RateLimited("429", retry_after=7.0), "retry", "retry", id="a 429 was not taken"),
    pytest.param(RequestRefused("bad", status=400), "give_up", "give_up", id="400"),
    pytest.param(AuthenticationFailed("bad", status=401), "give_up", "give_up", id="401"),
    pytest.param(NotFound("no", status=404), "give_up", "give_up", id="404"),
    pytest.param(UnexpectedReply("html", status=200), "give_up", "give_up", id="an odd answer"),
    pytest.param(CircuitOpen("open"), "give_up", "give_up", id="not to be asked now"),
    pytest.param(DeadlineExceeded("late"), "give_up", "give_up", id="too late"),
    pytest.param(InvalidParams([("name", "missing")]), "give_up", "give_up", id="a wrong call"),
])  # fmt: skip
def test_a_request_that_may_have_been_carried_out_is_never_sent_twice(error, twice_is_harmless, twice_may_harm):
    assert decided(error, idempotent=True).verdict == twice_is_harmless
    assert decided(error, idempotent=False).verdict == twice_may_harm


def test_after_a_429_the_limiter_does_the_waiting_and_the_budgets_are_not_spent():
    decision = decided(RateLimited("429", retry_after=40.0), elapsed=1000.0)

    assert (decision.verdict, decision.delay, decision.is_charged) == ("retry", 0.0, False)


@given(attempt=st.integers(1, 30), seed=st.integers(0, 1000))
def test_a_pause_is_drawn_below_a_bound_that_doubles_up_to_the_cap(attempt, seed):
    policy = RetryPolicy(attempts=31, budget=1e9)
    decision = decided(TimedOut("late"), attempt=attempt, idempotent=True, policy=policy, seed=seed)

    assert decision.verdict == "retry"
    assert decision.is_charged
    assert 0.0 <= decision.delay <= min(20.0, 0.5 * 2 ** (attempt - 1))


def test_pauses_are_spread_over_all_that_the_bound_leaves():
    delays = [decided(TimedOut("late"), attempt=4, idempotent=True, policy=RetryPolicy(attempts=9), seed=n).delay
              for n in range(300)]  # fmt: skip

    assert min(delays) < 0.2
    assert max(delays) > 3.8


@pytest.mark.parametrize("error", [TimedOut("late"), failed(503), RateLimited("429", retry_after=1.0)])
def test_after_the_last_attempt_it_gives_up(error):
    verdicts = [decided(error, attempt=n, idempotent=True).verdict for n in (1, 2, 3, 4)]

    assert verdicts == ["retry", "retry", "retry", "give_up"]


def test_an_unknown_outcome_is_told_even_after_the_last_attempt():
    assert decided(ConnectionLost("reset"), attempt=4).verdict == "unknown"


def test_no_retry_begins_after_the_time_is_spent():
    assert decided(TimedOut("late"), idempotent=True, elapsed=120.1).verdict == "give_up"


def test_retries_are_a_tenth_of_the_requests_and_a_few_to_start_with():
    budget = RetryBudget()
    first = sum(budget.allow() for _ in range(100))
    then = 0
    for _ in range(1000):
        budget.note_request()
        then += budget.allow()

    assert first == 10
    assert 98 <= then <= 100


@given(st.lists(st.booleans(), max_size=500))
def test_retries_never_exceed_the_burst_and_a_tenth(steps):
    budget, requests, retries = RetryBudget(), 0, 0
    for is_request in steps:
        if is_request:
            requests += 1
            budget.note_request()
        else:
            retries += budget.allow()

        assert retries <= 10 + requests * 0.1 + 1e-6
