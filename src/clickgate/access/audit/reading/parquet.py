"""SQL that turns the lines of a segment into entries and their sums, for DuckDB to read or to keep as Parquet."""

from __future__ import annotations

import contextlib
import glob
from pathlib import Path
from typing import Self

import msgspec

from clickgate.access.audit.reading.entry import OPEN, Entry
from clickgate.access.audit.reading.lines import GREATEST, IDS_IN_PATH
from clickgate.access.audit.record import Record
from clickgate.access.audit.segment import segment_path

_FIELDS = {field.name: field for field in msgspec.structs.fields(Record)}
_SPECIAL = {
    **{
        name: f"regexp_extract(coalesce(path, ''), '{IDS_IN_PATH}', {group})"
        for group, name in enumerate(("workspace_id", "thing_id", "part_id"), 1)
    },
    "outcome": f"CASE phase WHEN 'begin' THEN '{OPEN}' ELSE coalesce(outcome, '') END",
}
COLUMNS = (*Entry.__struct_fields__, "is_stray")
"""Columns of the entries; `is_stray` tells of an end whose beginning is in another segment."""


DAYS = ("account_id", "credential_version", "operation", "outcome", "actor", "address", "action", "workspace_id", "day",
        "count", "first_at", "last_at")  # fmt: skip
"""Columns of `audit_days`, without the organization."""

HOURS = ("hour", "account_id", "credential_version", "outcome", "count", "least_remaining")
"""Columns of `audit_hours`, without the organization."""


class Sealed(msgspec.Struct, frozen=True):
    """The files that are made of a closed segment; that of the entries is made last."""

    entries: Path
    days: Path
    hours: Path

    @classmethod
    def of(cls, folder: Path, organization_id: str, name: str) -> Self:
        """The files of a segment of that name."""
        path = segment_path(folder, organization_id, name)
        return cls(*(path.with_name(f"{name}{kind}.parquet") for kind in ("", ".days", ".hours")))

    def exist(self) -> bool:
        """Whether all of them are there."""
        return self.entries.exists() and self.days.exists() and self.hours.exists()

    def remove(self) -> None:
        """Remove them, and what processes left behind that died while they made them."""
        for path in (self.entries, self.days, self.hours):
            for each in (path, *path.parent.glob(f"{glob.escape(path.name)}-*")):
                with contextlib.suppress(OSError):
                    each.unlink(missing_ok=True)


def entries_of(path: Path, number: int, records: int) -> str:
    """A query for the entries of a segment, without the lines behind so many records and those that are none."""
    columns = ", ".join(f"'{name}': '{_json_type(name)}'" for name in _FIELDS if name != "hash")
    entries = ", ".join(f"{_expression(name, number)} AS {quote_name(name)}" for name in Entry.__struct_fields__)
    begun = "SELECT deed FROM lines WHERE phase = 'begin'"
    ended = "SELECT deed FROM lines WHERE phase = 'end'"
    return f"""
        WITH lines AS MATERIALIZED (
            SELECT * FROM read_json({quote_path(path)}, format = 'newline_delimited', columns = {{{columns}}},
                ignore_errors = true, maximum_object_size = 1048576)
            WHERE phase IN ('begin', 'end', 'note') AND seq BETWEEN 1 AND {records} AND "at" BETWEEN 0 AND 1e11
                AND deed IS NOT NULL AND action IS NOT NULL AND actor IS NOT NULL
                AND actor_kind IS NOT NULL AND via IS NOT NULL
        )
        SELECT {entries}, phase = 'end' AND deed NOT IN ({begun}) AS is_stray
        FROM lines WHERE phase <> 'begin' OR deed NOT IN ({ended})
    """  # noqa: S608 - names of columns, and texts that are quoted


def days_of(table: str) -> str:
    """A query for what the entries of a table add to `audit_days`, one row for each."""
    return f"""
        SELECT account_id, coalesce(credential_version, 0) AS credential_version, operation, outcome, actor, address,
            action, workspace_id, CAST(floor("at" / 86400) AS INTEGER) AS day, 1 AS count, "at" AS first_at,
            "at" AS last_at
        FROM {table} WHERE outcome <> '{OPEN}'
    """  # noqa: S608 - the name of a table


def hours_of(table: str) -> str:
    """A query for what the entries of a table add to `audit_hours`, one row for each."""
    return f"""
        SELECT CAST(floor("at" / 3600) AS INTEGER) AS hour, account_id,
            coalesce(credential_version, 0) AS credential_version, outcome, 1 AS count, remaining AS least_remaining
        FROM {table} WHERE outcome <> '{OPEN}' AND operation <> ''
    """  # noqa: S608


def sum_up(rows: str, columns: tuple[str, ...]) -> str:
    """A query for the sums of rows with the columns of `audit_days` or `audit_hours`."""
    words = {
        "count": "CAST(sum(count) AS INTEGER)", "first_at": "min(first_at)", "last_at": "max(last_at)",
        "least_remaining": "min(least_remaining)",
    }  # fmt: skip
    selected = ", ".join(f"{words.get(name, name)} AS {name}" for name in columns)
    return f"SELECT {selected} FROM ({rows}) GROUP BY ALL ORDER BY ALL"  # noqa: S608


def table_of(name: str) -> str:
    """A statement that makes a table for entries, empty."""
    columns = ", ".join(f"{quote_name(column)} {_type(column)}" for column in COLUMNS)
    return f"CREATE TABLE {name} ({columns})"


def quote_name(name: str) -> str:
    """A name in SQL."""
    return '"' + name.replace('"', '""') + '"'


def quote_text(text: str) -> str:
    """A text in SQL."""
    return "'" + text.replace("'", "''") + "'"


def quote_path(path: Path) -> str:
    """A path in SQL where DuckDB would take some of its characters for a pattern."""
    return quote_text("".join(f"[{one}]" if one in "*?[" else one for one in str(path)))


def _expression(name: str, number: int) -> str:
    if name == "segment":
        return str(number)
    if name in _SPECIAL:
        return _SPECIAL[name]
    default = _FIELDS[name].default
    column = quote_name(name)
    if _is_integer(name):
        fitting = f"least(greatest({column}, {-GREATEST}), {GREATEST})"
        column = f"CAST(CASE WHEN {column} IS NOT NULL THEN {fitting} END AS INTEGER)"
    if name == "detail":
        return "coalesce(CAST(detail AS VARCHAR), '')"
    if isinstance(default, str | int):
        return f"coalesce({column}, {quote_text(default) if isinstance(default, str) else default})"
    return column


def _is_integer(name: str) -> bool:
    return name in ("segment", "seq", "credential_version", "attempt", "status", "limit", "remaining")


def _type(name: str) -> str:
    if name in ("at", "seconds", "waited"):
        return "DOUBLE"
    if name == "is_stray":
        return "BOOLEAN"
    return "INTEGER" if _is_integer(name) else "VARCHAR"


def _json_type(name: str) -> str:
    if name == "detail":
        return "JSON"
    return "BIGINT" if _is_integer(name) else _type(name)
