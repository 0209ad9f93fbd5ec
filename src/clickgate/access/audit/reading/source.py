"""Where questions are asked: the index in the database, or whatever else gives the same answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from clickgate.access.audit.reading.index import bring_up_to_date

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import sqlalchemy as sa

    from clickgate.db.engine import Database


class Source(Protocol):
    """Answers statements on `audit_records`, `audit_hours` and `audit_days`."""

    @property
    def has_index(self) -> bool:
        """Whether there are indexes of the records; else columns are read as a whole."""

    def ask(self, organization_id: str, statement: sa.Select[Any]) -> Sequence[Sequence[Any]]:
        """The rows of a statement that is bounded by this organization.

        Raises:
            KeepingFailed: The log or the database can't be read.
        """


class Index:
    """The index in the database; it is brought up to date before each answer."""

    has_index = True

    def __init__(self, database: Database, folder: Path | None) -> None:
        """Make the source.

        Args:
            database: Holds the index.
            folder: The audit folder; None answers from the index as it is.
        """
        self._database = database
        self._folder = folder

    def ask(self, organization_id: str, statement: sa.Select[Any]) -> Sequence[Sequence[Any]]:
        """The rows of a statement that is bounded by this organization.

        Raises:
            KeepingFailed: The log or the database can't be read.
        """
        if self._folder is not None:
            bring_up_to_date(self._database, self._folder, organization_id)
        return self._database.read(lambda connection: connection.execute(statement).all())
