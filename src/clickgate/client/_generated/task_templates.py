# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of task templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from msgspec import UnsetType
    from clickgate.catalog.schemas import Template
    from clickgate.client.wire.page import Page

NAME = "TaskTemplatesResource"


class TaskTemplatesResource(Resource):
    """Operations of task templates."""

    __slots__ = ()
    _entity = "task_templates"

    def list(
        self,
        *,
        page: int,
        workspace_id: str | UnsetType = UNSET,
    ) -> Page[Template]:
        """Lists the task templates of a workspace.

        Args:
            page: From 0; ends with an empty page.
        """
        return self._call("list", {"page": page, "workspace_id": workspace_id}).data


class AsyncTaskTemplatesResource(AsyncResource):
    """Operations of task templates."""

    __slots__ = ()
    _entity = "task_templates"

    async def list(
        self,
        *,
        page: int,
        workspace_id: str | UnsetType = UNSET,
    ) -> Page[Template]:
        """Lists the task templates of a workspace.

        Args:
            page: From 0; ends with an empty page.
        """
        return (await self._call("list", {"page": page, "workspace_id": workspace_id})).data
