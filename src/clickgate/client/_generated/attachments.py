# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of attachments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from typing import Literal
    from msgspec import UnsetType
    from clickgate.catalog.schemas import Attachment
    from clickgate.client.upload import FileSource
    from clickgate.client.wire.page import Page

NAME = "AttachmentsResource"


class AttachmentsResource(Resource):
    """Operations of attachments."""

    __slots__ = ()
    _entity = "attachments"

    def create(
        self,
        task_id: str,
        *,
        file: FileSource,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> Attachment:
        """Uploads one file and attaches it to a task.

        Args:
            file: At most 1 GB.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.
        """
        return self._call("create", {"task_id": task_id, "file": file, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id}).data

    def list(
        self,
        entity_type: Literal["attachments", "custom_fields"],
        entity_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        cursor: str | UnsetType = UNSET,
        limit: int | UnsetType = UNSET,
    ) -> Page[Attachment]:
        """Lists the files of a task or of a Files custom field.

        Args:
            entity_type: attachments for a task, custom_fields for a Files custom field.
            entity_id: Id of the task or of the custom field.
            limit: 1 to 100; 50 if left out.

        API v3.
        """
        return self._call("list", {"entity_type": entity_type, "entity_id": entity_id, "workspace_id": workspace_id, "cursor": cursor, "limit": limit}).data

    def upload(
        self,
        entity_type: Literal["attachments", "custom_fields"],
        entity_id: str,
        *,
        file: FileSource,
        workspace_id: str | UnsetType = UNSET,
        filename: str | UnsetType = UNSET,
    ) -> Attachment:
        """Uploads one file to a task or to a Files custom field.

        Args:
            entity_type: A file sent to custom_fields shows on a task only after custom_fields.set with its id.
            entity_id: Id of the task or of the custom field.
            file: At most 1 GB.
            filename: Another name for the file.

        API v3.
        """
        return self._call("upload", {"entity_type": entity_type, "entity_id": entity_id, "file": file, "workspace_id": workspace_id, "filename": filename}).data


class AsyncAttachmentsResource(AsyncResource):
    """Operations of attachments."""

    __slots__ = ()
    _entity = "attachments"

    async def create(
        self,
        task_id: str,
        *,
        file: FileSource,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> Attachment:
        """Uploads one file and attaches it to a task.

        Args:
            file: At most 1 GB.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.
        """
        return (await self._call("create", {"task_id": task_id, "file": file, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id})).data

    async def list(
        self,
        entity_type: Literal["attachments", "custom_fields"],
        entity_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        cursor: str | UnsetType = UNSET,
        limit: int | UnsetType = UNSET,
    ) -> Page[Attachment]:
        """Lists the files of a task or of a Files custom field.

        Args:
            entity_type: attachments for a task, custom_fields for a Files custom field.
            entity_id: Id of the task or of the custom field.
            limit: 1 to 100; 50 if left out.

        API v3.
        """
        return (await self._call("list", {"entity_type": entity_type, "entity_id": entity_id, "workspace_id": workspace_id, "cursor": cursor, "limit": limit})).data

    async def upload(
        self,
        entity_type: Literal["attachments", "custom_fields"],
        entity_id: str,
        *,
        file: FileSource,
        workspace_id: str | UnsetType = UNSET,
        filename: str | UnsetType = UNSET,
    ) -> Attachment:
        """Uploads one file to a task or to a Files custom field.

        Args:
            entity_type: A file sent to custom_fields shows on a task only after custom_fields.set with its id.
            entity_id: Id of the task or of the custom field.
            file: At most 1 GB.
            filename: Another name for the file.

        API v3.
        """
        return (await self._call("upload", {"entity_type": entity_type, "entity_id": entity_id, "file": file, "workspace_id": workspace_id, "filename": filename})).data
