"""Rules of time entries: making, changing, deleting, the timer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickgate.sandbox import access
from clickgate.sandbox.answers import Answer, Refusal, answer
from clickgate.sandbox.registry import rule
from clickgate.sandbox.rules.time_entries import find_entry, find_task, is_manager
from clickgate.sandbox.rules.time_entry_tags import read_tags
from clickgate.sandbox.shapes import time
from clickgate.sandbox.shapes.fields import number_of

if TYPE_CHECKING:
    from clickgate.sandbox.call import Call
    from clickgate.sandbox.world.rows import Task, User, Workspace
    from clickgate.sandbox.world.time_rows import Entry, TimeTag


@rule(
    "time_entries.create",
    "observed",
    "The answer has an id under `data` (observed); that the rest is the entry, with what was sent, is a guess.",
)
def create_entry(call: Call) -> Answer:
    """Note time that is over."""
    workspace = access.workspace(call)
    start, end = _read_span(call)
    user = _read_assignee(call, workspace)
    task, changes = _read_task(call, workspace), _read_words(call)
    tags = read_tags(call, workspace)
    row = call.world.timesheet.add(workspace, user, start, end, call.now, task=task)
    _describe(row, changes, tags)
    return answer({"data": time.entry_just_made(row, call.now)})


@rule("time_entries.start", "official", "Stops the timer that runs (guess); only one runs for a person.")
def start_entry(call: Call) -> Answer:
    """Start the timer of the token's user."""
    workspace = access.workspace(call)
    task, changes = _read_task(call, workspace), _read_words(call)
    tags = read_tags(call, workspace)
    timesheet = call.world.timesheet
    before = timesheet.running(workspace, call.me)
    if before is not None:
        timesheet.change(before, {"end": call.now}, call.me, call.now)
    row = timesheet.add(workspace, call.me, call.now, None, call.now, task=task)
    _describe(row, changes, tags)
    return answer({"data": time.entry_acted_on(row, call.now)})


@rule("time_entries.stop", "official", "The code for there being nothing to stop is not known.")
def stop_entry(call: Call) -> Answer:
    """Stop the timer of the token's user."""
    row = call.world.timesheet.running(access.workspace(call), call.me)
    if row is None:
        raise Refusal("SANDBOX_003", "No timer is running")
    call.world.timesheet.change(row, {"end": call.now}, call.me, call.now)
    return answer({"data": time.entry_acted_on(row, call.now)})


@rule(
    "time_entries.update",
    "observed",
    "`tags` alone are refused with TIMEENTRY_060 (observed, 2026-09), beside another member they follow `tag_action`, "
    "as the document says. Guess: `replace` is the default; the answer is the entry under `data`.",
)
def update_entry(call: Call) -> Answer:
    """Change a time entry."""
    workspace = access.workspace(call)
    row = _find_own(call, workspace)
    changes = _read_words(call) | _read_times(call, row)
    if "tid" in call.body:
        changes["task"] = _read_task(call, workspace)
    if not changes:
        raise Refusal("TIMEENTRY_060")
    if isinstance(call.body.get("tags"), list):
        changes["tags"] = _retagged(call, row, read_tags(call, workspace))
    call.world.timesheet.change(row, changes, call.me, call.now)
    return answer({"data": time.entry(row, call.now)})


@rule(
    "time_entries.delete",
    "official",
    "Answers the entry; several ids parted by commas are taken as the document says, and answered by an array (guess).",
)
def delete_entry(call: Call) -> Answer:
    """Delete a time entry, or several."""
    workspace = access.workspace(call)
    rows = [_find_own(call, workspace, one.strip()) for one in call.params["timer_id"].split(",")]
    for row in dict.fromkeys(rows):
        call.world.timesheet.remove(row, call.me, call.now)
    shapes = [time.entry_acted_on(row, call.now) for row in rows]
    return answer({"data": shapes[0] if len(shapes) == 1 else shapes})


def _find_own(call: Call, workspace: Workspace, wanted: str = "") -> Entry:
    """The entry that is to change: one's own, or anybody's for owners and admins."""
    row = find_entry(call, workspace, wanted)
    if row.user is not call.me and not is_manager(call, workspace):
        raise Refusal("TIMEENTRY_059")
    return row


def _read_span(call: Call) -> tuple[int, int]:
    """Start and end of new time: `duration` counts only where neither `end` nor `stop` is given."""
    start = read_ms(call, "start")
    end = read_ms(call, "end" if call.body.get("end") is not None else "stop")
    if start is None:
        raise Refusal("SANDBOX_003", "start is required")
    if end is None:
        duration = read_ms(call, "duration")
        if duration is None:
            raise Refusal("SANDBOX_003", "duration, stop or end is required")
        end = start + duration
    return check_span(start, end)


def _read_times(call: Call, row: Entry) -> dict[str, int]:
    """The new start and end: they go together, `duration` alone moves the end."""
    start, end, duration = (read_ms(call, name) for name in ("start", "end", "duration"))
    if (start is None) != (end is None):
        raise Refusal("SANDBOX_003", "start and end go together")
    if start is None or end is None:
        if duration is None:
            return {}
        start, end = row.start, row.start + duration
    start, end = check_span(start, end)
    return {"start": start, "end": end}


def read_ms(call: Call, name: str) -> int | None:
    """A time or a number of ms of the body, None where it is missing or null."""
    sent = call.body.get(name)
    if sent is None:
        return None
    number = number_of(sent)
    if number is None:
        raise Refusal("SANDBOX_003", f"{name} must be a number of milliseconds")
    return int(number)


def check_span(start: int, end: int) -> tuple[int, int]:
    """Start and end as they are, unless the end comes first."""
    if end < start:
        raise Refusal("SANDBOX_003", "time can't end before it starts")
    return start, end


def _read_assignee(call: Call, workspace: Workspace) -> User:
    """Whose time it is: only owners and admins may name somebody else (official document, in words)."""
    sent = call.body.get("assignee")
    if sent is None:
        return call.me
    found = access.members(workspace, [sent])
    if not found:
        raise Refusal("TIMEENTRY_007")
    if found[0] is not call.me and not is_manager(call, workspace):
        raise Refusal("TIMEENTRY_059")
    return found[0]


def _read_task(call: Call, workspace: Workspace) -> Task | None:
    sent = call.body.get("tid")
    if sent in (None, ""):
        return None
    if not isinstance(sent, str):
        raise Refusal("INPUT_004")
    return find_task(call, workspace, sent)


def _read_words(call: Call) -> dict[str, Any]:
    body, changes = call.body, {}
    if isinstance(body.get("description"), str):
        changes["description"] = body["description"]
    if isinstance(body.get("billable"), bool):
        changes["billable"] = body["billable"]
    return changes


def _describe(row: Entry, changes: dict[str, Any], tags: tuple[TimeTag, ...]) -> None:
    for name, value in changes.items():
        setattr(row, name, value)
    row.tags = tags


def _retagged(call: Call, row: Entry, tags: tuple[TimeTag, ...]) -> tuple[TimeTag, ...]:
    match call.body.get("tag_action", "replace"):
        case "replace":
            return tags
        case "add":
            return tuple(dict.fromkeys((*row.tags, *tags)))
        case "remove":
            return tuple(one for one in row.tags if one not in tags)
    raise Refusal("SANDBOX_003", "tag_action is replace, add or remove")
