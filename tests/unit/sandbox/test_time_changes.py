"""Time entries: making, changing and deleting them, and their tags."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.sandbox.clocked import HOUR, Clocked, team_clocked
from tests.unit.sandbox.conftest import Api, error, make_api


@pytest.fixture
def clocked(api: Api) -> Clocked:
    return Clocked(api)


def test_duration_counts_only_where_there_is_no_end(clocked: Clocked):
    start = clocked.now - HOUR

    assert clocked.make(start=start, end=start + 10, duration=99)["duration"] == 10
    assert clocked.make(start=start, stop=start + 20, duration=99)["duration"] == 20
    assert clocked.make(start=start, duration=99)["end"] == start + 99


@pytest.mark.parametrize(
    "body",
    [{}, {"start": 1}, {"duration": 1}, {"start": 5, "end": 4}, {"start": "soon", "duration": 1}],
    ids=["nothing", "no end", "no start", "an end before the start", "no number"],
)
def test_an_entry_without_a_span_is_refused(clocked: Clocked, body: dict[str, Any]):
    assert error(clocked.api.post(clocked.path, body)) == (400, "SANDBOX_003")


def test_start_and_end_are_changed_together(clocked: Clocked):
    entry = clocked.make()["id"]

    assert clocked.api.put(f"{clocked.path}/{entry}", {"start": 1}).status == 400
    changed = clocked.api.put(f"{clocked.path}/{entry}", {"start": 1_000, "end": 4_000}).json()["data"]
    assert (changed["start"], changed["end"], changed["duration"]) == ("1000", "4000", "3000")


def test_an_update_by_tags_alone_is_refused_and_beside_another_member_they_follow_their_action(clocked: Clocked):
    entry = clocked.make(tags=[{"name": "desk"}])["id"]
    path = f"{clocked.path}/{entry}"
    tags = {"tags": [{"name": "home"}]}

    assert error(clocked.api.put(path, tags | {"tag_action": "add"})) == (400, "TIMEENTRY_060")
    for action, names in [("add", ["desk", "home"]), ("remove", ["desk"]), ("replace", ["home"])]:
        clocked.api.put(path, tags | {"tag_action": action, "billable": True})
        assert [tag["name"] for tag in clocked.get(entry)["tags"]] == names


def test_an_entry_changes_its_task_and_takes_its_time_along(clocked: Clocked):
    api = clocked.api
    first, second = api.new_task()["id"], api.new_task()["id"]
    entry = clocked.make(tid=first)["id"]

    api.put(f"{clocked.path}/{entry}", {"tid": second})
    assert (api.task(first)["time_spent"], api.task(second)["time_spent"]) == (0, HOUR)
    api.put(f"{clocked.path}/{entry}", {"tid": None})
    assert api.task(second)["time_spent"] == 0


def test_the_history_tells_what_was_changed(clocked: Clocked):
    entry = clocked.make(description="Before")["id"]
    clocked.api.put(f"{clocked.path}/{entry}", {"description": "After", "billable": False})

    history = clocked.api.get(f"{clocked.path}/{entry}/history").json()["data"]

    assert [(row["field"], row["before"], row["after"]) for row in history] == [("description", "Before", "After")]


def test_a_deleted_entry_is_answered_and_gone(clocked: Clocked):
    entries = [clocked.make()["id"] for _ in range(3)]

    assert clocked.api.delete(f"{clocked.path}/{entries[0]}").json()["data"]["id"] == entries[0]
    several = clocked.api.delete(f"{clocked.path}/{entries[1]},{entries[2]}").json()["data"]

    assert [row["id"] for row in several] == entries[1:]
    assert clocked.list() == []
    assert clocked.api.get(f"{clocked.path}/{entries[0]}").status == 404


def test_members_change_their_own_time_only():
    clocked = team_clocked()
    entry, token = clocked.make()["id"], clocked.token_of(3)

    assert error(clocked.api.call("DELETE", f"{clocked.path}/{entry}", token=token)) == (403, "TIMEENTRY_059")
    someone = {"start": 1, "duration": 1, "assignee": next(iter(clocked.api.workspace.members))}
    assert error(clocked.api.call("POST", clocked.path, someone, token=token)) == (403, "TIMEENTRY_059")


def test_time_of_a_foreign_workspace_is_out_of_reach():
    clocked = team_clocked()
    world = clocked.api.world
    foreign = next(row for row in world.workspaces.values() if row is not clocked.api.workspace)
    stranger = next(iter(foreign.members.values())).user
    task = next(iter(world.tasks_in[foreign.id].values()))
    entry = world.timesheet.add(foreign, stranger, 0, 1, 1, task=task)

    assert error(clocked.api.get(f"{clocked.path}/{entry.id}")) == (404, "SANDBOX_005")
    assert error(clocked.api.get(f"/team/{foreign.id}/time_entries")) == (404, "ACCESS_002")
    assert error(clocked.api.get(f"/task/{task.id}/time")) == (401, "OAUTH_027")
    assert error(clocked.api.post(clocked.path, {"start": 1, "duration": 1, "tid": task.id})) == (401, "OAUTH_027")


def test_tags_are_added_renamed_and_removed_but_stay_known(clocked: Clocked):
    api, path = clocked.api, f"{clocked.path}/tags"
    entries = [clocked.make()["id"], clocked.make()["id"]]
    desk = {"time_entry_ids": entries, "tags": [{"name": "desk", "tag_fg": "#111111", "tag_bg": "#222222"}]}

    assert api.post(path, desk).json() == {}
    api.put(path, {"name": "desk", "new_name": "home", "tag_fg": "#333333", "tag_bg": "#444444"})
    renamed = [clocked.get(entry)["tags"] for entry in entries]
    api.call("DELETE", path, {"time_entry_ids": entries[:1], "tags": [{"name": "home"}]})

    owner = next(iter(api.workspace.members))
    home = {"name": "home", "tag_fg": "#333333", "tag_bg": "#444444", "creator": owner}
    assert renamed == [[home], [home]]
    assert [clocked.get(entry)["tags"] for entry in entries] == [[], [home]]
    assert api.get(path).json() == {"data": [home]}


@pytest.mark.parametrize(("plan", "status"), [("business", 400), ("business_plus", 200), ("enterprise", 200)])
def test_tags_need_a_plan_that_has_them(plan: str, status: int):
    clocked = Clocked(make_api(plan=plan))

    answer = clocked.api.post(clocked.path, {"start": 1, "duration": 1, "tags": [{"name": "desk"}]})

    assert answer.status == status
    if status == 400:
        assert error(answer) == (400, "TIMEENTRY_052")


def test_a_tag_that_is_no_object_is_passed_over(clocked: Clocked):
    assert clocked.make(tags=["desk"])["tags"] == []
