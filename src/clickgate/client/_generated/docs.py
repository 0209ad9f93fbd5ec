# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of docs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Literal
    from msgspec import UnsetType
    from clickgate.catalog.schemas import Doc
    from clickgate.client.wire.page import Page

NAME = "DocsResource"


class DocsResource(Resource):
    """Operations of docs."""

    __slots__ = ()
    _entity = "docs"

    def list(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
        cursor: str | UnsetType = UNSET,
        limit: int | UnsetType = UNSET,
        doc_id: str | UnsetType = UNSET,
        creator: str | UnsetType = UNSET,
        parent_id: str | UnsetType = UNSET,
        parent_type: Literal[4, 5, 6, 7, 12, "SPACE", "FOLDER", "LIST", "EVERYTHING", "WORKSPACE"] | UnsetType = UNSET,
        archived: bool | UnsetType = UNSET,
        deleted: bool | UnsetType = UNSET,
    ) -> Page[Doc]:
        """Lists the docs of a workspace that pass a filter; it does not search their text.

        Args:
            limit: 10 to 100; 50 if left out.
            creator: Id of a user.

        API v3.
        """
        return self._call("list", {"workspace_id": workspace_id, "cursor": cursor, "limit": limit, "doc_id": doc_id, "creator": creator, "parent_id": parent_id, "parent_type": parent_type, "archived": archived, "deleted": deleted}).data

    def create(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
        name: str | UnsetType = UNSET,
        parent: Mapping[str, Any] | UnsetType = UNSET,
        visibility: Literal["PUBLIC", "PRIVATE", "PERSONAL", "HIDDEN"] | UnsetType = UNSET,
        create_page: bool | UnsetType = UNSET,
    ) -> Doc:
        """Makes a doc.

        Args:
            parent: {id, type}; type is 4 space, 5 folder, 6 list, 7 everything, 12 workspace.
            create_page: Whether to begin with an empty page; true if left out.

        API v3.
        """
        return self._call("create", {"workspace_id": workspace_id, "name": name, "parent": parent, "visibility": visibility, "create_page": create_page}).data

    def get(
        self,
        doc_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> Doc:
        """Reads what is known of a doc, without the text of its pages.

        API v3.
        """
        return self._call("get", {"doc_id": doc_id, "workspace_id": workspace_id}).data


class AsyncDocsResource(AsyncResource):
    """Operations of docs."""

    __slots__ = ()
    _entity = "docs"

    async def list(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
        cursor: str | UnsetType = UNSET,
        limit: int | UnsetType = UNSET,
        doc_id: str | UnsetType = UNSET,
        creator: str | UnsetType = UNSET,
        parent_id: str | UnsetType = UNSET,
        parent_type: Literal[4, 5, 6, 7, 12, "SPACE", "FOLDER", "LIST", "EVERYTHING", "WORKSPACE"] | UnsetType = UNSET,
        archived: bool | UnsetType = UNSET,
        deleted: bool | UnsetType = UNSET,
    ) -> Page[Doc]:
        """Lists the docs of a workspace that pass a filter; it does not search their text.

        Args:
            limit: 10 to 100; 50 if left out.
            creator: Id of a user.

        API v3.
        """
        return (await self._call("list", {"workspace_id": workspace_id, "cursor": cursor, "limit": limit, "doc_id": doc_id, "creator": creator, "parent_id": parent_id, "parent_type": parent_type, "archived": archived, "deleted": deleted})).data

    async def create(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
        name: str | UnsetType = UNSET,
        parent: Mapping[str, Any] | UnsetType = UNSET,
        visibility: Literal["PUBLIC", "PRIVATE", "PERSONAL", "HIDDEN"] | UnsetType = UNSET,
        create_page: bool | UnsetType = UNSET,
    ) -> Doc:
        """Makes a doc.

        Args:
            parent: {id, type}; type is 4 space, 5 folder, 6 list, 7 everything, 12 workspace.
            create_page: Whether to begin with an empty page; true if left out.

        API v3.
        """
        return (await self._call("create", {"workspace_id": workspace_id, "name": name, "parent": parent, "visibility": visibility, "create_page": create_page})).data

    async def get(
        self,
        doc_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> Doc:
        """Reads what is known of a doc, without the text of its pages.

        API v3.
        """
        return (await self._call("get", {"doc_id": doc_id, "workspace_id": workspace_id})).data
