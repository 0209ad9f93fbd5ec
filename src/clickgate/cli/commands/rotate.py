"""`clickgate rotate`: replaces an account's token by a newer one, and proves the old one dead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clickgate.cli.gate import secret_options
from clickgate.cli.settings import Settings, reach_options

if TYPE_CHECKING:
    from clickgate.accounts.gate import ClickGate
    from clickgate.accounts.rotation.model import Rotation

_DAYS = 7.0
_INSTEAD = ("resume", "status", "cancel", "roll_back", "leave", "runbook", "dry_run", "due")


@click.command("rotate")
@click.argument("account", required=False)
@click.option(
    "--way",
    type=click.Choice(["in-place", "slots"]),
    default="in-place",
    show_default=True,
    help="in-place: ClickUp ends the old token as it makes the new one; slots: two tokens live side by side.",
)
@click.option(
    "--resume", is_flag=True, help="Go on with a rotation that is under way; asks ClickUp anew where it waits."
)
@click.option("--status", is_flag=True, help="Show the rotations of the account.")
@click.option(
    "--cancel", is_flag=True, help="Leave a rotation before the switch; the old token was in use all the time."
)
@click.option("--roll-back", is_flag=True, help="Use the old token again, if ClickUp still takes it.")
@click.option("--leave", is_flag=True, help="End a rotation although ClickUp still takes the old token.")
@click.option(
    "--due", is_flag=True, help="List the tokens by age; exit code 1 if one is due, or lives on although replaced."
)
@click.option(
    "--days",
    metavar="N",
    type=click.IntRange(1),
    default=90,
    show_default=True,
    help="Age in days at which a token is due.",
)
@click.option("--runbook", is_flag=True, help="Print the steps, for a person, and do nothing.")
@click.option("--dry-run", is_flag=True, help="Ask ClickUp about the token in use, and each target; change nothing.")
@click.option("--allow-identity-change", is_flag=True, help="Take the token of another person; that is on record.")
@click.option(
    "--keep-days",
    metavar="N",
    type=click.FloatRange(min=0),
    default=_DAYS,
    show_default=True,
    help="Days for which one can go back to the old token.",
)
@secret_options("the new token")
@reach_options
@click.pass_context
def command(context: click.Context, /, account: str | None, **said: object) -> None:
    """Replace an account's token: staged, checked, switched, carried to its targets, the old one proved dead.

    Nothing is lost when it is interrupted: --resume goes on from the step that was reached.
    """
    from clickgate.cli import rotating  # noqa: PLC0415 - the help page needs none of this
    from clickgate.cli.gate import opened  # noqa: PLC0415
    from clickgate.errors import UsageError  # noqa: PLC0415

    settings = context.ensure_object(Settings)
    chosen = [name for name in _INSTEAD if said[name]]
    if len(chosen) > 1:
        raise UsageError(f"--{chosen[0].replace('_', '-')} and --{chosen[1].replace('_', '-')} exclude each other.")
    if account is None and not said["due"]:
        raise UsageError(
            "Name the account whose token is to be replaced.", advice="`clickgate accounts list` shows what there is."
        )
    with opened(settings) as gate:
        if account is None or said["due"]:
            if rotating.show_due(gate, settings, int(str(said["days"]))):
                context.exit(1)
            return
        found = gate.accounts.find(gate.caller, account)
        how = rotating.How(
            way="slots" if said["way"] == "slots" else "in_place",
            allow_identity_change=bool(said["allow_identity_change"]),
            keep_for=float(str(said["keep_days"])) * 86_400.0,
            from_stdin=bool(said["from_stdin"]),
            from_fd=said["from_fd"] if isinstance(said["from_fd"], int) else None,
        )
        _do(gate, settings, chosen[0] if chosen else "", found.id, how)


def _do(gate: ClickGate, settings: Settings, what: str, account_id: str, how: object) -> None:
    from clickgate.cli import rotating  # noqa: PLC0415

    assert isinstance(how, rotating.How)
    rotations, caller = gate.rotations, gate.caller
    account = gate.accounts.get(caller, account_id)
    result: Rotation
    match what:
        case "status":
            rotating.show_all(settings, rotations.find_all(caller, account_id))
            return
        case "runbook":
            rotating.show_runbook(gate, settings, account, how.way)
            return
        case "dry_run":
            rotating.tell_token(gate, account)
            rotating.show_dry_run(gate, settings, account)
            return
        case "cancel":
            result = rotations.cancel(caller, account_id)
        case "leave":
            result = rotations.leave(caller, account_id)
        case "roll_back":
            result = rotations.roll_back(caller, account_id)
        case "resume":
            result = rotating.go_on(gate, account, how)
        case _:
            result = rotating.rotate(gate, account, how)
    rotating.show(settings, account, result)
