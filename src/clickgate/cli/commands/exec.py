"""`clickgate exec`: sends one operation and writes what came back."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from clickgate.cli.completion import complete_operation
from clickgate.cli.settings import Settings, shared_options

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clickgate.cli.settings import Style
    from clickgate.client.api import Client
    from clickgate.client.wire.request import RequestPlan


class Wish(NamedTuple):
    """What is to be read and how it is shown."""

    read_all: bool
    limit: int | None
    raw: bool
    fields: tuple[str, ...]
    style: Style


@click.command("exec")
@click.argument("words", nargs=-1, metavar="ENTITY ACTION [KEY=VALUE]...", shell_complete=complete_operation)
@click.option(
    "--params", "file", metavar="FILE", help="Read parameters from a file that holds a JSON object; - is stdin."
)
@click.option("--all", "read_all", is_flag=True, help="Read all pages, not the first alone.")
@click.option(
    "--limit", metavar="N", type=click.IntRange(min=1), help="At most N rows, from as many pages as that takes."
)
@click.option("--fields", metavar="A,B.C", help="Only these fields; a dot leads into an object.")
@click.option("--raw", is_flag=True, help="Write the answer's body byte by byte.")
@click.option("--dry-run", is_flag=True, help="Show the request and send nothing.")
@click.option("--yes", is_flag=True, help="Don't ask before something is destroyed.")
@shared_options
@click.pass_context
def command(
    context: click.Context,
    *,
    words: tuple[str, ...],
    file: str | None,
    read_all: bool,
    limit: int | None,
    fields: str | None,
    raw: bool,
    dry_run: bool,
    yes: bool,
) -> None:
    """Send one operation: ENTITY ACTION, as `clickgate actions` lists them.

    \b
    name=Fix             text, number, true or false, by the parameter's type
    due_date=2026-01-31  a day, a moment such as 2026-01-31T12:00Z, or milliseconds
    assignees=1,2        a list; assignees=1 assignees=2 is the same
    priority:=null       JSON
    description=@FILE    what a file holds; for an upload, the file itself
    -                    a JSON object with parameters, from stdin

    \b
    clickgate exec tasks list list_id=901 --all --fields id,name,status.status
    clickgate exec tasks create list_id=901 name="Fix the gate" priority=2
    """  # noqa: D301 - \b keeps click from wrapping
    from clickgate.cli import values  # noqa: PLC0415 - the help page needs none of this
    from clickgate.cli.connect import in_workspace, open_client  # noqa: PLC0415
    from clickgate.client.wire.request import plan_of  # noqa: PLC0415

    settings = context.ensure_object(Settings)
    entity, action, items = _name(words)
    plan = plan_of(entity, action)
    params = values.read_params(plan.operation, items, values.load_params(file) if file else None)
    if dry_run:
        _show_request(plan, params, settings)
        return
    if plan.operation.safety == "destroy" and not yes:
        _confirm(plan, params)
    named = tuple(field.strip() for field in (fields or "").split(",") if field.strip())
    with open_client(settings) as client:
        wish = Wish(read_all or limit is not None, limit, raw, named, settings.style)
        _run(in_workspace(client, plan, params), plan, params, wish)


def _name(words: tuple[str, ...]) -> tuple[str, str, tuple[str, ...]]:
    """Tell entity, action and the rest; `entity.action` in one word is understood as well."""
    if words and "." in words[0] and "=" not in words[0]:
        entity, _, action = words[0].partition(".")
        return entity, action, words[1:]
    if len(words) < 2 or "=" in words[0] + words[1]:
        raise click.UsageError("Name an entity and an action, such as `tasks list`; `clickgate actions` has them all.")
    return words[0], words[1], words[2:]


def _confirm(plan: RequestPlan, params: Mapping[str, Any]) -> None:
    """Have it confirmed that something is destroyed.

    Raises:
        UsageError: Nobody sits at a terminal to be asked.
        click.Abort: The answer was no.
    """
    from clickgate.cli.text import show_line  # noqa: PLC0415
    from clickgate.errors import UsageError  # noqa: PLC0415

    what = " ".join([plan.name, *(f"{key}={value}" for key, value in params.items())])
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(
            f"{plan.name} destroys what it names, and there is nobody to ask.", advice="--yes does it anyway."
        )
    if not click.confirm(show_line(f"Really {what}?"), err=True):
        raise click.Abort


def _run(client: Client, plan: RequestPlan, params: Mapping[str, Any], wish: Wish) -> None:
    from clickgate.cli import output, pages, rows  # noqa: PLC0415

    operation = plan.operation
    if operation.many and not wish.raw:
        _run_list(client, plan, params, wish)
        return
    reply = client.execute(operation.entity, operation.action, params)
    value = pages.unwrap(operation, reply)
    if wish.raw:
        output.write_raw(reply.raw)
    elif wish.style == "jsonl":
        output.write_json_line(rows.project(value, wish.fields))
    elif wish.style == "json":
        output.write_json(rows.project(value, wish.fields))
    elif value in (None, {}):
        click.echo("done", err=True)
    else:
        output.write_one(value, wish.fields)


def _run_list(client: Client, plan: RequestPlan, params: Mapping[str, Any], wish: Wish) -> None:
    """Read a list and write it: line by line as it comes, or whole when all of it is there."""
    from clickgate.cli import output, pages, rows  # noqa: PLC0415

    found: list[Any] = []
    progress, has_more = pages.Progress(), False
    try:
        for batch in pages.read_batches(client, plan.operation, params, limit=wish.limit, read_all=wish.read_all):
            if wish.read_all:
                progress.add(len(batch.rows))
            has_more = batch.has_more
            if wish.style == "jsonl":
                for row in batch.rows:
                    output.write_json_line(rows.project(row, wish.fields))
            else:
                found += batch.rows
    finally:
        progress.end()
    if wish.style == "json":
        output.write_json([rows.project(row, wish.fields) for row in found])
    elif wish.style == "table":
        output.write_table(found, wish.fields)
        _tell_the_rest(len(found), has_more=has_more, read_all=wish.read_all)


def _tell_the_rest(count: int, *, has_more: bool, read_all: bool) -> None:
    if has_more:
        click.echo(f"{count} rows; there are more" + ("." if read_all else ": --all reads them."), err=True)
    elif not count:
        click.echo("There are none.", err=True)


def _show_request(plan: RequestPlan, params: Mapping[str, Any], settings: Settings) -> None:
    """Write the request that would be sent: method, URL and body; no token is needed, and none is shown."""
    from clickgate.cli import output, requests  # noqa: PLC0415

    shown = requests.draft(plan, params, settings)
    if settings.style != "table":
        output.write_json(shown)
        return
    click.echo(f"{shown['method']} {shown['url']}")
    if shown["body"] is not None:
        output.write_json(shown["body"])
