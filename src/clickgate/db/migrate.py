"""Brings the schema of a database up to date, or back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from clickgate.errors import DatabaseOutdated

if TYPE_CHECKING:
    from alembic.config import Config

    from clickgate.db.engine import Database

NEWEST = "0001"


def bring_up_to_date(database: Database) -> None:
    """Apply the migrations that are missing; nothing is loaded or done where there are none.

    Raises:
        DatabaseOutdated: The schema is newer than this version of clickgate.
    """
    current = database.read(_revision)
    if current == NEWEST:
        return
    if current is not None and current > NEWEST:
        raise DatabaseOutdated(
            f"The database has schema {current}, and this clickgate knows {NEWEST}.", advice="Upgrade clickgate."
        )
    move(database, NEWEST)


def move(database: Database, revision: str) -> None:
    """Migrate up or down to a revision, in one transaction; `base` takes all tables away."""
    from alembic import command  # noqa: PLC0415 - only where something is to be migrated

    def work(connection: sa.Connection) -> None:
        config = _config(connection)
        current = _revision(connection)
        if revision == "base" or (current is not None and current > revision):
            command.downgrade(config, revision)
        else:
            command.upgrade(config, revision)

    database.run(work)


def _config(connection: sa.Connection) -> Config:
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", "clickgate.db:migrations")
    config.attributes["connection"] = connection
    return config


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
