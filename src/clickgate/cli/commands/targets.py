"""`clickgate targets`: names the places that read an account's token."""

from __future__ import annotations

import click

from clickgate.cli.gate import secret_options
from clickgate.cli.settings import Settings, output_options

_KINDS = ("dotenv", "github", "openbao", "aws", "gcp", "kubernetes")


@click.group("targets")
def command() -> None:
    """Name the places that deployments read an account's token from; `clickgate propagate` writes it there."""


@command.command("add")
@click.argument("account")
@click.argument("name")
@click.argument("config", nargs=-1, metavar="KEY=VALUE...")
@click.option("--kind", type=click.Choice(_KINDS), required=True, help="What kind of place it is.")
@click.option("--secret", "asks", is_flag=True, help="Ask for what the place itself wants, such as a GitHub token.")
@secret_options("what the place itself wants")
@output_options
@click.pass_context
def add(  # noqa: PLR0917 - the options of the command
    context: click.Context,
    account: str,
    name: str,
    config: tuple[str, ...],
    kind: str,
    asks: bool,
    from_stdin: bool,
    from_fd: int | None,
) -> None:
    """Name a place: KEY=VALUE say where it is. Nothing is written there yet."""
    from clickgate.cli.gate import opened, read_secret  # noqa: PLC0415 - the help page needs none of this
    from clickgate.cli.propagating import show_targets  # noqa: PLC0415

    settings = context.ensure_object(Settings)
    secret = None
    if asks or from_stdin or from_fd is not None:
        secret = read_secret(f"What '{name}' asks for", from_stdin=from_stdin, from_fd=from_fd)
    with opened(settings) as gate:
        found = gate.accounts.find(gate.caller, account)
        target = gate.propagations.add(
            gate.caller, found.id, name=name, kind=kind, config=_read_config(config), secret=secret
        )
    show_targets(settings, [target], [])


@command.command("list")
@click.argument("account")
@output_options
@click.pass_context
def list_targets(context: click.Context, account: str) -> None:
    """List the places of an account, and which version of its token each of them has."""
    from clickgate.cli.gate import opened  # noqa: PLC0415
    from clickgate.cli.propagating import show_targets  # noqa: PLC0415

    settings = context.ensure_object(Settings)
    with opened(settings) as gate:
        found = gate.accounts.find(gate.caller, account)
        targets = gate.propagations.targets(gate.caller, found.id)
        show_targets(settings, targets, gate.propagations.arrivals(gate.caller, found.id))


@command.command("remove")
@click.argument("account")
@click.argument("name")
@output_options
@click.pass_context
def remove(context: click.Context, account: str, name: str) -> None:
    """Forget a place; what was written there stays there."""
    from clickgate.cli import output  # noqa: PLC0415
    from clickgate.cli.gate import opened, tell  # noqa: PLC0415

    settings = context.ensure_object(Settings)
    with opened(settings) as gate:
        gate.propagations.remove(gate.caller, gate.accounts.find(gate.caller, account).id, name)
    if settings.style != "table":
        output.write_value(settings.style, {"removed": name})
    tell(f"'{name}' is forgotten; what was written there stays there.")


def _read_config(pairs: tuple[str, ...]) -> dict[str, str]:
    from clickgate.errors import InvalidParams  # noqa: PLC0415

    config: dict[str, str] = {}
    for pair in pairs:
        key, is_pair, value = pair.partition("=")
        if not is_pair or not key:
            raise InvalidParams([(key[:40] or "config", "is written KEY=VALUE")])
        config[key] = value
    return config
