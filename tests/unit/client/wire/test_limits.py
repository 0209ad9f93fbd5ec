from __future__ import annotations

import pytest

from clickgate.client.wire.limits import Limiter, RateWindow

UNIX = 1_800_000_000.0  # ClickUp's clock at monotonic zero


def told(remaining, *, resets_in=60.0, limit=100, now=0.0):
    return RateWindow(limit, remaining, UNIX + resets_in, UNIX + int(now))


def settle(limiter, ticket, now, window=None, *, sent_at=None, refused=False, lost=False):
    limiter.settle(
        ticket, now, sent_at=now - 0.1 if sent_at is None else sent_at, wall_now=UNIX + now, window=window,
        refused=refused, lost=lost,
    )  # fmt: skip


def opened(remaining=99, **options):
    """A limiter whose first request went at 0 and was answered at 0.1."""
    limiter = Limiter()
    settle(limiter, limiter.ask("interactive", 0.0), 0.1, told(remaining, **options))
    return limiter


def granted(tickets):
    return [ticket.granted for ticket in tickets]


def test_while_nothing_is_known_one_goes_and_the_others_wait_for_its_answer():
    limiter = Limiter()
    tickets = [limiter.ask("bulk", 0.0) for _ in range(4)]
    before = granted(tickets)

    settle(limiter, tickets[0], 0.1, told(2))

    assert before == [True, False, False, False]
    assert granted(tickets) == [True, True, True, False]


def test_what_is_in_flight_is_taken_off_what_remains():
    limiter = opened(3)

    tickets = [limiter.ask("bulk", 1.0) for _ in range(5)]

    assert granted(tickets) == [True, True, True, False, False]


def test_the_end_of_a_window_is_never_guessed_too_early():
    """Rounding, `Date` and the way leave two seconds open: the minute since the first answer is surer."""
    limiter = opened(0, resets_in=60.0)
    ticket = limiter.ask("bulk", 1.0)
    wake = limiter.wake_at()

    limiter.advance(wake - 0.001)
    early = ticket.granted
    limiter.advance(wake)

    assert wake == pytest.approx(60.15)
    assert (early, ticket.granted) == (False, True)


def test_a_window_that_follows_the_servers_clock_ends_when_the_reset_says():
    limiter = opened(0, resets_in=20.0)
    limiter.ask("bulk", 1.0)

    assert limiter.wake_at() == pytest.approx(20.0 + 1.0 + 0.1 + 0.05)


def test_when_a_window_is_over_one_opens_the_next_and_the_rest_flows():
    limiter = opened(0)
    tickets = [limiter.ask("bulk", 1.0) for _ in range(4)]
    limiter.advance(61.0)
    probing = granted(tickets)

    settle(limiter, tickets[0], 61.2, told(99, resets_in=121.0, now=61.2))

    assert probing == [True, False, False, False]
    assert granted(tickets) == [True] * 4


def test_a_late_answer_of_an_old_window_changes_nothing():
    limiter = opened(50)
    slow = limiter.ask("bulk", 1.0)
    settle(limiter, limiter.ask("bulk", 61.0), 61.2, told(99, resets_in=121.0, now=61.2))

    settle(limiter, slow, 62.0, told(0, now=2.0), sent_at=1.0)

    assert limiter.snapshot(62.0).remaining == 99
    assert limiter.ask("bulk", 62.0).granted


def test_a_late_refusal_of_an_old_window_changes_nothing():
    limiter = opened(50)
    slow = limiter.ask("bulk", 1.0)
    settle(limiter, limiter.ask("bulk", 61.0), 61.2, told(99, resets_in=121.0, now=61.2))

    settle(limiter, slow, 62.0, told(0, now=2.0), sent_at=1.0, refused=True)

    assert limiter.ask("bulk", 62.0).granted


def test_answers_that_overtake_each_other_leave_the_least():
    limiter = opened(50)
    first, second = limiter.ask("bulk", 1.0), limiter.ask("bulk", 1.0)
    settle(limiter, second, 2.0, told(40, now=2.0), sent_at=1.0)
    settle(limiter, first, 3.0, told(41, now=2.0), sent_at=1.0)

    assert limiter.snapshot(3.0).remaining == 40


