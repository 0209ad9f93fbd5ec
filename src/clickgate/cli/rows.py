"""Picks out of ClickUp's JSON what a person wants to see, as short texts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# What makes a good column, best first; those that no row has are left out.
_GOOD = (
    "id", "custom_id", "name", "username", "title", "subject", "option", "email", "comment_text", "content", "endpoint",
    "user.id", "user.username", "task.name", "status.status", "state", "health.status", "type", "role",
    "priority.priority", "assignees.username", "due_date", "start", "duration", "date", "task_count", "events",
)  # fmt: skip
_MOST = 6
_NAMES = ("name", "username", "title", "status", "priority", "id")  # what stands for an object, best first
_DATES = frozenset({"start", "end", "at", "timestamp"})


def pick(row: Any, path: str) -> Any:
    """The value under a dotted path; of a list, that of each of its objects; None where there is none."""
    value = row
    for part in path.split("."):
        if isinstance(value, list):
            value = [one[part] for one in value if isinstance(one, dict) and part in one]
        else:
            value = value.get(part) if isinstance(value, dict) else None
    return value


def project(row: Any, fields: Sequence[str]) -> Any:
    """A row with these fields alone, each under its dotted path; the row itself where none are named."""
    return {field: pick(row, field) for field in fields} if fields else row


def choose_columns(rows: Sequence[Any]) -> list[str]:
    """Columns worth showing: the usual ones that these rows have, else the first plain values of the first row."""
    usual = [path for path in _GOOD if any(_is_shown(pick(row, path)) for row in rows)]
    if len(usual) > 1:
        return usual[:_MOST]
    first = next((row for row in rows if isinstance(row, dict)), {})
    return [key for key, value in first.items() if not isinstance(value, (dict, list))][:_MOST] or list(first)[:_MOST]


def to_heads(columns: Sequence[str]) -> list[str]:
    """Short names of columns: the first part of the path, where no other column begins with the same."""
    firsts = [path.partition(".")[0] for path in columns]
    return [first if firsts.count(first) == 1 else path for first, path in zip(firsts, columns, strict=True)]


def cell(path: str, value: Any) -> str:
    """Show one value as a short text; milliseconds under a name of a date become a moment in UTC."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(cell(path, one) for one in value)
    if isinstance(value, dict):
        return _name_of(value)
    return _moment(value) if is_date(path) else str(value)


def is_date(path: str) -> bool:
    """Tell whether what stands under a path is a date by its name."""
    name = path.rpartition(".")[2]
    return name in _DATES or "date" in name.split("_")


def _is_shown(value: Any) -> bool:
    if isinstance(value, list):
        return bool(value) and not isinstance(value[0], (dict, list))
    return value is not None and not isinstance(value, dict)


def _name_of(value: dict[str, Any]) -> str:
    plain = (value[name] for name in _NAMES if isinstance(value.get(name), (str, int)))
    return str(next(plain, None) or msgspec.json.encode(value).decode())


def _moment(value: Any) -> str:
    """Write `2026-01-31 12:00` for milliseconds, as number or text; anything else as it is."""
    try:
        return datetime.fromtimestamp(int(value) / 1000, tz=UTC).strftime("%Y-%m-%d %H:%M")
    except (ValueError, OverflowError, OSError, TypeError):
        return str(value)


def to_pairs(row: Any) -> Iterable[tuple[str, str]]:
    """What one object knows, in ClickUp's order: name → short text."""
    if not isinstance(row, dict):
        return [("value", cell("", row))]
    return [(key, cell(key, value)) for key, value in row.items()]
