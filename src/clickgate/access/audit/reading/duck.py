"""Answers questions from Parquet files that DuckDB makes of closed segments, and from the lines of the others."""

from __future__ import annotations

import contextlib
import os
import secrets
import threading
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects.postgresql.base import PGDialect, PGIdentifierPreparer

from clickgate.access.audit.reading.entry import OPEN
from clickgate.access.audit.reading.index.store import find_segments
from clickgate.access.audit.reading.lines import read_end
from clickgate.access.audit.reading.parquet import (
    COLUMNS,
    DAYS,
    HOURS,
    Sealed,
    days_of,
    entries_of,
    hours_of,
    quote_name,
    quote_path,
    quote_text,
    sum_up,
    table_of,
)
from clickgate.access.audit.segment import segment_path
from clickgate.errors import ConfigurationError, KeepingFailed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    import duckdb
    import sqlalchemy as sa

    from clickgate.access.audit.reading.index.store import Indexed
    from clickgate.db.engine import Database


class _Words(PGIdentifierPreparer):
    """PostgreSQL's words, and those that are DuckDB's alone."""

    reserved_words = PGIdentifierPreparer.reserved_words | {"at"}


class _Dialect(PGDialect):
    """DuckDB's SQL is PostgreSQL's, as far as it is used here."""

    preparer = _Words
    supports_statement_cache = False


_DIALECT = _Dialect(paramstyle="qmark")  # type: ignore[no-untyped-call]
_FORM = "FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd"
_ENTRIES = ", ".join(quote_name(name) for name in COLUMNS)


class DuckSource:
    """Parquet files and lines, read by a DuckDB in this process; nothing is written but the Parquet files.

    It sees the segments in this folder alone. May be used by several threads at once, one after the other.
    """

    has_index = False

    def __init__(self, database: Database, folder: Path, *, memory: str = "1GB", threads: int = 2) -> None:
        """Make the source.

        Args:
            database: Holds the registry of the segments.
            folder: The audit folder.
            memory: The most that DuckDB may take, such as `512MB`.
            threads: How many processors it may keep busy.

        Raises:
            ConfigurationError: DuckDB is not installed.
        """
        self._database = database
        self._folder = folder.resolve()
        self._lock = threading.Lock()
        self._connection = _connect(self._folder, memory, threads)
        self._organization_id = ""
        self._tails: dict[str, int] = {}  # tables of lines → how many records they hold
        self._sealed: list[Sealed] = []
        self._shown: object = None

    def ask(self, organization_id: str, statement: sa.Select[Any]) -> Sequence[Sequence[Any]]:
        """The rows of a statement that is bounded by this organization.

        Raises:
            KeepingFailed: The log can't be read, or there is more than the memory holds.
            DatabaseUnavailable: The registry can't be read.
        """
        compiled = statement.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
        values = [compiled.params[name] for name in compiled.positiontup or ()]
        with self._lock, _told():
            self._look(organization_id)
            rows: Sequence[Sequence[Any]] = self._connection.execute(str(compiled), values).fetchall()
            return rows

    def seal(self, organization_id: str) -> int:
        """Make the Parquet files of the segments that were closed since; how many there are now.

        `ask` does so, too, before it answers.

        Raises:
            KeepingFailed: The log can't be read.
            DatabaseUnavailable: The registry can't be read.
        """
        with self._lock, _told():
            self._look(organization_id)
            return len(self._sealed)

    def close(self) -> None:
        """Let go of the memory."""
        self._connection.close()

    def _look(self, organization_id: str) -> None:
        """Have `audit_records` show what the log of an organization holds now."""
        segments = self._database.read(lambda connection: find_segments(connection, organization_id))
        if organization_id != self._organization_id:
            self._drop(self._tails)
            self._tails, self._organization_id = {}, organization_id
        sealed: list[Sealed] = []
        tails: dict[str, int] = {}
        for segment in segments:
            files = Sealed.of(self._folder, organization_id, segment.name)
            if segment.is_dropped:
                files.remove()
            elif files.exist() or (segment.is_closed and self._seal(segment, files)):
                sealed.append(files)
            elif (records := self._count(segment)) is not None:
                tails[f"tail_{segment.number}"] = self._read(segment, records)
        self._drop(self._tails.keys() - tails.keys())
        self._sealed, self._tails = sealed, tails
        self._show()

    def _count(self, segment: Indexed) -> int | None:
        """How many records of a segment are acknowledged; None where its file isn't here."""
        end = read_end(self._folder, self._organization_id, segment.name)
        if end is None:
            return None
        return segment.records if end.records is None else end.records

    def _read(self, segment: Indexed, records: int) -> int:
        """Have a segment's lines in a table."""
        table = f"tail_{segment.number}"
        if self._tails.get(table) != records:
            path = segment_path(self._folder, self._organization_id, segment.name)
            self._connection.execute(f"CREATE OR REPLACE TABLE {table} AS {entries_of(path, segment.number, records)}")
        return records

    def _seal(self, segment: Indexed, files: Sealed) -> bool:
        """Make the files of a closed segment; False where they can't be made, or there is none to read."""
        lines = segment_path(self._folder, self._organization_id, segment.name)
        if not lines.exists():
            return False
        entries = entries_of(lines, segment.number, segment.records)
        try:
            with _told():
                self._connection.execute(f"CREATE OR REPLACE TABLE sealing AS {entries}")
                self._keep(sum_up(days_of("sealing"), DAYS), files.days)
                self._keep(sum_up(hours_of("sealing"), HOURS), files.hours)
                self._keep("FROM sealing", files.entries)
        except (OSError, KeepingFailed):
            return False  # one may ask without the right to write: the lines are read instead
        finally:
            self._connection.execute("DROP TABLE IF EXISTS sealing")
        return True

    def _keep(self, query: str, path: Path) -> None:
        """Put the rows of a query into a file, which is there once it is whole and on the disk."""
        made = path.with_name(f"{path.name}-{secrets.token_hex(8)}")
        (rows,) = self._connection.execute("SELECT count(*) FROM sealing").fetchone() or (0,)
        # Ids that come again are worth a dictionary, for it tells whether an id is there; times are not.
        form = f"{_FORM}, DICTIONARY_SIZE_LIMIT {max(1000, rows * 9 // 10)}"
        try:
            self._connection.execute(f"COPY ({query}) TO {quote_text(str(made))} ({form})")
            made.chmod(0o600)
            _sync(made)
            made.replace(path)
        finally:
            made.unlink(missing_ok=True)

    def _show(self) -> None:
        """Have the views show the files and the tables, the newest first: what is asked for is mostly there."""
        organization = quote_text(self._organization_id)
        tails = [*sorted(self._tails, reverse=True), "nothing"]
        entries = _union(_ENTRIES, [*tails, *self._files("entries")])
        days = _union(_names(DAYS), [*(f"({days_of(tail)})" for tail in tails), *self._files("days")])
        hours = _union(_names(HOURS), [*(f"({hours_of(tail)})" for tail in tails), *self._files("hours")])
        shown = (organization, entries, self._tails)
        if shown == self._shown:
            return
        self._connection.execute(f"""
            CREATE OR REPLACE VIEW entries AS {entries};
            CREATE OR REPLACE TABLE opened AS SELECT {_ENTRIES} FROM entries WHERE outcome = '{OPEN}'
                AND deed NOT IN (SELECT deed FROM entries WHERE is_stray);
            CREATE OR REPLACE VIEW audit_records AS
                SELECT {organization} AS organization_id, {_ENTRIES} FROM entries WHERE outcome <> '{OPEN}'
                UNION ALL SELECT {organization}, {_ENTRIES} FROM opened;
            CREATE OR REPLACE VIEW audit_days AS SELECT {organization} AS organization_id, * FROM ({days});
            CREATE OR REPLACE VIEW audit_hours AS SELECT {organization} AS organization_id, * FROM ({hours})
        """)  # noqa: S608 - texts and paths are quoted
        self._shown = shown

    def _files(self, kind: str) -> list[str]:
        """The files of one kind, to read from; none where no segment is sealed."""
        paths = [getattr(files, kind) for files in reversed(self._sealed)]
        return [f"read_parquet([{', '.join(map(quote_path, paths))}])"] if paths else []

    def _drop(self, tables: Iterable[str]) -> None:
        for table in tables:
            self._connection.execute(f"DROP TABLE {table} CASCADE")


