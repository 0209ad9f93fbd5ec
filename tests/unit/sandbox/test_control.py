"""The sandbox's own surface: faults, clock, plan, state and log."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clickgate.sandbox.control import Control
from clickgate.sandbox.engine import Engine

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
        ("reset", {"seed": "huge"}),
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
