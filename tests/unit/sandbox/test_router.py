"""Which operation a method and path mean."""

from __future__ import annotations

import pytest

from clickgate.catalog import reading
from clickgate.sandbox.registry import RULES
from clickgate.sandbox.router import Router
from tests.unit.sandbox.conftest import Api, error

ROUTER = Router(reading.operations())


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        pytest.param("GET", "/api/v2/task/9hz", ("tasks.get", {"task_id": "9hz"}), id="a parameter"),
        pytest.param("GET", "/api/v2/task/9hz/", ("tasks.get", {"task_id": "9hz"}), id="a slash at the end"),
        pytest.param(
            "GET", "/api/v2/task/bulk_time_in_status/task_ids", ("tasks.list_time_in_status", {}), id="literals first"
        ),
        pytest.param(
            "POST", "/api/v2/task/1/tag/a%2Fb%20c", ("tags.add_to_task", {"task_id": "1", "tag_name": "a/b c"}),
            id="an encoded slash belongs to the name",
        ),
        pytest.param("PATCH", "/api/v2/task/1", ("", {}), id="the path is known, the method is not"),
        pytest.param("GET", "/api/v2/task", None, id="too short"),
        pytest.param("GET", "/api/v2/task//comment", None, id="an empty parameter"),
        pytest.param("GET", "/api/v2/user/1/2/3/4", None, id="too long"),
        pytest.param("GET", "/v2/user", None, id="without the prefix"),
    ],
)  # fmt: skip
def test_finds_the_operation_of_a_path(method: str, path: str, expected: object):
    assert ROUTER.find(method, path) == expected


def test_a_wrong_method_is_answered_with_a_page_of_html(api: Api):
    answer = api.call("PATCH", f"/list/{api.list.id}")

    assert (answer.status, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert f"Cannot PATCH /api/v2/list/{api.list.id}".encode() in answer.body


def test_the_page_of_html_shows_a_path_without_letting_it_in(api: Api):
    answer = api.sandbox.handle("PATCH", "/api/v2/list/<script>", {"authorization": api.sandbox.token})

    assert b"<script>" not in answer.body


def test_a_path_that_is_no_route_is_answered_with_json(api: Api):
    assert error(api.get("/space/1/folder_no_valid")) == (404, "APP_001")


def test_an_operation_without_a_rule_says_that_it_is_not_emulated(api: Api, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delitem(RULES, "webhooks.list")

    answer = api.get(f"/team/{api.workspace.id}/webhook")

    assert answer.status == 501
    assert answer.json() == {"err": "webhooks.list is not emulated by the sandbox yet", "ECODE": "SANDBOX_001"}
