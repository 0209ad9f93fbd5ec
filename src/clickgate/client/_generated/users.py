# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of users."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from typing import Any
    from msgspec import UnsetType
    from clickgate.catalog.schemas import User, Workspace

NAME = "UsersResource"


class UsersResource(Resource):
    """Operations of users."""

    __slots__ = ()
    _entity = "users"

    def get_current(
        self,
    ) -> User:
        """Tells whom the token belongs to."""
        return self._call("get_current", {}).data

    def invite(
        self,
        *,
        email: str,
        admin: bool,
        workspace_id: str | UnsetType = UNSET,
        custom_role_id: str | UnsetType = UNSET,
    ) -> Workspace:
        """Invites a person into a workspace as a member.

        Needs the plan: Enterprise.
        """
        return self._call("invite", {"email": email, "admin": admin, "workspace_id": workspace_id, "custom_role_id": custom_role_id}).data

    def get(
        self,
        user_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        include_shared: bool | UnsetType = UNSET,
    ) -> Any:
        """Reads one member of a workspace, with role and inviter.

        Args:
            include_shared: false leaves out what is shared with the person.

        Needs the plan: Enterprise.
        """
        return self._call("get", {"user_id": user_id, "workspace_id": workspace_id, "include_shared": include_shared}).data

    def update(
        self,
        user_id: str,
        *,
        username: str,
        admin: bool,
        custom_role_id: str,
        workspace_id: str | UnsetType = UNSET,
    ) -> Any:
        """Changes the name or the role of a member.

        Needs the plan: Enterprise.
        """
        return self._call("update", {"user_id": user_id, "username": username, "admin": admin, "custom_role_id": custom_role_id, "workspace_id": workspace_id}).data

    def remove(
        self,
        user_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> Workspace:
        """Takes a member out of a workspace.

        Destroys what it names. Needs the plan: Enterprise.
        """
        return self._call("remove", {"user_id": user_id, "workspace_id": workspace_id}).data


class AsyncUsersResource(AsyncResource):
    """Operations of users."""

    __slots__ = ()
    _entity = "users"

    async def get_current(
        self,
    ) -> User:
        """Tells whom the token belongs to."""
        return (await self._call("get_current", {})).data

    async def invite(
        self,
        *,
        email: str,
        admin: bool,
        workspace_id: str | UnsetType = UNSET,
        custom_role_id: str | UnsetType = UNSET,
    ) -> Workspace:
        """Invites a person into a workspace as a member.

        Needs the plan: Enterprise.
        """
        return (await self._call("invite", {"email": email, "admin": admin, "workspace_id": workspace_id, "custom_role_id": custom_role_id})).data

    async def get(
        self,
        user_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        include_shared: bool | UnsetType = UNSET,
    ) -> Any:
        """Reads one member of a workspace, with role and inviter.

        Args:
            include_shared: false leaves out what is shared with the person.

        Needs the plan: Enterprise.
        """
        return (await self._call("get", {"user_id": user_id, "workspace_id": workspace_id, "include_shared": include_shared})).data

    async def update(
        self,
        user_id: str,
        *,
        username: str,
        admin: bool,
        custom_role_id: str,
        workspace_id: str | UnsetType = UNSET,
    ) -> Any:
        """Changes the name or the role of a member.

        Needs the plan: Enterprise.
        """
        return (await self._call("update", {"user_id": user_id, "username": username, "admin": admin, "custom_role_id": custom_role_id, "workspace_id": workspace_id})).data

    async def remove(
        self,
        user_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> Workspace:
        """Takes a member out of a workspace.

        Destroys what it names. Needs the plan: Enterprise.
        """
        return (await self._call("remove", {"user_id": user_id, "workspace_id": workspace_id})).data
