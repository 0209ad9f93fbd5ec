"""Views: made, changed and deleted at every level, and showing the tasks that their filters ask for, in their order."""

from __future__ import annotations

from typing import Any

import pytest

from clickgate.catalog import reading
from clickgate.client.wire.decode import decode
from clickgate.sandbox.shapes.views import parts
from tests.unit.sandbox.conftest import Api, error, make_api

DAY = 86_400_000


def places(api: Api) -> list[tuple[str, str, int]]:
    """Path, id and parent type of one place of each level."""
    one = api.list
    return [
        (f"/team/{api.workspace.id}", api.workspace.id, 7),
        (f"/space/{one.space.id}", one.space.id, 4),
        (f"/folder/{one.folder.id}", one.folder.id, 5),
        (f"/list/{one.id}", one.id, 6),
    ]


def new_view(api: Api, path: str = "", **members: Any) -> dict[str, Any]:
    answer = api.post(f"{path or f'/list/{api.list.id}'}/view", {"name": "A view", "type": "list", **members})
    assert answer.status == 200, answer.body
    view: dict[str, Any] = answer.json()["view"]
    return view


def shown(api: Api, view_id: str) -> list[str]:
    return [task["name"] for task in api.get(f"/view/{view_id}/task").json()["tasks"]]


@pytest.mark.parametrize("level", range(4))
def test_a_view_made_at_a_place_is_read_from_it_and_by_its_id(api: Api, level: int):
    path, place_id, kind = places(api)[level]

    made = new_view(api, path, filters={"op": "OR", "fields": [], "search": "x", "show_closed": True})

    assert made["parent"] == {"id": place_id, "type": kind}
    assert made["filters"] == {"op": "OR", "fields": [], "search": "x", "show_closed": True}
    assert api.get(f"{path}/view").json()["views"] == [made]
    assert api.get(f"/view/{made['id']}").json() == {"view": made}


@pytest.mark.parametrize("operation", ["views.get", "views.list_for_list", "views.list"])
def test_views_decode_without_a_warning(api: Api, operation: str):
    view = new_view(api)
    path = {
        "views.get": f"/view/{view['id']}",
        "views.list_for_list": f"/list/{api.list.id}/view",
        "views.list": f"/team/{api.workspace.id}/view",
    }[operation]

    decoded = decode(reading.operation(*operation.split(".")), api.get(path).body)

    assert decoded.warnings == ()


def test_the_id_begins_with_the_workspace_in_base_32(api: Api):
    prefix, _, count = new_view(api)["id"].partition("-")

    digits = "0123456789abcdefghjkmnpqrstvwxyz"
    number = 0
    for digit in prefix:
        number = number * 32 + digits.index(digit)
    assert (str(number), count.isdecimal()) == (api.workspace.id, True)


@pytest.mark.parametrize(
    "body", [{"type": "list"}, {"name": "x"}, {"name": "x", "type": "doc"}, {"name": " ", "type": "list"}]
)
def test_a_view_needs_a_name_and_a_type_that_can_be_made(api: Api, body: dict[str, Any]):
    assert error(api.post(f"/list/{api.list.id}/view", body)) == (400, "SANDBOX_003")


@pytest.mark.parametrize("part", ["filters", "sorting", "grouping", "columns", "settings", "divide", "team_sidebar"])
def test_a_part_that_is_no_object_is_refused(api: Api, part: str):
    assert api.post(f"/list/{api.list.id}/view", {"name": "x", "type": "list", part: "x"}).status == 400


def test_a_change_keeps_what_was_not_sent(api: Api):
    view = new_view(api, sorting={"fields": [{"field": "name", "dir": 1, "idx": 0}]})

    changed = api.put(f"/view/{view['id']}", {"name": "Other", "type": "board", "grouping": {"field": "none"}}).json()

    assert (changed["view"]["name"], changed["view"]["type"]) == ("Other", "board")
    assert changed["view"]["sorting"] == view["sorting"]
    assert changed["view"]["grouping"]["field"] == "none"


