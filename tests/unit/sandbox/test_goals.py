"""Goals and the targets that measure them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clickgate.catalog import reading
from clickgate.client.wire.decode import decode
from clickgate.sandbox.server import Response
from tests.unit.sandbox.conftest import Api, error, make_api
from tests.unit.sandbox.test_events import told
from tests.unit.sandbox.test_webhooks import make as hear

OPERATIONS = {operation.name: operation for operation in reading.operations()}


def make(api: Api, **members: Any) -> dict[str, Any]:
    answer = api.post(f"/team/{api.workspace.id}/goal", {"name": "Grow", **members})
    assert answer.status == 200, answer.body
    return answer.json()["goal"]


def measure(api: Api, goal: str, **members: Any) -> dict[str, Any]:
    body = {"name": "Run", "type": "number", "steps_start": 0, "steps_end": 10, "unit": "km", **members}
    answer = api.post(f"/goal/{goal}/key_result", body)
    assert answer.status == 200, answer.body
    return answer.json()["key_result"]


def step(api: Api, target: str, current: Any, note: str = "") -> dict[str, Any]:
    answer = api.put(f"/key_result/{target}", {"steps_current": current, "note": note})
    assert answer.status == 200, answer.body
    return answer.json()["key_result"]


def goals(api: Api, query: str = "") -> list[dict[str, Any]]:
    return api.get(f"/team/{api.workspace.id}/goal{query}").json()["goals"]


def test_a_goal_has_the_recorded_form(api: Api):
    owner = next(iter(api.workspace.members))
    now = str(api.sandbox.clock.now_ms())

    goal = make(api, due_date=1_800_000_100_000, description="text", owners=[owner], color="#32a852")

    tokens = goal.pop("editor_token").split(":")
    assert (tokens[0], len(tokens)) == ("goal", 4)
    assert [person["id"] for person in goal.pop("owners")] == [owner]
    assert goal == {
        "id": goal["id"],
        "pretty_id": "1",
        "name": "Grow",
        "team_id": api.workspace.id,
        "creator": owner,
        "color": "#32a852",
        "date_created": now,
        "start_date": None,
        "due_date": "1800000100000",
        "description": "text",
        "private": False,
        "archived": False,
        "multiple_owners": True,
        "date_updated": now,
        "folder_id": None,
        "folder_name": None,
        "members": [],
        "group_members": [],
        "key_results": [],
        "key_result_count": 0,
        "percent_completed": 0,
        "history": [],
        "pretty_url": f"https://app.clickup.com/{api.workspace.id}/goals/1",
    }


def test_a_goal_among_others_has_its_members_and_not_its_targets(api: Api):
    measure(api, make(api)["id"])

    (goal,) = goals(api)

    assert {"key_results", "history", "pretty_url", "folder_name"}.isdisjoint(goal)
    assert (goal["key_result_count"], goal["owner"], goal["pinned"]) == (1, None, False)
    assert [(row["permission_level"], row["isCreator"]) for row in goal["members"]] == [("edit", True)]


def test_every_answer_reads_without_a_warning(api: Api):
    goal = make(api)["id"]
    target = measure(api, goal)["id"]
    answers: dict[str, Response] = {
        "key_results.update": api.put(f"/key_result/{target}", {"steps_current": 5, "note": "Half"}),
        "key_results.create": api.post(f"/goal/{goal}/key_result", {"name": "Swim", "type": "boolean"}),
        "goals.get": api.get(f"/goal/{goal}"),
        "goals.list": api.get(f"/team/{api.workspace.id}/goal"),
        "goals.update": api.put(f"/goal/{goal}", {"name": "Grow on"}),
    }

    assert {name: answer.status for name, answer in answers.items() if answer.status != 200} == {}
    assert {name: decode(OPERATIONS[name], answer.body).warnings for name, answer in answers.items()} == dict.fromkeys(
        answers, ()
    )


def test_owners_are_added_and_removed(api: Api):
    first, second = list(api.workspace.members)[:2]
    goal = make(api, owners=[first])["id"]

    changed = api.put(f"/goal/{goal}", {"add_owners": [second, 99], "rem_owners": [first], "due_date": None}).json()

    assert [person["id"] for person in changed["goal"]["owners"]] == [second]
    assert changed["goal"]["name"] == "Grow"


def test_a_goal_for_one_has_one_owner(api: Api):
    first, second = list(api.workspace.members)[:2]

    assert len(make(api, owners=[first, second], multiple_owners=False)["owners"]) == 1


def test_a_target_tells_what_was_done_last(api: Api):
    goal = make(api)["id"]

    made = measure(api, goal)
    changed = step(api, made["id"], 4, "Four at once")

    assert (made["percent_completed"], made["completed"], made["goal_pretty_id"]) == (None, False, "1")
    assert made["last_action"]["steps_before"] is None
    assert "steps_before_float" not in made["last_action"]
    assert (changed["percent_completed"], changed["steps_current"]) == (0.4, 4)
    last = changed["last_action"]
    assert (last["note"], last["steps_before_float"], last["steps_taken_float"]) == ("Four at once", 0, 4)
    assert last["steps_current_float"] is None


def test_a_goal_shows_its_targets_and_their_history_newest_first(api: Api):
    goal = make(api)["id"]
    target = measure(api, goal)["id"]
    api.sandbox.clock.move(1)
    last = step(api, target, 5)["last_action"]

    read = api.get(f"/goal/{goal}").json()["goal"]

    assert [row["id"] for row in read["key_results"]] == [target]
    assert read["history"][0] == last
    assert len(read["history"]) == 2
    assert read["percent_completed"] == 0.5


@pytest.mark.parametrize(
    ("kind", "span", "current", "done"),
    [
        ("number", (0, 8), 2, 0.25),
        ("currency", (100, 0), 25, 0.75),
        ("percentage", (50, 100), 75, 0.5),
        ("boolean", (0, 1), True, 1),
        ("number", (0, 8), 99, 1),
        ("number", (5, 8), 2, 0),
    ],
)
def test_progress_is_the_way_from_start_to_end(api: Api, kind: str, span: tuple[int, int], current: Any, done: float):
    target = measure(api, make(api)["id"], type=kind, steps_start=span[0], steps_end=span[1])["id"]

    changed = step(api, target, current)

    assert (changed["percent_completed"], changed["completed"]) == (done, done == 1)
    assert changed["steps_current"] is True if kind == "boolean" else changed["steps_current"] == current


def test_an_automatic_target_follows_its_tasks(api: Api):
    goal = make(api)["id"]
    first, second = api.new_task()["id"], api.new_task()["id"]
    target = measure(api, goal, type="automatic", task_ids=[first, second, "nosuchtask"])

    api.put(f"/task/{first}", {"status": "complete"})

    read = api.get(f"/goal/{goal}").json()["goal"]
    assert (target["task_ids"], target["percent_completed"]) == ([first, second], 0)
    assert read["key_results"][0]["percent_completed"] == 0.5


def test_an_automatic_target_follows_its_lists(api: Api):
    goal = make(api)["id"]

    target = measure(api, goal, type="automatic", list_ids=[api.list.id])

    tasks = api.list.tasks.values()
    closed = sum(task.status.type in ("done", "closed") for task in tasks) / len(tasks)
    assert target["subcategory_ids"] == [api.list.id]
    assert target["percent_completed"] == pytest.approx(closed, abs=1e-4)


def test_goals_that_are_done_are_listed_only_when_asked_for(api: Api):
    over, open_ = make(api)["id"], make(api)["id"]
    step(api, measure(api, over)["id"], 10)

    assert [goal["id"] for goal in goals(api)] == [open_]
    assert [goal["id"] for goal in goals(api, "?include_completed=true")] == [over, open_]


def test_a_deleted_goal_takes_its_targets_with_it(api: Api):
    goal = make(api)["id"]
    target, other = measure(api, goal)["id"], measure(api, goal)["id"]

    assert api.delete(f"/key_result/{other}").json() == {}
    assert api.get(f"/goal/{goal}").json()["goal"]["key_result_count"] == 1
    assert api.delete(f"/goal/{goal}").json() == {}
    assert error(api.get(f"/goal/{goal}")) == (404, "SANDBOX_005")
    assert error(api.delete(f"/key_result/{target}")) == (404, "SANDBOX_005")


@pytest.mark.parametrize(
    "body",
    [
        {"type": "number", "steps_start": 0, "steps_end": 1},
        {"name": "Run", "type": "miles", "steps_start": 0, "steps_end": 1},
        {"name": "Run", "type": "number"},
        {"name": "Run", "type": "number", "steps_start": "here", "steps_end": 1},
    ],
    ids=["no name", "no such type", "no span", "no number"],
)
def test_a_target_that_says_too_little_is_refused(api: Api, body: dict[str, Any]):
    assert error(api.post(f"/goal/{make(api)['id']}/key_result", body)) == (400, "SANDBOX_003")


def test_a_goal_needs_a_name(api: Api):
    assert api.post(f"/team/{api.workspace.id}/goal", {"name": " "}).status == 400
    assert api.put(f"/goal/{make(api)['id']}", {"name": ""}).status == 400


def test_a_goal_of_a_foreign_workspace_is_out_of_reach():
    api = make_api("team")
    foreign = next(row for row in api.world.workspaces.values() if row is not api.workspace)
    stranger = next(iter(foreign.members.values())).user
    goal = api.world.goals.add(foreign, "Theirs", stranger, 0)
    target = api.world.goals.add_target(goal, "Run", "number", stranger, 0, start=0, end=1)

    assert error(api.get(f"/goal/{goal.id}")) == (401, "OAUTH_027")
    assert error(api.delete(f"/key_result/{target.id}")) == (401, "OAUTH_027")
    assert error(api.get(f"/team/{foreign.id}/goal")) == (404, "ACCESS_002")


def test_goals_and_targets_tell_when_they_change(api: Api):
    hear(api)
    goal = make(api)["id"]
    target = measure(api, goal)["id"]

    def act() -> None:
        step(api, target, 1)
        api.put(f"/goal/{goal}", {"name": "Grow on"})
        api.delete(f"/key_result/{target}")
        api.delete(f"/goal/{goal}")

    payloads = told(api, act)

    assert [(row["event"], row["goal_id"], row.get("key_result_id")) for row in payloads] == [
        ("keyResultUpdated", goal, target),
        ("goalUpdated", goal, None),
        ("keyResultDeleted", goal, target),
        ("goalDeleted", goal, None),
    ]
    assert all("history_items" not in row for row in payloads)


def test_a_larger_seed_has_time_and_goals_that_are_the_same_every_time():
    first, second = make_api("team"), make_api("team")

    assert goals(first) == goals(second)
    assert [goal["key_result_count"] for goal in goals(first)] == [3, 1]
    assert list(first.world.timesheet.rows) == list(second.world.timesheet.rows)
    assert len(first.world.timesheet.rows) > 100


@given(steps=st.lists(st.tuples(st.integers(0, 2), st.integers(-5, 20)), max_size=12))
def test_a_goal_is_as_far_as_its_targets_are_on_average(steps: list[tuple[int, int]]):
    api = make_api()
    goal = make(api)["id"]
    targets = [measure(api, goal)["id"] for _ in range(3)]

    for which, current in steps:
        step(api, targets[which], current)

    read = api.get(f"/goal/{goal}").json()["goal"]
    parts = [row["percent_completed"] or 0 for row in read["key_results"]]
    assert all(0 <= part <= 1 for part in parts)
    assert read["percent_completed"] == pytest.approx(sum(parts) / 3, abs=1e-3)
