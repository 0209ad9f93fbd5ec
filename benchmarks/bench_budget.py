"""How well the client uses a token's allowance when there is more to do than a minute allows."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from benchmarks.figures import at_least, at_most, make_figure, make_row
from benchmarks.sandboxes import run_sandbox

if TYPE_CHECKING:
    from benchmarks.rounds import Options
    from benchmarks.sandboxes import Running

QUESTION = (
    "Eight coroutines read 3,000 tasks with a token of 1,000 requests a minute: how much of each window is used, and "
    "how often the sandbox had to refuse, counted by the sandbox."
)
_LIMIT = 1000  # a minute on Business Plus. Source: https://developer.clickup.com/docs/rate-limits
_WINDOW = 60.0


def run(options: Options) -> dict:
    """Read three windows' worth of tasks, in real time: two minutes."""
    wanted = 1200 if options.quick else 3000
    with run_sandbox("small", "business_plus") as sandbox:
        started = time.monotonic()
        asyncio.run(_read_tasks(sandbox, wanted))
        seconds = time.monotonic() - started
        log = sandbox.requests()
    windows = _split([entry["at"] for entry in log])
    full = [100 * size / _LIMIT for size in windows[: wanted // _LIMIT]]
    refused = sum(entry["status"] == 429 for entry in log)
    figures = [
        make_figure("use of the full windows, the least", "%", [min(full)], at_least(99)),
        make_figure("answers of 429", "", [float(refused)], at_most(0)),
    ]
    rows = [
        make_row("requests in each window: " + ", ".join(map(str, windows)), "windows", [float(len(windows))]),
        make_row(f"time for {wanted:,} tasks", "s", [seconds]),
    ]
    return {"figures": figures, "rows": rows}


async def _read_tasks(sandbox: Running, wanted: int) -> None:
    from clickgate import AsyncClient

    async with AsyncClient(sandbox.token, base_url=f"http://127.0.0.1:{sandbox.port}/api") as client:

        async def worker() -> None:
            for _ in range(wanted // 8):
                assert (await client.tasks.get(task_id=sandbox.tasks[0])).id

        await asyncio.gather(*(worker() for _ in range(8)))


def _split(moments: list[float]) -> list[int]:
    """Requests in each window: one opens with its first request, and lasts a minute."""
    sizes: list[int] = []
    ends_at = float("-inf")
    for moment in moments:
        if moment >= ends_at:
            sizes.append(0)
            ends_at = moment + _WINDOW
        sizes[-1] += 1
    return sizes