def test_a_view_moves_to_another_place_of_its_workspace(api: Api):
    view = new_view(api)
    there = {"id": api.space.id, "type": 4}

    assert api.put(f"/view/{view['id']}", {"parent": there}).json()["view"]["parent"] == there
    assert [row["id"] for row in api.get(f"/space/{api.space.id}/view").json()["views"]] == [view["id"]]
    assert error(api.put(f"/view/{view['id']}", {"parent": {"id": "1", "type": 4}})) == (400, "SANDBOX_003")


def test_a_deleted_view_is_gone_and_so_are_those_of_a_deleted_place(api: Api):
    view, other = new_view(api), new_view(api)

    assert api.delete(f"/view/{view['id']}").json() == {}
    assert error(api.get(f"/view/{view['id']}")) == (404, "SANDBOX_005")
    api.delete(f"/list/{api.list.id}")
    assert error(api.get(f"/view/{other['id']}/task")) == (404, "SANDBOX_005")


def test_every_place_below_the_workspace_has_a_list_and_a_board_from_its_beginning(api: Api):
    answer = api.get(f"/list/{api.list.id}/view").json()
    wanted = f"6-{api.list.id}-1"

    assert (answer["views"], answer["default_view"]["id"]) == ([], wanted)
    assert set(answer["required_views"]) == {"list", "board"}
    assert api.get(f"/view/{wanted}").json()["view"] == answer["default_view"]
    assert shown(api, wanted)
    assert api.delete(f"/view/{wanted}").status == 400
    assert error(api.get("/view/6-1-1")) == (404, "SANDBOX_005")


def test_what_is_changed_in_a_required_view_stays(api: Api):
    wanted = f"6-{api.list.id}-1"

    api.put(f"/view/{wanted}", {"filters": {"op": "AND", "fields": [], "search": "nothing is called so"}})

    assert shown(api, wanted) == []
    assert api.get(f"/list/{api.list.id}/view").json()["views"] == []


@pytest.mark.parametrize("kind", ["conversation", "activity", "form", "doc"])
def test_only_views_of_tasks_show_tasks(api: Api, kind: str):
    view = api.world.views.add(api.list, "x", kind, api.world.users[next(iter(api.workspace.members))], 1)

    assert error(api.get(f"/view/{view.id}/task")) == (400, "PAGE_047")


@pytest.mark.parametrize("kind", ["form", "doc"])
def test_a_page_has_an_address_and_nothing_to_filter(api: Api, kind: str):
    row = api.world.views.add(api.list, "Intake", kind, api.world.users[next(iter(api.workspace.members))], 1)
    view = api.get(f"/view/{row.id}").json()["view"]

    assert {"filters", "sorting", "columns"}.isdisjoint(view)
    assert view["public_url"].startswith("https://")


def test_views_of_a_foreign_workspace_are_out_of_reach():
    team = make_api("team")
    foreign = next(row for row in team.world.lists.values() if row.space.workspace is not team.workspace)
    view = team.world.views.add(foreign, "x", "list", team.world.users[next(iter(team.workspace.members))], 1)

    for path in (f"/view/{view.id}", f"/view/{view.id}/task", f"/view/6-{foreign.id}-1"):
        assert error(team.get(path)) == (401, "OAUTH_027")


# The tasks that a view shows


@pytest.fixture
def desk(api: Api) -> Api:
    """A list of its own with four tasks: a is urgent, b assigned, c tagged and closed, d due."""
    api.list = api.world.lists[api.post(f"/space/{api.space.id}/list", {"name": "Desk"}).json()["id"]]
    me = next(iter(api.workspace.members))
    now = api.sandbox.clock.now_ms()
    api.new_task("a", priority=1, status="in progress")
    api.new_task("b", assignees=[me], description="About a zebra")
    api.new_task("c", tags=["legal"], status="complete", priority=4)
    api.new_task("d", tags=["legal", "design"], due_date=now - DAY, due_date_time=True)
    return api


