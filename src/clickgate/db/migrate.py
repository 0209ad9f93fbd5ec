"""Brings the schema of a database up to date, or back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from clickgate.db.tables import metadata
from clickgate.errors import DatabaseOutdated

if TYPE_CHECKING:
    from alembic.config import Config

    from clickgate.db.engine import Database

NEWEST = "0001"
# A name of our own: a database may hold another program's beside it.
_schema = sa.table("clickgate_schema", sa.column("version_num", sa.Text))


def bring_up_to_date(database: Database) -> None:
    """Apply the migrations that are missing; nothing is loaded or done where there are none.

    Several processes may do so at once: one of them migrates.

    Raises:
        DatabaseUnavailable: It can't be reached; the schema is as it was.
        DatabaseOutdated: The schema is newer than this version of clickgate, or there are tables of something else.
    """
    if database.read(_is_newest):
        return
    move(database, NEWEST)


def move(database: Database, revision: str) -> None:
    """Migrate up or down to a revision, in one transaction; `base` takes all tables away, with what is in them.

    Raises:
        DatabaseUnavailable: It can't be reached; the schema is as it was.
        DatabaseOutdated: The schema is newer than this version of clickgate, or there are tables of something else.
    """

    def work(connection: sa.Connection) -> None:
        if revision == NEWEST and _is_newest(connection):
            return  # another process was faster
        if not database.is_sqlite:
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        _apply(connection, revision)

    database.run(work)


def _apply(connection: sa.Connection, revision: str) -> None:
    from alembic import command  # noqa: PLC0415 - only where something is to be migrated

    current = find_revision(connection) or "base"
    downwards = revision == "base" or (current != "base" and current > revision)
    (command.downgrade if downwards else command.upgrade)(_config(connection), revision)
    if revision == "base":
        connection.execute(sa.schema.DropTable(sa.Table(_schema.name, sa.MetaData())))


def _is_newest(connection: sa.Connection) -> bool:
    """Whether there is nothing to be done.

    Raises:
        DatabaseOutdated: Nothing may be done.
    """
    current = find_revision(connection)
    if current is not None and current > NEWEST:
        raise DatabaseOutdated(
            f"The database has schema {current}, and this clickgate knows {NEWEST}.", advice="Upgrade clickgate."
        )
    if current is None:
        _check_room(connection)
    return current == NEWEST


def find_revision(connection: sa.Connection) -> str | None:
    """The revision of the schema; None where there is none of ours."""
    if not sa.inspect(connection).has_table(_schema.name):
        return None
    found: str | None = connection.scalar(sa.select(_schema.c.version_num))
    return found


def _check_room(connection: sa.Connection) -> None:
    """See that no other program's tables are in our way.

    Raises:
        DatabaseOutdated: Some are.
    """
    found = set(sa.inspect(connection).get_table_names())
    foreign = found if connection.dialect.name == "sqlite" else found & set(metadata.tables)
    if foreign:
        raise DatabaseOutdated(
            "The database holds tables that are not clickgate's.", advice="Give clickgate a database of its own."
        )


def _config(connection: sa.Connection) -> Config:
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", "clickgate.db:migrations")
    config.attributes.update(connection=connection, version_table=_schema.name)
    return config
