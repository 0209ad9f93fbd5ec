# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of folder templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from msgspec import UnsetType
    from clickgate.catalog.schemas import Template
    from clickgate.client.wire.page import Page

NAME = "FolderTemplatesResource"


class FolderTemplatesResource(Resource):
    """Operations of folder templates."""

    __slots__ = ()
    _entity = "folder_templates"

    def list(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> Page[Template]:
        """Lists the folder templates of a workspace."""
        return self._call("list", {"workspace_id": workspace_id}).data


class AsyncFolderTemplatesResource(AsyncResource):
    """Operations of folder templates."""

    __slots__ = ()
    _entity = "folder_templates"

    async def list(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> Page[Template]:
        """Lists the folder templates of a workspace."""
        return (await self._call("list", {"workspace_id": workspace_id})).data
