# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of acls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any
    from msgspec import UnsetType

NAME = "AclsResource"


class AclsResource(Resource):
    """Operations of acls."""

    __slots__ = ()
    _entity = "acls"

    def update(
        self,
        object_type: str,
        object_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        private: bool | UnsetType = UNSET,
        entries: Sequence[Mapping[str, Any]] | UnsetType = UNSET,
    ) -> None:
        """Changes who may see or edit an object; sharing may cost money.

        Args:
            object_type: Such as task, list, folder, space, view, doc, goal, dashboard or customField.
            entries: Each {kind, id, permission_level}; kind is user or group, permission_level 1 read, 3 comment, 4
                edit, 5 create, null removes.

        API v3.
        """
        self._call("update", {"object_type": object_type, "object_id": object_id, "workspace_id": workspace_id, "private": private, "entries": entries})


class AsyncAclsResource(AsyncResource):
    """Operations of acls."""

    __slots__ = ()
    _entity = "acls"

    async def update(
        self,
        object_type: str,
        object_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        private: bool | UnsetType = UNSET,
        entries: Sequence[Mapping[str, Any]] | UnsetType = UNSET,
    ) -> None:
        """Changes who may see or edit an object; sharing may cost money.

        Args:
            object_type: Such as task, list, folder, space, view, doc, goal, dashboard or customField.
            entries: Each {kind, id, permission_level}; kind is user or group, permission_level 1 read, 3 comment, 4
                edit, 5 create, null removes.

        API v3.
        """
        await self._call("update", {"object_type": object_type, "object_id": object_id, "workspace_id": workspace_id, "private": private, "entries": entries})
