"""Who sees what: guests only what is shared with them, members all but private spaces, each as far as they may go."""

from __future__ import annotations

from typing import Any

import pytest

from clickgate.catalog import reading
from clickgate.client.wire.decode import decode
from clickgate.sandbox.server import Response
from tests.unit.sandbox.conftest import Api, error, make_api


class Company:
    """The owner's sandbox, a guest, a plain member, and their tokens."""

    def __init__(self) -> None:
        self.api = make_api()
        workspace = self.api.workspace
        self.guest_id = self._invite("guest", {"email": "gus.guest@example.com"})
        self.member_id = self._invite("user", {"email": "mia.member@example.com", "admin": False})
        self.guest, self.member = (
            self.api.sandbox.issue_token(workspace.members[one].user) for one in (self.guest_id, self.member_id)
        )

    def _invite(self, kind: str, body: dict[str, Any]) -> int:
        before = set(self.api.workspace.members)
        answer = self.api.post(f"/team/{self.api.workspace.id}/{kind}", body)
        assert answer.status == 200, answer.body
        (found,) = set(self.api.workspace.members) - before
        return found

    def share(self, path: str, level: str = "read") -> Response:
        return self.api.post(f"{path}/guest/{self.guest_id}", {"permission_level": level})

    def as_guest(self, method: str, path: str, body: Any = None) -> Response:
        return self.api.call(method, path, body, token=self.guest)

    def as_member(self, method: str, path: str, body: Any = None) -> Response:
        return self.api.call(method, path, body, token=self.member)


@pytest.fixture
def company() -> Company:
    return Company()


def paths(api: Api) -> dict[str, str]:
    task_id = next(task.id for task in api.list.tasks.values() if task.parent is None)
    return {
        "task": f"/task/{task_id}",
        "list": f"/list/{api.list.id}",
        "folder": f"/folder/{api.list.folder.id}",
        "space": f"/space/{api.space.id}",
    }


def test_a_guest_sees_nothing_that_is_not_shared(company: Company):
    refusals = {kind: error(company.as_guest("GET", path)) for kind, path in paths(company.api).items()}

    assert refusals == {
        "task": (401, "ACCESS_083"),
        "list": (401, "ACCESS_009"),
        "folder": (401, "ACCESS_009"),
        "space": (401, "ACCESS_080"),
    }
    team = f"/team/{company.api.workspace.id}"
    assert company.as_guest("GET", f"{team}/space").json() == {"spaces": []}
    assert company.as_guest("GET", f"{team}/task").json()["tasks"] == []
    assert company.as_guest("GET", f"{team}/shared").json() == {"shared": {"tasks": [], "lists": [], "folders": []}}


def test_a_refusal_of_the_permission_layer_names_the_place(company: Company):
    one = company.api.list

    answer = company.as_guest("GET", f"/list/{one.id}").json()

    assert answer["meta"]["authorization_failures"] == [
        {
            "object_id": one.id,
            "object_type": "list",
            "workspace_id": int(company.api.workspace.id),
            "code": "INSUFFICIENT_ACCESS",
        }
    ]


@pytest.mark.parametrize(
    ("shared", "seen"),
    [("task", {"task"}), ("list", {"task", "list"}), ("folder", {"task", "list", "folder"})],
)
def test_what_is_shared_is_seen_with_all_below_it(company: Company, shared: str, seen: set[str]):
    where = paths(company.api)

    answer = company.share(where[shared])

    assert answer.status == 200
    assert {kind for kind, path in where.items() if company.as_guest("GET", path).status == 200} == seen
    found = company.as_guest("GET", f"/team/{company.api.workspace.id}/shared").json()["shared"]
    assert [row["id"] for row in found[f"{shared}s"]] == [where[shared].rpartition("/")[2]]
    assert [row["permission_level"] for row in found[f"{shared}s"]] == ["read"]
    assert answer.json()["guest"]["shared"] == found


def test_a_shared_task_is_seen_with_its_subtasks_and_in_searches(company: Company):
    parent = company.api.new_task("above")["id"]
    child = company.api.new_task("below", parent=parent)["id"]
    company.share(f"/task/{parent}")

    search = f"/team/{company.api.workspace.id}/task?subtasks=true"
    assert {row["id"] for row in company.as_guest("GET", search).json()["tasks"]} == {parent, child}
    everything = company.api.post(
        f"/team/{company.api.workspace.id}/view",
        {"name": "All", "type": "list", "settings": {"show_subtasks": 1}},
    ).json()["view"]["id"]
    assert {row["id"] for row in company.as_guest("GET", f"/view/{everything}/task").json()["tasks"]} == {parent, child}


