"""Seals secrets into the database and opens them: the one door between a secret and its rows."""

from __future__ import annotations

import hmac
import os
import threading
from typing import TYPE_CHECKING, Self

from clickgate.errors import SealBroken, VaultLocked, WrongKey
from clickgate.kernel.clock import SYSTEM_CLOCK
from clickgate.kernel.ids import make_id
from clickgate.kernel.secret import Secret
from clickgate.vault import store
from clickgate.vault.envelope import KEY_BYTES, Place, join_context, open_sealed, seal

if TYPE_CHECKING:
    import sqlalchemy as sa

    from clickgate.db.engine import Database
    from clickgate.kernel.clock import Clock
    from clickgate.vault.keys import KeySource

_KNOWN = b"clickgate vault"
_REMEMBERED = 60.0  # seconds that an unwrapped data key is kept in memory


class Vault:
    """Secrets, sealed for their place. All methods but `open` of the class are called inside a transaction.

    May be used by several threads at once.
    """

    def __init__(self, keys: KeySource, clock: Clock = SYSTEM_CLOCK) -> None:
        self._keys = keys
        self._clock = clock
        self._unwrapped: dict[str, tuple[bytes, float]] = {}
        self._lock = threading.Lock()

    @classmethod
    def unlock(cls, database: Database, keys: KeySource, clock: Clock = SYSTEM_CLOCK) -> Self:
        """Open the vault of a database: the key at hand is compared with the one it was closed with.

        Raises:
            VaultLocked: There is no key.
            WrongKey: It is another one; nothing was written.
        """
        vault = cls(keys, clock)
        database.run(vault._check_key)
        return vault

    def put(self, connection: sa.Connection, place: Place, secret: Secret) -> None:
        """Seal a secret for a place and keep it there."""
        key_id, key = self._sealing_key(connection, place.organization_id)
        store.put_value(connection, place, seal(key, secret.reveal().encode(), place.context()), key_id)

    def open(self, connection: sa.Connection, place: Place) -> Secret | None:
        """Open the secret of a place; None where there is none.

        Raises:
            SealBroken: What stands there was changed, or was sealed for another place.
        """
        found = store.find_value(connection, place)
        if found is None:
            return None
        blob, data_key = found
        key = self._unwrap(data_key, place.organization_id)
        return Secret(open_sealed(key, blob, place.context()).decode())

    def shred(self, connection: sa.Connection, place: Place) -> None:
        """Remove the secret of a place."""
        store.shred_value(connection, place)

    def destroy(self, connection: sa.Connection, organization_id: str) -> None:
        """Destroy an organization's data keys and all that is sealed with them, backups included."""
        store.destroy_data_keys(connection, organization_id, self._clock.now())
        with self._lock:
            self._unwrapped.clear()

    def fingerprint(self, connection: sa.Connection, organization_id: str, secret: Secret) -> str:
        """Tell secrets apart without giving them away: 12 hex, the same for the same secret of one organization."""
        key = self._own_key(connection, organization_id, "fingerprint_key")
        return hmac.new(key, secret.reveal().encode(), "sha256").hexdigest()[:12]

    def audit_key(self, connection: sa.Connection, organization_id: str) -> bytes:
        """The 32 bytes that seal the heads of an organization's audit log; made when first asked for."""
        return self._own_key(connection, organization_id, "audit_key")

    def _own_key(self, connection: sa.Connection, organization_id: str, field: str) -> bytes:
        """A key that an organization keeps for its whole life, sealed as any secret is."""
        place = Place(organization_id, "vault", field, 1)
        kept = self.open(connection, place)
        if kept is None:
            kept = Secret(os.urandom(KEY_BYTES).hex())
            self.put(connection, place, kept)
        return bytes.fromhex(kept.reveal())

    def _sealing_key(self, connection: sa.Connection, organization_id: str) -> tuple[str, bytes]:
        """The id and the text of the data key that seals an organization's values; made when first needed."""
        stored = store.find_data_key(connection, organization_id)
        if stored is not None:
            return stored.id, self._unwrap(stored, organization_id)
        key, id_ = os.urandom(KEY_BYTES), make_id("dek", self._clock.now())
        current = self._keys.current_id()
        wrapped = self._keys.wrap(key, current, join_context(b"data key", organization_id, id_))
        made = store.StoredDataKey(id_, wrapped, current)
        store.add_data_key(connection, organization_id, made, self._clock.now())
        return id_, key

    def _unwrap(self, stored: store.StoredDataKey, organization_id: str) -> bytes:
        now = self._clock.monotonic()
        with self._lock:
            known = self._unwrapped.get(stored.id)
        if known is not None and now < known[1]:
            return known[0]
        context = join_context(b"data key", organization_id, stored.id)
        key = self._keys.unwrap(stored.wrapped, stored.key_encryption_key_id, context)
        with self._lock:
            self._unwrapped[stored.id] = (key, now + _REMEMBERED)
        return key

    def _check_key(self, connection: sa.Connection) -> None:
        """Compare the key at hand with the known text; the first key ever seen is kept as the right one."""
        known = _KNOWN.ljust(KEY_BYTES, b"\0")
        current = self._keys.current_id()
        checks = store.find_key_checks(connection)
        if not checks:
            blob = self._keys.wrap(known, current, join_context(b"check", current))
            check = store.StoredKeyCheck(current, self._keys.name, "active", blob)
            store.add_key_check(connection, check, self._clock.now())
            return
        for check in checks:
            if check.state == "retired":
                continue
            try:
                text = self._keys.unwrap(check.check_blob, check.id, join_context(b"check", check.id))
            except (SealBroken, VaultLocked) as error:
                raise _wrong(check) from error
            if not hmac.compare_digest(text, known):
                raise _wrong(check)


def _wrong(check: store.StoredKeyCheck) -> WrongKey:
    return WrongKey(
        f"The vault was closed with the key {check.id} from '{check.source}', and the key at hand is another one.",
        advice="Point CLICKGATE_KEY_SOURCE to the right key; nothing was read or written.",
    )
