"""Runs a server on this machine for as long as some process of a test run uses it; the first of them starts it.

Every process that uses the server holds a shared lock on one file. A guard, which the server is a child of, waits for
that file to be free, which the kernel sees to even where a process is killed, and then ends the server by its id.
"""

from __future__ import annotations

import collections
import contextlib
import json
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_PATIENCE = 60.0  # seconds that a server has to come up, on a machine that does much else
_TRIES = 3  # a port that was free may be taken before the server gets it


class CannotRun(Exception):
    """No server can be started here; says why."""


@dataclass(frozen=True)
class Plan:
    """How a server is started: it is up when it writes `ready`. `facts` is what its users have to know."""

    command: Sequence[str]
    ready: str
    facts: dict[str, str]
    environ: Mapping[str, str] = field(default_factory=dict)


@contextlib.contextmanager
def use_server(shared: Path, name: str, plan: Callable[[], Plan]) -> Iterator[dict[str, str]]:
    """Give the facts of the server that all processes of this run share.

    Args:
        shared: A folder that all processes of the run know.
        name: What the server is called in that folder.
        plan: Called for each try to start it.

    Raises:
        CannotRun: It does not come up here.
    """
    if sys.platform == "win32":
        raise CannotRun("the servers of the tests are not made for Windows")
    guard = None
    told = shared / f"{name}-facts"
    with (shared / f"{name}-users").open("w") as users:
        _lock(users.fileno(), exclusive=False)  # waits while a guard is just ending a server
        with (shared / f"{name}-starting").open("w") as starting:
            _lock(starting.fileno(), exclusive=True)
            if not told.exists():
                facts, guard = _start(shared, name, plan)
                told.write_text(json.dumps(facts), encoding="utf-8")
        try:
            yield json.loads(told.read_text(encoding="utf-8"))
        finally:
            users.close()
            if guard is not None:
                guard.wait()


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def _start(shared: Path, name: str, plan: Callable[[], Plan]) -> tuple[dict[str, str], subprocess.Popen[str]]:
    said = ""
    for _ in range(_TRIES):
        made = plan()
        guard = subprocess.Popen(
            [sys.executable, "-I", __file__, str(shared), name, made.ready, *made.command],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env={"PATH": "", **made.environ}, start_new_session=True,
        )  # fmt: skip
        with guard.stdout:
            if guard.stdout.readline() == "up\n":
                return made.facts, guard
            said = guard.stdout.read()
        guard.wait()
    raise CannotRun(f"{name} did not come up: {said[-600:]}")


def _lock(file: int, *, exclusive: bool) -> None:
    import fcntl

    fcntl.flock(file, fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH)


def _guard(shared: Path, name: str, ready: str, command: Sequence[str]) -> None:
    """Start the server, say that it is up, and end it when nobody uses it any more."""
    server = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    )
    try:
        last = collections.deque(maxlen=40)
        settled = threading.Event()
        up = []

        def read() -> None:
            for line in server.stdout:  # to the end, so that the server never waits for a reader
                last.append(line)
                if ready in line and not up:
                    up.append(True)
                    settled.set()
            settled.set()

        threading.Thread(target=read, daemon=True).start()
        settled.wait(_PATIENCE)
        print("up" if up else "".join(["not up\n", *last]), flush=True)
        if up:
            with (shared / f"{name}-users").open("w") as users:
                _lock(users.fileno(), exclusive=True)
                (shared / f"{name}-facts").unlink(missing_ok=True)
                _end(server)
    finally:
        _end(server)


def _end(server: subprocess.Popen[str]) -> None:
    server.terminate()
    try:
        server.wait(10.0)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


if __name__ == "__main__":
    _guard(Path(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4:])
