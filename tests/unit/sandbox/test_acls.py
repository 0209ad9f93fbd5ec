"""Access is given and taken: what is private is there for those alone who were let in."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.sandbox.conftest import Api
from tests.unit.sandbox.v3 import V3, other, reads_well


@pytest.fixture
def v3(api: Api) -> V3:
    return V3(api)


def places(api: Api) -> dict[str, tuple[str, str]]:
    """Ids of one thing of each kind, and a path that reads a list's tasks below it."""
    task = next(iter(api.list.tasks.values()))
    return {
        "space": (api.space.id, f"/space/{api.space.id}"),
        "folder": (api.list.folder.id, f"/folder/{api.list.folder.id}"),
        "list": (api.list.id, f"/list/{api.list.id}"),
        "task": (task.id, f"/task/{task.id}"),
    }


def reads(api: Api, who: V3, path: str) -> int:
    return api.call("GET", path, token=who.token).status


@pytest.mark.parametrize("kind", ["space", "folder", "list", "task"])
def test_what_is_private_is_there_for_those_let_in_until_it_is_open_again(api: Api, v3: V3, kind: str):
    one, path = places(api)[kind]
    friend, member = other(api), str(list(api.workspace.members)[1])
    entry = {"kind": "user", "id": member, "permission_level": 1}

    closed = v3.call("PATCH", f"/{kind}/{one}/acls", {"private": True})
    seen = [reads(api, v3, path), reads(api, friend, path)]
    v3.call("PATCH", f"/{kind}/{one}/acls", {"entries": [entry]})
    let_in = reads(api, friend, path)
    v3.call("PATCH", f"/{kind}/{one}/acls", {"entries": [{**entry, "permission_level": None}]})
    let_out = reads(api, friend, path)
    v3.call("PATCH", f"/{kind}/{one}/acls", {"private": False})

    assert (closed.status, closed.body) == (200, b"")
    assert (seen, let_in, let_out) == ([200, 401], 200, 401)
    assert reads(api, friend, path) == 200


@pytest.mark.parametrize("kind", ["space", "folder", "list"])
def test_tasks_of_a_private_place_are_kept_from_others(api: Api, v3: V3, kind: str):
    task = places(api)["task"][1]

    v3.call("PATCH", f"/{kind}/{places(api)[kind][0]}/acls", {"private": True})

    inside = set(api.list.tasks)
    found = api.call("GET", f"/team/{api.workspace.id}/task?include_closed=true", token=other(api).token).json()[
        "tasks"
    ]
    assert reads(api, other(api), task) == 401
    assert inside & {row["id"] for row in found} == set()


def test_a_list_elsewhere_stays_open(api: Api, v3: V3):
    v3.call("PATCH", f"/list/{api.list.id}/acls", {"private": True})

    assert reads(api, other(api), f"/list/{api.lists()[1].id}") == 200


def test_a_group_is_let_in_as_its_people(api: Api, v3: V3):
    friend = list(api.workspace.members.values())[1].user
    group = api.world.people.add_group(api.workspace, "Crew", [friend], friend, 0)
    body = {"private": True, "entries": [{"kind": "group", "id": group.id, "permission_level": 4}]}

    v3.call("PATCH", f"/space/{api.space.id}/acls", body)

    assert reads(api, other(api, 1), f"/space/{api.space.id}") == 200
    assert reads(api, other(api, 2), f"/space/{api.space.id}") == 401


def test_a_doc_is_read_by_those_who_were_let_in(api: Api, v3: V3):
    doc = v3.post("/docs", {"name": "Handbook"})["id"]
    entry = {"kind": "user", "id": str(list(api.workspace.members)[1]), "permission_level": 1}

    v3.call("PATCH", f"/doc/{doc}/acls", {"private": True, "entries": [entry]})

    assert other(api, 1).get(f"/docs/{doc}")["public"] is False
    assert other(api, 2).call("GET", f"/docs/{doc}").status == 404


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/dashboard/1/acls", {}, 400),
        ("/list/1/acls", {}, 401),
        ("/doc/1/acls", {}, 404),
        ("/space/{space}/acls", {"entries": {}}, 400),
        ("/space/{space}/acls", {"entries": [{"kind": "user", "id": "1", "permission_level": 1}]}, 400),
        ("/space/{space}/acls", {"entries": [{"kind": "group", "id": "1", "permission_level": 1}]}, 404),
        ("/space/{space}/acls", {"private": True, "entries": [{"kind": "user", "permission_level": 2}]}, 400),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(api: Api, v3: V3, path: str, body: Any, status: int):
    before = api.world.revision

    answer = v3.call("PATCH", path.format(space=api.space.id), body)

    assert answer.status == status
    assert (api.world.revision, api.space.private) == (before, False)


def test_the_audit_log_is_for_the_owner_of_an_enterprise_workspace(api: Api, v3: V3):
    answer = v3.call("POST", "/auditlogs", {"applicability": "user-activity"})

    joined = [row["userId"] for row in answer.json()["data"]]
    assert joined == [str(row.user.id) for row in api.workspace.members.values() if row.date_joined]
    assert reads_well("audit_logs.query", answer)
    assert other(api).call("POST", "/auditlogs", {}).status == 403
    api.sandbox.set_plan("business")
    assert v3.call("POST", "/auditlogs", {}).status == 403


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ({"filter": {"userEmail": ["nobody@example.com"]}}, 0),
        ({"filter": {"eventType": "JOIN_WORKSPACE"}}, 2),
        ({"filter": {"endTime": 1}}, 0),
        ({"applicability": "custom-fields"}, 0),
    ],
)
def test_filters_narrow_the_audit_log(v3: V3, body: Any, count: int):
    assert len(v3.post("/auditlogs", body)["data"]) == count


def test_a_kind_of_audit_log_that_there_is_none_of_is_refused(v3: V3):
    assert v3.call("POST", "/auditlogs", {"applicability": "weather"}).status == 400


def test_posts_have_kinds_and_other_comments_none(v3: V3):
    assert [row["name"] for row in v3.get("/comments/types/post/subtypes")["data"]][:2] == [
        "Announcement",
        "Discussion",
    ]
    assert v3.get("/comments/types/ai/subtypes")["data"] == []
    assert v3.call("GET", "/comments/types/poem/subtypes").status == 400
