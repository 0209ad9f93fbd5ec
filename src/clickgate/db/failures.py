"""Turns what a database's driver says into errors of ours: without SQL, values, passwords or paths."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import sqlalchemy as sa

from clickgate.errors import DatabaseUnavailable, OutcomeUnknown

if TYPE_CHECKING:
    from collections.abc import Iterator

_AGAIN = "Nothing of this step was kept; try again."
_LOCKED = ("Somebody else has been writing to the database for too long.", _AGAIN)
_NO_ROOM = ("There is no room left on the disk.", "Nothing of this step was kept; make room, then try again.")
_DAMAGED = ("The database is damaged.", "Restore it from a backup.")
_READ_ONLY = (
    "The database can only be read.",
    "Nothing of this step was kept; look at the rights of the file, or whether the server is a replica.",
)

# Source: https://www.sqlite.org/rescode.html
_SQLITE = {
    "SQLITE_BUSY": _LOCKED,
    "SQLITE_LOCKED": _LOCKED,
    "SQLITE_FULL": _NO_ROOM,
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_READONLY": _READ_ONLY,
    "SQLITE_CANTOPEN": ("The database file can't be opened.", "Look at its path and at the rights of its folder."),
    "SQLITE_PERM": ("The database file can't be opened.", "Look at the rights of the file."),
    "SQLITE_NOTADB": ("The file is no SQLite database.", "Look whether the URL names the right file."),
    "SQLITE_IOERR": ("The disk of the database failed.", "Nothing of this step was kept; look at the disk."),
}
# Source: https://www.postgresql.org/docs/18/errcodes-appendix.html
_POSTGRESQL = {
    "53100": _NO_ROOM,
    "55P03": _LOCKED,
    "25006": _READ_ONLY,
    "42501": (
        "The database server does not let this user do so.",
        "Make it the owner of the database, or grant it CREATE and USAGE on the schema.",
    ),
    "57014": ("The database took too long.", _AGAIN),
    "53300": ("The database server takes no more connections.", _AGAIN),
    "XX001": _DAMAGED,
    "XX002": _DAMAGED,
}


@contextlib.contextmanager
def told_in_our_words() -> Iterator[None]:
    """Raise `DatabaseUnavailable` where the database failed; a statement that is wrong stays SQLAlchemy's error."""
    try:
        yield
    except sa.exc.TimeoutError:
        raise DatabaseUnavailable("All connections to the database are in use.", advice=_AGAIN) from None
    except sa.exc.DBAPIError as error:
        told = _tell(error)
        if told is None:
            raise
        raise DatabaseUnavailable(told[0], advice=told[1]) from None


@contextlib.contextmanager
def committing() -> Iterator[None]:
    """Say so where the connection broke while a change was being kept: nobody knows whether it was."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        if not error.connection_invalidated:
            raise
        raise OutcomeUnknown("The connection to the database broke just when a change was to be kept.") from None


def _tell(error: sa.exc.DBAPIError) -> tuple[str, str] | None:
    """What happened, and what to do; None where the statement was wrong and not the database."""
    name = getattr(error.orig, "sqlite_errorname", "")
    if name:
        return _SQLITE.get("_".join(name.split("_")[:2]))
    state = getattr(error.orig, "sqlstate", None) or ""
    if state in _POSTGRESQL:
        return _POSTGRESQL[state]
    if isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError):
        said = str(error.orig).strip().partition("\n")[0].rstrip(".")  # what follows may quote rows
        return f"The database server can't be used: {said}.", _AGAIN
    return None
