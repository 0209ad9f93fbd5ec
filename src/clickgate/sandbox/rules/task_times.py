"""Rules of the time that tasks spent in their statuses, and of time estimates by assignee."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickgate.sandbox import access
from clickgate.sandbox.answers import Answer, Refusal, answer
from clickgate.sandbox.registry import rule
from clickgate.sandbox.shapes import task_parts
from clickgate.sandbox.world.estimates import UNASSIGNED

if TYPE_CHECKING:
    from typing import Any

    from clickgate.sandbox.call import Call
    from clickgate.sandbox.world.rows import Task

_FEWEST, _MOST = 2, 100
_MOST_ESTIMATES = 10
_WITHOUT_ESTIMATES = ("free", "unlimited")


@rule(
    "tasks.get_time_in_status",
    "official",
    "Follows every change of status; its ClickApp is always on. Guesses: the history is in the order of the list's "
    "statuses, the current one among them, and minutes are whole.",
)
def get_time_in_status(call: Call) -> Answer:
    """How long a task stood in each status."""
    return answer(_times(call, access.task(call)))


@rule(
    "tasks.list_time_in_status",
    "observed",
    "2 to 100 `task_ids` without brackets; brackets, and one unknown id, are refused with a code that is a guess.",
)
def list_time_in_status(call: Call) -> Answer:
    """How long several tasks stood in each status."""
    wanted = list(dict.fromkeys(call.query.get("task_ids", ())))
    if not _FEWEST <= len(wanted) <= _MOST:
        raise Refusal("SANDBOX_003", f"task_ids must be given {_FEWEST} to {_MOST} times")
    tasks = [access.task_named(call, one) for one in wanted]
    return answer({task.id: _times(call, task) for task in tasks})


def _times(call: Call, task: Task) -> dict[str, Any]:
    return task_parts.time_in_status(call.world.stays.of(task, call.now))


@rule(
    "tasks.update_time_estimates",
    "official",
    "At most 10, of assignees or `unassigned`, from the Business plan on; the others' estimates stay.",
)
def update_time_estimates(call: Call) -> Answer:
    """Set the time estimates of some assignees."""
    task = access.task_in_workspace(call)
    sent = _read_estimates(call, task)
    call.world.estimates.put(task, call.world.estimates.of(task) | sent)
    return _answer(call, task, {"updated_estimates": sent})


@rule(
    "tasks.replace_time_estimates",
    "official",
    "As `tasks.update_time_estimates`; the others' estimates are dropped.",
)
def replace_time_estimates(call: Call) -> Answer:
    """Set the time estimates of a task by assignee."""
    task = access.task_in_workspace(call)
    call.world.estimates.put(task, _read_estimates(call, task))
    return _answer(call, task, {"assignee_estimates": call.world.estimates.of(task)})


def _answer(call: Call, task: Task, shares: dict[str, dict[str, int]]) -> Answer:
    call.world.task_changed(task, max(call.now, task.date_updated))
    return answer({"data": {"total_time_estimate": task.time_estimate, **shares}})


def _read_estimates(call: Call, task: Task) -> dict[str, int]:
    if task.home.space.workspace.plan in _WITHOUT_ESTIMATES:
        raise Refusal("SANDBOX_003", "Time estimates per assignee are not part of this plan")
    rows = call.rows
    if len(rows) > _MOST_ESTIMATES:
        raise Refusal("SANDBOX_003", f"At most {_MOST_ESTIMATES} estimates can be set at once")
    known = {UNASSIGNED, *(str(user.id) for user in task.assignees)}
    return dict(_read_estimate(one, known) for one in rows)


def _read_estimate(sent: Any, known: set[str]) -> tuple[str, int]:
    whose, time = (str(sent.get("assignee")), sent.get("time")) if isinstance(sent, dict) else ("", None)
    if whose not in known:
        raise Refusal("SANDBOX_003", "assignee must be assigned to the task, or be unassigned")
    if isinstance(time, bool) or not isinstance(time, int) or time < 0:
        raise Refusal("SANDBOX_003", "time must be a number of milliseconds")
    return whose, time
