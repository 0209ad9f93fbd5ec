"""What webhooks are told: which events, about what, in what form."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest

from clickgate.sandbox.control import Control
from clickgate.sandbox.outbox import Delivery
from tests.unit.sandbox.conftest import Api
from tests.unit.sandbox.test_webhooks import make


def told(api: Api, do: Callable[[], Any]) -> list[dict[str, Any]]:
    """The payloads that an act leads to, for one webhook that hears all."""
    api.sandbox.deliver()
    do()
    return [json.loads(delivery.body) for delivery in api.sandbox.deliver()]


@pytest.fixture
def heard(api: Api) -> Api:
    make(api)
    return api


def item(payload: dict[str, Any]) -> dict[str, Any]:
    [found] = payload["history_items"]
    return found


def test_a_new_task_is_told_as_a_creation_and_a_status(heard: Api):
    payloads = told(heard, lambda: heard.new_task("Told", status="in progress"))

    assert [payload["event"] for payload in payloads] == ["taskCreated", "taskStatusUpdated", "taskUpdated"]
    status, creation = payloads[0]["history_items"]
    assert (status["field"], creation["field"]) == ("status", "task_creation")
    assert status["before"] == {"status": None, "color": "#000000", "type": "removed", "orderindex": -1}
    assert (status["after"]["status"], status["data"]) == ("in progress", {"status_type": "custom"})
    assert set(payloads[0]) == {"event", "history_items", "task_id", "webhook_id"}
    assert item(payloads[1])["id"] == status["id"]


def test_a_row_that_was_made_from_outside_is_told_too(heard: Api):
    user = next(iter(heard.workspace.members.values())).user

    payloads = told(heard, lambda: heard.world.add_task(heard.list, "From a test", user, 5))

    assert payloads[0]["event"] == "taskCreated"
    assert payloads[0]["history_items"][0]["date"] == "5"


def test_a_history_item_is_as_documented(heard: Api):
    task_id = heard.new_task("Before")["id"]

    [payload] = told(heard, lambda: heard.put(f"/task/{task_id}", {"name": "After"}))

    found = item(payload)
    assert payload["event"] == "taskUpdated"
    assert found["id"].isdigit()
    assert len(found["id"]) == 19
    assert (found["type"], found["field"], found["before"], found["after"]) == (1, "name", "Before", "After")
    assert (found["parent_id"], found["source"], found["data"]) == (heard.list.id, None, {})
    assert found["date"] == str(heard.sandbox.clock.now_ms())
    assert set(found["user"]) == {"id", "username", "email", "color", "initials", "profilePicture"}


@pytest.mark.parametrize(
    ("change", "event", "field", "before", "after"),
    [
        ({"status": "in progress"}, "taskStatusUpdated", "status", "to do", "in progress"),
        ({"priority": 2}, "taskPriorityUpdated", "priority", None, "2"),
        (
            {"due_date": 1_800_000_000_000, "due_date_time": True},
            "taskDueDateUpdated",
            "due_date",
            None,
            "1800000000000",
        ),
        ({"time_estimate": 5_400_000}, "taskTimeEstimateUpdated", "time_estimate", None, "5400000"),
    ],
)
def test_a_change_with_an_event_of_its_own_is_told_twice_under_one_number(
    heard: Api, change: dict[str, Any], event: str, field: str, before: Any, after: Any
):
    """The two share the history item, so that a receiver can tell that they are one."""
    task_id = heard.new_task()["id"]

    special, general = told(heard, lambda: heard.put(f"/task/{task_id}", change))

    assert (special["event"], general["event"]) == (event, "taskUpdated")
    assert special["history_items"] == general["history_items"]
    found = item(special)
    short = [
        value.get("id", value.get("status")) if isinstance(value, dict) else value
        for value in (found["before"], found["after"])
    ]
    assert (found["field"], *short) == (field, before, after)


def test_an_estimate_is_told_in_words_too(heard: Api):
    task_id = heard.new_task()["id"]

    payload, _ = told(heard, lambda: heard.put(f"/task/{task_id}", {"time_estimate": 5_400_000}))

    data = item(payload)["data"]
    assert (data["time_estimate_string"], data["old_time_estimate_string"]) == ("1 hour 30 minutes", None)
    assert data["time_estimate"] == 5_400_000


def test_assignees_come_and_go_one_by_one(heard: Api):
    """Who comes has no `before` at all."""
    task_id, person = heard.new_task()["id"], next(iter(heard.workspace.members))

    came = told(heard, lambda: heard.put(f"/task/{task_id}", {"assignees": {"add": [person]}}))
    went = told(heard, lambda: heard.put(f"/task/{task_id}", {"assignees": {"rem": [person]}}))

    assert [payload["event"] for payload in came] == ["taskAssigneeUpdated", "taskUpdated"]
    assert (item(came[0])["field"], item(came[0])["after"]["id"]) == ("assignee_add", person)
    assert "before" not in item(came[0])
    assert (item(went[0])["field"], item(went[0])["before"]["id"]) == ("assignee_rem", person)


def test_tags_are_told_as_an_array(heard: Api):
    task_id = heard.new_task()["id"]

    payloads = told(heard, lambda: heard.post(f"/task/{task_id}/tag/fresh"))

    assert [payload["event"] for payload in payloads] == ["taskTagUpdated", "taskUpdated"]
    assert (item(payloads[0])["before"], [tag["name"] for tag in item(payloads[0])["after"]]) == (None, ["fresh"])


def test_a_custom_field_brings_its_definition(heard: Api):
    row = next(one for one in heard.world.fields_of(heard.list) if one.type == "drop_down")
    task_id, option = heard.new_task()["id"], row.type_config["options"][0]["id"]

    [payload] = told(heard, lambda: heard.post(f"/task/{task_id}/field/{row.id}", {"value": option}))

    found = item(payload)
    assert (payload["event"], found["field"], found["before"], found["after"]) == (
        "taskUpdated",
        "custom_field",
        None,
        option,
    )
    assert found["custom_field"]["id"] == row.id


def test_what_hangs_on_a_task_is_told_as_its_change(heard: Api):
    task_id, other = heard.new_task()["id"], heard.new_task()["id"]
    made: dict[str, Any] = {}

    payloads = [
        told(heard, lambda: made.update(heard.post(f"/task/{task_id}/checklist", {"name": "Steps"}).json())),
        told(heard, lambda: heard.post(f"/checklist/{made['checklist']['id']}/checklist_item", {"name": "One"})),
        told(heard, lambda: heard.post(f"/task/{task_id}/dependency", {"depends_on": other})),
        told(heard, lambda: heard.delete(f"/checklist/{made['checklist']['id']}")),
    ]

    shown = [(one["event"], one["task_id"], item(one)["field"]) for found in payloads for one in found]
    assert shown == [
        ("taskUpdated", task_id, field)
        for field in ("checklist_created", "checklist_item_added", "dependency", "checklist_removed")
    ]


def test_tracked_time_is_told_with_its_interval(heard: Api):
    task_id = heard.new_task()["id"]
    body = {"start": 1_767_600_000_000, "duration": 900_000, "tid": task_id}

    special, general = told(heard, lambda: heard.post(f"/team/{heard.workspace.id}/time_entries", body))

    assert (special["event"], general["event"]) == ("taskTimeTrackedUpdated", "taskUpdated")
    assert item(special)["data"] == {"total_time": "900000", "rollup_time": "900000"}
    assert item(special)["after"]["time"] == "900000"
    assert special["data"] == {
        "description": "Time Tracking Created",
        "interval_id": item(special)["after"]["id"],
    }


def test_goals_and_targets_are_told_by_their_ids(heard: Api):
    team, made = f"/team/{heard.workspace.id}", {}
    target = {"name": "Run", "type": "number", "steps_start": 0, "steps_end": 10, "unit": "km"}
    payloads = told(heard, lambda: made.update(heard.post(f"{team}/goal", {"name": "Grow"}).json()["goal"]))
    payloads += told(heard, lambda: heard.put(f"/goal/{made['id']}", {"name": "More"}))
    payloads += told(heard, lambda: heard.post(f"/goal/{made['id']}/key_result", target))
    payloads += told(heard, lambda: heard.delete(f"/goal/{made['id']}"))

    assert [payload["event"] for payload in payloads][:2] == ["goalCreated", "goalUpdated"]
    assert payloads[0] == {"event": "goalCreated", "goal_id": made["id"], "webhook_id": payloads[0]["webhook_id"]}
    assert set(payloads[2]) == {"event", "goal_id", "key_result_id", "webhook_id"}
    assert payloads[-1]["event"] == "goalDeleted"


def test_a_task_made_after_a_template_is_told(heard: Api):
    template = next(row for row in heard.world.templates.rows.values() if row.kind == "task")

    payloads = told(heard, lambda: heard.post(f"/list/{heard.list.id}/taskTemplate/{template.id}", {"name": "New"}))

    assert [payload["event"] for payload in payloads][:3] == ["taskCreated", "taskStatusUpdated", "taskUpdated"]


def test_a_merged_task_is_told_as_deleted(heard: Api):
    target, source = heard.new_task()["id"], heard.new_task()["id"]

    payloads = told(heard, lambda: heard.post(f"/task/{target}/merge", {"source_task_ids": [source]}))

    assert ("taskDeleted", source) in [(payload["event"], payload["task_id"]) for payload in payloads]


def test_a_description_is_told_as_a_delta(heard: Api):
    task_id = heard.new_task()["id"]

    [payload] = told(heard, lambda: heard.put(f"/task/{task_id}", {"description": "Words"}))

    assert item(payload)["before"] is None
    assert json.loads(item(payload)["after"]) == {"ops": [{"insert": "Words\n"}]}


def test_a_comment_is_told_when_it_is_posted_and_when_it_is_changed(heard: Api):
    """Under the number that its creation was answered with."""
    task_id = heard.new_task()["id"]
    made: dict[str, Any] = {}

    posted = told(heard, lambda: made.update(heard.post(f"/task/{task_id}/comment", {"comment_text": "Hi"}).json()))
    changed = told(heard, lambda: heard.put(f"/comment/{made['id']}", {"comment_text": "Hello"}))

    assert [payload["event"] for payload in posted + changed] == [
        "taskCommentPosted",
        "taskUpdated",
        "taskCommentUpdated",
        "taskUpdated",
    ]
    found = item(posted[0])
    assert (found["id"], found["after"], found["comment"]["text_content"]) == (
        made["hist_id"],
        str(made["id"]),
        "Hi\n",
    )
    assert item(changed[0])["id"] == made["hist_id"]
    assert item(changed[0])["comment"]["text_content"] == "Hello\n"


def test_a_comment_on_a_list_is_told_nobody(heard: Api):
    assert told(heard, lambda: heard.post(f"/list/{heard.list.id}/comment", {"comment_text": "Hi"})) == []


def test_a_deleted_task_is_told_without_history(heard: Api):
    task_id = heard.new_task()["id"]

    [payload] = told(heard, lambda: heard.delete(f"/task/{task_id}"))

    assert payload == {"event": "taskDeleted", "task_id": task_id, "webhook_id": payload["webhook_id"]}


def test_places_are_told_with_their_space(heard: Api):
    def events(do: Callable[[], Any]) -> list[str]:
        return [payload["event"] for payload in told(heard, do)]

    space = f"/space/{heard.space.id}"
    assert events(lambda: heard.post(f"{space}/folder", {"name": "F"})) == ["folderCreated", "spaceUpdated"]
    folder = next(one for one in heard.space.folders.values() if one.name == "F")
    assert events(lambda: heard.put(f"/folder/{folder.id}", {"name": "G"})) == ["folderUpdated"]
    assert events(lambda: heard.post(f"/folder/{folder.id}/list", {"name": "L"})) == ["listCreated", "spaceUpdated"]
    assert events(lambda: heard.delete(f"/folder/{folder.id}")) == ["folderDeleted", "spaceUpdated", "listDeleted"]
    assert events(lambda: heard.post(f"{space}/list", {"name": "Alone"})) == ["listCreated", "spaceUpdated"]
    assert events(lambda: heard.put(space, {"name": "S"})) == ["spaceUpdated"]
    lists = sum(not one.deleted for one in heard.lists())
    assert events(lambda: heard.delete(space)) == ["spaceDeleted", *["listDeleted"] * lists]


def test_a_new_space_is_told(heard: Api):
    payloads = told(heard, lambda: heard.post(f"/team/{heard.workspace.id}/space", {"name": "S"}))

    assert [payload["event"] for payload in payloads] == ["spaceCreated", "spaceUpdated"]


def test_a_changed_list_has_history_of_its_own_kind(heard: Api):
    before = heard.list.name

    [payload] = told(heard, lambda: heard.put(f"/list/{heard.list.id}", {"name": "Renamed"}))

    found = item(payload)
    assert (payload["event"], payload["list_id"]) == ("listUpdated", heard.list.id)
    assert (found["type"], found["field"], found["before"], found["after"]) == (6, "name", before, "Renamed")
    assert (found["id"].count("-"), found["parent_id"]) == (4, heard.list.id)


def test_a_moved_task_is_told_where_it_was_and_where_it_is(api: Api):
    other = api.lists()[1]
    here, there = make(api, list_id=int(api.list.id)), make(api, list_id=int(other.id))
    task = api.new_task()
    api.sandbox.deliver()

    path = f"/api/v3/workspaces/{api.workspace.id}/tasks/{task['id']}/home_list/{other.id}"
    moved = api.sandbox.handle("PUT", path, {"Authorization": api.sandbox.token}, b"{}")

    assert moved.status == 200, moved.body
    deliveries = api.sandbox.deliver()
    assert {(one.webhook_id, one.event) for one in deliveries} == {
        (webhook["id"], event) for webhook in (here, there) for event in ("taskMoved", "taskUpdated")
    }
    found = item(json.loads(deliveries[0].body))
    assert (found["field"], found["before"]["id"], found["after"]["id"]) == ("section_moved", api.list.id, other.id)
    assert found["parent_id"] == other.id
    assert set(found["before"]) == {"id", "name", "category", "project"}


def test_nothing_is_told_of_what_did_not_change(heard: Api):
    task = heard.new_task("Same")

    assert told(heard, lambda: heard.put(f"/task/{task['id']}", {"name": "Same", "priority": None})) == []
    assert told(heard, lambda: heard.put(f"/task/{task['id']}", {"status": "no such status"})) == []
    assert told(heard, lambda: heard.get(f"/task/{task['id']}")) == []


@pytest.mark.parametrize("key", ["space_id", "folder_id", "list_id", "task_id"])
def test_a_webhook_at_a_place_hears_of_what_is_in_it_and_of_nothing_else(api: Api, key: str):
    inside, outside = api.new_task()["id"], api.world.add_space(api.workspace, "Other")
    elsewhere = api.world.add_list(outside, "Other")
    ids = {"space_id": api.space.id, "folder_id": api.list.folder.id, "list_id": api.list.id}
    make(api, **({key: inside} if key == "task_id" else {key: int(ids[key])}))

    assert len(told(api, lambda: api.put(f"/task/{inside}", {"name": "Heard"}))) == 1
    assert told(api, lambda: api.post(f"/list/{elsewhere.id}/task", {"name": "Not heard"})) == []


def test_only_events_that_were_asked_for_are_told(api: Api):
    make(api, ["taskUpdated"])
    task_id = api.new_task()["id"]

    assert [one["event"] for one in told(api, lambda: api.put(f"/task/{task_id}", {"priority": 1}))] == ["taskUpdated"]


def test_another_workspace_hears_nothing(team: Api):
    other = next(one for one in team.world.workspaces.values() if one is not team.workspace)
    stranger = next(iter(other.members.values())).user
    token = team.sandbox.issue_token(stranger, workspace_ids=[other.id])
    body = {"endpoint": "http://127.0.0.1:9/", "events": ["*"]}
    assert team.call("POST", f"/team/{other.id}/webhook", body, token=token).status == 200

    assert told(team, team.new_task) == []


def test_who_leaves_the_workspace_hears_no_more(api: Api):
    other = next(row.user for row in api.workspace.members.values() if row.role == 2)
    body = {"endpoint": "http://127.0.0.1:9/", "events": ["taskCreated"]}
    token = api.sandbox.issue_token(other)
    api.call("POST", f"/team/{api.workspace.id}/webhook", body, token=token)

    assert len(told(api, api.new_task)) == 1
    del api.workspace.members[other.id]
    assert told(api, api.new_task) == []


def test_the_raw_body_is_signed_with_the_webhook_s_secret(api: Api):
    secret = make(api)["secret"]
    api.new_task()

    delivery = api.sandbox.deliver()[0]

    expected = hmac.new(secret.encode(), delivery.body, sha256).hexdigest()
    assert delivery.headers == {"Content-Type": "application/json", "X-Signature": expected}


def test_while_nobody_listens_nothing_is_kept(api: Api):
    api.new_task()

    assert api.world.events.told == []
    assert api.world.events.fresh == []
    assert api.sandbox.deliver() == []


# How deliveries fare


def health(api: Api, webhook: dict[str, Any]) -> tuple[str, int]:
    row = api.world.events.webhooks[webhook["id"]]
    return row.health, row.fail_count


def failing(_delivery: Delivery) -> int:
    return 500


def test_an_event_is_tried_five_times_and_never_again(api: Api):
    webhook = make(api, ["taskDeleted"])
    api.delete(f"/task/{api.new_task()['id']}")

    tried = api.sandbox.deliver(failing)

    assert [one.event for one in tried] == ["taskDeleted"] * 5
    assert (tried[0].state, tried[0].attempts, tried[0].status) == ("failed", 5, 500)
    assert health(api, webhook) == ("failing", 1)
    assert api.sandbox.deliver() == []


@pytest.mark.parametrize("status", [None, 199, 300, 302, 404, 500])
def test_what_is_not_2xx_counts_as_failed(api: Api, status: int | None):
    webhook = make(api, ["taskDeleted"])
    api.delete(f"/task/{api.new_task()['id']}")

    api.sandbox.deliver(lambda _delivery: status)

    assert health(api, webhook) == ("failing", 1)


def test_one_success_heals(api: Api):
    webhook = make(api, ["taskDeleted"])
    api.delete(f"/task/{api.new_task()['id']}")
    api.sandbox.deliver(failing)
    api.delete(f"/task/{api.new_task()['id']}")

    api.sandbox.deliver(lambda _delivery: 204)

    assert health(api, webhook) == ("active", 0)


@pytest.mark.parametrize("status", [401, 410])
def test_who_says_gone_is_left_alone_at_once(api: Api, status: int):
    """What waits is withheld, what comes is not sent, until somebody revives the webhook; then only what is new is."""
    webhook = make(api, ["taskDeleted"])
    tasks = [api.new_task()["id"] for _ in range(4)]
    for task_id in tasks[:2]:
        api.delete(f"/task/{task_id}")

    tried = api.sandbox.deliver(lambda _delivery: status)
    api.delete(f"/task/{tasks[2]}")

    assert len(tried) == 1
    assert health(api, webhook)[0] == "suspended"
    assert [one.state for one in api.sandbox.deliveries] == ["failed", "withheld"]
    api.put(
        f"/webhook/{webhook['id']}", {"endpoint": webhook["endpoint"], "events": ["taskDeleted"], "status": "active"}
    )
    api.delete(f"/task/{tasks[3]}")
    assert [json.loads(one.body)["task_id"] for one in api.sandbox.deliver()] == [tasks[3]]


def test_a_hundred_failures_suspend(api: Api):
    webhook = make(api, ["taskDeleted"])
    api.world.events.webhooks[webhook["id"]].fail_count = 98

    for expected in (("failing", 99), ("suspended", 100)):
        api.delete(f"/task/{api.new_task()['id']}")
        api.sandbox.deliver(failing)

        assert health(api, webhook) == expected


def test_a_webhook_s_events_keep_their_order_whatever_fails(api: Api):
    make(api, ["taskUpdated"], list_id=int(api.list.id))
    task_id = api.new_task()["id"]
    for name in "abc":
        api.put(f"/task/{task_id}", {"name": name})
    answers = iter([200, 500, 500, 200, 200, 200])

    tried = api.sandbox.deliver(lambda _delivery: next(answers))

    shown = [json.loads(one.body)["history_items"][0]["after"] for one in tried[1:]]
    assert shown == ["a", "a", "a", "b", "c"]


def test_webhooks_do_not_wait_for_each_other(api: Api):
    bad = make(api, ["taskDeleted"], "http://127.0.0.1:9/bad")
    good = make(api, ["taskDeleted"], "http://127.0.0.1:9/good")
    for _ in range(2):
        api.delete(f"/task/{api.new_task()['id']}")

    tried = api.sandbox.deliver(lambda one: 200 if one.webhook_id == good["id"] else 500)

    assert [one.webhook_id for one in tried[:4]] == [bad["id"], good["id"], good["id"], bad["id"]]
    assert len(tried) == 12


def test_an_ended_webhook_gets_nothing_more(api: Api):
    webhook = make(api, ["taskDeleted"])
    api.delete(f"/task/{api.new_task()['id']}")
    api.delete(f"/webhook/{webhook['id']}")

    assert api.sandbox.deliver() == []
    assert [one.state for one in api.sandbox.deliveries] == ["withheld"]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("drop", ["b", "c"]), ("duplicate", ["a", "a", "b", "c"]), ("late", ["b", "c", "a"]), ("slow", ["a", "b", "c"])],
)
def test_deliveries_get_lost_come_twice_or_late_when_that_is_ordered(api: Api, kind: Any, expected: list[str]):
    task_id = api.new_task()["id"]
    make(api, ["taskUpdated"])
    api.sandbox.faults.add("deliveries.taskUpdated", kind, times=1, seconds=2)
    for name in "abc":
        api.put(f"/task/{task_id}", {"name": name})

    tried = api.sandbox.deliver()

    assert [json.loads(one.body)["history_items"][0]["after"] for one in tried] == expected


def test_a_fault_of_all_requests_is_none_of_deliveries(api: Api):
    make(api, ["taskDeleted"])
    task_id = api.new_task()["id"]
    api.sandbox.faults.add("*", "status", status=500, after=True)
    api.delete(f"/task/{task_id}")

    assert [one.state for one in api.sandbox.deliver()] == ["delivered"]


@pytest.mark.parametrize(("match", "kind"), [("deliveries.*", "torn"), ("tasks.*", "late"), ("*", "duplicate")])
def test_what_can_not_go_wrong_is_refused(api: Api, match: str, kind: Any):
    with pytest.raises(ValueError, match="deliver"):
        api.sandbox.faults.add(match, kind)


def test_the_log_of_deliveries_is_on_the_control_surface(api: Api):
    make(api, ["taskDeleted"])
    api.delete(f"/task/{api.new_task()['id']}")
    api.sandbox.deliver()

    answer = Control(api.sandbox._engine).handle("GET", "/_sandbox/deliveries", b"")

    [row] = json.loads(answer.body)["deliveries"]
    assert (row["event"], row["state"], row["attempts"], row["status"]) == ("taskDeleted", "delivered", 1, 200)
    assert "signature" not in row
