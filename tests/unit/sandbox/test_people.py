"""People of a workspace: members invited, changed and removed on Enterprise; groups; roles of the workspace's own."""

from __future__ import annotations

from typing import Any

import pytest

from clickgate.catalog import reading
from clickgate.client.wire.decode import decode
from tests.unit.sandbox.conftest import Api, error, make_api


@pytest.fixture
def crew() -> Api:
    """A larger sandbox for tests that write."""
    return make_api("team")


def at(api: Api) -> str:
    return f"/team/{api.workspace.id}"


def somebody(api: Api, role: int) -> int:
    return next(row.user.id for row in api.workspace.members.values() if row.role == role)


def role_of(api: Api, name: str) -> int:
    return next(row.id for row in api.world.people.roles_of(api.workspace) if row.name == name)


# Members


def test_one_who_is_invited_is_a_member_without_a_name(api: Api):
    answer = api.post(f"{at(api)}/user", {"email": "New.One@example.com", "admin": True}).json()["team"]

    member = next(row for row in answer["members"] if row["user"]["email"] == "new.one@example.com")
    assert (member["user"]["username"], member["user"]["date_joined"], member["user"]["role"]) == (None, None, 2)
    assert (member["invited_by"]["status"], member["user"]["initials"]) == ("invited", "N")
    assert [(row["id"], row["name"]) for row in answer["roles"]] == [
        (1, "owner"),
        (2, "admin"),
        (3, "member"),
        (4, "guest"),
    ]


@pytest.mark.parametrize("email", [None, "", "nobody", 5, "a b@example.com"])
def test_an_invitation_needs_an_address(api: Api, email: Any):
    for kind in ("user", "guest"):
        assert error(api.post(f"{at(api)}/{kind}", {"email": email})) == (400, "SANDBOX_003")


def test_nobody_is_invited_twice(api: Api):
    body = {"email": api.world.users[somebody(api, 1)].email.upper(), "admin": False}

    assert error(api.post(f"{at(api)}/user", body)) == (400, "SANDBOX_003")


def test_a_person_of_another_workspace_is_invited_as_the_same_person(crew: Api):
    stranger = next(user for user in crew.world.users.values() if user.id not in crew.workspace.members)

    crew.post(f"{at(crew)}/user", {"email": stranger.email, "admin": False})

    assert crew.workspace.members[stranger.id].user is stranger


def test_name_and_role_of_a_member_change_everywhere(api: Api):
    user_id = somebody(api, 3)
    task_id = api.new_task(assignees=[user_id])["id"]

    changed = api.put(f"{at(api)}/user/{user_id}", {"username": "Zoe Renamed", "admin": True}).json()["member"]

    assert (changed["user"]["username"], changed["user"]["role"], changed["user"]["role_key"]) == (
        "Zoe Renamed",
        2,
        "admin",
    )
    assert changed["shared"] == {"tasks": [], "lists": [], "folders": []}
    assert api.get(f"{at(api)}/user/{user_id}").json()["member"] == changed
    assert "shared" not in api.get(f"{at(api)}/user/{user_id}?include_shared=false").json()["member"]
    assert [row["username"] for row in api.task(task_id)["assignees"]] == ["Zoe Renamed"]


def test_the_owner_stays_owner_and_stays(api: Api):
    owner = somebody(api, 1)

    assert api.put(f"{at(api)}/user/{owner}", {"admin": False}).json()["member"]["user"]["role"] == 1
    assert error(api.delete(f"{at(api)}/user/{owner}")) == (400, "SANDBOX_003")


def test_one_who_is_removed_has_no_access_any_more(crew: Api):
    user = crew.world.users[somebody(crew, 2)]
    token = crew.sandbox.issue_token(user)

    answer = crew.delete(f"{at(crew)}/user/{user.id}").json()["team"]

    assert user.id not in [row["user"]["id"] for row in answer["members"]]
    assert all(user not in group.members for group in crew.world.people.groups.values())
    assert error(crew.call("GET", f"/list/{crew.list.id}", token=token)) == (401, "OAUTH_027")
    assert error(crew.call("GET", f"{at(crew)}/space", token=token)) == (404, "ACCESS_002")
    assert error(crew.call("GET", f"/view/7-{crew.workspace.id}-1/task", token=token)) == (401, "OAUTH_027")
    assert crew.call("GET", "/team", token=token).json() == {"teams": []}


