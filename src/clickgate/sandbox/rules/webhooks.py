"""Rules of webhooks.

Source: https://developer.clickup.com/docs/webhooks and the official v2 document.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from clickgate.sandbox import access, sight
from clickgate.sandbox.answers import EMPTY, Answer, Refusal, answer
from clickgate.sandbox.registry import rule
from clickgate.sandbox.shapes import webhooks
from clickgate.sandbox.world.around import is_there, workspace_of
from clickgate.sandbox.world.events import EVENTS

if TYPE_CHECKING:
    from clickgate.sandbox.call import Call
    from clickgate.sandbox.world.event_rows import Health, PlaceKey, Webhook
    from clickgate.sandbox.world.rows import Workspace

# The states that a webhook can be put into; `failing` leaves it as it is, for clients that send back what they read.
_STATES: tuple[Health, ...] = ("active", "failing", "suspended")


@rule("webhooks.list", "official", "Only those that this user made with this app, or with personal tokens.")
def list_webhooks(call: Call) -> Answer:
    """The caller's webhooks of a workspace."""
    workspace = access.workspace(call)
    return answer({"webhooks": [webhooks.webhook(row) for row in _own(call, workspace)]})


@rule(
    "webhooks.create",
    "official",
    "The same address, events and location again is refused; that others' webhooks don't count for that, and the "
    "codes of other refusals, are guesses. Of several locations the narrowest is kept.",
)
def create_webhook(call: Call) -> Answer:
    """Ask for events."""
    workspace = access.workspace(call)
    endpoint, events, location = _read_endpoint(call), _read_events(call), _read_location(call, workspace)
    _check_new(call, workspace, endpoint, events, location)
    row = call.world.events.add_webhook(
        call.me, workspace, endpoint, events, client_id=_client_id(call), location=location
    )
    call.world.revision += 1
    return _told(row)


@rule(
    "webhooks.update",
    "official",
    "Wants endpoint, events and status, as documented; `active` revives. That `suspended` suspends is a guess.",
)
def update_webhook(call: Call) -> Answer:
    """Change a webhook, or revive it."""
    row = _find(call)
    endpoint, events, status = _read_endpoint(call), _read_events(call), call.body.get("status")
    if status not in _STATES:
        raise Refusal("SANDBOX_003", "Webhook status invalid")
    _check_new(call, row.workspace, endpoint, events, row.location, but=row)
    row.endpoint, row.events = endpoint, events
    if status == "active":
        row.health, row.fail_count = "active", 0
    elif status == "suspended":
        row.health = "suspended"
    call.world.revision += 1
    return _told(row)


@rule("webhooks.delete", "official", "Answers `{}`; what waits to be sent to it is not sent.")
def delete_webhook(call: Call) -> Answer:
    """End a webhook."""
    del call.world.events.webhooks[_find(call).id]
    call.world.revision += 1
    return EMPTY


def _told(row: Webhook) -> Answer:
    return answer({"id": row.id, "webhook": webhooks.webhook(row)})


def _client_id(call: Call) -> str:
    """The app that the token was given to; personal tokens share one of ClickUp's own."""
    return call.token.client_id or call.world.oauth.personal_client_id


def _own(call: Call, workspace: Workspace) -> list[Webhook]:
    client_id, rows = _client_id(call), call.world.events.webhooks.values()
    return [row for row in rows if row.workspace is workspace and row.user is call.me and row.client_id == client_id]


def _find(call: Call) -> Webhook:
    row = call.world.events.webhooks.get(call.params["webhook_id"])
    if row is not None and row.workspace.id not in call.token.workspace_ids:
        raise Refusal("OAUTH_027")
    if row is None or row not in _own(call, row.workspace):
        raise Refusal("SANDBOX_005", "Webhook not found")
    return row


def _check_new(
    call: Call, workspace: Workspace, endpoint: str, events: tuple[str, ...], location: Any, but: Webhook | None = None
) -> None:
    for row in _own(call, workspace):
        if row is not but and (row.endpoint, set(row.events), row.location) == (endpoint, set(events), location):
            raise Refusal("OAUTH_171")


def _read_endpoint(call: Call) -> str:
    sent = call.body.get("endpoint")
    if not isinstance(sent, str) or not re.fullmatch(r"https?://[!-~]{1,2000}", sent):
        raise Refusal("SANDBOX_003", "Webhook endpoint invalid")
    try:
        parts = urlsplit(sent)
        has_host = bool(parts.hostname) and parts.port != 0
    except ValueError:
        has_host = False
    if not has_host:
        raise Refusal("SANDBOX_003", "Webhook endpoint invalid")
    return sent


def _read_events(call: Call) -> tuple[str, ...]:
    """Names of events, or `*`: an array, or `*` alone as text."""
    sent = call.body.get("events")
    names = [sent] if isinstance(sent, str) else sent
    if not isinstance(names, list) or not names:
        raise Refusal("SANDBOX_003", "Webhook events must be an array")
    if "*" in names:
        return ("*",)
    for name in names:
        if name not in EVENTS:
            raise Refusal("SANDBOX_003", f"Webhook event unknown: {name}")
    return tuple(dict.fromkeys(names))


def _read_location(call: Call, workspace: Workspace) -> tuple[PlaceKey, str] | None:
    """The narrowest place that the body names; it has to be in the workspace."""
    world = call.world
    rows: dict[PlaceKey, Any] = {
        "task_id": world.tasks,
        "list_id": world.lists,
        "folder_id": world.folders,
        "space_id": world.spaces,
    }
    for key, known in rows.items():
        sent = call.body.get(key)
        if sent in (None, ""):
            continue
        row = known.get(str(sent))
        if row is None or workspace_of(row) is not workspace or not is_there(world, row):
            raise Refusal("ITEM_015" if row is None and key == "task_id" else "OAUTH_027")
        sight.check(call, row)
        return key, str(sent)
    return None
