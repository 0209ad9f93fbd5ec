"""Turns the filters of a view into a test of tasks.

Fields, operators and values: https://developer.clickup.com/docs/filter-views. A filter that makes no sense is passed
over: that is a guess, as is that filters of a group without an operator of its own are joined by the first one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from clickgate.sandbox.field_filters import matches
from clickgate.sandbox.shapes.fields import RELATIONS, number_of
from clickgate.sandbox.view_dates import EVER

if TYPE_CHECKING:
    from collections.abc import Callable

    from clickgate.sandbox.view_dates import Calendar
    from clickgate.sandbox.world.rows import Field, Task, User
    from clickgate.sandbox.world.world import World

    Test = Callable[[Task], bool]

DATES = {
    "dueDate": "due_date",
    "startDate": "start_date",
    "dateCreated": "date_created",
    "dateUpdated": "date_updated",
    "dateDone": "date_done",
    "dateClosed": "date_closed",
}
OVER = ("done", "closed")
_MANY = ("labels", "users", "attachment", *RELATIONS)
_TYPE = re.compile(r"\{\s*['\"]type['\"]\s*:\s*['\"](\w+)['\"]\s*\}")


class Looker(NamedTuple):
    """Who looks at a view, and when."""

    world: World
    me: User
    calendar: Calendar


def read_test(filters: dict[str, Any], looker: Looker, *, shows_closed_subtasks: bool = False) -> Test:
    """The test that all of a view's filters make: `{op, fields, search, show_closed}`, perhaps with groups."""
    tests = [_read_group(filters, looker)]
    if not any(one.get("field") == "archived" for one in _entries(filters)):
        tests.append(lambda task: not task.archived)
    search = filters.get("search")
    if isinstance(search, str) and search.strip():
        tests.append(_search(search.strip().lower()))
    if filters.get("show_closed") is not True:
        tests.append(lambda task: task.status.type != "closed" or (shows_closed_subtasks and task.parent is not None))
    return lambda task: all(test(task) for test in tests)


def _search(text: str) -> Test:
    """Plain text in a task's name, description or text fields."""

    def fits(task: Task) -> bool:
        kept = (value for value in task.values.values() if isinstance(value, str))
        return any(text in one.lower() for one in (task.name, task.description, *kept))

    return fits


def _entries(group: dict[str, Any]) -> list[dict[str, Any]]:
    # One official example writes `field` for `fields`.
    found = group.get("fields") or group.get("field")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _read_group(group: dict[str, Any], looker: Looker) -> Test:
    """Filters joined by `op`, or as `filter_groups` and `filter_group_ops` say; an entry may be a group itself."""
    entries = _entries(group)
    tests = [_read_group(one, looker) if "fields" in one else _read_filter(one, looker) for one in entries]
    groups, ops = group.get("filter_groups"), group.get("filter_group_ops")
    if isinstance(groups, list) and isinstance(ops, list) and ops:
        return _join_groups(tests, groups, ops)
    return _join(tests, group.get("op"))


def _join_groups(tests: list[Test | None], groups: list[Any], ops: list[Any]) -> Test:
    """`[[0, 1], [2]]` and `["OR", "AND"]`: either of the first two, and the third."""
    joined: Test | None = None
    for number, indexes in enumerate(groups):
        members = [tests[one] for one in indexes if isinstance(one, int) and 0 <= one < len(tests)]
        inner = _join(members, ops[0])
        joined = inner if joined is None else _join([joined, inner], ops[min(number, len(ops) - 1)])
    return joined or (lambda _task: True)


def _join(tests: list[Test | None], op: Any) -> Test:
    counted = [test for test in tests if test is not None]
    if op == "OR" and counted:
        return lambda task: any(test(task) for test in counted)
    return lambda task: all(test(task) for test in counted)


def _read_filter(entry: dict[str, Any], looker: Looker) -> Test | None:
    """The test of `{field, op, values}`; None where it asks for nothing."""
    name, op = str(entry.get("field", "")), str(entry.get("op", "")).upper()
    sent = entry.get("values", [])
    values = sent if isinstance(sent, list) else [sent]
    if name in ("archived", "recurring"):
        # Nothing recurs in the sandbox.
        return lambda task: (name == "archived" and task.archived) == (op != "NOT")
    if op in ("IS SET", "IS NOT SET") or values == [None]:
        is_set = op == "IS SET" or op.startswith("NOT")
        return lambda task: (_value(name, task, looker) not in (None, (), set())) == is_set
    if not values:
        return None
    if name in DATES:
        return _read_dates(lambda task: getattr(task, DATES[name]), name, op, values, looker)
    if name.startswith("cf_"):
        return _read_custom(looker.world.fields.get(name[3:]), op, values, looker)
    if name not in _SETS:
        return None
    wanted = {text for value in values for text in _words(value, looker)}
    return lambda task: _compare(op, _SETS[name](task), wanted)


