"""Tracked time: one store, seen by both time APIs, and summed up in tasks."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from clickgate.catalog import reading
from clickgate.client.wire.decode import decode
from clickgate.sandbox.server import Response
from tests.unit.sandbox.conftest import Api, error, make_api
from tests.unit.sandbox.test_events import told
from tests.unit.sandbox.test_webhooks import make

OPERATIONS = {operation.name: operation for operation in reading.operations()}
HOUR = 3_600_000


class Clocked:
    """Time in the workspace of a sandbox, by both APIs."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.path = f"/team/{api.workspace.id}/time_entries"
        self.now = api.sandbox.clock.now_ms()

    def make(self, **members: Any) -> dict[str, Any]:
        answer = self.api.post(self.path, {"start": self.now - 2 * HOUR, "duration": HOUR, **members})
        assert answer.status == 200, answer.body
        return answer.json()["data"]

    def list(self, query: str = "") -> list[str]:
        answer = self.api.get(f"{self.path}{query}")
        assert answer.status == 200, answer.body
        return [row["id"] for row in answer.json()["data"]]

    def get(self, entry: str, query: str = "") -> dict[str, Any]:
        return self.api.get(f"{self.path}/{entry}{query}").json()["data"]

    def legacy(self, task: str) -> list[dict[str, Any]]:
        return self.api.get(f"/task/{task}/time").json()["data"]

    def token_of(self, role: int, *, oauth: bool = False) -> str:
        member = next(row for row in self.api.workspace.members.values() if row.role == role and row.date_joined)
        text = self.api.world.add_token(member.user, oauth=oauth)
        return f"Bearer {text}" if oauth else text


@pytest.fixture
def clocked(api: Api) -> Clocked:
    return Clocked(api)


def team_clocked() -> Clocked:
    return Clocked(make_api("team"))


# Shapes


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


# The range


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


# The timer


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


# Changing


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


# Tags


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


# The older API


def test_both_apis_see_the_same_time(clocked: Clocked):
    api = clocked.api
    task = api.new_task()["id"]
    new = clocked.make(tid=task)["id"]
    body = {"start": clocked.now - 30_000, "end": clocked.now, "time": 30_000}

    old = api.post(f"/task/{task}/time", body).json()["id"]

    (mine,) = clocked.legacy(task)
    assert mine["time"] == HOUR + 30_000
    assert [(one["id"], one["time"]) for one in mine["intervals"]] == [(new, str(HOUR)), (old, "30000")]
    assert clocked.list() == [old, new]
    assert api.task(task)["time_spent"] == HOUR + 30_000
    api.put(f"/task/{task}/time/{new}", {"start": 0, "end": 5, "time": 5})
    assert clocked.get(new)["duration"] == "5"
    assert api.delete(f"/task/{task}/time/{new}").json() == {}
    assert api.task(task)["time_spent"] == 30_000
    assert error(api.delete(f"/task/{task}/time/{new}")) == (404, "SANDBOX_005")


def test_time_spent_is_absent_in_lists_without_time_and_a_number_with_it(clocked: Clocked):
    api = clocked.api
    task = api.new_task()["id"]

    def in_list() -> dict[str, Any]:
        rows = api.get(f"/list/{api.list.id}/task").json()["tasks"]
        return next(row for row in rows if row["id"] == task)

    before, alone = in_list(), api.task(task)["time_spent"]
    clocked.make(tid=task)

    assert ("time_spent" in before, alone) == (False, 0)
    assert (in_list()["time_spent"], api.task(task)["time_spent"]) == (HOUR, HOUR)


def test_time_goes_with_its_task(clocked: Clocked):
    task = clocked.api.new_task()["id"]
    entry = clocked.make(tid=task)["id"]

    clocked.api.delete(f"/task/{task}")

    assert clocked.list() == []
    assert clocked.api.get(f"{clocked.path}/{entry}").status == 404


def test_a_task_that_is_merged_brings_its_time(clocked: Clocked):
    api = clocked.api
    target, source = api.new_task()["id"], api.new_task()["id"]
    entries = [clocked.make(tid=target)["id"], clocked.make(tid=source)["id"]]

    assert api.post(f"/task/{target}/merge", {"source_task_ids": [source]}).status == 200

    assert api.task(target)["time_spent"] == 2 * HOUR
    assert {clocked.get(entry)["task"]["id"] for entry in entries} == {target}


# Webhooks


