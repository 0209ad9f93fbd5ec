# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of time intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any
    from msgspec import UnsetType
    from clickgate.catalog.schemas import TimeInterval
    from clickgate.client.wire.page import Page

NAME = "TimeIntervalsResource"


class TimeIntervalsResource(Resource):
    """Operations of time intervals."""

    __slots__ = ()
    _entity = "time_intervals"

    def list(
        self,
        task_id: str,
        *,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> Page[TimeInterval]:
        """Reads the tracked time of a task by user, in the old form.

        Args:
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.
        """
        return self._call("list", {"task_id": task_id, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id}).data

    def create(
        self,
        task_id: str,
        *,
        start: int | datetime,
        end: int | datetime,
        time: int,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> Any:
        """Records time on a task, in the old form.

        Args:
            time: Milliseconds.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.
        """
        return self._call("create", {"task_id": task_id, "start": start, "end": end, "time": time, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id}).data

    def update(
        self,
        task_id: str,
        interval_id: str,
        *,
        start: int | datetime,
        end: int | datetime,
        time: int,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> None:
        """Changes a stretch of time that was recorded in the old form.

        Args:
            time: Milliseconds.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.
        """
        self._call("update", {"task_id": task_id, "interval_id": interval_id, "start": start, "end": end, "time": time, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id})

    def delete(
        self,
        task_id: str,
        interval_id: str,
        *,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> None:
        """Deletes a stretch of time that was recorded in the old form.

        Args:
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.

        Destroys what it names.
        """
        self._call("delete", {"task_id": task_id, "interval_id": interval_id, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id})


class AsyncTimeIntervalsResource(AsyncResource):
    """Operations of time intervals."""

    __slots__ = ()
    _entity = "time_intervals"

    async def list(
        self,
        task_id: str,
        *,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> Page[TimeInterval]:
        """Reads the tracked time of a task by user, in the old form.

        Args:
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.
        """
        return (await self._call("list", {"task_id": task_id, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id})).data

    async def create(
        self,
        task_id: str,
        *,
        start: int | datetime,
        end: int | datetime,
        time: int,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> Any:
        """Records time on a task, in the old form.

        Args:
            time: Milliseconds.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.
        """
        return (await self._call("create", {"task_id": task_id, "start": start, "end": end, "time": time, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id})).data

    async def update(
        self,
        task_id: str,
        interval_id: str,
        *,
        start: int | datetime,
        end: int | datetime,
        time: int,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> None:
        """Changes a stretch of time that was recorded in the old form.

        Args:
            time: Milliseconds.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.
        """
        await self._call("update", {"task_id": task_id, "interval_id": interval_id, "start": start, "end": end, "time": time, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id})

    async def delete(
        self,
        task_id: str,
        interval_id: str,
        *,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> None:
        """Deletes a stretch of time that was recorded in the old form.

        Args:
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.

        Destroys what it names.
        """
        await self._call("delete", {"task_id": task_id, "interval_id": interval_id, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id})
