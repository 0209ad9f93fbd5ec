"""Runs a function in a process that is killed at a chosen step: at the n-th statement, commit or file operation.

One process loads what is needed and is forked for each run, so that a function can be killed at every step it has.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_FILE_OPERATIONS = ("fsync", "link", "unlink", "rename", "replace")


class Killer:
    """Runs one function over and over, each time in a new process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, *arguments: str, kill_at: int | None = None) -> int:
        """Run the function with these texts; kill its process as it is about to do the n-th step, from 0.

        Returns:
            How many steps it had.

        Raises:
            AssertionError: It ended in another way than it should have.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([arguments, -1 if kill_at is None else kill_at]) + "\n")
        self._process.stdin.flush()
        signal_number, steps = json.loads(self._process.stdout.readline())
        assert signal_number == (0 if kill_at is None else signal.SIGKILL), f"it ended with {signal_number}"
        return int(steps)


@contextlib.contextmanager
def killer_of(function: str) -> Iterator[Killer]:
    """Make a killer of `module:function`."""
    command = [sys.executable, "-m", "tests.support.killing", function]
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        command,
        cwd=root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": ""},
    ) as process:
        yield Killer(process)
        assert process.stdin is not None
        process.stdin.close()


class _Steps:
    def __init__(self, kill_at: int) -> None:
        self.count = 0
        self._kill_at = kill_at

    def take(self, *_: Any) -> None:
        if self.count == self._kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        self.count += 1

    def watch(self) -> None:
        import sqlalchemy as sa

        for event in ("before_cursor_execute", "commit"):
            sa.event.listen(sa.Engine, event, self.take)
        for name in _FILE_OPERATIONS:
            setattr(os, name, self._counted(getattr(os, name)))

    def _counted(self, operation: Any) -> Any:
        def counted(*args: Any, **kwargs: Any) -> Any:
            self.take()
            return operation(*args, **kwargs)

        return counted


def _serve(function: Any) -> None:
    for line in sys.stdin:
        arguments, kill_at = json.loads(line)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            steps = _Steps(kill_at)
            steps.watch()
            function(*arguments)
            os.write(writing, str(steps.count).encode())
            os._exit(0)
        os.close(writing)
        steps_done = os.read(reading, 64).decode() or "0"
        os.close(reading)
        status = os.waitpid(child, 0)[1]
        sys.stdout.write(json.dumps([os.WTERMSIG(status) or os.WEXITSTATUS(status), int(steps_done)]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _module, _, _name = sys.argv[1].partition(":")
    _serve(getattr(importlib.import_module(_module), _name))
