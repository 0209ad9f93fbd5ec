"""Reads a little from ClickUp itself, and writes nothing: who, which places, the first tasks, how the window stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickgate.cli import pages
from clickgate.cli.connect import only_workspace, open_client
from clickgate.cli.identity import ask
from clickgate.client.wire.request import plan_of
from clickgate.errors import WorkspaceRequired

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clickgate.cli.connect import Credential
    from clickgate.cli.settings import Settings
    from clickgate.client.api import Client


def look_around(settings: Settings, credential: Credential) -> dict[str, Any]:
    """Read-only questions to ClickUp itself.

    Raises:
        WorkspaceRequired: The token may use several workspaces and none is named.
    """
    with open_client(settings, credential) as client:
        me = ask(client, credential.shown)
        workspace_id = me["default_workspace"] or only_workspace(client, WorkspaceRequired("No workspace is named."))
        spaces = _rows(client, "spaces", "list", {"workspace_id": workspace_id})
        lists = [found for space in spaces[:1] for found in _lists(client, space["id"])]
        tasks = _rows(client, "tasks", "list", {"list_id": lists[0]["id"]}) if lists else []
        window = client.limits()
    return {
        "user": me["user"],
        "workspace_id": workspace_id,
        "spaces": [space.get("name") for space in spaces],
        "lists": [found.get("name") for found in lists],
        "tasks_of_the_first_list": len(tasks),
        "rate_limit": {**me["rate_limit"], "remaining": window.remaining},
    }


def _lists(client: Client, space_id: str) -> list[Any]:
    """Lists of a space: those without a folder, and those of its folders as they come with them."""
    folders = _rows(client, "folders", "list", {"space_id": space_id})
    inside = [found for folder in folders for found in folder.get("lists") or ()]
    return [*_rows(client, "lists", "list_folderless", {"space_id": space_id}), *inside]


def _rows(client: Client, entity: str, action: str, params: Mapping[str, Any]) -> list[Any]:
    operation = plan_of(entity, action).operation
    batches = pages.read_batches(client, operation, params, limit=None, read_all=False)
    return [row for batch in batches for row in batch.rows]
