"""The sandbox's own surface: faults, clock, plan, state and log."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clickgate.sandbox.control import Control
from clickgate.sandbox.control.guard import why_not
from clickgate.sandbox.engine import Engine
from tests.architecture.tree import ROOT

ENGINE = Engine("small", "free")


@pytest.fixture
def control() -> Control:
    ENGINE.reset("small")
    ENGINE.set_plan("free")
    return Control(ENGINE)


def ask(control: Control, method: str, name: str, body: Any = None) -> tuple[int, Any]:
    sent = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = control.handle(method, f"/_sandbox/{name}", sent)
    return answer.status, json.loads(answer.body)


def test_faults_are_ordered_listed_and_taken_back(control: Control):
    status, made = ask(control, "POST", "faults", {"match": "tasks.*", "kind": "status", "status": 502, "times": 3})
    number = made["fault"]["id"]

    assert status == 200
    listed = ask(control, "GET", "faults")[1]["faults"]
    assert [(row["match"], row["status"], row["times"]) for row in listed] == [("tasks.*", 502, 3)]
    assert ask(control, "DELETE", f"faults/{number}") == (200, {"removed": True})
    ask(control, "POST", "faults", {"match": "*", "kind": "drop"})
    assert ask(control, "DELETE", "faults") == (200, {"faults": []})
    assert list(ENGINE.faults) == []


def test_the_clock_is_moved(control: Control):
    before = ENGINE.clock.offset

    status, told = ask(control, "POST", "clock", {"move": 61})

    assert (status, told["clock_offset"]) == (200, before + 61)


def test_the_state_counts_rows_and_tells_the_window_without_counting(control: Control):
    ENGINE.handle("GET", "/api/v2/user", "", ENGINE.token, b"")

    for _ in range(2):
        state = ask(control, "GET", "state")[1]

    assert state["counts"]["tasks"] == 8
    assert (state["window"]["limit"], state["window"]["remaining"]) == (100, 99)
    assert state["workspace_id"] == ENGINE.workspace_id
    assert ENGINE.token not in json.dumps(state)


def test_the_log_shows_the_last_requests(control: Control):
    ENGINE.handle("GET", "/api/v2/user", "a=b", ENGINE.token, b"")

    logged = ask(control, "GET", "requests")[1]["requests"]

    assert [(row["method"], row["path"], row["query"], row["status"]) for row in logged] == [
        ("GET", "/api/v2/user", "a=b", 200)
    ]


def test_the_plan_and_the_seed_are_changed(control: Control):
    assert ask(control, "POST", "plan", {"plan": "enterprise"}) == (200, {"plan": "enterprise", "limit": 10000})

    status, state = ask(control, "POST", "reset", {"seed": "team"})

    assert (status, state["seed"], state["counts"]["tasks"], state["plan"]) == (200, "team", 2001, "enterprise")


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("faults", {"match": "*"}),
        ("faults", {"match": "*", "kind": "explode"}),
        ("faults", {"match": "*", "kind": "status", "status": 200}),
        ("faults", {"match": "*", "kind": "drop", "typo": 1}),
        ("clock", {"move": -1}),
        ("clock", {"move": "1"}),
        ("clock", {}),
        ("plan", {"plan": "gold"}),
        ("reset", {"seed": "gigantic"}),
        ("reset", b"[]"),
        ("reset", b"{"),
        ("reset", b"\xff"),
    ],
)
def test_what_can_not_be_used_is_refused_with_the_reason(control: Control, name: str, body: Any):
    status, told = ask(control, "POST", name, body)

    assert status == 400
    assert told["error"]


@pytest.mark.parametrize(("method", "name"), [("GET", "nothing"), ("POST", "state"), ("GET", "faults/1")])
def test_there_is_nothing_else(control: Control, method: str, name: str):
    assert ask(control, method, name)[0] == 404


def test_there_is_a_list_of_all_that_can_be_asked_and_the_reference_has_it(control: Control):
    page = (ROOT / "docs" / "reference" / "sandbox-control.md").read_text(encoding="utf-8")

    routes = ask(control, "GET", "")[1]["routes"]

    assert {"request": "POST /_sandbox/clock", "does": "Moves the clock forward."} in routes
    assert [route["request"] for route in routes if f"`{route['request']}`" not in page] == []


def test_every_error_says_what_to_do(control: Control):
    answers = [ask(control, "GET", "nothing"), ask(control, "POST", "clock", {"move": "soon"})]
    answers += [ask(control, "POST", "snapshots/none/restore"), ask(control, "DELETE", "faults/first")]

    assert [(status, bool(told["advice"])) for status, told in answers] == [
        (404, True), (400, True), (404, True), (404, True),
    ]  # fmt: skip


def test_the_clock_can_be_moved_to_a_moment_but_never_back(control: Control):
    later = ENGINE.clock.now() + 3600

    assert ask(control, "POST", "clock", {"to": later})[1]["now"] >= later
    assert ask(control, "POST", "clock", {"to": later - 7200})[0] == 400
    assert ask(control, "POST", "clock", {"to": later, "move": 1})[0] == 400


def test_a_person_and_a_token_are_made_and_the_token_is_shown_once(control: Control):
    made = ask(control, "POST", "users", {"email": "gil@example.com", "role": "guest"})[1]["user"]
    token = ask(control, "POST", "tokens", {"user_id": made["id"]})[1]
    listed = ask(control, "GET", "tokens")[1]["tokens"]

    assert (made["username"], made["role"]) == ("gil", "guest")
    assert ENGINE.handle("GET", "/api/v2/user", "", token["header"], b"").answer.status == 200
    assert [row["user_id"] for row in listed][-1] == made["id"]
    assert token["token"] not in json.dumps(listed)
    assert made["id"] in [row["id"] for row in ask(control, "GET", "users")[1]["users"]]


def test_an_oauth_token_is_for_the_workspaces_that_are_named(control: Control):
    token = ask(control, "POST", "tokens", {"oauth": True, "workspace_ids": []})[1]

    assert token["header"].startswith("Bearer ")
    assert json.loads(ENGINE.handle("GET", "/api/v2/team", "", token["header"], b"").answer.body) == {"teams": []}
    assert ask(control, "POST", "tokens", {"workspace_ids": ["1"]})[0] == 400


def test_a_snapshot_is_gone_back_to_and_travels_as_bytes(control: Control):
    assert ask(control, "POST", "snapshots", {"name": "before"})[1]["snapshot"]["tasks"] == 8
    home = next(iter(ENGINE.world.lists))
    ENGINE.handle("POST", f"/api/v2/list/{home}/task", "", ENGINE.token, b'{"name": "After"}')
    data = control.handle("GET", "/_sandbox/snapshots/before/data", b"").body

    assert ask(control, "POST", "snapshots/before/restore")[1]["state"]["counts"]["tasks"] == 8
    assert ask(control, "PUT", "snapshots/copy/data", data)[1]["snapshot"]["bytes"] == len(data)
    assert [row["name"] for row in ask(control, "GET", "snapshots")[1]["snapshots"]] == ["before", "copy"]
    assert ask(control, "DELETE", "snapshots/copy")[1] == {"removed": True}
    assert ask(control, "PUT", "snapshots/copy/data", b"something else")[0] == 400
    assert ask(control, "POST", "snapshots", {"name": "../up"})[0] == 400


def test_the_log_can_be_emptied(control: Control):
    ENGINE.handle("GET", "/api/v2/user", "", ENGINE.token, b"")

    assert ask(control, "DELETE", "requests") == (200, {"requests": []})
    assert ask(control, "GET", "requests")[1] == {"requests": []}


@pytest.mark.parametrize(
    ("client", "headers", "refused"),
    [
        pytest.param("127.0.0.1", {"host": "127.0.0.1:80"}, False, id="a program"),
        pytest.param("::1", {"host": "[::1]:80"}, False, id="a program by the other protocol"),
        pytest.param("127.0.0.1", {"host": "localhost:80", "origin": "http://localhost:80"}, False, id="its own page"),
        pytest.param("192.0.2.1", {"host": "127.0.0.1:80"}, True, id="another machine"),
        pytest.param("127.0.0.1", {"host": "rebound.example:80"}, True, id="a name that leads to loopback"),
        pytest.param("127.0.0.1", {}, True, id="no name at all"),
        pytest.param("127.0.0.1", {"host": "[::1"}, True, id="a name that is none"),
        pytest.param("127.0.0.1", {"host": "127.0.0.1:80", "origin": "null"}, True, id="a page in a closed frame"),
        pytest.param(
            "127.0.0.1", {"host": "127.0.0.1:80", "origin": "http://127.0.0.1:81"}, True, id="a page of another port"
        ),
        pytest.param(
            "127.0.0.1", {"host": "127.0.0.1:80", "sec-fetch-site": "cross-site"}, True, id="a picture in another page"
        ),
        pytest.param("127.0.0.1", {"host": "127.0.0.1:80", "sec-fetch-site": "same-site"}, True, id="a neighbour"),
    ],
)
def test_no_other_web_page_may_steer(client: str, headers: dict[str, str], refused: bool):
    sent = {name.encode(): value.encode() for name, value in headers.items()}

    assert bool(why_not(client, sent)) == refused
