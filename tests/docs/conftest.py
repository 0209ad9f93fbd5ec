"""A sandbox beside the reader of a page, and the environment that leads to it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPTS = Path(sys.executable).parent


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Start a sandbox of its own for one page; the process's environment leads to it while the page is run."""
    pytest.importorskip("clickgate.cli.main", reason="the command line is not there yet")
    command = [str(SCRIPTS / "clickgate"), "sandbox", "--port", "0", "--seed", "small", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as sandbox:
        try:
            assert sandbox.stdout is not None
            told = json.loads(sandbox.stdout.readline())
            monkeypatch.setenv("CLICKGATE_BASE_URL", told["base_url"])
            monkeypatch.setenv("CLICKUP_API_TOKEN", told["token"])
            monkeypatch.setenv("CLICKUP_WORKSPACE_ID", told["workspace_id"])
            monkeypatch.setenv("PATH", f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}")
            yield dict(os.environ)
        finally:
            sandbox.terminate()
