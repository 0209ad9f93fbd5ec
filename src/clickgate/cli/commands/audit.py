"""`clickgate audit`: asks the audit log, and verifies that nobody changed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clickgate.cli.settings import Settings, output_options

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    F = TypeVar("F", bound=Callable[..., Any])

_FILTERS = (
    click.option("--account", metavar="NAME", help="Only what an account was used for, or what was done to it."),
    click.option("--actor", metavar="NAME", help="Only what somebody did."),
    click.option("--operation", metavar="NAME", help="Only requests of an operation, such as tasks.list."),
    click.option("--action", metavar="NAME", help="Only deeds of a kind, such as account.link or clickup.request."),
    click.option("--outcome", metavar="NAME", help="success, failure, denied, auth, rate_limited, server_error, "
                                                   "network, or open for what has no end."),
    click.option("--status", metavar="CODE", help="Only requests with a status, such as 404 or 4xx."),
    click.option("--ecode", metavar="CODE", help="Only requests with a code of ClickUp's, such as OAUTH_027."),
    click.option("--address", metavar="ADDRESS", help="Only what was asked from a network address."),
    click.option("--target", metavar="ID", help="Only what was done to something: a name, or an id in ClickUp."),
    click.option("--id", "id_", metavar="ID", help="Only one deed, or one request and all that it brought about."),
    click.option("--text", metavar="TEXT", help="Only where a text stands somewhere."),
    click.option("--since", metavar="WHEN", help="Not before: 24h, 7d, or a moment such as 2026-01-31T12:00Z."),
    click.option("--until", metavar="WHEN", help="Before: as --since."),
)  # fmt: skip


_DUCKDB = click.option("--duckdb", is_flag=True, help="Answer with DuckDB, from the files of this machine.")


def _filtered(command: F) -> F:
    """Give a command the options that say which entries are meant."""
    for option in reversed(_FILTERS):
        command = option(command)
    return command


@click.group("audit")
def command() -> None:
    """Ask the audit log who used which credential for what, and verify that nobody changed it."""


@command.command("query")
@_filtered
@click.option(
    "--limit",
    metavar="N",
    type=click.IntRange(1, 10_000),
    default=50,
    show_default=True,
    help="At most so many, newest first.",
)
@click.option("--before", metavar="PLACE", help="Go on where a page ended; it tells its place.")
@_DUCKDB
@output_options
@click.pass_context
def query(context: click.Context, /, limit: int, before: str | None, duckdb: bool, **said: str | None) -> None:
    """Find deeds, newest first."""
    from clickgate.cli import auditing  # noqa: PLC0415 - the help page needs none of this
    from clickgate.cli.gate import opened  # noqa: PLC0415

    settings = context.ensure_object(Settings)
    with opened(settings) as gate:
        entries = auditing.find(gate, said, limit=limit, before=before, duckdb=duckdb)
        auditing.show_entries(gate, settings, entries, limit=limit)


@command.command("export")
@_filtered
@click.option(
    "--format",
    "form",
    type=click.Choice(["lines", "csv", "ocsf", "otel"]),
    default="lines",
    show_default=True,
    help="lines: all of them as they are; csv; OCSF's API Activity; OpenTelemetry's logs.",
)
@click.pass_context
def export(context: click.Context, /, form: str, **said: str | None) -> None:
    """Write the log to standard output for another tool; what is not `lines` can be narrowed as in `query`."""
    from clickgate.cli import auditing  # noqa: PLC0415
    from clickgate.cli.gate import opened  # noqa: PLC0415

    with opened(context.ensure_object(Settings)) as gate:
        auditing.write_export(gate, said, form)


@command.command("report")
@click.argument("name", required=False, metavar="[NAME]")
@click.option("--account", metavar="NAME", help="Only about one account.")
@click.option("--since", metavar="WHEN", help="Not before: 24h, 7d, or a moment such as 2026-01-31T12:00Z.")
@click.option(
    "--days",
    metavar="N",
    type=click.IntRange(1),
    default=90,
    show_default=True,
    help="For `unused`: days without a use.",
)
@_DUCKDB
@output_options
@click.pass_context
def report(
    context: click.Context, name: str | None, account: str | None, since: str | None, days: int, duckdb: bool
) -> None:
    """Answer a question that is asked often; without a NAME, list them."""
    from clickgate.cli import audit_reports  # noqa: PLC0415
    from clickgate.cli.gate import opened  # noqa: PLC0415

    settings = context.ensure_object(Settings)
    if name is None:
        audit_reports.list_reports(settings)
        return
    with opened(settings) as gate:
        audit_reports.show_report(gate, settings, name, account=account, since=since, days=days, duckdb=duckdb)


@command.command("verify")
@output_options
@click.pass_context
def verify(context: click.Context) -> None:
    """Verify that nothing was changed in the log, taken out of it or put into it; exit code 1 if something was."""
    from clickgate.cli import auditing  # noqa: PLC0415
    from clickgate.cli.gate import opened  # noqa: PLC0415

    settings = context.ensure_object(Settings)
    with opened(settings) as gate:
        if not auditing.show_verification(gate, settings):
            context.exit(1)


@command.command("prune")
@click.option("--days", metavar="N", type=click.FloatRange(min=1), required=True, help="Age in days; older files go.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@output_options
@click.pass_context
def prune(context: click.Context, days: float, yes: bool) -> None:
    """Remove whole files of the log that are older; what they held stays accounted for, and the rest verifies."""
    import msgspec  # noqa: PLC0415

    from clickgate.access.audit.retention import drop_old  # noqa: PLC0415
    from clickgate.cli import output  # noqa: PLC0415
    from clickgate.cli.gate import confirm, opened  # noqa: PLC0415

    settings = context.ensure_object(Settings)
    confirm(f"Remove the records of more than {days:g} days ago?", yes=yes)
    with opened(settings) as gate:
        dropped = drop_old(gate.audit, gate.caller, days=days)
    if settings.style == "table":
        output.write_pairs(
            [("removed", f"{len(dropped.segments)} files"), *(("kept", one.sentence) for one in dropped.kept)]
        )
    else:
        output.write_json(msgspec.to_builtins(dropped))
