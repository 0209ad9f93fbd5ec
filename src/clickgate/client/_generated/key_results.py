# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of key results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal
    from clickgate.catalog.schemas import KeyResult

NAME = "KeyResultsResource"


class KeyResultsResource(Resource):
    """Operations of key results."""

    __slots__ = ()
    _entity = "key_results"

    def create(
        self,
        goal_id: str,
        *,
        name: str,
        owners: Sequence[str],
        type: Literal["number", "currency", "boolean", "percentage", "automatic"],
        steps_start: int,
        steps_end: int,
        unit: str,
        task_ids: Sequence[str],
        list_ids: Sequence[str],
    ) -> KeyResult:
        """Adds a measurable target to a goal.

        Args:
            owners: Ids of users.
            type: automatic counts the tasks and lists given.
            unit: Such as km, or a currency.
        """
        return self._call("create", {"goal_id": goal_id, "name": name, "owners": owners, "type": type, "steps_start": steps_start, "steps_end": steps_end, "unit": unit, "task_ids": task_ids, "list_ids": list_ids}).data

    def update(
        self,
        key_result_id: str,
        *,
        steps_current: int,
        note: str,
    ) -> KeyResult:
        """Records how far a target has come."""
        return self._call("update", {"key_result_id": key_result_id, "steps_current": steps_current, "note": note}).data

    def delete(
        self,
        key_result_id: str,
    ) -> None:
        """Deletes a target of a goal.

        Destroys what it names.
        """
        self._call("delete", {"key_result_id": key_result_id})


class AsyncKeyResultsResource(AsyncResource):
    """Operations of key results."""

    __slots__ = ()
    _entity = "key_results"

    async def create(
        self,
        goal_id: str,
        *,
        name: str,
        owners: Sequence[str],
        type: Literal["number", "currency", "boolean", "percentage", "automatic"],
        steps_start: int,
        steps_end: int,
        unit: str,
        task_ids: Sequence[str],
        list_ids: Sequence[str],
    ) -> KeyResult:
        """Adds a measurable target to a goal.

        Args:
            owners: Ids of users.
            type: automatic counts the tasks and lists given.
            unit: Such as km, or a currency.
        """
        return (await self._call("create", {"goal_id": goal_id, "name": name, "owners": owners, "type": type, "steps_start": steps_start, "steps_end": steps_end, "unit": unit, "task_ids": task_ids, "list_ids": list_ids})).data

    async def update(
        self,
        key_result_id: str,
        *,
        steps_current: int,
        note: str,
    ) -> KeyResult:
        """Records how far a target has come."""
        return (await self._call("update", {"key_result_id": key_result_id, "steps_current": steps_current, "note": note})).data

    async def delete(
        self,
        key_result_id: str,
    ) -> None:
        """Deletes a target of a goal.

        Destroys what it names.
        """
        await self._call("delete", {"key_result_id": key_result_id})
