"""Time entries: their form, the range they are read by, and the timer."""

from __future__ import annotations

import pytest

from clickgate.catalog import reading
from clickgate.client.wire.decode import decode
from clickgate.sandbox.server import Response
from tests.unit.sandbox.clocked import HOUR, Clocked, team_clocked
from tests.unit.sandbox.conftest import Api, error

OPERATIONS = {operation.name: operation for operation in reading.operations()}


@pytest.fixture
def clocked(api: Api) -> Clocked:
    return Clocked(api)


def test_times_are_text_in_reads_and_numbers_where_an_entry_was_just_made(clocked: Clocked):
    task = clocked.api.new_task()

    made = clocked.make(tid=task["id"], description="Deep work", billable=True)
    read = clocked.get(made["id"])

    assert (made["start"], made["end"], made["duration"]) == (clocked.now - 2 * HOUR, clocked.now - HOUR, HOUR)
    assert (read["start"], read["end"], read["duration"]) == (str(made["start"]), str(made["end"]), str(HOUR))
    assert len(made["id"]) == 19
    assert (read["task"]["id"], read["task"]["custom_type"]) == (task["id"], None)
    assert (read["wid"], read["description"], read["billable"]) == (clocked.api.workspace.id, "Deep work", True)
    assert read["task_location"] == {
        "list_id": task["list"]["id"],
        "folder_id": task["folder"]["id"],
        "space_id": task["space"]["id"],
    }


def test_an_entry_without_a_task_has_no_task_and_says_null_where_its_place_would_be(clocked: Clocked):
    read = clocked.get(clocked.make()["id"], "?include_location_names=true&include_task_tags=true")

    assert "task" not in read
    assert read["task_location"] == {"list_id": None, "folder_id": None, "space_id": None}
    assert read["task_url"] == "https://app.clickup.com/t/null"
    assert read["task_tags"] == []


def test_names_of_places_and_tags_of_tasks_come_where_they_are_asked_for(clocked: Clocked):
    task = clocked.api.new_task(tags=["design"])
    entry = clocked.make(tid=task["id"])["id"]

    plain, full = clocked.get(entry), clocked.get(entry, "?include_location_names=true&include_task_tags=true")

    assert "task_tags" not in plain
    assert [tag["name"] for tag in full["task_tags"]] == ["design"]
    assert full["task_location"]["list_name"] == task["list"]["name"]


def test_every_answer_reads_without_a_warning(clocked: Clocked):
    api, path = clocked.api, clocked.path
    task = api.new_task()["id"]
    entry = clocked.make(tid=task, tags=[{"name": "desk"}])["id"]
    answers: dict[str, Response] = {
        "time_entries.get_current": api.get(f"{path}/current"),
        "time_entries.start": api.post(f"{path}/start", {"tid": task}),
        "time_entries.create": api.post(path, {"start": clocked.now, "duration": 1}),
        "time_entries.stop": api.post(f"{path}/stop"),
        "time_entries.update": api.put(f"{path}/{entry}", {"description": "Other"}),
        "time_entries.list": api.get(path),
        "time_entries.get": api.get(f"{path}/{entry}"),
        "time_entries.list_history": api.get(f"{path}/{entry}/history"),
        "time_entries.list_tags": api.get(f"{path}/tags"),
        "time_intervals.list": api.get(f"/task/{task}/time"),
        "time_entries.delete": api.delete(f"{path}/{entry}"),
    }

    assert {name: answer.status for name, answer in answers.items() if answer.status != 200} == {}
    assert {name: decode(OPERATIONS[name], answer.body).warnings for name, answer in answers.items()} == dict.fromkeys(
        answers, ()
    )


def test_a_range_is_the_last_thirty_days_unless_another_is_given(clocked: Clocked):
    day = 24 * HOUR
    old, new = clocked.make(start=clocked.now - 31 * day)["id"], clocked.make(start=clocked.now - 29 * day)["id"]

    assert clocked.list() == [new]
    assert clocked.list(f"?start_date={clocked.now - 40 * day}") == [new, old]
    assert clocked.list(f"?start_date={clocked.now - 40 * day}&end_date={clocked.now - 30 * day}") == [old]


def test_one_sees_ones_own_time_and_all_that_is_on_a_task():
    clocked = team_clocked()
    task = clocked.api.new_task()["id"]
    other = next(row.user.id for row in clocked.api.workspace.members.values() if row.role == 3)
    mine, theirs = clocked.make(tid=task)["id"], clocked.make(tid=task, assignee=other)["id"]

    assert clocked.list() == [mine]
    assert clocked.list(f"?assignee={other}") == [theirs]
    assert set(clocked.list(f"?task_id={task}")) == {mine, theirs}


