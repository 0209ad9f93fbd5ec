"""The operations' own `aliases` → catalog/data/_aliases.json, so that a name is found without reading every file."""

from __future__ import annotations

import json
from pathlib import Path

from clickgate.catalog import reading

OUT = Path("src/clickgate/catalog/data/_aliases.json")


def generate() -> dict[Path, str]:
    """Path, relative to the repository → text.

    Raises:
        ValueError: A name stands for two operations.
    """
    names = {operation.name for operation in reading.operations()}
    found: dict[str, str] = {}
    for operation in reading.operations():
        for alias in operation.aliases:
            if alias in found or alias in names:
                raise ValueError(f"'{alias}' stands for {operation.name} and for another operation")
            found[alias] = operation.name
    return {OUT: json.dumps(found, indent=2, sort_keys=True) + "\n"}
