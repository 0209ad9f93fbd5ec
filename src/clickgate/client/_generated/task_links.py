# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of task links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from msgspec import UnsetType
    from clickgate.catalog.schemas import Task

NAME = "TaskLinksResource"


class TaskLinksResource(Resource):
    """Operations of task links."""

    __slots__ = ()
    _entity = "task_links"

    def create(
        self,
        task_id: str,
        links_to: str,
        *,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> Task:
        """Links two tasks without making either wait.

        Args:
            links_to: The other task.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.
        """
        return self._call("create", {"task_id": task_id, "links_to": links_to, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id}).data

    def delete(
        self,
        task_id: str,
        links_to: str,
        *,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> None:
        """Undoes the link between two tasks.

        Args:
            links_to: The other task.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.
        """
        self._call("delete", {"task_id": task_id, "links_to": links_to, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id})


class AsyncTaskLinksResource(AsyncResource):
    """Operations of task links."""

    __slots__ = ()
    _entity = "task_links"

    async def create(
        self,
        task_id: str,
        links_to: str,
        *,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> Task:
        """Links two tasks without making either wait.

        Args:
            links_to: The other task.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.
        """
        return (await self._call("create", {"task_id": task_id, "links_to": links_to, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id})).data

    async def delete(
        self,
        task_id: str,
        links_to: str,
        *,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> None:
        """Undoes the link between two tasks.

        Args:
            links_to: The other task.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.
        """
        await self._call("delete", {"task_id": task_id, "links_to": links_to, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id})
