"""Carries requests with pyreqwest (reqwest and rustls): the default."""

from __future__ import annotations

import atexit
import ctypes
import sys
import time
from contextlib import suppress
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, NoReturn, TypeVar

from pyreqwest.client import ClientBuilder, SyncClientBuilder
from pyreqwest.exceptions import BuilderError, PyreqwestError, RequestTimeoutError
from pyreqwest.proxy import ProxyBuilder

from clickgate.client.wire.http import Answer
from clickgate.errors import ConfigurationError, ConnectionFailed, ConnectionLost, TimedOut

if TYPE_CHECKING:
    from pyreqwest.client import BaseClientBuilder
    from pyreqwest.http import Url
    from pyreqwest.request import BaseRequestBuilder

    from clickgate.client.wire.http import Request

_CONNECT_SECONDS = 10.0
_DEFAULT_SECONDS = 30.0
_IDLE_SECONDS = 15.0  # well under what servers keep an idle connection: a write on one that is just closed is ambiguous
_NOT_CONNECTED = "client error (Connect)"
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
        except (PyreqwestError, ValueError, OSError) as error:
            _translate(error)

    def close(self) -> None:
        """Close all connections."""
        self._client.close()


class AsyncPyreqwestTransport:
    """Carries requests on the event loop."""

    def __init__(self, *, proxy: str | None = None) -> None:
        _keep_the_library_known()
        _let_the_library_finish_at_exit()
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
        except (PyreqwestError, ValueError, OSError) as error:
            _translate(error)

    async def close(self) -> None:
        """Close all connections."""
        await self._client.close()


@cache
def _keep_the_library_known() -> None:
    """Have CPython keep its state of the library's own thread, of which there is one for all clients of the process.

    That thread enters Python with each answer. CPython makes a state for a thread that it doesn't know, maps a stack
    for its frames, and drops both when the thread leaves: of the 68 µs that a bare call costs with 32 in flight, 29
    (measured with pyreqwest 0.15.1 on CPython 3.11). So let it enter once and never wholly leave. What chooses a proxy
    runs on it; the request that asks for one can't begin to connect, since its own address is nobody's (RFC 5737).
    Why, and when to take it out: docs/decisions/0009.
    """
    if sys.implementation.name != "cpython":
        return

    def enter(_url: Url) -> None:
        ctypes.pythonapi.PyGILState_Ensure()

    nowhere = SyncClientBuilder().no_proxy().local_address("192.0.2.1")
    client = nowhere.proxy(ProxyBuilder.custom(enter)).build()
    with suppress(PyreqwestError):
        client.get("http://127.0.0.1:0/").build().send()
    client.close()


@cache
def _let_the_library_finish_at_exit() -> None:
    """Give the library's own thread a moment before the interpreter goes.

    After an answer is handed over, that thread still needs Python's lock once. A program that ends right then, its
    client closed or not, is aborted with `PyGILState_Release` in one run of eight (measured with pyreqwest 0.15.1 on
    CPython 3.11; with this pause in none of 320).
    """
    atexit.register(time.sleep, 0.005)


def _configure(builder: _Builder, proxy: str | None) -> _Builder:
    builder = builder.follow_redirects(enable=False).referer(enable=False).no_proxy()
    builder = builder.timeout(timedelta(seconds=_DEFAULT_SECONDS)).connect_timeout(timedelta(seconds=_CONNECT_SECONDS))
    builder = builder.pool_idle_timeout(timedelta(seconds=_IDLE_SECONDS))
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


def _translate(error: PyreqwestError | ValueError | OSError) -> NoReturn:
    """Tell an error of the library as ours.

    The library's classes don't say whether anything was sent (a cut connection and a late answer come as errors of
    connecting), but the causes do: only what failed in the connector never left this machine. Where that can't be read,
    the request counts as sent. The texts may hold the URL, so but the last cause is kept.
    """
    if isinstance(error, OSError) and not isinstance(error, PyreqwestError):  # its timeouts are both
        raise ConnectionLost("The upload broke off: its source could not be read to the end.") from error
    if not isinstance(error, PyreqwestError) or isinstance(error, BuilderError):
        raise ConfigurationError("The request's address can't be used.", advice="Check the base URL.") from None
    causes = _causes(error)
    why = causes[-1] if causes else type(error).__name__
    if _NOT_CONNECTED in causes:
        raise ConnectionFailed(f"No connection to ClickUp could be made: {why}.") from None
    if isinstance(error, RequestTimeoutError):
        raise TimedOut("ClickUp did not answer within the time allowed.") from None
    raise ConnectionLost(f"The connection to ClickUp broke: {why}.") from None


def _causes(error: PyreqwestError) -> list[str]:
    details = getattr(error, "details", None) or {}
    return [cause["message"] for cause in details.get("causes") or []]
