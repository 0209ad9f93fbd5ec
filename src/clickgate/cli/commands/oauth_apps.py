"""`clickgate oauth-apps`: keeps the apps that people sign in with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clickgate.cli.gate import secret_options
from clickgate.cli.settings import Settings, output_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clickgate.accounts.oauth.store import OAuthApp


@click.group("oauth-apps")
def command() -> None:
    """Keep the OAuth apps that people sign in with; their secrets are sealed and never shown again."""


@command.command("add")
@click.argument("name")
@click.option("--client-id", metavar="ID", required=True, help="As ClickUp shows it.")
@click.option(
    "--redirect-uri",
    metavar="URL",
    required=True,
    help="Exactly as it is registered at ClickUp; for the command line one on this machine.",
)
@secret_options("the client secret")
@output_options
@click.pass_context
def add(
    context: click.Context, name: str, client_id: str, redirect_uri: str, from_stdin: bool, from_fd: int | None
) -> None:
    """Keep an app that an owner or admin made in ClickUp under Settings, Apps, Create new app."""
    from clickgate.cli.gate import opened, read_secret  # noqa: PLC0415 - the help page needs none of this

    settings = context.ensure_object(Settings)
    secret = read_secret("Client secret", from_stdin=from_stdin, from_fd=from_fd)
    with opened(settings) as gate:
        app = gate.oauth_apps.register(
            gate.caller, name=name, client_id=client_id, client_secret=secret, redirect_uri=redirect_uri
        )
    _show(settings, [app])


@command.command("list")
@output_options
@click.pass_context
def list_apps(context: click.Context) -> None:
    """List the apps."""
    from clickgate.cli.gate import opened, tell  # noqa: PLC0415

    settings = context.ensure_object(Settings)
    with opened(settings) as gate:
        apps = gate.oauth_apps.list(gate.caller)
    _show(settings, apps)
    if not apps and settings.style == "table":
        tell("There is none yet: `clickgate oauth-apps add`.")


@command.command("rotate-secret")
@click.argument("app")
@secret_options("the new client secret")
@output_options
@click.pass_context
def rotate_secret(context: click.Context, app: str, from_stdin: bool, from_fd: int | None) -> None:
    """Put a new client secret in the place of the old one."""
    from clickgate.cli.gate import opened, read_secret  # noqa: PLC0415

    settings = context.ensure_object(Settings)
    secret = read_secret("New client secret", from_stdin=from_stdin, from_fd=from_fd)
    with opened(settings) as gate:
        found = gate.oauth_apps.find(gate.caller, app)
        _show(settings, [gate.oauth_apps.rotate_secret(gate.caller, found.id, secret)])


@command.command("remove")
@click.argument("app")
@click.option("--yes", is_flag=True, help="Do not ask.")
@output_options
@click.pass_context
def remove(context: click.Context, app: str, yes: bool) -> None:
    """Remove an app that no account was linked with; its secret is destroyed."""
    from clickgate.cli import output  # noqa: PLC0415
    from clickgate.cli.gate import confirm, opened, tell  # noqa: PLC0415

    settings = context.ensure_object(Settings)
    with opened(settings) as gate:
        found = gate.oauth_apps.find(gate.caller, app)
        confirm(f"Remove the app '{found.name}' and destroy its secret here?", yes=yes)
        gate.oauth_apps.remove(gate.caller, found.id)
    if settings.style != "table":
        output.write_value(settings.style, {"removed": found.name})
    tell(f"The app '{found.name}' is removed here; at ClickUp it lives on.")


def _show(settings: Settings, apps: Sequence[OAuthApp]) -> None:
    import msgspec  # noqa: PLC0415

    from clickgate.cli import output  # noqa: PLC0415

    rows = [msgspec.to_builtins(one) for one in apps]
    if settings.style != "table":
        output.write_values(settings.style, rows)
    elif rows:
        output.write_cells(
            ["NAME", "ID", "CLIENT ID", "REDIRECT URI"],
            [[one.name, one.id, one.client_id, one.redirect_uri] for one in apps],
        )
