"""The repository as its own tests see it: where it stands, which files belong to it, what its modules define."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "clickgate"
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))

_GENERATED = SOURCE / "client" / "_generated"


def handwritten() -> list[Path]:
    """Python files of the package that a person wrote."""
    return sorted(path for path in SOURCE.rglob("*.py") if not path.is_relative_to(_GENERATED))


@cache
def tracked() -> tuple[Path, ...]:
    """Files that git keeps or would keep: what a stranger gets, with what is about to be committed."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return tuple(sorted(path for path in paths if path.is_file()))


def short(path: Path) -> str:
    """The path as seen from the root of the repository."""
    return path.relative_to(ROOT).as_posix()


@cache
def syntax(path: Path) -> ast.Module:
    """The syntax tree of one module."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def functions(path: Path) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Every function of a module with its name within the module, such as `Client.execute`; inner ones too."""

    def walk(node: ast.AST, prefix: str) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{prefix}{child.name}", child
            name = f"{prefix}{child.name}." if hasattr(child, "name") and hasattr(child, "body") else prefix
            yield from walk(child, name)

    return walk(syntax(path), "")