def test_what_somebody_else_took_is_believed_and_told():
    limiter = opened(99)
    settle(limiter, limiter.ask("bulk", 1.0), 2.0, told(10, now=2.0))

    state = limiter.snapshot(2.0)

    assert (state.remaining, state.others) == (10, 88)


def test_a_refusal_stops_all_until_the_reset():
    limiter = opened(50)
    one, *others = [limiter.ask("bulk", 1.0) for _ in range(60)]
    settle(limiter, one, 2.0, told(0, now=2.0), refused=True)
    for ticket in others[:10]:
        settle(limiter, ticket, 2.0, told(0, now=2.0), sent_at=1.0, refused=True)

    limiter.advance(59.0)

    assert sum(granted(others)) == 49
    assert limiter.wake_at() == pytest.approx(60.15)


def test_refusals_that_tell_nothing_make_rests_ever_longer():
    limiter, now, rests = Limiter(), 0.0, []
    ticket = limiter.ask("bulk", now)
    for _ in range(6):
        waiting = limiter.ask("bulk", now)
        settle(limiter, ticket, now, sent_at=now, refused=True)
        rests.append(limiter.wake_at() - now)
        ticket, now = waiting, limiter.wake_at()
        limiter.advance(now)

    assert rests == [5.0, 10.0, 20.0, 40.0, 60.0, 60.0]


def test_three_answers_without_a_word_of_limits_open_the_way():
    limiter = Limiter()
    tickets = [limiter.ask("bulk", 0.0) for _ in range(20)]
    counts = []
    for n in range(3):
        settle(limiter, tickets[n], float(n), sent_at=float(n))
        counts.append(sum(granted(tickets)))

    assert counts == [2, 3, 20]


def test_one_answer_without_headers_counts_and_the_window_stays():
    """A gateway's page of HTML has none; the request may have counted."""
    limiter = opened(5)
    settle(limiter, limiter.ask("bulk", 1.0), 2.0)

    assert limiter.snapshot(2.0).remaining == 4


def test_a_lost_request_stays_counted():
    limiter = opened(5)
    settle(limiter, limiter.ask("bulk", 1.0), 2.0, lost=True)

    assert limiter.snapshot(2.0).remaining == 4
    assert limiter.snapshot(2.0).in_flight == 0


def test_a_lost_probe_hands_over_to_the_next():
    limiter = Limiter()
    tickets = [limiter.ask("bulk", 0.0) for _ in range(3)]
    settle(limiter, tickets[0], 1.0, lost=True)

    assert granted(tickets) == [True, True, False]


def test_a_slow_probe_is_joined_by_another():
    """The first request may be an upload of minutes."""
    limiter = Limiter()
    tickets = [limiter.ask("bulk", 0.0) for _ in range(3)]
    wake = limiter.wake_at()
    limiter.advance(wake)

    assert wake == 3.0
    assert granted(tickets) == [True, True, False]


def test_a_window_that_was_thought_over_and_is_not_is_waited_out():
    """Should ClickUp's windows be longer than a minute, it costs one refusal, once."""
    limiter = opened(0, resets_in=90.0)
    probe, waiting = limiter.ask("bulk", 1.0), limiter.ask("bulk", 1.0)
    limiter.advance(61.0)
    settle(limiter, probe, 61.2, told(0, resets_in=90.0, now=61.2), sent_at=61.0, refused=True)
    first = limiter.wake_at()
    limiter.advance(first)
    settle(limiter, waiting, first + 0.1, told(0, resets_in=180.0, now=first + 0.1), sent_at=first)
    limiter.ask("bulk", first + 1.0)

    assert 90.0 < first < 91.2
    assert 180.0 < limiter.wake_at() < 181.2


def test_a_raised_limit_counts_at_once_and_a_late_word_of_the_old_one_does_not():
    limiter = opened(1)
    late, fresh = limiter.ask("bulk", 0.05), limiter.ask("bulk", 0.2)
    settle(limiter, late, 0.3, told(0, now=0.3), sent_at=0.05)
    limiter.advance(60.2)
    settle(limiter, fresh, 60.4, told(900, limit=1000, resets_in=121.0, now=60.4), sent_at=60.2)
    slow, quick = limiter.ask("bulk", 61.0), limiter.ask("bulk", 61.0)
    settle(limiter, quick, 62.0, told(4000, limit=5000, resets_in=121.0, now=62.0), sent_at=61.0)
    settle(limiter, slow, 63.0, told(890, limit=1000, resets_in=121.0, now=61.0), sent_at=61.0)

    assert limiter.snapshot(63.0).limit == 5000


