"""Tasks: how they are made, read, changed and deleted."""

from __future__ import annotations

import re

import pytest

from tests.unit.sandbox.conftest import Api, error


def member_ids(api: Api) -> list[int]:
    return [row.user.id for row in api.workspace.members.values()]


def test_a_new_task_reads_as_it_was_made(api: Api):
    made = api.new_task("Walk the dog", description="Twice", priority=2, points=3, time_estimate=60000)

    assert api.task(made["id"]) == made
    assert re.fullmatch(r"[0-9a-z]{9}", made["id"])
    assert (made["name"], made["description"], made["text_content"]) == ("Walk the dog", "Twice", "Twice")
    assert made["priority"] == {"id": "2", "priority": "high", "color": "#f8ae00", "orderindex": "2"}
    assert (made["points"], made["time_estimate"], made["time_spent"], made["attachments"]) == (3, 60000, 0, [])
    assert re.fullmatch(r"\d+\.0{32}", made["orderindex"])


def test_times_are_text_and_what_is_not_set_is_null(api: Api):
    made = api.new_task()

    now = str(api.sandbox.clock.now_ms())
    assert (made["date_created"], made["date_updated"]) == (now, now)
    unset = ("date_closed", "date_done", "parent", "top_level_parent", "priority", "due_date", "start_date", "points")
    assert [made[name] for name in unset] == [None] * 8


def test_custom_ids_count_up_in_their_space(api: Api):
    first, second = api.new_task(), api.new_task()

    assert int(second["custom_id"].split("-")[1]) == int(first["custom_id"].split("-")[1]) + 1
    query = f"?custom_task_ids=true&team_id={api.workspace.id}"
    assert api.task(second["custom_id"], query)["id"] == second["id"]


@pytest.mark.parametrize("name", ["TO DO", "to do", "To Do "])
def test_a_status_is_known_by_its_name_in_any_case(api: Api, name: str):
    assert api.new_task(status=name)["status"]["status"] == "to do"


def test_done_dates_a_task_done_and_closed_dates_it_closed_too(api: Api):
    task_id = api.new_task(status="shipped")["id"]
    done = api.task(task_id)
    closed = api.put(f"/task/{task_id}", {"status": "complete"}).json()
    opened = api.put(f"/task/{task_id}", {"status": "to do"}).json()

    assert done["date_done"] is not None
    assert done["date_closed"] is None
    assert closed["date_closed"] is not None
    assert (opened["date_done"], opened["date_closed"]) == (None, None)


def test_a_date_without_a_time_is_put_at_four_in_the_morning_of_the_user(api: Api):
    noon_in_new_york = 1_767_718_800_000  # 2026-01-06, 17:00 UTC

    made = api.new_task(due_date=noon_in_new_york, start_date=noon_in_new_york, start_date_time=True)

    assert made["due_date"] == str(noon_in_new_york - 8 * 3_600_000)
    assert made["start_date"] == str(noon_in_new_york)


def test_markdown_wins_over_the_plain_description(api: Api):
    made = api.new_task(description="plain", markdown_content="# Title\n\n* **bold** and [a link](https://example.com)")

    assert made["description"] == "Title\n\nbold and a link"
    read = api.task(made["id"], "?include_markdown_description=true")
    assert read["markdown_description"].startswith("# Title")
    assert "markdown_description" not in api.task(made["id"])


@pytest.mark.parametrize("empty", ["", " "])
def test_a_description_is_cleared_by_a_space_or_nothing(api: Api, empty: str):
    task_id = api.new_task(description="Words")["id"]

    assert api.put(f"/task/{task_id}", {"description": empty}).json()["description"] == ""


def test_null_clears_what_was_set(api: Api):
    task_id = api.new_task(priority=1, due_date=1_767_718_800_000, points=2, time_estimate=1)["id"]

    cleared = api.put(f"/task/{task_id}", {"priority": None, "due_date": None, "points": None, "time_estimate": None})

    assert [cleared.json()[name] for name in ("priority", "due_date", "points", "time_estimate")] == [None] * 4


