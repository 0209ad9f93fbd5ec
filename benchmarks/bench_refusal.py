"""What each client makes of one 429 whose window resets two seconds later."""

from __future__ import annotations

from benchmarks.environments import InstallationError
from benchmarks.figures import Target, make_figure, make_row
from benchmarks.peers import PEERS
from benchmarks.rounds import Cell, Options, run_cell, serve

QUESTION = (
    "The first answer is a 429 with an X-RateLimit-Reset two seconds away and no Retry-After, as ClickUp sends it: "
    "seconds until the call ends, and how it ends."
)
_OURS = ("clickgate", "clickgate-sync", "clickgate-httpx2")
_PEERS = ("aiohttp", "requests", "airbyte-agent-sdk", "clickup-rest-mcp")


def run(options: Options) -> dict:
    """Ask each client for one task; the server counts how often it was asked."""
    figures, rows, versions = [], [], {}
    with serve() as server:
        for peer in (*_OURS, *_PEERS):
            before = server.ask("refuse-next")
            try:
                result = run_cell(Cell(peer, "refused", 1), server.api)
            except (InstallationError, RuntimeError) as reason:
                if peer in _OURS:
                    raise
                rows.append(make_row(PEERS[peer].title, "s", None, str(reason)))
                server.ask("refuse-none")
                continue
            requests = server.ask("refuse-none")["requests"] - before["requests"]
            versions.update(result["versions"])
            rows.append(
                make_row(f"{PEERS[peer].title}: {result['outcome']}, {requests} requests", "s", [result["seconds"]])
            )
            if peer in _OURS:
                right = result["outcome"] == "gave the task" and requests == 2 and 1.0 <= result["seconds"] < 6.0
                name = f"{PEERS[peer].title}: waits, and sends once more"
                figures.append(make_figure(name, "of 1", [float(right)], Target("at least", 1)))
    return {"figures": figures, "rows": rows, "versions": versions}