def test_what_is_shared_no_longer_is_out_of_sight(company: Company):
    path = paths(company.api)["list"]
    company.share(path)

    answer = company.api.delete(f"{path}/guest/{company.guest_id}")

    assert answer.json()["guest"]["shared"] == {"tasks": [], "lists": [], "folders": []}
    assert company.as_guest("GET", path).status == 401


@pytest.mark.parametrize(
    ("level", "allowed"),
    [
        ("read", set()),
        ("comment", {"comment"}),
        ("edit", {"comment", "edit"}),
        ("create", {"comment", "edit", "create", "delete"}),
    ],
)
def test_a_level_allows_so_much_and_no_more(company: Company, level: str, allowed: set[str]):
    task_id = company.api.new_task()["id"]
    company.share(f"/list/{company.api.list.id}", level)
    tries = {
        "comment": ("POST", f"/task/{task_id}/comment", {"comment_text": "Hello"}),
        "edit": ("PUT", f"/task/{task_id}", {"name": "Other"}),
        "create": ("POST", f"/list/{company.api.list.id}/task", {"name": "New"}),
        "delete": ("DELETE", f"/task/{task_id}", None),
    }

    answers = {name: company.as_guest(*sent) for name, sent in tries.items()}

    assert {name for name, answer in answers.items() if answer.status < 300} == allowed
    assert {error(answers[name]) for name in set(tries) - allowed} <= {(401, "ACCESS_009")}


def test_the_wider_of_two_shares_counts(company: Company):
    task_id = company.api.new_task()["id"]
    company.share(f"/task/{task_id}", "edit")
    company.share(f"/list/{company.api.list.id}", "read")

    assert company.as_guest("PUT", f"/task/{task_id}", {"name": "Other"}).status == 200


@pytest.mark.parametrize("level", ["read", "comment", "edit", "create"])
def test_whoever_reads_is_told_how_far_they_may_go(company: Company, level: str):
    where = paths(company.api)
    company.share(where["folder"], level)
    shown = company.api.get(f"{where['list']}/view").json()["default_view"]["id"]

    folder = company.as_guest("GET", where["folder"]).json()
    told = [folder, *folder["lists"], *(company.as_guest("GET", where[kind]).json() for kind in ("list", "task"))]
    team = f"/team/{company.api.workspace.id}"
    for path in (f"{where['list']}/task", f"/view/{shown}/task", f"{team}/task"):
        told += company.as_guest("GET", path).json()["tasks"]
    told += company.as_guest("GET", f"{where['folder']}/list").json()["lists"]

    assert {row["permission_level"] for row in told} == {level}
    assert company.api.get(where["task"]).json()["permission_level"] == "create"


def test_a_guest_is_assigned_only_where_they_see_the_list(company: Company):
    before = company.api.new_task(assignees=[company.guest_id])
    company.share(f"/list/{company.api.list.id}")

    assert before["assignees"] == []
    assert [row["id"] for row in company.api.new_task(assignees=[company.guest_id])["assignees"]] == [company.guest_id]


def test_members_by_themselves_are_those_with_access_of_their_own(company: Company):
    path = paths(company.api)["list"]
    company.share(path)

    assert [row["id"] for row in company.api.get(f"{path}/member").json()["members"]] == [company.guest_id]


@pytest.mark.parametrize("level", [None, "", "owner", 4, {"add": 1}, ["read"]])
def test_only_four_levels_are_known(company: Company, level: Any):
    answer = company.api.post(f"/list/{company.api.list.id}/guest/{company.guest_id}", {"permission_level": level})

    assert error(answer) == (400, "SANDBOX_003")


def test_shares_are_left_out_where_they_are_not_wanted(company: Company):
    path = f"/list/{company.api.list.id}/guest/{company.guest_id}?include_shared=false"

    assert "shared" not in company.api.post(path, {"permission_level": "read"}).json()["guest"]


def test_what_is_deleted_is_shared_no_longer(company: Company):
    task_id = company.api.new_task()["id"]
    company.share(f"/task/{task_id}")

    company.api.delete(f"/task/{task_id}")

    assert company.as_guest("GET", f"/team/{company.api.workspace.id}/shared").json()["shared"]["tasks"] == []


