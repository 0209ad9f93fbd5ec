"""What it costs to begin: imports, the command line, memory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from benchmarks.environments import ROOT, environment_of
from benchmarks.figures import at_most, make_figure, make_row
from benchmarks.rounds import Options

QUESTION = "CPU of a whole process that does nothing but begin, interpreter included, and its memory afterwards."

_MEMORY = (
    "; import pathlib; status = pathlib.Path('/proc/self/status').read_text(); "
    "print(int(status.split('VmRSS:')[1].split()[0]) / 1024)"
)
_CLIENT = "from clickgate import AsyncClient"
_CLIENT_READY = _CLIENT + "; client = AsyncClient('pk_1_x'); client.tasks.get"


def run(options: Options) -> dict:
    """Measure each beginning in fresh processes, one after another, round by round."""
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "import clickgate": [sys.executable, "-c", "import clickgate"],
        _CLIENT: [sys.executable, "-c", _CLIENT],
        "a client made, an entity touched": [sys.executable, "-c", _CLIENT_READY],
        "clickgate version": [str(Path(sys.executable).with_name("clickgate")), "version"],
    }
    rounds = options.rounds(15)
    for command in commands.values():
        _cpu_ms(command)  # compiles and caches what is imported
    cpu = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            cpu[name].append(_cpu_ms(command))
    memory = [_memory_mib(_CLIENT + _MEMORY) for _ in range(options.rounds(5))]
    bare = [_memory_mib("pass" + _MEMORY) for _ in range(options.rounds(5))]
    figures = [
        make_figure("import clickgate", "ms CPU", cpu["import clickgate"], at_most(120)),
        make_figure(_CLIENT, "ms CPU", cpu[_CLIENT], at_most(120)),
        make_figure("clickgate version", "ms CPU", cpu["clickgate version"], at_most(100)),
        make_figure(f"memory after {_CLIENT}", "MiB", memory, at_most(35)),
    ]
    rows = [make_row(name, "ms CPU", cpu[name]) for name in ("python -c pass", "a client made, an entity touched")]
    return {"figures": figures, "rows": [*rows, make_row("memory of python -c pass", "MiB", bare)]}


def _cpu_ms(command: list[str]) -> float:
    """CPU of one process from its start to its end, user and system."""
    process = subprocess.Popen(
        command, cwd=ROOT / "benchmarks", env=environment_of("clickgate"), stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    return (usage.ru_utime + usage.ru_stime) * 1000


def _memory_mib(program: str) -> float:
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT / "benchmarks", env=environment_of("clickgate"), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return float(done.stdout)
