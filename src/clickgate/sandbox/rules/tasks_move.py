"""Rules that take tasks elsewhere: to another home list, or into one another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickgate.sandbox import access
from clickgate.sandbox.answers import EMPTY, Answer, Refusal, answer
from clickgate.sandbox.registry import rule
from clickgate.sandbox.world.kin import descendants
from clickgate.sandbox.world.moves import bring_fields, merge, move_home

if TYPE_CHECKING:
    from clickgate.sandbox.call import Call
    from clickgate.sandbox.world.rows import Status, Task, TaskList


@rule(
    "tasks.move",
    "official",
    "A status that the new list lacks must be mapped, by the document's keys or the guide's. Guesses: a status of the "
    "same name needs no mapping, subtasks come along, values of fields that do not reach the list are lost.",
)
def move_task(call: Call) -> Answer:
    """Give a task another home list."""
    task, home = access.task_in_workspace(call), access.task_list(call)
    if home.space.workspace is not task.home.space.workspace:
        raise Refusal("OAUTH_027")
    mapped = _read_mappings(call, home)

    def find_status(one: Task) -> Status | None:
        return mapped.get(one.status.id) or call.world.find_status(home, one.status.status)

    if find_status(task) is None:
        raise Refusal("SANDBOX_003", "The list lacks the task's status: status_mappings is required")
    if home is not task.home:
        _bring_fields(call, task, home)
        move_home(call.world, task, home, call.now, find_status=find_status)
    return answer({"data": {"task_id": task.id, "new_list_id": home.id}})


def _read_mappings(call: Call, home: TaskList) -> dict[str, Status]:
    """Statuses of the new list by the ids of those of the old one."""
    known = {status.id: status for status in call.world.statuses_of(home)}
    mapped = {}
    sent = call.body.get("status_mappings")
    for one in sent if isinstance(sent, list) else ():
        source, destination = (_either(one, f"{side}_status") for side in ("source", "destination"))
        if source is None or destination not in known:
            raise Refusal("SANDBOX_003", "status_mappings must lead to statuses of the new list")
        mapped[source] = known[destination]
    return mapped


def _either(sent: Any, name: str) -> str | None:
    found = sent.get(f"{name}_id", sent.get(name)) if isinstance(sent, dict) else None
    return found if isinstance(found, str) else None


def _bring_fields(call: Call, task: Task, home: TaskList) -> None:
    if call.body.get("move_custom_fields") is True:
        only = call.body.get("custom_fields_to_move")
        fields = call.world.fields_of(task.home)
        bring_fields(call.world, home, [row for row in fields if not isinstance(only, list) or row.id in only])


@rule(
    "tasks.merge",
    "official",
    "Subtasks, comments, checklists, watchers and tags come to the task of the path, the others are gone. The answer "
    "has no content in the document: `{}` is a guess, and so is what else the product would bring.",
)
def merge_tasks(call: Call) -> Answer:
    """Merge tasks into one."""
    target = access.task(call)
    sent = call.body.get("source_task_ids")
    if not isinstance(sent, list) or not sent:
        raise Refusal("SANDBOX_003", "source_task_ids must be an array of task ids")
    sources = [access.task_named(call, str(one)) for one in dict.fromkeys(map(str, sent))]
    if any(target is one or target in descendants(one) for one in sources):
        raise Refusal("SANDBOX_003", "A task can't be merged into itself or into what is below it")
    if any(one.home.space.workspace is not target.home.space.workspace for one in sources):
        raise Refusal("OAUTH_027")
    for source in sources:
        merge(call.world, target, source, call.now)
    return EMPTY
