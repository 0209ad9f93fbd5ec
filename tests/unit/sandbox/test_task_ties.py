"""Dependencies and links: both tasks show them, and they go with either."""

from __future__ import annotations

import pytest

from tests.unit.sandbox.conftest import Api, error, make_api


@pytest.fixture
def pair(api: Api) -> tuple[str, str]:
    return str(api.new_task("first")["id"]), str(api.new_task("second")["id"])


@pytest.mark.parametrize("name", ["depends_on", "dependency_of"])
def test_both_tasks_show_who_waits_for_whom(api: Api, pair: tuple[str, str], name: str):
    one, two = pair

    answer = api.post(f"/task/{one}/dependency", {name: two})

    waiting, awaited = (one, two) if name == "depends_on" else (two, one)
    shown = {
        "task_id": waiting,
        "depends_on": awaited,
        "type": 1,
        "date_created": str(api.sandbox.clock.now_ms()),
        "userid": str(api.get("/user").json()["user"]["id"]),
        "workspace_id": api.workspace.id,
        "chain_id": None,
    }
    assert (answer.status, answer.json()) == (200, {})
    assert api.task(one)["dependencies"] == api.task(two)["dependencies"] == [shown]


@pytest.mark.parametrize("body", [{}, {"depends_on": "{two}", "dependency_of": "{two}"}, {"depends_on": "{one}"}])
def test_exactly_one_other_task_is_named(api: Api, pair: tuple[str, str], body: dict[str, str]):
    sent = {name: value.format(one=pair[0], two=pair[1]) for name, value in body.items()}

    assert api.post(f"/task/{pair[0]}/dependency", sent).status == 400
    assert api.task(pair[0])["dependencies"] == []


def test_a_dependency_is_released_from_either_side(api: Api, pair: tuple[str, str]):
    one, two = pair
    for name, task in (("depends_on", one), ("dependency_of", two)):
        other = two if task == one else one
        api.post(f"/task/{one}/dependency", {"depends_on": two})

        answer = api.delete(f"/task/{task}/dependency?{name}={other}")

        assert (answer.status, answer.json()) == (200, {})
        assert api.task(one)["dependencies"] == api.task(two)["dependencies"] == []


def test_a_second_time_changes_nothing(api: Api, pair: tuple[str, str]):
    one, two = pair
    for _ in range(2):
        api.post(f"/task/{one}/dependency", {"depends_on": two})
        api.post(f"/task/{one}/link/{two}")

    assert len(api.task(one)["dependencies"]) == 1
    assert len(api.task(two)["linked_tasks"]) == 1


def test_a_link_is_answered_with_the_task_and_shown_by_both(api: Api, pair: tuple[str, str]):
    one, two = pair

    answer = api.post(f"/task/{one}/link/{two}").json()

    assert [link["link_id"] for link in answer["task"]["linked_tasks"]] == [two]
    assert [link["link_id"] for link in api.task(two)["linked_tasks"]] == [one]


def test_parting_is_answered_with_an_empty_object(api: Api, pair: tuple[str, str]):
    one, two = pair
    api.post(f"/task/{one}/link/{two}")

    answer = api.delete(f"/task/{two}/link/{one}")

    assert (answer.status, answer.json()) == (200, {})
    assert api.task(one)["linked_tasks"] == api.task(two)["linked_tasks"] == []


def test_custom_ids_name_both_tasks(api: Api, pair: tuple[str, str]):
    first, second = (api.task(task_id)["custom_id"] for task_id in pair)
    query = f"custom_task_ids=true&team_id={api.workspace.id}"

    api.post(f"/task/{first}/link/{second}?{query}")

    assert [link["link_id"] for link in api.task(pair[0])["linked_tasks"]] == [pair[1]]


def test_ties_go_with_either_task(api: Api, pair: tuple[str, str]):
    one, two = pair
    api.post(f"/task/{one}/dependency", {"depends_on": two})
    api.post(f"/task/{one}/link/{two}")

    api.delete(f"/task/{two}")

    assert (api.task(one)["dependencies"], api.task(one)["linked_tasks"]) == ([], [])


def test_no_task_is_tied_to_one_of_another_workspace():
    api = make_api("team")
    task = api.new_task()
    foreign = next(one for one in api.world.tasks.values() if one.home.space.workspace is not api.workspace)

    assert error(api.post(f"/task/{task['id']}/link/{foreign.id}")) == (401, "OAUTH_027")
    assert error(api.post(f"/task/{task['id']}/dependency", {"depends_on": foreign.id})) == (401, "OAUTH_027")