def test_people_come_and_go_by_add_and_rem(api: Api):
    owner, other = member_ids(api)[:2]
    task_id = api.new_task(assignees=[owner])["id"]

    changed = api.put(f"/task/{task_id}", {"assignees": {"add": [other], "rem": [owner]}}).json()

    assert [user["id"] for user in changed["assignees"]] == [other]
    assert other in [user["id"] for user in changed["watchers"]]
    gone = api.put(f"/task/{task_id}", {"watchers": {"rem": [other, owner]}}).json()
    assert gone["watchers"] == []


def test_a_plain_array_of_assignees_makes_watchers_of_them(api: Api):
    other = member_ids(api)[1]
    task_id = api.new_task()["id"]

    changed = api.put(f"/task/{task_id}", {"assignees": [other]}).json()

    assert changed["assignees"] == []
    assert other in [user["id"] for user in changed["watchers"]]


def test_a_guest_without_access_and_a_stranger_are_passed_over_in_silence(team: Api):
    guest = next(row.user.id for row in team.workspace.members.values() if row.role == 4)
    private, shared = team.lists()[1], team.list

    made = team.post(f"/list/{private.id}/task", {"name": "x", "assignees": [guest, 1]}).json()
    seen = team.post(f"/list/{shared.id}/task", {"name": "x", "assignees": [guest]}).json()

    assert made["assignees"] == []
    assert [user["id"] for user in seen["assignees"]] == [guest]


def test_what_a_change_does_not_know_is_passed_over_with_200(api: Api):
    task = api.new_task(tags=["Keep"])
    api.sandbox.clock.move(5)

    changed = api.put(f"/task/{task['id']}", {"tags": ["other"], "custom_fields": [1], "list": "2", "parent": None})

    assert (changed.status, changed.json()) == (200, task)


def test_a_change_dates_the_task(api: Api):
    task = api.new_task()
    api.sandbox.clock.move(5)

    changed = api.put(f"/task/{task['id']}", {"name": "Other"}).json()

    assert int(changed["date_updated"]) == int(task["date_updated"]) + 5000
    assert changed["name"] == "Other"


def test_a_deleted_task_answers_without_a_body_and_is_gone_with_its_subtasks(api: Api):
    parent = api.new_task()["id"]
    child = api.new_task(parent=parent)["id"]

    deleted = api.delete(f"/task/{parent}")

    assert (deleted.status, deleted.body) == (204, b"")
    assert "content-type" not in deleted.headers
    assert [api.get(f"/task/{one}").status for one in (parent, child)] == [404, 404]
    assert api.delete(f"/task/{parent}").status == 404


def test_subtasks_know_their_parent_and_the_task_at_the_top(api: Api):
    top = api.new_task("top")["id"]
    middle = api.new_task("middle", parent=top)["id"]
    bottom = api.new_task("bottom", parent=middle)

    assert (bottom["parent"], bottom["top_level_parent"]) == (middle, top)
    flat = api.task(top, "?include_subtasks=true")["subtasks"]
    assert [row["id"] for row in flat] == [middle, bottom["id"]]
    assert "subtasks" not in api.task(top)


def test_a_subtask_moves_under_another_parent_with_all_below_it(api: Api):
    first, second = api.new_task()["id"], api.new_task()["id"]
    child = api.new_task(parent=first)["id"]
    grandchild = api.new_task(parent=child)["id"]
    api.task(grandchild)

    api.put(f"/task/{child}", {"parent": second})

    assert api.task(grandchild)["top_level_parent"] == second
    assert api.task(first, "?include_subtasks=true")["subtasks"] == []


@pytest.mark.parametrize("nothing", [None, ""])
def test_a_subtask_can_not_be_made_a_task(api: Api, nothing: str | None):
    parent = api.new_task()["id"]
    child = api.new_task(parent=parent)["id"]

    changed = api.put(f"/task/{child}", {"parent": nothing})

    assert (changed.status, changed.json()["parent"]) == (200, parent)


def test_a_task_is_never_its_own_ancestor(api: Api):
    parent = api.new_task()["id"]
    child = api.new_task(parent=parent)["id"]

    assert api.put(f"/task/{parent}", {"parent": parent}).status == 400
    assert api.put(f"/task/{parent}", {"parent": child}).status == 400


