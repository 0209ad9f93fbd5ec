"""Every answer of the sandbox is of the shape that the official documents give, as corrected by what is known better.

The documents are not part of the project; where they lie beside the checkout, each answer's keys and types are held
against the schema of its success. What differs is listed with its reason, and a reason that no longer holds fails.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest

from clickgate.sandbox.server import Sandbox
from tests.contract.sandbox.test_operations_and_rules import EMULATED, ask, ids

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clickgate.catalog.model import Operation

OFFICIAL = Path(__file__).parents[4] / "shared" / "clickup"

pytestmark = pytest.mark.skipif(
    not (OFFICIAL / "openapi-v2.json").is_file(), reason="the official documents are not beside this checkout"
)

# (operation, place), as patterns → why the answer is not as the document says.
REASONS: dict[tuple[str, str], str] = {
    (r"comments\.create.*", r"\$\.id"): "a number, as recorded in 2025",
    (
        r"comments\.list",
        r".*\.(resolved|assigned_by)",
    ): "absent of comments that nobody is assigned to, as recorded in 2026",
    (r"comments\.list", r".*\.reply_count"): "a number, as recorded in 2026",
    (r"folders\.get", r"\$\.lists\[\]"): "lists are objects, as recorded in 2022",
    (r"folders\.list", r"\$\.folders"): "a list, as recorded in 2022 and in the document's own example",
    (r"goals\..*", r".*\.(key_results|history|owners)\[\]"): "objects, as recorded in 2024",
    (r"guests\..*", r".*\.invited_by"): "nobody invited the one who made the workspace, as recorded in 2025",
    (r"guests\.invite", r".*\.can_\w+"): "said of guests only",
    (r"(guests|users)\.remove", r"\$\.team\.members\[\]"): "members are objects, as recorded in 2025",
    (r"users\.invite", r".*\.invited_by"): "nobody invited the one who made the workspace, as recorded in 2025",
    (r"key_results\.update", r".*\.percent_completed"): "a number, as goals were recorded in 2024",
    (r"lists\.\w+", r".*\.task_count"): "a number, as recorded in 2022 and 2025",
    (r"lists\.list(_folderless)?", r".*\.(content|status|priority|assignee|(due|start)_date)"): (
        "absent of lists until it is set, as recorded in 2022"
    ),
    (r"spaces\.\w+", r".*\.features\.\w+"): "a feature that is off may be absent, as recorded in 2024 and 2025",
    (r"task_links\.delete", r"\$\.task"): "empty, as observed live; the document's example has the task",
    (r"task_templates\.list", r"\$\.templates\[\]"): "templates are objects",
    (r"tasks\.list_time_in_status", r"\$\.\w+"): "the document names the tasks of its example",
    (r"tasks\.search", r".*\.priority"): "an object, as recorded in 2026",
    (r"time_entries\.create", r"\$\.\w+"): "under `data`, as observed live; the document repeats the request",
    (r"time_entries\.get", r".*\.(task_tags|\w+_name)"): "there only where the call asks for it",
    (r"time_entries\.get", r".*\.(list|folder|space)_id"): "text, as recorded in 2022",
    (r"time_entries\.get_current", r"\$\.data\.\w+"): "empty while no timer runs, as observed live",
    (r"(tasks|task_links|view_tasks|guests)\..*", r".*\.(assignees|watchers|tags|checklists|custom_fields)\[\]"): (
        "objects, as recorded in 2022 and 2026"
    ),
    (r"view_tasks\.list", r".*\.custom_fields"): "a list, as in every other answer with tasks",
    (r"(tasks|task_links|view_tasks)\..*", r".*\.time_(estimate|spent)"): "a number, as recorded in 2026",
}


@cache
def documents() -> dict[str, Any]:
    return {version: json.loads((OFFICIAL / f"openapi-{version}.json").read_text()) for version in ("v2", "v3")}


def schema_of(operation: Operation, status: int) -> Any:
    """The schema of the document's answer with this status, or else of any success; None where it has none."""
    document = documents()[operation.version]
    wanted = re.sub(r"\{\w+\}", "{}", operation.path)
    for path, methods in document["paths"].items():
        plain = re.sub(r"\{\w+\}", "{}", path.removeprefix("/api"))
        if plain != wanted or operation.method.lower() not in methods:
            continue
        answers = methods[operation.method.lower()]["responses"]
        answer = answers.get(str(status)) or next((one for code, one in answers.items() if code[0] == "2"), {})
        return answer.get("content", {}).get("application/json", {}).get("schema")
    raise AssertionError(f"{operation.name} is in no document")


def departures(operation: Operation) -> dict[str, str]:
    """What is not as the document says in an operation's answer, by place."""
    sandbox = Sandbox(plan="enterprise", seed="team")
    answer = ask(sandbox, operation, ids(sandbox))
    schema = schema_of(operation, answer.status)
    if not schema or not answer.body:
        return {}
    return dict(differences(schema, answer.json(), documents()[operation.version]))


def explains(pattern: tuple[str, str], operation: Operation, place: str) -> bool:
    return bool(re.fullmatch(pattern[0], operation.name) and re.fullmatch(pattern[1], place))


@pytest.mark.parametrize("operation", EMULATED, ids=lambda operation: operation.name)
def test_an_answer_has_the_official_shape(operation: Operation):
    found = departures(operation)

    unexplained = {
        place: what
        for place, what in found.items()
        if not any(explains(pattern, operation, place) for pattern in REASONS)
    }
    assert unexplained == {}


def test_every_reason_is_needed():
    found = [(operation, place) for operation in EMULATED for place in departures(operation)]

    idle = [pattern for pattern in REASONS if not any(explains(pattern, *one) for one in found)]
    assert idle == []


def differences(schema: Any, value: Any, document: Any, place: str = "$") -> Iterator[tuple[str, str]]:
    """Hold a value against a schema: keys it must have, and types of those it has; null is always allowed.

    The documents call nearly every nullable key plain, so null says nothing here.
    """
    schema = resolve(schema, document)
    options = schema.get("oneOf") or schema.get("anyOf")
    if value is None:
        return
    if options:
        tried = [list(differences(option, value, document, place)) for option in options]
        yield from min(tried, key=len)
        return
    for part in schema.get("allOf", ()):
        yield from differences(part, value, document, place)
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(is_a(value, one) for one in types):
        yield place, f"the document says {' or '.join(types)}, the answer has {type(value).__name__}"
        return
    if isinstance(value, dict):
        for key in schema.get("required", ()):
            if key not in value:
                yield f"{place}.{key}", "the document requires it, and the answer lacks it"
        for key, inner in schema.get("properties", {}).items():
            if key in value:
                yield from differences(inner, value[key], document, f"{place}.{key}")
    elif isinstance(value, list) and "items" in schema:
        for item in value:
            yield from differences(schema["items"], item, document, f"{place}[]")


def resolve(schema: Any, document: Any) -> Any:
    while "$ref" in schema:
        target: Any = document
        for part in schema["$ref"].removeprefix("#/").split("/"):
            name = unquote(part).replace("~1", "/").replace("~0", "~")
            target = target[int(name)] if isinstance(target, list) else target[name]
        schema = target
    return schema


def is_a(value: Any, kind: str) -> bool:
    if kind in {"integer", "number"}:
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    kinds = {"string": str, "boolean": bool, "object": dict, "array": list, "null": type(None)}
    return isinstance(value, kinds[kind])
