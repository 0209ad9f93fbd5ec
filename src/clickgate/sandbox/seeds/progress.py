"""Adds what larger teams have besides tasks: tracked time, and goals that it leads to."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from clickgate.sandbox.seeds.names import REMARKS

if TYPE_CHECKING:
    from clickgate.sandbox.world.goals import Goals
    from clickgate.sandbox.world.rows import TaskList, User, Workspace
    from clickgate.sandbox.world.world import World

MINUTE = 60_000
HOUR = 60 * MINUTE

# So many entries does a seed have at most, on tasks that are evenly apart.
ENTRIES = 240


def add_progress(world: World, workspace: Workspace, end: int) -> None:
    """Track time on a workspace's tasks until a time in ms, and give it two goals."""
    dice = random.Random(f"progress {workspace.name}")  # noqa: S311 - repeatable on purpose
    people = [row.user for row in workspace.members.values() if row.date_joined and row.role != 4]
    _track(world, workspace, people, dice, end)
    first = next(iter(world.tasks_in[workspace.id].values())).home
    _set_goals(world.goals, workspace, people, first, end)


def _track(world: World, workspace: Workspace, people: list[User], dice: random.Random, end: int) -> None:
    tasks = list(world.tasks_in[workspace.id].values())
    for index, task in enumerate(tasks[:: max(1, len(tasks) // ENTRIES)][:ENTRIES]):
        user = people[index % len(people)]
        length = (1 + dice.randrange(16)) * 15 * MINUTE
        start = min(task.date_created + dice.randrange(72) * HOUR, end - length)
        row = world.timesheet.add(workspace, user, start, start + length, start + length, task=task)
        row.billable = index % 3 == 0
        row.description = REMARKS[dice.randrange(len(REMARKS))] if index % 4 == 0 else ""
    # One entry is on no task.
    world.timesheet.add(workspace, people[0], end - HOUR, end - HOUR // 2, end)


def _set_goals(goals: Goals, workspace: Workspace, people: list[User], one: TaskList, at: int) -> None:
    owner, helper = people[0], people[1]
    quay = goals.add(workspace, "Open the new quay", owner, at, owners=(owner, helper), color="#32a852")
    berths = goals.add_target(quay, "Berths ready", "number", owner, at, start=0, end=12, unit="berths")
    goals.step(berths, helper, at, current=3, note="The first three")
    goals.add_target(quay, "Work done", "automatic", owner, at, start=0, end=1, list_ids=(one.id,))
    goals.add_target(quay, "Permit", "boolean", helper, at, start=0, end=1)
    calm = goals.add(workspace, "Answer within a day", helper, at, owners=(helper,), due_date=at + 90 * 24 * HOUR)
    share = goals.add_target(calm, "Answered in time", "percentage", helper, at, start=60, end=95, unit="%")
    goals.step(share, helper, at, current=80, note="After the first month")
