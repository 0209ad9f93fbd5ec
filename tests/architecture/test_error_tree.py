"""The errors are as they are drawn."""

from __future__ import annotations

import inspect
import re

import pytest

from clickgate import errors

_LEAF = re.compile(r"^(?P<branch>[│ ]*[├└]── )(?P<name>\w+) +\S|^(?P<root>\w+)$")


def drawn() -> dict[str, str]:
    """Name of each error in the drawing → name of the one it hangs from; empty for the root."""
    parents: dict[str, str] = {}
    above: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        found = _LEAF.match(line)
        if found is None:
            continue
        depth = len(found["branch"] or "") // 4
        name = found["name"] or found["root"]
        parents[name] = above[depth - 1] if depth else ""
        above[depth:] = [name]
    return parents


def defined() -> dict[str, type[errors.ClickgateError]]:
    return {
        name: value
        for name, value in vars(errors).items()
        if inspect.isclass(value) and value.__module__.startswith(errors.__name__) and issubclass(value, Exception)
    }


def test_the_drawing_is_the_tree():
    actual = {
        name: "" if value is errors.ClickgateError else ",".join(base.__name__ for base in value.__bases__)
        for name, value in defined().items()
    }

    assert actual == drawn()


def test_the_drawing_has_the_order_of_the_list():
    assert list(drawn()) == list(errors.__all__)


def test_every_error_has_a_code_of_its_own():
    codes = [value.__dict__.get("code") for value in defined().values()]

    assert None not in codes
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("error", defined().values(), ids=lambda error: error.__name__)
def test_a_code_can_be_matched_and_shown(error: type[errors.ClickgateError]):
    assert re.fullmatch(r"[a-z][a-z0-9_]*", error.code)


@pytest.mark.parametrize("error", defined().values(), ids=lambda error: error.__name__)
def test_an_error_says_what_it_means(error: type[errors.ClickgateError]):
    assert error.__dict__.get("__doc__")
