"""Failures on request: which requests they hit, and what is left behind."""

from __future__ import annotations

import pytest

from clickgate.sandbox.faults import Fault, Faults
from clickgate.sandbox.server import Cut
from tests.unit.sandbox.conftest import Api, error


@pytest.mark.parametrize(
    ("pattern", "is_hit"),
    [
        ("*", True),
        ("users.get_current", True),
        ("users.*", True),
        ("/api/v2/us*", True),
        ("tasks.*", False),
        ("/api/v2/task/*", False),
    ],
)
def test_a_fault_hits_what_its_pattern_matches(api: Api, pattern: str, is_hit: bool):
    api.sandbox.faults.add(pattern, "status", status=503)

    assert api.get("/user").status == (503 if is_hit else 200)


@pytest.mark.parametrize(
    ("status", "kind"),
    [(500, "application/json"), (502, "text/html"), (503, "text/html"), (504, "text/html"), (418, "application/json")],
)
def test_a_status_comes_as_clickup_or_a_gateway_would_send_it(api: Api, status: int, kind: str):
    api.sandbox.faults.add("*", "status", status=status)

    answer = api.get("/user")

    assert answer.status == status
    assert answer.headers["content-type"].startswith(kind)


def test_an_ordered_429_looks_like_a_spent_window(api: Api):
    api.sandbox.faults.add("*", "status", status=429, times=1)

    answer = api.get("/user")

    assert error(answer) == (429, "APP_002")
    assert answer.headers["x-ratelimit-remaining"] == "0"
    assert api.get("/user").status == 200


def test_a_fault_ends_after_its_times(api: Api):
    api.sandbox.faults.add("*", "status", times=2)

    assert [api.get("/user").status for _ in range(4)] == [500, 500, 200, 200]
    assert list(api.sandbox.faults) == []


def test_a_write_that_failed_before_was_not_carried_out_and_one_that_failed_after_was(api: Api):
    path, before = f"/list/{api.list.id}/task", len(api.world.tasks)

    api.sandbox.faults.add("tasks.create", "status", status=502, times=1)
    assert api.post(path, {"name": "Lost"}).status == 502
    assert len(api.world.tasks) == before

    api.sandbox.faults.add("tasks.create", "status", status=502, times=1, after=True)
    assert api.post(path, {"name": "Done, but who knows"}).status == 502
    assert len(api.world.tasks) == before + 1


def test_a_dropped_connection_gives_nothing_and_a_torn_one_half_of_the_body(api: Api):
    whole = api.get("/user").body

    api.sandbox.faults.add("*", "drop", times=1)
    with pytest.raises(Cut) as dropped:
        api.get("/user")
    api.sandbox.faults.add("*", "torn", times=1)
    with pytest.raises(Cut) as torn:
        api.get("/user")

    assert dropped.value.partial is None
    assert torn.value.partial == whole[: len(whole) // 2]
    assert [entry.status for entry in api.sandbox.requests[-2:]] == [0, 0]


@pytest.mark.parametrize("after", [False, True])
def test_a_dropped_write_is_carried_out_only_when_it_fails_after(api: Api, after: bool):
    before = len(api.world.tasks)
    api.sandbox.faults.add("tasks.create", "drop", after=after)

    with pytest.raises(Cut):
        api.post(f"/list/{api.list.id}/task", {"name": "x"})

    assert len(api.world.tasks) == before + after


def test_a_slow_answer_takes_its_time_and_another_fault_may_still_hit(api: Api):
    began = api.sandbox.clock.now()
    api.sandbox.faults.add("*", "slow", seconds=20)
    api.sandbox.faults.add("*", "slow", seconds=3)
    api.sandbox.faults.add("*", "status", times=1)

    assert api.get("/user").status == 500
    assert api.sandbox.clock.now() - began == 23


def test_the_same_requests_fail_in_every_run(api: Api):
    def run() -> list[int]:
        api.sandbox.reset()
        api.sandbox.faults.add("*", "status", rate=0.3)
        return [api.get("/user").status for _ in range(100)]

    first = run()
    assert run() == first
    assert 15 < first.count(500) < 45


def test_a_fault_is_taken_back_by_its_id():
    faults = Faults()
    first, second = faults.add("*", "drop"), faults.add("*", "slow", seconds=1)

    assert faults.remove(first.id)
    assert not faults.remove(first.id)
    assert list(faults) == [second]
    assert faults.draw("users.get_current", "/") == (1, None)


@pytest.mark.parametrize(
    "wrong", [{"rate": 2}, {"rate": -0.1}, {"status": 200}, {"times": -1}, {"seconds": -1}, {"seconds": 1e9}]
)
def test_a_fault_out_of_range_is_not_ordered(wrong: dict[str, float]):
    with pytest.raises(ValueError, match="is"):
        Fault("*", "status", **wrong)  # type: ignore[arg-type]
