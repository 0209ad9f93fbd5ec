"""Keeps how much of a task's time estimate is whose."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clickgate.sandbox.world.rows import Task

UNASSIGNED = "unassigned"


class Estimates:
    """Shares of time estimates in ms, by the id of an assignee as text, or `unassigned`."""

    def __init__(self, changed: Callable[[Task], None]) -> None:
        self._changed = changed
        self._shares: dict[str, dict[str, int]] = {}

    def of(self, task: Task) -> dict[str, int]:
        """A task's shares; what was estimated as a whole is nobody's."""
        whole = {UNASSIGNED: task.time_estimate} if task.time_estimate else {}
        return dict(self._shares.get(task.id, whole))

    def put(self, task: Task, shares: Mapping[str, int]) -> None:
        """Give a task these shares and no others; its estimate is their sum."""
        self._shares[task.id] = dict(shares)
        task.time_estimate = sum(shares.values())
        self._changed(task)

    def forget(self, task: Task) -> None:
        """Drop the shares of a task that is gone, or that was estimated as a whole."""
        self._shares.pop(task.id, None)
