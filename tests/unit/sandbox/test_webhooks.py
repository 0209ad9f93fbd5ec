"""Webhooks: made, listed, changed and ended; one wish once; the narrowest place counts."""

from __future__ import annotations

import re
from typing import Any

import pytest

from clickgate.catalog import reading
from clickgate.client.wire.decode import decode
from clickgate.sandbox.world.events import EVENTS
from tests.unit.sandbox.conftest import Api, error

ENDPOINT = "http://127.0.0.1:9/hook"


def make(api: Api, events: Any = "*", endpoint: str = ENDPOINT, **location: Any) -> dict[str, Any]:
    answer = api.post(f"/team/{api.workspace.id}/webhook", {"endpoint": endpoint, "events": events, **location})
    assert answer.status == 200, answer.body
    return answer.json()["webhook"]


def test_a_webhook_is_made_as_documented(api: Api):
    answer = api.post(f"/team/{api.workspace.id}/webhook", {"endpoint": ENDPOINT, "events": ["*"]}).json()

    made = answer["webhook"]
    assert answer["id"] == made["id"]
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", made["id"])
    assert re.fullmatch(r"[0-9A-Z]{64}", made["secret"])
    assert re.fullmatch(r"[0-9A-Z]{32}", made["client_id"])
    assert (made["team_id"], made["endpoint"], made["events"]) == (int(api.workspace.id), ENDPOINT, ["*"])
    assert made["health"] == {"status": "active", "fail_count": 0}
    assert [made[name] for name in ("task_id", "list_id", "folder_id", "space_id")] == [None] * 4


def test_the_narrowest_place_is_the_one_that_counts(api: Api):
    made = make(api, space_id=int(api.space.id), list_id=int(api.list.id))

    assert (made["list_id"], made["space_id"]) == (api.list.id, None)


def test_there_are_28_events():
    assert len(set(EVENTS)) == 28


def test_one_wish_is_taken_once(api: Api):
    """The same address, events in any order, and place again are refused; another place is another wish."""
    make(api, ["taskCreated", "taskDeleted"])

    again = api.post(
        f"/team/{api.workspace.id}/webhook", {"endpoint": ENDPOINT, "events": ["taskDeleted", "taskCreated"]}
    )

    assert error(again) == (400, "OAUTH_171")
    assert make(api, ["taskCreated", "taskDeleted"], list_id=int(api.list.id))["list_id"] == api.list.id


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"events": ["*"]}, "SANDBOX_003"),
        ({"endpoint": "ftp://127.0.0.1/", "events": ["*"]}, "SANDBOX_003"),
        ({"endpoint": "http://[::1/", "events": ["*"]}, "SANDBOX_003"),
        ({"endpoint": "http:///path", "events": ["*"]}, "SANDBOX_003"),
        ({"endpoint": "http://127.0.0.1:99999/", "events": ["*"]}, "SANDBOX_003"),
        ({"endpoint": ENDPOINT}, "SANDBOX_003"),
        ({"endpoint": ENDPOINT, "events": []}, "SANDBOX_003"),
        ({"endpoint": ENDPOINT, "events": ["taskExploded"]}, "SANDBOX_003"),
        ({"endpoint": ENDPOINT, "events": ["*"], "list_id": 1}, "OAUTH_027"),
        ({"endpoint": ENDPOINT, "events": ["*"], "task_id": "nothing"}, "ITEM_015"),
    ],
)
def test_what_can_not_be_sent_to_is_refused(api: Api, body: dict[str, Any], expected: str):
    assert error(api.post(f"/team/{api.workspace.id}/webhook", body))[1] == expected


def test_everybody_sees_their_own(api: Api):
    """Those of another person, and those made through an app, are not among them."""
    made = make(api)
    other = next(row.user for row in api.workspace.members.values() if row.role == 2)
    others = api.sandbox.issue_token(other)
    through_app = f"Bearer {api.sandbox.issue_token(oauth=True)}"
    path = f"/team/{api.workspace.id}/webhook"

    assert [row["id"] for row in api.get(path).json()["webhooks"]] == [made["id"]]
    assert api.call("GET", path, token=others).json() == {"webhooks": []}
    assert api.call("GET", path, token=through_app).json() == {"webhooks": []}
    assert error(api.call("DELETE", f"/webhook/{made['id']}", token=others)) == (404, "SANDBOX_005")


def test_a_webhook_is_changed_and_revived(api: Api):
    made = make(api)
    row = api.world.events.webhooks[made["id"]]
    row.health, row.fail_count = "suspended", 100

    changed = api.put(
        f"/webhook/{made['id']}", {"endpoint": ENDPOINT + "2", "events": ["taskCreated"], "status": "active"}
    ).json()["webhook"]

    assert (changed["endpoint"], changed["events"]) == (ENDPOINT + "2", ["taskCreated"])
    assert changed["health"] == {"status": "active", "fail_count": 0}
    assert changed["secret"] == made["secret"]


@pytest.mark.parametrize("missing", ["endpoint", "events", "status"])
def test_a_change_names_all_three(api: Api, missing: str):
    body = {"endpoint": ENDPOINT, "events": ["*"], "status": "active"}
    del body[missing]

    assert error(api.put(f"/webhook/{make(api)['id']}", body)) == (400, "SANDBOX_003")


def test_a_change_to_what_is_there_already_is_refused(api: Api):
    make(api, ["taskCreated"])
    second = make(api, ["taskDeleted"])

    body = {"endpoint": ENDPOINT, "events": ["taskCreated"], "status": "active"}

    assert error(api.put(f"/webhook/{second['id']}", body)) == (400, "OAUTH_171")


def test_an_ended_webhook_is_gone(api: Api):
    made = make(api)

    assert api.delete(f"/webhook/{made['id']}").json() == {}
    assert error(api.delete(f"/webhook/{made['id']}")) == (404, "SANDBOX_005")
    assert api.get(f"/team/{api.workspace.id}/webhook").json() == {"webhooks": []}


def test_the_catalogue_reads_all_that_is_answered(api: Api):
    task_id = api.new_task()["id"]
    body = {"endpoint": ENDPOINT, "events": ["*"], "status": "active", "task_id": task_id}
    path = f"/team/{api.workspace.id}/webhook"
    made = api.post(path, body)
    answers = {
        "create": made,
        "list": api.get(path),
        "update": api.put(f"/webhook/{made.json()['id']}", body),
        "delete": api.delete(f"/webhook/{made.json()['id']}"),
    }

    found = {action: decode(reading.operation("webhooks", action), answer.body) for action, answer in answers.items()}

    assert {action: decoded.warnings for action, decoded in found.items()} == dict.fromkeys(answers, ())
    assert found["update"].value.task_id == task_id


def test_a_place_that_one_does_not_see_can_not_be_listened_to(api: Api):
    other = next(row.user for row in api.workspace.members.values() if row.role == 2)
    hidden = api.world.add_space(api.workspace, "Hidden")
    hidden.private = True
    body = {"endpoint": ENDPOINT, "events": ["*"], "space_id": int(hidden.id)}

    answer = api.call("POST", f"/team/{api.workspace.id}/webhook", body, token=api.sandbox.issue_token(other))

    assert error(answer)[1] == "ACCESS_080"
