"""Rules that read tasks."""

from __future__ import annotations

from clickgate.sandbox import access, sight
from clickgate.sandbox.answers import Answer
from clickgate.sandbox.call import Call
from clickgate.sandbox.filters import page_of
from clickgate.sandbox.registry import rule
from clickgate.sandbox.shapes.tasks import seen_by
from clickgate.sandbox.world.rows import Task, Workspace


@rule(
    "tasks.get",
    "recorded",
    "Subtasks come flat at any depth; an unknown id is answered with 404 ITEM_015, whose code is a guess.",
)
def get_task(call: Call) -> Answer:
    """Read a task."""
    task = access.task(call)
    subtasks, markdown = call.flag("include_subtasks"), call.flag("include_markdown_description")
    body = call.tasks.alone(task, subtasks=subtasks, markdown=markdown)
    return Answer(200, seen_by(body, sight.level_at(call.me, task)))


@rule(
    "tasks.list",
    "observed",
    "100 a page from 0, newest first; tasks at home elsewhere only with `include_timl=true`. Guesses: date limits are "
    "left out themselves, a closed status asked for by name still needs `include_closed=true`.",
)
def list_tasks(call: Call) -> Answer:
    """A page of a list's tasks."""
    row = access.task_list(call)
    candidates = row.tasks.values()
    if call.flag("include_timl") and row.guests:
        tasks, last = page_of(call, f"list {row.id}", [*candidates, *row.guests.values()])
    else:
        tasks, last = page_of(call, f"list {row.id}", candidates)
    return _page(call, row.space.workspace, tasks, is_last=last)


@rule(
    "tasks.search",
    "recorded",
    "As `tasks.list` over the whole workspace; `last_page` is there although the document does not name it.",
)
def search_tasks(call: Call) -> Answer:
    """A page of a workspace's tasks."""
    workspace = access.workspace(call)
    all_of_it = call.world.tasks_in[workspace.id]
    index = call.world.searches.index(workspace.id, all_of_it)
    scope = f"workspace {workspace.id} {call.me.id}"
    tasks, last = page_of(call, scope, all_of_it.values(), index=index, seen=sight.test(call.me, workspace))
    return _page(call, workspace, tasks, is_last=last)


def _page(call: Call, workspace: Workspace, tasks: list[Task], *, is_last: bool) -> Answer:
    levels = sight.levels(call.me, workspace)
    markdown = call.flag("include_markdown_description")
    return Answer(200, call.tasks.page(tasks, last=is_last, markdown=markdown, levels=levels))
