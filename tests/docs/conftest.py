"""A sandbox beside the reader of a page, and the environment that leads to it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clickgate.sandbox.server import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPTS = Path(sys.executable).parent


@pytest.fixture
def plan() -> str:
    """Tell the plan of the sandbox; what a reader would see at first is that of a free workspace."""
    return "free"


@pytest.fixture
def environment(
    monkeypatch: pytest.MonkeyPatch, plan: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """Start a sandbox of its own for one page; the process's environment leads to it while the page is run."""
    for name in [name for name in os.environ if name.startswith(("CLICKUP_", "CLICKGATE_"))]:
        monkeypatch.delenv(name)
    with Sandbox(seed="small", plan=plan, control=True) as sandbox:
        monkeypatch.setenv("CLICKGATE_HOME", str(tmp_path_factory.mktemp("home")))
        monkeypatch.setenv("CLICKGATE_BASE_URL", sandbox.base_url)
        monkeypatch.setenv("CLICKUP_API_TOKEN", sandbox.token)
        monkeypatch.setenv("CLICKUP_WORKSPACE_ID", sandbox.workspace_id)
        monkeypatch.setenv("PATH", f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}")
        yield dict(os.environ)
