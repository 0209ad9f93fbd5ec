"""The documentation is true: what a page tells its reader to do is done, and what it says comes out comes out."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.architecture.tree import PAGES, ROOT, short
from tests.support.docs import PageRun, read_blocks

if TYPE_CHECKING:
    from pathlib import Path

RUNNABLE = {path: blocks for path in PAGES if (blocks := read_blocks(path.read_text(encoding="utf-8")))}

EXAMPLES = sorted((ROOT / "examples").glob("*.py"))


@pytest.mark.parametrize("path", RUNNABLE, ids=short)
def test_a_page_does_what_it_says(path: Path, tmp_path: Path, environment: dict[str, str], monkeypatch):
    monkeypatch.chdir(tmp_path)
    reader = PageRun(page=short(path), folder=tmp_path, environment=environment)

    ran = reader.run(RUNNABLE[path])

    assert ran == sum(not block.not_run for block in RUNNABLE[path])


@pytest.mark.parametrize("plan", ["business_plus"])
@pytest.mark.parametrize("path", EXAMPLES, ids=short)
def test_an_example_runs_to_its_end_and_tells_of_it(path: Path, tmp_path: Path, environment: dict[str, str]):
    done = subprocess.run(
        [sys.executable, str(path)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.parametrize("path", [path for path in PAGES if path not in RUNNABLE], ids=short)
def test_a_page_that_shows_how_has_something_to_run(path: Path):
    assert "howto" not in path.parts
    assert path.name not in {"README.md", "quickstart.md"}
