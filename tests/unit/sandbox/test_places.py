"""Workspaces, spaces, folders and lists: how they read, change and vanish."""

from __future__ import annotations

import re

import pytest

from tests.unit.sandbox.conftest import Api, error

ABSENT = "90171999999"


def test_an_invited_member_has_neither_name_nor_colour(api: Api):
    members = api.get("/team").json()["teams"][0]["members"]

    invited = [row for row in members if row.get("invited_by", {}).get("status") == "invited"]
    assert len(invited) == 1
    user = invited[0]["user"]
    assert (user["username"], user["color"], user["last_active"], user["date_joined"]) == (None, None, None, None)
    assert user["date_invited"].isdigit()


def test_the_one_who_made_the_workspace_was_invited_by_nobody(api: Api):
    members = api.get("/team").json()["teams"][0]["members"]

    assert [row["user"]["role_key"] for row in members if "invited_by" not in row] == ["owner"]


def test_a_new_space_has_two_statuses_with_ids_of_its_own(api: Api):
    made = api.post(f"/team/{api.workspace.id}/space", {"name": "Garden", "multiple_assignees": True, "features": {}})

    space = made.json()
    assert [(row["status"], row["type"], row["color"]) for row in space["statuses"]] == [
        ("to do", "open", "#87909e"), ("complete", "closed", "#008844"),
    ]  # fmt: skip
    assert all(re.fullmatch(rf"p{space['id']}_\w{{8}}", row["id"]) for row in space["statuses"])
    assert api.get(f"/space/{space['id']}").json() == space


def test_statuses_are_inherited_with_the_ids_of_where_they_come_from(api: Api):
    folder = api.post(f"/space/{api.space.id}/folder", {"name": "New"}).json()
    made = api.post(f"/folder/{folder['id']}/list", {"name": "Newer"}).json()

    expected = [row.id for row in api.space.statuses]
    assert [row["id"] for row in folder["statuses"]] == expected
    assert [row["id"] for row in made["statuses"]] == expected
    assert made["override_statuses"] is False


def test_a_list_with_statuses_of_its_own_names_itself_as_their_group(team: Api):
    one = next(row for row in team.lists() if row.statuses is not None)

    shape = team.get(f"/list/{one.id}").json()
    assert shape["override_statuses"] is True
    assert {row["status_group"] for row in shape["statuses"]} == {f"subcat_{one.id}"}
    assert all(row["id"].startswith(f"sc{one.id}_") for row in shape["statuses"])


def test_a_folder_with_statuses_of_its_own_lends_them_to_its_lists(team: Api):
    folder = next(row for row in team.world.folders.values() if row.statuses is not None)
    one = next(iter(folder.lists.values()))

    statuses = team.get(f"/list/{one.id}").json()["statuses"]
    assert all(row["id"].startswith(f"c{folder.id}_") for row in statuses)


def test_the_count_of_tasks_is_a_number_on_lists_text_on_folders_and_null_after_creation(api: Api):
    made = api.post(f"/folder/{api.list.folder.id}/list", {"name": "Fresh"}).json()

    assert made["task_count"] is None
    assert api.get(f"/list/{made['id']}").json()["task_count"] == 0
    assert api.get(f"/folder/{api.list.folder.id}").json()["task_count"] == str(len(api.list.tasks))


def test_every_folderless_list_has_a_hidden_folder_of_its_own(api: Api):
    made = [api.post(f"/space/{api.space.id}/list", {"name": name}).json() for name in ("One", "Two")]

    assert all(one["folder"]["name"] == "hidden" and one["folder"]["hidden"] for one in made)
    assert made[0]["folder"]["id"] != made[1]["folder"]["id"]
    folders = api.get(f"/space/{api.space.id}/folder").json()["folders"]
    assert all(not folder["hidden"] for folder in folders)


def test_what_a_list_has_not_is_absent_among_others_and_null_or_empty_alone(api: Api):
    many = api.get(f"/folder/{api.list.folder.id}/list").json()["lists"][0]
    alone = api.get(f"/list/{api.list.id}").json()

    assert {"content", "status", "priority", "assignee", "due_date"}.isdisjoint(many)
    assert alone["content"] == ""
    assert (alone["priority"], alone["assignee"], alone["due_date"]) == (None, None, None)


def test_a_list_takes_colour_content_priority_and_assignee(api: Api):
    owner = next(iter(api.workspace.members))
    changes = {"content": "Words", "status": "red", "priority": 1, "assignee": str(owner), "due_date": 1800000000000}

    changed = api.put(f"/list/{api.list.id}", changes).json()

    assert changed["content"] == "Words"
    assert changed["status"] == {"status": "red", "color": "#e50000", "hide_label": True}
    assert changed["priority"] == {"priority": "urgent", "color": "#f50000"}
    assert (changed["assignee"]["id"], changed["due_date"]) == (owner, "1800000000000")
    assert "status" not in api.put(f"/list/{api.list.id}", {"unset_status": True}).json()


