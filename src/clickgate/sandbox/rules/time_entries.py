"""Rules of time entries: reading."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from clickgate.sandbox import access
from clickgate.sandbox.answers import Answer, Refusal, answer
from clickgate.sandbox.registry import rule
from clickgate.sandbox.shapes import time

if TYPE_CHECKING:
    from collections.abc import Callable

    from clickgate.sandbox.call import Call
    from clickgate.sandbox.world.rows import Task, User, Workspace
    from clickgate.sandbox.world.time_rows import Entry

    Test = Callable[[Entry], bool]

_DAY = 86_400_000
# Source: https://developer.clickup.com/reference/gettimeentrieswithinadaterange
_DEFAULT_RANGE = 30 * _DAY
_PLACES = ("space_id", "folder_id", "list_id", "task_id")


@rule(
    "time_entries.list",
    "official",
    "By start, newest first (guess), without the one that runs. One's own, and all of a task with `task_id` alone "
    "(observed, 2026-08). No entry has an approval, so the flags for approvals add nothing.",
)
def list_entries(call: Call) -> Answer:
    """Time entries of a range, the last 30 days unless another is given."""
    workspace = access.workspace(call)
    end = call.number("end_date")
    end = call.now if end is None else end
    begin = call.number("start_date")
    begin = end - _DEFAULT_RANGE if begin is None else begin
    tests = _read_tests(call, workspace)
    found = [
        row
        for row in call.world.timesheet.of(workspace)
        if row.end is not None and begin <= row.start <= end and all(test(row) for test in tests)
    ]
    found.sort(key=lambda row: (row.start, row.number), reverse=True)
    names, tags = call.flag("include_location_names"), call.flag("include_task_tags")
    return answer({"data": [time.entry_with(row, call.now, names=names, task_tags=tags) for row in found]})


@rule(
    "time_entries.get",
    "official",
    "An object with all times as text; the code for an unknown entry is not known (ClickUp was also seen to answer "
    "200 without data).",
)
def get_entry(call: Call) -> Answer:
    """Read a time entry."""
    row = find_entry(call, access.workspace(call))
    names, tags = call.flag("include_location_names"), call.flag("include_task_tags")
    return answer({"data": time.entry_with(row, call.now, names=names, task_tags=tags)})


@rule(
    "time_entries.get_current",
    "recorded",
    "A negative number for `duration` and no `end`. Idle: `{}`, which some saw as null. An OAuth token that names an "
    "`assignee` is refused (observed, 2026-08).",
)
def get_current(call: Call) -> Answer:
    """The entry that runs for the token's user, or for another one."""
    workspace = access.workspace(call)
    row = call.world.timesheet.running(workspace, _read_person(call, workspace))
    return answer({"data": {} if row is None else time.entry(row, call.now)})


@rule(
    "time_entries.list_history",
    "guess",
    "Nothing is known of the answer but that there is one: here an item for each member that was changed.",
)
def list_history(call: Call) -> Answer:
    """What was changed in a time entry."""
    row = find_entry(call, access.workspace(call))
    return answer({"data": [time.edit(edit) for edit in row.edits]})


def find_entry(call: Call, workspace: Workspace, wanted: str = "") -> Entry:
    """The entry that the path (or a given id) names."""
    wanted = wanted or call.params["timer_id"]
    if not re.fullmatch(r"[0-9]{1,20}", wanted):
        raise Refusal("TIMEENTRY_072", f'invalid input syntax for integer: "{wanted}"')
    row = call.world.timesheet.rows.get(wanted)
    if row is None or row.workspace is not workspace:
        raise Refusal("SANDBOX_005", "Time entry not found")
    return row


def find_task(call: Call, workspace: Workspace, wanted: str) -> Task:
    """The task that a query or body names; a custom id only with `custom_task_ids=true`."""
    task = access.task_named(call, wanted)
    if task.home.space.workspace is not workspace:
        raise Refusal("OAUTH_027")
    return task


def is_manager(call: Call, workspace: Workspace) -> bool:
    """Whether the caller may see and change the time of others: owners and admins may.

    Source: https://developer.clickup.com/reference/gettimeentrieswithinadaterange
    """
    return workspace.members[call.me.id].role in (1, 2)


def _read_person(call: Call, workspace: Workspace) -> User:
    number = call.number("assignee")
    if number is None:
        return call.me
    if call.token.is_oauth or (number != call.me.id and not is_manager(call, workspace)):
        raise Refusal("TEAMM_002")
    found = access.members(workspace, [number])
    if not found:
        raise Refusal("TIMEENTRY_007")
    return found[0]


def _read_tests(call: Call, workspace: Workspace) -> list[Test]:
    place = _read_place(call, workspace)
    people = _read_people(call, workspace)
    tests: list[Test] = [place] if place is not None else []
    if people is not None:
        tests.append(lambda row: row.user.id in people)
    if call.text("is_billable"):
        is_billable = call.flag("is_billable")
        tests.append(lambda row: row.billable == is_billable)
    return tests


def _read_people(call: Call, workspace: Workspace) -> set[int] | None:
    """The people asked for; the caller alone where nobody is, and everybody where a task is."""
    text = call.text("assignee")
    if not text:
        return None if call.text("task_id") else {call.me.id}
    sent = text.split(",")
    if not all(re.fullmatch(r"\s*-?[0-9]{1,12}\s*", one) for one in sent):
        raise Refusal("TIMEENTRY_007")
    people = {int(one) for one in sent}
    # With an OAuth token, a list of people is refused even to the owner (observed, 2026-08).
    if (call.token.is_oauth and len(sent) > 1) or (people != {call.me.id} and not is_manager(call, workspace)):
        raise Refusal("TIMEENTRY_059")
    return people


def _read_place(call: Call, workspace: Workspace) -> Test | None:
    given = [name for name in _PLACES if call.text(name)]
    if not given:
        return None
    if len(given) > 1:
        raise Refusal("TIMEENTRY_065")
    name, wanted = given[0], call.text(given[0])
    if name == "task_id":
        task = find_task(call, workspace, wanted)
        return lambda row: row.task is task
    if not re.fullmatch(r"[0-9]{1,18}", wanted):
        raise Refusal("TIMEENTRY_062", f"{name} must be an integer")
    world = call.world
    places: dict[str, dict[str, Any]] = {"space_id": world.spaces, "folder_id": world.folders, "list_id": world.lists}
    place = places[name].get(wanted)
    if place is None or getattr(place, "space", place).workspace is not workspace:
        raise Refusal("OAUTH_027")
    return lambda row: row.task is not None and place in _around(row.task)


def _around(task: Task) -> tuple[object, ...]:
    folder = task.home.folder
    return (task.home, folder, folder.parent, folder.space)
