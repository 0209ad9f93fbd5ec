"""How much a sandbox can hold, and how fast it finds and takes things then."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

from benchmarks.environments import ROOT
from benchmarks.figures import at_least, at_most, make_figure, make_row

if TYPE_CHECKING:
    from benchmarks.rounds import Options

QUESTION = (
    "A world of 1,000,000 tasks in one process: how long it takes to load and how much memory it has after all else "
    "below; a page of a search over the whole workspace with 21 kinds of filters and orders, every second one after a "
    "write; tasks created one after another. In memory, without a socket, on one core."
)


def run(options: Options) -> dict:
    """Load, search and write in fresh processes."""
    rounds = [_measure(searches=options.calls(2100), creates=options.calls(20_000)) for _ in range(options.rounds(3))]
    told = {
        name: [one[name] for one in rounds] for name in ("seconds", "gib", "p99", "p50", "creates", "creates_small")
    }
    figures = [
        make_figure("load a million tasks", "s", told["seconds"], at_most(60)),
        make_figure("memory (peak)", "GiB", told["gib"], at_most(3)),
        make_figure("filtered search, 99th percentile", "ms", told["p99"], at_most(150)),
        make_figure("tasks created, in a world of 8", "/s", told["creates_small"], at_least(1000)),
        make_figure("tasks created, in a world of a million", "/s", told["creates"], at_least(1000)),
    ]
    rows = [make_row("filtered search", "ms", told["p50"])]
    rows += [make_row(f"slowest kind: {name}", "ms", [ms]) for name, ms in rounds[-1]["slowest"]]
    return {"figures": figures, "rows": rows}


def _measure(*, searches: int, creates: int) -> dict:
    command = [sys.executable, "-m", "benchmarks.million", str(searches), str(creates)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])
