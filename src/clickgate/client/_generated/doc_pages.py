# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of doc pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from typing import Literal
    from msgspec import UnsetType
    from clickgate.catalog.schemas import DocPage, DocPageListing
    from clickgate.client.wire.page import Page

NAME = "DocPagesResource"


class DocPagesResource(Resource):
    """Operations of doc pages."""

    __slots__ = ()
    _entity = "doc_pages"

    def list(
        self,
        doc_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        max_page_depth: int | UnsetType = UNSET,
        content_format: Literal["text/md", "text/plain"] | UnsetType = UNSET,
    ) -> Page[DocPage]:
        """Reads the pages of a doc with their text, nested.

        Args:
            max_page_depth: -1, as if left out, for all levels.
            content_format: text/md if left out.

        API v3.
        """
        return self._call("list", {"doc_id": doc_id, "workspace_id": workspace_id, "max_page_depth": max_page_depth, "content_format": content_format}).data

    def get_listing(
        self,
        doc_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        max_page_depth: int | UnsetType = UNSET,
    ) -> Page[DocPageListing]:
        """Reads the tree of the pages of a doc, without their text.

        Args:
            max_page_depth: -1, as if left out, for all levels.

        API v3.
        """
        return self._call("get_listing", {"doc_id": doc_id, "workspace_id": workspace_id, "max_page_depth": max_page_depth}).data

    def create(
        self,
        doc_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        name: str | UnsetType = UNSET,
        sub_title: str | UnsetType = UNSET,
        content: str | UnsetType = UNSET,
        content_format: Literal["text/md", "text/plain"] | UnsetType = UNSET,
        parent_page_id: str | UnsetType = UNSET,
    ) -> DocPage:
        """Adds a page to a doc.

        Args:
            content_format: text/md if left out.
            parent_page_id: At the top level if left out.

        API v3.
        """
        return self._call("create", {"doc_id": doc_id, "workspace_id": workspace_id, "name": name, "sub_title": sub_title, "content": content, "content_format": content_format, "parent_page_id": parent_page_id}).data

    def get(
        self,
        doc_id: str,
        page_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        content_format: Literal["text/md", "text/plain"] | UnsetType = UNSET,
    ) -> DocPage:
        """Reads one page of a doc with its text.

        Args:
            content_format: text/md if left out.

        API v3.
        """
        return self._call("get", {"doc_id": doc_id, "page_id": page_id, "workspace_id": workspace_id, "content_format": content_format}).data

    def update(
        self,
        doc_id: str,
        page_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        name: str | UnsetType = UNSET,
        sub_title: str | UnsetType = UNSET,
        content: str | UnsetType = UNSET,
        content_format: Literal["text/md", "text/plain"] | UnsetType = UNSET,
        content_edit_mode: Literal["replace", "append", "prepend"] | UnsetType = UNSET,
    ) -> None:
        """Rewrites a page of a doc, or adds to its beginning or end.

        Args:
            content_format: text/md if left out.
            content_edit_mode: replace if left out.

        API v3.
        """
        self._call("update", {"doc_id": doc_id, "page_id": page_id, "workspace_id": workspace_id, "name": name, "sub_title": sub_title, "content": content, "content_format": content_format, "content_edit_mode": content_edit_mode})


class AsyncDocPagesResource(AsyncResource):
    """Operations of doc pages."""

    __slots__ = ()
    _entity = "doc_pages"

    async def list(
        self,
        doc_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        max_page_depth: int | UnsetType = UNSET,
        content_format: Literal["text/md", "text/plain"] | UnsetType = UNSET,
    ) -> Page[DocPage]:
        """Reads the pages of a doc with their text, nested.

        Args:
            max_page_depth: -1, as if left out, for all levels.
            content_format: text/md if left out.

        API v3.
        """
        return (await self._call("list", {"doc_id": doc_id, "workspace_id": workspace_id, "max_page_depth": max_page_depth, "content_format": content_format})).data

    async def get_listing(
        self,
        doc_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        max_page_depth: int | UnsetType = UNSET,
    ) -> Page[DocPageListing]:
        """Reads the tree of the pages of a doc, without their text.

        Args:
            max_page_depth: -1, as if left out, for all levels.

        API v3.
        """
        return (await self._call("get_listing", {"doc_id": doc_id, "workspace_id": workspace_id, "max_page_depth": max_page_depth})).data

    async def create(
        self,
        doc_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        name: str | UnsetType = UNSET,
        sub_title: str | UnsetType = UNSET,
        content: str | UnsetType = UNSET,
        content_format: Literal["text/md", "text/plain"] | UnsetType = UNSET,
        parent_page_id: str | UnsetType = UNSET,
    ) -> DocPage:
        """Adds a page to a doc.

        Args:
            content_format: text/md if left out.
            parent_page_id: At the top level if left out.

        API v3.
        """
        return (await self._call("create", {"doc_id": doc_id, "workspace_id": workspace_id, "name": name, "sub_title": sub_title, "content": content, "content_format": content_format, "parent_page_id": parent_page_id})).data

    async def get(
        self,
        doc_id: str,
        page_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        content_format: Literal["text/md", "text/plain"] | UnsetType = UNSET,
    ) -> DocPage:
        """Reads one page of a doc with its text.

        Args:
            content_format: text/md if left out.

        API v3.
        """
        return (await self._call("get", {"doc_id": doc_id, "page_id": page_id, "workspace_id": workspace_id, "content_format": content_format})).data

    async def update(
        self,
        doc_id: str,
        page_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        name: str | UnsetType = UNSET,
        sub_title: str | UnsetType = UNSET,
        content: str | UnsetType = UNSET,
        content_format: Literal["text/md", "text/plain"] | UnsetType = UNSET,
        content_edit_mode: Literal["replace", "append", "prepend"] | UnsetType = UNSET,
    ) -> None:
        """Rewrites a page of a doc, or adds to its beginning or end.

        Args:
            content_format: text/md if left out.
            content_edit_mode: replace if left out.

        API v3.
        """
        await self._call("update", {"doc_id": doc_id, "page_id": page_id, "workspace_id": workspace_id, "name": name, "sub_title": sub_title, "content": content, "content_format": content_format, "content_edit_mode": content_edit_mode})
