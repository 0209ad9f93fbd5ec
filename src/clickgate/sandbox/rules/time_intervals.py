"""Rules of the older time API, which sees the same time as the entries of today's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickgate.sandbox import access
from clickgate.sandbox.answers import EMPTY, Answer, Refusal, answer
from clickgate.sandbox.registry import rule
from clickgate.sandbox.rules.time_entries import is_manager
from clickgate.sandbox.rules.time_entries_write import check_span, read_ms
from clickgate.sandbox.shapes import time

if TYPE_CHECKING:
    from clickgate.sandbox.call import Call
    from clickgate.sandbox.world.time_rows import Entry


@rule("time_intervals.list", "official", "By person; a timer that runs is not among them (guess).")
def list_intervals(call: Call) -> Answer:
    """The time on a task."""
    rows = call.world.timesheet.on(access.task(call))
    return answer({"data": time.tracked(row for row in rows if row.end is not None)})


@rule("time_intervals.create", "official", "Its id alone comes back. `time` without start and end ends now (guess).")
def create_interval(call: Call) -> Answer:
    """Note time on a task."""
    task = access.task(call)
    start, end = _read_span(call, None)
    row = call.world.timesheet.add(task.home.space.workspace, call.me, start, end, call.now, task=task)
    return answer({"id": row.id})


@rule("time_intervals.update", "official", "`time` alone moves the end (guess); with start and end it does nothing.")
def update_interval(call: Call) -> Answer:
    """Change time on a task."""
    row = _find(call)
    start, end = _read_span(call, row)
    call.world.timesheet.change(row, {"start": start, "end": end}, call.me, call.now)
    return EMPTY


@rule("time_intervals.delete", "official", "`{}`; the code for an unknown interval is not known.")
def delete_interval(call: Call) -> Answer:
    """Delete time on a task."""
    call.world.timesheet.remove(_find(call), call.me, call.now)
    return EMPTY


def _find(call: Call) -> Entry:
    task = access.task(call)
    row = call.world.timesheet.rows.get(call.params["interval_id"])
    if row is None or row.task is not task:
        raise Refusal("SANDBOX_005", "Interval not found")
    if row.user is not call.me and not is_manager(call, row.workspace):
        raise Refusal("TIMEENTRY_059")
    return row


def _read_span(call: Call, row: Entry | None) -> tuple[int, int]:
    start, end, length = (read_ms(call, name) for name in ("start", "end", "time"))
    if start is None and row is not None:
        start = row.start
    if end is None and length is not None:
        end = call.now if start is None else start + length
    if end is None or (start is None and length is None):
        raise Refusal("SANDBOX_003", "start and end, or time, are required")
    return check_span(end - (length or 0) if start is None else start, end)
