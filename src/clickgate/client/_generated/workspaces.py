# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of workspaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from msgspec import UnsetType
    from clickgate.catalog.schemas import Plan, Seats, Workspace
    from clickgate.client.wire.page import Page

NAME = "WorkspacesResource"


class WorkspacesResource(Resource):
    """Operations of workspaces."""

    __slots__ = ()
    _entity = "workspaces"

    def list(
        self,
    ) -> Page[Workspace]:
        """Lists the workspaces that the token may use, with their members."""
        return self._call("list", {}).data

    def get_plan(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> Plan:
        """Names the plan that a workspace is on."""
        return self._call("get_plan", {"workspace_id": workspace_id}).data

    def get_seats(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> Seats:
        """Counts the member and guest seats of a workspace, taken and free."""
        return self._call("get_seats", {"workspace_id": workspace_id}).data


class AsyncWorkspacesResource(AsyncResource):
    """Operations of workspaces."""

    __slots__ = ()
    _entity = "workspaces"

    async def list(
        self,
    ) -> Page[Workspace]:
        """Lists the workspaces that the token may use, with their members."""
        return (await self._call("list", {})).data

    async def get_plan(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> Plan:
        """Names the plan that a workspace is on."""
        return (await self._call("get_plan", {"workspace_id": workspace_id})).data

    async def get_seats(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> Seats:
        """Counts the member and guest seats of a workspace, taken and free."""
        return (await self._call("get_seats", {"workspace_id": workspace_id})).data
