"""Writes every generated file that differs from what the generators give, or names those that do (`--check`)."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Generator = Callable[[], dict[Path, str]]

ROOT = Path(__file__).resolve().parents[2]

# Each module has `generate() -> {path relative to the repository: text}`.
MODULES = ("aliases", "reference", "client", "errors", "fidelity", "cli")


def generators() -> list[Generator]:
    """All generators, in order."""
    return [import_module(f"tools.codegen.{name}").generate for name in MODULES]


def stale(root: Path, gathered: Sequence[Generator]) -> dict[Path, str]:
    """Those generated files whose text on disk is another, with the text that they should have."""
    wanted = {path: text for generate in gathered for path, text in generate().items()}
    return {path: text for path, text in wanted.items() if _read(root / path) != text}


def main(arguments: Sequence[str], root: Path = ROOT) -> int:
    """Run. Gives 0 if all is fresh or was made so, 1 if `--check` found a stale file, 2 for a wrong call."""
    if arguments not in ([], ["--check"]):
        print("usage: python -m tools.codegen [--check]", file=sys.stderr)
        return 2
    found = stale(root, generators())
    for path, text in found.items():
        if arguments:
            print(f"stale: {path} (run ./dev generate)")
        else:
            _write(root / path, text)
            print(f"wrote {path}")
    return 1 if arguments and found else 0


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
