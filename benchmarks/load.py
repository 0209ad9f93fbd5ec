"""Asks a server as fast as it answers, over kept-alive connections, and prints how fast that was as JSON.

    python -m benchmarks.load PORT CONNECTIONS SECONDS CORE < REQUESTS

Standard input holds the requests as JSON, a list of `GET` targets with headers; each connection goes round them.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import sys
import time


class Asker(asyncio.Protocol):
    """One connection that sends its next request when the answer to the last is whole."""

    def __init__(self, requests: itertools.cycle, tally: Tally) -> None:
        self._requests = requests
        self._tally = tally
        self._head = b""
        self._missing = 0

    def connection_made(self, transport) -> None:
        self._transport = transport
        transport.write(next(self._requests))

    def data_received(self, data: bytes) -> None:
        if not self._missing:
            head, found, rest = (self._head + data).partition(b"\r\n\r\n")
            if not found:
                self._head = head
                return
            lower = head.lower()
            self._tally.note(lower)
            self._head, self._missing = b"", int(lower.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
            data = rest
        self._missing -= len(data)
        self._tally.bytes += len(data)
        if self._missing == 0:
            self._tally.answers += 1
            self._transport.write(next(self._requests))


class Tally:
    """What came."""

    def __init__(self) -> None:
        self.answers = self.bytes = self.compressed = 0
        self.refused = b""

    def note(self, head: bytes) -> None:
        if b" 200 " not in head[:16]:
            self.refused = head
        self.compressed += b"content-encoding: gzip" in head


async def run(port: int, connections: int, seconds: float, requests: list[bytes]) -> dict:
    loop = asyncio.get_running_loop()
    tally = Tally()
    for number in range(connections):
        start = len(requests) * number // connections
        around = itertools.cycle(requests[start:] + requests[:start])
        await loop.create_connection(lambda around=around: Asker(around, tally), "127.0.0.1", port)
    await asyncio.sleep(0.3)
    before, began = tally.answers, time.perf_counter()
    await asyncio.sleep(seconds)
    if tally.refused:
        raise RuntimeError(tally.refused.decode())
    return {
        "answers": tally.answers - before,
        "all": tally.answers,
        "seconds": time.perf_counter() - began,
        "bytes": tally.bytes // max(1, tally.answers),
        "compressed": tally.compressed,
    }


def main() -> None:
    port, connections, seconds, core = sys.argv[1:]
    if core != "-":
        os.sched_setaffinity(0, {int(core)})
    asked = json.load(sys.stdin)
    requests = [
        f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\n{asked['headers']}\r\n".encode() for target in asked["targets"]
    ]
    sys.stdout.write(json.dumps(asyncio.run(run(int(port), int(connections), float(seconds), requests))) + "\n")


if __name__ == "__main__":
    main()
