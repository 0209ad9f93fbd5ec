"""Data keys, which seal the values: one for each organization, made when first needed, unwrapped when used."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

from clickgate.errors import KeepingFailed, SealBroken, UnknownId, VaultLocked
from clickgate.kernel.ids import make_id
from clickgate.kernel.secret import SecretBytes
from clickgate.vault import store
from clickgate.vault.envelope import KEY_BYTES, data_key_context, seal_broken
from clickgate.vault.keys.register import KeepsRegister

if TYPE_CHECKING:
    import sqlalchemy as sa

    from clickgate.kernel.clock import Clock
    from clickgate.vault.keys import KeySource

REMEMBERED = 60.0  # seconds that an unwrapped data key is used before it is unwrapped anew


class DataKeys:
    """The data keys of one database, as its key source unwraps them. May be used by several threads at once."""

    def __init__(self, keys: KeySource, clock: Clock) -> None:
        self.clock = clock
        self._keys = keys
        self._register = keys.register if isinstance(keys, KeepsRegister) else None
        self._unwrapped: dict[str, tuple[bytes, float]] = {}  # in the order of their ends
        self._lock = threading.Lock()

    def sealing_key(self, connection: sa.Connection, organization_id: str) -> tuple[str, bytes]:
        """Id and text of the data key that seals an organization's values now.

        Raises:
            UnknownId: There is no such organization.
            VaultLocked, WrongKey, SealBroken: It does not unwrap; nothing was changed.
        """
        stored = store.find_data_key(connection, organization_id)
        if stored is not None:
            return stored.id, self.unwrap(connection, stored)
        if not store.has_organization(connection, organization_id):
            raise UnknownId("There is no such organization; nothing was changed.")
        return self.make(connection, organization_id)

    def make(self, connection: sa.Connection, organization_id: str) -> tuple[str, bytes]:
        """Make the data key that seals from now on, for an organization that has none that does.

        Raises:
            VaultLocked, WrongKey: It can't be wrapped; nothing was changed.
        """
        now = self.clock.now()
        id_, key = make_id("dek", now), SecretBytes(os.urandom(KEY_BYTES))
        key_id = store.find_active_key_id(connection)
        if key_id is None:
            raise VaultLocked("This vault was never unlocked; nothing was changed.", advice="Unlock it first.")
        wrapped = self._keys.wrap(key, key_id, data_key_context(organization_id, id_))
        store.add_data_key(
            connection, store.StoredDataKey(id_, organization_id, wrapped, key_id, state="active", created_at=now)
        )
        self._remember(id_, key)
        return id_, key

    def unwrap(self, connection: sa.Connection, stored: store.StoredDataKey) -> bytes:
        """The text of a data key.

        Raises:
            SealBroken: It was changed, moved from another organization, or destroyed.
            VaultLocked, WrongKey: The key that wraps it is not at hand.
        """
        known = self._recall(stored.id)
        if known is not None:
            return known
        self._check_not_destroyed(stored)
        try:
            key = self._unwrap(stored)
        except KeepingFailed:  # a rotation may have wrapped it anew since it was read, and dropped the old key
            fresh = store.find_same_data_key(connection, stored)
            if fresh is None or fresh.wrapped == stored.wrapped:
                raise
            key = self._unwrap(fresh)
        self._remember(stored.id, key)
        return key

    def forget(self) -> None:
        """Remember no data key any longer."""
        with self._lock:
            self._unwrapped.clear()

    def _unwrap(self, stored: store.StoredDataKey) -> bytes:
        if stored.wrapped is None:
            raise seal_broken()
        context = data_key_context(stored.organization_id, stored.id)
        return self._keys.unwrap(stored.wrapped, stored.key_encryption_key_id, context)

    def _check_not_destroyed(self, stored: store.StoredDataKey) -> None:
        if self._register is not None and self._register.covers(stored.id, stored.organization_id, stored.created_at):
            raise SealBroken(
                "The secrets of this organization were destroyed; a restored backup does not bring them back.",
                advice="Link its accounts anew.",
            )

    def _recall(self, id_: str) -> bytes | None:
        with self._lock:
            self._drop_expired()
            known = self._unwrapped.get(id_)
        return None if known is None else known[0]

    def _remember(self, id_: str, key: bytes) -> None:
        with self._lock:
            self._drop_expired()
            self._unwrapped.pop(id_, None)
            self._unwrapped[id_] = (key, self.clock.monotonic() + REMEMBERED)

    def _drop_expired(self) -> None:
        now = self.clock.monotonic()
        while self._unwrapped:
            oldest = next(iter(self._unwrapped))
            if now < self._unwrapped[oldest][1]:
                return
            del self._unwrapped[oldest]
