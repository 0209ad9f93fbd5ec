"""Runs one client through one piece of work in this process, and prints what it cost as JSON.

    python cell.py PEER WORK BASE_URL CALLS IN_FLIGHT

`WORK` is `task`, `page` or `refused`. The cost is CPU of this whole process, user and system, in microseconds a call,
after a warm-up that opens the connections. A worker does its calls one after another; `IN_FLIGHT` workers run at once.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

_WARM_UP = 3  # calls of each worker


def load_peer(name: str, base: str):
    """Load the peer by path: this file's folder must not be on the import path of somebody else's library."""
    spec = importlib.util.spec_from_file_location("peers", Path(__file__).with_name("peers.py"))
    peers = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(peers)
    return peers.PEERS[name](base)


def stay_here() -> None:
    """Refuse to look up any other machine: a peer that calls home must not."""
    look_up = socket.getaddrinfo

    def guarded(host, *args, **kwargs):
        if host not in {"127.0.0.1", "localhost", b"127.0.0.1", None}:
            raise OSError(f"a benchmark speaks to this machine alone, not to {host}")
        return look_up(host, *args, **kwargs)

    socket.getaddrinfo = guarded


async def run_async(peer, work: str, calls: int, in_flight: int) -> dict:
    await peer.open()
    call = getattr(peer, work)

    async def worker(times: int) -> None:
        for _ in range(times):
            assert await call()

    await asyncio.gather(*(worker(_WARM_UP) for _ in range(in_flight)))
    cpu, wall = time.process_time(), time.perf_counter()
    await asyncio.gather(*(worker(calls // in_flight) for _ in range(in_flight)))
    cost = tell(cpu, wall, calls // in_flight * in_flight)
    await peer.close()
    return cost


def run_sync(peer, work: str, calls: int, in_flight: int) -> dict:
    peer.open()
    call = getattr(peer, work)

    def worker(times: int) -> None:
        for _ in range(times):
            assert call()

    def go(times: int) -> None:
        if in_flight == 1:
            worker(times)
        else:
            with ThreadPoolExecutor(in_flight) as pool:
                list(pool.map(worker, [times] * in_flight))

    go(_WARM_UP)
    cpu, wall = time.process_time(), time.perf_counter()
    go(calls // in_flight)
    cost = tell(cpu, wall, calls // in_flight * in_flight)
    peer.close()
    return cost


def tell(cpu: float, wall: float, calls: int) -> dict:
    used, passed = time.process_time() - cpu, time.perf_counter() - wall
    return {"cpu_us": used / calls * 1e6, "wall_us": passed / calls * 1e6, "calls": calls}


def run_refused(peer) -> dict:
    """One call whose first answer will be a 429: what comes of it, and after how long."""

    async def once():
        await peer.open()
        try:
            return await peer.task()
        finally:
            await peer.close()

    started = time.perf_counter()
    try:
        if peer.is_async:
            asyncio.run(once())
        else:
            peer.open()
            peer.task()
        outcome = "gave the task"
    except Exception as error:
        outcome = f"raised {type(error).__name__}"
    return {"outcome": outcome, "seconds": time.perf_counter() - started}


def main() -> None:
    name, work, base, calls, in_flight = sys.argv[1:6]
    stay_here()
    peer = load_peer(name, base)
    if work == "refused":
        result = run_refused(peer)
    elif peer.is_async:
        result = asyncio.run(run_async(peer, work, int(calls), int(in_flight)))
    else:
        result = run_sync(peer, work, int(calls), int(in_flight))
    result["versions"] = {package: version(package) for package in peer.packages}
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
