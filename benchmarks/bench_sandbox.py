"""How fast the sandbox answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from benchmarks.environments import ROOT
from benchmarks.figures import at_least, make_figure, make_row
from benchmarks.sandboxes import run_sandbox

if TYPE_CHECKING:
    from benchmarks.rounds import Options
    from benchmarks.sandboxes import Running

QUESTION = (
    "Answers of a sandbox with 50,000 tasks for each second of CPU that it uses, pinned to one core; asked over eight "
    "kept-alive connections from another core."
)
_WORK = {"GetTask": at_least(2000), "page of 100 tasks": at_least(150)}
_CODINGS = {"plain": "", "gzip": "Accept-Encoding: gzip\r\n"}


def run(options: Options) -> dict:
    """Ask for single tasks and for pages, plain and compressed, round by round."""
    cores = sorted(os.sched_getaffinity(0))
    cells = [(work, coding) for work in _WORK for coding in _CODINGS]
    per_cpu: dict = {cell: [] for cell in cells}
    per_second: dict = {cell: [] for cell in cells}
    sizes = {}
    with run_sandbox("large", "enterprise", core=cores[0], is_unlimited=True) as sandbox:
        for number in range(options.rounds(5)):
            for cell in cells if number % 2 == 0 else reversed(cells):
                used = sandbox.cpu_seconds()
                told = _load(sandbox, *cell, core=cores[-1], seconds=1.0 if options.quick else 3.0)
                used = sandbox.cpu_seconds() - used
                # The load runs a little longer than it counts: CPU and answers are both of the whole.
                per_cpu[cell].append(told["all"] / used)
                per_second[cell].append(told["answers"] / told["seconds"])
                sizes[cell] = told["bytes"]
    figures = [
        make_figure(
            f"{work}, {coding}, {sizes[work, coding] / 1000:,.1f} kB", "/s CPU", per_cpu[work, coding], _WORK[work]
        )
        for work, coding in cells
    ]
    rows = [make_row(f"{work}, {coding}, by the clock", "/s", per_second[work, coding]) for work, coding in cells]
    return {"figures": figures, "rows": rows}


def _load(sandbox: Running, work: str, coding: str, *, core: int, seconds: float) -> dict:
    if work == "GetTask":
        targets = [f"/api/v2/task/{task_id}" for task_id in sandbox.tasks]
    else:
        targets = [f"/api/v2/list/{sandbox.list_id}/task?page={page}&include_closed=true" for page in range(2)]
    asked = {"targets": targets, "headers": f"Authorization: {sandbox.token}\r\n{_CODINGS[coding]}"}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load", str(sandbox.port), "8", str(seconds), str(core)],
        cwd=ROOT, input=json.dumps(asked), capture_output=True, text=True, check=True,
    )  # fmt: skip
    told = json.loads(done.stdout)
    if bool(told["compressed"]) != bool(_CODINGS[coding]):
        raise RuntimeError(f"{work}: asked for {coding}, and {told['compressed']} answers were compressed")
    return told
