"""Tasks move to another home list and merge into one another, and nothing of them is left behind."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clickgate.sandbox.server import Response
from clickgate.sandbox.world.rows import TaskList
from tests.unit.sandbox.conftest import Api, error, make_api


@pytest.fixture
def other(api: Api) -> TaskList:
    """A list of the same space without the fields of the first."""
    return api.world.add_list(api.space, "Elsewhere")


def move(api: Api, task_id: str, list_id: str, **body: Any) -> Response:
    path = f"/api/v3/workspaces/{api.workspace.id}/tasks/{task_id}/home_list/{list_id}"
    return api.sandbox.handle("PUT", path, {"Authorization": api.sandbox.token}, json.dumps(body).encode())


def own_statuses(api: Api, one: TaskList) -> None:
    one.statuses = api.world.make_statuses(f"sc{one.id}", (("new", "#000000", "open"), ("over", "#000000", "closed")))
    api.world.scene_changed()


def names(api: Api, list_id: str) -> set[str]:
    return {task["name"] for task in api.get(f"/list/{list_id}/task?subtasks=true").json()["tasks"]}


def test_a_task_takes_its_subtasks_along(api: Api, other: TaskList):
    task = api.new_task("parent", status="in progress")
    child = api.new_task("child", parent=task["id"])
    api.post(f"/list/{other.id}/task/{task['id']}")

    answer = move(api, task["id"], other.id)

    assert (answer.status, answer.json()) == (200, {"data": {"task_id": task["id"], "new_list_id": other.id}})
    assert names(api, other.id) == {"parent", "child"}
    assert not names(api, api.list.id) & {"parent", "child"}
    moved = api.task(task["id"])
    assert (moved["list"]["id"], moved["status"]["status"], moved["locations"]) == (other.id, "in progress", [])
    assert api.task(child["id"])["parent"] == task["id"]


def test_a_subtask_that_leaves_its_parents_list_becomes_a_task(api: Api, other: TaskList):
    task = api.new_task("parent")
    child = api.new_task("child", parent=task["id"])

    move(api, child["id"], other.id)

    assert api.task(child["id"])["parent"] is None
    assert api.task(task["id"], "?include_subtasks=true")["subtasks"] == []


@pytest.mark.parametrize("suffix", ["_id", ""])
def test_a_status_that_the_list_lacks_is_mapped(api: Api, other: TaskList, suffix: str):
    own_statuses(api, other)
    task = api.new_task(status="in progress")
    api.new_task("child", parent=task["id"])
    new, over = api.world.statuses_of(other)
    mapping = {f"source_status{suffix}": task["status"]["id"], f"destination_status{suffix}": over.id}

    refused = move(api, task["id"], other.id)
    answer = move(api, task["id"], other.id, status_mappings=[mapping])

    assert (refused.status, answer.status) == (400, 200)
    assert api.task(task["id"])["status"]["id"] == over.id
    assert api.task(task["id"])["date_closed"] is not None
    assert [child.status for child in api.world.tasks[task["id"]].children] == [new]


@pytest.mark.parametrize("mapping", [{}, "x", {"source_status_id": "a", "destination_status_id": "b"}])
def test_a_mapping_that_leads_nowhere_is_refused(api: Api, other: TaskList, mapping: Any):
    task = api.new_task()

    assert move(api, task["id"], other.id, status_mappings=[mapping]).status == 400
    assert api.task(task["id"])["list"]["id"] == api.list.id


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        pytest.param({}, {"Customer", "Launch"}, id="of the places above both lists"),
        pytest.param({"move_custom_fields": True}, {"Customer", "Launch", "Link", "Notes"}, id="all"),
        pytest.param(
            {"move_custom_fields": True, "custom_fields_to_move": ["{Notes}"]},
            {"Customer", "Launch", "Notes"},
            id="some",
        ),
    ],
)
def test_values_stay_where_their_fields_reach_the_new_list(api: Api, other: TaskList, body: Any, kept: set[str]):
    ids = {row.name: row.id for row in api.world.fields_of(api.list)}
    sent = {"Customer": "Ada", "Launch": 1, "Link": "https://example.com", "Notes": "x"}
    values = [{"id": ids[name], "value": value} for name, value in sent.items()]
    task = api.new_task(custom_fields=values)
    if "custom_fields_to_move" in body:
        body = body | {"custom_fields_to_move": [ids["Notes"]]}

    assert move(api, task["id"], other.id, **body).status == 200

    assert {row["name"] for row in api.task(task["id"])["custom_fields"] if "value" in row} == kept


def test_in_another_space_a_task_has_its_tags_and_another_custom_id(api: Api):
    space = api.world.add_space(api.workspace, "Away")
    away = api.world.add_list(space, "Far")
    task = api.new_task(tags=["design"])
    mapping = {"source_status_id": task["status"]["id"], "destination_status_id": space.statuses[0].id}

    move(api, task["id"], away.id, status_mappings=[mapping])
    there = api.task(task["id"])
    api.delete(f"/space/{space.id}/tag/design")

    assert ([tag["name"] for tag in there["tags"]], there["custom_id"]) == (["design"], None)
    assert api.task(task["id"])["tags"] == []
    assert "design" in api.space.tags


def test_a_move_that_changes_nothing_is_answered_alike(api: Api):
    task = api.new_task()

    assert move(api, task["id"], api.list.id).json() == {"data": {"task_id": task["id"], "new_list_id": api.list.id}}
    assert api.task(task["id"])["date_updated"] == task["date_updated"]


def test_no_task_moves_to_another_workspace():
    api = make_api("team")
    foreign = next(one for one in api.world.lists.values() if one.space.workspace is not api.workspace)

    assert error(move(api, api.new_task()["id"], foreign.id)) == (401, "OAUTH_027")


# Merging


def test_what_hangs_on_the_others_comes_to_the_one_that_stays(api: Api, other: TaskList):
    target = api.new_task("target", tags=["design"])
    source = api.post(f"/list/{other.id}/task", {"name": "source", "tags": ["design", "legal"]}).json()
    child = api.post(f"/list/{other.id}/task", {"name": "child", "parent": source["id"]}).json()
    comment = api.post(f"/task/{source['id']}/comment", {"comment_text": "Hello"}).json()
    checklist = api.post(f"/task/{source['id']}/checklist", {"name": "Steps"}).json()["checklist"]

    answer = api.post(f"/task/{target['id']}/merge", {"source_task_ids": [source["id"]]})

    merged = api.task(target["id"], "?include_subtasks=true")
    assert answer.status == 200
    assert api.get(f"/task/{source['id']}").status == 404
    assert [tag["name"] for tag in merged["tags"]] == ["design", "legal"]
    assert [(one["id"], one["list"]["id"]) for one in merged["subtasks"]] == [(child["id"], api.list.id)]
    assert merged["checklists"] == [checklist | {"task_id": target["id"]}]
    comments = api.get(f"/task/{target['id']}/comment").json()["comments"]
    assert [one["id"] for one in comments] == [str(comment["id"])]
    assert api.put(f"/comment/{comment['id']}", {"comment_text": "Changed"}).status == 200


def test_several_are_merged_even_where_one_is_below_another(api: Api):
    target, one = api.new_task("target")["id"], api.new_task("one")["id"]
    two = api.new_task("two", parent=one)["id"]
    three = api.new_task("three", parent=two)["id"]

    api.post(f"/task/{target}/merge", {"source_task_ids": [one, two]})

    assert [task["id"] for task in api.task(target, "?include_subtasks=true")["subtasks"]] == [three]


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        (None, (400, "SANDBOX_003")),
        ([], (400, "SANDBOX_003")),
        (["{target}"], (400, "SANDBOX_003")),
        (["{parent}"], (400, "SANDBOX_003")),
        (["868zzzzzz"], (404, "ITEM_015")),
    ],
)
def test_a_merge_that_makes_no_sense_is_refused_whole(api: Api, sources: list[str] | None, expected: tuple[int, str]):
    parent = api.new_task("parent")["id"]
    target = api.new_task("target", parent=parent)["id"]
    sent = None if sources is None else [one.format(target=target, parent=parent) for one in sources]

    assert error(api.post(f"/task/{target}/merge", {"source_task_ids": sent})) == expected
    assert api.task(parent)["name"] == "parent"


# Groups


def test_groups_are_assigned_and_dismissed(api: Api):
    people = [row.user for row in api.workspace.members.values()]
    one, two = (api.world.people.add_group(api.workspace, name, people, people[0], 0) for name in ("Web", "Ops"))

    task = api.new_task(group_assignees=[one.id, "no such group"])
    changed = api.put(f"/task/{task['id']}", {"group_assignees": {"add": [two.id], "rem": [one.id]}}).json()
    api.world.people.remove_group(two)

    assert task["group_assignees"] == [{"id": one.id, "name": "Web", "handle": one.handle}]
    assert [group["id"] for group in changed["group_assignees"]] == [two.id]
    assert api.task(task["id"])["group_assignees"] == []
