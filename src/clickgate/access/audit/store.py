"""Statements on the registry of segments."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from clickgate.db.tables import audit_segments, organizations


class Row(msgspec.Struct, frozen=True):
    """What is known of one segment. `records` and `head` are as of the latest checkpoint, and final once it is closed.

    `host` is the machine's name and, behind an `@`, the id of the audit folder. `previous` is the link of the row
    before; see `clickgate.access.audit.registry`.
    """

    organization_id: str
    number: int
    name: str
    host: str
    previous: bytes
    opened_at: float
    closed_at: float | None
    records: int
    head: bytes
    dropped_at: float | None
    seal: bytes = b""


_t = audit_segments.c
_COLUMNS = tuple(_t[name] for name in Row.__struct_fields__)
_OF = _t.organization_id == sa.bindparam("organization")
_ALL = sa.select(*_COLUMNS).where(_OF).order_by(_t.number)
_OPEN = _ALL.where(_t.closed_at.is_(None))
_ONE = sa.select(*_COLUMNS).where(_OF, _t.number == sa.bindparam("at_number"))
_LAST = sa.select(*_COLUMNS).where(_OF).order_by(_t.number.desc()).limit(1)
_UPDATE = (
    sa.update(audit_segments)
    .where(_OF, _t.number == sa.bindparam("at_number"), _t.seal == sa.bindparam("old_seal"))
    .values({name: sa.bindparam(f"new_{name}") for name in ("closed_at", "records", "head", "dropped_at", "seal")})
)


def find_rows(connection: sa.Connection, organization_id: str) -> list[Row]:
    """All segments of an organization, in the order of their numbers."""
    return [Row(*row) for row in connection.execute(_ALL, {"organization": organization_id})]


def find_open_rows(connection: sa.Connection, organization_id: str) -> list[Row]:
    """The segments of an organization that are not closed, in the order of their numbers."""
    return [Row(*row) for row in connection.execute(_OPEN, {"organization": organization_id})]


def find_row(connection: sa.Connection, organization_id: str, number: int) -> Row | None:
    """One segment of an organization."""
    row = connection.execute(_ONE, {"organization": organization_id, "at_number": number}).one_or_none()
    return None if row is None else Row(*row)


def find_last_row(connection: sa.Connection, organization_id: str) -> Row | None:
    """The newest segment of an organization."""
    row = connection.execute(_LAST, {"organization": organization_id}).one_or_none()
    return None if row is None else Row(*row)


def add_row(connection: sa.Connection, row: Row) -> None:
    """Enter a new segment.

    Raises:
        sqlalchemy.exc.IntegrityError: Another process took the number, or there is no such organization.
    """
    connection.execute(sa.insert(audit_segments).values(**msgspec.structs.asdict(row), indexed=0, indexed_bytes=0))


def update_row(connection: sa.Connection, old: Row, new: Row) -> bool:
    """Put a new state of a segment in the place of the one that is known; False where another one stands there."""
    values: dict[str, object] = {
        f"new_{name}": getattr(new, name) for name in ("closed_at", "records", "head", "dropped_at", "seal")
    }
    place = {"organization": old.organization_id, "at_number": old.number, "old_seal": old.seal}
    return connection.execute(_UPDATE, values | place).rowcount == 1


def has_organization(connection: sa.Connection, organization_id: str) -> bool:
    """Whether there is such an organization."""
    return (
        connection.execute(sa.select(organizations.c.id).where(organizations.c.id == organization_id)).first()
        is not None
    )
