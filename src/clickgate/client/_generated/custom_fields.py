# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of custom fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any
    from msgspec import UnsetType
    from clickgate.catalog.schemas import CustomField
    from clickgate.client.wire.page import Page

NAME = "CustomFieldsResource"


class CustomFieldsResource(Resource):
    """Operations of custom fields."""

    __slots__ = ()
    _entity = "custom_fields"

    def list(
        self,
        list_id: str,
        *,
        include_applied_objects: bool | UnsetType = UNSET,
    ) -> Page[CustomField]:
        """Lists every custom field that reaches a list, from whatever level.

        Args:
            include_applied_objects: Tells for which task types a field is meant.
        """
        return self._call("list", {"list_id": list_id, "include_applied_objects": include_applied_objects}).data

    def list_for_folder(
        self,
        folder_id: str,
        *,
        include_applied_objects: bool | UnsetType = UNSET,
    ) -> Page[CustomField]:
        """Lists the custom fields that were made on a folder itself.

        Args:
            include_applied_objects: Tells for which task types a field is meant.
        """
        return self._call("list_for_folder", {"folder_id": folder_id, "include_applied_objects": include_applied_objects}).data

    def list_for_space(
        self,
        space_id: str,
        *,
        include_applied_objects: bool | UnsetType = UNSET,
    ) -> Page[CustomField]:
        """Lists the custom fields that were made on a space itself.

        Args:
            include_applied_objects: Tells for which task types a field is meant.
        """
        return self._call("list_for_space", {"space_id": space_id, "include_applied_objects": include_applied_objects}).data

    def list_for_workspace(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
        include_applied_objects: bool | UnsetType = UNSET,
    ) -> Page[CustomField]:
        """Lists the custom fields that were made for a whole workspace.

        Args:
            include_applied_objects: Tells for which task types a field is meant.
        """
        return self._call("list_for_workspace", {"workspace_id": workspace_id, "include_applied_objects": include_applied_objects}).data

    def set(
        self,
        task_id: str,
        field_id: str,
        *,
        value: Any,
        value_options: Mapping[str, Any] | UnsetType = UNSET,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> None:
        """Gives a custom field of a task its value.

        Args:
            value: Its shape follows the type of the field; a drop-down wants the id of the option, people and
                relations {add, rem}, a date milliseconds.
            value_options: {time: true} shows the time of a date.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.
        """
        self._call("set", {"task_id": task_id, "field_id": field_id, "value": value, "value_options": value_options, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id})

    def clear(
        self,
        task_id: str,
        field_id: str,
        *,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> None:
        """Empties a custom field of a task; the value is lost.

        Args:
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.

        Destroys what it names.
        """
        self._call("clear", {"task_id": task_id, "field_id": field_id, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id})


class AsyncCustomFieldsResource(AsyncResource):
    """Operations of custom fields."""

    __slots__ = ()
    _entity = "custom_fields"

    async def list(
        self,
        list_id: str,
        *,
        include_applied_objects: bool | UnsetType = UNSET,
    ) -> Page[CustomField]:
        """Lists every custom field that reaches a list, from whatever level.

        Args:
            include_applied_objects: Tells for which task types a field is meant.
        """
        return (await self._call("list", {"list_id": list_id, "include_applied_objects": include_applied_objects})).data

    async def list_for_folder(
        self,
        folder_id: str,
        *,
        include_applied_objects: bool | UnsetType = UNSET,
    ) -> Page[CustomField]:
        """Lists the custom fields that were made on a folder itself.

        Args:
            include_applied_objects: Tells for which task types a field is meant.
        """
        return (await self._call("list_for_folder", {"folder_id": folder_id, "include_applied_objects": include_applied_objects})).data

    async def list_for_space(
        self,
        space_id: str,
        *,
        include_applied_objects: bool | UnsetType = UNSET,
    ) -> Page[CustomField]:
        """Lists the custom fields that were made on a space itself.

        Args:
            include_applied_objects: Tells for which task types a field is meant.
        """
        return (await self._call("list_for_space", {"space_id": space_id, "include_applied_objects": include_applied_objects})).data

    async def list_for_workspace(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
        include_applied_objects: bool | UnsetType = UNSET,
    ) -> Page[CustomField]:
        """Lists the custom fields that were made for a whole workspace.

        Args:
            include_applied_objects: Tells for which task types a field is meant.
        """
        return (await self._call("list_for_workspace", {"workspace_id": workspace_id, "include_applied_objects": include_applied_objects})).data

    async def set(
        self,
        task_id: str,
        field_id: str,
        *,
        value: Any,
        value_options: Mapping[str, Any] | UnsetType = UNSET,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> None:
        """Gives a custom field of a task its value.

        Args:
            value: Its shape follows the type of the field; a drop-down wants the id of the option, people and
                relations {add, rem}, a date milliseconds.
            value_options: {time: true} shows the time of a date.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.
        """
        await self._call("set", {"task_id": task_id, "field_id": field_id, "value": value, "value_options": value_options, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id})

    async def clear(
        self,
        task_id: str,
        field_id: str,
        *,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> None:
        """Empties a custom field of a task; the value is lost.

        Args:
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.

        Destroys what it names.
        """
        await self._call("clear", {"task_id": task_id, "field_id": field_id, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id})
