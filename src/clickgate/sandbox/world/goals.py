"""Keeps the goals of all workspaces with their targets, and reckons how far they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickgate.sandbox.world.goal_rows import Goal, Step, Target

if TYPE_CHECKING:
    from clickgate.sandbox.world.goal_rows import TargetType
    from clickgate.sandbox.world.rows import User, Workspace
    from clickgate.sandbox.world.whole import Whole

# The colour of a goal made without one is a guess.
COLOR = "#7b68ee"


class Goals:
    """Goals and targets by id."""

    def __init__(self, world: Whole) -> None:
        self._world = world
        self._numbers: dict[str, int] = {}  # the last one given, by workspace id
        self.rows: dict[str, Goal] = {}
        self.targets: dict[str, Target] = {}

    def of(self, workspace: Workspace) -> list[Goal]:
        """The goals of a workspace in the order they were made."""
        return [row for row in self.rows.values() if row.workspace is workspace]

    # Goals

    def add(self, workspace: Workspace, name: str, creator: User, at: int, **members: Any) -> Goal:
        """Make a goal; `members` are those of the row that may be chosen."""
        number = self._numbers[workspace.id] = self._numbers.get(workspace.id, 0) + 1
        tokens = (self._world.ids.uuid(), self._world.ids.uuid())
        members.setdefault("color", COLOR)
        goal = Goal(self._world.ids.uuid(), workspace, number, name, creator, at, at, tokens, **members)
        self.rows[goal.id] = goal
        self._tell("goalCreated", goal)
        return goal

    def change(self, goal: Goal, changes: dict[str, Any], at: int) -> None:
        """Set members of a goal to new values."""
        for name, value in changes.items():
            setattr(goal, name, value)
        goal.date_updated = at
        self._tell("goalUpdated", goal)

    def remove(self, goal: Goal) -> None:
        """Take a goal away with its targets."""
        self._tell("goalDeleted", goal)
        for target in goal.targets.values():
            del self.targets[target.id]
        del self.rows[goal.id]

    # Targets

    def add_target(
        self,
        goal: Goal,
        name: str,
        kind: TargetType,
        creator: User,
        at: int,
        *,
        start: float,
        end: float,
        **members: Any,
    ) -> Target:
        """Measure a goal by what goes from start to end; `members` are those of the row that may be chosen."""
        made = Step(self._world.ids.uuid(), creator, at, "Key result created")
        target = Target(self._world.ids.uuid(), goal, name, kind, creator, at, start, end, start, (made,), **members)
        goal.targets[target.id] = self.targets[target.id] = target
        goal.date_updated = at
        self._tell("keyResultCreated", goal, target)
        return target

    def step(self, target: Target, user: User, at: int, *, current: float | None, note: str) -> None:
        """Note how far a target is, or only a note."""
        before = target.current
        if current is None:
            row = Step(self._world.ids.uuid(), user, at, note)
        else:
            row = Step(self._world.ids.uuid(), user, at, note, before, current - before)
            target.current = current
        target.steps = (*target.steps, row)
        target.goal.date_updated = at
        self._tell("keyResultUpdated", target.goal, target)

    def remove_target(self, target: Target, at: int) -> None:
        """Take a target away."""
        self._tell("keyResultDeleted", target.goal, target)
        del self.targets[target.id], target.goal.targets[target.id]
        target.goal.date_updated = at

    # Progress

    def done(self, goal: Goal) -> float:
        """How much of a goal is done, 0 to 1: the mean of its targets; 0 where it has none."""
        parts = [self.target_done(target) or 0.0 for target in goal.targets.values()]
        return sum(parts) / len(parts) if parts else 0.0

    def target_done(self, target: Target) -> float | None:
        """How much of a target is done, 0 to 1; None before the first step, unless tasks tell."""
        if target.type == "automatic":
            return self._tasks_done(target)
        if all(step.taken is None for step in target.steps):
            return None
        way = target.end - target.start
        if way == 0:
            return 1.0
        return min(1.0, max(0.0, (target.current - target.start) / way))

    def _tasks_done(self, target: Target) -> float:
        """The share of closed ones among a target's tasks and those of its lists."""
        tasks, lists = self._world.tasks, self._world.lists
        found = {task_id: tasks[task_id] for task_id in target.task_ids if task_id in tasks}
        for list_id in target.list_ids:
            if list_id in lists:
                found |= lists[list_id].tasks
        closed = sum(task.status.type in ("done", "closed") for task in found.values())
        return closed / len(found) if found else 0.0

    def _tell(self, event: str, goal: Goal, target: Target | None = None) -> None:
        """Note a change, and tell the webhooks that hear of it."""
        named = {"goal_id": goal.id} if target is None else {"goal_id": goal.id, "key_result_id": target.id}
        self._world.revision += 1
        self._world.events.emit(event, goal.workspace, ids=named)
