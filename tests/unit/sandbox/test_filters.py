"""Lists and searches of tasks: each filter keeps what it should, and paging gives each match once."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clickgate.sandbox.world.rows import Task
from tests.unit.sandbox.conftest import error, make_api

TEAM = make_api("team")
ALL = TEAM.world.tasks_in[TEAM.workspace.id]
PEOPLE = [row.user.id for row in TEAM.workspace.members.values()]
STATUSES = ["to do", "In Progress", "shipped", "COMPLETE", "queued", "nowhere"]
TAGS = ["customer", "Design", "legal", "unknown"]
TIMES = st.integers(1_750_000_000_000, 1_768_000_000_000)


def search(query: str) -> list[str]:
    """All ids of a search, page after page."""
    found: list[str] = []
    for page in range(100):
        answer = TEAM.get(f"/team/{TEAM.workspace.id}/task?{query}&page={page}").json()
        found += [task["id"] for task in answer["tasks"]]
        if answer["last_page"]:
            return found
        assert len(answer["tasks"]) == 100
    raise AssertionError("no last page")


def expected(*keep: object, archived: bool = False, closed: bool = False, subtasks: bool = False) -> set[str]:
    return {
        task.id
        for task in ALL.values()
        if task.archived == archived
        and (closed or task.status.type != "closed")
        and (subtasks or task.parent is None)
        and all(test(task) for test in keep)
    }


@given(
    statuses=st.lists(st.sampled_from(STATUSES), max_size=3),
    tags=st.lists(st.sampled_from(TAGS), max_size=2),
    people=st.lists(st.sampled_from(PEOPLE), max_size=2),
    after=st.none() | TIMES,
    before=st.none() | TIMES,
    flags=st.fixed_dictionaries(
        {name: st.booleans() for name in ("archived", "include_closed", "subtasks", "reverse")}
    ),
    order=st.sampled_from(["", "id", "created", "updated", "due_date"]),
)
@settings(max_examples=60, deadline=None)
def test_paging_through_any_filter_gives_each_match_exactly_once(statuses, tags, people, after, before, flags, order):
    parts = [f"statuses[]={quote(one)}" for one in statuses]
    parts += [f"tags[]={quote(one)}" for one in tags]
    parts += [f"assignees[]={one}" for one in people]
    parts += [f"date_created_gt={after}"] if after is not None else []
    parts += [f"date_created_lt={before}"] if before is not None else []
    parts += [f"{name}={str(value).lower()}" for name, value in flags.items()] + [f"order_by={order}"]
    names, wanted = {one.lower() for one in statuses}, {one.lower() for one in tags}
    keep = [
        lambda task: not names or task.status.status in names,
        lambda task: not wanted or any(tag.name in wanted for tag in task.tags),
        lambda task: not people or any(user.id in people for user in task.assignees),
        lambda task: after is None or task.date_created > after,
        lambda task: before is None or task.date_created < before,
    ]

    found = search("&".join(parts))

    assert len(found) == len(set(found))
    assert set(found) == expected(
        *keep, archived=flags["archived"], closed=flags["include_closed"], subtasks=flags["subtasks"]
    )


@pytest.mark.parametrize(
    ("order", "key"),
    [
        ("", lambda task: task.date_created),
        ("created", lambda task: task.date_created),
        ("updated", lambda task: task.date_updated),
        ("id", lambda task: task.id),
    ],
)
def test_the_newest_comes_first_unless_reversed(order: str, key):
    down = [key(ALL[one]) for one in search(f"subtasks=true&order_by={order}")]
    up = [key(ALL[one]) for one in search(f"subtasks=true&order_by={order}&reverse=true")]

    assert down == sorted(down, reverse=True)
    assert up == sorted(up)


def test_tasks_without_a_due_date_come_last():
    dates = [ALL[one].due_date for one in search("order_by=due_date&reverse=true")]

    known = [date for date in dates if date is not None]
    assert dates == sorted(known) + [None] * (len(dates) - len(known))


@pytest.mark.parametrize(
    ("query", "keep"),
    [
        ("list_ids[]={list}", lambda task: task.home is TEAM.list),
        ("project_ids[]={folder}", lambda task: task.home.folder is TEAM.list.folder),
        ("space_ids[]={space}", lambda task: task.home.space is TEAM.space),
        ("statuses%5B%5D=to%20do", lambda task: task.status.status == "to do"),
        ("statuses[0]=to do&statuses[1]=shipped", lambda task: task.status.status in ("to do", "shipped")),
        ("custom_items[]=0", lambda task: task.custom_item_id == 0),
        ("watchers[]={person}", lambda task: any(user.id == PEOPLE[0] for user in task.watchers)),
        ("due_date_gt=1767000000000", lambda task: (task.due_date or 0) > 1767000000000),
        ("date_done_lt=1760000000000", lambda task: task.date_done is not None and task.date_done < 1760000000000),
    ],
)
def test_each_filter_keeps_what_it_should(query: str, keep):
    names = {"list": TEAM.list.id, "folder": TEAM.list.folder.id, "space": TEAM.space.id, "person": PEOPLE[0]}

    assert set(search(query.format(**names))) == expected(keep)


def test_a_parent_brings_its_subtasks():
    parent = next(task for task in ALL.values() if task.children)

    found = search(f"parent={parent.id}&include_closed=true")

    assert set(found) == {task.id for task in parent.children if not task.archived}


def test_a_list_shows_tasks_from_elsewhere_only_when_asked():
    one = next(row for row in TEAM.lists() if row.guests)

    alone = TEAM.get(f"/list/{one.id}/task?include_closed=true&subtasks=true").json()["tasks"]
    more = TEAM.get(f"/list/{one.id}/task?include_closed=true&subtasks=true&include_timl=true").json()["tasks"]

    assert {task["list"]["id"] for task in alone} == {one.id}
    assert {task["id"] for task in more} >= {task.id for task in one.guests.values() if not task.archived}


def test_pages_shift_while_tasks_are_made():
    api = make_api("team")
    path = f"/team/{api.workspace.id}/task?subtasks=true"
    last_of_first = api.get(path).json()["tasks"][-1]["id"]

    api.new_task()

    assert api.get(f"{path}&page=1").json()["tasks"][0]["id"] == last_of_first


def test_a_page_beyond_the_end_is_empty_and_the_last():
    assert TEAM.get(f"/team/{TEAM.workspace.id}/task?page=500").json() == {"tasks": [], "last_page": True}


def test_time_spent_is_absent_among_others_and_0_alone():
    among = TEAM.get(f"/list/{TEAM.list.id}/task").json()["tasks"][0]

    assert "time_spent" not in among
    assert TEAM.task(among["id"])["time_spent"] == 0


def test_markdown_comes_along_when_asked():
    query = "include_markdown_description=true&page=0"

    tasks = TEAM.get(f"/team/{TEAM.workspace.id}/task?{query}").json()["tasks"]

    assert all("markdown_description" in task for task in tasks)


@pytest.mark.parametrize(
    ("query", "expected_error"),
    [
        ("statuses=open", (400, "PUBAPITASK_014")),
        ("assignees=1", (400, "PUBAPITASK_017")),
        ("custom_items=1", (400, "PUBAPITASK_008")),
        ("custom_items[]=bug", (400, "PUBAPITASK_009")),
        ("tags=x", (400, "SANDBOX_003")),
        ("page=two", (400, "SANDBOX_003")),
        ("page=-1", (400, "SANDBOX_003")),
        ("due_date_gt=yesterday", (400, "SANDBOX_003")),
        ("custom_fields=[oops", (400, "ITEM_155")),
        ("custom_fields=7", (400, "ITEM_156")),
        ("custom_fields=[7]", (400, "ITEM_156")),
        ('custom_fields=[{"operator":"LIKE"}]', (400, "SANDBOX_003")),
    ],
)
def test_a_wrong_query_is_refused(query: str, expected_error: object):
    assert error(TEAM.get(f"/team/{TEAM.workspace.id}/task?{query}")) == expected_error
    assert error(TEAM.get(f"/list/{TEAM.list.id}/task?{query}")) == expected_error


FIELDS = {field.name: field for field in TEAM.world.fields.values()}


def kept(task: Task, name: str) -> object:
    return task.values.get(FIELDS[name].id)


def option(name: str, index: int) -> str:
    return FIELDS[name].type_config["options"][index]["id"]


@pytest.mark.parametrize(
    ("name", "operator", "value", "keep"),
    [
        ("Customer", "IS NULL", None, lambda value: value is None),
        ("Customer", "IS NOT NULL", None, lambda value: value is not None),
        ("Customer", "=", "PAGE", lambda value: value is not None and "page" in value.lower()),
        ("Customer", "!=", "page", lambda value: value is None or "page" not in value.lower()),
        ("Customer", "==", "Landing page", lambda value: value == "Landing page"),
        ("Customer", "!==", "Landing page", lambda value: value != "Landing page"),
        ("Customer", "ANY", ["Landing page"], lambda value: value == "Landing page"),
        ("Customer", "NOT ANY", ["Landing page"], lambda value: value != "Landing page"),
        ("Effort", "=", 200, lambda value: value == 200),
        ("Effort", "<", 200, lambda value: value is not None and value < 200),
        ("Effort", "<=", "200", lambda value: value is not None and value <= 200),
        ("Effort", ">", 200, lambda value: value is not None and value > 200),
        ("Effort", ">=", 200, lambda value: value is not None and value >= 200),
        ("Effort", "RANGE", [100, 200], lambda value: value is not None and 100 <= value <= 200),
        ("Effort", "RANGE", {"low_value": 1, "high_value": 9}, lambda value: value is not None and 1 <= value <= 9),
        ("Severity", "=", 1, lambda value: value == option("Severity", 1)),
        ("Severity", "ANY", [option("Severity", 0), 2], lambda value: value in {option("Severity", n) for n in (0, 2)}),
        ("Severity", "NOT ANY", [0], lambda value: value != option("Severity", 0)),
        ("Areas", "ANY", [option("Areas", 0)], lambda value: value is not None and option("Areas", 0) in value),
        ("Areas", "ALL", [option("Areas", 0)], lambda value: value is not None and option("Areas", 0) in value),
        ("Areas", "NOT ALL", [option("Areas", 0)], lambda value: value is None or option("Areas", 0) not in value),
        ("Areas", "=", option("Areas", 0), lambda value: False),
        ("Reviewer", "ANY", [PEOPLE[0]], lambda value: value is not None and PEOPLE[0] in value),
        ("Approved", "=", True, lambda value: value is True),
        ("Approved", "=", "false", lambda value: value is False),
    ],
)  # fmt: skip
def test_custom_fields_are_filtered_by_operator(name: str, operator: str, value: object, keep):
    conditions = [{"field_id": FIELDS[name].id, "operator": operator, "value": value}]

    found = search(f"custom_fields={quote(json.dumps(conditions))}")

    assert set(found) == expected(lambda task: keep(kept(task, name)))
    one = quote(json.dumps(conditions[0]))
    assert set(search(f"custom_field={one}")) == set(found)


def test_an_unknown_custom_field_matches_nothing():
    conditions = quote(json.dumps([{"field_id": "none", "operator": "IS NULL"}]))

    assert search(f"custom_fields={conditions}") == []
