# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of view tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from msgspec import UnsetType
    from clickgate.catalog.schemas import Task
    from clickgate.client.wire.page import Page

NAME = "ViewTasksResource"


class ViewTasksResource(Resource):
    """Operations of view tasks."""

    __slots__ = ()
    _entity = "view_tasks"

    def list(
        self,
        view_id: str,
        *,
        page: int | UnsetType = UNSET,
    ) -> Page[Task]:
        """Reads the tasks that a view shows, a page at a time.

        Args:
            page: From 0.
        """
        return self._call("list", {"view_id": view_id, "page": page}).data


class AsyncViewTasksResource(AsyncResource):
    """Operations of view tasks."""

    __slots__ = ()
    _entity = "view_tasks"

    async def list(
        self,
        view_id: str,
        *,
        page: int | UnsetType = UNSET,
    ) -> Page[Task]:
        """Reads the tasks that a view shows, a page at a time.

        Args:
            page: From 0.
        """
        return (await self._call("list", {"view_id": view_id, "page": page})).data