def test_the_urgent_go_first_and_each_lower_lane_gets_one_of_eight():
    limiter = opened(0)
    tickets = [limiter.ask(lane, 1.0) for lane in ("bulk", "webhook", "interactive") for _ in range(40)]
    order = []
    for ticket in tickets:
        ticket.on_grant = lambda lane=ticket.lane: order.append(lane)
    limiter.advance(61.0)
    settle(limiter, next(ticket for ticket in tickets if ticket.granted), 61.2, told(47, resets_in=121.0, now=61.2))
    eights = [order[start : start + 8] for start in range(len(order) - 8)]

    assert len(order) == 48
    assert all(eight.count("bulk") == eight.count("webhook") == 1 for eight in eights)


def test_bulk_leaves_free_what_the_urgent_asked_for_in_the_last_window_and_less_as_time_passes():
    limiter = opened(99)
    for _ in range(9):
        settle(limiter, limiter.ask("interactive", 1.0), 2.0, told(90, now=2.0))
    settle(limiter, limiter.ask("bulk", 61.0), 61.2, told(99, resets_in=121.0, now=61.2))
    bulk = [limiter.ask("bulk", 61.2) for _ in range(99)]
    first = sum(granted(bulk))
    limiter.advance(91.2)
    later = sum(granted(bulk))
    person = limiter.ask("interactive", 91.2)
    wake = limiter.wake_at()
    limiter.advance(wake)

    assert (first, later) == (72, 86)  # 3 x 9 are kept, and half of them when half of the time is over
    assert person.granted
    assert 91.2 < wake < 96.0
    assert sum(granted(bulk)) == 87


def test_what_was_kept_is_all_released_before_the_window_ends():
    limiter = opened(99)
    settle(limiter, limiter.ask("interactive", 1.0), 2.0, told(98, now=2.0))
    settle(limiter, limiter.ask("bulk", 61.0), 61.2, told(99, resets_in=121.0, now=61.2))
    bulk = [limiter.ask("bulk", 61.2) for _ in range(99)]
    limiter.advance(119.3)

    assert all(granted(bulk))


def test_a_lane_is_first_come_first_served():
    limiter = opened(0)
    tickets = [limiter.ask("bulk", 1.0) for _ in range(10)]
    order = []
    for n, ticket in enumerate(tickets):
        ticket.on_grant = lambda n=n: order.append(n)
    limiter.withdraw(tickets[3], 2.0)
    limiter.advance(61.0)
    settle(limiter, tickets[0], 61.2, told(5, resets_in=121.0, now=61.2))

    assert order == [0, 1, 2, 4, 5, 6]


def test_a_ticket_withdrawn_unsent_gives_its_place_to_another():
    limiter = opened(1)
    held, waiting = limiter.ask("bulk", 1.0), limiter.ask("bulk", 1.0)
    limiter.withdraw(held, 1.0)
    limiter.withdraw(held, 1.0)

    assert waiting.granted
    assert limiter.snapshot(1.0).in_flight == 1


def test_thousands_withdrawn_leave_no_litter():
    limiter = opened(0)
    limiter.ask("bulk", 1.0)
    for _ in range(5000):
        limiter.withdraw(limiter.ask("bulk", 1.0), 1.0)

    assert len(limiter._queues[2]._tickets) < 100


def test_the_wait_that_is_foretold_counts_windows():
    limiter = opened(0, limit=10)
    tickets = [limiter.ask("bulk", 0.15) for _ in range(25)]
    waits = [limiter.expected_wait(tickets[n], 0.15) for n in (0, 9, 10, 24)]

    assert waits == pytest.approx([60.0, 60.0, 120.0, 180.0])
    assert limiter.expected_wait(limiter.ask("interactive", 0.15), 0.15) == pytest.approx(60.0)


def test_a_state_of_which_nothing_is_known_says_so():
    state = Limiter().snapshot(0.0)

    assert (state.limit, state.remaining, state.resets_in, state.in_flight) == (None, None, None, 0)
    assert state.waiting == {"interactive": 0, "webhook": 0, "bulk": 0}
