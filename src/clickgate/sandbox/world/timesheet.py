"""Keeps the tracked time of all workspaces, one store for both of ClickUp's time APIs; tasks follow its sums."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickgate.sandbox.world.time_rows import Edit, Entry, TimeTag

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clickgate.sandbox.world.rows import Task, User, Workspace
    from clickgate.sandbox.world.whole import Whole


class Timesheet:
    """Time entries by id, by workspace and by task."""

    def __init__(self, world: Whole) -> None:
        self._world = world
        self._in: dict[str, dict[str, Entry]] = {}  # by workspace id
        self._on: dict[str, dict[str, Entry]] = {}  # by task id
        self._tags: dict[str, dict[str, TimeTag]] = {}  # by workspace id, then by name
        self._number = 0
        self.rows: dict[str, Entry] = {}

    # Answers about entries

    def of(self, workspace: Workspace) -> Iterable[Entry]:
        """All entries of a workspace in the order they were made, those that run among them."""
        return self._in.get(workspace.id, {}).values()

    def on(self, task: Task) -> Iterable[Entry]:
        """All entries on a task in the order they were made, those that run among them."""
        return self._on.get(task.id, {}).values()

    def running(self, workspace: Workspace, user: User) -> Entry | None:
        """The entry that runs for somebody; there is one at most."""
        return next((row for row in self.of(workspace) if row.end is None and row.user is user), None)

    def tags(self, workspace: Workspace) -> dict[str, TimeTag]:
        """The tags that were ever put on entries of a workspace, by name."""
        return self._tags.setdefault(workspace.id, {})

    # Entries

    def add(
        self, workspace: Workspace, user: User, start: int, end: int | None, at: int, *, task: Task | None = None
    ) -> Entry:
        """Note time from start to end in ms, made at `at`; without an end it runs."""
        self._number += 1
        row = Entry(self._world.ids.history(), workspace, user, start, end, at, at, self._number, task)
        self.rows[row.id] = row
        self._in.setdefault(workspace.id, {})[row.id] = row
        self._world.revision += 1
        self._put_on(row, task)
        self._tell(row, task, user, at, "Created", before=None)
        return row

    def change(self, row: Entry, changes: dict[str, Any], user: User, at: int) -> None:
        """Set members of an entry (`start`, `end`, `task`, `description`, `billable`, `tags`) to new values."""
        changes = {name: value for name, value in changes.items() if getattr(row, name) != value}
        if not changes:
            return
        before, was_on = _interval(row), row.task
        for name, value in changes.items():
            edit = Edit(self._world.ids.history(), name, _plain(getattr(row, name)), _plain(value), at, user)
            row.edits = (*row.edits, edit)
            setattr(row, name, value)
        row.at = at
        self._world.revision += 1
        if row.task is not was_on:
            self._take_off(row, was_on)
            self._tell(row, was_on, user, at, "Deleted", before=before)
            before = None
        self._put_on(row, row.task)
        self._tell(row, row.task, user, at, "Created" if before is None else "Edited", before=before)

    def remove(self, row: Entry, user: User, at: int) -> None:
        """Take an entry away."""
        row.at = at
        self._drop(row)
        self._take_off(row, row.task)
        self._tell(row, row.task, user, at, "Deleted", before=_interval(row))

    def take_over(self, source: Task, target: Task) -> None:
        """Hand all time on a task to another one."""
        for row in self._on.pop(source.id, {}).values():
            row.task = target
            self._put_on(row, target)

    def forget(self, task: Task) -> None:
        """Drop the time on a task that is gone."""
        for row in self._on.pop(task.id, {}).values():
            self._drop(row)

    # Tags

    def add_tag(self, workspace: Workspace, name: str, creator: int, *, fg: str, bg: str) -> TimeTag:
        """Make a tag, or find it: one that is there keeps its colours."""
        known = self.tags(workspace)
        if name not in known:
            known[name] = TimeTag(name, fg, bg, creator)
            self._world.revision += 1
        return known[name]

    def renew_tag(self, workspace: Workspace, tag: TimeTag, *, name: str, fg: str, bg: str) -> None:
        """Rename or recolour a tag wherever it is."""
        del self.tags(workspace)[tag.name]
        tag.name, tag.fg, tag.bg = name, fg, bg
        self.tags(workspace)[name] = tag
        self._world.revision += 1

    # Sums

    def _put_on(self, row: Entry, task: Task | None) -> None:
        if task is not None:
            self._on.setdefault(task.id, {})[row.id] = row
            self._sum(task, row.at)

    def _take_off(self, row: Entry, task: Task | None) -> None:
        if task is not None:
            self._on[task.id].pop(row.id, None)
            self._sum(task, row.at)

    def _sum(self, task: Task, at: int) -> None:
        task.time_spent = sum(row.duration for row in self.on(task))
        self._world.task_changed(task, max(at, task.date_updated))

    def _drop(self, row: Entry) -> None:
        self._world.revision += 1
        self.rows.pop(row.id, None)
        self._in[row.workspace.id].pop(row.id, None)

    def _tell(
        self, row: Entry, task: Task | None, user: User, at: int, what: str, *, before: dict[str, str] | None
    ) -> None:
        """Tell of time on a task that is over or was: a timer that begins is told nobody."""
        after = None if what == "Deleted" else _interval(row)
        if task is None or (before is None and after is None):
            return
        total = str(task.time_spent)
        self._world.events.emit(
            "taskTimeTrackedUpdated",
            task,
            user=user,
            at=at,
            field="time_spent",
            before=before,
            after=after,
            data={"total_time": total, "rollup_time": total},
            extra={"data": {"description": f"Time Tracking {what}", "interval_id": row.id}},
        )


def _interval(row: Entry) -> dict[str, str] | None:
    """An entry as events show it, None while it runs.

    Source: https://developer.clickup.com/docs/webhooktaskpayloads
    """
    if row.end is None:
        return None
    times = {"start": row.start, "end": row.end, "time": row.duration, "date_added": row.added}
    return {"id": row.id, "source": "clickup", **{name: str(ms) for name, ms in times.items()}}


def _plain(value: Any) -> Any:
    """A member as the history shows it, which is a guess: times as text, rows by id or name."""
    if isinstance(value, tuple):
        return [tag.name for tag in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return getattr(value, "id", value)
