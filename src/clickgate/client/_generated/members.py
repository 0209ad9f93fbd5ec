# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from clickgate.catalog.schemas import Member
    from clickgate.client.wire.page import Page

NAME = "MembersResource"


class MembersResource(Resource):
    """Operations of members."""

    __slots__ = ()
    _entity = "members"

    def list(
        self,
        task_id: str,
    ) -> Page[Member]:
        """Lists who was given access to a task itself."""
        return self._call("list", {"task_id": task_id}).data

    def list_for_list(
        self,
        list_id: str,
    ) -> Page[Member]:
        """Lists who was given access to a list itself."""
        return self._call("list_for_list", {"list_id": list_id}).data


class AsyncMembersResource(AsyncResource):
    """Operations of members."""

    __slots__ = ()
    _entity = "members"

    async def list(
        self,
        task_id: str,
    ) -> Page[Member]:
        """Lists who was given access to a task itself."""
        return (await self._call("list", {"task_id": task_id})).data

    async def list_for_list(
        self,
        list_id: str,
    ) -> Page[Member]:
        """Lists who was given access to a list itself."""
        return (await self._call("list_for_list", {"list_id": list_id})).data
