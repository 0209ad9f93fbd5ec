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
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Start a sandbox of its own for one page; the process's environment leads to it while the page is run."""
    with Sandbox(seed="small") as sandbox:
        monkeypatch.setenv("CLICKGATE_BASE_URL", sandbox.base_url)
        monkeypatch.setenv("CLICKUP_API_TOKEN", sandbox.token)
        monkeypatch.setenv("CLICKUP_WORKSPACE_ID", sandbox.workspace_id)
        monkeypatch.setenv("PATH", f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}")
        yield dict(os.environ)
