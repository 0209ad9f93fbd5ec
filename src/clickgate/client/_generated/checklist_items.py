# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of checklist items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from msgspec import UnsetType
    from clickgate.catalog.schemas import Checklist

NAME = "ChecklistItemsResource"


class ChecklistItemsResource(Resource):
    """Operations of checklist items."""

    __slots__ = ()
    _entity = "checklist_items"

    def create(
        self,
        checklist_id: str,
        *,
        name: str | UnsetType = UNSET,
        assignee: str | UnsetType = UNSET,
    ) -> Checklist:
        """Adds an item to a checklist.

        Args:
            assignee: Id of a user.
        """
        return self._call("create", {"checklist_id": checklist_id, "name": name, "assignee": assignee}).data

    def update(
        self,
        checklist_id: str,
        checklist_item_id: str,
        *,
        name: str | UnsetType = UNSET,
        assignee: str | None | UnsetType = UNSET,
        resolved: bool | UnsetType = UNSET,
        parent: str | None | UnsetType = UNSET,
    ) -> Checklist:
        """Renames, ticks, assigns or nests a checklist item.

        Args:
            assignee: Id of a user.
            parent: Id of the item to nest under; null brings the item back to the top level.
        """
        return self._call("update", {"checklist_id": checklist_id, "checklist_item_id": checklist_item_id, "name": name, "assignee": assignee, "resolved": resolved, "parent": parent}).data

    def delete(
        self,
        checklist_id: str,
        checklist_item_id: str,
    ) -> None:
        """Deletes an item of a checklist.

        Destroys what it names.
        """
        self._call("delete", {"checklist_id": checklist_id, "checklist_item_id": checklist_item_id})


class AsyncChecklistItemsResource(AsyncResource):
    """Operations of checklist items."""

    __slots__ = ()
    _entity = "checklist_items"

    async def create(
        self,
        checklist_id: str,
        *,
        name: str | UnsetType = UNSET,
        assignee: str | UnsetType = UNSET,
    ) -> Checklist:
        """Adds an item to a checklist.

        Args:
            assignee: Id of a user.
        """
        return (await self._call("create", {"checklist_id": checklist_id, "name": name, "assignee": assignee})).data

    async def update(
        self,
        checklist_id: str,
        checklist_item_id: str,
        *,
        name: str | UnsetType = UNSET,
        assignee: str | None | UnsetType = UNSET,
        resolved: bool | UnsetType = UNSET,
        parent: str | None | UnsetType = UNSET,
    ) -> Checklist:
        """Renames, ticks, assigns or nests a checklist item.

        Args:
            assignee: Id of a user.
            parent: Id of the item to nest under; null brings the item back to the top level.
        """
        return (await self._call("update", {"checklist_id": checklist_id, "checklist_item_id": checklist_item_id, "name": name, "assignee": assignee, "resolved": resolved, "parent": parent})).data

    async def delete(
        self,
        checklist_id: str,
        checklist_item_id: str,
    ) -> None:
        """Deletes an item of a checklist.

        Destroys what it names.
        """
        await self._call("delete", {"checklist_id": checklist_id, "checklist_item_id": checklist_item_id})
