"""Writes results to stdout: as a table, as `name  value` lines, or as JSON."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING, Any

import click
import msgspec

from clickgate.cli import rows as rows_of
from clickgate.cli.text import cut, pad, show_json, show_line, width

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from clickgate.cli.settings import Style

_GAP = "  "
_LEAST = 8  # columns that a cell keeps when a table is cut to the terminal


def write_json(value: Any) -> None:
    """Write one JSON value, indented; every name and number as ClickUp sent it."""
    text = msgspec.json.format(msgspec.json.encode(value), indent=2)
    _write(show_json(text.decode()))


def write_json_line(value: Any) -> None:
    """Write one JSON value on one line."""
    _write(show_json(msgspec.json.encode(value).decode()))


def write_value(style: Style, value: Any) -> None:
    """Write one value to a program."""
    if style == "json":
        write_json(value)
    else:
        write_json_line(value)


def write_values(style: Style, values: Sequence[Any]) -> None:
    """Write several values to a program: as one array, or a line for each."""
    if style == "json":
        write_json(list(values))
    else:
        for value in values:
            write_json_line(value)


def write_raw(body: bytes) -> None:
    """Write a body byte by byte; a terminal gets its control characters written out."""
    if sys.stdout.isatty():
        _write(show_json(bytes(body).decode("utf-8", "backslashreplace").replace("\x1b", "\\x1b")))
    else:
        click.echo(bytes(body), nl=False)


def write_table(rows: Sequence[Any], fields: Sequence[str] = ()) -> None:
    """Write rows under a head of column names, cut to the width of the terminal where there is one."""
    if not rows:
        return
    columns = list(fields) or rows_of.choose_columns(rows)
    head = columns if fields else rows_of.to_heads(columns)
    cells = [[show_line(rows_of.cell(column, _value(row, column))) for column in columns] for row in rows]
    write_cells([name.upper() for name in head], cells)


def write_cells(head: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    """Write a table of texts that are safe to show."""
    lines = [head, *cells]
    widths = _fit([max(width(line[column]) for line in lines) for column in range(len(head))], terminal_width())
    for line in lines:
        shown = (pad(cut(text, columns), columns) for text, columns in zip(line, widths, strict=True))
        _write(_GAP.join(shown).rstrip())


def write_pairs(pairs: Iterable[tuple[str, str]]) -> None:
    """Write `name  value` lines with the values below each other."""
    shown = [(show_line(name), show_line(value)) for name, value in pairs]
    widest = max((width(name) for name, _ in shown), default=0)
    room = terminal_width()
    for name, value in shown:
        line = f"{pad(name, widest)}{_GAP}{value}"
        _write((cut(line, room) if room else line).rstrip())


def write_lines(lines: Iterable[str]) -> None:
    """Write lines as they are, whatever the width of the terminal."""
    for line in lines:
        _write(show_line(line))


def write_one(row: Any, fields: Sequence[str] = ()) -> None:
    """Write one object for a person."""
    write_pairs(rows_of.to_pairs(rows_of.project(row, fields)))


def terminal_width() -> int:
    """Columns of the terminal that stdout is; 0 where it is none."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 0


def _value(row: Any, column: str) -> Any:
    return rows_of.pick(row, column) if isinstance(row, dict) else row


def _fit(widths: list[int], room: int) -> list[int]:
    """Take columns off the widest until the line fits; none is made narrower than a few."""
    if not room:
        return widths
    fitted = list(widths)
    over = sum(fitted) + len(_GAP) * (len(fitted) - 1) - room
    while over > 0 and max(fitted) > _LEAST:
        widest = fitted.index(max(fitted))
        others = max((size for number, size in enumerate(fitted) if number != widest), default=0)
        step = min(over, fitted[widest] - max(_LEAST, min(others, fitted[widest] - 1)))
        fitted[widest] -= step
        over -= step
    return fitted


def _write(text: str) -> None:
    click.echo(text)
