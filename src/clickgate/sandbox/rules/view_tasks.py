"""The rule of the tasks that a view shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickgate.sandbox import access, sight
from clickgate.sandbox.answers import Answer, Refusal
from clickgate.sandbox.filters import PAGE
from clickgate.sandbox.registry import rule
from clickgate.sandbox.shapes import views
from clickgate.sandbox.view_dates import Calendar
from clickgate.sandbox.view_filters import Looker, read_test
from clickgate.sandbox.view_order import in_order
from clickgate.sandbox.world.around import tasks_under, workspace_of
from clickgate.sandbox.world.views import TASK_VIEWS

if TYPE_CHECKING:
    from clickgate.sandbox.call import Call
    from clickgate.sandbox.world.memory import Found
    from clickgate.sandbox.world.rows import Task, View

# Source: https://developer.clickup.com/docs/filter-views and the official v2 document.
_COLLAPSED = 3


@rule(
    "view_tasks.list",
    "official",
    "Filters, search, grouping, sorting and `show_closed` are applied, dates in the caller's time zone. Guesses: 100 a "
    "page; subtasks are tasks of their own unless the view shows them collapsed (`show_subtasks` 3).",
)
def list_view_tasks(call: Call) -> Answer:
    """A page of the tasks that a view shows."""
    view = access.view(call)
    if view.type not in TASK_VIEWS:
        raise Refusal("PAGE_047")
    number = call.number("page") or 0
    if number < 0:
        raise Refusal("SANDBOX_003", "page must not be negative")
    tasks, is_last = _find(call, view).page(number, PAGE)
    levels = sight.levels(call.me, workspace_of(view.place))
    return Answer(200, call.tasks.page(tasks, last=is_last, levels=levels))


def _find(call: Call, view: View) -> Found:
    """All that a view shows to the caller today; the pages of one view share one search."""
    calendar = Calendar(call.now, call.me.timezone)
    key = ("view", view.id, call.me.id, calendar.today)
    found = call.world.searches.recall(key, call.world.revision)
    if found is None:
        found = call.world.searches.keep(key, _search(call, view, Looker(call.world, call.me, calendar)))
    return found


def _search(call: Call, view: View, looker: Looker) -> list[Task]:
    parts = views.parts(view)
    settings = parts["settings"]
    shows_closed = settings.get("show_closed_subtasks") is True
    test = read_test(parts["filters"], looker, shows_closed_subtasks=shows_closed)
    tasks = sight.tasks_seen(call.me, workspace_of(view.place), tasks_under(call.world, view.place))
    if settings.get("show_subtasks") == _COLLAPSED:
        tasks = [task for task in tasks if task.parent is None]
    return in_order([task for task in tasks if test(task)], parts, call.world)
