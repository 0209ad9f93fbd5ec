"""Tracked time is one store: seen by both time APIs, summed up in tasks, told to webhooks."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.unit.sandbox.clocked import HOUR, Clocked
from tests.unit.sandbox.conftest import Api, error, make_api
from tests.unit.sandbox.test_events import told
from tests.unit.sandbox.test_webhooks import make


@pytest.fixture
def clocked(api: Api) -> Clocked:
    return Clocked(api)


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
