# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from msgspec import UnsetType
    from clickgate.catalog.schemas import Role
    from clickgate.client.wire.page import Page

NAME = "RolesResource"


class RolesResource(Resource):
    """Operations of roles."""

    __slots__ = ()
    _entity = "roles"

    def list(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
        include_members: bool | UnsetType = UNSET,
    ) -> Page[Role]:
        """Lists the roles that a workspace has made for itself.

        Args:
            include_members: Adds the ids of who has each role.
        """
        return self._call("list", {"workspace_id": workspace_id, "include_members": include_members}).data


class AsyncRolesResource(AsyncResource):
    """Operations of roles."""

    __slots__ = ()
    _entity = "roles"

    async def list(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
        include_members: bool | UnsetType = UNSET,
    ) -> Page[Role]:
        """Lists the roles that a workspace has made for itself.

        Args:
            include_members: Adds the ids of who has each role.
        """
        return (await self._call("list", {"workspace_id": workspace_id, "include_members": include_members})).data
