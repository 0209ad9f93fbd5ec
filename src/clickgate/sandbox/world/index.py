"""Finds tasks of a workspace by what they have and in the order of their times, without looking at all of them.

What it gives are candidates: all that fit are among them, and whoever asks tests each. So a task that changed is only
added where it belongs now, and what is left of where it belonged before does no harm.
"""

from __future__ import annotations

from bisect import bisect_left
from heapq import merge
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from clickgate.sandbox.world.rows import Task

_SHIFT = 1 << 40  # above every task's number
CREATED = "date_created"
# So many tasks may be gone before everything is found anew, in parts of those that are there.
_GONE = 4

_FIXED = ("number", CREATED)
# What tasks are asked for in the order of, or between limits of.
RANKED = ("number", CREATED, "date_updated", "due_date", "date_done")
HAVES: dict[str, Callable[[Task], Iterable[object]]] = {
    "statuses": lambda task: (task.status,),
    "assignees": lambda task: [user.id for user in task.assignees],
    "watchers": lambda task: [user.id for user in task.watchers],
    "tags": attrgetter("tags"),
    "custom_items": lambda task: (task.custom_item_id,),
    "fields": lambda task: [(one, _plain(value)) for one, value in task.values.items()],
}


class Source(NamedTuple):
    """Candidates: how many at most, the number of theirs that they are in the order of, and how to walk them."""

    size: int
    order: str
    walk: Callable[[bool], Iterator[Task]]  # upwards if true


class Ranking:
    """All tasks that have a certain number, in its order, made later last where it is equal.

    A task whose number changed has more than one place; only the one that is still right counts.
    """

    def __init__(self, name: str, tasks: Iterable[Task]) -> None:
        self._name = name
        self._read = attrgetter(name)
        # Sorted by plain numbers: pairs would set off the garbage collector on the whole world.
        placed = {task: place for task in tasks if (place := self._place(task)) is not None}
        self._tasks = sorted(placed, key=placed.__getitem__)
        self._places: list[float] = sorted(placed.values())

    def _place(self, task: Task) -> float | None:
        value = self._read(task)
        return None if value is None else value * _SHIFT + task.number

    def put(self, task: Task) -> None:
        """Place a task that is new or has changed."""
        place = self._place(task)
        if place is None:
            return
        at = bisect_left(self._places, place)
        if at == len(self._places) or self._places[at] != place:
            self._places.insert(at, place)
            self._tasks.insert(at, task)

    def between(self, low: float | None = None, high: float | None = None) -> Source:
        """The tasks whose number is within two limits."""
        begin = 0 if low is None else bisect_left(self._places, low * _SHIFT)
        end = len(self._places) if high is None else bisect_left(self._places, (high + 1) * _SHIFT)
        return Source(max(0, end - begin), self._name, lambda upwards: self._walk(begin, end, upwards=upwards))

    def _walk(self, begin: int, end: int, *, upwards: bool) -> Iterator[Task]:
        way = range(begin, end) if upwards else range(end - 1, begin - 1, -1)
        found = map(self._tasks.__getitem__, way)
        if self._name in _FIXED:
            return found
        places = map(self._places.__getitem__, way)
        return (task for task, place in zip(found, places, strict=True) if self._place(task) == place)


class Index:
    """What is known of the tasks of one workspace, found when it is first asked for."""

    def __init__(self, tasks: dict[str, Task]) -> None:
        self._tasks = tasks
        self._fresh: dict[Task, None] = {}
        self._gone = 0
        self._rankings: dict[str, Ranking] = {}
        self._having: dict[str, dict[Any, list[Task]]] = {}

    def changed(self, task: Task) -> None:
        """Note a task that is new or has changed."""
        if self._rankings or self._having:
            self._fresh[task] = None

    def gone(self, task: Task) -> None:
        """Note a task that is there no more."""
        self._fresh.pop(task, None)
        self._gone += 1
        if self._gone * _GONE > len(self._tasks):
            self._gone = 0
            self._rankings.clear()
            self._having.clear()
            self._fresh.clear()

    def ranked(self, name: str) -> Ranking:
        """All tasks in the order of a number of theirs."""
        self._catch_up()
        found = self._rankings.get(name)
        if found is None:
            found = self._rankings[name] = Ranking(name, self._tasks.values())
        return found

    def warm(self) -> None:
        """Find now what would be found when it is first asked for."""
        for name in RANKED:
            self.ranked(name)
        for what in HAVES:
            self.having(what, lambda _: False)

    def having(self, what: str, is_wanted: Callable[[Any], bool]) -> Source:
        """The tasks that have one of several things, those made first first: `what` is a key of `HAVES`."""
        self._catch_up()
        if what not in self._having:
            self._having[what] = self._read_all(what)
        lists = [tasks for one, tasks in self._having[what].items() if is_wanted(one)]
        return Source(sum(map(len, lists)), CREATED, lambda upwards: _walk_all(lists, upwards=upwards))

    def those_there(self, tasks: Iterator[Task]) -> Iterator[Task]:
        """Candidates without those that were taken away since."""
        return filter(lambda task: task.id in self._tasks, tasks) if self._gone else tasks

    def _read_all(self, what: str) -> dict[Any, list[Task]]:
        found: dict[Any, list[Task]] = {}
        read = HAVES[what]
        for task in sorted(self._tasks.values(), key=_birth):
            for one in read(task):
                found.setdefault(one, []).append(task)
        return found

    def _catch_up(self) -> None:
        for task in self._fresh:
            for ranking in self._rankings.values():
                ranking.put(task)
            for what, having in self._having.items():
                for one in HAVES[what](task):
                    _insert(having.setdefault(one, []), task)
        self._fresh.clear()


def _plain(value: Any) -> Any:
    """A custom field's value, or ... where it is one that can't be looked up."""
    return ... if isinstance(value, list | dict) else value


def _birth(task: Task) -> int:
    return task.date_created * _SHIFT + task.number


def _insert(tasks: list[Task], task: Task) -> None:
    at = bisect_left(tasks, _birth(task), key=_birth)
    if at == len(tasks) or tasks[at] is not task:
        tasks.insert(at, task)


def _walk_all(lists: list[list[Task]], *, upwards: bool) -> Iterator[Task]:
    """Walk lists as if they were one; a task that is in several is given once."""
    runs = [iter(one) if upwards else reversed(one) for one in lists]
    last: Task | None = None
    for task in runs[0] if len(runs) == 1 else merge(*runs, key=_birth, reverse=not upwards):
        if task is not last:
            yield task
        last = task
