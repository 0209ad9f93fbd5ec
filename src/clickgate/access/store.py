"""Statements on organizations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from clickgate.db.tables import organizations
from clickgate.errors import UnknownId

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


def lock_organization(connection: sa.Connection, organization_id: str) -> None:
    """Let nobody else do in this organization what takes this lock, too, until the transaction ends.

    Raises:
        UnknownId: There is no such organization.
    """
    found = connection.execute(
        sa.select(organizations.c.id)
        .where(organizations.c.id == organization_id, organizations.c.deleted_at.is_(None))
        .with_for_update(key_share=True)  # rows that only refer to it may still be added
    ).one_or_none()
    if found is None:
        raise UnknownId("There is no such organization.", advice="`ClickGate.open()` makes that of this machine.")
