"""Nothing grows beyond what can be read at one sitting, unless a decision record says why."""

from __future__ import annotations

import ast
import statistics

from tests.architecture.tree import ROOT, functions, handwritten, short

FILE_LINES = 400
FUNCTION_LINES = 50
MEDIAN_LINES = 8
P90_LINES = 25

# `path` or `path::function` → the decision record that says why it is as long as it is.
OVER_BUDGET: dict[str, str] = {}


def lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function from its `def` to its end, without its docstring: being documented costs nothing."""
    total = (function.end_lineno or 0) - function.lineno + 1
    if ast.get_docstring(function, clean=False) is not None:
        doc = function.body[0]
        total -= (doc.end_lineno or 0) - doc.lineno + 1
    return total


def function_sizes() -> dict[str, int]:
    return {f"{short(path)}::{name}": lines(node) for path in handwritten() for name, node in functions(path)}


def test_no_file_is_longer_than_it_may_be():
    sizes = {short(path): len(path.read_text(encoding="utf-8").splitlines()) for path in handwritten()}

    assert {name: size for name, size in sizes.items() if size > FILE_LINES and name not in OVER_BUDGET} == {}


def test_no_function_is_longer_than_it_may_be():
    sizes = function_sizes()

    assert {name: size for name, size in sizes.items() if size > FUNCTION_LINES and name not in OVER_BUDGET} == {}


def test_most_functions_are_short():
    sizes = list(function_sizes().values())

    assert statistics.median(sizes) <= MEDIAN_LINES
    assert statistics.quantiles(sizes, n=10)[-1] <= P90_LINES


def test_whatever_is_over_budget_is_still_there():
    known = {*function_sizes(), *map(short, handwritten())}

    assert OVER_BUDGET.keys() - known == set()


def test_whatever_is_over_budget_has_a_record_that_speaks_of_it():
    unrecorded = {
        name
        for name, record in OVER_BUDGET.items()
        if not record.startswith("docs/decisions/") or name.partition("::")[0] not in (ROOT / record).read_text("utf-8")
    }

    assert unrecorded == set()
