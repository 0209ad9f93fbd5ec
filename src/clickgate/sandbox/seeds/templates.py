"""Gives a seed some templates of every kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickgate.sandbox.world.template_rows import FolderPlan, ListPlan, TaskPlan

if TYPE_CHECKING:
    from clickgate.sandbox.world.rows import StatusType, Workspace
    from clickgate.sandbox.world.world import World

_HOUR = 3_600_000
_STEPS: tuple[tuple[str, str, StatusType], ...] = (
    ("planned", "#87909e", "open"),
    ("under way", "#1090e0", "custom"),
    ("finished", "#008844", "closed"),
)

_BUG = TaskPlan(
    "Bug report",
    description="What happened, what was expected, and how to see it.",
    priority=2,
    tags=("bug",),
    checklists=(("To find out", ("Version", "Steps", "What the log says")),),
    subtasks=(TaskPlan("Write a test that fails", time_estimate=_HOUR), TaskPlan("Tell who reported it")),
)
_INTERVIEW = TaskPlan("Customer interview", priority=3, time_estimate=2 * _HOUR, tags=("research",))
_SPRINT = ListPlan("Sprint", content="Two weeks of work.", tasks=(_INTERVIEW, _BUG))
_PIPELINE = ListPlan("Pipeline", statuses=_STEPS, tasks=(TaskPlan("First step"), TaskPlan("Second step")))
_PROJECT = FolderPlan("Client project", statuses=_STEPS, lists=(ListPlan("Planning"), _SPRINT))


def add_templates(world: World, workspace: Workspace) -> None:
    """Fill a workspace's library."""
    for plan in (_BUG, _INTERVIEW, _SPRINT, _PIPELINE, _PROJECT):
        world.templates.add(workspace, plan)
