"""What a test builds is what the API shows."""

from __future__ import annotations

from typing import Any

import pytest

from clickgate.testing import Sandbox, WorldBuilder


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox(plan="enterprise")


@pytest.fixture
def world(sandbox: Sandbox) -> WorldBuilder:
    return WorldBuilder(sandbox)


def get(sandbox: Sandbox, path: str) -> Any:
    answer = sandbox.handle("GET", f"/api/v2{path}", {"Authorization": sandbox.token})
    assert answer.status == 200, answer.body
    return answer.json()


def test_a_task_needs_nothing_but_to_be_asked_for(sandbox: Sandbox, world: WorldBuilder):
    task = world.task("Write", status="complete", priority=2, due_date=1_800_000_000_000, assignees=[world.owner])

    shown = get(sandbox, f"/task/{task.id}")
    assert (shown["name"], shown["status"]["type"], shown["priority"]["priority"]) == ("Write", "closed", "high")
    assert (shown["due_date"], shown["assignees"][0]["id"]) == ("1800000000000", world.owner.id)


def test_what_is_built_goes_where_the_last_place_was_built(sandbox: Sandbox, world: WorldBuilder):
    space = world.space("Product")
    folder = world.folder("Roadmap")
    one = world.list("Ideas", parent=folder)
    world.tasks(3)
    world.comment(world.task("Discussed"), "Agreed.")
    world.tag("later")

    assert [folder["name"] for folder in get(sandbox, f"/space/{space.id}/folder")["folders"]] == ["Roadmap"]
    assert len(get(sandbox, f"/list/{one.id}/task")["tasks"]) == 4
    assert [tag["name"] for tag in get(sandbox, f"/space/{space.id}/tag")["tags"]] == ["later"]


def test_a_subtask_and_a_person_are_built(sandbox: Sandbox, world: WorldBuilder):
    child = world.task("Child", parent=world.task("Parent"))
    guest = world.user("Gil Guest", role="guest")

    assert get(sandbox, f"/task/{child.id}")["parent"] is not None
    members = get(sandbox, "/team")["teams"][0]["members"]
    assert [row["user"]["role"] for row in members if row["user"]["id"] == guest.id] == [4]


@pytest.mark.parametrize(("members", "error"), [({"status": "nowhere"}, ValueError), ({"colour": 1}, AttributeError)])
def test_what_there_is_not_is_refused(world: WorldBuilder, members: dict[str, Any], error: type[Exception]):
    with pytest.raises(error):
        world.task("Odd", **members)
