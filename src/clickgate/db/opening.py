"""Opens the database that this machine or its settings name, with its schema up to date."""

from __future__ import annotations

from clickgate.db.engine import Database, make_engine
from clickgate.db.location import database_url
from clickgate.db.migrate import bring_up_to_date


def open_database(url: str | None = None) -> Database:
    """Open a database and bring its schema up to date.

    Args:
        url: `sqlite:///path` or `postgresql://…`; `CLICKGATE_DATABASE_URL` where none is given, else a SQLite file in
            the data folder.

    Raises:
        ConfigurationError: The URL can't be used, or the driver is not installed.
        DatabaseUnavailable: It can't be reached or opened.
        DatabaseOutdated: Its schema is newer than this version of clickgate.
    """
    database = Database(make_engine(url or database_url()))
    try:
        bring_up_to_date(database)
    except BaseException:
        database.close()
        raise
    return database
