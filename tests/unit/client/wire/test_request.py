"""A request is built from parameters that were checked; nothing is dropped and nothing leaves its place."""

from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clickgate.catalog.model import Operation, Param
from clickgate.client.wire.request import RequestPlan
from clickgate.errors import InvalidParams, WorkspaceRequired
from clickgate.kernel.secret import Secret

ROOT = "https://api.clickup.com/api"
WORKSPACE = Param(
    name="workspace_id", place="path", type="id", required=True, wire="team_Id", aliases=("team_id",), fill="workspace"
)


def plan(path="/v2/thing", *params, method="GET", body="none", **more):
    return RequestPlan(
        Operation(
            entity="things",
            action="do",
            method=method,
            path=path,
            source_id="DoThing",
            summary="Does it.",
            safety="write",
            idempotent=False,
            reply="json",
            params=params,
            body=body,
            **more,
        )
    )


def build(the_plan, workspace_id=None, **params):
    values = the_plan.read(params, workspace_id)
    return the_plan.build(values, root=ROOT, authorization=Secret("pk_1"), timeout=5.0)


def query(request):
    return parse_qsl(urlsplit(request.url).query)


QUERY = {
    "statuses": Param(name="statuses", place="query", type="string", array="brackets", wire="statuses[]"),
    "task_ids": Param(name="task_ids", place="query", type="id", array="repeat"),
    "assignee": Param(name="assignee", place="query", type="id", array="comma"),
    "archived": Param(name="archived", place="query", type="boolean"),
    "custom_fields": Param(name="custom_fields", place="query", type="json"),
    "date_gt": Param(name="date_gt", place="query", type="timestamp"),
}


@pytest.mark.parametrize(
    ("given_params", "expected"),
    [
        pytest.param({"statuses": ["to do", "b&c"]}, [("statuses[]", "to do"), ("statuses[]", "b&c")], id="brackets"),
        pytest.param({"statuses[]": ["x"]}, [("statuses[]", "x")], id="ClickUp's own name is understood"),
        pytest.param({"task_ids": ["a", 7]}, [("task_ids", "a"), ("task_ids", "7")], id="repeated"),
        pytest.param({"assignee": [1, 2]}, [("assignee", "1,2")], id="comma list"),
        pytest.param({"archived": False}, [("archived", "false")], id="flags are written as words"),
        pytest.param(
            {"custom_fields": [{"field_id": "f", "operator": "=", "value": 1}]},
            [("custom_fields", '[{"field_id":"f","operator":"=","value":1}]')],
            id="one JSON text",
        ),
        pytest.param({"custom_fields": "[1]"}, [("custom_fields", "[1]")], id="a text that is JSON already stays"),
        pytest.param({"date_gt": 1767225600000}, [("date_gt", "1767225600000")], id="milliseconds"),
        pytest.param(
            {"date_gt": datetime(2026, 1, 1, tzinfo=UTC)}, [("date_gt", "1767225600000")], id="a datetime with zone"
        ),
        pytest.param(
            {"date_gt": datetime(2026, 1, 1, 2, tzinfo=timezone(timedelta(hours=2)))},
            [("date_gt", "1767225600000")],
            id="in any zone",
        ),
        pytest.param({"statuses": []}, [], id="an empty list asks for nothing"),
    ],
)
def test_query_values_are_written_as_clickup_reads_them(given_params, expected):
    request = build(plan("/v2/thing", *QUERY.values()), **given_params)

    assert query(request) == expected


@given(st.text(min_size=1).filter(lambda text: text not in {".", ".."}))
def test_a_name_in_a_path_never_leaves_its_segment(name):
    tag = Param(name="tag_name", place="path", type="string", required=True)
    try:
        request = build(plan("/v2/tag/{tag_name}/end", tag), tag_name=name)
    except InvalidParams:
        assert any(0xD800 <= ord(character) <= 0xDFFF for character in name)
        return

    path = urlsplit(request.url).path
    assert path.startswith("/api/v2/tag/")
    assert path.endswith("/end")
    assert path.count("/") == 5
    assert unquote(path.split("/")[4]) == name


@pytest.mark.parametrize("bad", ["a/b", "", " a", "a?b", "a#b", "..", ".", "a\n", None, True, 1.5, ["a"]])
def test_an_id_that_can_be_none_is_refused_before_anything_is_sent(bad):
    task = Param(name="task_id", place="path", type="id", required=True)

    with pytest.raises(InvalidParams) as caught:
        build(plan("/v2/task/{task_id}", task), task_id=bad)

    assert caught.value.problems[0][0] == "task_id"


def test_a_number_is_taken_for_an_id():
    task = Param(name="list_id", place="path", type="id", required=True)

    assert build(plan("/v2/list/{list_id}", task), list_id=901).url == f"{ROOT}/v2/list/901"


def test_all_that_is_wrong_is_said_at_once():
    the_plan = plan(
        "/v2/x/{a_id}",
        Param(name="a_id", place="path", type="id", required=True),
        Param(name="name", place="body", type="string", required=True),
        Param(name="page", place="query", type="integer"),
        method="POST",
        body="object",
    )

    with pytest.raises(InvalidParams) as caught:
        the_plan.read({"nmae": "x", "page": None}, None)

    problems = dict(caught.value.problems)
    assert problems.keys() == {"nmae", "page", "a_id", "name"}
    assert "name" in problems["nmae"]