@pytest.mark.parametrize("wanted", ["1", "abc", "guest"])
def test_members_are_found_by_their_id_alone(crew: Api, wanted: str):
    wanted = str(somebody(crew, 4)) if wanted == "guest" else wanted

    assert error(crew.get(f"{at(crew)}/user/{wanted}")) == (404, "SANDBOX_005")


# Who may manage people, and on which plan

MANAGING = [
    ("POST", "{team}/user", {"email": "x@example.com", "admin": False}),
    ("GET", "{team}/user/{user}", None),
    ("PUT", "{team}/user/{user}", {}),
    ("DELETE", "{team}/user/{user}", None),
    ("POST", "{team}/guest", {"email": "x@example.com"}),
    ("GET", "{team}/guest/{guest}", None),
    ("PUT", "{team}/guest/{guest}", {}),
    ("DELETE", "{team}/guest/{guest}", None),
    ("POST", "{list}/guest/{guest}", {"permission_level": "read"}),
    ("DELETE", "{list}/guest/{guest}", None),
    ("POST", "{folder}/guest/{guest}", {"permission_level": "read"}),
    ("DELETE", "{folder}/guest/{guest}", None),
    ("POST", "{task}/guest/{guest}", {"permission_level": "read"}),
    ("DELETE", "{task}/guest/{guest}", None),
]


def fill(api: Api, path: str) -> str:
    return path.format(
        team=at(api),
        user=somebody(api, 3),
        guest=somebody(api, 4),
        list=f"/list/{api.list.id}",
        folder=f"/folder/{api.list.folder.id}",
        task=f"/task/{next(iter(api.list.tasks))}",
    )


@pytest.fixture(scope="module")
def business() -> Api:
    return make_api("team", "business_plus")


@pytest.mark.parametrize(("method", "path", "body"), MANAGING)
def test_below_enterprise_people_are_not_managed_by_the_api(business: Api, method: str, path: str, body: Any):
    assert error(business.call(method, fill(business, path), body)) == (403, "TEAM_110")


@pytest.mark.parametrize(("method", "path", "body"), MANAGING)
def test_a_plain_member_manages_nobody(team_and_member: tuple[Api, str], method: str, path: str, body: Any):
    api, token = team_and_member

    assert error(api.call(method, fill(api, path), body, token=token)) == (401, "ACCESS_064")


@pytest.fixture(scope="module")
def team_and_member() -> tuple[Api, str]:
    api = make_api("team")
    return api, api.sandbox.issue_token(api.world.users[somebody(api, 3)])


# Roles


def test_roles_of_the_workspace_tell_who_has_them_when_asked(team: Api):
    path = f"/team/{team.workspace.id}/customroles"

    quiet, loud = (team.get(path + query).json()["custom_roles"] for query in ("", "?include_members=true"))

    assert [(row["name"], row["inherited_role"]) for row in quiet] == [("client", 4), ("contractor", 3), ("lead", 2)]
    assert {(type(row["id"]), type(row["team_id"]), type(row["date_created"])) for row in quiet} == {(int, str, str)}
    assert [row["members"] for row in quiet] == [[], [], []]
    assert [row["members"] for row in loud] == [[somebody(team, 4)], [], [somebody(team, 2)]]


def test_below_enterprise_there_are_no_roles(business: Api):
    assert business.get(f"{at(business)}/customroles").json() == {"custom_roles": []}


def test_a_role_of_the_workspace_is_given_and_shows(crew: Api):
    role, user_id = role_of(crew, "contractor"), somebody(crew, 3)

    changed = crew.put(f"{at(crew)}/user/{user_id}", {"custom_role_id": role}).json()["member"]["user"]

    assert changed["custom_role"] == {"id": role, "name": "contractor"}
    gone = crew.put(f"{at(crew)}/user/{user_id}", {"custom_role_id": None}).json()["member"]["user"]
    assert gone["custom_role"] is None


def test_a_role_fits_only_the_one_it_comes_from(crew: Api):
    for sent in (role_of(crew, "client"), 1, "x"):
        body = {"email": "x@example.com", "admin": False, "custom_role_id": sent}
        assert error(crew.post(f"{at(crew)}/user", body)) == (400, "SANDBOX_003")
    invited = {"email": "x@example.com", "custom_role_id": role_of(crew, "client")}
    assert crew.post(f"{at(crew)}/guest", invited).status == 200
    guest_id = next(row.user.id for row in crew.workspace.members.values() if row.user.email == "x@example.com")
    assert (
        crew.put(f"{at(crew)}/guest/{guest_id}", {"custom_role_id": None}).json()["guest"]["user"]["custom_role"]
        is None
    )


