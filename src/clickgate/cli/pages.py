"""Reads the rows of an operation page by page, as ClickUp sent them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import click

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from clickgate.catalog.model import Operation
    from clickgate.client.api import Client
    from clickgate.client.reply import Reply


class Batch(NamedTuple):
    """The rows of one page; `has_more` says whether ClickUp has more of them."""

    rows: list[Any]
    has_more: bool


def unwrap(operation: Operation, reply: Reply[Any]) -> Any:
    """The value of an answer as plain JSON, without the object that ClickUp wraps around it."""
    value = reply.json()
    if operation.unwrap and isinstance(value, dict) and operation.unwrap in value:
        return value[operation.unwrap]
    return value


def read_batches(
    client: Client, operation: Operation, params: Mapping[str, Any], *, limit: int | None, read_all: bool
) -> Iterator[Batch]:
    """Ask for page after page until the last, or until there are `limit` rows.

    Pages are offsets, so that a row may move to the next page while new ones come; it is given once.
    """
    asked, count, before = dict(params), 0, set[Any]()
    while True:
        reply = client.execute(operation.entity, operation.action, asked)
        value = unwrap(operation, reply)
        here = value if isinstance(value, list) else [] if value is None else [value]
        rows = [row for row in here if (key := _id(row)) is None or key not in before]
        step = getattr(reply.data, "next_params", None)
        if limit is not None and count + len(rows) >= limit:
            yield Batch(rows[: limit - count], has_more=step is not None or count + len(rows) > limit)
            return
        count += len(rows)
        yield Batch(rows, has_more=step is not None)
        if step is None or not read_all:
            return
        before = {_id(row) for row in here}
        asked.update(step)


def _id(row: Any) -> Any:
    return row.get("id") if isinstance(row, dict) else None


class Progress:
    """Tells on stderr how far the reading has come, where stderr is a terminal."""

    def __init__(self) -> None:
        self._is_shown = sys.stderr.isatty()
        self._rows = self._pages = 0

    def add(self, rows: int) -> None:
        """Count one more page."""
        self._rows += rows
        self._pages += 1
        if self._is_shown:
            click.echo(f"\r{self._rows} rows, {self._pages} pages", nl=False, err=True)

    def end(self) -> None:
        """Take the line away again."""
        if self._is_shown and self._pages:
            click.echo("\r\x1b[K", nl=False, err=True)
