# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from clickgate.catalog.schemas import Token

NAME = "TokensResource"


class TokensResource(Resource):
    """Operations of tokens."""

    __slots__ = ()
    _entity = "tokens"

    def create(
        self,
        *,
        client_id: str,
        client_secret: str,
        code: str,
    ) -> Token:
        """Trades the code of an OAuth consent for an access token.

        Args:
            code: From the redirect; good for one exchange.
        """
        return self._call("create", {"client_id": client_id, "client_secret": client_secret, "code": code}).data


class AsyncTokensResource(AsyncResource):
    """Operations of tokens."""

    __slots__ = ()
    _entity = "tokens"

    async def create(
        self,
        *,
        client_id: str,
        client_secret: str,
        code: str,
    ) -> Token:
        """Trades the code of an OAuth consent for an access token.

        Args:
            code: From the redirect; good for one exchange.
        """
        return (await self._call("create", {"client_id": client_id, "client_secret": client_secret, "code": code})).data
