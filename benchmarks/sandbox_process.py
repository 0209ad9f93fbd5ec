"""Serves a sandbox for a benchmark, and prints as JSON what there is to ask for.

    python -m benchmarks.sandbox_process SEED PLAN CORE [unlimited]

`CORE` pins the process; `-` lets it run anywhere. `unlimited` lifts the plan's allowance, to see the server's own pace.
"""

from __future__ import annotations

import json
import os
import signal
import sys

from clickgate.sandbox import engine, limits
from clickgate.sandbox.server import Sandbox

_KEPT = 100_000  # requests in the log, so that a benchmark can count all of its own


def main() -> None:
    seed, plan, core, *rest = sys.argv[1:]
    if core != "-":
        os.sched_setaffinity(0, {int(core)})
    engine.LOGGED = _KEPT
    if rest == ["unlimited"]:
        limits.PLANS[plan] = 10**9
    with Sandbox(seed=seed, plan=plan, control=True) as sandbox:
        tasks: dict[str, list[str]] = {}
        for task in sandbox.world.tasks.values():
            tasks.setdefault(task.home.id, []).append(task.id)
        fullest = max(tasks, key=lambda list_id: len(tasks[list_id]))
        told = {
            "port": sandbox.port,
            "token": sandbox.token,
            "workspace_id": sandbox.workspace_id,
            "list_id": fullest,
            "tasks": tasks[fullest][:100],
        }
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        signal.pause()


if __name__ == "__main__":
    main()
