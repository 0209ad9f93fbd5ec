"""Statements on the vault's tables: key-encryption keys, data keys, sealed values.

Whoever writes is alone in the database while it does: what a transaction has read stays true until it ends.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from clickgate.db.tables import data_keys, key_encryption_keys, organizations, sealed_values
from clickgate.errors import Conflict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clickgate.db.engine import Database
    from clickgate.vault.envelope import Place


class StoredKeyCheck(msgspec.Struct, frozen=True):
    """What is known of a key-encryption key: a known text sealed with it, never the key."""

    id: str
    source: str
    state: str
    check_blob: bytes
    created_at: float


class StoredDataKey(msgspec.Struct, frozen=True):
    """A data key as it is kept: wrapped by the key-encryption key that is named; None once destroyed."""

    id: str
    organization_id: str
    wrapped: bytes | None
    key_encryption_key_id: str
    state: str
    created_at: float


class StoredValue(msgspec.Struct, frozen=True):
    """A sealed value as it is kept."""

    owner_id: str
    field: str
    version: int
    data_key_id: str
    blob: bytes


_CHECK = [key_encryption_keys.c[name] for name in StoredKeyCheck.__struct_fields__]
_DATA_KEY = [data_keys.c[name] for name in StoredDataKey.__struct_fields__]
_VALUE = [sealed_values.c[name] for name in StoredValue.__struct_fields__]
_AT_PLACE = sa.and_(
    sealed_values.c.organization_id == sa.bindparam("organization"),
    sealed_values.c.owner_id == sa.bindparam("owner"),
    sealed_values.c.field == sa.bindparam("in_field"),
    sealed_values.c.version == sa.bindparam("at_version"),
)
_OWN_KEY = sa.and_(
    data_keys.c.id == sealed_values.c.data_key_id, data_keys.c.organization_id == sealed_values.c.organization_id
)
_FIND_VALUE = (
    sa.select(sealed_values.c.blob, *_DATA_KEY)
    .select_from(sealed_values.outerjoin(data_keys, _OWN_KEY))
    .where(_AT_PLACE)
)
_FIND_ACTIVE = sa.select(*_DATA_KEY).where(
    data_keys.c.organization_id == sa.bindparam("organization"), data_keys.c.state == "active"
)


def find_key_checks(connection: sa.Connection) -> list[StoredKeyCheck]:
    """All key-encryption keys that were ever used here, oldest first."""
    rows = connection.execute(sa.select(*_CHECK).order_by(key_encryption_keys.c.created_at, key_encryption_keys.c.id))
    return [StoredKeyCheck(*row) for row in rows]


def find_active_key_id(connection: sa.Connection) -> str | None:
    """Id of the key-encryption key that wraps now; None in a vault that was never unlocked."""
    active = sa.select(key_encryption_keys.c.id).where(key_encryption_keys.c.state == "active")
    return connection.execute(active).scalar_one_or_none()


def add_key_check(connection: sa.Connection, check: StoredKeyCheck) -> None:
    """Keep what is known of a new key-encryption key."""
    connection.execute(sa.insert(key_encryption_keys).values(**msgspec.structs.asdict(check)))


def set_key_state(connection: sa.Connection, key_ids: Sequence[str], state: str, *, retired_at: float | None) -> None:
    """Set the state of key-encryption keys: `active`, `retiring` or `retired`."""
    connection.execute(
        sa.update(key_encryption_keys)
        .where(key_encryption_keys.c.id.in_(key_ids))
        .values(state=state, retired_at=retired_at)
    )


def has_organization(connection: sa.Connection, organization_id: str) -> bool:
    """Whether there is such an organization."""
    found = sa.select(organizations.c.id).where(organizations.c.id == organization_id)
    return connection.execute(found).scalar_one_or_none() is not None


def find_data_key(connection: sa.Connection, organization_id: str) -> StoredDataKey | None:
    """The data key that seals an organization's values now."""
    row = connection.execute(_FIND_ACTIVE, {"organization": organization_id}).one_or_none()
    return None if row is None else StoredDataKey(*row)


