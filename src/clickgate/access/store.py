"""Statements on organizations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from clickgate.db.tables import organizations

if TYPE_CHECKING:
    from clickgate.db.engine import Database


def ensure_organization(database: Database, organization_id: str, *, name: str, now: float) -> bool:
    """Make an organization where there is none of that id; its slug is the id. Tells whether it was made."""

    def is_there(connection: sa.Connection) -> bool:
        query = sa.select(organizations.c.id).where(organizations.c.id == organization_id)
        return connection.execute(query).first() is not None

    def make(connection: sa.Connection) -> bool:
        if is_there(connection):  # another process was first
            return False
        values = {"id": organization_id, "name": name, "slug": organization_id, "created_at": now}
        connection.execute(sa.insert(organizations).values(values))
        return True

    return not database.read(is_there) and database.run(make)
