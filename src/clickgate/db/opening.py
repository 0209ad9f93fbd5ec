"""Opens the database that this machine or its settings name, with its schema up to date."""

from __future__ import annotations

import sqlalchemy as sa

from clickgate.db import postgresql, sqlite
from clickgate.db.engine import Database
from clickgate.db.location import database_url
from clickgate.db.migrate import bring_up_to_date
from clickgate.errors import ConfigurationError

_KINDS = {"sqlite": sqlite.make_engines, "postgresql": postgresql.make_engines}
_FORMS = "Forms: sqlite:////folder/clickgate.db and postgresql://user@host/database."


def open_database(url: str | None = None) -> Database:
    """Open a database and bring its schema up to date.

    Args:
        url: `sqlite:///path` or `postgresql://…`; `CLICKGATE_DATABASE_URL` where none is given, else a SQLite file in
            the data folder.

    Raises:
        ConfigurationError: The URL can't be used, or the driver is not installed.
        DatabaseUnavailable: It can't be reached or opened.
        DatabaseOutdated: Its schema is newer than this version of clickgate, or not ours.
    """
    database = connect(url or database_url())
    try:
        bring_up_to_date(database)
    except BaseException:
        database.close()
        raise
    return database


def connect(url: str) -> Database:
    """Make a database of a URL, whatever its schema.

    Raises:
        ConfigurationError: The URL can't be used, or the driver is not installed.
        DatabaseUnavailable: It names no file that can be opened.
    """
    try:
        read = sa.make_url(url)
        make_engines = _KINDS[read.get_backend_name()]
    except (sa.exc.ArgumentError, ValueError):  # its words may quote a part of the password
        raise ConfigurationError("The URL of the database can't be read.", advice=_FORMS) from None
    except KeyError as name:
        raise ConfigurationError(f"There is no support for a database of the kind {name}.", advice=_FORMS) from None
    return Database(*make_engines(read))
