# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of spaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any
    from msgspec import UnsetType
    from clickgate.catalog.schemas import Space
    from clickgate.client.wire.page import Page

NAME = "SpacesResource"


class SpacesResource(Resource):
    """Operations of spaces."""

    __slots__ = ()
    _entity = "spaces"

    def list(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
        archived: bool | UnsetType = UNSET,
    ) -> Page[Space]:
        """Lists the spaces of a workspace.

        Args:
            archived: true gives the archived ones only.
        """
        return self._call("list", {"workspace_id": workspace_id, "archived": archived}).data

    def create(
        self,
        *,
        name: str,
        workspace_id: str | UnsetType = UNSET,
        multiple_assignees: bool | UnsetType = UNSET,
        features: Mapping[str, Any] | UnsetType = UNSET,
    ) -> Space:
        """Makes a space in a workspace.

        Args:
            features: ClickApps by name, such as {due_dates: {enabled: true}}.
        """
        return self._call("create", {"name": name, "workspace_id": workspace_id, "multiple_assignees": multiple_assignees, "features": features}).data

    def get(
        self,
        space_id: str,
    ) -> Space:
        """Reads one space with its statuses and ClickApps."""
        return self._call("get", {"space_id": space_id}).data

    def update(
        self,
        space_id: str,
        *,
        name: str | UnsetType = UNSET,
        color: str | None | UnsetType = UNSET,
        private: bool | UnsetType = UNSET,
        admin_can_manage: bool | UnsetType = UNSET,
        multiple_assignees: bool | UnsetType = UNSET,
        features: Mapping[str, Any] | UnsetType = UNSET,
        statuses: Sequence[Mapping[str, Any]] | UnsetType = UNSET,
    ) -> Space:
        """Changes name, colour, privacy, ClickApps or statuses of a space.

        Args:
            color: Hexadecimal, such as #32a852.
            admin_can_manage: Enterprise only.
            features: ClickApps by name, such as {due_dates: {enabled: true}}.
            statuses: All statuses in their order, each {status, color, orderindex}; one that is left out is
                removed.
        """
        return self._call("update", {"space_id": space_id, "name": name, "color": color, "private": private, "admin_can_manage": admin_can_manage, "multiple_assignees": multiple_assignees, "features": features, "statuses": statuses}).data

    def delete(
        self,
        space_id: str,
    ) -> None:
        """Deletes a space with everything in it.

        Destroys what it names.
        """
        self._call("delete", {"space_id": space_id})


class AsyncSpacesResource(AsyncResource):
    """Operations of spaces."""

    __slots__ = ()
    _entity = "spaces"

    async def list(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
        archived: bool | UnsetType = UNSET,
    ) -> Page[Space]:
        """Lists the spaces of a workspace.

        Args:
            archived: true gives the archived ones only.
        """
        return (await self._call("list", {"workspace_id": workspace_id, "archived": archived})).data

    async def create(
        self,
        *,
        name: str,
        workspace_id: str | UnsetType = UNSET,
        multiple_assignees: bool | UnsetType = UNSET,
        features: Mapping[str, Any] | UnsetType = UNSET,
    ) -> Space:
        """Makes a space in a workspace.

        Args:
            features: ClickApps by name, such as {due_dates: {enabled: true}}.
        """
        return (await self._call("create", {"name": name, "workspace_id": workspace_id, "multiple_assignees": multiple_assignees, "features": features})).data

    async def get(
        self,
        space_id: str,
    ) -> Space:
        """Reads one space with its statuses and ClickApps."""
        return (await self._call("get", {"space_id": space_id})).data

    async def update(
        self,
        space_id: str,
        *,
        name: str | UnsetType = UNSET,
        color: str | None | UnsetType = UNSET,
        private: bool | UnsetType = UNSET,
        admin_can_manage: bool | UnsetType = UNSET,
        multiple_assignees: bool | UnsetType = UNSET,
        features: Mapping[str, Any] | UnsetType = UNSET,
        statuses: Sequence[Mapping[str, Any]] | UnsetType = UNSET,
    ) -> Space:
        """Changes name, colour, privacy, ClickApps or statuses of a space.

        Args:
            color: Hexadecimal, such as #32a852.
            admin_can_manage: Enterprise only.
            features: ClickApps by name, such as {due_dates: {enabled: true}}.
            statuses: All statuses in their order, each {status, color, orderindex}; one that is left out is
                removed.
        """
        return (await self._call("update", {"space_id": space_id, "name": name, "color": color, "private": private, "admin_can_manage": admin_can_manage, "multiple_assignees": multiple_assignees, "features": features, "statuses": statuses})).data

    async def delete(
        self,
        space_id: str,
    ) -> None:
        """Deletes a space with everything in it.

        Destroys what it names.
        """
        await self._call("delete", {"space_id": space_id})
