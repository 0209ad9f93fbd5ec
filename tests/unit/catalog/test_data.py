"""What the catalogue's data promises to everybody who builds on it."""

from __future__ import annotations

import keyword
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from clickgate.catalog import reading
from clickgate.catalog.model import Operation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

OPERATIONS = reading.operations()
PARAMS = [(operation, param) for operation in OPERATIONS for param in operation.params]
FILES = sorted(Path(reading.__file__).with_name("data").glob("[!_]*.json"))
PLAIN_NAME = re.compile(r"[a-z]+(_[a-z]+)*")
# A small number that says the task type, the name of an OAuth app, and a flag.
NOT_OPAQUE = {"custom_item_id", "client_id", "custom_task_ids"}


def unlike(rule: Callable[..., object], things: Iterable[object] = OPERATIONS) -> list[str]:
    """Names of those that break a rule; a failing test lists them."""
    rows = (thing if isinstance(thing, tuple) else (thing,) for thing in things)
    return [".".join(one.name for one in row) for row in rows if not rule(*row)]


def test_holds_every_operation_of_both_versions():
    assert Counter(operation.version for operation in OPERATIONS) == {"v2": 137, "v3": 35}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_each_file_is_written_in_the_one_canonical_form(file):
    data = file.read_bytes()
    again = msgspec.json.format(msgspec.json.encode(msgspec.json.decode(data, type=list[Operation])), indent=2)

    assert data == again + b"\n"


@pytest.mark.parametrize("name", reading.entities())
def test_each_file_holds_the_entity_that_it_is_named_after(name):
    actions = reading.entity(name)

    assert {operation.entity for operation in actions.values()} == {name}
    assert PLAIN_NAME.fullmatch(name)
    assert name.endswith("s")


@pytest.mark.parametrize("what", ["name", "source_id", "summary"])
def test_no_two_operations_share(what):
    counted = Counter(getattr(operation, what) for operation in OPERATIONS)

    assert [value for value, times in counted.items() if times > 1] == []


def test_no_two_operations_answer_at_the_same_place():
    counted = Counter((operation.method, operation.path) for operation in OPERATIONS)

    assert counted.most_common(1)[0][1] == 1


def test_an_action_is_a_plain_word_that_python_can_call():
    assert unlike(lambda op: PLAIN_NAME.fullmatch(op.action) and not keyword.iskeyword(op.action)) == []


def test_a_parameter_is_a_plain_word_that_python_can_take():
    assert unlike(lambda _, param: PLAIN_NAME.fullmatch(param.name) and not keyword.iskeyword(param.name), PARAMS) == []


def test_a_path_begins_with_the_version_and_holds_plain_segments():
    assert unlike(lambda op: re.fullmatch(r"/v[23](/(\w+|\{\w+\}))+", op.path)) == []


def test_the_placeholders_of_a_path_are_its_path_parameters_in_order():
    def rule(op):
        return re.findall(r"\{(\w+)\}", op.path) == [param.wire_name for param in op.params if param.place == "path"]

    assert unlike(rule) == []


def test_a_path_parameter_is_required_and_never_null():
    assert unlike(lambda _, param: param.place != "path" or (param.required and not param.nullable), PARAMS) == []


def test_a_word_means_one_parameter_of_an_operation():
    def rule(op):
        spoken = [name for param in op.params for name in {param.name, *param.aliases}]
        on_the_wire = [(param.place, param.wire_name) for param in op.params]
        return len(set(spoken)) == len(spoken) and len(set(on_the_wire)) == len(on_the_wire)

    assert unlike(rule) == []


def test_arrays_are_written_in_a_way_that_their_place_allows():
    allowed = {"body": {None, "list"}, "query": {None, "brackets", "repeat", "comma"}}

    assert unlike(lambda _, param: param.array in allowed.get(param.place, {None}), PARAMS) == []


def test_brackets_stand_in_the_wire_name_where_the_style_is_brackets():
    assert unlike(lambda _, param: (param.array == "brackets") == param.wire_name.endswith("[]"), PARAMS) == []


def test_a_workspace_in_a_path_is_called_workspace_and_filled_in():
    def rule(_, param):
        is_workspace = param.place == "path" and param.wire_name in {"team_id", "workspace_id"}
        return is_workspace == (param.place == "path" and param.fill == "workspace")

    assert unlike(rule, PARAMS) == []


def test_what_the_default_workspace_fills_in_is_the_required_workspace():
    filled = [(op, param) for op, param in PARAMS if param.fill == "workspace"]

    assert (
        unlike(lambda _, p: (p.name, p.type, p.required, *p.aliases) == ("workspace_id", "id", True, "team_id"), filled)
        == []
    )


def test_custom_task_ids_come_with_the_workspace_that_they_need():
    def rule(op):
        flags = [param for param in op.params if param.name == "custom_task_ids"]
        filled = [param for param in op.params if param.fill == "custom_ids"]
        fits = all((p.place, p.required, p.wire, p.type) == ("query", False, "team_id", "id") for p in filled)
        return len(flags) == len(filled) <= 1 and fits

    assert unlike(rule) == []


