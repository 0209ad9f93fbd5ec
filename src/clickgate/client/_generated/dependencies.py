# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of dependencies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from msgspec import UnsetType

NAME = "DependenciesResource"


class DependenciesResource(Resource):
    """Operations of dependencies."""

    __slots__ = ()
    _entity = "dependencies"

    def create(
        self,
        task_id: str,
        *,
        depends_on: str | UnsetType = UNSET,
        dependency_of: str | UnsetType = UNSET,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> None:
        """Lets one task wait for another.

        Args:
            depends_on: The task that task_id waits for; exactly one of the two.
            dependency_of: The task that waits for task_id; exactly one of the two.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.
        """
        self._call("create", {"task_id": task_id, "depends_on": depends_on, "dependency_of": dependency_of, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id})

    def delete(
        self,
        task_id: str,
        *,
        depends_on: str | UnsetType = UNSET,
        dependency_of: str | UnsetType = UNSET,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> None:
        """Ends the waiting of one task for another.

        Args:
            depends_on: The task that task_id waits for; exactly one of the two.
            dependency_of: The task that waits for task_id; exactly one of the two.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.
        """
        self._call("delete", {"task_id": task_id, "depends_on": depends_on, "dependency_of": dependency_of, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id})


class AsyncDependenciesResource(AsyncResource):
    """Operations of dependencies."""

    __slots__ = ()
    _entity = "dependencies"

    async def create(
        self,
        task_id: str,
        *,
        depends_on: str | UnsetType = UNSET,
        dependency_of: str | UnsetType = UNSET,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> None:
        """Lets one task wait for another.

        Args:
            depends_on: The task that task_id waits for; exactly one of the two.
            dependency_of: The task that waits for task_id; exactly one of the two.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.
        """
        await self._call("create", {"task_id": task_id, "depends_on": depends_on, "dependency_of": dependency_of, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id})

    async def delete(
        self,
        task_id: str,
        *,
        depends_on: str | UnsetType = UNSET,
        dependency_of: str | UnsetType = UNSET,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> None:
        """Ends the waiting of one task for another.

        Args:
            depends_on: The task that task_id waits for; exactly one of the two.
            dependency_of: The task that waits for task_id; exactly one of the two.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.
        """
        await self._call("delete", {"task_id": task_id, "depends_on": depends_on, "dependency_of": dependency_of, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id})