def test_a_link_shows_on_both_tasks(api: Api):
    first = api.new_task()["id"]
    second = api.new_task(links_to=first)

    link = second["linked_tasks"][0]
    assert (link["task_id"], link["link_id"]) == (second["id"], first)
    assert api.task(first)["linked_tasks"][0]["link_id"] == second["id"]


def test_a_task_in_a_second_list_stays_at_home_in_the_first(api: Api):
    task_id = api.new_task()["id"]
    other = api.post(f"/space/{api.space.id}/list", {"name": "Second"}).json()["id"]

    assert api.post(f"/list/{other}/task/{task_id}").json() == {}
    assert api.task(task_id)["list"]["id"] == api.list.id
    assert api.task(task_id)["locations"] == [{"id": other, "name": "Second"}]
    assert api.get(f"/list/{other}/task").json()["tasks"] == []
    assert [row["id"] for row in api.get(f"/list/{other}/task?include_timl=true").json()["tasks"]] == [task_id]
    assert api.delete(f"/list/{other}/task/{task_id}").json() == {}
    assert api.task(task_id)["locations"] == []
    assert api.delete(f"/list/{api.list.id}/task/{task_id}").status == 400


@pytest.mark.parametrize(
    ("method", "path", "body", "expected"),
    [
        ("POST", "/list/{list}/task", {"name": ""}, (400, "INPUT_005")),
        ("POST", "/list/{list}/task", {"name": "x" * 2049}, (400, "INPUT_005")),
        ("POST", "/list/{list}/task", {"name": "x", "status": "nope"}, (400, "CRTSK_001")),
        ("POST", "/list/{list}/task", {"name": "x", "status": 7}, (400, "CRTSK_001")),
        ("POST", "/list/{list}/task", {"name": "x", "priority": 9}, (400, "SANDBOX_003")),
        ("POST", "/list/{list}/task", {"name": "x", "due_date": "soon"}, (400, "SANDBOX_003")),
        ("POST", "/list/{list}/task", {"name": "x", "parent": "{elsewhere}"}, (400, "ITEM_137")),
        ("POST", "/list/{list}/task", {"name": "x", "parent": 12}, (400, "ITEM_137")),
        ("POST", "/list/{list}/task", {"name": "x", "links_to": "nope"}, (401, "ACCESS_083")),
        ("POST", "/list/{list}/task", {"name": "x", "custom_fields": [{"id": "1", "value": 2}]}, (400, "FIELD_115")),
        ("PUT", "/task/{task}", {"status": "nope"}, (400, "ITEM_114")),
        ("PUT", "/task/{task}", {"name": ""}, (400, "INPUT_005")),
        ("GET", "/task/zzzzzzzzz", None, (404, "ITEM_015")),
        ("GET", "/task/ENG-1", None, (400, "INPUT_004")),
        ("GET", "/task/ENG-1?custom_task_ids=true", None, (400, "SANDBOX_003")),
        ("GET", "/task/ENG-999?custom_task_ids=true&team_id={team}", None, (401, "OAUTH_027")),
        ("GET", "/task/ENG-1?custom_task_ids=true&team_id=1", None, (404, "ACCESS_002")),
    ],
)
def test_what_is_wrong_is_refused_as_clickup_does(api: Api, method: str, path: str, body: object, expected: object):
    elsewhere = next(iter(api.lists()[1].tasks))
    if isinstance(body, dict) and body.get("parent") == "{elsewhere}":
        body = {**body, "parent": elsewhere}
    path = path.format(list=api.list.id, task=next(iter(api.list.tasks)), team=api.workspace.id)
    before = len(api.world.tasks)

    assert error(api.call(method, path, body)) == expected
    assert len(api.world.tasks) == before


def test_a_refused_change_changes_nothing(api: Api):
    task = api.new_task()

    api.put(f"/task/{task['id']}", {"name": "Other", "priority": 1, "status": "nope"})

    assert api.task(task["id"]) == task
