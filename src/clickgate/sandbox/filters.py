"""Turns the query of a task list or search into the tasks that it asks for, in order."""

from __future__ import annotations

import math
from operator import attrgetter
from typing import TYPE_CHECKING

from clickgate.sandbox.answers import Refusal
from clickgate.sandbox.field_filters import FIELD_FILTERS, read_conditions
from clickgate.sandbox.looking import in_order, look, read_order
from clickgate.sandbox.shapes.fields import number_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from clickgate.sandbox.call import Call
    from clickgate.sandbox.world.index import Index
    from clickgate.sandbox.world.rows import Task

    Test = Callable[[Task], bool]

PAGE = 100

# Filters that want brackets, with the code for a value without them; most codes are not known.
_ARRAYS = {
    "statuses": "PUBAPITASK_014",
    "assignees": "PUBAPITASK_017",
    "custom_items": "PUBAPITASK_008",
    "tags": "SANDBOX_003",
    "watchers": "SANDBOX_003",
    "space_ids": "SANDBOX_003",
    "project_ids": "SANDBOX_003",
    "list_ids": "SANDBOX_003",
}
_DATES = ("due_date", "date_created", "date_updated", "date_done")


def page_of(
    call: Call, scope: str, candidates: Iterable[Task], *, index: Index | None = None, seen: Test | None = None
) -> tuple[list[Task], bool]:
    """The page of tasks that a query asks for, and whether it is the last.

    `scope` names what the candidates are, so that the pages of one query share one search. `index` is of the
    candidates, where there may be many; `seen` tells which of them are not kept from the caller.
    """
    number = call.number("page") or 0
    if number < 0:
        raise Refusal("SANDBOX_003", "page must not be negative")
    asked = sorted((name, *values) for name, values in call.query.items() if name != "page")
    key = (scope, *map(tuple, asked))
    searches = call.world.searches
    found = searches.recall(key, call.world.revision)
    if found is None:
        tests = read_tests(call) + ([] if seen is None else [seen])
        found = searches.keep(key, search(call, candidates, tests) if index is None else look(call, index, tests))
    return found.page(number, PAGE)


def search(call: Call, candidates: Iterable[Task], tests: list[Test]) -> list[Task]:
    """All candidates that pass the tests, in the query's order."""
    found = list(candidates)
    for test in tests:
        found = [task for task in found if test(task)]
    order, upwards = read_order(call)
    return in_order(found, order, upwards=upwards)


def read_tests(call: Call) -> list[Test]:
    """The tests that a query puts tasks to; those that most tasks pass come last.

    Raises:
        Refusal: The query is wrong.
    """
    query = call.query
    for name, ecode in _ARRAYS.items():
        if name in query:
            raise Refusal(ecode, f"{name} must be an array")
    tests = _read_place_tests(call)
    for name, values in query.items():
        test = _read_array_test(name, values)
        if test is not None:
            tests.append(test)
    for name in _DATES:
        tests += _read_date_tests(call, name)
    for name in FIELD_FILTERS:
        if call.text(name):
            tests += [one.test for one in read_conditions(call.text(name), call.world)]
    return tests + _read_flags(call)


def _read_flags(call: Call) -> list[Test]:
    tests: list[Test] = []
    if not call.flag("include_closed"):
        tests.append(lambda task: task.status.type != "closed")
    if not call.flag("subtasks") and not call.text("parent"):
        tests.append(lambda task: task.parent is None)
    is_archived = call.flag("archived")
    return [*tests, lambda task: task.archived == is_archived]


def _read_place_tests(call: Call) -> list[Test]:
    tests: list[Test] = []
    parent = call.text("parent")
    if parent:
        tests.append(lambda task: task.parent is not None and task.parent.id == parent)
    lists, folders, spaces = (set(call.query.get(f"{name}_ids[]", ())) for name in ("list", "project", "space"))
    if lists:
        tests.append(lambda task: task.home.id in lists)
    if folders:
        tests.append(lambda task: task.home.folder.id in folders)
    if spaces:
        tests.append(lambda task: task.home.space.id in spaces)
    return tests


def _read_array_test(name: str, values: list[str]) -> Test | None:
    """One of several values is enough within a filter; all filters must be met."""
    match name:
        case "statuses[]":
            names = {value.strip().lower() for value in values}
            return lambda task: task.status.status.lower() in names
        case "tags[]":
            tags = {value.lower() for value in values}
            return lambda task: any(tag.name in tags for tag in task.tags)
        case "assignees[]":
            people = _ids(values)
            return lambda task: any(user.id in people for user in task.assignees)
        case "watchers[]":
            watching = _ids(values)
            return lambda task: any(user.id in watching for user in task.watchers)
        case "custom_items[]":
            if any(number_of(value) is None for value in values):
                raise Refusal("PUBAPITASK_009")
            kinds = _ids(values)
            return lambda task: task.custom_item_id in kinds
    return None


def _ids(values: list[str]) -> set[float]:
    return {number for value in values if (number := number_of(value)) is not None}


def _read_date_tests(call: Call, name: str) -> list[Test]:
    """`_gt` and `_lt` in ms; that they leave out the limit itself is a guess."""
    after, before = call.number(f"{name}_gt"), call.number(f"{name}_lt")
    if after is None and before is None:
        return []
    low = -math.inf if after is None else after
    high = math.inf if before is None else before
    read = attrgetter(name)
    return [lambda task: (date := read(task)) is not None and low < date < high]
