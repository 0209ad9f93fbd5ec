"""Statements on organizations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from clickgate.db.tables import organizations

if TYPE_CHECKING:
    from clickgate.db.engine import Database


def ensure_organization(database: Database, organization_id: str, *, name: str, now: float) -> bool:
    """Make an organization where there is none of that id; its slug is the id. Tells whether it was made.

    Two processes may do so at once: one of them makes it.
    """
    known = sa.select(organizations.c.id).where(organizations.c.id == organization_id)
    if database.read(lambda connection: connection.execute(known).one_or_none()) is not None:
        return False
    dialect = sqlite if database.is_sqlite else postgresql
    insert = dialect.insert(organizations).on_conflict_do_nothing()
    values = {"id": organization_id, "name": name, "slug": organization_id, "created_at": now}
    return database.run(lambda connection: connection.execute(insert, values).rowcount == 1)
