"""Measures cells in interleaved rounds: A B C, C B A, …, each cell in a fresh process against one loopback server."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from benchmarks.environments import OURS, ROOT, InstallationError, environment_of, python_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_CELL = ROOT / "benchmarks" / "cell.py"


@dataclass(frozen=True)
class Options:
    """How much is measured: `quick` is for a look, not for a verdict."""

    quick: bool = False

    def rounds(self, wanted: int) -> int:
        return min(wanted, 2) if self.quick else wanted

    def calls(self, wanted: int) -> int:
        return max(32, wanted // 5) if self.quick else wanted


@dataclass(frozen=True)
class Cell:
    """One client at one piece of work, so many calls, so many at once."""

    peer: str
    work: str
    calls: int
    in_flight: int = 1


@dataclass
class Measured:
    """Microseconds of CPU a call for each round of each cell, and the versions that ran."""

    cpu_us: dict[Cell, list[float]] = field(default_factory=dict)
    missing: dict[Cell, str] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)

    def of(self, cell: Cell) -> list[float] | None:
        return self.cpu_us.get(cell)


class Server:
    """The loopback server, in a process of its own."""

    def __init__(self, port: int) -> None:
        self.root = f"http://127.0.0.1:{port}"
        self.api = f"{self.root}/api/v2"

    def ask(self, path: str) -> dict[str, int]:
        """Ask for `stats`, `refuse-next` or `refuse-none`; the counts so far."""
        with urllib.request.urlopen(f"{self.root}/{path}", timeout=10) as answer:
            return json.load(answer)


@contextmanager
def serve() -> Iterator[Server]:
    """Start the loopback server, and end it afterwards."""
    command = [sys.executable, "-m", "benchmarks.server"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Server(json.loads(process.stdout.readline())["port"])
        finally:
            process.terminate()


def run_cell(cell: Cell, base: str) -> dict:
    """Run one cell in a fresh process.

    Raises:
        InstallationError: The peer's environment can't be made.
        RuntimeError: The cell failed; its last words are told.
    """
    arguments = [cell.peer, cell.work, base, str(cell.calls), str(cell.in_flight)]
    done = subprocess.run(
        [python_of(cell.peer), "-P", str(_CELL), *arguments],
        cwd=ROOT / "benchmarks",
        env=environment_of(cell.peer),
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    if done.returncode:
        raise RuntimeError(f"{cell.peer}: {(done.stderr.strip().splitlines() or ['no word'])[-1]}")
    return json.loads(done.stdout.splitlines()[-1])


def measure(cells: Sequence[Cell], rounds: int) -> Measured:
    """Measure all cells, round by round; a peer that can't run is told under `missing` and left out."""
    measured = Measured()
    with serve() as server:
        for number in range(rounds):
            order = cells if number % 2 == 0 else list(reversed(cells))
            for cell in order:
                if cell not in measured.missing:
                    _measure_once(cell, server, measured)
            _show(f"round {number + 1} of {rounds}")
    return measured


def _measure_once(cell: Cell, server: Server, measured: Measured) -> None:
    before = server.ask("stats")
    try:
        result = run_cell(cell, server.api)
    except (InstallationError, RuntimeError) as reason:
        if cell.peer in OURS:
            raise
        measured.missing[cell] = str(reason)
        measured.cpu_us.pop(cell, None)
        _show(f"{cell.peer} is left out: {reason}")
        return
    asked = server.ask("stats")["requests"] - before["requests"]
    if asked < result["calls"]:
        raise RuntimeError(f"{cell.peer} claims {result['calls']} calls, and {asked} requests came")
    measured.cpu_us.setdefault(cell, []).append(result["cpu_us"])
    measured.versions.update(result["versions"])


def _show(text: str) -> None:
    sys.stderr.write(f"  {text}\n")
