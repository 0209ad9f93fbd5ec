"""Seals secrets into the database and opens them: the one door between a secret and its rows."""

from __future__ import annotations

import contextlib
import hmac
import os
from typing import TYPE_CHECKING, Self

from clickgate.errors import SealBroken, VaultLocked
from clickgate.kernel.clock import SYSTEM_CLOCK
from clickgate.kernel.secret import Secret, SecretBytes
from clickgate.vault import store
from clickgate.vault.data_keys import DataKeys
from clickgate.vault.envelope import KEY_BYTES, Place, open_sealed, seal, seal_broken
from clickgate.vault.key_checks import check_key, current_or_first, make_active
from clickgate.vault.keys.register import KeepsRegister

if TYPE_CHECKING:
    import sqlalchemy as sa

    from clickgate.db.engine import Database
    from clickgate.kernel.clock import Clock
    from clickgate.vault.keys import KeySource

_OWN = "vault"  # owner of the keys that an organization keeps for its whole life


class Vault:
    """Secrets, sealed for their place. What takes a connection is called inside the caller's transaction.

    May be used by several threads at once. All of it raises VaultLocked or WrongKey where the key-encryption key that
    wraps an organization's data key is not at hand any more; nothing was changed then.
    """

    def __init__(self, keys: KeySource, clock: Clock = SYSTEM_CLOCK) -> None:
        self.data_keys = DataKeys(keys, clock)
        self._keys = keys
        self._clock = clock

    @classmethod
    def unlock(cls, database: Database, keys: KeySource, clock: Clock = SYSTEM_CLOCK) -> Self:
        """Open the vault of a database: the key at hand is compared with the one it was closed with.

        Nothing is written, except that a database that was never unlocked is closed with the key at hand; only for
        that does a source make its first key. Where the key of a vault is lost, no other one takes its place.

        Raises:
            VaultLocked: There is no key, or its service can't be reached.
            WrongKey: It is another one.
        """
        vault = cls(keys, clock)
        checks = database.read(store.find_key_checks)
        if checks:
            check_key(keys, checks)
        else:
            database.run(vault._close_first)
        with contextlib.suppress(
            VaultLocked
        ):  # who destroyed was told by `settle`; to open, a note need not be written
            vault._note_destroyed(database)
        return vault

    def put(self, connection: sa.Connection, place: Place, secret: Secret) -> None:
        """Seal a secret for a place and keep it there.

        Raises:
            Conflict: There is one already; a version is sealed once.
            UnknownId: There is no such organization.
        """
        key_id, key = self.data_keys.sealing_key(connection, place.organization_id)
        store.put_value(connection, place, seal(key, secret.reveal().encode(), place.context()), key_id)

    def open(self, connection: sa.Connection, place: Place) -> Secret | None:
        """Open the secret of a place; None where there is none.

        Raises:
            SealBroken: What stands there was changed, was sealed for another place, or its key was destroyed.
        """
        found = store.find_value(connection, place)
        if found is None:
            return None
        blob, data_key = found
        if data_key is None:
            raise seal_broken()
        return Secret(open_sealed(self.data_keys.unwrap(connection, data_key), blob, place.context()).decode())

    def shred(self, connection: sa.Connection, place: Place) -> None:
        """Remove the secret of a place; nothing happens where there is none."""
        store.shred_value(connection, place)

    def destroy(self, connection: sa.Connection, organization_id: str) -> None:
        """Destroy an organization's data keys and all that is sealed with them; call `settle` when that is kept.

        The key of its audit log alone outlives them, under a new data key: what was done can be proved all the same.
        """
        place = Place(organization_id, _OWN, "audit_key", 1)
        audit_key = None
        with contextlib.suppress(SealBroken):
            audit_key = self.open(connection, place)
        store.destroy_data_keys(connection, organization_id, self._clock.now())
        self.data_keys.forget()
        if audit_key is not None:
            self.put(connection, place, audit_key)

    def settle(self, database: Database) -> None:
        """See to it that what was destroyed or shredded stays so; called after the transaction that did it.

        What was destroyed is noted beside the key, where the source can do that, so that a restored backup does not
        bring it back, and SQLite's log is emptied.

        Raises:
            VaultLocked: The note can't be written; it comes with the next `unlock`.
        """
        self._note_destroyed(database)
        store.empty_log(database)

    def fingerprint(self, connection: sa.Connection, organization_id: str, secret: Secret) -> str:
        """Tell secrets apart without giving them away: 12 hex, the same for the same secret of one organization."""
        key = self._own_key(connection, organization_id, "fingerprint_key")
        return hmac.new(key, secret.reveal().encode(), "sha256").hexdigest()[:12]

    def audit_key(self, connection: sa.Connection, organization_id: str) -> bytes:
        """The 32 bytes that seal the heads of an organization's audit log; made when first asked for."""
        return self._own_key(connection, organization_id, "audit_key")

    def _note_destroyed(self, database: Database) -> None:
        if isinstance(self._keys, KeepsRegister):
            self._keys.register.add(database.read(store.find_destroyed))

    def _own_key(self, connection: sa.Connection, organization_id: str, field: str) -> bytes:
        """A key that an organization keeps for its whole life, sealed as any secret is."""
        place = Place(organization_id, _OWN, field, 1)
        kept = self.open(connection, place)
        if kept is None:
            kept = Secret(os.urandom(KEY_BYTES).hex())
            self.put(connection, place, kept)
        return SecretBytes(bytes.fromhex(kept.reveal()))

    def _close_first(self, connection: sa.Connection) -> None:
        """Close a vault with the key at hand, unless somebody else has just done so with another."""
        checks = store.find_key_checks(connection)
        if checks:
            check_key(self._keys, checks)
        else:
            make_active(connection, self._keys, current_or_first(self._keys), now=self._clock.now())