def _value(name: str, task: Task, looker: Looker) -> Any:
    """What a task has for a field, None or empty for nothing."""
    if name in DATES:
        return getattr(task, DATES[name])
    if name.startswith("cf_"):
        field = looker.world.fields.get(name[3:])
        return None if field is None else task.values.get(field.id)
    return _SETS[name](task) - {"-1"} if name in _SETS else None


def _statuses(task: Task) -> set[str]:
    kind = task.status.type
    return {task.status.status.lower(), f"type {kind}", "type done" if kind in OVER else "type active"}


_SETS: dict[str, Callable[[Task], set[str]]] = {
    "status": _statuses,
    "tag": lambda task: {tag.name for tag in task.tags},
    "assignee": lambda task: {str(user.id) for user in task.assignees},
    "priority": lambda task: {str(task.priority or -1)},
}


def _words(value: Any, looker: Looker) -> list[str]:
    """A value as the sets above have it: `me` is whoever looks, `{"type": …}` a type of status."""
    if value == "me" or (isinstance(value, dict) and value.get("me") is True):
        return [str(looker.me.id)]
    kind = value.get("type") if isinstance(value, dict) else None
    if kind is None and isinstance(value, str) and (found := _TYPE.fullmatch(value.strip())):
        kind = found[1]
    return [f"type {kind}"] if kind is not None else [str(value).lower()]


def _compare(op: str, have: set[str], wanted: set[str]) -> bool:
    match op:
        case "ALL":
            return wanted <= have
        case "NOT ALL":
            return not wanted <= have
        case "NOT" | "NOT ANY":
            return not wanted & have
        case _:
            return bool(wanted & have)


def _read_dates(read: Callable[[Task], Any], name: str, op: str, values: list[Any], looker: Looker) -> Test | None:
    """A date within one of some spans; what is over is not overdue."""
    if op in _ORDERS or op == "RANGE":
        values, op = _as_span(op, values), "EQ"
    words = [value for value in values if isinstance(value, dict)]
    spans = [(_span(one, looker), one.get("op") == "overdue") for one in words]
    wants_null = any(one.get("op") == "null" for one in words)
    if not words:
        return None

    def fits(task: Task) -> bool:
        date = read(task)
        if date is None:
            return wants_null
        is_over = name == "dueDate" and task.status.type in OVER
        return any(span[0] <= date < span[1] for span, overdue in spans if span and not (overdue and is_over))

    return lambda task: fits(task) == (op != "NOT")


def _span(word: dict[str, Any], looker: Looker) -> tuple[float, float] | None:
    return EVER if word.get("op") == "notNull" else looker.calendar.span(word)


_ORDERS = {"GT": ">", "GTE": ">=", "LT": "<", "LTE": "<="}


def _as_span(op: str, values: list[Any]) -> list[Any]:
    """`GT` and its like with times in ms, as the words of a date filter."""
    numbers = [number for value in values if (number := number_of(value)) is not None]
    if op == "RANGE":
        return [{"op": "ra", "startDate": min(numbers), "dueDate": max(numbers)}] if numbers else []
    step = {"GT": 0, "GTE": -1, "LT": 0, "LTE": 1}[op]
    return [{"op": "gt" if op[0] == "G" else "ls", "dueDate": number + step} for number in numbers[:1]]


def _read_custom(field: Field | None, op: str, values: list[Any], looker: Looker) -> Test | None:
    if field is None:
        return lambda _task: False
    if field.type == "date":
        return _read_dates(lambda task: task.values.get(field.id), "", op, values, looker)
    if field.type == "users":
        values = [looker.me.id if value == "me" else value for value in values]

    def fits(task: Task) -> bool:
        kept = task.values.get(field.id)
        if op in _ORDERS:
            return matches(field, kept, _ORDERS[op], values[0])
        if op == "RANGE" or (field.type in _MANY and op.endswith(("ANY", "ALL"))):
            return matches(field, kept, op, values)
        is_many = field.type in _MANY
        tried = (matches(field, kept, "ANY" if is_many else "==", [one] if is_many else one) for one in values)
        return any(tried) == (not op.startswith("NOT"))

    return fits
