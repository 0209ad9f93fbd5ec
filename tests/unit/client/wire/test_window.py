from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clickgate.client.wire.window import RateWindow, ServerClock, read_date, read_rate_window

HEADERS = {
    "x-ratelimit-limit": "100",
    "x-ratelimit-remaining": "99",
    "x-ratelimit-reset": "1784937600",
    "date": "Sat, 25 Jul 2026 00:00:00 GMT",
}


def test_the_headers_are_read():
    expected = RateWindow(limit=100, remaining=99, resets_at=1784937600.0, server_time=1784937600.0)

    assert read_rate_window(HEADERS.get) == expected
    assert read_rate_window({**HEADERS, "date": "yesterday"}.get).server_time is None


@pytest.mark.parametrize("name", ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"])
@pytest.mark.parametrize("text", [None, "", "many", "nan", "-1", "100, 100", "1784937600000000"])
def test_a_garbled_header_counts_as_absent(name, text):
    if text == "1784937600000000" and name != "x-ratelimit-reset":
        text = "1.5"

    assert read_rate_window({**HEADERS, name: text}.get) is None


@given(
    st.text() | st.sampled_from(["Sun, 31 Feb 2026 10:00:00 GMT", "a b c d e:f:g GMT", "Sun, 06 Nov 1994 08:49:37 CET"])
)
def test_a_date_that_is_none_is_none_and_no_error(text):
    assert read_date(text) is None


def test_a_leap_second_is_a_date():
    assert read_date("Sat, 31 Dec 2016 23:59:60 GMT") == read_date("Sat, 31 Dec 2016 23:59:59 GMT") == 1483228799.0


@given(st.floats(-5e9, 5e9), st.lists(st.tuples(st.floats(0, 100), st.floats(0, 5), st.floats(0, 1)), min_size=1))
def test_the_truth_is_never_outside_what_dates_say_of_the_servers_clock(ahead, answers):
    clock = ServerClock()
    now = 0.0
    for pause, took, part in answers:
        sent, now = now + pause, now + pause + took
        written = int((sent + took * part + ahead) // 1)
        clock.note(float(written), sent_at=sent, now=now, wall_now=0.0)

        assert clock.least - 1e-5 <= ahead <= clock.most + 1e-5
