# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of shared items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from msgspec import UnsetType
    from clickgate.catalog.schemas import SharedItems

NAME = "SharedItemsResource"


class SharedItemsResource(Resource):
    """Operations of shared items."""

    __slots__ = ()
    _entity = "shared_items"

    def get(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> SharedItems:
        """Gathers the tasks, lists and folders that others have shared with the caller."""
        return self._call("get", {"workspace_id": workspace_id}).data


class AsyncSharedItemsResource(AsyncResource):
    """Operations of shared items."""

    __slots__ = ()
    _entity = "shared_items"

    async def get(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> SharedItems:
        """Gathers the tasks, lists and folders that others have shared with the caller."""
        return (await self._call("get", {"workspace_id": workspace_id})).data
