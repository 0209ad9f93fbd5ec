"""Rules of what ties tasks to each other: dependencies and links."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from clickgate.sandbox import access
from clickgate.sandbox.answers import EMPTY, Answer, Refusal, answer
from clickgate.sandbox.registry import rule

if TYPE_CHECKING:
    from clickgate.sandbox.call import Call
    from clickgate.sandbox.world.rows import Task


@rule(
    "dependencies.create",
    "observed",
    "Exactly one of the two names; both tasks show it. A second time changes nothing.",
)
def create_dependency(call: Call) -> Answer:
    """Let one task wait for another."""
    waiting, awaited = _pair(call, call.body.get("depends_on"), call.body.get("dependency_of"))
    call.world.ties.depend(waiting, awaited, call.me, call.now)
    return EMPTY


@rule(
    "dependencies.delete",
    "observed",
    "Exactly one of the two names, in the query; `{}`, also where there was none (guess).",
)
def delete_dependency(call: Call) -> Answer:
    """Let a task wait for another no longer."""
    waiting, awaited = _pair(call, call.text("depends_on"), call.text("dependency_of"))
    call.world.ties.release(waiting, awaited)
    return EMPTY


@rule("task_links.create", "observed", "Both tasks show the link; a second time changes nothing.")
def create_link(call: Call) -> Answer:
    """Link two tasks."""
    task, other = _two(call, call.params["links_to"])
    call.world.ties.link(task, other, call.me, call.now)
    return answer({"task": msgspec.Raw(call.tasks.in_many(task))})


@rule("task_links.delete", "observed", "`{}`, as measured; the document shows the task.")
def delete_link(call: Call) -> Answer:
    """Part two tasks."""
    task, other = _two(call, call.params["links_to"])
    call.world.ties.unlink(task, other)
    return EMPTY


def _pair(call: Call, depends_on: object, dependency_of: object) -> tuple[Task, Task]:
    """The task that waits, and the one that it waits for."""
    if bool(depends_on) == bool(dependency_of):
        raise Refusal("SANDBOX_003", "Exactly one of depends_on and dependency_of is required")
    task, other = _two(call, str(depends_on or dependency_of))
    return (task, other) if depends_on else (other, task)


def _two(call: Call, wanted: str) -> tuple[Task, Task]:
    task, other = access.task(call), access.task_named(call, wanted)
    if task is other:
        raise Refusal("SANDBOX_003", "A task can't be tied to itself")
    return task, other
