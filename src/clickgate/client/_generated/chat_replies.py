# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of chat replies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, Literal
    from msgspec import UnsetType
    from clickgate.catalog.schemas import ChatMessage
    from clickgate.client.wire.page import Page

NAME = "ChatRepliesResource"


class ChatRepliesResource(Resource):
    """Operations of chat replies."""

    __slots__ = ()
    _entity = "chat_replies"

    def list(
        self,
        message_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        cursor: str | UnsetType = UNSET,
        limit: int | UnsetType = UNSET,
        content_format: Literal["text/md", "text/plain"] | UnsetType = UNSET,
    ) -> Page[ChatMessage]:
        """Reads the replies to a chat message.

        Args:
            limit: 1 to 100; 50 if left out.
            content_format: text/md if left out.

        API v3.
        """
        return self._call("list", {"message_id": message_id, "workspace_id": workspace_id, "cursor": cursor, "limit": limit, "content_format": content_format}).data

    def create(
        self,
        message_id: str,
        *,
        type: Literal["message", "post"],
        content: str,
        workspace_id: str | UnsetType = UNSET,
        content_format: Literal["text/md", "text/plain"] | UnsetType = UNSET,
        assignee: str | UnsetType = UNSET,
        group_assignee: str | UnsetType = UNSET,
        followers: Sequence[str] | UnsetType = UNSET,
        reactions: Sequence[Mapping[str, Any]] | UnsetType = UNSET,
        post_data: Mapping[str, Any] | UnsetType = UNSET,
        triaged_action: Literal[1, 2] | UnsetType = UNSET,
        triaged_object_id: str | UnsetType = UNSET,
        triaged_object_type: int | UnsetType = UNSET,
    ) -> ChatMessage:
        """Replies to a chat message.

        Args:
            content_format: text/md if left out.
            followers: At most 10.
            reactions: At most 10 of {reaction, user_id, date}.
            post_data: For a post: {title, subtype: {id}}; ids from comment_subtypes.list.

        API v3.
        """
        return self._call("create", {"message_id": message_id, "type": type, "content": content, "workspace_id": workspace_id, "content_format": content_format, "assignee": assignee, "group_assignee": group_assignee, "followers": followers, "reactions": reactions, "post_data": post_data, "triaged_action": triaged_action, "triaged_object_id": triaged_object_id, "triaged_object_type": triaged_object_type}).data


class AsyncChatRepliesResource(AsyncResource):
    """Operations of chat replies."""

    __slots__ = ()
    _entity = "chat_replies"

    async def list(
        self,
        message_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        cursor: str | UnsetType = UNSET,
        limit: int | UnsetType = UNSET,
        content_format: Literal["text/md", "text/plain"] | UnsetType = UNSET,
    ) -> Page[ChatMessage]:
        """Reads the replies to a chat message.

        Args:
            limit: 1 to 100; 50 if left out.
            content_format: text/md if left out.

        API v3.
        """
        return (await self._call("list", {"message_id": message_id, "workspace_id": workspace_id, "cursor": cursor, "limit": limit, "content_format": content_format})).data

    async def create(
        self,
        message_id: str,
        *,
        type: Literal["message", "post"],
        content: str,
        workspace_id: str | UnsetType = UNSET,
        content_format: Literal["text/md", "text/plain"] | UnsetType = UNSET,
        assignee: str | UnsetType = UNSET,
        group_assignee: str | UnsetType = UNSET,
        followers: Sequence[str] | UnsetType = UNSET,
        reactions: Sequence[Mapping[str, Any]] | UnsetType = UNSET,
        post_data: Mapping[str, Any] | UnsetType = UNSET,
        triaged_action: Literal[1, 2] | UnsetType = UNSET,
        triaged_object_id: str | UnsetType = UNSET,
        triaged_object_type: int | UnsetType = UNSET,
    ) -> ChatMessage:
        """Replies to a chat message.

        Args:
            content_format: text/md if left out.
            followers: At most 10.
            reactions: At most 10 of {reaction, user_id, date}.
            post_data: For a post: {title, subtype: {id}}; ids from comment_subtypes.list.

        API v3.
        """
        return (await self._call("create", {"message_id": message_id, "type": type, "content": content, "workspace_id": workspace_id, "content_format": content_format, "assignee": assignee, "group_assignee": group_assignee, "followers": followers, "reactions": reactions, "post_data": post_data, "triaged_action": triaged_action, "triaged_object_id": triaged_object_id, "triaged_object_type": triaged_object_type})).data
