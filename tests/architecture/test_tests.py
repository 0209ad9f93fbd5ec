"""Tests are what they should be: each asserts something, none sleeps, and all are found."""

from __future__ import annotations

import ast
from collections import Counter

import pytest

from tests.architecture.tree import ROOT, functions, short, syntax

PAGES = sorted((ROOT / "tests").rglob("test_*.py"))
_ASSERTING = ("raises", "warns", "fail", "check_", "assert_")


def calls(node: ast.AST) -> list[str]:
    """Names of the functions called within, without what stands before the last dot."""
    named = (part.func for part in ast.walk(node) if isinstance(part, ast.Call))
    return [
        name.attr if isinstance(name, ast.Attribute) else name.id
        for name in named
        if hasattr(name, "attr") or hasattr(name, "id")
    ]


def asserts(test: ast.AST) -> bool:
    return any(isinstance(node, ast.Assert) for node in ast.walk(test)) or any(
        name.startswith(_ASSERTING) for name in calls(test)
    )


@pytest.mark.parametrize("page", PAGES, ids=short)
def test_every_test_asserts_something(page):
    tests = {name: node for name, node in functions(page) if name.rpartition(".")[2].startswith("test_")}

    assert [name for name, test in tests.items() if not asserts(test)] == []


@pytest.mark.parametrize("page", PAGES, ids=short)
def test_no_test_sleeps(page):
    naps = [
        node.lineno for node in ast.walk(syntax(page))
        if isinstance(node, ast.Call) and calls(node)[:1] == ["sleep"] and not _is_zero(node)
    ]  # fmt: skip

    assert naps == []


def _is_zero(call: ast.Call) -> bool:
    """Whether it is `sleep(0)`, which only lets others run."""
    return bool(call.args) and isinstance(call.args[0], ast.Constant) and call.args[0].value == 0


def test_a_test_file_has_a_name_of_its_own_or_stands_in_a_package():
    """Two files of one name outside packages hide each other."""
    loose = Counter(page.name for page in PAGES if not (page.parent / "__init__.py").is_file())

    assert [name for name, count in loose.items() if count > 1] == []