def find_same_data_key(connection: sa.Connection, key: StoredDataKey) -> StoredDataKey | None:
    """A data key as it is now."""
    same = (data_keys.c.organization_id == key.organization_id) & (data_keys.c.id == key.id)
    row = connection.execute(sa.select(*_DATA_KEY).where(same)).one_or_none()
    return None if row is None else StoredDataKey(*row)


def find_data_keys(connection: sa.Connection, organization_id: str) -> list[StoredDataKey]:
    """All data keys of an organization that are not destroyed."""
    rows = connection.execute(
        sa.select(*_DATA_KEY)
        .where(data_keys.c.organization_id == organization_id, data_keys.c.state != "destroyed")
        .order_by(data_keys.c.id)
    )
    return [StoredDataKey(*row) for row in rows]


def add_data_key(connection: sa.Connection, key: StoredDataKey) -> None:
    """Keep a new data key."""
    connection.execute(sa.insert(data_keys).values(**msgspec.structs.asdict(key)))


def retire_data_keys(connection: sa.Connection, organization_id: str) -> None:
    """Let the data key of an organization that seals now only open from now on."""
    connection.execute(
        sa.update(data_keys)
        .where(data_keys.c.organization_id == organization_id, data_keys.c.state == "active")
        .values(state="retiring")
    )


def remove_data_keys(connection: sa.Connection, organization_id: str, data_key_ids: Sequence[str]) -> bool:
    """Remove data keys that seal nothing any more; False, and nothing removed, where one still does."""
    chosen = (data_keys.c.organization_id == organization_id) & data_keys.c.id.in_(data_key_ids)
    if count_values(connection, organization_id, data_key_ids):
        return False
    connection.execute(sa.delete(data_keys).where(chosen))
    return True


def find_wrapped(
    connection: sa.Connection, key_ids: Sequence[str], *, after: str = "", limit: int
) -> list[StoredDataKey]:
    """Some data keys, of all organizations, that one of these key-encryption keys wraps, in the order of their ids."""
    rows = connection.execute(
        sa.select(*_DATA_KEY).where(_wrapped_by(key_ids), data_keys.c.id > after).order_by(data_keys.c.id).limit(limit)
    )
    return [StoredDataKey(*row) for row in rows]


def count_wrapped(connection: sa.Connection, key_ids: Sequence[str]) -> int:
    """How many data keys these key-encryption keys wrap."""
    counted = sa.select(sa.func.count()).select_from(data_keys).where(_wrapped_by(key_ids))
    return connection.execute(counted).scalar_one()


def rewrap_data_keys(connection: sa.Connection, rewrapped: Sequence[tuple[StoredDataKey, bytes]], key_id: str) -> None:
    """Put what was wrapped anew, with the key of that id, in the place of what it was; what changed since is left."""
    if not rewrapped:
        return
    connection.execute(
        sa.update(data_keys)
        .where(
            data_keys.c.organization_id == sa.bindparam("organization"),
            data_keys.c.id == sa.bindparam("of_id"),
            data_keys.c.wrapped == sa.bindparam("old_wrapped"),
        )
        .values(wrapped=sa.bindparam("new_wrapped"), key_encryption_key_id=sa.bindparam("new_key")),
        [
            {
                "organization": key.organization_id, "of_id": key.id, "old_wrapped": key.wrapped,
                "new_wrapped": wrapped, "new_key": key_id,
            }
            for key, wrapped in rewrapped
        ],
    )  # fmt: skip


def find_destroyed(connection: sa.Connection) -> list[tuple[str, str, float]]:
    """Id, organization and time of every data key that was destroyed."""
    rows = connection.execute(
        sa.select(data_keys.c.id, data_keys.c.organization_id, data_keys.c.destroyed_at).where(
            data_keys.c.state == "destroyed"
        )
    )
    return [(row[0], row[1], row[2]) for row in rows]


def find_value(connection: sa.Connection, place: Place) -> tuple[bytes, StoredDataKey | None] | None:
    """A sealed value and the data key it was sealed with; no data key where the organization has none of that id."""
    row = connection.execute(_FIND_VALUE, _at(place)).one_or_none()
    if row is None:
        return None
    return row[0], None if row[1] is None else StoredDataKey(*row[1:])