def test_ids_are_ids():
    ids = [(op, p) for op, p in PARAMS if re.search(r"(^|_)ids?$", p.name) and p.name not in NOT_OPAQUE]

    assert unlike(lambda _, param: param.type == "id", ids) == []


def test_times_are_timestamps():
    times = [(op, p) for op, p in PARAMS if re.search(r"_(gt|lt|since|date)$|^(start|end|stop)$", p.name)]

    assert unlike(lambda _, param: param.type == "timestamp", times) == []


def test_only_in_a_body_can_an_id_travel_as_a_number():
    numeric = [(op, param) for op, param in PARAMS if param.numeric]

    assert numeric
    assert unlike(lambda _, param: param.place == "body" and param.type in {"id", "object"}, numeric) == []


def test_a_paged_operation_has_the_parameters_that_ask_for_the_next_page():
    needed = {
        "none": {},
        "page": {"page": "integer"},
        "keyset": {"start": "timestamp", "start_id": "id"},
        "cursor": {"cursor": "string", "limit": "integer"},
    }

    def rule(op):
        types = {param.name: param.type for param in op.params if param.place == "query"}
        return needed[op.paging].items() <= types.items()

    assert unlike(rule) == []


def test_what_comes_in_pages_is_a_list_that_is_read():
    paged = [operation for operation in OPERATIONS if operation.paging != "none"]

    assert unlike(lambda op: op.many and op.safety == "read", paged) == []
    assert unlike(lambda op: op.page_size > 0, paged) == ["task_templates.list"]
    assert {op.page_size for op in OPERATIONS if op.paging == "none"} == {0}


def test_every_body_has_the_parameters_that_its_kind_needs():
    def rule(op):
        members = sum(param.place == "body" for param in op.params)
        files = sum(param.place == "file" for param in op.params)
        fits = {"none": members == 0, "object": members > 0, "bare": members == 1, "multipart": files == 1}
        return fits[op.body] and files == (op.body == "multipart")

    assert unlike(rule) == []
    assert unlike(lambda op: op.method != "GET" or op.body == "none") == []


def test_nothing_but_a_get_only_reads_save_the_query_of_the_audit_log():
    assert unlike(lambda op: (op.method == "GET") == (op.safety == "read")) == ["audit_logs.query"]


def test_nothing_but_a_delete_destroys_save_a_merge():
    assert unlike(lambda op: op.safety != "destroy" or op.method == "DELETE") == ["tasks.merge"]


def test_nothing_but_a_post_differs_when_sent_twice_save_adding_to_a_page():
    assert unlike(lambda op: op.method == "POST" or op.idempotent) == ["doc_pages.update"]


@pytest.mark.parametrize(
    "name", ["tags.add_to_task", "lists.add_task", "custom_fields.set", "audit_logs.query", "guests.add_to_list"]
)
def test_putting_into_a_set_twice_is_the_same_as_once(name):
    assert reading.operation(*name.split(".")).idempotent


@pytest.mark.parametrize("name", ["tasks.create", "comments.create", "webhooks.create", "time_entries.start"])
def test_making_something_twice_makes_two(name):
    assert not reading.operation(*name.split(".")).idempotent


@pytest.mark.parametrize("name", ["tags.remove_from_task", "lists.remove_task", "dependencies.delete"])
def test_what_the_opposite_operation_puts_back_is_not_destroyed(name):
    assert reading.operation(*name.split(".")).safety == "write"


def test_a_summary_is_one_plain_sentence():
    assert unlike(lambda op: re.fullmatch(r"[A-Z][^.!?\n]*\.", op.summary) and len(op.summary) <= 100) == []


def test_a_note_is_short_and_ends():
    assert unlike(lambda _, p: not p.note or (p.note.endswith(".") and len(p.note) <= 160), PARAMS) == []


def test_a_plan_is_one_that_clickup_sells():
    assert {op.plan for op in OPERATIONS} <= {"", "Unlimited", "Business", "Business Plus", "Enterprise"}


def test_every_reply_is_a_known_schema():
    schemas = pytest.importorskip("clickgate.catalog.schemas")

    assert unlike(lambda op: op.reply in {"json", "none"} or hasattr(schemas, op.reply)) == []


def test_an_answer_of_nothing_has_nothing_inside():
    assert unlike(lambda op: op.reply != "none" or not (op.unwrap or op.many)) == []


def test_a_correction_names_what_it_is_about_and_who_says_so():
    kinds = (
        r"recorded|guide: https://|official v[23] document|client |live |answers |changelog |inferred |not established"
    )

    def rule(op):
        return all(one.about and one.what.endswith(".") and re.match(kinds, one.evidence) for one in op.corrections)

    assert unlike(rule) == []


def test_searching_knows_no_parameters_that_clickup_does_not():
    names = {param.name for param in reading.operation("tasks", "search").params}

    assert not names & {"search", "priority", "query"}


def test_only_the_exchange_for_a_token_needs_none():
    assert unlike(lambda op: op.needs_token) == ["tokens.create"]
