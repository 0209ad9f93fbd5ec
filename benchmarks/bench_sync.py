"""What one typed task costs without an event loop."""

from __future__ import annotations

from benchmarks.comparison import compare, pair
from benchmarks.figures import at_most
from benchmarks.rounds import Options

QUESTION = "CPU of reading one task of 5.6 kB in the calling thread, one after another."


def run(options: Options) -> dict:
    """Measure the clients that work in a thread."""
    how = {"work": "task", "calls": options.calls(1000), "target": at_most(0.6)}
    pairs = [pair("clickgate-sync", peer, **how) for peer in ("requests", "clickup-rest-mcp")]
    return compare(pairs, options, rounds=7)