def field(name: str, op: str, *values: Any) -> dict[str, Any]:
    return {"field": name, "op": op, "values": list(values)}


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (field("priority", "EQ", "1", -1), "abd"),
        (field("priority", "NOT", "-1"), "ac"),
        (field("status", "EQ", "in progress"), "a"),
        (field("status", "NOT", "In Progress"), "bcd"),
        (field("status", "EQ", {"type": "closed"}), "c"),
        (field("status", "EQ", "{ 'type': 'done' }"), "c"),
        (field("status", "EQ", {"type": "active"}), "abd"),
        (field("assignee", "ANY", "me"), "b"),
        (field("assignee", "NOT ANY", {"me": True}), "acd"),
        (field("tag", "ANY", "legal", "web"), "cd"),
        (field("tag", "ALL", "legal", "design"), "d"),
        (field("tag", "NOT ALL", "legal", "design"), "abc"),
        (field("tag", "NOT ANY", "legal"), "ab"),
        (field("tag", "IS SET", None), "cd"),
        (field("assignee", "IS NOT SET", None), "acd"),
        (field("priority", "EQ", None), "bd"),
        (field("dueDate", "EQ", {"op": "notNull"}), "d"),
        (field("dueDate", "EQ", {"op": "null"}), "abc"),
        (field("dueDate", "EQ", {"op": "yesterday"}), "d"),
        (field("dueDate", "NOT", {"op": "yesterday"}), "abc"),
        (field("dueDate", "EQ", {"op": "overdue"}), "d"),
        (field("dueDate", "EQ", {"op": "tomorrow"}), ""),
        (field("dateCreated", "EQ", {"op": "today"}), "abcd"),
        (field("dateCreated", "GT", 0), "abcd"),
        (field("dateCreated", "LT", 0), ""),
        (field("dueDate", "RANGE", 0, 9_000_000_000_000), "d"),
        (field("archived", "EQ"), ""),
        (field("archived", "NOT"), "abcd"),
        (field("recurring", "EQ"), ""),
        (field("recurring", "NOT"), "abcd"),
        (field("colour of the sky", "EQ", "blue"), "abcd"),
        (field("tag", "ANY"), "abcd"),
        (field("dueDate", "EQ", {"op": "some day"}), ""),
        (field("dueDate", "EQ", "today"), "abcd"),
    ],
)
def test_a_filter_shows_what_it_asks_for(desk: Api, entry: dict[str, Any], expected: str):
    view = new_view(desk, filters={"op": "AND", "fields": [entry], "search": "", "show_closed": True})

    assert sorted(shown(desk, view["id"])) == list(expected)


URGENT, LEGAL = field("priority", "EQ", 1), field("tag", "ANY", "legal")
DUE = field("dueDate", "EQ", {"op": "notNull"})


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"op": "AND", "fields": [URGENT, LEGAL]}, ""),
        ({"op": "OR", "fields": [URGENT, LEGAL]}, "acd"),
        ({"op": "OR", "fields": [URGENT, {"op": "AND", "fields": [LEGAL, DUE]}]}, "ad"),
        ({"fields": [URGENT, LEGAL, DUE], "filter_groups": [[0, 1], [2]], "filter_group_ops": ["OR", "AND"]}, "d"),
        ({"fields": [URGENT, LEGAL, DUE], "filter_groups": [[1, 2], [0]], "filter_group_ops": ["AND", "OR"]}, "ad"),
        ({"op": "AND", "field": [LEGAL]}, "cd"),
        ({"op": "OR", "fields": []}, "abcd"),
        ({"op": "AND", "fields": [], "search": "ZEBRA"}, "b"),
        ({"op": "OR", "fields": [URGENT], "search": "zebra"}, ""),
    ],
)
def test_filters_are_joined_as_they_say(desk: Api, filters: dict[str, Any], expected: str):
    view = new_view(desk, filters={**filters, "show_closed": True})

    assert sorted(shown(desk, view["id"])) == list(expected)


