# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of chat reactions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from msgspec import UnsetType
    from clickgate.catalog.schemas import ChatReaction
    from clickgate.client.wire.page import Page

NAME = "ChatReactionsResource"


class ChatReactionsResource(Resource):
    """Operations of chat reactions."""

    __slots__ = ()
    _entity = "chat_reactions"

    def list(
        self,
        message_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        cursor: str | UnsetType = UNSET,
        limit: int | UnsetType = UNSET,
    ) -> Page[ChatReaction]:
        """Lists the reactions to a chat message.

        Args:
            limit: 1 to 100; 50 if left out.

        API v3.
        """
        return self._call("list", {"message_id": message_id, "workspace_id": workspace_id, "cursor": cursor, "limit": limit}).data

    def create(
        self,
        message_id: str,
        *,
        reaction: str,
        workspace_id: str | UnsetType = UNSET,
    ) -> ChatReaction:
        """Reacts to a chat message.

        Args:
            reaction: Name of an emoji, in lower case.

        API v3.
        """
        return self._call("create", {"message_id": message_id, "reaction": reaction, "workspace_id": workspace_id}).data

    def delete(
        self,
        message_id: str,
        reaction: str,
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> None:
        """Takes a reaction to a chat message back.

        Args:
            reaction: Name of the emoji.

        API v3.
        """
        self._call("delete", {"message_id": message_id, "reaction": reaction, "workspace_id": workspace_id})


class AsyncChatReactionsResource(AsyncResource):
    """Operations of chat reactions."""

    __slots__ = ()
    _entity = "chat_reactions"

    async def list(
        self,
        message_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        cursor: str | UnsetType = UNSET,
        limit: int | UnsetType = UNSET,
    ) -> Page[ChatReaction]:
        """Lists the reactions to a chat message.

        Args:
            limit: 1 to 100; 50 if left out.

        API v3.
        """
        return (await self._call("list", {"message_id": message_id, "workspace_id": workspace_id, "cursor": cursor, "limit": limit})).data

    async def create(
        self,
        message_id: str,
        *,
        reaction: str,
        workspace_id: str | UnsetType = UNSET,
    ) -> ChatReaction:
        """Reacts to a chat message.

        Args:
            reaction: Name of an emoji, in lower case.

        API v3.
        """
        return (await self._call("create", {"message_id": message_id, "reaction": reaction, "workspace_id": workspace_id})).data

    async def delete(
        self,
        message_id: str,
        reaction: str,
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> None:
        """Takes a reaction to a chat message back.

        Args:
            reaction: Name of the emoji.

        API v3.
        """
        await self._call("delete", {"message_id": message_id, "reaction": reaction, "workspace_id": workspace_id})
