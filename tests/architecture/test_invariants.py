"""Each invariant of INVARIANTS.md has a keeper that exists."""

from __future__ import annotations

import ast
import configparser
import re

import pytest

from tests.architecture.tree import ROOT, functions

_ROW = re.compile(r"^\| (?P<number>\d+) \| (?P<promise>[^|]+) \| (?P<keepers>[^|]+) \|$", re.MULTILINE)
_CONTRACT = "importlinter:contract:"


def rows() -> list[re.Match[str]]:
    return list(_ROW.finditer((ROOT / "INVARIANTS.md").read_text(encoding="utf-8")))


def keepers() -> list[str]:
    return [keeper for row in rows() for keeper in re.findall(r"`([^`]+)`", row["keepers"])]


def contracts() -> set[str]:
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter")
    return {name.removeprefix(_CONTRACT) for name in parser.sections() if name.startswith(_CONTRACT)}


def is_kept(keeper: str) -> bool:
    """Whether `path::name` is a test, `path` a file of tests, or `.importlinter: name` a contract."""
    path, _, name = keeper.partition("::")
    if path.startswith(".importlinter: "):
        return path.removeprefix(".importlinter: ") in contracts()
    file = ROOT / path
    if not file.exists():
        return False
    return (
        not name
        or name in dict(functions(file))
        or name in {n.name for n in ast.walk(ast.parse(file.read_text())) if isinstance(n, ast.ClassDef)}
    )


def test_invariants_are_numbered_without_a_gap():
    assert [int(row["number"]) for row in rows()] == list(range(1, len(rows()) + 1))
    assert rows()


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["number"])
def test_an_invariant_names_its_keeper(row: re.Match[str]):
    assert re.search(r"`[^`]+`|a person", row["keepers"])


@pytest.mark.parametrize("keeper", keepers())
def test_a_keeper_exists(keeper: str):
    assert is_kept(keeper)


@pytest.mark.parametrize(
    "keeper", ["tests/none.py", "tests/architecture/test_invariants.py::none", ".importlinter: none"]
)
def test_a_keeper_that_is_gone_would_be_missed(keeper: str):
    assert not is_kept(keeper)