def test_closed_tasks_are_hidden_whatever_the_filters_say(desk: Api):
    view = new_view(desk, filters={"op": "OR", "fields": [LEGAL, field("status", "EQ", "complete")]})

    assert shown(desk, view["id"]) == ["d"]


@pytest.mark.parametrize(
    ("name", "value", "entry", "fits"),
    [
        ("Customer", "ACME", field("", "EQ", "ACME"), True),
        ("Customer", "ACME", field("", "EQ", "acm"), False),
        ("Customer", "ACME", field("", "NOT", "ACME"), False),
        ("Effort", 5, field("", "GTE", 5), True),
        ("Effort", 5, field("", "LT", 5), False),
        ("Effort", 5, field("", "RANGE", 1, 5), True),
        ("Effort", None, field("", "IS NOT SET", None), True),
        ("Severity", 1, field("", "EQ", 1), True),
        ("Launch", 1_700_000_000_000, field("", "EQ", {"op": "ls", "dueDate": 1_700_000_000_001}), True),
        ("Launch", 1_700_000_000_000, field("", "EQ", {"op": "gt", "dueDate": 1_700_000_000_000}), False),
        ("Reviewer", {"add": ["me"]}, field("", "ANY", "me"), True),
        ("Reviewer", {"add": ["me"]}, field("", "NOT ANY", "me"), False),
        ("Approved", True, field("", "EQ", True), True),
    ],
)
def test_custom_fields_are_filtered_by_their_kind(desk: Api, name: str, value: Any, entry: dict[str, Any], fits: bool):
    """`cf_<id>` names the field; `search` finds its text."""
    row = next(row for row in desk.world.fields_of(desk.list) if row.name == name)
    if isinstance(value, dict):
        value = {"add": [next(iter(desk.workspace.members))]}
    task_id = desk.new_task("with a field")["id"]
    if value is not None:
        assert desk.post(f"/task/{task_id}/field/{row.id}", {"value": value}).status == 200
    view = new_view(desk, filters={"op": "AND", "fields": [entry | {"field": f"cf_{row.id}"}]})

    assert ("with a field" in shown(desk, view["id"])) == fits


def test_a_custom_field_that_is_not_there_fits_nothing(desk: Api):
    view = new_view(desk, filters={"op": "AND", "fields": [field("cf_none", "EQ", 1)]})

    assert shown(desk, view["id"]) == []


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"sorting": {"fields": [{"field": "name", "dir": -1, "idx": 0}]}}, "dcba"),
        ({"sorting": {"fields": [{"field": "priority", "dir": 1}]}}, "acbd"),
        ({"sorting": {"fields": [{"field": "priority", "dir": -1}]}}, "cabd"),
        (
            {
                "sorting": {
                    "fields": [{"field": "name", "dir": -1, "idx": 1}, {"field": "assignee", "dir": 1, "idx": 0}]
                }
            },
            "bdca",
        ),
        ({"sorting": {"fields": [{"field": "nothing", "dir": 1}]}}, "abcd"),
        ({"grouping": {"field": "priority", "dir": 1}}, "acbd"),
        ({"grouping": {"field": "priority", "dir": -1}}, "bdca"),
        ({"grouping": {"field": "status", "dir": 1}}, "bdac"),
        ({"grouping": {"field": "tag", "dir": 1}}, "dcab"),
        ({"grouping": {"field": "priority", "dir": 1, "ignore": True}}, "abcd"),
        (
            {
                "grouping": {"field": "status", "dir": 1},
                "sorting": {"fields": [{"field": "dateCreated", "dir": -1, "idx": 0}]},
            },
            "bdac",
        ),
    ],
)
def test_tasks_come_by_group_and_then_as_sorted(desk: Api, parts: dict[str, Any], expected: str):
    """Groups turn round as a whole; sorted tasks without a value come last either way."""
    filters = {"op": "AND", "fields": [], "show_closed": True}
    view = new_view(desk, **{"grouping": {"field": "none"}, "filters": filters, **parts})

    assert shown(desk, view["id"]) == list(expected)


