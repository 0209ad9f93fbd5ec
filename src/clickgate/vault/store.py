"""Statements on the vault's tables: key-encryption keys, data keys, sealed values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from clickgate.db.tables import data_keys, key_encryption_keys, sealed_values

if TYPE_CHECKING:
    from clickgate.vault.envelope import Place


class StoredDataKey(msgspec.Struct, frozen=True):
    """A data key as it is kept: wrapped by the key-encryption key that is named."""

    id: str
    wrapped: bytes
    key_encryption_key_id: str


class StoredKeyCheck(msgspec.Struct, frozen=True):
    """What is known of a key-encryption key: a known text sealed with it, never the key."""

    id: str
    source: str
    state: str
    check_blob: bytes


_CHECK = (
    key_encryption_keys.c.id, key_encryption_keys.c.source, key_encryption_keys.c.state,
    key_encryption_keys.c.check_blob,
)  # fmt: skip
_DATA_KEY = (data_keys.c.id, data_keys.c.wrapped, data_keys.c.key_encryption_key_id)
_AT_PLACE = (
    (sealed_values.c.organization_id == sa.bindparam("organization"))
    & (sealed_values.c.owner_id == sa.bindparam("owner"))
    & (sealed_values.c.field == sa.bindparam("in_field"))
    & (sealed_values.c.version == sa.bindparam("at_version"))
)
_FIND_VALUE = (
    sa.select(sealed_values.c.blob, *_DATA_KEY)
    .join(data_keys, data_keys.c.id == sealed_values.c.data_key_id)
    .where(_AT_PLACE, data_keys.c.organization_id == sa.bindparam("organization"))
)
_SHRED = sa.delete(sealed_values).where(_AT_PLACE)


def find_key_checks(connection: sa.Connection) -> list[StoredKeyCheck]:
    """All key-encryption keys that were ever used here, oldest first."""
    rows = connection.execute(sa.select(*_CHECK).order_by(key_encryption_keys.c.created_at))
    return [StoredKeyCheck(*row) for row in rows]


def add_key_check(connection: sa.Connection, check: StoredKeyCheck, now: float) -> None:
    """Keep what is known of a new key-encryption key."""
    connection.execute(
        sa.insert(key_encryption_keys).values(
            id=check.id, source=check.source, state=check.state, check_blob=check.check_blob, created_at=now
        )
    )


def find_data_key(connection: sa.Connection, organization_id: str) -> StoredDataKey | None:
    """The data key that seals an organization's values now."""
    row = connection.execute(
        sa.select(*_DATA_KEY).where(data_keys.c.organization_id == organization_id, data_keys.c.state == "active")
    ).one_or_none()
    return None if row is None else StoredDataKey(*row)


def add_data_key(connection: sa.Connection, organization_id: str, key: StoredDataKey, now: float) -> None:
    """Keep a new data key as the one that seals."""
    connection.execute(
        sa.insert(data_keys).values(
            id=key.id, organization_id=organization_id, wrapped=key.wrapped, state="active",
            key_encryption_key_id=key.key_encryption_key_id, created_at=now,
        )
    )  # fmt: skip


def find_value(connection: sa.Connection, place: Place) -> tuple[bytes, StoredDataKey] | None:
    """A sealed value and the data key that it was sealed with."""
    row = connection.execute(_FIND_VALUE, _at(place)).one_or_none()
    return None if row is None else (row[0], StoredDataKey(*row[1:]))


def put_value(connection: sa.Connection, place: Place, blob: bytes, data_key_id: str) -> None:
    """Keep a sealed value; one that is there already is not replaced, for a version is sealed once."""
    connection.execute(
        sa.insert(sealed_values).values(
            organization_id=place.organization_id, owner_id=place.owner_id, field=place.field, version=place.version,
            data_key_id=data_key_id, blob=blob,
        )
    )  # fmt: skip


def shred_value(connection: sa.Connection, place: Place) -> None:
    """Remove a sealed value; nothing happens where there is none."""
    connection.execute(_SHRED, _at(place))


def destroy_data_keys(connection: sa.Connection, organization_id: str, now: float) -> None:
    """Destroy all data keys of an organization: what was sealed with them, here and in every backup, stays closed."""
    connection.execute(sa.delete(sealed_values).where(sealed_values.c.organization_id == organization_id))
    connection.execute(
        sa.update(data_keys)
        .where(data_keys.c.organization_id == organization_id)
        .values(wrapped=None, state="destroyed", destroyed_at=now)
    )


def _at(place: Place) -> dict[str, str | int]:
    return {
        "organization": place.organization_id, "owner": place.owner_id, "in_field": place.field,
        "at_version": place.version,
    }  # fmt: skip
