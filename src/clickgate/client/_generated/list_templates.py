# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of list templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from msgspec import UnsetType
    from clickgate.catalog.schemas import Template
    from clickgate.client.wire.page import Page

NAME = "ListTemplatesResource"


class ListTemplatesResource(Resource):
    """Operations of list templates."""

    __slots__ = ()
    _entity = "list_templates"

    def list(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> Page[Template]:
        """Lists the list templates of a workspace."""
        return self._call("list", {"workspace_id": workspace_id}).data


class AsyncListTemplatesResource(AsyncResource):
    """Operations of list templates."""

    __slots__ = ()
    _entity = "list_templates"

    async def list(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> Page[Template]:
        """Lists the list templates of a workspace."""
        return (await self._call("list", {"workspace_id": workspace_id})).data
