"""Vaults for tests: organizations in a database, key files in a folder, and a look at the rows."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from clickgate.db.opening import open_database
from clickgate.db.tables import organizations
from clickgate.vault import rotation
from clickgate.vault.keys.file import FileKeySource
from clickgate.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Callable

    from clickgate.db.engine import Database
    from clickgate.kernel.secret import Secret
    from clickgate.vault.envelope import Place


def add_organizations(database: Database, *ids: str) -> None:
    """Add organizations that have nothing yet."""
    rows = [{"id": id_, "name": id_, "slug": id_, "created_at": 0.0} for id_ in ids]
    database.run(lambda connection: connection.execute(sa.insert(organizations), rows))


def open_keys(
    folder: Path, name: str = "vault.key", notice: Callable[[str], None] = lambda text: None
) -> FileKeySource:
    """A key file in a folder, as a process of its own would open it."""
    return FileKeySource(folder / name, notice)


def put(database: Database, vault: Vault, place: Place, secret: Secret) -> None:
    """Put a secret in a transaction of its own."""
    database.run(lambda connection: vault.put(connection, place, secret))


def what_opens(database: Database, vault: Vault, place: Place) -> Secret | None:
    """What a place gives."""
    return database.read(lambda connection: vault.open(connection, place))


def rows_of(database: Database, table: sa.Table | sa.Select[Any]) -> list[Any]:
    """All rows of a table or a query."""
    found = table if isinstance(table, sa.Select) else sa.select(table)
    return database.read(lambda connection: list(connection.execute(found)))


class CountingKeys:
    """A key file that counts how often a data key is unwrapped."""

    name = "file"

    def __init__(self, keys: FileKeySource) -> None:
        self._keys = keys
        self.register = keys.register
        self.unwrapped = 0

    @property
    def texts(self) -> list[bytes]:
        """The keys themselves."""
        lines = self._keys.path.read_text(encoding="utf-8").splitlines()
        return [base64.b64decode(line) for line in lines if not line.startswith("#")]

    def current_id(self) -> str:
        return self._keys.current_id()

    def wrap(self, data_key: bytes, key_id: str, context: bytes) -> bytes:
        return self._keys.wrap(data_key, key_id, context)

    def unwrap(self, wrapped: bytes, key_id: str, context: bytes) -> bytes:
        self.unwrapped += 1
        return self._keys.unwrap(wrapped, key_id, context)

    def add_key(self) -> str:
        return self._keys.add_key()

    def drop_key(self, key_id: str) -> None:
        self._keys.drop_key(key_id)


def rotate_key_encryption_key_of(url: str, key_file: str) -> None:
    """Rotate, as a program of its own would."""
    with open_database(url) as database:
        keys = FileKeySource(Path(key_file))
        rotation.rotate_key_encryption_key(database, Vault.unlock(database, keys), keys)


def rotate_data_key_of(url: str, key_file: str, organization_id: str) -> None:
    """Rotate an organization's data key, as a program of its own would."""
    with open_database(url) as database:
        vault = Vault.unlock(database, FileKeySource(Path(key_file)))
        rotation.rotate_data_key(database, vault, organization_id)


def unlock_first(url: str, key_file: str) -> None:
    """Unlock a vault for the first time, as a program of its own would."""
    with open_database(url) as database:
        Vault.unlock(database, FileKeySource(Path(key_file)))
