"""Checklists: every write answers the whole checklist, and tasks show them as they are."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.sandbox.conftest import Api, error, make_api

UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def task_id(api: Api) -> str:
    return str(api.new_task()["id"])


def start(api: Api, task_id: str, name: str = "Steps") -> dict[str, Any]:
    checklist: dict[str, Any] = api.post(f"/task/{task_id}/checklist", {"name": name}).json()["checklist"]
    return checklist


def write(api: Api, checklist: dict[str, Any], name: str, **members: Any) -> str:
    answer = api.post(f"/checklist/{checklist['id']}/checklist_item", {"name": name, **members}).json()
    return str(answer["checklist"]["items"][-1]["id"])


def change(api: Api, checklist: dict[str, Any], item_id: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = api.put(f"/checklist/{checklist['id']}/checklist_item/{item_id}", body)
    assert answer.status == 200, answer.body
    changed: dict[str, Any] = answer.json()["checklist"]
    return changed


def outline(items: list[dict[str, Any]]) -> list[Any]:
    """Names, those with children as `(name, [...])`."""
    return [(item["name"], outline(item["children"])) if item["children"] else item["name"] for item in items]


def test_a_new_checklist_is_empty_and_its_task_shows_it(api: Api, task_id: str):
    checklist = start(api, task_id)

    assert checklist["task_id"] == task_id
    assert (checklist["resolved"], checklist["unresolved"], checklist["items"]) == (0, 0, [])
    assert checklist["date_created"] == str(api.sandbox.clock.now_ms())
    assert api.task(task_id)["checklists"] == [checklist]


def test_a_checklist_is_renamed_and_moved_among_its_neighbours(api: Api, task_id: str):
    first, second, third = (start(api, task_id, name) for name in ("a", "b", "c"))

    moved = api.put(f"/checklist/{third['id']}", {"name": "z", "position": 0}).json()["checklist"]

    assert (moved["name"], moved["orderindex"]) == ("z", 0)
    assert [row["id"] for row in api.task(task_id)["checklists"]] == [third["id"], first["id"], second["id"]]
    assert [row["orderindex"] for row in api.task(task_id)["checklists"]] == [0, 1, 2]


def test_items_nest_and_come_back(api: Api, task_id: str):
    checklist = start(api, task_id)
    one, two, three = (write(api, checklist, name) for name in ("one", "two", "three"))

    change(api, checklist, two, {"parent": one})
    nested = change(api, checklist, three, {"parent": two})
    back = change(api, checklist, two, {"parent": None})

    assert outline(nested["items"]) == [("one", [("two", ["three"])])]
    assert nested["items"][0]["children"][0]["parent"] == one
    assert outline(back["items"]) == ["one", ("two", ["three"])]
    assert api.task(task_id)["checklists"] == [back]


def test_an_item_can_not_be_put_below_itself(api: Api, task_id: str):
    checklist = start(api, task_id)
    one, two = write(api, checklist, "one"), write(api, checklist, "two")
    change(api, checklist, two, {"parent": one})

    answer = api.put(f"/checklist/{checklist['id']}/checklist_item/{one}", {"parent": two})

    assert answer.status == 400
    assert outline(api.task(task_id)["checklists"][0]["items"]) == [("one", ["two"])]


def test_items_at_any_depth_count_as_resolved_or_not(api: Api, task_id: str):
    checklist = start(api, task_id)
    one, two = write(api, checklist, "one"), write(api, checklist, "two")
    change(api, checklist, two, {"parent": one})

    changed = change(api, checklist, two, {"resolved": True, "name": "done"})

    assert (changed["resolved"], changed["unresolved"]) == (1, 1)
    assert changed["items"][0]["children"][0] | {"date_created": "", "id": ""} == {
        "id": "",
        "name": "done",
        "orderindex": 0,
        "assignee": None,
        "group_assignee": None,
        "resolved": True,
        "parent": one,
        "date_created": "",
        "children": [],
    }


@pytest.mark.parametrize(("sent", "expected"), [("me", "me"), (123, None), (None, None)])
def test_an_item_is_assigned_to_a_member_or_to_nobody(api: Api, task_id: str, sent: Any, expected: Any):
    me = api.get("/user").json()["user"]["id"]
    checklist = start(api, task_id)
    item = write(api, checklist, "one", assignee=me)

    changed = change(api, checklist, item, {"assignee": me if sent == "me" else sent})

    assignee = changed["items"][0]["assignee"]
    assert (assignee and assignee["id"]) == (me if expected == "me" else None)


def test_deleting_answers_with_an_empty_object(api: Api, task_id: str):
    checklist = start(api, task_id)
    one, two = write(api, checklist, "one"), write(api, checklist, "two")
    change(api, checklist, two, {"parent": one})

    item = api.delete(f"/checklist/{checklist['id']}/checklist_item/{one}")
    shown = api.task(task_id)["checklists"]
    whole = api.delete(f"/checklist/{checklist['id']}")

    assert (item.status, item.json(), whole.status, whole.json()) == (200, {}, 200, {})
    assert shown[0]["items"] == []
    assert api.task(task_id)["checklists"] == []


def test_a_checklist_goes_with_its_task(api: Api, task_id: str):
    checklist = start(api, task_id)

    api.delete(f"/task/{task_id}")

    assert api.delete(f"/checklist/{checklist['id']}").status == 404


def test_what_is_not_there_is_not_found(api: Api, task_id: str):
    checklist = start(api, task_id)

    assert api.put(f"/checklist/{UNKNOWN}", {"name": "x"}).status == 404
    assert api.put(f"/checklist/{checklist['id']}/checklist_item/{UNKNOWN}", {"name": "x"}).status == 404
    assert api.post(f"/task/{task_id}/checklist", {}).status == 400


def test_a_checklist_of_another_workspace_is_out_of_reach():
    api = make_api("team")
    foreign = next(task for task in api.world.tasks.values() if task.home.space.workspace is not api.workspace)
    checklist = api.world.checklists.add(foreign, "Theirs", foreign.creator, 0)

    assert error(api.delete(f"/checklist/{checklist.id}")) == (401, "OAUTH_027")
