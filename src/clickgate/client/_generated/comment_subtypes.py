# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of comment subtypes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from typing import Any, Literal
    from msgspec import UnsetType

NAME = "CommentSubtypesResource"


class CommentSubtypesResource(Resource):
    """Operations of comment subtypes."""

    __slots__ = ()
    _entity = "comment_subtypes"

    def list(
        self,
        comment_type: Literal["post", "ai", "syncup", "ai_via_brain"],
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> Any:
        """Lists the kinds of post that a workspace knows, such as announcement or idea.

        API v3.
        """
        return self._call("list", {"comment_type": comment_type, "workspace_id": workspace_id}).data


class AsyncCommentSubtypesResource(AsyncResource):
    """Operations of comment subtypes."""

    __slots__ = ()
    _entity = "comment_subtypes"

    async def list(
        self,
        comment_type: Literal["post", "ai", "syncup", "ai_via_brain"],
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> Any:
        """Lists the kinds of post that a workspace knows, such as announcement or idea.

        API v3.
        """
        return (await self._call("list", {"comment_type": comment_type, "workspace_id": workspace_id})).data
