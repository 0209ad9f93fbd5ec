"""The few statements that the tests of this room use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from clickgate.db.tables import organizations

if TYPE_CHECKING:
    from clickgate.db.engine import Database


def add(connection: sa.Connection, id_: str, *, slug: str = "", created_at: float = 0.0) -> None:
    row = {"id": id_, "name": "Example", "slug": slug or id_, "created_at": created_at}
    connection.execute(sa.insert(organizations), row)


def ids(connection: sa.Connection) -> list[str]:
    return list(connection.scalars(sa.select(organizations.c.id).order_by(organizations.c.id)))


def number(connection: sa.Connection, id_: str) -> float:
    return connection.scalar(sa.select(organizations.c.created_at).where(organizations.c.id == id_))


def increment(connection: sa.Connection, id_: str) -> None:
    """Read, think, write: what goes wrong where two do it at once."""
    now = number(connection, id_)
    connection.execute(sa.update(organizations).where(organizations.c.id == id_).values(created_at=now + 1))


def kept(database: Database) -> list[str]:
    return database.read(ids)
