"""The contracts of `.importlinter` hold, and each of the important ones would be missed if it were broken."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root / "src"), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def test_the_tree_keeps_every_contract():
    outcome = lint(ROOT)

    assert outcome.returncode == 0, outcome.stdout
    assert " 0 broken" in outcome.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        pytest.param("kernel/clock.py", "import clickgate.client", "A room imports downwards only", id="upwards"),
        pytest.param("client/wire/__init__.py", "import socket", "What only computes", id="wire opens a socket"),
        pytest.param("catalog/reading.py", "import asyncio", "What only computes", id="catalogue waits"),
        pytest.param(
            "client/session.py", "import pyreqwest", "The HTTP libraries", id="session knows the HTTP library"
        ),
        pytest.param("client/reply.py", "import click", "What draws on a terminal", id="a reply draws"),
        pytest.param("sandbox/engine.py", "import uvicorn", "The web server", id="the engine serves"),
        pytest.param("sandbox/app.py", "import clickgate.client.wire", "Client and sandbox", id="sandbox sees client"),
        pytest.param("cli/main.py", "import clickgate.client._generated", "Generated code", id="a way round the API"),
    ],
)
def test_a_forbidden_import_breaks_its_contract(copy: Path, module: str, line: str, contract: str):
    with (copy / "src" / "clickgate" / module).open("a") as file:
        file.write(f"\n{line}\n")

    outcome = lint(copy)

    assert outcome.returncode == 1
    assert any(contract in said and "BROKEN" in said for said in outcome.stdout.splitlines()), outcome.stdout


def test_the_floors_are_as_they_are_drawn():
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter")
    floors = parser["importlinter:contract:floors"]["layers"].split("\n")[1:]
    page = (ROOT / "docs" / "explanation" / "architecture.md").read_text(encoding="utf-8")
    drawn = re.findall(r"^\d  (\S.*?)   ", page, re.MULTILINE)

    assert drawn == floors


def test_a_new_room_without_a_floor_breaks_the_build(copy: Path):
    (copy / "src" / "clickgate" / "attic").mkdir()
    (copy / "src" / "clickgate" / "attic" / "__init__.py").write_text("")

    outcome = lint(copy)

    assert outcome.returncode == 1
    assert "clickgate.attic" in outcome.stdout


def test_a_circle_breaks_the_build(copy: Path):
    kernel = copy / "src" / "clickgate" / "kernel"
    (kernel / "one.py").write_text("from clickgate.kernel import two\n")
    (kernel / "two.py").write_text("from clickgate.kernel import one\n")

    outcome = lint(copy)

    assert outcome.returncode == 1
    assert any("No circles" in said and "BROKEN" in said for said in outcome.stdout.splitlines()), outcome.stdout
