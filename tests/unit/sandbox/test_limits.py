"""How often a token may call, and what every answer says of it."""

from __future__ import annotations

import pytest

from clickgate.sandbox.limits import PLANS, Limits
from tests.unit.sandbox.conftest import Api, error, make_api


@pytest.mark.parametrize(("plan", "limit"), PLANS.items())
def test_every_answer_tells_the_limit_of_the_plan(plan: str, limit: int):
    api = make_api(plan=plan)

    fine, wrong, unknown = api.get("/user"), api.get("/list/x"), api.get("/nowhere")

    assert [answer.headers["x-ratelimit-limit"] for answer in (fine, wrong, unknown)] == [str(limit)] * 3
    assert [answer.headers["x-ratelimit-remaining"] for answer in (fine, wrong, unknown)] == [
        str(limit - used) for used in (1, 2, 3)
    ]


def test_the_reset_is_in_whole_unix_seconds_a_minute_after_the_first_request():
    api = make_api(plan="free")
    began = api.sandbox.clock.now()

    first = api.get("/user").headers["x-ratelimit-reset"]
    api.sandbox.clock.move(42.5)

    assert first == str(int(began) + 60)
    assert api.get("/user").headers["x-ratelimit-reset"] == first


def test_over_the_limit_nothing_is_carried_out_until_the_window_closes():
    api = make_api(plan="free")
    for _ in range(100):
        assert api.get("/user").status == 200

    refused = api.post(f"/list/{api.list.id}/task", {"name": "One too many"})

    assert refused.json() == {"err": "Rate limit reached", "ECODE": "APP_002"}
    assert (refused.status, refused.headers["x-ratelimit-remaining"]) == (429, "0")
    assert all(task.name != "One too many" for task in api.world.tasks.values())
    api.sandbox.clock.move(60)
    assert api.get("/user").headers["x-ratelimit-remaining"] == "99"


def test_each_token_has_a_window_of_its_own():
    api = make_api(plan="free")
    other = api.sandbox.issue_token()
    api.get("/user")

    assert api.call("GET", "/user", token=other).headers["x-ratelimit-remaining"] == "99"


def test_a_new_plan_counts_at_once():
    api = make_api(plan="free")
    api.get("/user")
    api.sandbox.set_plan("business_plus")

    assert api.get("/user").headers["x-ratelimit-remaining"] == "998"
    assert api.get(f"/team/{api.workspace.id}/plan").json()["plan_name"] == "Business Plus"


def test_looking_at_a_window_does_not_count():
    limits = Limits("free")
    limits.count(b"token", 1000.0)

    looked = limits.look(b"token", 1001.0)

    assert (looked.remaining, looked.resets_at) == (99, 1060)
    assert limits.look(b"token", 1061.0).remaining == 100


def test_an_answer_to_a_bad_token_does_not_count(api: Api):
    api.call("GET", "/user", token="nonsense")

    assert error(api.call("GET", "/user", token="nonsense"))[0] == 401
    assert api.get("/user").headers["x-ratelimit-remaining"] == "9999"
