"""The catalogue and ClickUp's own documents agree, and where they stop agreeing it is noticed."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clickgate.catalog import reading
from clickgate.catalog.model import Operation, Param
from tools.drift import __main__ as drift
from tools.drift.compare import compare
from tools.drift.document import UnreadableDocumentError, key_of, read_document

if TYPE_CHECKING:
    from clickgate.catalog.model import BodyKind

OPERATIONS = reading.operations()
OUTSIDE = {"query", "path"}
TYPES = {"id": "string", "timestamp": "integer", "json": "string"}  # where the catalogue's word is another


def small(name: str, where: str, *params: Param, body: BodyKind = "none") -> Operation:
    entity, action = name.split(".")
    method, path = where.split()
    return Operation(
        entity=entity, action=action, method=method, path=path, params=params, body=body,
        source_id="", summary="", safety="write", idempotent=False, reply="json",
    )  # fmt: skip


TEAM = Param("workspace_id", "path", "id", required=True, wire="team_id")
SUBJECTS = [
    small(
        "tasks.search",
        "GET /v2/team/{team_id}/task",
        TEAM,
        Param("reverse", "query", "boolean"),
        Param("tags", "query", "string", array="brackets", wire="tags[]"),
    ),
    small("dependencies.create", "POST /v2/task/{task_id}/dependency", Param("task_id", "path", "id", required=True)),
    small(
        "goals.create",
        "POST /v2/team/{team_id}/goal",
        TEAM,
        Param("color", "body", "string", required=True),
        Param("multiple_owners", "body", "boolean"),
        body="object",
    ),
]

OFFICIAL = Path(__file__).resolve().parents[3] / "shared" / "clickup"
with_official_documents = pytest.mark.skipif(
    not OFFICIAL.is_dir(), reason=f"ClickUp's official documents are not at {OFFICIAL}: nothing to compare with"
)


# --- A document that says what the catalogue says, to be doctored -----------------------------------------------------


def document_of(operations) -> dict:
    paths: dict = {}
    for operation in operations:
        prefix = "/api" if operation.version == "v3" else ""
        paths.setdefault(prefix + operation.path, {})[operation.method.lower()] = described(operation)
    return {"openapi": "3.1.0", "paths": paths}


def described(operation) -> dict:
    outside = [
        {"name": one.wire_name, "in": one.place, "required": one.required, "schema": schema_of(one)}
        for one in operation.params
        if one.place in OUTSIDE
    ]
    inside = [one for one in operation.params if one.place not in OUTSIDE]
    found = {"operationId": operation.source_id, "parameters": outside}
    if operation.body == "bare":
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema_of(inside[0])}}}
    elif inside:
        members = {one.wire_name: schema_of(one) for one in inside}
        schema = {
            "type": "object",
            "properties": members,
            "required": [one.wire_name for one in inside if one.required],
        }
        found["requestBody"] = {"content": {"application/json": {"schema": schema}}}
    return found


def schema_of(param) -> dict:
    schema = {"type": TYPES.get(param.type, param.type)}
    return {"type": "array", "items": schema} if param.array else schema


def write(tmp_path, document) -> Path:
    path = tmp_path / "document.json"
    path.write_text(json.dumps(document))
    return path


def differences(tmp_path, document, operations=SUBJECTS) -> list[str]:
    return [str(one) for one in compare(operations, read_document(write(tmp_path, document)))]


@pytest.mark.parametrize("version", ["v2", "v3"])
def test_a_document_that_says_the_same_shows_no_drift(tmp_path, version, capsys):
    path = write(tmp_path, document_of(one for one in OPERATIONS if one.version == version))

    assert drift.main([str(path)]) == 0
    assert "no differences unexplained" in capsys.readouterr().out


def test_names_of_placeholders_and_headers_make_no_difference(tmp_path):
    document = document_of(SUBJECTS)
    search = document["paths"].pop("/v2/team/{team_id}/task")
    search["get"]["parameters"][0]["name"] = "team_Id"
    search["get"]["parameters"].append({"name": "Content-Type", "in": "header", "required": True})
    document["paths"]["/v2/team/{team_Id}/task"] = search

    assert differences(tmp_path, document) == []


def add_operation(document):
    document["paths"]["/v2/team/{team_id}/dream"] = {"get": {"operationId": "GetDreams"}}


def drop_operation(document):
    del document["paths"]["/v2/task/{task_id}/dependency"]


def add_parameter(document):
    document["paths"]["/v2/team/{team_id}/task"]["get"]["parameters"].append(
        {"name": "mood", "in": "query", "schema": {"type": "string"}}
    )


def drop_parameter(document):
    parameters = document["paths"]["/v2/team/{team_id}/task"]["get"]["parameters"]
    parameters[:] = [one for one in parameters if one["name"] != "reverse"]


def change_type(document):
    parameters = document["paths"]["/v2/team/{team_id}/task"]["get"]["parameters"]
    next(one for one in parameters if one["name"] == "reverse")["schema"] = {"type": "integer"}


def change_array(document):
    parameters = document["paths"]["/v2/team/{team_id}/task"]["get"]["parameters"]
    next(one for one in parameters if one["name"] == "tags[]")["schema"] = {"type": "string"}


def goal_body(document):
    return document["paths"]["/v2/team/{team_id}/goal"]["post"]["requestBody"]["content"]["application/json"]["schema"]


def change_requirement(document):
    goal_body(document)["required"].remove("color")


def add_member(document):
    goal_body(document)["properties"]["emoji"] = {"type": "string"}


def change_member_type(document):
    goal_body(document)["properties"]["multiple_owners"] = {"$ref": "#/components/schemas/Owners"}
    document["components"] = {"schemas": {"Owners": {"type": ["object", "null"]}}}


@pytest.mark.parametrize(
    ("doctor", "told"),
    [
        (add_operation, "GET /v2/team/{team_id}/dream: new operation (GetDreams)"),
        (drop_operation, "dependencies.create: gone: POST /v2/task/{task_id}/dependency"),
        (add_parameter, "tasks.search: query mood: new in the document"),
        (drop_parameter, "tasks.search: query reverse: not in the document"),
        (change_type, "tasks.search: query reverse: number in the document, boolean in the catalogue"),
        (change_array, "tasks.search: query tags[]: one value in the document, an array in the catalogue"),
        (change_requirement, "goals.create: body color: optional in the document, required in the catalogue"),
        (add_member, "goals.create: body emoji: new in the document"),
        (change_member_type, "goals.create: body multiple_owners: object in the document, boolean in the catalogue"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_each_kind_of_change_is_told(tmp_path, doctor, told):
    document = document_of(SUBJECTS)
    doctor(document)

    assert differences(tmp_path, document) == [told]


def test_a_change_that_nothing_explains_fails(tmp_path, capsys):
    document = document_of(one for one in OPERATIONS if one.version == "v2")
    add_parameter(document)

    assert drift.main([str(write(tmp_path, document))]) == 1
    assert "tasks.search: query mood: new in the document" in capsys.readouterr().out


def test_a_difference_that_a_correction_covers_is_explained_and_does_not_fail(tmp_path, capsys):
    document = document_of(one for one in OPERATIONS if one.version == "v2")
    parameters = document["paths"]["/v2/team/{team_id}/task"]["get"]["parameters"]
    parameters[:] = [one for one in parameters if one["name"] != "archived"]
    path = str(write(tmp_path, document))

    assert drift.main([path]) == 0
    assert "archived" not in capsys.readouterr().out
    assert drift.main([path, "--explained"]) == 0
    assert "tasks.search: query archived: not in the document [explained: client code: " in capsys.readouterr().out


def test_members_of_alternative_bodies_are_required_only_if_all_alternatives_require_them(tmp_path):
    document = document_of(SUBJECTS)
    schema = deepcopy(goal_body(document))
    without_color = deepcopy(schema)
    without_color["required"].remove("color")
    goal_body(document).clear()
    goal_body(document)["anyOf"] = [schema, without_color]

    assert differences(tmp_path, document) == [
        "goals.create: body color: optional in the document, required in the catalogue"
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("{", "is not JSON", id="torn"),
        pytest.param("[]", "has no paths", id="an array"),
        pytest.param('{"paths": {}}', "no operation under /v2 or /v3", id="nothing in it"),
        pytest.param('{"paths": {"/v9/x": {"get": {}}}}', "no operation under /v2 or /v3", id="another API"),
        pytest.param('{"paths": {"/v2/x": {"get": {"parameters": [1]}}}}', "is not shaped", id="not OpenAPI"),
        pytest.param(
            '{"paths": {"/v2/x": {"get": {"parameters": [{"$ref": "#/nowhere"}]}}}}', "leads nowhere", id="a dead end"
        ),
        pytest.param(
            '{"paths": {"/v2/x": {"get": {"requestBody": {"$ref": "#/a"}}}}, "a": {"$ref": "#/a"}}',
            "refers to itself",
            id="a circle",
        ),
    ],
)
def test_a_document_that_cannot_be_read_is_told_apart_from_drift(tmp_path, text, told, capsys):
    path = tmp_path / "document.json"
    path.write_text(text)

    assert drift.main([str(path)]) == 2
    assert told in capsys.readouterr().err


def test_a_missing_document_is_told_apart_from_drift(tmp_path, capsys):
    assert drift.main([str(tmp_path / "none.json")]) == 2
    assert "can't open" in capsys.readouterr().err
    assert drift.main([]) == 2


# --- The official documents, where they lie beside the checkout -------------------------------------------------------


def official(version: str) -> Path:
    return OFFICIAL / f"openapi-{version}.json"


@with_official_documents
@pytest.mark.parametrize(("version", "count"), [("v2", 137), ("v3", 35)])
def test_every_official_operation_is_in_the_catalogue_under_its_own_id(version, count):
    try:
        documented = {key: one.operation_id for key, one in read_document(official(version)).items()}
    except UnreadableDocumentError as error:
        pytest.fail(str(error))
    ours = {key_of(one.method, one.path): one.source_id for one in OPERATIONS if one.version == version}

    assert len(documented) == count
    assert ours == documented


@with_official_documents
@pytest.mark.parametrize("version", ["v2", "v3"])
def test_every_difference_from_the_official_document_is_explained(version):
    found = compare(OPERATIONS, read_document(official(version)))

    assert [str(one) for one in found if not one.explained_by] == []
    assert found


@with_official_documents
def test_no_sentence_of_the_official_documents_is_ours():
    theirs = {
        sentence
        for version in ("v2", "v3")
        for text in texts(json.loads(official(version).read_text()))
        for sentence in sentences(text)
    }
    ours = {sentence: one.name for one in OPERATIONS for text in own_texts(one) for sentence in sentences(text)}

    assert len(theirs) > 300
    assert {sentence: name for sentence, name in ours.items() if sentence in theirs} == {}


def own_texts(operation) -> list[str]:
    return [operation.summary, *(one.note for one in operation.params), *(one.what for one in operation.corrections)]


def texts(value):
    """Every description and summary anywhere in a document."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in {"description", "summary"} and isinstance(inner, str):
                yield inner
            else:
                yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def sentences(text: str) -> list[str]:
    """Sentences of three words or more, reduced to their words."""
    parts = re.split(r"[.!?](?:\s|$)|\\|\n", text)
    reduced = (" ".join(re.findall(r"[a-z0-9_]+", part.lower())) for part in parts)
    return [sentence for sentence in reduced if len(sentence.split()) >= 3]
