"""`clickgate env`: tells whose token would be used here, and why."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from clickgate.cli.settings import Settings, output_options

if TYPE_CHECKING:
    from clickgate.accounts.environments import Description


@click.command("env")
@output_options
@click.pass_context
def command(context: click.Context) -> None:
    """Tell whose token would be used here, why, and what is odd about the variables; asks nobody.

    The exit code is 2 where there is no token to use.
    """
    import msgspec  # noqa: PLC0415 - the help page needs none of this

    from clickgate.cli import output  # noqa: PLC0415

    settings = context.ensure_object(Settings)
    told = _describe(settings)
    if settings.style == "table":
        _show(told)
    else:
        output.write_value(settings.style, msgspec.to_builtins(told))
    if told.choice is None:
        context.exit(2)


def _describe(settings: Settings) -> Description:
    from msgspec import structs  # noqa: PLC0415

    from clickgate.accounts.environments import describe  # noqa: PLC0415
    from clickgate.cli.gate import opened_if_kept  # noqa: PLC0415

    with opened_if_kept(settings) as gate:
        accounts = [] if gate is None else list(gate.accounts.list(gate.caller))
        told = describe(
            os.environ, accounts=accounts,
            is_of_production=lambda token: gate is not None and gate.accounts.is_of_production(gate.caller, token),
        )  # fmt: skip
    chosen = told.choice
    if chosen and chosen.source == "account" and all(chosen.name not in {one.name, one.id} for one in accounts):
        return structs.replace(told, choice=None, refusal=f"There is no account '{chosen.name}'. {chosen.why}")
    return told


def _show(told: Description) -> None:
    from clickgate.cli import output  # noqa: PLC0415
    from clickgate.cli.gate import tell  # noqa: PLC0415

    chosen = told.choice
    output.write_pairs([
        ("environment", told.environment or "none (CLICKGATE_ENV is not set)"),
        *((one.name, one.hint or "not set") for one in told.variables),
        ("used", f"{chosen.source} {chosen.name}: {chosen.why}" if chosen else "nothing"),
    ])  # fmt: skip
    if told.refusal:
        tell(told.refusal)
    for problem in told.problems:
        tell(f"warning: {problem}")
