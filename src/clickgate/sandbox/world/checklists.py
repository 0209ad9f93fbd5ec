"""Keeps the checklists of all tasks, with their items at any depth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickgate.sandbox.world.task_rows import Checklist, ChecklistItem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from clickgate.sandbox.world.ids import Ids
    from clickgate.sandbox.world.rows import Task, User


class Checklists:
    """Checklists by id and by task; `changed` is told of every task that shows another one."""

    def __init__(self, ids: Ids, changed: Callable[[Task], None]) -> None:
        self._ids = ids
        self._changed = changed
        self._of: dict[str, tuple[Checklist, ...]] = {}
        self.rows: dict[str, Checklist] = {}

    def of(self, task: Task) -> tuple[Checklist, ...]:
        """A task's checklists from the top."""
        return self._of.get(task.id, ())

    def add(self, task: Task, name: str, creator: User, at: int) -> Checklist:
        """Start a checklist below the others of a task."""
        made = Checklist(self._ids.uuid(), task, name, at, creator)
        self.rows[made.id] = made
        self._put(task, (*self.of(task), made))
        return made

    def rename(self, row: Checklist, name: str) -> None:
        """Give a checklist another name."""
        row.name = name
        self._changed(row.task)

    def move(self, row: Checklist, position: int) -> None:
        """Put a checklist at a place among those of its task; 0 is the top."""
        others = tuple(one for one in self.of(row.task) if one is not row)
        self._put(row.task, (*others[:position], row, *others[position:]))

    def remove(self, row: Checklist) -> None:
        """Take a checklist away with its items."""
        del self.rows[row.id]
        self._put(row.task, tuple(one for one in self.of(row.task) if one is not row))

    def take_over(self, source: Task, target: Task) -> None:
        """Hand all checklists of a task to another, below its own."""
        moved = self._of.pop(source.id, ())
        for row in moved:
            row.task = target
        self._put(target, (*self.of(target), *moved))

    def forget(self, task: Task) -> None:
        """Drop what hangs on a task that is gone."""
        for row in self._of.pop(task.id, ()):
            del self.rows[row.id]

    # Items

    def add_item(self, row: Checklist, name: str, at: int, *, assignee: User | None = None) -> ChecklistItem:
        """Write a line below the others of a checklist."""
        made = ChecklistItem(self._ids.uuid(), name, at, assignee)
        row.items = (*row.items, made)
        self._changed(row.task)
        return made

    def item_changed(self, row: Checklist) -> None:
        """Note that one of a checklist's items changed."""
        self._changed(row.task)

    def nest(self, row: Checklist, item: ChecklistItem, parent: ChecklistItem | None) -> None:
        """Put an item below the others of a parent, or back at the top level."""
        self.remove_item(row, item)
        item.parent = parent
        if parent is None:
            row.items = (*row.items, item)
        else:
            parent.children = (*parent.children, item)

    def remove_item(self, row: Checklist, item: ChecklistItem) -> None:
        """Take an item away with those below it."""
        if item.parent is None:
            row.items = tuple(one for one in row.items if one is not item)
        else:
            item.parent.children = tuple(one for one in item.parent.children if one is not item)
        self._changed(row.task)

    def _put(self, task: Task, rows: tuple[Checklist, ...]) -> None:
        self._of[task.id] = rows
        self._changed(task)


def lines(items: tuple[ChecklistItem, ...]) -> Iterator[ChecklistItem]:
    """All items at any depth, each before those below it."""
    for item in items:
        yield item
        yield from lines(item.children)
