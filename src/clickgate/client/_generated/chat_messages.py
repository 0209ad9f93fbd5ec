# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of chat messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, Literal
    from msgspec import UnsetType
    from clickgate.catalog.schemas import ChatMessage, ChatUser
    from clickgate.client.wire.page import Page

NAME = "ChatMessagesResource"


class ChatMessagesResource(Resource):
    """Operations of chat messages."""

    __slots__ = ()
    _entity = "chat_messages"

    def list(
        self,
        channel_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        cursor: str | UnsetType = UNSET,
        limit: int | UnsetType = UNSET,
        content_format: Literal["text/md", "text/plain"] | UnsetType = UNSET,
    ) -> Page[ChatMessage]:
        """Reads the messages of a chat channel.

        Args:
            limit: 1 to 100; 50 if left out.
            content_format: text/md if left out.

        API v3.
        """
        return self._call("list", {"channel_id": channel_id, "workspace_id": workspace_id, "cursor": cursor, "limit": limit, "content_format": content_format}).data

    def create(
        self,
        channel_id: str,
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
        """Sends a message or a post to a chat channel.

        Args:
            content_format: text/md if left out.
            followers: At most 10.
            reactions: At most 10 of {reaction, user_id, date}.
            post_data: For a post: {title, subtype: {id}}; ids from comment_subtypes.list.

        API v3.
        """
        return self._call("create", {"channel_id": channel_id, "type": type, "content": content, "workspace_id": workspace_id, "content_format": content_format, "assignee": assignee, "group_assignee": group_assignee, "followers": followers, "reactions": reactions, "post_data": post_data, "triaged_action": triaged_action, "triaged_object_id": triaged_object_id, "triaged_object_type": triaged_object_type}).data

    def update(
        self,
        message_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        content: str | UnsetType = UNSET,
        content_format: Literal["text/md", "text/plain"] | UnsetType = UNSET,
        assignee: str | UnsetType = UNSET,
        group_assignee: str | UnsetType = UNSET,
        resolved: bool | UnsetType = UNSET,
        post_data: Mapping[str, Any] | UnsetType = UNSET,
    ) -> ChatMessage:
        """Rewrites, assigns or resolves a chat message.

        Args:
            content_format: text/md if left out.
            post_data: For a post: {title, subtype: {id}}.

        API v3.
        """
        return self._call("update", {"message_id": message_id, "workspace_id": workspace_id, "content": content, "content_format": content_format, "assignee": assignee, "group_assignee": group_assignee, "resolved": resolved, "post_data": post_data}).data

    def delete(
        self,
        message_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> None:
        """Deletes a chat message.

        Destroys what it names. API v3.
        """
        self._call("delete", {"message_id": message_id, "workspace_id": workspace_id})

    def list_tagged_users(
        self,
        message_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        cursor: str | UnsetType = UNSET,
        limit: int | UnsetType = UNSET,
    ) -> Page[ChatUser]:
        """Lists whom a chat message mentions.

        Args:
            limit: 1 to 100; 50 if left out.

        API v3.
        """
        return self._call("list_tagged_users", {"message_id": message_id, "workspace_id": workspace_id, "cursor": cursor, "limit": limit}).data


class AsyncChatMessagesResource(AsyncResource):
    """Operations of chat messages."""

    __slots__ = ()
    _entity = "chat_messages"

    async def list(
        self,
        channel_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        cursor: str | UnsetType = UNSET,
        limit: int | UnsetType = UNSET,
        content_format: Literal["text/md", "text/plain"] | UnsetType = UNSET,
    ) -> Page[ChatMessage]:
        """Reads the messages of a chat channel.

        Args:
            limit: 1 to 100; 50 if left out.
            content_format: text/md if left out.

        API v3.
        """
        return (await self._call("list", {"channel_id": channel_id, "workspace_id": workspace_id, "cursor": cursor, "limit": limit, "content_format": content_format})).data

    async def create(
        self,
        channel_id: str,
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
        """Sends a message or a post to a chat channel.

        Args:
            content_format: text/md if left out.
            followers: At most 10.
            reactions: At most 10 of {reaction, user_id, date}.
            post_data: For a post: {title, subtype: {id}}; ids from comment_subtypes.list.

        API v3.
        """
        return (await self._call("create", {"channel_id": channel_id, "type": type, "content": content, "workspace_id": workspace_id, "content_format": content_format, "assignee": assignee, "group_assignee": group_assignee, "followers": followers, "reactions": reactions, "post_data": post_data, "triaged_action": triaged_action, "triaged_object_id": triaged_object_id, "triaged_object_type": triaged_object_type})).data

    async def update(
        self,
        message_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        content: str | UnsetType = UNSET,
        content_format: Literal["text/md", "text/plain"] | UnsetType = UNSET,
        assignee: str | UnsetType = UNSET,
        group_assignee: str | UnsetType = UNSET,
        resolved: bool | UnsetType = UNSET,
        post_data: Mapping[str, Any] | UnsetType = UNSET,
    ) -> ChatMessage:
        """Rewrites, assigns or resolves a chat message.

        Args:
            content_format: text/md if left out.
            post_data: For a post: {title, subtype: {id}}.

        API v3.
        """
        return (await self._call("update", {"message_id": message_id, "workspace_id": workspace_id, "content": content, "content_format": content_format, "assignee": assignee, "group_assignee": group_assignee, "resolved": resolved, "post_data": post_data})).data

    async def delete(
        self,
        message_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> None:
        """Deletes a chat message.

        Destroys what it names. API v3.
        """
        await self._call("delete", {"message_id": message_id, "workspace_id": workspace_id})

    async def list_tagged_users(
        self,
        message_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        cursor: str | UnsetType = UNSET,
        limit: int | UnsetType = UNSET,
    ) -> Page[ChatUser]:
        """Lists whom a chat message mentions.

        Args:
            limit: 1 to 100; 50 if left out.

        API v3.
        """
        return (await self._call("list_tagged_users", {"message_id": message_id, "workspace_id": workspace_id, "cursor": cursor, "limit": limit})).data
