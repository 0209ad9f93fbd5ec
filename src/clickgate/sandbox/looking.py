"""Looks for what a query asks for where the fewest tasks have to be tested, and no further than it is read."""

from __future__ import annotations

from itertools import chain, islice
from operator import attrgetter
from typing import TYPE_CHECKING

from clickgate.sandbox.field_filters import FIELD_FILTERS, read_conditions
from clickgate.sandbox.shapes.fields import number_of
from clickgate.sandbox.world.around import lists_under
from clickgate.sandbox.world.index import CREATED, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from clickgate.sandbox.call import Call
    from clickgate.sandbox.world.index import Index
    from clickgate.sandbox.world.rows import Folder, Space, Task, TaskList

    Test = Callable[[Task], bool]

_DUE = "due_date"
# Ids count up with the numbers of tasks.
_ORDERS = {"id": "number", "updated": "date_updated", "due_date": _DUE}
_LIMITED = (CREATED, "date_updated", _DUE, "date_done")
# In parts of what would have to be tested otherwise.
_WHILE = 8
_NUMBER = attrgetter("number")


def read_order(call: Call) -> tuple[str, bool]:
    """By which number of theirs a query wants tasks in order, and whether upwards: newest first unless reversed."""
    return _ORDERS.get(call.text("order_by"), CREATED), call.flag("reverse")


def in_order(found: list[Task], order: str, *, upwards: bool) -> list[Task]:
    """Sort tasks. Those without a due date come last either way, which is a guess."""
    # Sorts by plain numbers: keys that are pairs would set off the garbage collector on the whole world.
    found.sort(key=_NUMBER, reverse=not upwards)
    if order != _DUE:
        found.sort(key=attrgetter(order), reverse=not upwards)
        return found
    bare = [task for task in found if task.due_date is None]
    found = [task for task in found if task.due_date is not None]
    found.sort(key=attrgetter(order), reverse=not upwards)
    return found + in_order(bare, CREATED, upwards=upwards)


def look(call: Call, index: Index, tests: list[Test]) -> Iterator[Task]:
    """The tasks of a workspace that pass all tests, in the query's order."""
    order, upwards = read_order(call)
    sources = [*_read_sources(call, index), _all(index, order)]
    narrowest = min(sources, key=attrgetter("size"))
    in_that_order = min((one for one in sources if one.order == order), key=attrgetter("size"))
    if narrowest is in_that_order:
        return _passing(index, narrowest.walk(upwards), tests)
    return _walk_then_sort(index, in_that_order, narrowest, tests, order, upwards=upwards)


def _walk_then_sort(
    index: Index, ordered: Source, narrow: Source, tests: list[Test], order: str, *, upwards: bool
) -> Iterator[Task]:
    """Walk in order for a while, since a page may be full soon; then test all that can be, and sort what passes."""
    given = 0
    for task in _passing(index, islice(ordered.walk(upwards), narrow.size // _WHILE), tests):
        given += 1
        yield task
    yield from in_order(list(_passing(index, narrow.walk(upwards), tests)), order, upwards=upwards)[given:]


def _passing(index: Index, tasks: Iterator[Task], tests: list[Test]) -> Iterator[Task]:
    tasks = index.those_there(tasks)
    for test in tests:
        tasks = filter(test, tasks)
    return tasks


def _all(index: Index, order: str) -> Source:
    source = index.ranked(order).between()
    if order != _DUE:
        return source
    every = index.ranked(CREATED).between()

    def walk(upwards: bool) -> Iterator[Task]:
        return chain(source.walk(upwards), (task for task in every.walk(upwards) if task.due_date is None))

    return Source(every.size, order, walk)


def _read_sources(call: Call, index: Index) -> Iterator[Source]:
    """Where a query's filters say that all it can find is."""
    for what in ("assignees", "watchers", "custom_items"):
        sent = call.query.get(f"{what}[]")
        if sent is not None:
            yield index.having(what, {number_of(one) for one in sent}.__contains__)
    names = {one.strip().lower() for one in call.query.get("statuses[]", ())}
    if names:
        yield index.having("statuses", lambda row: row.status.lower() in names)
    tags = {one.lower() for one in call.query.get("tags[]", ())}
    if tags:
        yield index.having("tags", lambda row: row.name in tags)
    for name in FIELD_FILTERS:
        if call.text(name):
            conditions = read_conditions(call.text(name), call.world)
            yield from (index.having("fields", one.may_meet) for one in conditions if not one.is_met(None))
    for name in _LIMITED:
        after, before = call.number(f"{name}_gt"), call.number(f"{name}_lt")
        if after is not None or before is not None:
            yield index.ranked(name).between(after, before)
    yield from _read_places(call)


def _read_places(call: Call) -> Iterator[Source]:
    if call.text("parent"):
        parent = call.world.tasks.get(call.text("parent"))
        children = () if parent is None else parent.children
        yield Source(len(children), "", lambda _upwards: iter(children))
    world, query = call.world, call.query
    kinds: dict[str, Mapping[str, Space | Folder | TaskList]] = {
        "list_ids[]": world.lists,
        "project_ids[]": world.folders,
        "space_ids[]": world.spaces,
    }
    for name, places in kinds.items():
        if name in query:
            found = (places[one] for one in query[name] if one in places)
            yield _in_lists(one for place in found for one in lists_under(place))


def _in_lists(lists: Iterable[TaskList]) -> Source:
    each = dict.fromkeys(lists)
    size = sum(len(one.tasks) for one in each)
    return Source(size, "", lambda _upwards: chain.from_iterable(one.tasks.values() for one in each))
