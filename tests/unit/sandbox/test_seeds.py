"""Worlds to begin with: the same every time, and whole."""

from __future__ import annotations

import re

import pytest

from clickgate.errors import ConfigurationError
from clickgate.sandbox.seeds import NAMES
from clickgate.sandbox.seeds.build import SEEDS, build
from clickgate.sandbox.shapes.tasks import TaskShapes
from clickgate.sandbox.world.ids import Ids, base36
from clickgate.sandbox.world.kin import root_of


@pytest.mark.parametrize("name", ["small", "team"])
def test_a_seed_is_the_same_every_time(name: str):
    first, second = build(name), build(name)

    assert (first.token, first.workspace_id) == (second.token, second.workspace_id)
    shapes = [TaskShapes(seeded.world) for seeded in (first, second)]
    pages = [
        shape.page(seeded.world.tasks.values(), last=True)
        for shape, seeded in zip(shapes, (first, second), strict=True)
    ]
    assert pages[0] == pages[1]


def test_every_seed_can_be_asked_for_by_its_name():
    assert tuple(SEEDS) == NAMES


@pytest.mark.parametrize("name", [name for name in SEEDS if name != "huge"])  # which a benchmark builds
def test_a_seed_has_as_many_tasks_as_it_says_and_all_indexes_agree(name: str):
    world = build(name).world
    workspace_id = next(iter(world.workspaces))

    assert len(world.tasks_in[workspace_id]) == SEEDS[name].tasks
    assert sum(len(one.tasks) for one in world.lists.values()) == len(world.tasks)
    assert all(world.lists[task.home.id].tasks[task.id] is task for task in world.tasks.values())
    assert all(task in task.parent.children for task in world.tasks.values() if task.parent is not None)
    assert all(root_of(task).home is task.home for task in world.tasks.values())
    assert all(task.status in world.statuses_of(task.home) for task in world.tasks.values())


def test_a_team_has_what_there_is_to_try():
    world = build("team").world
    tasks = world.tasks.values()

    assert any(task.children for task in tasks)
    assert any(task.archived for task in tasks)
    assert any(task.more_lists for task in tasks)
    assert {task.status.type for task in tasks} >= {"open", "custom", "done", "closed"}
    assert max(len(thread) for thread in world.threads.values()) > 50
    assert {field.type for field in world.fields.values()} >= {
        "drop_down",
        "labels",
        "users",
        "tasks",
        "date",
        "currency",
    }
    assert len(world.workspaces) == 2
    assert {view.type for view in world.views.at(next(iter(world.lists.values())))} == {"table", "conversation", "form"}
    assert {role.inherited for role in world.people.roles.values()} == {2, 3, 4}
    assert any(group.members for group in world.people.groups.values())


@pytest.mark.parametrize(("seed", "plan"), [("gigantic", "free"), ("small", "gold")])
def test_an_unknown_seed_or_plan_names_those_that_there_are(seed: str, plan: str):
    with pytest.raises(ConfigurationError) as raised:
        build(seed, plan)

    assert "small" in raised.value.advice or "enterprise" in raised.value.advice


def test_ids_have_the_forms_of_recorded_ones():
    ids = Ids("forms")

    assert re.fullmatch(r"868[0-9a-z]{6}", ids.task())
    assert re.fullmatch(r"90060\d{5}", ids.place("workspace"))
    assert re.fullmatch(r"9017\d{7}", ids.place("space"))
    assert re.fullmatch(r"9017\d{7}", ids.place("folder"))
    assert re.fullmatch(r"9017\d{8}", ids.place("list"))
    assert re.fullmatch(r"p1_[0-9A-Za-z]{8}", ids.status("p1"))
    assert re.fullmatch(r"pk_7_[0-9A-Z]{32}", ids.token(7))
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", ids.uuid())
    assert int(ids.comment()) < 2**53 < int(ids.history())


def test_ids_never_repeat():
    ids = Ids("many")

    assert len({ids.task() for _ in range(20_000)}) == 20_000


@pytest.mark.parametrize("number", [0, 1, 35, 36, 10**12])
def test_base_36_reads_back(number: int):
    assert int(base36(number), 36) == number
