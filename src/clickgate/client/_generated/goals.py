# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of goals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from msgspec import UnsetType
    from clickgate.catalog.schemas import Goal
    from clickgate.client.wire.page import Page

NAME = "GoalsResource"


class GoalsResource(Resource):
    """Operations of goals."""

    __slots__ = ()
    _entity = "goals"

    def list(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
        include_completed: bool | UnsetType = UNSET,
    ) -> Page[Goal]:
        """Lists the goals of a workspace that are in no goal folder.

        Args:
            include_completed: Goals inside goal folders stand beside these, under folders.
        """
        return self._call("list", {"workspace_id": workspace_id, "include_completed": include_completed}).data

    def create(
        self,
        *,
        name: str,
        workspace_id: str | UnsetType = UNSET,
        due_date: int | datetime | UnsetType = UNSET,
        description: str | UnsetType = UNSET,
        multiple_owners: bool | UnsetType = UNSET,
        owners: Sequence[str] | UnsetType = UNSET,
        color: str | UnsetType = UNSET,
    ) -> Goal:
        """Sets a goal for a workspace.

        Args:
            owners: Ids of users.
            color: Hexadecimal, such as #32a852.
        """
        return self._call("create", {"name": name, "workspace_id": workspace_id, "due_date": due_date, "description": description, "multiple_owners": multiple_owners, "owners": owners, "color": color}).data

    def get(
        self,
        goal_id: str,
    ) -> Goal:
        """Reads one goal with its key results."""
        return self._call("get", {"goal_id": goal_id}).data

    def update(
        self,
        goal_id: str,
        *,
        name: str,
        due_date: int | datetime | UnsetType = UNSET,
        description: str | UnsetType = UNSET,
        rem_owners: Sequence[str] | UnsetType = UNSET,
        add_owners: Sequence[str] | UnsetType = UNSET,
        color: str | UnsetType = UNSET,
    ) -> Goal:
        """Changes a goal and who owns it.

        Args:
            rem_owners: Ids of users.
            add_owners: Ids of users.
            color: Hexadecimal, such as #32a852.
        """
        return self._call("update", {"goal_id": goal_id, "name": name, "due_date": due_date, "description": description, "rem_owners": rem_owners, "add_owners": add_owners, "color": color}).data

    def delete(
        self,
        goal_id: str,
    ) -> None:
        """Deletes a goal with its key results.

        Destroys what it names.
        """
        self._call("delete", {"goal_id": goal_id})


class AsyncGoalsResource(AsyncResource):
    """Operations of goals."""

    __slots__ = ()
    _entity = "goals"

    async def list(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
        include_completed: bool | UnsetType = UNSET,
    ) -> Page[Goal]:
        """Lists the goals of a workspace that are in no goal folder.

        Args:
            include_completed: Goals inside goal folders stand beside these, under folders.
        """
        return (await self._call("list", {"workspace_id": workspace_id, "include_completed": include_completed})).data

    async def create(
        self,
        *,
        name: str,
        workspace_id: str | UnsetType = UNSET,
        due_date: int | datetime | UnsetType = UNSET,
        description: str | UnsetType = UNSET,
        multiple_owners: bool | UnsetType = UNSET,
        owners: Sequence[str] | UnsetType = UNSET,
        color: str | UnsetType = UNSET,
    ) -> Goal:
        """Sets a goal for a workspace.

        Args:
            owners: Ids of users.
            color: Hexadecimal, such as #32a852.
        """
        return (await self._call("create", {"name": name, "workspace_id": workspace_id, "due_date": due_date, "description": description, "multiple_owners": multiple_owners, "owners": owners, "color": color})).data

    async def get(
        self,
        goal_id: str,
    ) -> Goal:
        """Reads one goal with its key results."""
        return (await self._call("get", {"goal_id": goal_id})).data

    async def update(
        self,
        goal_id: str,
        *,
        name: str,
        due_date: int | datetime | UnsetType = UNSET,
        description: str | UnsetType = UNSET,
        rem_owners: Sequence[str] | UnsetType = UNSET,
        add_owners: Sequence[str] | UnsetType = UNSET,
        color: str | UnsetType = UNSET,
    ) -> Goal:
        """Changes a goal and who owns it.

        Args:
            rem_owners: Ids of users.
            add_owners: Ids of users.
            color: Hexadecimal, such as #32a852.
        """
        return (await self._call("update", {"goal_id": goal_id, "name": name, "due_date": due_date, "description": description, "rem_owners": rem_owners, "add_owners": add_owners, "color": color})).data

    async def delete(
        self,
        goal_id: str,
    ) -> None:
        """Deletes a goal with its key results.

        Destroys what it names.
        """
        await self._call("delete", {"goal_id": goal_id})
