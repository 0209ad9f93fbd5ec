"""A world goes to bytes and comes back as it was, however deep; nothing else is read."""

from __future__ import annotations

import pickle
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clickgate.sandbox.freezing import Unreadable, freeze, seal, thaw
from clickgate.sandbox.seeds.build import build
from clickgate.sandbox.shapes.tasks import TaskShapes
from clickgate.sandbox.world.rows import Tag, Task, User
from clickgate.sandbox.world.world import World
from tests.unit.sandbox.conftest import make_api


def shown(world: World) -> bytes:
    return TaskShapes(world).page(world.tasks.values(), last=True)


@pytest.mark.parametrize("seed", ["small", "team"])
def test_a_world_comes_back_as_it_was(seed: str):
    world = build(seed).world

    again = thaw(freeze(world), World)

    assert shown(again) == shown(world)
    assert vars(again).keys() == vars(world).keys()
    assert all(again.tasks[one].home is again.lists[again.tasks[one].home.id] for one in again.tasks)


def test_ids_to_come_are_those_that_would_have_come():
    world = build("small").world
    again = thaw(freeze(world), World)

    assert [again.ids.task(), again.ids.uuid(), again.ids.token(1)] == [
        world.ids.task(), world.ids.uuid(), world.ids.token(1),
    ]  # fmt: skip


def test_a_long_line_of_subtasks_needs_no_deep_stack():
    world = build("small").world
    task = next(iter(world.tasks.values()))
    for _ in range(3000):
        child = world.add_task(task.home, "Below", task.creator, 1)
        world.put_under(child, task)
        task = child

    assert len(thaw(freeze(world), World).tasks) == 3008


def frozen_without(name: str, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A world as kept by a version whose users had no such attribute."""

    def state(user: User) -> tuple[None, dict[str, Any]]:
        return None, {field.name: getattr(user, field.name) for field in fields(User) if field.name != name}

    with monkeypatch.context() as patch:
        patch.setattr(User, "__getstate__", state, raising=False)
        return freeze(build("small").world)


def test_an_attribute_that_is_new_since_has_its_default(monkeypatch: pytest.MonkeyPatch):
    world = thaw(frozen_without("timezone", monkeypatch), World)

    assert {user.timezone for user in world.users.values()} == {"America/New_York"}


def test_an_attribute_that_is_new_since_and_has_no_default_is_named(monkeypatch: pytest.MonkeyPatch):
    frozen = frozen_without("email", monkeypatch)

    with pytest.raises(Unreadable, match="User had no email"):
        thaw(frozen, World)


@pytest.mark.parametrize(
    "evil",
    [
        pytest.param(b"cos\nsystem\n(S'true'\ntR.", id="a command"),
        pytest.param(b"cbuiltins\neval\n(S'1'\ntR.", id="a program"),
        pytest.param(pickle.dumps(pytest.raises), id="a function of another package"),
        pytest.param(b"cclickgate.sandbox.world.world\nsha256\n(tR.", id="what a module of the package imports"),
        pytest.param(b"cclickgate.sandbox.server\nserve\n(tR.", id="a function of the package"),
        pytest.param(b"", id="nothing"),
        pytest.param(pickle.dumps([1]), id="a plain value"),
    ],
)
def test_what_does_not_belong_there_is_not_read(evil: bytes):
    with pytest.raises(Unreadable):
        thaw(seal(evil), World)


FROZEN = freeze(build("small").world)


@given(st.integers(0, len(FROZEN) - 1), st.integers(1, 255))
def test_damaged_bytes_are_refused_before_they_are_read(place: int, change: int):
    damaged = bytearray(FROZEN)
    damaged[place] ^= change

    with pytest.raises(Unreadable, match="damaged"):
        thaw(bytes(damaged), World)


def test_what_can_not_be_kept_is_named():
    world = build("small").world
    world.searches = lambda: None  # type: ignore[assignment]

    with pytest.raises(TypeError, match="can't be kept"):
        freeze(world)


def test_all_that_was_done_through_the_api_comes_back():
    api = make_api()
    task = api.new_task("A", tags=["new"], assignees=[api.sandbox.world.workspaces[api.sandbox.workspace_id].id])
    api.post(f"/task/{task['id']}/comment", {"comment_text": "words"})
    before: Any = api.get(f"/task/{task['id']}/comment").json()

    api.sandbox.load(api.sandbox.snapshot("now"))

    assert api.get(f"/task/{task['id']}/comment").json() == before
    assert {type(row) for row in api.sandbox.world.tasks.values()} == {Task}
    assert all(isinstance(tag, Tag) for one in api.sandbox.world.spaces.values() for tag in one.tags.values())
