"""Posts a body to an address and reads what little of the answer is needed: a small HTTP/1.1, on asyncio's streams."""

from __future__ import annotations

import asyncio
import re
import ssl
from contextlib import suppress
from ipaddress import ip_address
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST_HEAD = 64 * 1024
_MOST_BODY = 512
_STATUS_LINE = re.compile(rb"HTTP/1\.[01] ([1-5][0-9]{2})(?: [^\r\n]*)?\r?\n")
_LENGTH = re.compile(rb"^content-length:[ \t]*([0-9]{1,12})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)


class Posted(NamedTuple):
    """An answer's status and the beginning of its body."""

    status: int
    beginning: bytes


def is_local(url: str) -> bool:
    """Whether an address is on this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


async def post(url: str, headers: Mapping[str, str], body: bytes) -> Posted:
    """Post once, on a connection of its own, without following anybody anywhere.

    Raises:
        OSError: There is no connection, or it broke; TLS errors are among them.
        ValueError: What came is no HTTP answer, or its head is too long.
    """
    parts = urlsplit(url)
    is_tls = parts.scheme == "https"
    reader, writer = await asyncio.open_connection(
        parts.hostname,
        parts.port or (443 if is_tls else 80),
        ssl=ssl.create_default_context() if is_tls else None,
        limit=_MOST_HEAD,
    )
    try:
        writer.write(_build_request(url, headers, body))
        await writer.drain()
        return await _read_answer(reader)
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


def _build_request(url: str, headers: Mapping[str, str], body: bytes) -> bytes:
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = {
        "Host": parts.netloc.rpartition("@")[2],
        "User-Agent": "clickgate-sandbox",
        "Accept": "*/*",
        "Content-Length": str(len(body)),
        "Connection": "close",
        **headers,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"POST {target} HTTP/1.1\r\n{head}\r\n".encode("latin-1") + body


async def _read_answer(reader: asyncio.StreamReader) -> Posted:
    status = 100
    while status < 200:  # interim answers come before the real one
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError as error:
            raise ConnectionResetError("the connection ended before an answer") from error
        except asyncio.LimitOverrunError as error:
            raise ValueError("the answer's head is too long") from error
        line = _STATUS_LINE.match(head)
        if line is None:
            raise ValueError("that was no HTTP answer")
        status = int(line[1])
    length = _LENGTH.search(head)
    # A body of unknown length isn't waited for: nothing depends on it.
    wanted = min(int(length[1]), _MOST_BODY) if length is not None else 0
    try:
        return Posted(status, await reader.readexactly(wanted))
    except asyncio.IncompleteReadError as error:
        return Posted(status, error.partial)
