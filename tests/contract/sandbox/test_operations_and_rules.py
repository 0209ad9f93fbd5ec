"""The catalogue and the sandbox agree: every operation has a route, and every rule is of an operation."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

import clickgate.sandbox.rules  # noqa: F401 - importing registers the rules
from clickgate.catalog import reading
from clickgate.catalog.model import Operation
from clickgate.sandbox.registry import RULES
from clickgate.sandbox.server import Response, Sandbox
from clickgate.sandbox.world.rows import Task

OPERATIONS = reading.operations()
BY_NAME = {operation.name: operation for operation in OPERATIONS}
EMULATED = [BY_NAME[name] for name in sorted(RULES) if name in BY_NAME]
# What each path parameter may be in the sandbox below.
BODIES: dict[str, Any] = {
    "spaces.create": {"name": "New", "multiple_assignees": True, "features": {}},
    "folders.create": {"name": "New"},
    "folders.update": {"name": "New"},
    "lists.create": {"name": "New"},
    "lists.create_folderless": {"name": "New"},
    "tasks.create": {"name": "New"},
    "comments.create": {"comment_text": "New"},
    "comments.create_for_list": {"comment_text": "New"},
    "comments.create_reply": {"comment_text": "New"},
    "tags.create": {"tag": {"name": "New"}},
    "tags.update": {"tag": {"name": "New"}},
    "custom_fields.set": {"value": 5},
    "checklists.create": {"name": "New"},
    "checklist_items.create": {"name": "New"},
    "dependencies.create": {"depends_on": "{links_to}"},
    "tasks.create_from_template": {"name": "New"},
    "lists.create_from_template": {"name": "New"},
    "lists.create_folderless_from_template": {"name": "New"},
    "folders.create_from_template": {"name": "New"},
    "tasks.merge": {"source_task_ids": ["{links_to}"]},
    "goals.create": {"name": "New"},
    "goals.update": {"name": "New"},
    "key_results.create": {"name": "New", "type": "number", "steps_start": 0, "steps_end": 10, "unit": "km"},
    "key_results.update": {"steps_current": 5, "note": "Half"},
    "time_entries.create": {"start": 1767600000000, "duration": 60000},
    "time_entries.start": {"tid": "{task_id}"},
    "time_entries.update": {"description": "New"},
    "time_entries.add_tags": {"time_entry_ids": ["{timer_id}"], "tags": [{"name": "desk"}]},
    "time_entries.remove_tags": {"time_entry_ids": ["{timer_id}"], "tags": [{"name": "desk"}]},
    "time_entries.rename_tag": {"name": "desk", "new_name": "home", "tag_bg": "#000000", "tag_fg": "#ffffff"},
    "time_intervals.create": {"start": 1767600000000, "end": 1767600060000, "time": 60000},
    "time_intervals.update": {"start": 1767600000000, "end": 1767600060000, "time": 60000},
    "tokens.create": {"client_id": "{client_id}", "client_secret": "{client_secret}", "code": "{code}"},
    "webhooks.create": {"endpoint": "http://127.0.0.1:9/hook", "events": ["*"]},
    "webhooks.update": {"endpoint": "http://127.0.0.1:9/hook", "events": ["*"], "status": "active"},
    "tasks.update_time_estimates": [{"assignee": "unassigned", "time": 1}],
    "tasks.replace_time_estimates": [{"assignee": "unassigned", "time": 1}],
    "views.create": {"name": "New", "type": "list"},
    "views.create_for_space": {"name": "New", "type": "board"},
    "views.create_for_folder": {"name": "New", "type": "gantt"},
    "views.create_for_list": {"name": "New", "type": "conversation"},
    "views.update": {"name": "New"},
    "comments.create_for_view": {"comment_text": "New"},
    "users.invite": {"email": "new@example.com", "admin": False},
    "guests.invite": {"email": "new@example.com"},
    "guests.add_to_task": {"permission_level": "read"},
    "guests.add_to_list": {"permission_level": "comment"},
    "guests.add_to_folder": {"permission_level": "edit"},
    "user_groups.create": {"name": "New", "members": []},
    "docs.create": {"name": "New"},
    "doc_pages.create": {"name": "New", "content": "New"},
    "doc_pages.update": {"content": "New", "content_edit_mode": "append"},
    "chat_channels.create": {"name": "New"},
    "chat_channels.create_on_location": {"location": {"id": "{list_id}", "type": "list"}},
    "chat_channels.create_direct_message": {"user_ids": ["{user_id}"]},
    "chat_messages.create": {"type": "message", "content": "New"},
    "chat_replies.create": {"type": "message", "content": "New"},
    "chat_reactions.create": {"reaction": "heart"},
    "acls.update": {"private": True, "entries": [{"kind": "user", "id": "{user_id}", "permission_level": 4}]},
    "user_groups.update": {"name": "New"},
}
# What must stand in a query; `{…}` as above.
QUERIES: dict[str, str] = {
    "user_groups.list": "?team_id={team_id}",
    "dependencies.delete": "?depends_on={links_to}",
    "tasks.list_time_in_status": "?task_ids={task_id}&task_ids={links_to}",
}


FORM = "multipart/form-data; boundary=XX"
UPLOAD = b'--XX\r\nContent-Disposition: form-data; name="attachment"; filename="a.txt"\r\n\r\nNew\r\n--XX--\r\n'


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox(plan="enterprise")


def ids(sandbox: Sandbox) -> dict[str, str]:
    world = sandbox.world
    task = next(task for task in world.tasks.values() if world.threads.get(task))
    other = next(one for one in task.home.tasks.values() if one is not task)
    checklist = next(iter(world.checklists.of(task)), None) or world.checklists.add(task, "Steps", task.creator, 0)
    item = next(iter(checklist.items), None) or world.checklists.add_item(checklist, "Step", 0)
    entry = world.timesheet.add(task.home.space.workspace, task.creator, 0, 60_000, 60_000, task=task)
    goal = world.goals.add(entry.workspace, "Grow", task.creator, 0)
    target = world.goals.add_target(goal, "Run", "number", task.creator, 0, start=0, end=10)
    people = entry.workspace.members.values()
    guest = world.add_user("Gus Guest", "gus.guest@example.com")
    world.add_member(entry.workspace, guest, 4, 0)
    webhook = world.events.add_webhook(
        next(row.user for row in people if row.role == 1),
        entry.workspace,
        "http://127.0.0.1:9/",
        ("goalCreated",),
        client_id=world.oauth.personal_client_id,
    )
    return {
        "webhook_id": webhook.id,
        "client_id": sandbox.oauth_app.client_id,
        "client_secret": sandbox.oauth_app.client_secret,
        "code": sandbox.consent(),
        "user_id": str(next(row.user.id for row in people if row.role == 3)),
        "guest_id": str(guest.id),
        "group_id": world.people.add_group(entry.workspace, "Crew", [task.creator], task.creator, 0).id,
        "view_id": world.views.add(task.home, "Mine", "list", task.creator, 0).id,
        "chat_id": world.views.add(task.home, "Talk", "conversation", task.creator, 0).id,
        "timer_id": entry.id,
        "interval_id": entry.id,
        "goal_id": goal.id,
        "key_result_id": target.id,
        "links_to": other.id,
        "checklist_id": checklist.id,
        "checklist_item_id": item.id,
        "workspace_id": sandbox.workspace_id,
        "team_id": sandbox.workspace_id,
        "space_id": task.home.space.id,
        "folder_id": task.home.folder.id,
        "list_id": task.home.id,
        "task_id": task.id,
        "comment_id": world.threads[task][0].id,
        "field_id": next(row.id for row in world.fields_of(task.home) if row.type == "number"),
        "tag_name": "design",
        **ids_of_v3(sandbox, task),
    }


def ids_of_v3(sandbox: Sandbox, task: Task) -> dict[str, str]:
    world, workspace = sandbox.world, task.home.space.workspace
    owner = next(iter(workspace.members.values())).user
    doc = world.docs.add(workspace, "Handbook", owner, 0, parent=(12, workspace.id))
    message = world.chat.add_message(world.chat.add_channel(workspace, "CHANNEL", owner, 0), owner, "Hello", 0)
    return {
        "doc_id": doc.id,
        "page_id": world.docs.add_page(doc, None, "First", owner, 0).id,
        "channel_id": message.channel.id,
        "message_id": message.id,
        "reaction": world.chat.react(message, "thumbsup", owner, 0).name,
        "entity_type": "attachments",
        "entity_id": task.id,
        "object_type": "list",
        "object_id": task.home.id,
        "comment_type": "post",
    }


def ask(sandbox: Sandbox, operation: Operation, values: dict[str, str]) -> Response:
    kind = operation.entity.removesuffix("s")
    templates = [row.id for row in sandbox.world.templates.rows.values() if row.kind == kind]
    values = values | {"template_id": next(iter(templates), "")}
    if operation.name.endswith("_for_view"):
        values = values | {"view_id": values["chat_id"]}
    path = re.sub(r"\{(\w+)\}", lambda match: values.get(match[1].lower(), "1"), operation.path)
    if operation.name == "lists.remove_task":
        path = path.replace(
            values["list_id"], sandbox.world.add_list(next(iter(sandbox.world.spaces.values())), "2").id
        )
    if operation.name == "time_entries.stop":
        ask(sandbox, BY_NAME["time_entries.start"], values)
    if operation.name == "time_entries.rename_tag":
        ask(sandbox, BY_NAME["time_entries.add_tags"], values)
    body = _fill(json.dumps(BODIES.get(operation.name, {})), values).encode()
    path += _fill(QUERIES.get(operation.name, ""), values)
    headers = {"authorization": sandbox.token}
    if operation.body == "multipart":
        headers, body = headers | {"content-type": FORM}, UPLOAD
    return sandbox.handle(operation.method, f"/api{path}", headers, body)


def _fill(text: str, values: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: values.get(match[1], match[0]), text)


def test_every_rule_is_of_an_operation_that_the_catalogue_knows():
    assert set(RULES) - set(BY_NAME) == set()


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_every_operation_has_a_route(sandbox: Sandbox, operation: Operation):
    answer = ask(sandbox, operation, ids(sandbox))

    assert sandbox.requests[-1].operation == operation.name
    assert answer.status == 501 if operation.name not in RULES else answer.status in (200, 201, 204)


@pytest.mark.parametrize("operation", EMULATED, ids=lambda operation: operation.name)
def test_an_answer_has_what_the_catalogue_says_it_has(sandbox: Sandbox, operation: Operation):
    answer = ask(sandbox, operation, ids(sandbox))

    value = answer.json() if answer.body else {}
    if operation.unwrap:
        value = value[operation.unwrap]
    assert isinstance(value, list if operation.many else dict)
    if operation.paging == "page" and operation.reply == "Task":
        assert isinstance(answer.json()["last_page"], bool)


@pytest.mark.parametrize("name", [operation.name for operation in EMULATED if operation.safety == "read"])
def test_reading_changes_nothing(sandbox: Sandbox, name: str):
    values = ids(sandbox)
    before = sandbox.world.revision

    first = ask(sandbox, BY_NAME[name], values)

    assert ask(sandbox, BY_NAME[name], values).body == first.body
    assert sandbox.world.revision == before
