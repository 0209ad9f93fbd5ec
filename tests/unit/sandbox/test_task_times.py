"""Time in status follows the sandbox's clock; time estimates by assignee add up."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clickgate.sandbox.server import Response
from tests.unit.sandbox.conftest import Api, make_api


def work(api: Api, *steps: tuple[float, str]) -> str:
    """A task that is put into statuses after so many minutes each."""
    task_id = str(api.new_task()["id"])
    for minutes, status in steps:
        api.sandbox.clock.move(60 * minutes)
        api.put(f"/task/{task_id}", {"status": status})
    return task_id


def test_a_task_tells_how_long_it_stood_in_each_status(api: Api):
    begun = api.sandbox.clock.now_ms()
    task_id = work(api, (5, "in progress"), (7.5, "to do"), (1, "in progress"))
    api.sandbox.clock.move(120)

    times = api.get(f"/task/{task_id}/time_in_status").json()

    since = {"to do": begun + 12.5 * 60_000, "in progress": begun + 13.5 * 60_000}
    assert [(row["status"], row["total_time"]["by_minute"]) for row in times["status_history"]] == [
        ("to do", 6),
        ("in progress", 9),
    ]
    assert all(row["total_time"]["since"] == f"{since[row['status']]:.0f}" for row in times["status_history"])
    assert times["current_status"]["status"] == "in progress"
    assert times["current_status"]["total_time"] == {"by_minute": 2, "since": f"{since['in progress']:.0f}"}


def test_a_status_set_at_creation_is_the_only_one_it_ever_had(api: Api):
    task = api.new_task(status="in progress")

    times = api.get(f"/task/{task['id']}/time_in_status").json()

    assert [row["status"] for row in times["status_history"]] == ["in progress"]
    assert times["status_history"][0]["total_time"] == {"by_minute": 0, "since": task["date_created"]}


def test_several_tasks_tell_at_once_by_id(api: Api):
    one, two = work(api, (3, "in progress")), work(api)

    times = api.get(f"/task/bulk_time_in_status/task_ids?task_ids={one}&task_ids={two}").json()

    assert times == {task_id: api.get(f"/task/{task_id}/time_in_status").json() for task_id in (one, two)}


@pytest.mark.parametrize(
    "query", ["", "?task_ids={one}", "?task_ids[]={one}&task_ids[]={two}", "?task_ids={one},{two}"]
)
def test_several_are_2_to_100_without_brackets(api: Api, query: str):
    one, two = api.new_task()["id"], api.new_task()["id"]

    assert api.get(f"/task/bulk_time_in_status/task_ids{query.format(one=one, two=two)}").status == 400


# Time estimates


def estimate(api: Api, task_id: str, method: str, rows: Any) -> Response:
    path = f"/api/v3/workspaces/{api.workspace.id}/tasks/{task_id}/time_estimates_by_user"
    return api.sandbox.handle(method, path, {"Authorization": api.sandbox.token}, json.dumps(rows).encode())


@pytest.fixture
def people(api: Api) -> list[int]:
    return [member.user.id for member in api.workspace.members.values()][:2]


def test_estimates_by_assignee_add_up_to_that_of_the_task(api: Api, people: list[int]):
    task_id = api.new_task(assignees=people)["id"]
    one, two = people

    first = estimate(api, task_id, "PATCH", [{"assignee": one, "time": 1000}, {"assignee": "unassigned", "time": 5}])
    second = estimate(api, task_id, "PATCH", [{"assignee": two, "time": 2000}])
    third = estimate(api, task_id, "PUT", [{"assignee": two, "time": 7}])

    assert first.json() == {
        "data": {"total_time_estimate": 1005, "updated_estimates": {str(one): 1000, "unassigned": 5}}
    }
    assert second.json() == {"data": {"total_time_estimate": 3005, "updated_estimates": {str(two): 2000}}}
    assert third.json() == {"data": {"total_time_estimate": 7, "assignee_estimates": {str(two): 7}}}
    assert api.task(task_id)["time_estimate"] == 7


def test_an_estimate_of_the_whole_task_replaces_those_of_its_assignees(api: Api, people: list[int]):
    task_id = api.new_task(assignees=people)["id"]
    estimate(api, task_id, "PUT", [{"assignee": people[0], "time": 1000}])

    api.put(f"/task/{task_id}", {"time_estimate": 400})
    answer = estimate(api, task_id, "PATCH", [{"assignee": people[1], "time": 1}])

    assert answer.json()["data"]["total_time_estimate"] == 401


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([{"assignee": 1, "time": 1}], id="nobody who is assigned"),
        pytest.param([{"assignee": "unassigned", "time": -1}], id="less than nothing"),
        pytest.param([{"assignee": "unassigned", "time": "1"}], id="no number"),
        pytest.param([{"assignee": "unassigned", "time": 1}] * 11, id="more than ten"),
        pytest.param(["unassigned"], id="no objects"),
        pytest.param({"assignee": "unassigned", "time": 1}, id="no array"),
    ],
)
def test_estimates_that_make_no_sense_are_refused_in_the_words_of_v3(api: Api, rows: Any):
    answer = estimate(api, api.new_task()["id"], "PUT", rows)

    assert answer.status == 400
    assert {*answer.json()} == {"status", "message", "trace_id", "timestamp"}
    assert answer.json()["timestamp"] == api.sandbox.clock.now_ms()


@pytest.mark.parametrize(("plan", "status"), [("free", 400), ("unlimited", 400), ("business", 200)])
def test_estimates_by_assignee_need_the_business_plan(plan: str, status: int):
    api = make_api(plan=plan)

    assert estimate(api, api.new_task()["id"], "PUT", [{"assignee": "unassigned", "time": 1}]).status == status


def test_a_custom_id_names_the_task_in_v3(api: Api):
    task = api.new_task()

    assert estimate(api, task["custom_id"], "PUT", [{"assignee": "unassigned", "time": 1}]).status == 200
    assert api.task(task["id"])["time_estimate"] == 1
