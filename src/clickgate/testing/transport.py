"""Carries a client's requests to a sandbox in the same process: no socket, no thread, no server."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from clickgate.client.wire.http import Answer
from clickgate.errors import ConnectionLost
from clickgate.sandbox.server import Cut

if TYPE_CHECKING:
    from clickgate.client.wire.http import Request
    from clickgate.sandbox.server import Sandbox

# Where a client in memory believes that ClickUp is; nothing is ever sent there.
BASE_URL = "http://127.0.0.1/api"


class InMemoryTransport:
    """A client's `transport`: `Client(sandbox.token, base_url=BASE_URL, transport=InMemoryTransport(sandbox))`.

    An answer that a fault slows moves the sandbox's clock; one that a fault cuts is `ConnectionLost`.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def carry(self, request: Request) -> Answer:
        """Carry one request.

        Raises:
            ConnectionLost: A fault cut the connection.
        """
        body = request.body
        return self._ask(request, body if isinstance(body, bytes) else b"".join(body.blocks()) if body else b"")

    def close(self) -> None:
        """Nothing is open."""

    def _ask(self, request: Request, body: bytes) -> Answer:
        parts = urlsplit(request.url)
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        try:
            answer = self._sandbox.handle(request.method, target, _headers(request), body)
        except Cut as error:
            raise ConnectionLost("The connection broke before the whole answer was read.") from error
        return Answer(answer.status, lambda name: answer.headers.get(name.lower()), answer.body)


class AsyncInMemoryTransport:
    """The same for `AsyncClient`."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._inner = InMemoryTransport(sandbox)

    async def carry(self, request: Request) -> Answer:
        """Carry one request; see `InMemoryTransport.carry`."""
        return self._inner.carry(request)

    async def close(self) -> None:
        """Nothing is open."""


def _headers(request: Request) -> dict[str, str]:
    headers = {} if not request.content_type else {"content-type": request.content_type}
    if request.authorization is not None:
        headers["authorization"] = request.authorization.reveal()
    return headers