# Groups


def new_group(api: Api, **members: Any) -> dict[str, Any]:
    answer = api.post(f"{at(api)}/group", {"name": "Night Owls", "members": [], **members})
    assert answer.status == 200, answer.body
    group: dict[str, Any] = answer.json()
    return group


def test_a_group_is_made_read_changed_and_dissolved(api: Api):
    owner, other = somebody(api, 1), somebody(api, 3)

    made = new_group(api, members=[owner, 1])
    changed = api.put(f"/group/{made['id']}", {"members": {"add": [other], "rem": [owner]}, "handle": "owls"}).json()

    assert (made["handle"], made["initials"], made["userid"]) == ("nightowls", "NO", owner)
    assert made["date_created"] == str(api.sandbox.clock.now_ms())
    assert [row["id"] for row in made["members"]] == [owner]
    assert ([row["id"] for row in changed["members"]], changed["handle"]) == ([other], "owls")
    assert api.get(f"/group?team_id={api.workspace.id}").json() == {"groups": [changed]}
    assert api.delete(f"/group/{made['id']}").json() == {}
    assert error(api.delete(f"/group/{made['id']}")) == (404, "SANDBOX_005")


def test_groups_are_asked_for_one_by_one(api: Api):
    first, second, _ = (new_group(api)["id"] for _ in range(3))

    found = api.get(f"/group?team_id={api.workspace.id}&group_ids={first}&group_ids={second}").json()["groups"]

    assert [row["id"] for row in found] == [first, second]


@pytest.mark.parametrize("form", ["list", "put", "delete"])
def test_a_group_id_that_is_no_uuid_is_the_servers_fault(api: Api, form: str):
    answer = {
        "list": lambda: api.get(f"/group?team_id={api.workspace.id}&group_ids=x"),
        "put": lambda: api.put("/group/x", {}),
        "delete": lambda: api.delete("/group/x"),
    }[form]()

    assert error(answer) == (500, "GROUP_HELPERS_001")


def test_one_group_more_than_the_plan_has_is_refused_with_placeholders():
    api = make_api(plan="free")
    new_group(api)

    answer = api.post(f"{at(api)}/group", {"name": "Another", "members": []})

    assert error(answer) == (403, "GROUP_027")
    assert "{{limit}}" in answer.json()["err"]


@pytest.mark.parametrize(
    "body", [{"members": []}, {"name": " ", "members": []}, {"name": "x"}, {"name": "x", "members": 1}]
)
def test_a_group_needs_a_name_and_members(api: Api, body: dict[str, Any]):
    assert error(api.post(f"{at(api)}/group", body)) == (400, "SANDBOX_003")


def test_groups_are_asked_for_by_workspace(api: Api):
    assert error(api.get("/group")) == (400, "SANDBOX_003")
    assert error(api.get("/group?team_id=1")) == (404, "ACCESS_002")


def test_a_group_of_a_foreign_workspace_is_out_of_reach(crew: Api):
    foreign = next(row for row in crew.world.workspaces.values() if row is not crew.workspace)
    maker = next(iter(foreign.members.values())).user
    group = crew.world.people.add_group(foreign, "Theirs", [maker], maker, 0)

    assert error(crew.delete(f"/group/{group.id}")) == (401, "OAUTH_027")


@pytest.mark.parametrize(
    ("operation", "path"),
    [
        ("users.get", "{team}/user/{user}"),
        ("roles.list", "{team}/customroles?include_members=true"),
        ("user_groups.list", "/group?team_id={id}"),
        ("shared_items.get", "{team}/shared"),
        ("guests.get", "{team}/guest/{guest}"),
        ("workspaces.list", "/team"),
        ("workspaces.get_plan", "{team}/plan"),
        ("workspaces.get_seats", "{team}/seats"),
    ],
)
def test_people_decode_without_a_warning(team: Api, operation: str, path: str):
    path = path.replace("{id}", team.workspace.id)

    decoded = decode(reading.operation(*operation.split(".")), team.get(fill(team, path)).body)

    assert decoded.warnings == ()
