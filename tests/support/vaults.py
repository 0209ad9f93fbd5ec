"""Vaults for tests: organizations in a database, and key files in a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from clickgate.db.tables import organizations
from clickgate.vault.keys.file import FileKeySource

if TYPE_CHECKING:
    from pathlib import Path

    from clickgate.db.engine import Database


def add_organization(database: Database, *ids: str) -> None:
    """Add organizations that have nothing yet."""
    rows = [{"id": id_, "name": id_, "slug": id_, "created_at": 0.0} for id_ in ids]
    database.run(lambda connection: connection.execute(sa.insert(organizations), rows))


def open_keys(folder: Path, name: str = "vault.key") -> FileKeySource:
    """A key file in a folder, as a process of its own would open it."""
    return FileKeySource(folder / name)
