"""An answer becomes what its operation promises, and no oddity of ClickUp's costs more than a warning."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clickgate.catalog import reading
from clickgate.catalog.model import Operation
from clickgate.catalog.schemas import Comment, Priority, Task, TimeEntry, Token, Webhook
from clickgate.catalog.schemas.base import Model
from clickgate.client.wire.decode import Envelope, decode
from clickgate.client.wire.page import Page
from tests.support.bodies import TaskMaker, compact, single_task, task_page


def operation(reply: str, unwrap: str = "", *, many: bool = False) -> Operation:
    return Operation(
        entity="things", action="do", method="GET", path="/v2/thing", source_id="DoThing", summary="", safety="read",
        idempotent=True, reply=reply, unwrap=unwrap, many=many,
    )  # fmt: skip


TASK = operation("Task")
TASKS = operation("Task", "tasks", many=True)
RUNNING = operation("TimeEntry", "data")
SHAPES = sorted({(o.reply, o.unwrap, o.many) for o in reading.operations()})
KEYS = sorted({unwrap for _, unwrap, _ in SHAPES} | {"id", "name", "status", "priority", "user", "pages", "secret"})
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)


def read_task(**keys: object) -> tuple[Task, tuple[str, ...]]:
    decoded = decode(TASK, compact(keys))
    return decoded.value, decoded.warnings


@settings(max_examples=400)
@given(st.sampled_from(SHAPES), JSON)
@example(("Task", "tasks", True), {"tasks": ["x", None, {"id": 1.5, "creator": []}], "last_page": "maybe"})
@example(("DocPage", "", False), {"pages": {}})
def test_any_json_is_read_and_kept_whatever_the_operation(shape, body):
    reply, unwrap, many = shape
    text = json.dumps(body).encode()

    decoded = decode(operation(reply, unwrap, many=many), text)

    sent = json.loads(text)
    rows = decoded.value if isinstance(decoded.value, Page) else [decoded.value]
    originals = sent[unwrap] if unwrap and isinstance(sent, dict) and unwrap in sent else sent
    originals = originals if isinstance(decoded.value, Page) else [originals]
    for row, original in zip(rows, originals or [], strict=True):
        if isinstance(row, Model):
            assert json.dumps(row.to_dict()) == json.dumps(original)
            assert len(repr(row)) < 500


@given(st.sampled_from(SHAPES), st.binary(max_size=40))
@example(("Task", "", False), b"[" * 100_000)
@example(("json", "", False), b"[" * 100_000)
@example(("DocPage", "", False), b'{"pages":[' * 400 + b"1" + b"]}" * 400)
@example(("Task", "", False), b'{"points":' + b"9" * 5000 + b"}")
def test_any_bytes_are_read_whatever_the_operation(shape, body):
    reply, unwrap, many = shape

    assert decode(operation(reply, unwrap, many=many), body).envelope is not None


def test_a_page_of_tasks_is_read_in_full_and_shows_all_of_it():
    body = task_page(20, last_page=True)

    decoded = decode(TASKS, body)

    assert decoded.warnings == ()
    assert decoded.envelope == Envelope(last_page=True)
    assert (len(decoded.value), decoded.value.last_page, decoded.value.next_cursor) == (20, True, None)
    assert [task.to_dict() for task in decoded.value] == json.loads(body)["tasks"]
    assert [task.extra for task in decoded.value] == [{}] * 20


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_any_buffer_of_bytes_will_do(kind):
    body = single_task()

    task = decode(TASK, kind(body)).value

    assert task.to_dict() == json.loads(body)


def test_bytes_that_change_later_change_nothing():
    body = bytearray(b'{"id": "a", "new": 1}')
    task = decode(TASK, body).value

    body[:] = bytes(len(body))

    assert task.to_dict() == {"id": "a", "new": 1}


def test_the_next_cursor_is_beside_the_rows():
    decoded = decode(operation("Doc", "docs", many=True), b'{"docs": [{"id": "d"}], "next_cursor": "bmV4dA"}')

    assert (decoded.value.next_cursor, decoded.envelope.next_cursor) == ("bmV4dA", "bmV4dA")


# What ClickUp is known to send. Sources: recorded answers of 2022 to 2026, and what client authors wrote down.


@pytest.mark.parametrize(
    ("name", "sent", "expected"),
    [
        pytest.param("date_created", "1779369731061", 1779369731061, id="times come as text"),
        pytest.param("date_created", 1779369731061, 1779369731061, id="and as numbers"),
        pytest.param("due_date", "", None, id="a time that was cleared may be an empty text"),
        pytest.param("due_date", "null", None, id="or the word null"),
        pytest.param("time_estimate", 5400000.5, 5400000.5, id="an estimate may be a fraction"),
        pytest.param("time_estimate", "8640000", 8640000, id="or a text"),
        pytest.param("time_spent", None, None, id="no time was tracked"),
        pytest.param("points", 2.5, 2.5, id="points may be a fraction"),
        pytest.param("archived", 1, True, id="flags may be numbers"),
        pytest.param("archived", "false", False, id="or words"),
        pytest.param("name", "null", "null", id="a name may be a word that means nothing"),
        pytest.param("name", "12", "12", id="a name may be digits"),
        pytest.param("name", 12, "12", id="or a number"),
        pytest.param("orderindex", "2.00000000000000000000000000000000", "2.00000000000000000000000000000000"),
        pytest.param("custom_item_id", 0, "0", id="the standard type of task"),
        pytest.param("id", 868123456, "868123456", id="an id of digits only, sent as a number"),
        pytest.param("parent", None, None, id="no parent"),
        pytest.param("assignees", None, [], id="an array may be null"),
        pytest.param("list", None, None, id="places may be missing on tasks in several lists"),
        pytest.param("priority", None, None, id="no priority"),
    ],
)
def test_a_known_way_of_writing_a_value_is_understood(name, sent, expected):
    task, warnings = read_task(**{name: sent})

    assert getattr(task, name) == expected
    assert warnings == ()
    assert task.to_dict() == {name: sent}


def test_a_priority_is_an_object():
    task, _ = read_task(priority={"id": "2", "priority": "high", "color": "#f8ae00", "orderindex": "2"})

    assert task.priority == Priority(id="2", priority="high", color="#f8ae00", orderindex="2")


def test_a_creator_who_is_nobody_is_a_person_without_a_name():
    task, warnings = read_task(creator={"id": -1, "username": None})

    assert (task.creator.id, task.creator.username, warnings) == ("-1", None, ())


def test_a_checklist_item_may_be_resolved_by_number():
    task, warnings = read_task(checklists=[{"items": [{"resolved": 1, "children": [{"resolved": 0}]}]}])

    item = task.checklists[0].items[0]
    assert (item.resolved, item.children[0].resolved, warnings) == (True, False, ())


@pytest.mark.parametrize("count", [9, "9", None])
def test_tasks_are_counted_by_number_text_or_not_at_all(count):
    decoded = decode(operation("Folder"), compact({"id": "1", "task_count": count, "lists": [{"task_count": 9}]}))

    assert decoded.value.task_count == (None if count is None else 9)
    assert decoded.warnings == ()


@pytest.mark.parametrize("sent", [90110164070264, "90110164070264"])
def test_a_comment_has_the_same_id_when_it_is_made_and_when_it_is_read(sent):
    made = decode(operation("CommentCreated"), compact({"id": sent, "date": 1755803061841})).value
    read = decode(operation("Comment", "comments", many=True), compact({"comments": [{"id": sent}]})).value

    assert made.id == read[0].id == "90110164070264"


def test_a_page_of_comments_with_and_without_replies():
    rows = [{"id": "1", "reply_count": "1", "resolved": 0}, {"id": "2", "reactions": None}]

    decoded = decode(operation("Comment", "comments", many=True), compact({"comments": rows}))

    assert list(decoded.value) == [Comment(id="1", reply_count=1, resolved=False), Comment(id="2")]
    assert decoded.warnings == ()


@pytest.mark.parametrize("idle", [b'{"data": {}}', b'{"data": null}', b'{ "data" : { } }'])
def test_no_running_timer_is_none_in_both_of_clickups_ways(idle):
    decoded = decode(RUNNING, idle)

    assert (decoded.value, decoded.warnings) == (None, ())


def test_a_running_timer_counts_down_and_may_be_without_a_task():
    entry = {"id": "3873003127832353210", "duration": -13523, "task_location": {"list_id": None}, "wid": "1"}

    assert decode(RUNNING, compact({"data": entry})).value.duration == -13523


def test_a_value_of_unknown_keys_only_is_not_nothing():
    decoded = decode(RUNNING, b'{"data": {"new": 1}}')

    assert decoded.value == TimeEntry()
    assert decoded.value.extra == {"new": 1}


@pytest.mark.parametrize("space", [90100004321, "90100004321"])
def test_a_webhook_names_places_by_number_or_text(space):
    webhook = decode(operation("Webhook", "webhook"), compact({"id": "w", "webhook": {"space_id": space}})).value

    assert webhook == Webhook(space_id="90100004321")


def test_half_an_emoji_costs_nothing():
    decoded = decode(TASKS, b'{"tasks": [{"id": "a", "name": "cut \\ud83d"}, {"id": "b"}], "last_page": false}')

    assert [task.id for task in decoded.value] == ["a", "b"]
    assert decoded.value[0].to_dict() == {"id": "a", "name": "cut \ud83d"}
    assert (decoded.warnings, decoded.value.last_page) == ((), False)


# What fits no type.


@pytest.mark.parametrize(
    ("name", "sent", "warning"),
    [
        ("priority", False, "answer.priority: expected an object or null, got false"),
        ("priority", 1, "answer.priority: expected an object or null, got a whole number"),
        ("assignees", {}, "answer.assignees: expected a list, got an object"),
        ("points", "many", "answer.points: expected a whole number or a number or null, got text"),
        ("date_created", 1.5, "answer.date_created: expected a whole number or null, got a number"),
        ("date_created", [], "answer.date_created: expected a whole number or null, got a list"),
        ("name", True, "answer.name: expected text or null, got true"),
        ("id", None, "answer.id: expected text, got null"),
    ],
)
def test_an_odd_value_is_kept_in_its_field_and_reported(name, sent, warning):
    task, warnings = read_task(**{name: sent, "url": "u"})

    assert getattr(task, name) == sent
    assert task.url == "u"
    assert warnings == (warning,)
    assert task.to_dict() == {name: sent, "url": "u"}


def test_a_warning_names_the_place_and_not_the_value():
    body = {"tasks": [{}, {"checklists": [{"items": [{"assignee": "somebody private"}]}]}]}

    decoded = decode(TASKS, compact(body))

    assert decoded.warnings == (
        "tasks[1].checklists[0].items[0].assignee: expected an object or null, got text",
    )  # fmt: skip


def test_a_page_full_of_oddities_is_still_a_page_of_tasks():
    odd = {
        "priority": False, "assignees": None, "due_date": "", "points": "x", "id": 5, "watchers": {}, "archived": "?",
        "space": "s", "tags": [1], "creator": {"id": 1.5},
    }  # fmt: skip
    tasks = [{**task, **odd} for task in TaskMaker().tasks(100)]

    decoded = decode(TASKS, compact({"tasks": tasks, "last_page": False}))

    assert [type(task) for task in decoded.value] == [Task] * 100
    assert [task.to_dict() for task in decoded.value] == tasks
    assert {task.id for task in decoded.value} == {"5"}
    assert decoded.value.last_page is False
    assert len(decoded.warnings) == 21
    assert decoded.warnings[-1] == "… and 580 more"


def test_a_row_that_is_no_object_stays_in_its_place():
    decoded = decode(TASKS, b'{"tasks": [{"id": "a"}, null, {"id": "c", "new": 1}]}')

    assert list(decoded.value) == [Task(id="a"), None, Task(id="c")]
    assert decoded.value[2].extra == {"new": 1}
    assert decoded.warnings == ("tasks[1]: expected an object, got null",)


@pytest.mark.parametrize("sent", [12345678, {"value": "EXAMPLE12345678"}, ["12345678"]])
def test_a_secret_of_an_odd_shape_is_not_shown_either(sent):
    decoded = decode(operation("Token"), compact({"access_token": sent}))

    assert isinstance(decoded.value, Token)
    assert "12345678" not in f"{decoded} {decoded.value.access_token}"


@pytest.mark.parametrize("last_page", ["?", [], 5])
def test_an_odd_word_about_paging_costs_no_row(last_page):
    decoded = decode(TASKS, compact({"tasks": [{"id": "a"}], "last_page": last_page}))

    assert [task.id for task in decoded.value] == ["a"]
    assert decoded.warnings[0].startswith("answer.last_page: expected true or false or null")


# Answers of another shape.


def test_null_where_rows_should_be_is_an_empty_page():
    decoded = decode(TASKS, b'{"tasks": null, "last_page": true}')

    assert (decoded.value, decoded.value.last_page, decoded.warnings) == ([], True, ())


@pytest.mark.parametrize(
    ("shape", "body", "warning"),
    [
        (TASKS, b'{"err": "Odd", "ECODE": "X_001"}', "answer: has no 'tasks'; the answer is given as it is"),
        (TASKS, b"[1]", "answer: expected an object with 'tasks', got a list; the answer is given as it is"),
        (TASKS, b'{"tasks": 5}', "tasks: expected a list or null, got a whole number; the answer is given as it is"),
        (TASK, b"[{}]", "answer: expected an object, got a list; the answer is given as it is"),
        (TASK, b"null", "answer: expected an object, got null"),
        (RUNNING, b'{"data": [1]}', "data: expected an object or null, got a list; the answer is given as it is"),
        (operation("json", "data"), b"{}", "answer: has no 'data'; the answer is given as it is"),
    ],
)
def test_an_answer_of_another_shape_is_given_as_json(shape, body, warning):
    decoded = decode(shape, body)

    assert decoded.value == json.loads(body)
    assert decoded.warnings == (warning,)


@pytest.mark.parametrize("shape", [TASK, TASKS, operation("json")])
def test_an_answer_that_is_no_json_is_given_as_text(shape):
    decoded = decode(shape, b"<!DOCTYPE html><title>Maintenance</title>")

    assert decoded.value == "<!DOCTYPE html><title>Maintenance</title>"
    assert decoded.warnings == ("the answer is no JSON and is given as text",)


def test_an_empty_answer_is_none():
    assert decode(TASK, b"").value is None
    assert decode(TASK, b"").warnings == ("the answer is empty",)
    assert decode(operation("json"), b"").warnings == ()


@pytest.mark.parametrize("body", [b"", b"{}", b'{"anything": 1}', b"<html>"])
def test_an_operation_without_content_answers_none(body):
    decoded = decode(operation("none"), body)

    assert (decoded.value, decoded.warnings) == (None, ())


def test_json_without_a_schema_is_given_as_it_is():
    body = b'{"27075wz": {"current_status": null}}'

    assert decode(operation("json"), body).value == json.loads(body)
    assert decode(operation("json", "27075wz"), body).value == {"current_status": None}


def test_an_operation_that_names_no_schema_is_the_catalogues_error():
    with pytest.raises(AttributeError, match="no schema 'Nothing'"):
        decode(operation("Nothing"), b"{}")
