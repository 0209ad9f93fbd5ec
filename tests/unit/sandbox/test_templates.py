"""Templates: tasks, lists and folders are made after them, with as many of their parts as was asked for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.sandbox.conftest import Api, error, make_api


def template(api: Api, kind: str, name: str) -> str:
    path = {"task": "taskTemplate?page=0", "list": "list_template", "folder": "folder_template"}[kind]
    rows = api.get(f"/team/{api.workspace.id}/{path}").json()["templates"]
    return next(str(row["id"]) for row in rows if row["name"] == name)


def in_list(api: Api, list_id: str) -> list[dict[str, Any]]:
    tasks: list[dict[str, Any]] = api.get(f"/list/{list_id}/task?subtasks=true").json()["tasks"]
    return tasks


@pytest.mark.parametrize(("kind", "name"), [("task", "Bug report"), ("list", "Sprint"), ("folder", "Client project")])
def test_templates_are_listed_by_kind_with_ids_that_begin_with_t(api: Api, kind: str, name: str):
    assert template(api, kind, name).startswith("t-")


def test_the_page_after_the_last_template_is_empty(api: Api):
    assert api.get(f"/team/{api.workspace.id}/taskTemplate?page=1").json() == {"templates": []}


def test_a_task_is_made_with_subtasks_checklists_and_tags(api: Api):
    path = f"/list/{api.list.id}/taskTemplate/{template(api, 'task', 'Bug report')}"

    made = api.post(path, {"name": "It broke"}).json()

    shown = api.task(made["id"], "?include_subtasks=true")
    assert [task["name"] for task in shown.pop("subtasks")] == ["Write a test that fails", "Tell who reported it"]
    assert shown == made
    assert (made["name"], made["priority"]["priority"], made["list"]["id"]) == ("It broke", "high", api.list.id)
    assert [tag["name"] for tag in made["tags"]] == ["bug"]
    assert made["checklists"][0]["unresolved"] == 3


def test_a_list_answers_its_id_alone_unless_it_is_waited_for(api: Api):
    path = f"/space/{api.space.id}/list_template/{template(api, 'list', 'Pipeline')}"

    at_once = api.post(path, {"name": "One"}).json()
    waited = api.post(path, {"name": "Two", "options": {"return_immediately": False}}).json()

    assert {*at_once} == {"id"}
    assert waited["list"]["id"] == waited["id"]
    assert [status["status"] for status in waited["list"]["statuses"]] == ["planned", "under way", "finished"]
    assert [task["status"]["status"] for task in in_list(api, at_once["id"])] == ["planned", "planned"]


def test_parts_are_left_out_when_asked(api: Api):
    path = f"/folder/{api.list.folder.id}/list_template/{template(api, 'list', 'Sprint')}"
    options = {"content": "Other words"} | dict.fromkeys(("subtasks", "old_tags", "old_checklists", "priority"), False)

    made = api.post(path, {"name": "Lean", "options": options}).json()

    tasks = in_list(api, made["id"])
    assert [task["name"] for task in tasks] == ["Bug report", "Customer interview"]
    assert all(not task["tags"] and not task["checklists"] and task["priority"] is None for task in tasks)
    assert api.get(f"/list/{made['id']}").json()["content"] == "Other words"


def test_a_folder_has_a_number_for_an_id_and_its_lists(api: Api):
    path = f"/space/{api.space.id}/folder_template/{template(api, 'folder', 'Client project')}"
    parent = api.list.folder.id

    made = api.post(path, {"name": "Acme", "parent_folder_id": parent, "options": {"return_immediately": False}}).json()

    folder = api.get(f"/folder/{made['id']}").json()
    assert isinstance(made["id"], int)
    assert made["folder"] == folder
    assert (folder["parent_folder"], [one["name"] for one in folder["lists"]]) == (parent, ["Planning", "Sprint"])
    assert folder["statuses"][0]["id"].startswith(f"c{folder['id']}_")


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        ("/list/{list}/taskTemplate/t-1", {"name": "x"}, (404, "TEMPLH_019")),
        ("/list/{list}/taskTemplate/{sprint}", {"name": "x"}, (404, "TEMPLH_019")),
        ("/list/{list}/taskTemplate/{bug}", {}, (400, "INPUT_005")),
        ("/space/{space}/list_template/{bug}", {"name": "x"}, (404, "TEMPLH_019")),
        ("/space/{space}/list_template/{sprint}", {}, (400, "OAUTH_117")),
        ("/folder/{folder}/list_template/{sprint}", {"name": " "}, (400, "OAUTH_117")),
        ("/space/{space}/folder_template/{project}", {}, (400, "OAUTH_119")),
        ("/space/{space}/folder_template/{bug}", {"name": "x"}, (404, "TEMPLH_019")),
        ("/space/{space}/folder_template/{project}", {"name": "x", "parent_folder_id": "1"}, (401, "OAUTH_027")),
    ],
)
def test_what_can_not_be_made_is_refused(api: Api, path: str, body: dict[str, Any], expected: tuple[int, str]):
    names = {"bug": ("task", "Bug report"), "sprint": ("list", "Sprint"), "project": ("folder", "Client project")}
    ids = {name: template(api, *which) for name, which in names.items()}
    places = {"list": api.list.id, "space": api.space.id, "folder": api.list.folder.id}

    assert error(api.post(path.format(**ids, **places), body)) == expected


def test_a_template_of_another_workspace_is_unknown():
    api = make_api("team")
    other = next(one for one in api.world.workspaces.values() if one is not api.workspace)
    row = next(iter(api.world.templates.rows.values()))
    foreign = api.world.templates.add(other, row.plan)

    assert error(api.post(f"/list/{api.list.id}/taskTemplate/{foreign.id}", {"name": "x"})) == (404, "TEMPLH_019")