def test_subtasks_stand_alone_unless_the_view_collapses_them(desk: Api):
    parent = next(row["id"] for row in desk.get(f"/list/{desk.list.id}/task").json()["tasks"] if row["name"] == "a")
    desk.new_task("below", parent=parent)

    assert "below" not in shown(desk, new_view(desk)["id"])
    for apart in (1, 2):
        assert "below" in shown(desk, new_view(desk, settings={"show_subtasks": apart})["id"])


@pytest.mark.parametrize("level", range(4))
def test_a_view_shows_all_tasks_below_its_place_once(level: int):
    team = make_api("team")
    path, _, _ = places(team)[level]
    everything = {"op": "AND", "fields": [], "show_closed": True}
    view = new_view(team, path, filters=everything, settings={"show_subtasks": 1})

    ids, page, last = [], 0, False
    while not last:
        answer = team.get(f"/view/{view['id']}/task?page={page}").json()
        ids += [task["id"] for task in answer["tasks"]]
        last, page = answer["last_page"], page + 1

    one, tasks = team.list, team.world.tasks
    expected = {
        0: set(team.world.tasks_in[team.workspace.id]),
        1: {k for folder in one.space.folders.values() for x in folder.lists.values() for k in (*x.tasks, *x.guests)},
        2: {k for x in one.folder.lists.values() for k in (*x.tasks, *x.guests)},
        3: {*one.tasks, *one.guests},
    }[level]
    assert len(ids) == len(set(ids))
    assert set(ids) == {task_id for task_id in expected if not tasks[task_id].archived}


def test_the_page_must_not_be_negative(api: Api):
    assert error(api.get(f"/view/{new_view(api)['id']}/task?page=-1")) == (400, "SANDBOX_003")


def test_a_view_without_parts_is_as_the_official_examples_have_it(api: Api):
    view = new_view(api)

    row = api.world.views.find(view["id"])
    assert row is not None
    assert {name: view[name] for name in parts(row)} == parts(row)
    assert view["filters"] == {"op": "AND", "fields": [], "search": "", "show_closed": False}


def test_an_overdue_task_shows_as_such_from_the_next_day_on(desk: Api):
    desk.new_task("soon", due_date=desk.sandbox.clock.now_ms(), due_date_time=True)
    view = new_view(desk, filters={"op": "AND", "fields": [field("dueDate", "EQ", {"op": "overdue"})]})
    before = shown(desk, view["id"])

    desk.sandbox.clock.move(2 * 86_400)

    assert (before, shown(desk, view["id"])) == (["d"], ["d", "soon"])


# Chat views


def test_a_chat_view_is_talked_in_as_a_task_is(api: Api):
    chat = new_view(api, type="conversation")["id"]
    made = []
    for number in range(30):
        made.append(str(api.post(f"/view/{chat}/comment", {"comment_text": f"No. {number}"}).json()["id"]))
        api.sandbox.clock.move(1)

    first = api.get(f"/view/{chat}/comment").json()["comments"]
    rest = api.get(f"/view/{chat}/comment?start={first[-1]['date']}&start_id={first[-1]['id']}").json()["comments"]

    assert [row["id"] for row in (*first, *rest)] == made[::-1]
    assert (len(first), len(rest)) == (25, 5)
    api.delete(f"/view/{chat}")
    assert error(api.get(f"/comment/{made[0]}/reply")) == (404, "SANDBOX_005")


def test_nobody_talks_in_a_view_of_tasks(api: Api):
    view = new_view(api)["id"]

    assert error(api.get(f"/view/{view}/comment")) == (400, "OAUTH_064")
    assert error(api.post(f"/view/{view}/comment", {"comment_text": "x"})) == (400, "OAUTH_064")