def test_a_value_of_the_wrong_type_is_named_but_not_shown():
    the_plan = plan("/v2/x", Param(name="page", place="query", type="integer"))

    with pytest.raises(InvalidParams) as caught:
        build(the_plan, page="s3cret")

    assert "page" in str(caught.value)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", 1.5),
        ("integer", True),
        ("integer", "1"),
        ("number", float("nan")),
        ("number", "1"),
        ("boolean", 1),
        ("boolean", "true"),
        ("string", 5),
        ("object", [1]),
        ("timestamp", datetime(2026, 1, 1)),
        ("timestamp", "2026"),
    ],
)
def test_types_are_checked_and_not_guessed(kind, value):
    with pytest.raises(InvalidParams):
        build(plan("/v2/x", Param(name="value", place="body", type=kind), method="POST", body="object"), value=value)


def test_a_body_holds_what_was_given_and_null_where_null_means_clear():
    the_plan = plan(
        "/v2/x",
        Param(name="name", place="body", type="string"),
        Param(name="due_date", place="body", type="timestamp", nullable=True),
        Param(name="tags", place="body", type="string", array="list"),
        Param(name="custom", place="body", type="json"),
        method="PUT",
        body="object",
    )

    request = build(the_plan, name="N", due_date=None, tags=("a", "b"), custom={"x": [1]})

    assert msgspec.json.decode(request.body) == {
        "name": "N",
        "due_date": None,
        "tags": ["a", "b"],
        "custom": {"x": [1]},
    }
    assert request.content_type == "application/json"


def test_what_is_left_unset_is_not_sent():
    the_plan = plan("/v2/x", Param(name="name", place="body", type="string"), method="PUT", body="object")

    assert build(the_plan, name=msgspec.UNSET).body == b"{}"


def test_people_travel_as_numbers_however_their_ids_are_held():
    the_plan = plan(
        "/v2/x",
        Param(name="assignees", place="body", type="id", array="list", numeric=True),
        Param(name="watchers", place="body", type="object", numeric=True),
        method="PUT",
        body="object",
    )

    request = build(the_plan, assignees=["183", 184, "-5"], watchers={"add": ["1", 2], "rem": []})

    assert msgspec.json.decode(request.body) == {"assignees": [183, 184, -5], "watchers": {"add": [1, 2], "rem": []}}


def test_a_body_that_json_cannot_carry_is_refused():
    the_plan = plan("/v2/x", Param(name="value", place="body", type="json"), method="PUT", body="object")

    with pytest.raises(InvalidParams):
        build(the_plan, value=object())


def test_a_bare_body_is_the_parameter_itself():
    the_plan = plan(
        "/v3/x", Param(name="estimates", place="body", type="object", array="list"), method="PUT", body="bare"
    )

    assert build(the_plan, estimates=[{"time": 1}]).body == b'[{"time":1}]'


def test_a_secret_given_as_a_parameter_reaches_the_body_and_no_message():
    the_plan = plan("/v2/x", Param(name="client_secret", place="body", type="string"), method="POST", body="object")

    request = build(the_plan, client_secret=Secret("hush"))

    assert request.body == b'{"client_secret":"hush"}'
    assert "hush" not in repr(request)


def test_the_default_workspace_is_filled_in_and_a_call_may_name_another():
    the_plan = plan("/v2/team/{team_Id}/space", WORKSPACE)

    assert build(the_plan, workspace_id="9001").url == f"{ROOT}/v2/team/9001/space"
    assert the_plan.read({"workspace_id": "7"}, "9001") == {"workspace_id": "7"}
    assert the_plan.read({"team_id": "7"}, "9001") == {"workspace_id": "7"}
    with pytest.raises(WorkspaceRequired):
        the_plan.read({}, None)


def test_a_parameter_given_under_two_names_is_refused():
    with pytest.raises(InvalidParams):
        plan("/v2/team/{team_Id}/space", WORKSPACE).read({"team_id": "7", "workspace_id": "8"}, None)


def test_custom_task_ids_bring_their_workspace_along():
    task = Param(name="task_id", place="path", type="id", required=True)
    flag = Param(name="custom_task_ids", place="query", type="boolean")
    team = Param(name="workspace_id", place="query", type="id", wire="team_id", fill="custom_ids")
    the_plan = plan("/v2/task/{task_id}", task, flag, team)

    request = the_plan.build(
        the_plan.read({"task_id": "PROJ-1", "custom_task_ids": True}, "9001"),
        root=ROOT,
        authorization=None,
        timeout=1.0,
    )

    assert sorted(query(request)) == [("custom_task_ids", "true"), ("team_id", "9001")]
    assert the_plan.read({"task_id": "9hz"}, "9001") == {"task_id": "9hz"}
    with pytest.raises(WorkspaceRequired):
        the_plan.read({"task_id": "PROJ-1", "custom_task_ids": True}, None)


def test_an_allowed_value_is_taken_and_another_refused():
    the_plan = plan("/v2/x", Param(name="mode", place="query", type="string", enum=("a", "b")))

    assert query(build(the_plan, mode="a")) == [("mode", "a")]
    with pytest.raises(InvalidParams, match="a, b"):
        build(the_plan, mode="c")
