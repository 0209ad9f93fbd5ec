"""Carries requests with httpx2: the second transport, for those who need a pure-Python one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, NoReturn

import httpx2

from clickgate.client.wire.http import Answer
from clickgate.errors import ConfigurationError, ConnectionFailed, ConnectionLost, TimedOut

if TYPE_CHECKING:
    from clickgate.client.wire.http import Request

_HEADERS = {"User-Agent": "clickgate", "Accept": "application/json"}
_CONNECT_SECONDS = 10.0
# The client's own queue does the waiting: the pool must never be what a request waits for.
_LIMITS = httpx2.Limits(max_connections=None, max_keepalive_connections=100, keepalive_expiry=15.0)


class Httpx2Transport:
    """Carries requests in the calling thread."""

    def __init__(self, *, proxy: str | None = None) -> None:
        self._client = httpx2.Client(headers=_HEADERS, limits=_LIMITS, trust_env=False, proxy=proxy)

    def carry(self, request: Request) -> Answer:
        """Carry one request and read its whole answer."""
        body = request.body
        content = body if body is None or isinstance(body, bytes) else body.blocks()
        try:
            response = self._client.request(request.method, request.url, content=content, **_options(request))
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            _translate(error)
        return Answer(response.status_code, response.headers.get, response.content)

    def close(self) -> None:
        """Close all connections."""
        self._client.close()


class AsyncHttpx2Transport:
    """Carries requests on the event loop."""

    def __init__(self, *, proxy: str | None = None) -> None:
        self._client = httpx2.AsyncClient(headers=_HEADERS, limits=_LIMITS, trust_env=False, proxy=proxy)

    async def carry(self, request: Request) -> Answer:
        """Carry one request and read its whole answer."""
        body = request.body
        content = body if body is None or isinstance(body, bytes) else body.ablocks()
        try:
            async with asyncio.timeout(request.timeout):  # the library bounds each step, not the whole
                response = await self._client.request(request.method, request.url, content=content, **_options(request))
        except TimeoutError:
            raise TimedOut("ClickUp did not answer within the time allowed.") from None
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            _translate(error)
        return Answer(response.status_code, response.headers.get, response.content)

    async def close(self) -> None:
        """Close all connections."""
        await self._client.aclose()


def _options(request: Request) -> dict[str, Any]:
    headers = {}
    if request.authorization is not None:
        headers["Authorization"] = request.authorization.reveal()
    if request.content_type:
        headers["Content-Type"] = request.content_type
    if request.body is not None and not isinstance(request.body, bytes) and request.body.length is not None:
        headers["Content-Length"] = str(request.body.length)
    timeout = httpx2.Timeout(request.timeout, connect=min(request.timeout, _CONNECT_SECONDS))
    return {"headers": headers, "timeout": timeout, "follow_redirects": False}


def _translate(error: Exception) -> NoReturn:
    """Tell an error of the library as ours; its text may hold the URL, so only its kind is kept."""
    if isinstance(error, OSError):
        raise ConnectionLost("The upload broke off: its source could not be read to the end.") from error
    kind = type(error).__name__
    if isinstance(error, (httpx2.InvalidURL, httpx2.UnsupportedProtocol)):
        raise ConfigurationError(f"The request can't be sent ({kind}).", advice="Check the base URL.") from None
    if isinstance(error, (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError)):
        raise ConnectionFailed(f"No connection to ClickUp could be made ({kind}).") from None
    if isinstance(error, httpx2.TimeoutException):
        raise TimedOut("ClickUp did not answer within the time allowed.") from None
    raise ConnectionLost(f"The connection to ClickUp broke ({kind}).") from None
