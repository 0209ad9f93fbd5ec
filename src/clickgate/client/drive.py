"""Carries out what a session's generator asks for: with asyncio, or in the calling thread."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

from clickgate.client.call import Wait
from clickgate.errors import TransportFailed

if TYPE_CHECKING:
    from collections.abc import Generator

    from clickgate.client.reply import Reply
    from clickgate.client.transport import AsyncTransport, Transport
    from clickgate.client.wire.http import Request


async def drive_async(flow: Generator[Request | Wait, Any, Reply[Any]], transport: AsyncTransport) -> Reply[Any]:
    """Run a flow to its reply on the event loop; a cancelled call frees its place in the queue."""
    try:
        effect = next(flow)
        while True:
            if isinstance(effect, Wait):
                await _wait_async(effect)
                effect = next(flow)
                continue
            try:
                answer = await transport.carry(effect)
            except TransportFailed as failure:
                effect = flow.throw(failure)
            else:
                effect = flow.send(answer)
    except StopIteration as done:
        reply: Reply[Any] = done.value
        return reply
    finally:
        flow.close()


def drive_sync(flow: Generator[Request | Wait, Any, Reply[Any]], transport: Transport) -> Reply[Any]:
    """Run a flow to its reply in this thread."""
    try:
        effect = next(flow)
        while True:
            if isinstance(effect, Wait):
                _wait_sync(effect)
                effect = next(flow)
                continue
            try:
                answer = transport.carry(effect)
            except TransportFailed as failure:
                effect = flow.throw(failure)
            else:
                effect = flow.send(answer)
    except StopIteration as done:
        reply: Reply[Any] = done.value
        return reply
    finally:
        flow.close()


async def _wait_async(wait: Wait) -> None:
    if wait.ticket is None:
        await asyncio.sleep(wait.seconds or 0.0)
        return
    turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    if wait.arm(lambda: None if turn.done() else turn.set_result(None)):
        await asyncio.wait((turn,), timeout=wait.seconds)


def _wait_sync(wait: Wait) -> None:
    turn = threading.Event()
    if wait.arm(turn.set):
        turn.wait(wait.seconds)
