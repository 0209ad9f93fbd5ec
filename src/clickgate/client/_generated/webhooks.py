# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of webhooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from collections.abc import Sequence
    from msgspec import UnsetType
    from clickgate.catalog.schemas import Webhook
    from clickgate.client.wire.page import Page

NAME = "WebhooksResource"


class WebhooksResource(Resource):
    """Operations of webhooks."""

    __slots__ = ()
    _entity = "webhooks"

    def list(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> Page[Webhook]:
        """Lists the webhooks that the caller has made in a workspace, with their health."""
        return self._call("list", {"workspace_id": workspace_id}).data

    def create(
        self,
        *,
        endpoint: str,
        events: Sequence[str],
        workspace_id: str | UnsetType = UNSET,
        space_id: str | UnsetType = UNSET,
        folder_id: str | UnsetType = UNSET,
        list_id: str | UnsetType = UNSET,
        task_id: str | UnsetType = UNSET,
    ) -> Webhook:
        """Asks ClickUp to post events to an address; the answer carries the secret that signs them.

        Args:
            endpoint: An https address.
            events: Names of events, or * for all.
            space_id: At most one location; of several the narrowest counts.
        """
        return self._call("create", {"endpoint": endpoint, "events": events, "workspace_id": workspace_id, "space_id": space_id, "folder_id": folder_id, "list_id": list_id, "task_id": task_id}).data

    def update(
        self,
        webhook_id: str,
        *,
        endpoint: str,
        events: Sequence[str],
        status: str,
    ) -> Webhook:
        """Changes address or events of a webhook, or revives a suspended one.

        Args:
            endpoint: An https address.
            events: Names of events, or * for all.
            status: active revives a suspended webhook.
        """
        return self._call("update", {"webhook_id": webhook_id, "endpoint": endpoint, "events": events, "status": status}).data

    def delete(
        self,
        webhook_id: str,
    ) -> None:
        """Ends a webhook; its secret is lost.

        Destroys what it names.
        """
        self._call("delete", {"webhook_id": webhook_id})


class AsyncWebhooksResource(AsyncResource):
    """Operations of webhooks."""

    __slots__ = ()
    _entity = "webhooks"

    async def list(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> Page[Webhook]:
        """Lists the webhooks that the caller has made in a workspace, with their health."""
        return (await self._call("list", {"workspace_id": workspace_id})).data

    async def create(
        self,
        *,
        endpoint: str,
        events: Sequence[str],
        workspace_id: str | UnsetType = UNSET,
        space_id: str | UnsetType = UNSET,
        folder_id: str | UnsetType = UNSET,
        list_id: str | UnsetType = UNSET,
        task_id: str | UnsetType = UNSET,
    ) -> Webhook:
        """Asks ClickUp to post events to an address; the answer carries the secret that signs them.

        Args:
            endpoint: An https address.
            events: Names of events, or * for all.
            space_id: At most one location; of several the narrowest counts.
        """
        return (await self._call("create", {"endpoint": endpoint, "events": events, "workspace_id": workspace_id, "space_id": space_id, "folder_id": folder_id, "list_id": list_id, "task_id": task_id})).data

    async def update(
        self,
        webhook_id: str,
        *,
        endpoint: str,
        events: Sequence[str],
        status: str,
    ) -> Webhook:
        """Changes address or events of a webhook, or revives a suspended one.

        Args:
            endpoint: An https address.
            events: Names of events, or * for all.
            status: active revives a suspended webhook.
        """
        return (await self._call("update", {"webhook_id": webhook_id, "endpoint": endpoint, "events": events, "status": status})).data

    async def delete(
        self,
        webhook_id: str,
    ) -> None:
        """Ends a webhook; its secret is lost.

        Destroys what it names.
        """
        await self._call("delete", {"webhook_id": webhook_id})
