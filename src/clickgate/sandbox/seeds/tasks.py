"""Fills the lists of a seed with tasks, subtasks and comments that look like work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickgate.sandbox.seeds.names import CONTEXTS, OBJECTS, REMARKS, VERBS

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from clickgate.sandbox.world.rows import Field, Task, TaskList, User
    from clickgate.sandbox.world.world import World

HOUR = 3_600_000
DAY = 24 * HOUR

LAUNCHES = 1_767_600_000_000  # the first day of a date field's values

# So many comments does one task of a seed have at most: enough for three pages of 25.
LONG_THREAD = 60


class Filler:
    """Throws the dice for one seed."""

    def __init__(self, world: World, lists: list[TaskList], people: list[User], dice: random.Random) -> None:
        self._world = world
        self._lists = lists
        self._people = people
        self._random = dice.random
        self._statuses = {one: sorted(world.statuses_of(one), key=lambda row: row.orderindex) for one in lists}
        self._fields = {one: world.fields_of(one) for one in lists}
        self._tags = {one: list(one.space.tags.values()) for one in lists}
        self._last: dict[TaskList, Task] = {}

    def fill(self, count: int, begin: int, end: int) -> None:
        """Make so many tasks, evenly between two times in ms, and some comments."""
        step = (end - begin - HOUR) // count
        tasks = [self._make(number, begin + number * step, end) for number in range(count)]
        for task in tasks[:: max(3, count // 4000)]:
            self._comment(task, 1 + self._throw(3), end)
        self._comment(tasks[0], LONG_THREAD if count > 100 else 2, end)
        for task in tasks[5 :: max(40, count // 100)]:
            other = self._lists[self._throw(len(self._lists))]
            if other is not task.home:
                self._world.join_list(task, other)
        if len(self._lists) > 3:
            self._share(end)

    def _share(self, end: int) -> None:
        guests = [row.user for row in self._lists[0].space.workspace.members.values() if row.role == 4]
        first = next(iter(self._lists[0].tasks.values()))
        for guest in guests:
            self._world.people.share(self._lists[0], guest, "edit")
            self._world.people.share(first, guest, "edit")
        self._world.task_changed(first, end)

    def _make(self, number: int, at: int, end: int) -> Task:
        chance = self._random
        home = self._lists[number % len(self._lists)]
        creator = self._people[self._throw(len(self._people))]
        task = self._world.add_task(home, self._name(), creator, at)
        task.watchers = (creator,)
        if chance() < 0.6:
            task.assignees = (self._people[self._throw(len(self._people))],)
            task.watchers = tuple(dict.fromkeys((creator, *task.assignees)))
        if chance() < 0.5:
            task.priority = 1 + self._throw(4)
        if chance() < 0.4:
            task.due_date = at + self._throw(60) * DAY + 4 * HOUR
        if chance() < 0.3:
            task.tags = (self._tags[home][self._throw(len(self._tags[home]))],)
        if chance() < 0.25:
            task.description = task.markdown = f"{task.name}.\nAsked for by {creator.username}."
        self._put_under_another(task, home)
        self._advance(task, home, at, end)
        self._set_values(task, self._fields[home])
        return task

    def _put_under_another(self, task: Task, home: TaskList) -> None:
        last = self._last.get(home)
        if last is not None and self._random() < 0.18:
            self._world.put_under(task, last)
        if last is None or task.parent is None or self._random() < 0.3:
            self._last[home] = task

    def _advance(self, task: Task, home: TaskList, at: int, end: int) -> None:
        chance = self._random()
        statuses = self._statuses[home]
        position = 0 if chance < 0.3 else (len(statuses) - 1 if chance > 0.65 else self._throw(len(statuses)))
        moved = min(end, at + self._throw(20 * 24) * HOUR)
        task.date_updated = moved
        if position:
            self._world.put_status(task, statuses[position], moved)
        if self._random() < 0.02:
            task.archived = True
        if self._random() < 0.1:
            task.time_estimate = (1 + self._throw(16)) * HOUR

    def _set_values(self, task: Task, fields: tuple[Field, ...]) -> None:
        chance = self._random
        for field in fields:
            if chance() < 0.2:
                value = self._value(field)
                if value is not None:
                    task.values[field.id] = value

    def _value(self, field: Field) -> Any:
        throw = self._throw
        if field.type in ("drop_down", "labels"):
            options = field.type_config["options"]
            chosen = options[throw(len(options))]["id"]
            return chosen if field.type == "drop_down" else [chosen]
        values: dict[str, Callable[[], Any]] = {
            "short_text": self._thing,
            "text": self._thing,
            "number": lambda: throw(400),
            "currency": lambda: throw(400),
            "users": lambda: [self._people[throw(len(self._people))].id],
            "date": lambda: LAUNCHES + throw(90) * DAY,
            "checkbox": lambda: throw(2) == 1,
            "emoji": lambda: throw(6),
            "manual_progress": lambda: throw(101),
            "url": lambda: f"https://example.com/{throw(1000)}",
        }
        make = values.get(field.type)
        return make() if make is not None else None

    def _thing(self) -> str:
        return OBJECTS[self._throw(len(OBJECTS))].capitalize()

    def _comment(self, task: Task, count: int, end: int) -> None:
        begin = task.date_created
        for number in range(count):
            text = REMARKS[self._throw(len(REMARKS))]
            user = self._people[self._throw(len(self._people))]
            at = min(end, begin + (1 + number) * HOUR)
            segments = [{"text": text, "attributes": {}}, {"text": "\n", "attributes": {"block-id": f"block-{number}"}}]
            comment = self._world.add_comment(task, user, segments, at)
            if number % 4 == 1:
                self._world.add_comment(task, task.creator, segments, min(end, at + HOUR), parent=comment)

    def _name(self) -> str:
        verb, what = VERBS[self._throw(len(VERBS))], OBJECTS[self._throw(len(OBJECTS))]
        return f"{verb} the {what} {CONTEXTS[self._throw(len(CONTEXTS))]}"

    def _throw(self, sides: int) -> int:
        return int(self._random() * sides)
