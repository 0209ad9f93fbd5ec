"""Serves an engine over ASGI: reads requests, waits where a fault says so, cuts connections."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from clickgate.sandbox.answers import Answer, Refusal
from clickgate.sandbox.control import PATH as CONTROL_PATH
from clickgate.sandbox.control import Control
from clickgate.sandbox.control.guard import LOOPBACK, why_not
from clickgate.sandbox.control.surface import refused
from clickgate.sandbox.downloads import Download, find_download, is_download
from clickgate.sandbox.engine import MOST_BODY, MOST_UPLOAD, Engine, Outcome
from clickgate.sandbox.headers import build_headers
from clickgate.sandbox.multipart import is_form
from clickgate.sandbox.page import Page, is_page
from clickgate.sandbox.spool import Spool

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    Scope = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
    Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

__all__ = ["LOOPBACK", "SandboxApp"]

# Where the sandbox's own server leaves the connection, so that a fault can cut it.
TRANSPORT = "clickgate.transport"


class SandboxApp:
    """The ASGI application of one sandbox; all requests run in the event loop's thread, one after the other.

    Its page at `/` and, with `control`, its surface under `/_sandbox/` are for this machine and no other web page.
    """

    def __init__(self, engine: Engine, *, control: bool = False) -> None:
        self._engine = engine
        self._control = Control(engine) if control else None
        self._page = Page(engine, self._control)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
            return
        if scope["type"] != "http":
            raise RuntimeError(f"the sandbox does not speak {scope['type']}")
        method, path = scope["method"], scope["raw_path"].decode("latin-1")
        headers = dict(scope["headers"])
        if is_download(method, path):
            await _send_file(find_download(self._engine.world, path), method, send)
            return
        is_own = is_page(path) or (self._control is not None and path.startswith(CONTROL_PATH))
        body = b"" if method in ("GET", "HEAD") else await _read_body(receive, headers, is_own=is_own)
        if is_own:
            outcome = Outcome(self._serve_own(scope, headers, body))
        elif body is None:
            outcome = Outcome(Refusal("SANDBOX_006").answer())
        else:
            sent = headers.get(b"authorization")
            query = scope["query_string"].decode("latin-1")
            outcome = self._engine.handle(method, path, query, None if sent is None else sent.decode("latin-1"), body)
        if outcome.seconds:
            await asyncio.sleep(outcome.seconds)
        if outcome.cut == "drop":
            await _cut(scope, receive)
            return
        gzip = b"gzip" in headers.get(b"accept-encoding", b"")
        shown, content = build_headers(outcome.answer, outcome.window, now=self._engine.clock.now(), gzip=gzip)
        await send({"type": "http.response.start", "status": outcome.answer.status, "headers": shown})
        if outcome.cut == "torn":
            await send({"type": "http.response.body", "body": content[: len(content) // 2], "more_body": True})
            return  # the server closes a connection whose answer ends too soon
        await send({"type": "http.response.body", "body": content if method != "HEAD" else b""})

    def _serve_own(self, scope: Scope, headers: dict[bytes, bytes], body: bytes | Spool | None) -> Answer:
        """Answer what is not ClickUp's: the page, and the control surface."""
        why = why_not((scope.get("client") or ("",))[0], headers)
        if why:
            return refused(why)
        method, path = scope["method"], scope["path"]
        sent = body if isinstance(body, bytes) else b""
        if self._control is not None and path.startswith(CONTROL_PATH):
            return self._control.handle(method, path, sent)
        return self._page.handle(method, path, scope["query_string"].decode("latin-1"), sent)


async def _cut(scope: Scope, receive: Receive) -> None:
    transport = scope.get(TRANSPORT)
    if transport is None:
        raise ConnectionAbortedError("a fault was ordered: no answer")
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send_file(found: Download | None, method: str, send: Send) -> None:
    """Send a file block by block, so that a large one is never in memory as a whole."""
    headers = [(b"content-length", b"0")] if found is None else found.headers
    await send({"type": "http.response.start", "status": 404 if found is None else 200, "headers": headers})
    if found is not None and method != "HEAD":
        for block in found.blob.blocks():
            await send({"type": "http.response.body", "body": block, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _read_body(receive: Receive, headers: dict[bytes, bytes], *, is_own: bool) -> bytes | Spool | None:
    """The whole body; None where it is too large. Even then it is read, so that the client gets its answer."""
    kind = headers.get(b"content-type", b"").decode("latin-1")
    spool, most = (Spool(b"", kind), MOST_UPLOAD) if is_form(kind) else (None, MOST_UPLOAD if is_own else MOST_BODY)
    parts: list[bytes] = []
    size, has_more = 0, True
    while has_more:
        message = await receive()
        part, has_more = message.get("body", b""), message.get("more_body", False)
        size += len(part)
        if size > most:
            parts.clear()
        elif spool is None:
            parts.append(part)
        else:
            spool.write(part)
    if size > most:
        return None
    return b"".join(parts) if spool is None else spool


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
