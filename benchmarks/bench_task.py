"""What one typed task costs on an event loop, beside raw libraries and two peers."""

from __future__ import annotations

from benchmarks.comparison import compare, pair
from benchmarks.figures import at_most
from benchmarks.rounds import Options

QUESTION = "CPU of reading one task of 5.6 kB: ours typed, with rate limit, retries and error reading at work."

_CALLS = {1: 1000, 32: 1920}
# peer → the most that ours may cost as a multiple of it, with 1 and with 32 in flight
_TARGETS = {
    "aiohttp": {1: at_most(1.0), 32: at_most(1.0)},
    "bare-pyreqwest": {1: at_most(1.6), 32: at_most(1.6)},
    "airbyte-agent-sdk": {1: at_most(0.3), 32: at_most(0.12)},
    "clickup-rest-mcp": {1: at_most(0.6), 32: at_most(0.6)},
}


def run(options: Options) -> dict:
    """Measure all clients with 1 and with 32 requests in flight."""
    pairs = []
    for in_flight, wanted in _CALLS.items():
        how = {"work": "task", "calls": options.calls(wanted), "in_flight": in_flight}
        pairs += [pair("clickgate", peer, **how, target=targets[in_flight]) for peer, targets in _TARGETS.items()]
        pairs.append(pair("clickgate-httpx2", "httpx2", **how))
    return compare(pairs, options, rounds=7)
