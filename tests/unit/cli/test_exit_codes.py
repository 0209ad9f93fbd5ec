"""Every way to fail has an exit code that says what to do."""

from __future__ import annotations

import pytest

from clickgate import errors
from clickgate.cli.exit_codes import BY_ERROR, MEANINGS, exit_code

TREE = [getattr(errors, name) for name in errors.__all__]


def test_every_class_of_the_tree_has_an_exit_code_of_its_own_line():
    assert set(BY_ERROR) == set(TREE)


def test_every_exit_code_has_a_meaning():
    assert set(BY_ERROR.values()) <= set(MEANINGS)


@pytest.mark.parametrize("kind", [kind for kind in TREE if issubclass(kind, errors.UsageError)])
def test_whatever_was_wrong_before_sending_ends_with_2(kind: type[errors.ClickgateError]):
    assert BY_ERROR[kind] == 2


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        pytest.param(errors.NotFound("gone", status=404), 5, id="not found"),
        pytest.param(errors.RateLimited("spent", retry_after=7.0), 6, id="rate limit"),
        pytest.param(errors.CircuitOpen("failing"), 7, id="the breaker is open"),
        pytest.param(errors.OutcomeUnknown("lost"), 8, id="may have been done"),
    ],
)
def test_an_error_ends_with_the_code_of_its_class(error: errors.ClickgateError, expected: int):
    assert exit_code(error) == expected


def test_an_error_class_of_somebody_else_ends_as_the_one_it_is_made_from():
    class GoneForGood(errors.NotFound):
        code = "gone_for_good"

    assert exit_code(GoneForGood("gone", status=410)) == 5
