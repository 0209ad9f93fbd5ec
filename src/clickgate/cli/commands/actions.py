"""`clickgate actions`: finds operations and describes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clickgate.cli.completion import complete_operation
from clickgate.cli.settings import Settings, output_options

if TYPE_CHECKING:
    from clickgate.catalog.model import Operation


@click.command("actions")
@click.argument("words", nargs=-1, shell_complete=complete_operation)
@click.option("--entity", metavar="NAME", help="Only operations of this entity, such as tasks.")
@output_options
@click.pass_context
def command(context: click.Context, words: tuple[str, ...], entity: str | None) -> None:
    """Find operations by WORDS, or describe one.

    One exact name, such as tasks.create or tasks create, is described in full.

    \b
    clickgate actions                 all operations
    clickgate actions time entries    those in which both words occur
    clickgate actions tasks create    all about one
    """  # noqa: D301 - \b keeps click from wrapping
    from clickgate.cli import describe, output  # noqa: PLC0415 - the catalogue is not needed for the help page

    exact = describe.find_exact(words) if words and not entity else None
    found = [exact] if exact else describe.search(words, entity)
    style = context.ensure_object(Settings).style
    if style == "json":
        output.write_json([describe.to_json(operation) for operation in found])
    elif style == "jsonl":
        for operation in found:
            output.write_json_line(describe.to_json(operation))
    elif exact:
        for line in describe.to_lines(exact):
            click.echo(line)
    elif found:
        output.write_cells(["OPERATION", "REQUEST", "WHAT IT DOES"], [_row(operation) for operation in found])
    else:
        click.echo("No operation has all of these words; `clickgate actions` lists them all.", err=True)


def _row(operation: Operation) -> list[str]:
    return [operation.name, f"{operation.method} {operation.path}", operation.summary]
