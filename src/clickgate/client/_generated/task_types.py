# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of task types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from msgspec import UnsetType
    from clickgate.catalog.schemas import TaskType
    from clickgate.client.wire.page import Page

NAME = "TaskTypesResource"


class TaskTypesResource(Resource):
    """Operations of task types."""

    __slots__ = ()
    _entity = "task_types"

    def list(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> Page[TaskType]:
        """Lists the task types of a workspace, without the plain task."""
        return self._call("list", {"workspace_id": workspace_id}).data


class AsyncTaskTypesResource(AsyncResource):
    """Operations of task types."""

    __slots__ = ()
    _entity = "task_types"

    async def list(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> Page[TaskType]:
        """Lists the task types of a workspace, without the plain task."""
        return (await self._call("list", {"workspace_id": workspace_id})).data
