"""Looking where little has to be tested finds what looking at every task would, whatever has changed in between."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

from hypothesis import given, settings
from hypothesis import strategies as st

from clickgate.sandbox import looking
from clickgate.sandbox.call import Call
from clickgate.sandbox.filters import read_tests, search
from tests.unit.sandbox.conftest import make_api

if TYPE_CHECKING:
    from tests.unit.sandbox.conftest import Api

START = make_api("team").sandbox.snapshot()
TIMES = st.integers(1_750_000_000_000, 1_768_000_000_000)


def make_team() -> Api:
    team = make_api("team")
    team.sandbox.load(START)
    team.world = team.sandbox.world
    team.workspace = team.world.workspaces[team.sandbox.workspace_id]
    return team


LIMITED = ("date_created", "date_updated", "due_date", "date_done")
TEAM = make_team()
PEOPLE = [str(row.user.id) for row in TEAM.workspace.members.values()]
LISTS = [one.id for one in TEAM.lists()]
FIELDS = [(field.id, kind) for field in TEAM.workspace.fields for kind in ("IS NOT NULL", "IS NULL", "=", "!=")]
PARENT = next(task.id for task in TEAM.world.tasks.values() if task.children)
LAST = list(TEAM.world.tasks_in[TEAM.workspace.id])[-60:]

PARTS = st.one_of(
    st.sampled_from(["to do", "In Progress", "complete", "queued", "nowhere"]).map(lambda one: ("statuses[]", one)),
    st.sampled_from([*PEOPLE, "0", "x"]).map(lambda one: ("assignees[]", one)),
    st.sampled_from(PEOPLE).map(lambda one: ("watchers[]", one)),
    st.sampled_from(["customer", "Design", "unknown"]).map(lambda one: ("tags[]", one)),
    st.sampled_from(["0", "1001"]).map(lambda one: ("custom_items[]", one)),
    st.sampled_from([*LISTS, "1"]).map(lambda one: ("list_ids[]", one)),
    st.sampled_from([PARENT, "none"]).map(lambda one: ("parent", one)),
    st.tuples(st.sampled_from([f"{name}_gt" for name in LIMITED]), TIMES.map(str)),
    st.tuples(st.sampled_from([f"{name}_lt" for name in LIMITED]), TIMES.map(str)),
    st.sampled_from(FIELDS).map(
        lambda one: ("custom_fields", json.dumps([{"field_id": one[0], "operator": one[1], "value": "1"}]))
    ),
    st.sampled_from(["archived", "include_closed", "subtasks", "reverse"]).map(lambda one: (one, "true")),
    st.sampled_from(["id", "created", "updated", "due_date"]).map(lambda one: ("order_by", one)),
)
QUERIES = st.lists(PARTS, max_size=4).map(lambda parts: "&".join(f"{name}={quote(one)}" for name, one in parts))
CHANGES = st.one_of(
    st.tuples(
        st.just("PUT"),
        st.sampled_from(LAST),
        st.fixed_dictionaries(
            {},
            optional={
                "status": st.sampled_from(["to do", "complete"]),
                "due_date": st.none() | TIMES,
                "assignees": st.sampled_from(PEOPLE).map(lambda one: {"add": [int(one)], "rem": [int(PEOPLE[0])]}),
                "custom_item_id": st.sampled_from([0, 1001]),
            },
        ),
    ),
    st.tuples(st.just("DELETE"), st.sampled_from(LAST), st.none()),
    st.tuples(st.just("POST"), st.sampled_from(LISTS), st.just({"name": "New", "tags": ["customer"]})),
)


@given(steps=st.lists(st.one_of(QUERIES, CHANGES), min_size=1, max_size=12))
@settings(max_examples=30, deadline=None)
def test_nothing_is_missed_and_the_order_is_the_same(steps):
    team = make_team()
    for step in steps:
        if isinstance(step, str):
            expected, found = look_everywhere(team, step)

            assert found == expected
        else:
            method, one, body = step
            team.sandbox.clock.move(30)
            team.call(method, f"/list/{one}/task" if method == "POST" else f"/task/{one}", body)


def look_everywhere(team: Api, query: str) -> tuple[list[str], list[str]]:
    """What testing every task finds, and what looking in the right place finds."""
    world, workspace = team.world, team.workspace
    token = next(iter(world.tokens.values()))
    call = Call(world, None, token, now=0, params={}, query=query)  # type: ignore[arg-type]
    tasks = world.tasks_in[workspace.id]
    tests = read_tests(call)
    found = looking.look(call, world.searches.index(workspace.id, tasks), tests)
    return [task.id for task in search(call, tasks.values(), tests)], [task.id for task in found]