def test_time_on_a_task_is_told_with_what_it_was_and_is(clocked: Clocked):
    api = clocked.api
    task = api.new_task()["id"]
    make(api, events=["taskTimeTrackedUpdated"])

    [made] = told(api, lambda: clocked.make(tid=task))
    entry = made["data"]["interval_id"]
    [edited] = told(api, lambda: api.put(f"{clocked.path}/{entry}", {"start": 0, "end": 5}))
    [deleted] = told(api, lambda: api.delete(f"/task/{task}/time/{entry}"))

    items = [payload["history_items"][0] for payload in (made, edited, deleted)]
    assert made["data"]["description"] == "Time Tracking Created"
    assert [item["field"] for item in items] == ["time_spent"] * 3
    assert [item["data"]["total_time"] for item in items] == [str(HOUR), "5", "0"]
    assert items[0]["before"] is None
    assert items[0]["after"]["time"] == str(HOUR)
    assert (items[1]["before"], items[1]["after"]["time"]) == (items[0]["after"], "5")
    assert (items[2]["before"], items[2]["after"]) == (items[1]["after"], None)


def test_a_timer_is_told_when_it_stops(clocked: Clocked):
    api = clocked.api
    task = api.new_task()["id"]
    make(api, events=["taskTimeTrackedUpdated"])

    assert told(api, lambda: api.post(f"{clocked.path}/start", {"tid": task})) == []
    assert len(told(api, lambda: api.post(f"{clocked.path}/stop"))) == 1


# Whatever happens

PICK = st.integers(0, 5)
SPAN = st.integers(0, 1_000)


class Tracking(RuleBasedStateMachine):
    """People who track time through both APIs."""

    @initialize()
    def begin(self) -> None:
        self.clocked = Clocked(make_api())
        self.tasks = [self.clocked.api.new_task()["id"] for _ in range(3)]

    @property
    def api(self) -> Api:
        return self.clocked.api

    def entry(self, number: int) -> str:
        rows = list(self.api.world.timesheet.rows)
        return rows[number % len(rows)] if rows else "1"

    def ok(self, method: str, path: str, body: Any = None) -> None:
        assert self.api.call(method, path, body).status in (200, 204, 400, 404)

    @rule(task=PICK, start=SPAN, length=SPAN)
    def make(self, task: int, start: int, length: int) -> None:
        tid = self.tasks[task] if task < len(self.tasks) else None
        self.ok("POST", self.clocked.path, {"start": start, "duration": length, "tid": tid})

    @rule(task=PICK, start=SPAN, length=SPAN)
    def make_the_old_way(self, task: int, start: int, length: int) -> None:
        body = {"start": start, "end": start + length, "time": length}
        self.ok("POST", f"/task/{self.tasks[task % len(self.tasks)]}/time", body)

    @rule(one=PICK, task=PICK)
    def move(self, one: int, task: int) -> None:
        tid = self.tasks[task] if task < len(self.tasks) else None
        self.ok("PUT", f"{self.clocked.path}/{self.entry(one)}", {"tid": tid})

    @rule(one=PICK, start=SPAN, end=SPAN)
    def change(self, one: int, start: int, end: int) -> None:
        self.ok("PUT", f"{self.clocked.path}/{self.entry(one)}", {"start": start, "end": end})

    @rule(one=PICK)
    def delete(self, one: int) -> None:
        self.ok("DELETE", f"{self.clocked.path}/{self.entry(one)}")

    @rule(task=PICK)
    def start(self, task: int) -> None:
        self.ok("POST", f"{self.clocked.path}/start", {"tid": self.tasks[task]} if task < len(self.tasks) else {})
        self.api.sandbox.clock.move(1)

    @rule()
    def stop(self) -> None:
        self.ok("POST", f"{self.clocked.path}/stop")

    @rule(task=PICK)
    def lose_a_task(self, task: int) -> None:
        if len(self.tasks) > 1 and task < len(self.tasks):
            self.ok("DELETE", f"/task/{self.tasks.pop(task)}")

    @invariant()
    def sums_agree(self) -> None:
        entries = self.api.get(f"{self.clocked.path}?start_date=0&end_date={10**15}").json()["data"]
        for task in self.tasks:
            spent = sum(int(row["duration"]) for row in entries if row.get("task", {}).get("id") == task)
            assert self.api.task(task)["time_spent"] == spent
            assert sum(one["time"] for one in self.clocked.legacy(task)) == spent
        assert sum(row.end is None for row in self.api.world.timesheet.rows.values()) <= 1
        assert {row["task"]["id"] for row in entries if "task" in row} <= set(self.tasks)


TestTracking = Tracking.TestCase
TestTracking.settings = settings(max_examples=30, stateful_step_count=30, deadline=None)
