# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of folders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any
    from msgspec import UnsetType
    from clickgate.catalog.schemas import Folder
    from clickgate.client.wire.page import Page

NAME = "FoldersResource"


class FoldersResource(Resource):
    """Operations of folders."""

    __slots__ = ()
    _entity = "folders"

    def list(
        self,
        space_id: str,
        *,
        archived: bool | UnsetType = UNSET,
    ) -> Page[Folder]:
        """Lists the folders of a space, each with its lists.

        Args:
            archived: true gives the archived ones only.
        """
        return self._call("list", {"space_id": space_id, "archived": archived}).data

    def create(
        self,
        space_id: str,
        *,
        name: str,
        parent_folder_id: str | UnsetType = UNSET,
    ) -> Folder:
        """Makes a folder in a space or inside another folder.

        Args:
            parent_folder_id: Of the same space; the workspace must allow subfolders.
        """
        return self._call("create", {"space_id": space_id, "name": name, "parent_folder_id": parent_folder_id}).data

    def get(
        self,
        folder_id: str,
        *,
        include_subfolders: bool | UnsetType = UNSET,
    ) -> Folder:
        """Reads one folder with its lists.

        Args:
            include_subfolders: Adds the ids of the folders inside.
        """
        return self._call("get", {"folder_id": folder_id, "include_subfolders": include_subfolders}).data

    def update(
        self,
        folder_id: str,
        *,
        name: str,
    ) -> Folder:
        """Gives a folder another name."""
        return self._call("update", {"folder_id": folder_id, "name": name}).data

    def delete(
        self,
        folder_id: str,
    ) -> None:
        """Deletes a folder with its lists and their tasks.

        Destroys what it names.
        """
        self._call("delete", {"folder_id": folder_id})

    def create_from_template(
        self,
        space_id: str,
        template_id: str,
        *,
        name: str,
        parent_folder_id: str | UnsetType = UNSET,
        options: Mapping[str, Any] | UnsetType = UNSET,
    ) -> Any:
        """Makes a folder in a space after a template.

        Args:
            template_id: Begins with t-.
            parent_folder_id: Of the same space; the workspace must allow subfolders.
            options: What to bring along; with return_immediately (true if left out) the id is told before the
                object exists.
        """
        return self._call("create_from_template", {"space_id": space_id, "template_id": template_id, "name": name, "parent_folder_id": parent_folder_id, "options": options}).data


class AsyncFoldersResource(AsyncResource):
    """Operations of folders."""

    __slots__ = ()
    _entity = "folders"

    async def list(
        self,
        space_id: str,
        *,
        archived: bool | UnsetType = UNSET,
    ) -> Page[Folder]:
        """Lists the folders of a space, each with its lists.

        Args:
            archived: true gives the archived ones only.
        """
        return (await self._call("list", {"space_id": space_id, "archived": archived})).data

    async def create(
        self,
        space_id: str,
        *,
        name: str,
        parent_folder_id: str | UnsetType = UNSET,
    ) -> Folder:
        """Makes a folder in a space or inside another folder.

        Args:
            parent_folder_id: Of the same space; the workspace must allow subfolders.
        """
        return (await self._call("create", {"space_id": space_id, "name": name, "parent_folder_id": parent_folder_id})).data

    async def get(
        self,
        folder_id: str,
        *,
        include_subfolders: bool | UnsetType = UNSET,
    ) -> Folder:
        """Reads one folder with its lists.

        Args:
            include_subfolders: Adds the ids of the folders inside.
        """
        return (await self._call("get", {"folder_id": folder_id, "include_subfolders": include_subfolders})).data

    async def update(
        self,
        folder_id: str,
        *,
        name: str,
    ) -> Folder:
        """Gives a folder another name."""
        return (await self._call("update", {"folder_id": folder_id, "name": name})).data

    async def delete(
        self,
        folder_id: str,
    ) -> None:
        """Deletes a folder with its lists and their tasks.

        Destroys what it names.
        """
        await self._call("delete", {"folder_id": folder_id})

    async def create_from_template(
        self,
        space_id: str,
        template_id: str,
        *,
        name: str,
        parent_folder_id: str | UnsetType = UNSET,
        options: Mapping[str, Any] | UnsetType = UNSET,
    ) -> Any:
        """Makes a folder in a space after a template.

        Args:
            template_id: Begins with t-.
            parent_folder_id: Of the same space; the workspace must allow subfolders.
            options: What to bring along; with return_immediately (true if left out) the id is told before the
                object exists.
        """
        return (await self._call("create_from_template", {"space_id": space_id, "template_id": template_id, "name": name, "parent_folder_id": parent_folder_id, "options": options})).data
