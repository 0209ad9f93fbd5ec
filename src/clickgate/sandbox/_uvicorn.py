"""Fits uvicorn to the sandbox: a fault can cut a connection, and the server says when it is up."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from clickgate.sandbox.app import TRANSPORT, SandboxApp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from socket import socket


class _Protocol(HttpToolsProtocol):
    """Leaves the connection's transport in the scope of each request."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope[TRANSPORT] = self.transport  # type: ignore[literal-required]


class _Server(uvicorn.Server):
    """Calls `on_ready` when it takes requests; leaves the process's signals to whoever runs it."""

    on_ready: Callable[[], None] | None = None
    _wake: Callable[[], object] | None = None

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.on_ready is not None and self.started:
            self.on_ready()

    async def main_loop(self) -> None:
        woken = asyncio.Event()
        loop = asyncio.get_running_loop()
        self._wake = lambda: loop.call_soon_threadsafe(woken.set)
        counter = 0
        while not await self.on_tick(counter):
            counter += 1
            with suppress(TimeoutError):
                await asyncio.wait_for(woken.wait(), 0.1)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    def ask_to_exit(self) -> None:
        """Stop soon; safe in a signal handler and from another thread."""
        self.should_exit = True
        if self._wake is not None:
            self._wake()


def make_server(app: SandboxApp) -> Any:
    """A server for an application, not yet run; it says nothing unless something is wrong."""
    config = uvicorn.Config(
        app,
        http=_Protocol,
        loop="auto",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        timeout_keep_alive=75,  # seconds, as nginx has it: longer than clients keep an idle connection themselves
        server_header=False,
        date_header=False,  # the sandbox has a clock of its own
        proxy_headers=False,
        ws="none",
        timeout_graceful_shutdown=1,
    )
    return _Server(config)
