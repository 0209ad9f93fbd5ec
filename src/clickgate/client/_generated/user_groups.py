# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of user groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any
    from msgspec import UnsetType
    from clickgate.catalog.schemas import UserGroup
    from clickgate.client.wire.page import Page

NAME = "UserGroupsResource"


class UserGroupsResource(Resource):
    """Operations of user groups."""

    __slots__ = ()
    _entity = "user_groups"

    def list(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
        group_ids: Sequence[str] | UnsetType = UNSET,
    ) -> Page[UserGroup]:
        """Lists the user groups of a workspace.

        Args:
            group_ids: Only these.
        """
        return self._call("list", {"workspace_id": workspace_id, "group_ids": group_ids}).data

    def create(
        self,
        *,
        name: str,
        members: Sequence[str],
        workspace_id: str | UnsetType = UNSET,
        handle: str | UnsetType = UNSET,
    ) -> UserGroup:
        """Makes a group of users in a workspace.

        Args:
            members: Ids of users; a view-only guest among them becomes a paid one.
            handle: Short name for mentions.
        """
        return self._call("create", {"name": name, "members": members, "workspace_id": workspace_id, "handle": handle}).data

    def update(
        self,
        group_id: str,
        *,
        name: str | UnsetType = UNSET,
        handle: str | UnsetType = UNSET,
        members: Mapping[str, Any] | UnsetType = UNSET,
    ) -> UserGroup:
        """Changes name, handle or members of a user group.

        Args:
            handle: Short name for mentions.
            members: {add, rem} of user ids; a view-only guest among them becomes a paid one.
        """
        return self._call("update", {"group_id": group_id, "name": name, "handle": handle, "members": members}).data

    def delete(
        self,
        group_id: str,
    ) -> None:
        """Dissolves a user group.

        Destroys what it names.
        """
        self._call("delete", {"group_id": group_id})


class AsyncUserGroupsResource(AsyncResource):
    """Operations of user groups."""

    __slots__ = ()
    _entity = "user_groups"

    async def list(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
        group_ids: Sequence[str] | UnsetType = UNSET,
    ) -> Page[UserGroup]:
        """Lists the user groups of a workspace.

        Args:
            group_ids: Only these.
        """
        return (await self._call("list", {"workspace_id": workspace_id, "group_ids": group_ids})).data

    async def create(
        self,
        *,
        name: str,
        members: Sequence[str],
        workspace_id: str | UnsetType = UNSET,
        handle: str | UnsetType = UNSET,
    ) -> UserGroup:
        """Makes a group of users in a workspace.

        Args:
            members: Ids of users; a view-only guest among them becomes a paid one.
            handle: Short name for mentions.
        """
        return (await self._call("create", {"name": name, "members": members, "workspace_id": workspace_id, "handle": handle})).data

    async def update(
        self,
        group_id: str,
        *,
        name: str | UnsetType = UNSET,
        handle: str | UnsetType = UNSET,
        members: Mapping[str, Any] | UnsetType = UNSET,
    ) -> UserGroup:
        """Changes name, handle or members of a user group.

        Args:
            handle: Short name for mentions.
            members: {add, rem} of user ids; a view-only guest among them becomes a paid one.
        """
        return (await self._call("update", {"group_id": group_id, "name": name, "handle": handle, "members": members})).data

    async def delete(
        self,
        group_id: str,
    ) -> None:
        """Dissolves a user group.

        Destroys what it names.
        """
        await self._call("delete", {"group_id": group_id})
