from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clickgate.client.wire.breaker import TRANSITIONS, Breaker


def opened(now=0.0):
    breaker = Breaker()
    for _ in range(10):
        breaker.record(False, now)
    return breaker


def test_it_stays_closed_while_little_is_known():
    breaker = Breaker()
    for _ in range(9):
        breaker.record(False, 0.0)

    assert breaker.admit(0.0) == 0.0


@pytest.mark.parametrize(("good", "failed", "state"), [(11, 10, "closed"), (10, 10, "open"), (0, 10, "open")])
def test_it_opens_when_half_of_the_outcomes_are_failures(good, failed, state):
    breaker = Breaker()
    for _ in range(good):
        breaker.record(True, 1.0)
    for _ in range(failed):
        breaker.record(False, 2.0)

    assert breaker.state == state


def test_what_was_half_a_minute_ago_is_forgotten():
    breaker = Breaker()
    for _ in range(9):
        breaker.record(False, 0.0)
    breaker.record(False, 31.0)

    assert breaker.state == "closed"


def test_failures_add_up_over_half_a_minute():
    breaker = Breaker()
    for n in range(10):
        breaker.record(False, n * 2.7)

    assert breaker.state == "open"


def test_while_open_it_says_when_it_tries_again():
    breaker = opened(now=100.0)

    assert [breaker.admit(now) for now in (100.0, 103.0)] == [5.0, 2.0]


def test_after_the_rest_one_call_tries_and_the_others_wait():
    breaker = opened()
    tries = [breaker.admit(5.0), breaker.admit(5.0), breaker.admit(6.0)]

    assert tries == [0.0, 5.0, 4.0]
    assert breaker.state == "half_open"


def test_a_try_of_which_nothing_is_heard_gives_way_to_another():
    breaker = opened()
    breaker.admit(5.0)

    assert breaker.admit(10.0) == 0.0


def test_a_good_try_closes_it_and_the_past_is_forgotten():
    breaker = opened()
    breaker.admit(5.0)
    breaker.record(True, 5.5)
    breaker.record(False, 6.0)

    assert breaker.state == "closed"


def test_each_bad_try_doubles_the_rest_up_to_a_minute():
    breaker, now, rests = opened(), 0.0, []
    for _ in range(6):
        now += breaker.admit(now)
        breaker.admit(now)
        breaker.record(False, now)
        rests.append(breaker.admit(now))

    assert rests == [10.0, 20.0, 40.0, 60.0, 60.0, 60.0]


def test_what_was_sent_before_it_opened_is_no_news():
    breaker = opened()
    breaker.record(True, 1.0)
    breaker.record(False, 1.0)

    assert (breaker.state, breaker.admit(1.0)) == ("open", 4.0)


def test_a_rest_after_recovery_is_short_again():
    breaker = opened()
    for now, ok in ((5.0, False), (15.0, True)):
        breaker.admit(now)
        breaker.record(ok, now)
    for _ in range(10):
        breaker.record(False, 20.0)

    assert breaker.admit(20.0) == 5.0


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.floats(0, 20)), max_size=80))
def test_it_moves_only_along_its_table_and_never_shuts_for_good(steps):
    breaker, now = Breaker(), 0.0
    allowed = {(before, after) for (before, _), after in TRANSITIONS.items()} | {("open", "open")}
    for admits, ok, pause in steps:
        now += pause
        before = breaker.state
        wait = breaker.admit(now) if admits else breaker.record(ok, now)

        assert before == breaker.state or (before, breaker.state) in allowed
        assert wait is None or 0.0 <= wait <= 60.0
    now += breaker.admit(now)
    assert breaker.admit(now + 60.0) == 0.0
