"""Carries requests with pyreqwest (reqwest and rustls): the default."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NoReturn, TypeVar

from pyreqwest.client import ClientBuilder, SyncClientBuilder
from pyreqwest.exceptions import (
    BuilderError,
    ConnectError,
    ConnectTimeoutError,
    PoolTimeoutError,
    PyreqwestError,
    RequestTimeoutError,
)
from pyreqwest.proxy import ProxyBuilder

from clickgate.client.wire.http import Answer
from clickgate.errors import ConfigurationError, ConnectionFailed, ConnectionLost, TimedOut

if TYPE_CHECKING:
    from pyreqwest.client import BaseClientBuilder
    from pyreqwest.request import BaseRequestBuilder

    from clickgate.client.wire.http import Request

_CONNECT_SECONDS = 10.0
_DEFAULT_SECONDS = 30.0
_Builder = TypeVar("_Builder", bound="BaseClientBuilder")


class PyreqwestTransport:
    """Carries requests in the calling thread."""

    def __init__(self, *, proxy: str | None = None) -> None:
        self._client = _configure(SyncClientBuilder(), proxy).build()

    def carry(self, request: Request) -> Answer:
        """Carry one request and read its whole answer."""
        try:
            builder = self._client.request(request.method, request.url)
            if request.body is not None:
                if isinstance(request.body, bytes):
                    builder.body_bytes(request.body)
                else:
                    builder.body_stream(request.body.blocks())
            _head(builder, request)
            response = builder.build().send()
            return Answer(response.status, response.get_header, response.bytes())  # type: ignore[arg-type]
        except PyreqwestError as error:
            _translate(error)

    def close(self) -> None:
        """Close all connections."""
        self._client.close()


class AsyncPyreqwestTransport:
    """Carries requests on the event loop."""

    def __init__(self, *, proxy: str | None = None) -> None:
        self._client = _configure(ClientBuilder(), proxy).build()

    async def carry(self, request: Request) -> Answer:
        """Carry one request and read its whole answer."""
        try:
            builder = self._client.request(request.method, request.url)
            if request.body is not None:
                if isinstance(request.body, bytes):
                    builder.body_bytes(request.body)
                else:
                    builder.body_stream(request.body.ablocks())
            _head(builder, request)
            response = await builder.build().send()
            return Answer(response.status, response.get_header, await response.bytes())  # type: ignore[arg-type]
        except PyreqwestError as error:
            _translate(error)

    async def close(self) -> None:
        """Close all connections."""
        await self._client.close()


def _configure(builder: _Builder, proxy: str | None) -> _Builder:
    builder = builder.follow_redirects(enable=False).referer(enable=False).no_proxy()
    builder = builder.timeout(timedelta(seconds=_DEFAULT_SECONDS)).connect_timeout(timedelta(seconds=_CONNECT_SECONDS))
    builder = builder.user_agent("clickgate").default_headers({"Accept": "application/json"})
    if proxy:
        try:
            builder = builder.proxy(ProxyBuilder.all(proxy))
        except (PyreqwestError, ValueError) as error:
            raise ConfigurationError(
                "The proxy's URL can't be used.", advice="Write it as http://host:port."
            ) from error
    return builder


def _head(builder: BaseRequestBuilder, request: Request) -> None:
    if request.authorization is not None:
        builder.header("Authorization", request.authorization.reveal(), is_sensitive=True)
    if request.content_type:
        builder.header("Content-Type", request.content_type)
        length = None if isinstance(request.body, bytes) or request.body is None else request.body.length
        if length is not None:
            builder.header("Content-Length", str(length))
    if request.timeout != _DEFAULT_SECONDS:
        builder.timeout(timedelta(seconds=request.timeout))


def _translate(error: PyreqwestError) -> NoReturn:
    """Tell an error of the library as ours; its text may hold the URL, so only its kind and causes are kept."""
    kind = type(error).__name__
    if isinstance(error, BuilderError):
        raise ConfigurationError(f"The request can't be sent ({kind}).", advice="Check the base URL.") from None
    if isinstance(error, (ConnectTimeoutError, PoolTimeoutError)):
        raise ConnectionFailed("No connection to ClickUp within the time allowed.") from None
    if isinstance(error, ConnectError):
        raise ConnectionFailed(f"No connection to ClickUp could be made{_cause(error)}.") from None
    if isinstance(error, RequestTimeoutError):
        raise TimedOut("ClickUp did not answer within the time allowed.") from None
    raise ConnectionLost(f"The connection to ClickUp broke ({kind}{_cause(error)}).") from None


def _cause(error: PyreqwestError) -> str:
    causes = (getattr(error, "details", None) or {}).get("causes") or []
    return f": {causes[-1]['message']}" if causes else ""
