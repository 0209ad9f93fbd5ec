"""Puts new keys in the place of old ones while all work goes on, and carries on where an earlier run was cut short.

A rotation keeps no notes of its own: a key that is being replaced is `retiring`, and whatever still needs it is what is
left to do. From the first step on, what is written is written for the new key; both are readable until nothing is left
on the old one, and only then is the old one dropped.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Protocol

import msgspec

from clickgate.errors import ConfigurationError, Conflict, SealBroken, WrongKey
from clickgate.vault import store
from clickgate.vault.envelope import Place, data_key_context, open_sealed, seal
from clickgate.vault.key_checks import current_or_first, make_active

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import sqlalchemy as sa

    from clickgate.db.engine import Database
    from clickgate.vault.data_keys import DataKeys
    from clickgate.vault.keys import KeySource

    Progress = Callable[[int, int], None]

BATCH = 500  # rows of one transaction


class UnlockedVault(Protocol):
    """A vault whose key was found right."""

    @property
    def data_keys(self) -> DataKeys:
        """The data keys of its organizations."""


class Rotated(msgspec.Struct, frozen=True):
    """What a rotation did, or, in a dry run, would do.

    `key_id` is the key in use now, empty in a dry run and where there was nothing to rotate; `former` are those that it
    replaced; `count` is how many data keys were wrapped, or values sealed, anew; `advice` is what is left for a person
    to do, empty where nothing is.
    """

    key_id: str
    former: tuple[str, ...]
    count: int
    advice: str = ""


def rotate_key_encryption_key(
    database: Database,
    vault: UnlockedVault,
    keys: KeySource,
    *,
    to: KeySource | None = None,
    dry_run: bool = False,
    progress: Progress = lambda done, total: None,
) -> Rotated:
    """Wrap all data keys with a new key-encryption key, verify it, and drop the old one.

    Args:
        database: That of the vault.
        vault: Unlocked.
        keys: The source that holds the key in use.
        to: The source to move to, whose newest key is taken, or a first one made; None makes a new key in `keys`.
        dry_run: Only count.
        progress: Told after each batch how many data keys are done, and of how many.

    Raises:
        Conflict: A rotation to a key of another source is under way.
        ConfigurationError: New keys of this source are made elsewhere; the advice says how. Nothing was changed.
        VaultLocked, WrongKey: A key is not at hand; what was done is kept, and another run carries on.
        SealBroken: Some data keys do not unwrap; all others are done, and the old key is kept.
    """
    if dry_run:
        return database.read(_count_data_keys)
    clock = vault.data_keys.clock
    new = database.run(lambda connection: _choose_key(connection, keys, to, now=clock.now()))
    old = [check.id for check in database.read(store.find_key_checks) if check.state == "retiring"]
    count = _rewrap_all(database, _Rewrapping(keys, to or keys, new), old, progress)
    advice = _drop(keys, old, moved=to not in (None, keys))
    database.run(lambda connection: store.set_key_state(connection, old, "retired", retired_at=clock.now()))
    store.empty_log(database)
    return Rotated(new, tuple(old), count, advice)


def rotate_data_key(
    database: Database,
    vault: UnlockedVault,
    organization_id: str,
    *,
    dry_run: bool = False,
    progress: Progress = lambda done, total: None,
) -> Rotated:
    """Seal all values of an organization with a new data key, and destroy the old one.

    Args:
        database: That of the vault.
        vault: Unlocked.
        organization_id: Whose values.
        dry_run: Only count.
        progress: Told after each batch how many values are done, and of how many.

    Raises:
        SealBroken: A value does not open; what was done is kept, and so is the old key.
        VaultLocked, WrongKey: The key-encryption key is not at hand; another run carries on.
    """
    if dry_run:
        return database.read(lambda connection: _count_values(connection, organization_id))
    data_keys = vault.data_keys
    old = database.run(lambda connection: _choose_data_key(connection, data_keys, organization_id))
    ids = [key.id for key in old]
    total = database.read(lambda connection: store.count_values(connection, organization_id, ids))
    done = 0
    while True:
        count = database.run(lambda connection: _reseal(connection, data_keys, organization_id, old))
        done += count
        if count:
            progress(done, max(done, total))
        elif database.run(lambda connection: store.remove_data_keys(connection, organization_id, ids)):
            break
    data_keys.forget()
    store.empty_log(database)
    new = database.read(lambda connection: store.find_data_key(connection, organization_id))
    return Rotated(new.id if new is not None else "", tuple(ids), done)


class _Rewrapping(msgspec.Struct, frozen=True):
    """Where wrapped data keys come from and go to."""

    source: KeySource
    target: KeySource
    key_id: str

    def rewrap(self, key: store.StoredDataKey) -> bytes | None:
        """Wrap a data key with the new key, and see that it unwraps; None where the old key does not unwrap it."""
        context = data_key_context(key.organization_id, key.id)
        try:
            text = self._unwrap(key, context)
        except SealBroken:
            return None
        wrapped = self.target.wrap(text, self.key_id, context)
        try:
            returned = self.target.unwrap(wrapped, self.key_id, context)
        except SealBroken:
            returned = b""
        if not hmac.compare_digest(returned, text):
            raise WrongKey(
                f"The key {self.key_id} of '{self.target.name}' does not give back what it wraps, and is not used.",
                advice="All that is wrapped is as it was; rotate to another key.",
            )
        return wrapped

    def _unwrap(self, key: store.StoredDataKey, context: bytes) -> bytes:
        wrapped = key.wrapped or b""
        try:
            return self.source.unwrap(wrapped, key.key_encryption_key_id, context)
        except WrongKey:
            if self.target is self.source:
                raise
            return self.target.unwrap(wrapped, key.key_encryption_key_id, context)


def _choose_key(connection: sa.Connection, keys: KeySource, to: KeySource | None, *, now: float) -> str:
    """Let a new key wrap from now on; one that an earlier run has chosen, or somebody put there, is taken."""
    states = {check.id: check.state for check in store.find_key_checks(connection)}
    active = next((id_ for id_, state in states.items() if state == "active"), "")
    source = to or keys
    new = current_or_first(source)
    if to is None and states.get(new) == "retiring":
        raise Conflict(
            f"The vault is on its way to the key {active}, which is not the newest of the source '{keys.name}'.",
            advice="Rotate to the source that holds that key, or, to turn back, to the one that is in use.",
        )
    done = new == active and to is None and "retiring" not in states.values()
    if done or states.get(new) == "retired":
        new = source.add_key()
    if new != active:
        make_active(connection, source, new, now=now)
    return new


def _rewrap_all(database: Database, rewrapping: _Rewrapping, old: Sequence[str], progress: Progress) -> int:
    """Wrap with the new key whatever the old ones wrap, until nothing is left; how many."""
    total = database.read(lambda connection: store.count_wrapped(connection, old))
    done = 0
    while True:
        broken, after = 0, ""
        while batch := database.read(lambda connection: store.find_wrapped(connection, old, after=after, limit=BATCH)):  # noqa: B023
            after = batch[-1].id
            rewrapped = [(key, wrapped) for key in batch if (wrapped := rewrapping.rewrap(key)) is not None]
            broken += len(batch) - len(rewrapped)
            database.run(lambda connection: store.rewrap_data_keys(connection, rewrapped, rewrapping.key_id))  # noqa: B023
            done += len(rewrapped)
            progress(done, max(done, total))
        left = database.read(lambda connection: store.count_wrapped(connection, old))
        if not left:
            return done
        if left <= broken:
            raise SealBroken(
                f"{broken} data keys do not unwrap: they were changed or moved. All others are wrapped anew; the old"
                " key is kept.",
                advice="Restore those rows from a backup, or destroy what they seal, and rotate again.",
            )


def _drop(keys: KeySource, old: Sequence[str], *, moved: bool) -> str:
    """Drop the old keys where that can be done from here; what a person has to do, else."""
    try:
        for key_id in old:
            keys.drop_key(key_id)
    except ConfigurationError as error:
        return f"{error.message} {error.advice}".strip()
    if moved:
        return f"Remove the old key from '{keys.name}' when no backup needs it any more."
    return "Take the old key out of CLICKGATE_KEY when no backup needs it." if keys.name == "env" and old else ""


def _choose_data_key(connection: sa.Connection, data_keys: DataKeys, organization_id: str) -> list[store.StoredDataKey]:
    """Let a new data key seal from now on, unless an earlier run has; those that it replaces."""
    known = store.find_data_keys(connection, organization_id)
    if any(key.state == "retiring" for key in known):
        return [key for key in known if key.state == "retiring"]
    if known:
        store.retire_data_keys(connection, organization_id)
        data_keys.make(connection, organization_id)
    return known


def _reseal(
    connection: sa.Connection, data_keys: DataKeys, organization_id: str, old: Sequence[store.StoredDataKey]
) -> int:
    """Seal some values anew for where they are; how many."""
    values = store.find_values(connection, organization_id, [key.id for key in old], BATCH)
    if not values:
        return 0
    opening = {key.id: data_keys.unwrap(connection, key) for key in old}
    new_id, sealing = data_keys.sealing_key(connection, organization_id)
    resealed = []
    for value in values:
        context = Place(organization_id, value.owner_id, value.field, value.version).context()
        text = _open(opening[value.data_key_id], value, context)
        blob = seal(sealing, text, context)
        resealed.append(msgspec.structs.replace(value, data_key_id=new_id, blob=blob))
    store.replace_values(connection, organization_id, resealed)
    return len(resealed)


def _open(key: bytes, value: store.StoredValue, context: bytes) -> bytes:
    try:
        return open_sealed(key, value.blob, context)
    except SealBroken as error:
        raise SealBroken(
            f"Version {value.version} of the {value.field} of {value.owner_id} does not open: it was changed or moved."
            " The old key is kept.",
            advice="Restore that row from a backup, or shred it, and rotate again.",
        ) from error


def _count_data_keys(connection: sa.Connection) -> Rotated:
    checks = store.find_key_checks(connection)
    retiring = tuple(check.id for check in checks if check.state == "retiring")
    former = retiring or tuple(check.id for check in checks if check.state == "active")
    return Rotated("", former, store.count_wrapped(connection, former))


def _count_values(connection: sa.Connection, organization_id: str) -> Rotated:
    known = store.find_data_keys(connection, organization_id)
    former = tuple(key.id for key in known if key.state == "retiring") or tuple(key.id for key in known)
    return Rotated("", former, store.count_values(connection, organization_id, former))
