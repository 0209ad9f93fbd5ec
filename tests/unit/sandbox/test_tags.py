"""Tags: lower-case, made when unknown, and one row wherever they are."""

from __future__ import annotations

import pytest

from tests.unit.sandbox.conftest import Api, error


def names(api: Api) -> set[str]:
    return {row["name"] for row in api.get(f"/space/{api.space.id}/tag").json()["tags"]}


def test_a_tag_is_lower_cased(api: Api):
    answer = api.post(
        f"/space/{api.space.id}/tag", {"tag": {"name": "Big News", "tag_fg": "#000000", "tag_bg": "#111111"}}
    )

    assert answer.json() == {}
    assert "big news" in names(api)


def test_a_task_is_given_a_tag_that_is_made_when_it_is_unknown(api: Api):
    task_id = api.new_task()["id"]

    assert api.post(f"/task/{task_id}/tag/Hot%2FCold%20water").json() == {}

    tag = api.task(task_id)["tags"][0]
    assert tag["name"] == "hot/cold water"
    assert tag["creator"] == next(iter(api.workspace.members))
    assert "hot/cold water" in names(api)
    assert api.delete(f"/task/{task_id}/tag/HOT%2Fcold%20water").json() == {}
    assert api.task(task_id)["tags"] == []


def test_a_task_has_a_tag_once(api: Api):
    task_id = api.new_task(tags=["One", "one", "two"])["id"]
    api.post(f"/task/{task_id}/tag/ONE")

    assert [tag["name"] for tag in api.task(task_id)["tags"]] == ["one", "two"]


@pytest.mark.parametrize("prefix", [("tag_fg", "tag_bg"), ("fg_color", "bg_color")])
def test_a_renamed_tag_shows_on_its_tasks(api: Api, prefix: tuple[str, str]):
    task_id = api.new_task(tags=["before"])["id"]
    api.task(task_id)
    body = {"tag": {"name": "After", prefix[0]: "#123456", prefix[1]: "#654321"}}

    answer = api.put(f"/space/{api.space.id}/tag/before", body)

    assert answer.json() == {"tag": {"name": "after", "fg_color": "#123456", "bg_color": "#654321"}}
    tag = api.task(task_id)["tags"][0]
    assert (tag["name"], tag["tag_fg"], tag["tag_bg"]) == ("after", "#123456", "#654321")
    assert "before" not in names(api)


def test_a_deleted_tag_leaves_its_tasks(api: Api):
    task_id = api.new_task(tags=["gone"])["id"]

    assert api.delete(f"/space/{api.space.id}/tag/gone").json() == {}
    assert api.task(task_id)["tags"] == []
    assert "gone" not in names(api)


@pytest.mark.parametrize(
    ("method", "path", "body", "expected"),
    [
        ("POST", "", {"tag": {"name": ""}}, (400, "SANDBOX_003")),
        ("POST", "", {"name": "x"}, (400, "SANDBOX_003")),
        ("PUT", "/nope", {"tag": {"name": "x"}}, (404, "SANDBOX_005")),
        ("PUT", "/design", {"tag": {"name": "legal"}}, (400, "SANDBOX_003")),
        ("DELETE", "/nope", None, (404, "SANDBOX_005")),
    ],
)
def test_what_is_wrong_is_refused(api: Api, method: str, path: str, body: object, expected: tuple[int, str]):
    assert error(api.call(method, f"/space/{api.space.id}/tag{path}", body)) == expected
