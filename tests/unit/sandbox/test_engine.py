"""Whatever is asked, the sandbox answers in ClickUp's form."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clickgate.catalog import reading
from clickgate.sandbox import registry
from clickgate.sandbox.engine import LOGGED
from tests.unit.sandbox.conftest import Api, make_api

API = make_api()
KNOWN = [next(iter(API.world.tasks)), API.list.id, API.space.id, API.list.folder.id, API.workspace.id]
KNOWN += [next(iter(API.world.comments)), next(iter(API.world.fields)), "ENG-1", "abc", "0", "design"]
IDS = st.sampled_from(KNOWN) | st.text(min_size=1, max_size=8)
# What rules read from bodies and queries, with values of every kind.
NAMES = [
    "name",
    "status",
    "statuses",
    "parent",
    "assignees",
    "assignee",
    "watchers",
    "priority",
    "due_date",
    "tags",
    "tag",
]
NAMES += ["content", "type", "user_ids", "visibility", "location", "post_data", "reaction", "entries", "filter"]
NAMES += ["custom_fields", "value", "comment", "comment_text", "features", "points", "description", "markdown_content"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5) | IDS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "value", "add", "rem", "name", "text", "status", "current"]), inner)
    ),
    max_leaves=6,
)
BODIES = st.dictionaries(st.sampled_from(NAMES), JSON, max_size=4).map(json.dumps).map(str.encode) | st.binary(
    max_size=20
)
QUERIES = st.lists(
    st.tuples(
        st.sampled_from(
            ["page", "start", "start_id", "order_by", "statuses[]", "assignees[]", "custom_fields", "parent"]
        )
        | st.sampled_from(["cursor", "limit", "max_page_depth", "content_format", "channel_types", "parent_type"])
        | st.sampled_from(["due_date_gt", "custom_task_ids", "team_id", "custom_items[]", "include_timl", "archived"]),
        st.sampled_from(["true", "0", "-1", "[]", "[{}]", '{"operator":"ANY"}', "99999999999999999999"]) | IDS,
    ),
    max_size=3,
)


def is_in_form(status: int, body: bytes, kind: str) -> bool:
    if kind.startswith("text/html"):
        return status == 404
    value = json.loads(body) if body else None
    if status in (200, 201, 204) or not isinstance(value, dict):
        return status in (200, 201, 204)
    # What v3 refuses without a code of ClickUp's known here has the envelope of its document.
    return set(value) == {"status", "message", "trace_id", "timestamp"} or (
        {"err", "ECODE"} <= set(value) <= {"err", "ECODE", "meta"}
    )


@given(data=st.data(), operation=st.sampled_from(reading.operations()), query=QUERIES, body=BODIES)
@settings(max_examples=400, deadline=None)
def test_no_request_makes_the_sandbox_fail(data: st.DataObject, operation: Any, query: list[Any], body: bytes):
    segments = [
        quote(data.draw(IDS), safe="") if segment.startswith("{") else segment for segment in operation.path.split("/")
    ]
    target = f"/api{'/'.join(segments)}?" + "&".join(f"{quote(name)}={quote(value)}" for name, value in query)
    API.sandbox.reset()

    answer = API.sandbox.handle(operation.method, target, {"authorization": API.sandbox.token}, body)

    assert b"SANDBOX_004" not in answer.body
    assert is_in_form(answer.status, answer.body, answer.headers.get("content-type", ""))


@given(method=st.text(max_size=6), target=st.text(max_size=30), body=st.binary(max_size=30))
@settings(max_examples=150, deadline=None)
def test_no_path_makes_the_sandbox_fail(method: str, target: str, body: bytes):
    answer = API.sandbox.handle(method, target, {"authorization": API.sandbox.token}, body)

    assert is_in_form(answer.status, answer.body, answer.headers["content-type"])


def test_a_defect_of_a_rule_is_answered_with_500_and_logged(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def broken(_call: object) -> Any:
        raise ZeroDivisionError("never shown")

    rule = registry.RULES["users.get_current"]
    monkeypatch.setitem(registry.RULES, "users.get_current", rule._replace(run=broken))

    answer = api.get("/user")

    assert (answer.status, answer.json()["ECODE"]) == (500, "SANDBOX_004")
    assert b"never shown" not in answer.body
    assert "users.get_current" in caplog.text


def test_an_operation_has_one_rule():
    with pytest.raises(ValueError, match=r"two rules for users\.get_current"):
        registry.rule("users.get_current", "guess", "A second one.")(lambda _call: None)  # type: ignore[arg-type,return-value]


def test_requests_are_logged_without_body_and_token(api: Api):
    api.get("/user?x=1")
    api.post(f"/list/{api.list.id}/task", {"name": "Hidden words"})

    first, second = api.sandbox.requests[-2:]
    assert (first.method, first.path, first.query, first.operation) == (
        "GET",
        "/api/v2/user",
        "x=1",
        "users.get_current",
    )
    assert (second.status, second.operation) == (200, "tasks.create")
    assert "Hidden words" not in repr(second)
    assert first.token.startswith("pk_")
    assert len(first.token) < 10


def test_the_query_of_a_token_exchange_is_not_logged(api: Api):
    api.post("/oauth/token?client_secret=abc")

    assert api.sandbox.requests[-1].query == ""


def test_the_log_keeps_the_last_requests(api: Api):
    for _ in range(LOGGED + 5):
        api.get("/user")
    api.get("/team")

    assert len(api.sandbox.requests) == LOGGED
    assert api.sandbox.requests[-1].path == "/api/v2/team"


def test_a_reset_brings_the_seed_back(api: Api):
    before = sorted(api.world.tasks)
    api.new_task()
    api.sandbox.faults.add("*", "drop")

    api.sandbox.reset()

    assert sorted(api.sandbox.world.tasks) == before
    assert list(api.sandbox.faults) == []
    assert api.get("/user").status == 200
