"""`clickgate propagate`: carries an account's token to every place that reads it."""

from __future__ import annotations

import click

from clickgate.cli.settings import Settings, output_options


@click.command("propagate")
@click.argument("account")
@click.option("--dry-run", is_flag=True, help="Ask each place whether it would take the token, and write nothing.")
@click.option("--anew", is_flag=True, help="Write it also where it has arrived before.")
@output_options
@click.pass_context
def command(context: click.Context, account: str, dry_run: bool, anew: bool) -> None:
    """Carry the token in use to every place that does not have it; after a failure, it tries the rest."""
    from clickgate.cli.gate import opened  # noqa: PLC0415 - the help page needs none of this
    from clickgate.cli.propagating import show_arrivals, tell_arrival  # noqa: PLC0415
    from clickgate.cli.rotating import show_dry_run  # noqa: PLC0415
    from clickgate.errors import Conflict  # noqa: PLC0415

    settings = context.ensure_object(Settings)
    with opened(settings) as gate:
        found = gate.accounts.find(gate.caller, account)
        if dry_run:
            show_dry_run(gate, settings, found)
            return
        if found.active_version is None:
            raise Conflict(
                f"The account '{found.name}' has no token to carry.", advice="`clickgate accounts reconnect`."
            )
        try:
            gate.propagations.carry(gate.caller, found, found.active_version, anew=anew, progress=tell_arrival)
        finally:
            show_arrivals(settings, gate.propagations.arrivals(gate.caller, found.id, found.active_version))
