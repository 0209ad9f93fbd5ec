"""Looks after the vault and its database, on record: how they stand, new keys, backups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickgate.db.backup import backup
from clickgate.vault.rotation import Rotated, rotate_data_key, rotate_key_encryption_key
from clickgate.vault.status import VaultStatus, status

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from clickgate.access.audit.log import Audit
    from clickgate.access.caller import Caller
    from clickgate.db.engine import Database
    from clickgate.vault.keys import KeySource
    from clickgate.vault.rotation import UnlockedVault

    Progress = Callable[[int, int], None]


def _silent(done: int, total: int) -> None: ...


class Safekeeping:
    """The vault and its database, as whoever runs them sees them."""

    def __init__(self, database: Database, vault: UnlockedVault, keys: KeySource, audit: Audit) -> None:
        self._database = database
        self._vault = vault
        self._keys = keys
        self._audit = audit

    def status(self) -> VaultStatus:
        """Tell which keys there are, how old they are, and whether all is on the newest."""
        return status(self._database, self._keys, self._audit.clock)

    def rotate_key(
        self, caller: Caller, *, to: KeySource | None = None, dry_run: bool = False, progress: Progress = _silent
    ) -> Rotated:
        """Wrap all data keys with a new key-encryption key, of this source or of another; safe to repeat after a crash.

        Raises:
            Conflict: A rotation to a key of another source is under way.
            ConfigurationError: New keys of this source are made elsewhere; the advice says how. Nothing was changed.
            VaultLocked, WrongKey: A key is not at hand; what was done is kept, and another run carries on.
            SealBroken: Some data keys do not unwrap; all others are done, and the old key is kept.
        """
        target = (to or self._keys).name
        if dry_run:
            return rotate_key_encryption_key(self._database, self._vault, self._keys, to=to, dry_run=True)
        with self._audit.deed(caller, "vault.rotate_key", target=target):
            return rotate_key_encryption_key(self._database, self._vault, self._keys, to=to, progress=progress)

    def rotate_data_key(self, caller: Caller, *, dry_run: bool = False, progress: Progress = _silent) -> Rotated:
        """Seal all values of the caller's organization with a new data key; safe to repeat after a crash.

        Raises:
            SealBroken: A value does not open; what was done is kept, and so is the old key.
            VaultLocked, WrongKey: The key-encryption key is not at hand; another run carries on.
        """
        organization = caller.organization_id
        if dry_run:
            return rotate_data_key(self._database, self._vault, organization, dry_run=True)
        with self._audit.deed(caller, "vault.rotate_data_key", target=organization):
            return rotate_data_key(self._database, self._vault, organization, progress=progress)

    def backup(self, caller: Caller, path: Path, *, overwrite: bool = False) -> int:
        """Write all rows, as they are at one moment, to a file; what is sealed stays sealed. Gives the number of rows.

        Raises:
            Conflict: There is such a file already.
            DatabaseUnavailable: The database can't be read, or the file can't be written; no new file is there.
        """
        with self._audit.deed(caller, "vault.backup", target=path.name):
            return backup(self._database, path, overwrite=overwrite)
