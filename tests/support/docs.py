"""Reads the fenced blocks of a page of documentation and runs them as its reader would.

A block that follows `<!-- not run: reason -->` is left out. Of the rest

* `python` blocks share one namespace per page, and may `await` outside a function;
* an `output` block is what the `python` block before it prints;
* in a `console` block each line after `$ ` is run by the shell and the lines below it are what it prints;
* a `sh` block is run whole, and has to succeed.

What is printed is compared as doctest does: `...` stands for anything, and runs of white space are equal.
"""

from __future__ import annotations

import ast
import asyncio
import contextlib
import doctest
import inspect
import io
import re
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

RUNNABLE = ("python", "console", "sh", "output")

_FENCE = re.compile(
    r"^(?P<indent> *)```(?P<kind>\w*)[^\n]*\n(?P<text>.*?)^(?P=indent)```\s*?$", re.DOTALL | re.MULTILINE
)
_NOT_RUN = re.compile(r"<!-- not run: (?P<reason>[^\n]+?) -->\s*\Z")
_CHECKER = doctest.OutputChecker()
_LENIENT = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
_PATIENCE = 60  # seconds for one command


class PageError(AssertionError):
    """A page says one thing and the program does another."""


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block: `line` is that of its first line of text; `not_run` is the reason, empty where it is run."""

    kind: str
    text: str
    line: int
    not_run: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One command of a console block and what the page says it prints."""

    command: str
    expected: str


def read_blocks(text: str) -> list[Block]:
    """Read the blocks of a page that its reader would run, in order."""
    return [block for block in _fences(text) if block.kind in RUNNABLE]


def read_steps(block: Block) -> list[Step]:
    """Read the commands of a console block; `> ` carries a command on.

    Raises:
        PageError: The block does not begin with a command.
    """
    steps: list[Step] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            steps.append(Step(line[2:], ""))
        elif not steps:
            raise PageError(f"line {block.line}: a console block begins with `$ `")
        elif line.startswith("> ") and not steps[-1].expected:
            steps[-1] = Step(f"{steps[-1].command}\n{line[2:]}", "")
        else:
            steps[-1] = Step(steps[-1].command, f"{steps[-1].expected}{line}\n")
    return steps


@dataclass
class PageRun:
    """One reader who goes through one page from top to bottom, in a folder and an environment of their own."""

    page: str
    folder: Path
    environment: Mapping[str, str]
    namespace: dict[str, Any] = field(default_factory=lambda: {"__name__": "__main__"})
    printed: str = ""

    def run(self, blocks: list[Block]) -> int:
        """Run the blocks and say how many were run.

        Raises:
            PageError: Something printed other than what the page says, or a command failed.
        """
        with asyncio.Runner() as runner:
            for block in blocks:
                if not block.not_run:
                    self._run_block(block, runner)
        return sum(not block.not_run for block in blocks)

    def _run_block(self, block: Block, runner: asyncio.Runner) -> None:
        match block.kind:
            case "python":
                self.printed = self._run_python(block, runner)
            case "output":
                self._compare(block.line, block.text, self.printed)
            case "console":
                for step in read_steps(block):
                    self._run_step(block, step)
            case _:
                self._shell(block, f"set -e\n{block.text}")

    def _run_python(self, block: Block, runner: asyncio.Runner) -> str:
        source = "\n" * (block.line - 1) + block.text  # so that a traceback points into the page
        code = compile(source, self.page, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            if code.co_flags & inspect.CO_COROUTINE:
                runner.run(eval(code, self.namespace))
            else:
                exec(code, self.namespace)
        return printed.getvalue()

    def _run_step(self, block: Block, step: Step) -> None:
        printed = self._shell(block, step.command)
        if step.expected:
            self._compare(block.line, step.expected, printed)

    def _shell(self, block: Block, command: str) -> str:
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )
        if done.returncode:
            raise PageError(f"{self.page}:{block.line}: {command!r} exits {done.returncode}:\n{done.stdout}")
        return done.stdout

    def _compare(self, line: int, expected: str, printed: str) -> None:
        if not _CHECKER.check_output(expected, printed, _LENIENT):
            raise PageError(f"{self.page}:{line}: the page says\n{expected}\nand what is printed is\n{printed}")


def _fences(text: str) -> Iterator[Block]:
    for found in _FENCE.finditer(text):
        indent = len(found["indent"])
        not_run = _NOT_RUN.search(text, 0, found.start())
        yield Block(
            kind=found["kind"],
            text="".join(line[indent:] for line in found["text"].splitlines(keepends=True)),
            line=text.count("\n", 0, found.start()) + 2,
            not_run=not_run["reason"] if not_run else "",
        )
