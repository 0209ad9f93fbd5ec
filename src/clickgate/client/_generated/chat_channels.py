# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of chat channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from typing import Any, Literal
    from msgspec import UnsetType
    from clickgate.catalog.schemas import ChatChannel, ChatUser
    from clickgate.client.wire.page import Page

NAME = "ChatChannelsResource"


class ChatChannelsResource(Resource):
    """Operations of chat channels."""

    __slots__ = ()
    _entity = "chat_channels"

    def list(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
        cursor: str | UnsetType = UNSET,
        limit: int | UnsetType = UNSET,
        description_format: Literal["text/md", "text/plain"] | UnsetType = UNSET,
        is_follower: bool | UnsetType = UNSET,
        include_closed: bool | UnsetType = UNSET,
        with_message_since: int | datetime | UnsetType = UNSET,
        channel_types: Any | UnsetType = UNSET,
    ) -> Page[ChatChannel]:
        """Lists the chat channels of a workspace.

        Args:
            limit: 1 to 100; 50 if left out.
            description_format: text/md if left out.
            is_follower: Only those that the caller follows.
            include_closed: Direct messages that were closed as well.
            channel_types: Its form is not documented.

        API v3.
        """
        return self._call("list", {"workspace_id": workspace_id, "cursor": cursor, "limit": limit, "description_format": description_format, "is_follower": is_follower, "include_closed": include_closed, "with_message_since": with_message_since, "channel_types": channel_types}).data

    def create(
        self,
        *,
        name: str,
        workspace_id: str | UnsetType = UNSET,
        description: str | UnsetType = UNSET,
        topic: str | UnsetType = UNSET,
        visibility: Literal["PUBLIC", "PRIVATE"] | UnsetType = UNSET,
        user_ids: Sequence[str] | UnsetType = UNSET,
    ) -> ChatChannel:
        """Opens a chat channel of its own, or gives the one of that name.

        Args:
            visibility: PUBLIC if left out.
            user_ids: At most 100.

        API v3.
        """
        return self._call("create", {"name": name, "workspace_id": workspace_id, "description": description, "topic": topic, "visibility": visibility, "user_ids": user_ids}).data

    def create_on_location(
        self,
        *,
        location: Mapping[str, Any],
        workspace_id: str | UnsetType = UNSET,
        description: str | UnsetType = UNSET,
        topic: str | UnsetType = UNSET,
        visibility: Literal["PUBLIC", "PRIVATE"] | UnsetType = UNSET,
        user_ids: Sequence[str] | UnsetType = UNSET,
    ) -> ChatChannel:
        """Opens the chat channel of a space, folder or list, or gives the one that is there.

        Args:
            location: {id, type}; type is space, folder or list.
            visibility: PUBLIC if left out.
            user_ids: At most 100.

        API v3.
        """
        return self._call("create_on_location", {"location": location, "workspace_id": workspace_id, "description": description, "topic": topic, "visibility": visibility, "user_ids": user_ids}).data

    def create_direct_message(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
        user_ids: Sequence[str] | UnsetType = UNSET,
    ) -> ChatChannel:
        """Opens a direct message between people, or gives the one they have.

        Args:
            user_ids: At most 15, as text: numbers were seen to open a message to oneself.

        API v3.
        """
        return self._call("create_direct_message", {"workspace_id": workspace_id, "user_ids": user_ids}).data

    def get(
        self,
        channel_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        description_format: Literal["text/md", "text/plain"] | UnsetType = UNSET,
    ) -> ChatChannel:
        """Reads one chat channel.

        Args:
            description_format: text/md if left out.

        API v3.
        """
        return self._call("get", {"channel_id": channel_id, "workspace_id": workspace_id, "description_format": description_format}).data

    def update(
        self,
        channel_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        name: str | UnsetType = UNSET,
        topic: str | UnsetType = UNSET,
        description: str | UnsetType = UNSET,
        content_format: Literal["text/md", "text/plain"] | UnsetType = UNSET,
        location: Mapping[str, Any] | UnsetType = UNSET,
        visibility: Literal["PUBLIC", "PRIVATE"] | UnsetType = UNSET,
    ) -> ChatChannel:
        """Changes name, topic, description, location or visibility of a chat channel.

        Args:
            content_format: text/md if left out.
            location: {id, type}; type is space, folder or list.

        API v3.
        """
        return self._call("update", {"channel_id": channel_id, "workspace_id": workspace_id, "name": name, "topic": topic, "description": description, "content_format": content_format, "location": location, "visibility": visibility}).data

    def delete(
        self,
        channel_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> None:
        """Deletes a chat channel with its messages.

        Destroys what it names. API v3.
        """
        self._call("delete", {"channel_id": channel_id, "workspace_id": workspace_id})

    def list_followers(
        self,
        channel_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        cursor: str | UnsetType = UNSET,
        limit: int | UnsetType = UNSET,
    ) -> Page[ChatUser]:
        """Lists who follows a chat channel.

        Args:
            limit: 1 to 100; 50 if left out.

        API v3.
        """
        return self._call("list_followers", {"channel_id": channel_id, "workspace_id": workspace_id, "cursor": cursor, "limit": limit}).data

    def list_members(
        self,
        channel_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        cursor: str | UnsetType = UNSET,
        limit: int | UnsetType = UNSET,
    ) -> Page[ChatUser]:
        """Lists who belongs to a chat channel.

        Args:
            limit: 1 to 100; 50 if left out.

        API v3.
        """
        return self._call("list_members", {"channel_id": channel_id, "workspace_id": workspace_id, "cursor": cursor, "limit": limit}).data


class AsyncChatChannelsResource(AsyncResource):
    """Operations of chat channels."""

    __slots__ = ()
    _entity = "chat_channels"

    async def list(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
        cursor: str | UnsetType = UNSET,
        limit: int | UnsetType = UNSET,
        description_format: Literal["text/md", "text/plain"] | UnsetType = UNSET,
        is_follower: bool | UnsetType = UNSET,
        include_closed: bool | UnsetType = UNSET,
        with_message_since: int | datetime | UnsetType = UNSET,
        channel_types: Any | UnsetType = UNSET,
    ) -> Page[ChatChannel]:
        """Lists the chat channels of a workspace.

        Args:
            limit: 1 to 100; 50 if left out.
            description_format: text/md if left out.
            is_follower: Only those that the caller follows.
            include_closed: Direct messages that were closed as well.
            channel_types: Its form is not documented.

        API v3.
        """
        return (await self._call("list", {"workspace_id": workspace_id, "cursor": cursor, "limit": limit, "description_format": description_format, "is_follower": is_follower, "include_closed": include_closed, "with_message_since": with_message_since, "channel_types": channel_types})).data

    async def create(
        self,
        *,
        name: str,
        workspace_id: str | UnsetType = UNSET,
        description: str | UnsetType = UNSET,
        topic: str | UnsetType = UNSET,
        visibility: Literal["PUBLIC", "PRIVATE"] | UnsetType = UNSET,
        user_ids: Sequence[str] | UnsetType = UNSET,
    ) -> ChatChannel:
        """Opens a chat channel of its own, or gives the one of that name.

        Args:
            visibility: PUBLIC if left out.
            user_ids: At most 100.

        API v3.
        """
        return (await self._call("create", {"name": name, "workspace_id": workspace_id, "description": description, "topic": topic, "visibility": visibility, "user_ids": user_ids})).data

    async def create_on_location(
        self,
        *,
        location: Mapping[str, Any],
        workspace_id: str | UnsetType = UNSET,
        description: str | UnsetType = UNSET,
        topic: str | UnsetType = UNSET,
        visibility: Literal["PUBLIC", "PRIVATE"] | UnsetType = UNSET,
        user_ids: Sequence[str] | UnsetType = UNSET,
    ) -> ChatChannel:
        """Opens the chat channel of a space, folder or list, or gives the one that is there.

        Args:
            location: {id, type}; type is space, folder or list.
            visibility: PUBLIC if left out.
            user_ids: At most 100.

        API v3.
        """
        return (await self._call("create_on_location", {"location": location, "workspace_id": workspace_id, "description": description, "topic": topic, "visibility": visibility, "user_ids": user_ids})).data

    async def create_direct_message(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
        user_ids: Sequence[str] | UnsetType = UNSET,
    ) -> ChatChannel:
        """Opens a direct message between people, or gives the one they have.

        Args:
            user_ids: At most 15, as text: numbers were seen to open a message to oneself.

        API v3.
        """
        return (await self._call("create_direct_message", {"workspace_id": workspace_id, "user_ids": user_ids})).data

    async def get(
        self,
        channel_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        description_format: Literal["text/md", "text/plain"] | UnsetType = UNSET,
    ) -> ChatChannel:
        """Reads one chat channel.

        Args:
            description_format: text/md if left out.

        API v3.
        """
        return (await self._call("get", {"channel_id": channel_id, "workspace_id": workspace_id, "description_format": description_format})).data

    async def update(
        self,
        channel_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        name: str | UnsetType = UNSET,
        topic: str | UnsetType = UNSET,
        description: str | UnsetType = UNSET,
        content_format: Literal["text/md", "text/plain"] | UnsetType = UNSET,
        location: Mapping[str, Any] | UnsetType = UNSET,
        visibility: Literal["PUBLIC", "PRIVATE"] | UnsetType = UNSET,
    ) -> ChatChannel:
        """Changes name, topic, description, location or visibility of a chat channel.

        Args:
            content_format: text/md if left out.
            location: {id, type}; type is space, folder or list.

        API v3.
        """
        return (await self._call("update", {"channel_id": channel_id, "workspace_id": workspace_id, "name": name, "topic": topic, "description": description, "content_format": content_format, "location": location, "visibility": visibility})).data

    async def delete(
        self,
        channel_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> None:
        """Deletes a chat channel with its messages.

        Destroys what it names. API v3.
        """
        await self._call("delete", {"channel_id": channel_id, "workspace_id": workspace_id})

    async def list_followers(
        self,
        channel_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        cursor: str | UnsetType = UNSET,
        limit: int | UnsetType = UNSET,
    ) -> Page[ChatUser]:
        """Lists who follows a chat channel.

        Args:
            limit: 1 to 100; 50 if left out.

        API v3.
        """
        return (await self._call("list_followers", {"channel_id": channel_id, "workspace_id": workspace_id, "cursor": cursor, "limit": limit})).data

    async def list_members(
        self,
        channel_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        cursor: str | UnsetType = UNSET,
        limit: int | UnsetType = UNSET,
    ) -> Page[ChatUser]:
        """Lists who belongs to a chat channel.

        Args:
            limit: 1 to 100; 50 if left out.

        API v3.
        """
        return (await self._call("list_members", {"channel_id": channel_id, "workspace_id": workspace_id, "cursor": cursor, "limit": limit})).data