def test_a_guest_has_all_rights_until_they_are_taken(company: Company):
    path = f"/team/{company.api.workspace.id}/guest/{company.guest_id}"
    before = company.api.get(path).json()["guest"]

    after = company.api.put(path, {"can_edit_tags": False, "can_create_views": False}).json()["guest"]

    rights = ("can_see_time_spent", "can_see_time_estimated", "can_edit_tags", "can_create_views")
    assert [before[name] for name in rights] == [True] * 4
    assert [after[name] for name in rights] == [True, True, False, False]
    company.share(f"/list/{company.api.list.id}", "create")
    body = {"name": "x", "type": "list"}
    assert error(company.as_guest("POST", f"/list/{company.api.list.id}/view", body)) == (401, "ACCESS_064")


def test_a_removed_guest_is_out_of_the_workspace_and_of_all_that_was_shared(company: Company):
    path = paths(company.api)["list"]
    company.share(path)

    team = company.api.delete(f"/team/{company.api.workspace.id}/guest/{company.guest_id}").json()["team"]

    assert company.guest_id not in [row["user"]["id"] for row in team["members"]]
    assert error(company.as_guest("GET", path)) == (401, "OAUTH_027")
    assert error(company.as_guest("GET", f"/team/{company.api.workspace.id}/space")) == (404, "ACCESS_002")
    assert company.as_guest("GET", "/team").json() == {"teams": []}
    assert company.api.get(f"{path}/member").json() == {"members": []}


@pytest.mark.parametrize("kind", ["task", "list", "folder"])
def test_guests_are_found_by_their_id_alone(company: Company, kind: str):
    path = paths(company.api)[kind]

    for wanted in (company.member_id, 1, "abc"):
        assert error(company.api.post(f"{path}/guest/{wanted}", {"permission_level": "read"})) == (404, "SANDBOX_005")


@pytest.mark.parametrize(
    "operation", ["guests.get", "guests.update", "guests.add_to_task", "guests.add_to_list", "guests.add_to_folder"]
)
def test_guests_decode_without_a_warning(company: Company, operation: str):
    where = paths(company.api)
    company.share(where["task"])
    company.share(where["folder"], "edit")
    kind = operation.rpartition("_")[2]
    if kind in where:
        answer = company.share(where[kind])
    else:
        path = f"/team/{company.api.workspace.id}/guest/{company.guest_id}"
        answer = company.api.get(path) if kind.endswith("get") else company.api.put(path, {})

    assert decode(reading.operation(*operation.split(".")), answer.body).warnings == ()


def test_shared_items_decode_without_a_warning(company: Company):
    for path in list(paths(company.api).values())[:3]:
        company.share(path)

    answer = company.as_guest("GET", f"/team/{company.api.workspace.id}/shared")

    assert decode(reading.operation("shared_items", "get"), answer.body).warnings == ()


# Private spaces


def test_a_private_space_is_seen_by_whoever_made_it_so_alone(company: Company):
    where = paths(company.api)
    before = [company.as_member("GET", path).status for path in where.values()]

    company.api.put(where["space"], {"private": True})

    assert before == [200] * 4
    assert [error(company.as_member("GET", path))[1] for path in where.values()] == [
        "ACCESS_083",
        "ACCESS_009",
        "ACCESS_009",
        "ACCESS_080",
    ]
    team = f"/team/{company.api.workspace.id}"
    assert company.as_member("GET", f"{team}/space").json() == {"spaces": []}
    assert company.as_member("GET", f"{team}/task").json()["tasks"] == []
    assert [company.api.get(path).status for path in where.values()] == [200] * 4


def test_a_private_space_opens_to_those_it_is_shared_with(company: Company):
    api = company.api
    api.put(f"/space/{api.space.id}", {"private": True})

    api.world.people.share(api.space, api.workspace.members[company.member_id].user, "read")

    assert company.as_member("GET", f"/list/{api.list.id}").status == 200
    assert error(company.as_member("PUT", f"/list/{api.list.id}", {"name": "x"})) == (401, "ACCESS_009")


def test_a_task_of_a_private_space_is_seen_through_its_second_list(company: Company):
    api = company.api
    task_id = api.new_task()["id"]
    open_space = api.post(f"/team/{api.workspace.id}/space", {"name": "Open"}).json()["id"]
    second = api.post(f"/space/{open_space}/list", {"name": "Second"}).json()["id"]
    api.put(f"/space/{api.space.id}", {"private": True})
    before = company.as_member("GET", f"/task/{task_id}").status

    api.post(f"/list/{second}/task/{task_id}")

    assert (before, company.as_member("GET", f"/task/{task_id}").status) == (401, 200)


def test_guests_make_no_spaces(company: Company):
    answer = company.as_guest("POST", f"/team/{company.api.workspace.id}/space", {"name": "Mine"})

    assert error(answer) == (401, "ACCESS_064")
