"""Loads a world of a million tasks, searches it, writes to it, and prints as JSON how that went.

    python -m benchmarks.million SEARCHES CREATES

Every search is for a page by a filter that the dice choose; before every second one something is written, so that
nothing is remembered of the one before.
"""

from __future__ import annotations

import json
import random
import resource
import statistics
import sys
import time
from typing import TYPE_CHECKING
from urllib.parse import quote

from clickgate.sandbox import limits
from clickgate.sandbox.seeds.build import DAY, END
from clickgate.sandbox.server import Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable

_SEARCH_PAGES = (0, 0, 0, 0, 0, 0, 1, 2, 5, 10)


class Asker:
    """Asks one sandbox in memory."""

    def __init__(self, seed: str) -> None:
        limits.PLANS["enterprise"] = 10**9
        self.sandbox = Sandbox(seed=seed, plan="enterprise")
        self._headers = {"Authorization": self.sandbox.token}
        self.list_id = next(iter(self.sandbox.world.lists))

    def ask(self, method: str, path: str, body: bytes = b"") -> float:
        """Ask once: milliseconds until the answer was there."""
        began = time.perf_counter()
        answer = self.sandbox.handle(method, f"/api/v2{path}", self._headers, body)
        took = (time.perf_counter() - began) * 1000
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.body.decode()}")
        return took

    def creates_per_second(self, count: int) -> float:
        """Create so many tasks with a priority, a tag and a date, one after another."""
        body = b'{"name": "A task", "priority": 2, "tags": ["customer"], "due_date": 1767603600000}'
        began = time.perf_counter()
        for _ in range(count):
            self.ask("POST", f"/list/{self.list_id}/task", body)
        return count / (time.perf_counter() - began)


def kinds(sandbox: Sandbox, dice: random.Random) -> dict[str, Callable[[], str]]:
    """Kinds of searches: each gives a query, another one every time."""
    world = sandbox.world
    people = list(world.workspaces[sandbox.workspace_id].members)
    lists, folders, spaces = list(world.lists), list(world.folders), list(world.spaces)
    fields = {field.type: field.id for field in world.fields.values()}

    def field(kind: str, value: object) -> str:
        return "custom_fields=" + quote(json.dumps([{"field_id": fields[kind], "operator": "=", "value": value}]))

    def day(days: int = 1400) -> int:
        return END - dice.randrange(days) * DAY

    def person() -> str:
        return f"assignees[]={dice.choice(people)}"

    everything = "subtasks=true&include_closed=true"
    return {
        "no filter": lambda: "",
        "everything": lambda: everything,
        "everything by due date": lambda: f"{everything}&order_by=due_date",
        "assignee": person,
        "assignee, by due date": lambda: f"{person()}&order_by=due_date",
        "assignee and tag": lambda: f"{person()}&tags[]=legal&subtasks=true",
        "status": lambda: f"include_closed=true&statuses[]={dice.choice(('to%20do', 'shipped', 'complete'))}",
        "two statuses": lambda: "statuses[]=queued&statuses[]=in%20review&order_by=updated",
        "assignee, tag and status": lambda: f"{person()}&tags[]=debt&statuses[]=in%20review&order_by=due_date",
        "updated on one day": lambda: (
            f"{everything}&date_updated_gt={(at := day())}&date_updated_lt={at + DAY}&order_by=updated"
        ),
        "updated since, oldest first": lambda: f"{everything}&date_updated_gt={day(300)}&order_by=updated&reverse=true",
        "created in 30 days": lambda: f"date_created_gt={(at := day())}&date_created_lt={at + 30 * DAY}",
        "old and complete, by update": lambda: (
            f"include_closed=true&date_created_lt={END - 1000 * DAY}&order_by=updated&statuses[]=complete"
        ),
        "due before, soonest first": lambda: f"due_date_lt={day()}&order_by=due_date&reverse=true",
        "list": lambda: f"list_ids[]={dice.choice(lists)}&order_by=updated",
        "folder": lambda: f"project_ids[]={dice.choice(folders)}",
        "space": lambda: f"space_ids[]={dice.choice(spaces)}&order_by=due_date",
        "drop-down and assignee": lambda: f"{person()}&{field('drop_down', dice.randrange(3))}",
        "number field": lambda: field("number", dice.randrange(400)),
        "text field, no match": lambda: field("short_text", "nowhere"),
        "archived, by id": lambda: "archived=true&order_by=id",
    }


def main() -> None:
    searches, creates = map(int, sys.argv[1:])
    small = Asker("small").creates_per_second(creates)
    began = time.perf_counter()
    asker = Asker("huge")
    seconds = time.perf_counter() - began
    dice = random.Random("searches")
    asked = kinds(asker.sandbox, dice)
    took: dict[str, list[float]] = {name: [] for name in asked}
    task_id = next(iter(asker.sandbox.world.tasks))
    for number in range(searches):
        name = list(asked)[number % len(asked)]
        if number % 2:
            asker.ask("PUT", f"/task/{task_id}", b'{"priority": %d}' % (1 + number % 4))
        page = dice.choice(_SEARCH_PAGES)
        took[name].append(asker.ask("GET", f"/team/{asker.sandbox.workspace_id}/task?page={page}&{asked[name]()}"))
    every = sorted(ms for one in took.values() for ms in one)
    told = {
        "seconds": seconds,
        "p50": statistics.median(every),
        "p99": every[int(len(every) * 0.99)],
        "slowest": sorted(((name, max(one)) for name, one in took.items()), key=lambda one: -one[1])[:3],
        "creates_small": small,
        "creates": asker.creates_per_second(creates),
        "gib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
    }
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
