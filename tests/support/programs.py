"""Runs Python programs in processes of their own, which tell what they did line by line and may be killed."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from typing import Self


class Program:
    """One program. `line()` waits for the next line that it printed; leaving the block kills it if it still runs."""

    def __init__(self, code: str, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", code, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.lines: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.kill()
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(BrokenPipeError):
                stream.close()

    def line(self) -> str:
        """The next line, without its end; empty where the program has ended."""
        said = self._process.stdout.readline().rstrip("\n")
        self.lines += [said] if said else []
        return said

    def go(self) -> None:
        """Let a program go on that waits in `input()`."""
        self._process.stdin.write("\n")
        self._process.stdin.flush()

    def rest(self) -> list[str]:
        """All lines up to the program's end.

        Raises:
            AssertionError: It did not end well.
        """
        while self.line():
            pass
        assert self._process.wait() == 0
        return self.lines

    def kill(self) -> list[str]:
        """End it at once, as `kill -9` does; all lines that it had printed."""
        self._process.kill()
        self._process.wait()
        if not self._process.stdout.closed:
            self.lines += self._process.stdout.read().splitlines()
        return self.lines
