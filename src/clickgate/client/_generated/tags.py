# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any
    from msgspec import UnsetType
    from clickgate.catalog.schemas import Tag
    from clickgate.client.wire.page import Page

NAME = "TagsResource"


class TagsResource(Resource):
    """Operations of tags."""

    __slots__ = ()
    _entity = "tags"

    def list(
        self,
        space_id: str,
    ) -> Page[Tag]:
        """Lists the tags of a space."""
        return self._call("list", {"space_id": space_id}).data

    def create(
        self,
        space_id: str,
        *,
        tag: Mapping[str, Any],
    ) -> None:
        """Adds a tag to a space.

        Args:
            tag: {name, tag_fg, tag_bg}; the colours are hexadecimal.
        """
        self._call("create", {"space_id": space_id, "tag": tag})

    def update(
        self,
        space_id: str,
        tag_name: str,
        *,
        tag: Mapping[str, Any],
    ) -> Tag:
        """Renames or recolours a tag of a space.

        Args:
            tag: {name, fg_color, bg_color, tag_fg, tag_bg}; both names of each colour.
        """
        return self._call("update", {"space_id": space_id, "tag_name": tag_name, "tag": tag}).data

    def delete(
        self,
        space_id: str,
        tag_name: str,
        *,
        tag: Mapping[str, Any] | UnsetType = UNSET,
    ) -> None:
        """Deletes a tag from a space and from all its tasks.

        Args:
            tag: {name, tag_fg, tag_bg}.

        Destroys what it names.
        """
        self._call("delete", {"space_id": space_id, "tag_name": tag_name, "tag": tag})

    def add_to_task(
        self,
        task_id: str,
        tag_name: str,
        *,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> None:
        """Puts a tag on a task.

        Args:
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.
        """
        self._call("add_to_task", {"task_id": task_id, "tag_name": tag_name, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id})

    def remove_from_task(
        self,
        task_id: str,
        tag_name: str,
        *,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> None:
        """Takes a tag off a task; the space keeps it.

        Args:
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.
        """
        self._call("remove_from_task", {"task_id": task_id, "tag_name": tag_name, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id})


class AsyncTagsResource(AsyncResource):
    """Operations of tags."""

    __slots__ = ()
    _entity = "tags"

    async def list(
        self,
        space_id: str,
    ) -> Page[Tag]:
        """Lists the tags of a space."""
        return (await self._call("list", {"space_id": space_id})).data

    async def create(
        self,
        space_id: str,
        *,
        tag: Mapping[str, Any],
    ) -> None:
        """Adds a tag to a space.

        Args:
            tag: {name, tag_fg, tag_bg}; the colours are hexadecimal.
        """
        await self._call("create", {"space_id": space_id, "tag": tag})

    async def update(
        self,
        space_id: str,
        tag_name: str,
        *,
        tag: Mapping[str, Any],
    ) -> Tag:
        """Renames or recolours a tag of a space.

        Args:
            tag: {name, fg_color, bg_color, tag_fg, tag_bg}; both names of each colour.
        """
        return (await self._call("update", {"space_id": space_id, "tag_name": tag_name, "tag": tag})).data

    async def delete(
        self,
        space_id: str,
        tag_name: str,
        *,
        tag: Mapping[str, Any] | UnsetType = UNSET,
    ) -> None:
        """Deletes a tag from a space and from all its tasks.

        Args:
            tag: {name, tag_fg, tag_bg}.

        Destroys what it names.
        """
        await self._call("delete", {"space_id": space_id, "tag_name": tag_name, "tag": tag})

    async def add_to_task(
        self,
        task_id: str,
        tag_name: str,
        *,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> None:
        """Puts a tag on a task.

        Args:
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.
        """
        await self._call("add_to_task", {"task_id": task_id, "tag_name": tag_name, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id})

    async def remove_from_task(
        self,
        task_id: str,
        tag_name: str,
        *,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> None:
        """Takes a tag off a task; the space keeps it.

        Args:
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.
        """
        await self._call("remove_from_task", {"task_id": task_id, "tag_name": tag_name, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id})
