"""Where a date without a time is put."""

from __future__ import annotations

import pytest

from clickgate.sandbox.dates import at_four


@pytest.mark.parametrize(
    ("value", "timezone", "expected"),
    [
        pytest.param(1_767_718_800_000, "America/New_York", 1_767_690_000_000, id="the user's day"),
        pytest.param(1_767_718_800_000, "UTC", 1_767_672_000_000, id="UTC"),
        pytest.param(1_767_718_800_000, "Nowhere/At_All", 1_767_672_000_000, id="an unknown zone counts as UTC"),
        pytest.param(10**17, "UTC", 10**17, id="beyond the calendar it stays where it is"),
    ],
)
def test_a_date_is_put_at_four_in_the_morning_of_its_day(value: int, timezone: str, expected: int):
    assert at_four(value, timezone) == expected
