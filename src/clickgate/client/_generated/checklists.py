# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of checklists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from msgspec import UnsetType
    from clickgate.catalog.schemas import Checklist

NAME = "ChecklistsResource"


class ChecklistsResource(Resource):
    """Operations of checklists."""

    __slots__ = ()
    _entity = "checklists"

    def create(
        self,
        task_id: str,
        *,
        name: str,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> Checklist:
        """Starts a checklist on a task.

        Args:
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.
        """
        return self._call("create", {"task_id": task_id, "name": name, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id}).data

    def update(
        self,
        checklist_id: str,
        *,
        name: str | UnsetType = UNSET,
        position: int | UnsetType = UNSET,
    ) -> Checklist:
        """Renames a checklist or moves it among the checklists of its task.

        Args:
            position: 0 is the top.
        """
        return self._call("update", {"checklist_id": checklist_id, "name": name, "position": position}).data

    def delete(
        self,
        checklist_id: str,
    ) -> None:
        """Deletes a checklist with all its items.

        Destroys what it names.
        """
        self._call("delete", {"checklist_id": checklist_id})


class AsyncChecklistsResource(AsyncResource):
    """Operations of checklists."""

    __slots__ = ()
    _entity = "checklists"

    async def create(
        self,
        task_id: str,
        *,
        name: str,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> Checklist:
        """Starts a checklist on a task.

        Args:
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.
        """
        return (await self._call("create", {"task_id": task_id, "name": name, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id})).data

    async def update(
        self,
        checklist_id: str,
        *,
        name: str | UnsetType = UNSET,
        position: int | UnsetType = UNSET,
    ) -> Checklist:
        """Renames a checklist or moves it among the checklists of its task.

        Args:
            position: 0 is the top.
        """
        return (await self._call("update", {"checklist_id": checklist_id, "name": name, "position": position})).data

    async def delete(
        self,
        checklist_id: str,
    ) -> None:
        """Deletes a checklist with all its items.

        Destroys what it names.
        """
        await self._call("delete", {"checklist_id": checklist_id})
