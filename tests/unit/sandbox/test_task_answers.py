"""What hangs on tasks reads by the catalogue's schemas without a warning."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from clickgate.catalog import reading
from clickgate.client.wire.decode import decode
from clickgate.sandbox.server import Response
from tests.unit.sandbox.conftest import Api

CASES: list[tuple[str, str, Any]] = [
    ("checklists.create", "", {"name": "Steps"}),
    ("checklists.update", "", {"position": 0}),
    ("checklists.delete", "", None),
    ("checklist_items.create", "", {"name": "Step", "assignee": "{me}"}),
    ("checklist_items.update", "", {"resolved": True}),
    ("checklist_items.delete", "", None),
    ("dependencies.create", "", {"depends_on": "{links_to}"}),
    ("dependencies.delete", "?depends_on={links_to}", None),
    ("task_links.create", "", None),
    ("task_links.delete", "", None),
    ("tasks.get", "", None),
    ("tasks.merge", "", {"source_task_ids": ["{links_to}"]}),
    ("tasks.get_time_in_status", "", None),
    ("tasks.list_time_in_status", "?task_ids={task_id}&task_ids={links_to}", None),
    ("tasks.create_from_template", "", {"name": "New"}),
    ("tasks.move", "", {}),
    ("tasks.update_time_estimates", "", [{"assignee": "unassigned", "time": 1}]),
    ("tasks.replace_time_estimates", "", [{"assignee": "unassigned", "time": 1}]),
    ("task_templates.list", "?page=0", None),
    ("list_templates.list", "", None),
    ("folder_templates.list", "", None),
    ("lists.create_from_template", "", {"name": "New", "options": {"return_immediately": False}}),
    ("lists.create_folderless_from_template", "", {"name": "New"}),
    ("folders.create_from_template", "", {"name": "New", "options": {"return_immediately": False}}),
]


@pytest.fixture
def values(api: Api) -> dict[str, str]:
    """A task with all that can hang on it, and what the paths of the cases name."""
    me = api.get("/user").json()["user"]["id"]
    task, other = api.new_task(assignees=[me], status="in progress"), api.new_task()
    checklist = api.post(f"/task/{task['id']}/checklist", {"name": "Steps"}).json()["checklist"]["id"]
    added = api.post(f"/checklist/{checklist}/checklist_item", {"name": "Step", "assignee": me}).json()["checklist"]
    api.post(f"/task/{task['id']}/dependency", {"dependency_of": other["id"]})
    api.post(f"/task/{task['id']}/link/{other['id']}")
    api.sandbox.clock.move(61)
    return {
        "me": me,
        "workspace_id": api.workspace.id,
        "team_id": api.workspace.id,
        "space_id": api.space.id,
        "folder_id": api.list.folder.id,
        "list_id": api.list.id,
        "task_id": task["id"],
        "links_to": other["id"],
        "checklist_id": checklist,
        "checklist_item_id": added["items"][0]["id"],
    }


def ask(api: Api, name: str, query: str, body: Any, values: dict[str, Any]) -> Response:
    operation = reading.operation(*name.split("."))
    kind = operation.entity.removesuffix("s")
    template = next((row.id for row in api.world.templates.rows.values() if row.kind == kind), "")
    known = values | {"template_id": template}

    def fill(text: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda match: str(known.get(match[1], match[0])), text)

    path = f"/api{fill(operation.path)}{fill(query)}"
    sent = b"" if body is None else fill(json.dumps(body)).encode()
    return api.sandbox.handle(operation.method, path, {"Authorization": api.sandbox.token}, sent)


@pytest.mark.parametrize(("name", "query", "body"), CASES, ids=[case[0] for case in CASES])
def test_an_answer_reads_without_a_warning(api: Api, values: dict[str, Any], name: str, query: str, body: Any):
    answer = ask(api, name, query, body, values)

    assert answer.status == 200, answer.body
    assert decode(reading.operation(*name.split(".")), answer.body).warnings == ()