def test_a_list_is_not_moved_by_its_folder_id(api: Api):
    other = api.post(f"/space/{api.space.id}/folder", {"name": "Elsewhere"}).json()

    changed = api.put(f"/list/{api.list.id}", {"folder_id": other["id"]})
    moved = api.post(f"/folder/{other['id']}/list", {"list_id": api.list.id})

    assert (changed.status, changed.json()["folder"]["id"]) == (200, api.list.folder.id)
    assert moved.json() == {"err": "List Name Invalid", "ECODE": "SUBCAT_020"}


def test_a_deleted_list_still_reads_and_can_be_deleted_again(api: Api):
    task_id = next(iter(api.list.tasks))
    before = len(api.world.tasks)

    assert api.delete(f"/list/{api.list.id}").json() == {}
    assert api.delete(f"/list/{api.list.id}").json() == {}
    assert api.get(f"/list/{api.list.id}").json()["deleted"] is True
    assert error(api.get(f"/list/{api.list.id}/task")) == (401, "OAUTH_027")
    assert api.get(f"/task/{task_id}").status == 404
    assert len(api.world.tasks) < before


def test_a_deleted_space_takes_all_with_it(api: Api):
    assert api.delete(f"/space/{api.space.id}").json() == {}

    assert (api.world.tasks, api.world.folders, api.world.comments) == ({}, {}, {})
    assert error(api.get(f"/space/{api.space.id}")) == (401, "OAUTH_027")


def test_a_renamed_place_shows_in_its_tasks(api: Api):
    task_id = next(iter(api.list.tasks))
    api.task(task_id)

    api.put(f"/list/{api.list.id}", {"name": "Renamed"})
    api.put(f"/folder/{api.list.folder.id}", {"name": "Folder, renamed"})

    task = api.task(task_id)
    assert (task["list"]["name"], task["folder"]["name"], task["project"]["name"]) == (
        "Renamed", "Folder, renamed", "Folder, renamed",
    )  # fmt: skip


def test_new_statuses_of_a_space_move_tasks_of_lost_ones_to_the_first(api: Api):
    wanted = [{"status": "To Do", "type": "open"}, {"status": "over", "type": "closed", "color": "#000000"}]

    changed = api.put(f"/space/{api.space.id}", {"statuses": wanted}).json()

    assert [row["status"] for row in changed["statuses"]] == ["To Do", "over"]
    assert {task.status.status for task in api.world.tasks.values()} == {"To Do"}


@pytest.mark.parametrize(
    ("method", "path", "body", "expected"),
    [
        ("GET", "/team/{ABSENT}/space", None, (404, "ACCESS_002")),
        ("GET", "/team/abc/space", None, (500, "SHARD_001")),
        ("GET", "/space/{ABSENT}", None, (401, "OAUTH_027")),
        ("GET", "/space/abc", None, (500, "SHARD_001")),
        ("GET", "/folder/{ABSENT}", None, (401, "OAUTH_027")),
        ("GET", "/folder/abc", None, (400, "INPUT_011")),
        ("GET", "/list/{ABSENT}", None, (401, "OAUTH_027")),
        ("PUT", "/list/{ABSENT}", {"name": "x"}, (401, "OAUTH_027")),
        ("GET", "/list/abc", None, (400, "INPUT_003")),
        ("POST", "/team/{workspace}/space", {"name": ""}, (400, "PROJ_060")),
        ("POST", "/space/{space}/folder", None, (400, "CAT_021")),
        ("POST", "/folder/{folder}/list", {"name": " "}, (400, "SUBCAT_020")),
        ("POST", "/folder/{folder}/list", {"name": "{list_name}"}, (400, "SUBCAT_016")),
        ("POST", "/folder/{folder}/list", {"name": "x", "priority": 5}, (400, "SANDBOX_003")),
        ("POST", "/space/{space}/folder", b"{oops", (400, "SANDBOX_002")),
        ("POST", "/space/{space}/folder", b"[1]", (400, "SANDBOX_002")),
    ],
)
def test_what_is_wrong_is_refused_as_clickup_does(api: Api, method: str, path: str, body: object, expected: object):
    names = {"ABSENT": ABSENT, "workspace": api.workspace.id, "space": api.space.id, "folder": api.list.folder.id}
    if isinstance(body, dict) and body.get("name") == "{list_name}":
        body = {"name": api.list.name.upper()}

    assert error(api.call(method, path.format(**names), body)) == expected


def test_an_unknown_workspace_is_named_in_the_refusal(api: Api):
    failure = api.get(f"/team/{ABSENT}/space").json()["meta"]["authorization_failures"]

    assert failure == [
        {"object_id": ABSENT, "object_type": "workspace", "workspace_id": int(ABSENT), "code": "NOT_FOUND"}
    ]


def test_a_foreign_workspace_is_as_unknown_as_one_that_is_not_there(team: Api):
    foreign = next(row for row in team.world.workspaces.values() if row is not team.workspace)
    one = next(row for row in team.world.lists.values() if row.space.workspace is foreign)
    task_id = next(iter(one.tasks))

    assert error(team.get(f"/team/{foreign.id}/space")) == (404, "ACCESS_002")
    for path in (f"/space/{one.space.id}", f"/folder/{one.folder.id}", f"/list/{one.id}", f"/task/{task_id}"):
        assert error(team.get(path)) == (401, "OAUTH_027")