@pytest.mark.parametrize(("role", "oauth"), [(3, False), (1, True)], ids=["a member", "an app, even its owner's"])
def test_a_list_of_people_is_refused_to_some(role: int, oauth: bool):
    clocked = team_clocked()
    people = list(clocked.api.workspace.members)[:2]

    answer = clocked.api.call(
        "GET", f"{clocked.path}?assignee={people[0]},{people[1]}", token=clocked.token_of(role, oauth=oauth)
    )

    assert error(answer) == (403, "TIMEENTRY_059")


def test_an_owner_asks_for_several_people_at_once():
    clocked = team_clocked()
    people = [row.user.id for row in clocked.api.workspace.members.values() if row.date_joined][:3]
    made = {clocked.make(assignee=person)["id"] for person in people}

    assert set(clocked.list(f"?assignee={','.join(map(str, people))}")) == made


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?space_id=1&list_id=1", (400, "TIMEENTRY_065")),
        ("?list_id=abc", (400, "TIMEENTRY_062")),
        ("?folder_id=99", (401, "OAUTH_027")),
        ("?assignee=abc", (400, "TIMEENTRY_007")),
        ("?task_id=nosuchtask", (404, "ITEM_015")),
        ("/abc", (500, "TIMEENTRY_072")),
        ("/1", (404, "SANDBOX_005")),
    ],
)
def test_what_cant_be_found_or_read_is_refused(clocked: Clocked, query: str, expected: tuple[int, str]):
    assert error(clocked.api.get(f"{clocked.path}{query}")) == expected


@pytest.mark.parametrize("name", ["space", "folder", "list"])
def test_a_place_narrows_the_range(clocked: Clocked, name: str):
    task = clocked.api.new_task()
    entry = clocked.make(tid=task["id"])["id"]
    clocked.make()

    assert clocked.list(f"?{name}_id={task[name]['id']}") == [entry]


def test_billable_time_is_told_apart(clocked: Clocked):
    paid, free = clocked.make(billable=True)["id"], clocked.make()["id"]

    assert (clocked.list("?is_billable=true"), clocked.list("?is_billable=false")) == ([paid], [free])


def test_a_timer_runs_until_it_is_stopped(clocked: Clocked):
    api = clocked.api
    task = api.new_task()["id"]
    started = api.post(f"{clocked.path}/start", {"tid": task, "description": "Now"}).json()["data"]
    api.sandbox.clock.move(90)

    running = api.get(f"{clocked.path}/current").json()["data"]
    seen_before = clocked.list()
    stopped = api.post(f"{clocked.path}/stop").json()["data"]

    assert started["duration"] == 0
    assert (running["id"], running["duration"], "end" in running) == (started["id"], -90_000, False)
    assert seen_before == []
    assert (stopped["id"], stopped["duration"], stopped["end"]) == (started["id"], 90_000, clocked.now + 90_000)
    assert clocked.list(f"?end_date={stopped['end']}") == [started["id"]]
    assert api.get(f"{clocked.path}/current").json() == {"data": {}}
    assert api.post(f"{clocked.path}/stop").status == 400


def test_starting_a_timer_stops_the_one_that_runs(clocked: Clocked):
    api = clocked.api
    first = api.post(f"{clocked.path}/start").json()["data"]["id"]
    api.sandbox.clock.move(1)

    second = api.post(f"{clocked.path}/start").json()["data"]["id"]

    assert api.get(f"{clocked.path}/current").json()["data"]["id"] == second
    assert clocked.get(first)["duration"] == "1000"


def test_only_owners_and_admins_with_a_personal_token_see_the_timers_of_others():
    clocked = team_clocked()
    api = clocked.api
    token = clocked.token_of(3)
    member = next(row.user.id for row in api.workspace.members.values() if row.role == 3)
    started = api.call("POST", f"{clocked.path}/start", {}, token=token).json()["data"]["id"]
    path = f"{clocked.path}/current?assignee="

    assert api.get(f"{path}{member}").json()["data"]["id"] == started
    assert error(api.call("GET", f"{path}{next(iter(api.workspace.members))}", token=token)) == (403, "TEAMM_002")
    assert error(api.call("GET", f"{path}{member}", token=clocked.token_of(1, oauth=True))) == (403, "TEAMM_002")
