"""Starts sandboxes in processes of their own, and reads what they have used."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.environments import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator


class Running:
    """A sandbox that serves; its attributes are what it said when it came up."""

    def __init__(self, pid: int, told: dict) -> None:
        self._pid = pid
        self.port: int = told["port"]
        self.token: str = told["token"]
        self.workspace_id: str = told["workspace_id"]
        self.list_id: str = told["list_id"]
        self.tasks: list[str] = told["tasks"]

    def cpu_seconds(self) -> float:
        """CPU that the process has used so far, user and system."""
        fields = Path(f"/proc/{self._pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def requests(self) -> list[dict]:
        """The log of requests, oldest first."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/_sandbox/requests", timeout=30) as answer:
            return json.load(answer)["requests"]


@contextmanager
def run_sandbox(seed: str, plan: str, *, core: int | None = None, is_unlimited: bool = False) -> Iterator[Running]:
    """Start a sandbox, and end it afterwards."""
    command = [sys.executable, "-m", "benchmarks.sandbox_process", seed, plan, "-" if core is None else str(core)]
    if is_unlimited:
        command.append("unlimited")
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Running(process.pid, json.loads(process.stdout.readline()))
        finally:
            process.terminate()