def test_subfolders_name_their_parent(api: Api):
    parent = api.list.folder.id
    child = api.post(f"/space/{api.space.id}/folder", {"name": "Below", "parent_folder_id": parent}).json()

    assert child["parent_folder"] == parent
    assert [row["id"] for row in api.get(f"/folder/{parent}?include_subfolders=true").json()["folders"]] == [
        child["id"]
    ]


def test_members_of_a_list_or_task_are_those_with_access_of_their_own(team: Api):
    guest = next(row.user for row in team.workspace.members.values() if row.role == 4)
    shared = team.list
    task_id = next(task.id for task in shared.tasks.values() if team.world.people.shared_at(task))

    assert [row["id"] for row in team.get(f"/list/{shared.id}/member").json()["members"]] == [guest.id]
    assert [row["id"] for row in team.get(f"/task/{task_id}/member").json()["members"]] == [guest.id]
    assert team.get(f"/list/{team.lists()[1].id}/member").json() == {"members": []}


def test_the_standard_task_type_is_not_among_the_custom_ones(api: Api):
    assert 0 not in [row["id"] for row in api.get(f"/team/{api.workspace.id}/custom_item").json()["custom_items"]]


def test_seats_count_members_and_guests_apart(team: Api):
    seats = team.get(f"/team/{team.workspace.id}/seats").json()

    assert seats["members"]["filled_members_seats"] == 11
    assert seats["guests"]["filled_guest_seats"] == 1


def test_what_a_list_has_shows_among_others_too(api: Api):
    owner = next(iter(api.workspace.members))
    whole = {"content": "Words", "status": "#abcdef", "priority": 4, "assignee": owner, "due_date": 1800000000000}
    made = api.post(f"/space/{api.space.id}/list", {"name": "Full", **whole}).json()
    api.world.lists[made["id"]].start_date = 1

    shown = next(row for row in api.get(f"/space/{api.space.id}/list").json()["lists"] if row["id"] == made["id"])

    assert (shown["content"], shown["status"]["color"], shown["priority"]["priority"]) == ("Words", "#abcdef", "low")
    assert (shown["assignee"]["id"], shown["due_date"], shown["start_date"]) == (owner, "1800000000000", "1")


def test_archived_places_are_shown_only_when_asked_for(api: Api):
    api.space.archived = True
    path = f"/team/{api.workspace.id}/space"

    assert api.get(path).json() == {"spaces": []}
    assert len(api.get(f"{path}?archived=true").json()["spaces"]) == 1


def test_a_space_takes_name_colour_privacy_and_features(api: Api):
    wanted = {"name": "Yard", "color": "#010203", "private": True, "multiple_assignees": False,
              "features": {"sprints": {"enabled": True}}}  # fmt: skip

    changed = api.put(f"/space/{api.space.id}", wanted).json()

    assert (changed["name"], changed["color"], changed["private"]) == ("Yard", "#010203", True)
    assert changed["multiple_assignees"] is False
    assert changed["features"]["sprints"] == {"enabled": True}
    assert changed["features"]["tags"] == {"enabled": True}


@pytest.mark.parametrize("statuses", [[], [{"status": ""}], [{"status": "a"}, {"status": "A"}], ["x"]])
def test_statuses_that_can_not_be_are_refused(api: Api, statuses: list[object]):
    before = api.space.statuses

    assert error(api.put(f"/space/{api.space.id}", {"statuses": statuses})) == (400, "SANDBOX_003")
    assert api.space.statuses == before


@pytest.mark.parametrize("path", ["/space/{space}", "/folder/{folder}", "/list/{list}"])
def test_a_name_is_not_taken_away(api: Api, path: str):
    path = path.format(space=api.space.id, folder=api.list.folder.id, list=api.list.id)

    assert api.put(path, {"name": ""}).status == 400
    assert api.get(path).json()["name"] != ""


def test_a_folder_is_not_put_under_one_of_another_space(api: Api):
    other = api.world.add_folder(api.world.add_space(api.workspace, "Other"), "There")

    answer = api.post(f"/space/{api.space.id}/folder", {"name": "x", "parent_folder_id": other.id})
    assert error(answer) == (401, "OAUTH_027")


def test_a_deleted_folder_takes_subfolders_and_shown_tasks_with_it(api: Api):
    parent = api.list.folder
    child = api.world.add_folder(api.space, "Below", parent=parent)
    visitor = api.world.add_task(
        api.world.add_list(child, "Inner"), "Inner task", next(iter(api.world.users.values())), 0
    )
    stays = next(iter(api.lists()[1].tasks.values()))
    api.world.join_list(stays, api.list)

    api.delete(f"/folder/{parent.id}")

    assert child.id not in api.world.folders
    assert visitor.id not in api.world.tasks
    assert stays.more_lists == ()
