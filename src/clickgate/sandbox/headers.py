"""Puts the headers of an answer together: those that every answer of ClickUp's has, as recorded in 2024-03."""

from __future__ import annotations

import zlib
from email.utils import formatdate
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clickgate.sandbox.answers import Answer
    from clickgate.sandbox.limits import Window

Headers = list[tuple[bytes, bytes]]

ALWAYS: Headers = [
    (b"server", b"clickgate-sandbox"),
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-credentials", b"true"),
    (b"cache-control", b"no-cache, no-store"),
    (b"pragma", b"no-cache"),
    (b"expires", b"0"),
    (b"content-language", b"en-US"),
    (b"x-content-type-options", b"nosniff"),
]
_COMPRESS_FROM = 1024
_traces = count(5_677_381_271_353_638_075, 104_729)


def build_headers(answer: Answer, window: Window | None, *, now: float, gzip: bool = False) -> tuple[Headers, bytes]:
    """Headers and the body as it goes out: compressed where that is asked for and pays; `now` is Unix seconds."""
    headers, body = list(answer.headers or ALWAYS), answer.body
    headers.append((b"date", date(int(now))))
    headers.append((b"x-datadog-trace-id", b"%d" % next(_traces)))
    if answer.status != 204:
        headers.append((b"content-type", answer.content_type))
    if gzip and len(body) > _COMPRESS_FROM:
        body = _compress(body)
        headers.append((b"content-encoding", b"gzip"))
        headers.append((b"vary", b"Accept-Encoding"))
    if answer.status != 204:
        headers.append((b"content-length", b"%d" % len(body)))
    if window is not None:
        headers.append((b"x-ratelimit-limit", b"%d" % window.limit))
        headers.append((b"x-ratelimit-remaining", b"%d" % window.remaining))
        headers.append((b"x-ratelimit-reset", b"%d" % window.resets_at))
    return headers, body


@lru_cache(maxsize=8)
def date(second: int) -> bytes:
    """Write the sandbox's time as every answer tells it: clients learn from it when their rate window ends."""
    return formatdate(second, usegmt=True).encode()


def _compress(body: bytes) -> bytes:
    # The fastest level: what matters here is the client's reading, not the traffic.
    compressor = zlib.compressobj(1, zlib.DEFLATED, 31)
    return compressor.compress(body) + compressor.flush()