def put_value(connection: sa.Connection, place: Place, blob: bytes, data_key_id: str) -> None:
    """Keep a sealed value.

    Raises:
        Conflict: There is one already; it is not replaced, for a version is sealed once.
    """
    value = StoredValue(place.owner_id, place.field, place.version, data_key_id, blob)
    added = sa.insert(sealed_values).values(organization_id=place.organization_id, **msgspec.structs.asdict(value))
    try:
        connection.execute(added)
    except sa.exc.IntegrityError:
        raise Conflict(
            f"Version {place.version} of this {place.field} is sealed already; it was left as it is."
        ) from None


def find_values(
    connection: sa.Connection, organization_id: str, data_key_ids: Sequence[str], limit: int
) -> list[StoredValue]:
    """Some values of an organization that are sealed with one of these data keys."""
    rows = connection.execute(
        sa.select(*_VALUE)
        .where(sealed_values.c.organization_id == organization_id, sealed_values.c.data_key_id.in_(data_key_ids))
        .order_by(sealed_values.c.owner_id, sealed_values.c.field, sealed_values.c.version)
        .limit(limit)
    )
    return [StoredValue(*row) for row in rows]


def count_values(connection: sa.Connection, organization_id: str, data_key_ids: Sequence[str]) -> int:
    """How many values of an organization are sealed with one of these data keys."""
    counted = sa.select(sa.func.count()).select_from(sealed_values)
    of_organization = sealed_values.c.organization_id == organization_id
    return connection.execute(
        counted.where(of_organization, sealed_values.c.data_key_id.in_(data_key_ids))
    ).scalar_one()


def replace_values(connection: sa.Connection, organization_id: str, values: Sequence[StoredValue]) -> None:
    """Put values that were sealed anew in the place of what they were."""
    connection.execute(
        sa.update(sealed_values)
        .where(_AT_PLACE)
        .values(blob=sa.bindparam("new_blob"), data_key_id=sa.bindparam("new_key")),
        [
            {
                "organization": organization_id, "owner": value.owner_id, "in_field": value.field,
                "at_version": value.version, "new_blob": value.blob, "new_key": value.data_key_id,
            }
            for value in values
        ],
    )  # fmt: skip


def shred_value(connection: sa.Connection, place: Place) -> None:
    """Remove a sealed value; nothing happens where there is none."""
    connection.execute(sa.delete(sealed_values).where(_AT_PLACE), _at(place))


def destroy_data_keys(connection: sa.Connection, organization_id: str, now: float) -> None:
    """Destroy all data keys of an organization and all that is sealed with them; their ids stay on record."""
    connection.execute(sa.delete(sealed_values).where(sealed_values.c.organization_id == organization_id))
    connection.execute(
        sa.update(data_keys)
        .where(data_keys.c.organization_id == organization_id, data_keys.c.state != "destroyed")
        .values(wrapped=None, state="destroyed", destroyed_at=now)
    )


def tally_data_keys(connection: sa.Connection) -> list[tuple[str, str, int, float]]:
    """How many data keys there are, for each state and key-encryption key, and when the oldest of them was made."""
    by = (data_keys.c.state, data_keys.c.key_encryption_key_id)
    rows = connection.execute(sa.select(*by, sa.func.count(), sa.func.min(data_keys.c.created_at)).group_by(*by))
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def count_all_values(connection: sa.Connection) -> int:
    """How many values are sealed here, for all organizations."""
    return connection.execute(sa.select(sa.func.count()).select_from(sealed_values)).scalar_one()


def empty_log(database: Database) -> None:
    """Write SQLite's log into its file and empty it, unless somebody is at it: what was removed is gone from there."""
    if not database.is_sqlite:
        return
    engine = database.read(lambda connection: connection.engine)
    with contextlib.closing(engine.raw_connection()) as connection:
        cursor = connection.cursor()
        (patience,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute("PRAGMA busy_timeout=0")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            cursor.execute(f"PRAGMA busy_timeout={patience}")


def _wrapped_by(key_ids: Sequence[str]) -> sa.ColumnElement[bool]:
    return data_keys.c.key_encryption_key_id.in_(key_ids) & data_keys.c.wrapped.is_not(None)


def _at(place: Place) -> dict[str, str | int]:
    return {
        "organization": place.organization_id, "owner": place.owner_id, "in_field": place.field,
        "at_version": place.version,
    }  # fmt: skip
