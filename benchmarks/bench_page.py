"""What a typed page of a hundred tasks costs."""

from __future__ import annotations

from benchmarks.comparison import compare, pair
from benchmarks.figures import at_most
from benchmarks.rounds import Options

QUESTION = "CPU of reading a page of 100 tasks, 560 kB that travel as gzip: ours typed, theirs as dictionaries."


def run(options: Options) -> dict:
    """Measure the page on an event loop, and in a thread."""
    how = {"work": "page", "calls": options.calls(160)}
    pairs = [
        pair("clickgate", "aiohttp", **how, target=at_most(0.6)),
        pair("clickgate", "bare-pyreqwest", **how),
        pair("clickgate", "airbyte-agent-sdk", **how),
        pair("clickgate-httpx2", "httpx2", **how),
        pair("clickgate-sync", "requests", **how),
        pair("clickgate-sync", "clickup-rest-mcp", **how),
    ]
    return compare(pairs, options, rounds=7)
