"""Tells a wrong key-encryption key by a known text that was sealed with the right one."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from clickgate.errors import ConfigurationError, KeepingFailed, SealBroken, VaultLocked, WrongKey
from clickgate.vault import store
from clickgate.vault.envelope import KEY_BYTES, key_check_context, seal_broken

if TYPE_CHECKING:
    from collections.abc import Sequence

    import sqlalchemy as sa

    from clickgate.vault.keys import KeySource

_KNOWN = b"clickgate vault".ljust(KEY_BYTES, b"\0")


def current_or_first(keys: KeySource) -> str:
    """Id of the newest key of a source; where there is none yet, the first is made.

    Raises:
        VaultLocked: There is none, and none can be made from here.
    """
    try:
        return keys.current_id()
    except VaultLocked as locked:
        try:
            return keys.add_key()
        except ConfigurationError:
            raise locked from None


def make_active(connection: sa.Connection, keys: KeySource, key_id: str, *, now: float) -> None:
    """Let a key-encryption key wrap from now on, and let the one that did so only unwrap."""
    checks = store.find_key_checks(connection)
    former = [check.id for check in checks if check.state == "active"]
    store.set_key_state(connection, former, "retiring", retired_at=None)
    if any(check.id == key_id for check in checks):  # the move to it had been broken off for another one
        store.set_key_state(connection, [key_id], "active", retired_at=None)
        return
    blob = keys.wrap(_KNOWN, key_id, key_check_context(key_id))
    store.add_key_check(connection, store.StoredKeyCheck(key_id, keys.name, "active", blob, created_at=now))


def check_key(keys: KeySource, checks: Sequence[store.StoredKeyCheck]) -> None:
    """Compare the key at hand with those that the vault is closed with.

    The one that wraps has to be right. While a rotation moves the vault to another source, whoever still has the old
    source may come in by the key that is left behind; what was moved already is closed to them.

    Raises:
        VaultLocked: There is no key, or its service can't be reached.
        WrongKey: It is another one.
        SealBroken: The database names no key that is in use.
    """
    closed_with = sorted((check for check in checks if check.state != "retired"), key=lambda check: check.state)
    failures: list[KeepingFailed] = []
    for check in closed_with:  # the active one first
        try:
            return _check(keys, check)
        except KeepingFailed as error:
            failures.append(error)
    raise failures[0] if failures else seal_broken()


def _check(keys: KeySource, check: store.StoredKeyCheck) -> None:
    try:
        text = keys.unwrap(check.check_blob, check.id, key_check_context(check.id))
    except (SealBroken, WrongKey):
        raise _wrong(check) from None
    except VaultLocked:
        if check.source == keys.name:
            raise
        raise _wrong(check) from None
    if not hmac.compare_digest(text, _KNOWN):
        raise _wrong(check)


def _wrong(check: store.StoredKeyCheck) -> WrongKey:
    return WrongKey(
        f"The vault is closed with the key {check.id} of the source '{check.source}', and the key at hand is another.",
        advice="Point CLICKGATE_KEY_SOURCE to the right key, or bring it back from its backup; nothing was written.",
    )
