"""Each optional extra is really optional: without it, everything but its own modules can be imported."""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING

import pytest
from packaging.requirements import Requirement

from tests.architecture.tree import ROOT, SOURCE

if TYPE_CHECKING:
    from pathlib import Path

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]

# The modules, and folders of modules, that say at their head what an extra brings.
NEEDS = {
    "clickgate.access.audit": "accounts",
    "clickgate.access.store": "accounts",
    "clickgate.accounts": "accounts",
    "clickgate.db": "accounts",
    "clickgate.vault": "accounts",
    "clickgate.cli.audit_reports": "accounts",
    "clickgate.cli.auditing": "accounts",
    "clickgate.client.transport.httpx2": "httpx2",
    "clickgate.sandbox._uvicorn": "sandbox",
    "clickgate.testing.plugin": "testing",
}

IMPORT_ALL = """
import importlib, sys
for name in sys.argv[1:]:
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as error:
        print(name, error.name)
"""


def closure(requirements: list[str]) -> set[str]:
    """Names of the installed distributions that these requirements ask for, and those that they ask for in turn."""
    found: set[str] = set()
    todo = [Requirement(text) for text in requirements]
    while todo:
        wanted = todo.pop()
        if wanted.name in found or (wanted.marker and not wanted.marker.evaluate({"extra": ""})):
            continue
        if wanted.name == PROJECT["name"]:  # an extra that brings another one
            todo += [Requirement(text) for extra in wanted.extras for text in EXTRAS[extra]]
            continue
        found.add(wanted.name)
        todo += [Requirement(text) for text in importlib.metadata.requires(wanted.name) or ()]
    return found


def environment(folder: Path, requirements: list[str]) -> dict[str, str]:
    """Lay out an environment that holds these distributions and no others, without fetching anything."""
    for name in closure(requirements):
        distribution = importlib.metadata.distribution(name)
        for top in {file.parts[0] for file in distribution.files or () if file.parts[0] not in {"..", "__pycache__"}}:
            link = folder / top
            if not link.exists():
                link.symlink_to(distribution.locate_file(top))
    return {**os.environ, "PYTHONPATH": os.pathsep.join((str(SOURCE.parent), str(folder)))}


def modules() -> list[str]:
    paths = (path.relative_to(SOURCE.parent).with_suffix("") for path in SOURCE.rglob("*.py"))
    names = sorted(".".join(path.parts).removesuffix(".__init__") for path in paths if path.name != "__main__")
    return [name for name in names if not name.startswith("clickgate.db.migrations.")]  # Alembic runs those


def missing(folder: Path, requirements: list[str]) -> dict[str, str]:
    """Module that can't be imported with these distributions alone → what it misses."""
    printed = subprocess.run(
        [sys.executable, "-S", "-c", IMPORT_ALL, *modules()],
        env=environment(folder, requirements), capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return dict(line.split() for line in printed.splitlines())


def needed(module: str) -> str | None:
    """The extra that a module may need: its own, or that of the folder it stands in."""
    while module not in NEEDS and "." in module:
        module = module.rpartition(".")[0]
    return NEEDS.get(module)


def test_with_the_core_alone_only_the_modules_of_an_extra_are_missing(tmp_path: Path):
    absent = missing(tmp_path, PROJECT["dependencies"])

    assert {name for name in absent if needed(name) is None} == set()


@pytest.mark.parametrize("extra", EXTRAS)
def test_an_extra_brings_all_that_its_modules_need(tmp_path: Path, extra: str):
    absent = missing(tmp_path, PROJECT["dependencies"] + EXTRAS[extra])

    assert [name for name in absent if needed(name) in {extra, None}] == []


def test_only_extras_that_exist_are_needed():
    assert set(NEEDS.values()) <= set(EXTRAS)
    assert set(NEEDS) <= set(modules())
