"""SQL that turns the lines of a segment into entries, for DuckDB to read or to keep as Parquet."""

from __future__ import annotations

import contextlib
import glob
from typing import TYPE_CHECKING

import msgspec

from clickgate.access.audit.reading.entry import OPEN, Entry
from clickgate.access.audit.reading.lines import GREATEST, IDS_IN_PATH
from clickgate.access.audit.record import Record
from clickgate.access.audit.segment import segment_path

if TYPE_CHECKING:
    from pathlib import Path

SUFFIX = ".parquet"

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


def sealed_path(folder: Path, organization_id: str, name: str) -> Path:
    """Where the entries of a closed segment are kept."""
    return segment_path(folder, organization_id, name).with_suffix(SUFFIX)


def remove_sealed(path: Path) -> None:
    """Remove what `sealed_path` names, and what processes left behind that died while they made it."""
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
