"""An operation is found by its name or another name of it, and nothing more is read than is asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clickgate.catalog import reading
from clickgate.errors import UnknownOperation

# What callers of the ClickUp connector of https://github.com/airbytehq/airbyte-agent-connectors write, and mean.
FAMILIAR = [
    ("user.get", "GET /v2/user", []),
    ("teams.list", "GET /v2/team", []),
    ("spaces.list", "GET /v2/team/{team_id}/space", ["team_id"]),
    ("spaces.get", "GET /v2/space/{space_id}", ["space_id"]),
    ("folders.list", "GET /v2/space/{space_id}/folder", ["space_id"]),
    ("folders.get", "GET /v2/folder/{folder_id}", ["folder_id"]),
    ("lists.list", "GET /v2/folder/{folder_id}/list", ["folder_id"]),
    ("lists.get", "GET /v2/list/{list_id}", ["list_id"]),
    ("tasks.list", "GET /v2/list/{list_id}/task", ["list_id", "page"]),
    ("tasks.get", "GET /v2/task/{task_id}", ["task_id", "custom_task_ids", "include_subtasks"]),
    (
        "tasks.api_search",
        "GET /v2/team/{team_id}/task",
        ["team_id", "statuses[]", "assignees[]", "tags[]", "due_date_gt", "due_date_lt", "date_created_gt", "page"],
    ),
    (
        "tasks.search",
        "GET /v2/team/{team_id}/task",
        ["team_id", "date_created_lt", "date_updated_gt", "date_updated_lt", "custom_fields", "include_closed"],
    ),
    ("comments.list", "GET /v2/task/{task_id}/comment", ["task_id"]),
    ("comments.create", "POST /v2/task/{task_id}/comment", ["task_id", "comment_text", "assignee", "notify_all"]),
    ("comments.get", "GET /v2/comment/{comment_id}/reply", ["comment_id"]),
    ("comments.update", "PUT /v2/comment/{comment_id}", ["comment_id", "comment_text", "assignee", "resolved"]),
    ("goals.list", "GET /v2/team/{team_id}/goal", ["team_id"]),
    ("goals.get", "GET /v2/goal/{goal_id}", ["goal_id"]),
    ("views.list", "GET /v2/team/{team_id}/view", ["team_id"]),
    ("views.get", "GET /v2/view/{view_id}", ["view_id"]),
    ("view_tasks.list", "GET /v2/view/{view_id}/task", ["view_id", "page"]),
    (
        "time_tracking.list",
        "GET /v2/team/{team_id}/time_entries",
        ["team_id", "start_date", "end_date", "assignee"],
    ),
    ("time_tracking.get", "GET /v2/team/{team_id}/time_entries/{timer_id}", ["team_id", "time_entry_id"]),
    ("members.list", "GET /v2/task/{task_id}/member", ["task_id"]),
    ("docs.list", "GET /v3/workspaces/{workspace_id}/docs", ["workspace_id", "cursor"]),
    ("docs.get", "GET /v3/workspaces/{workspace_id}/docs/{doc_id}", ["workspace_id", "doc_id"]),
]


@pytest.mark.parametrize(("name", "where", "params"), FAMILIAR, ids=[row[0] for row in FAMILIAR])
def test_the_names_that_other_clients_taught_people_are_understood(name, where, params):
    operation = reading.operation(*name.split("."))
    understood = {word for param in operation.params for word in (param.name, param.wire_name, *param.aliases)}

    assert f"{operation.method} {operation.path}" == where
    assert set(params) <= understood


@pytest.mark.parametrize("name", ["view_tasks.list", "docs.list", "comments.create", "tasks.search"])
def test_what_other_clients_leave_out_is_not_required(name):
    required = {param.name for param in reading.operation(*name.split(".")).params if param.required}

    assert required <= {"workspace_id", "view_id", "task_id"}


def test_every_operation_is_found_by_its_name_and_by_each_alias():
    asked = [(name, one) for one in reading.operations() for name in (one.name, *one.aliases)]

    assert [reading.operation(*name.split(".")) for name, _ in asked] == [one for _, one in asked]


def test_every_alias_stands_for_an_operation_that_knows_of_it():
    for alias, name in reading.aliases().items():
        assert alias in reading.operation(*name.split(".")).aliases


@pytest.mark.parametrize(
    ("entity", "action", "suggested"),
    [
        pytest.param("tasks", "craete", "tasks.create", id="a misspelt action"),
        pytest.param("task", "create", "tasks.create", id="the entity in the singular"),
        pytest.param("folder", "list", "folders.list", id="another singular"),
        pytest.param("webhooks", "removal", "webhooks.list", id="nothing near: what there is"),
        pytest.param("taskz", "fly", "tasks", id="neither is right: the nearest entity"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest_ones(entity, action, suggested):
    with pytest.raises(UnknownOperation) as caught:
        reading.operation(entity, action)

    assert suggested in caught.value.suggestions
    assert suggested in str(caught.value)


def test_an_unknown_entity_is_answered_with_the_nearest_ones():
    with pytest.raises(UnknownOperation) as caught:
        reading.entity("checklist")

    assert "checklists" in caught.value.suggestions


@given(entity=st.text(max_size=12), action=st.text(max_size=12))
def test_no_name_however_odd_gives_anything_but_an_operation_or_existing_suggestions(entity, action):
    known = {operation.name for operation in reading.operations()} | set(reading.entities())
    try:
        offered = {reading.operation(entity, action).name}
    except UnknownOperation as error:
        offered = set(error.suggestions)

    assert offered <= known


def test_asking_for_one_operation_reads_one_file():
    reading.entity.cache_clear()
    reading.operation.cache_clear()

    reading.operation("dependencies", "create")

    assert reading.entity.cache_info().currsize == 1


def test_operations_come_by_entity():
    names = [operation.entity for operation in reading.operations()]

    assert names == sorted(names)