def _connect(folder: Path, memory: str, threads: int) -> duckdb.DuckDBPyConnection:
    try:
        import duckdb  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ConfigurationError(
            "DuckDB is not installed.", advice="Install it: pip install 'clickgate[duckdb]'."
        ) from error
    connection = duckdb.connect(
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
            "python_enable_replacements": False,
            "temp_directory": "",
            "memory_limit": memory,
            "threads": threads,
        }
    )
    # A path is looked up as a pattern too, whose other characters stand for themselves only in brackets.
    connection.execute(f"SET allowed_directories = [{quote_text(str(folder))}, {quote_path(folder)}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET parquet_metadata_cache = true")
    connection.execute("SET lock_configuration = true")
    connection.execute(table_of("nothing"))
    return connection


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Say in our words what DuckDB has to say."""
    import duckdb  # noqa: PLC0415 - it is there, or nobody comes here

    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise KeepingFailed(
            "The answer needs more memory than DuckDB may take.", advice="Ask for a shorter time, or give it more."
        ) from error
    except duckdb.Error as error:
        raise KeepingFailed(
            "DuckDB can't read the audit log.",
            advice="Where a .parquet file is damaged, remove it: it is made anew from the log.",
        ) from error


def _union(columns: str, parts: Iterable[str]) -> str:
    return " UNION ALL ".join(f"SELECT {columns} FROM {part}" for part in parts)  # noqa: S608 - quoted by who calls


def _names(columns: Iterable[str]) -> str:
    return ", ".join(map(quote_name, columns))


def _sync(path: Path) -> None:
    """Wait until a file is on the disk."""
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
