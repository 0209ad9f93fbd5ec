"""`clickgate link`: keeps a ClickUp login sealed on this machine, after ClickUp has said whose it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clickgate.cli.gate import secret_options
from clickgate.cli.settings import Settings, reach_options, workspace_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clickgate.accounts.gate import ClickGate
    from clickgate.accounts.identity import Inspection
    from clickgate.accounts.model import Workspace
    from clickgate.kernel.secret import Secret


@click.command("link")
@click.argument("name", required=False)
@click.option("--description", metavar="TEXT", default="", help="What the account is for.")
@click.option("--environment", metavar="NAME", help="Where alone it is used, such as production; anywhere if left out.")
@click.option("--allow-second", is_flag=True, help="Link it even if the same person or token is linked already.")
@click.option("--oauth", metavar="APP", help="Sign in with an OAuth app of `clickgate oauth-apps` instead of a token.")
@click.option(
    "--ask-for",
    metavar="WORKSPACE",
    multiple=True,
    help="With --oauth: a workspace that is to be ticked; several may be given.",
)
@click.option("--why", metavar="TEXT", default="", help="With --oauth: why those; shown before the person leaves.")
@click.option("--no-browser", is_flag=True, help="With --oauth: print the address instead of opening a browser.")
@secret_options("the token")
@workspace_option
@reach_options
@click.pass_context
def command(  # noqa: PLR0917 - the options of the command
    context: click.Context,
    name: str | None,
    description: str,
    environment: str | None,
    allow_second: bool,
    oauth: str | None,
    ask_for: tuple[str, ...],
    why: str,
    no_browser: bool,
    from_stdin: bool,
    from_fd: int | None,
) -> None:
    """Link a ClickUp login: check it, show whose it is, pick the default workspace, keep it sealed.

    The token is asked for, never an argument. Whatever ClickUp's page, a header or a file has around it may be pasted
    with it. --workspace takes an id, a name or an address from ClickUp.
    """
    from clickgate.cli.accounts import show_account, tell_inspection  # noqa: PLC0415 - the help page needs none of this
    from clickgate.cli.gate import opened, read_token  # noqa: PLC0415

    settings = context.ensure_object(Settings)
    with opened(settings) as gate:
        if oauth is not None:
            from clickgate.accounts.oauth.flow import Purpose  # noqa: PLC0415
            from clickgate.cli.sign_in import sign_in_here  # noqa: PLC0415

            purpose = Purpose(
                name=name or "", description=description, environment=environment,
                default_workspace=settings.workspace, allow_second=allow_second, workspaces=ask_for, why=why,
            )  # fmt: skip
            account = sign_in_here(gate, oauth, purpose, opens_browser=not no_browser)
            picked = None if settings.workspace or ask_for else _pick_workspace(account.workspaces)
            if picked is not None:
                account = gate.accounts.set_default_workspace(gate.caller, account.id, picked)
            show_account(settings, account)
            return
        token = read_token("ClickUp token", from_stdin=from_stdin, from_fd=from_fd)
        inspection = _inspect(gate, token)
        tell_inspection(settings, inspection)
        account = gate.accounts.link(
            gate.caller,
            name=name or _ask_name(inspection),
            token=token,
            inspection=inspection,
            description=description,
            environment=environment,
            default_workspace=settings.workspace or _pick_workspace(inspection.workspaces),
            allow_second=allow_second,
        )
    show_account(settings, account)


def _inspect(gate: ClickGate, token: Secret) -> Inspection:
    from clickgate.errors import ClickgateError  # noqa: PLC0415

    try:
        return gate.accounts.inspect(gate.caller, token)
    except ClickgateError as error:
        error.add_note("Nothing was kept.")
        raise


def _pick_workspace(workspaces: Sequence[Workspace]) -> str | None:
    """Have the person pick the default workspace where there are several; None where nobody can be asked."""
    from clickgate.cli.gate import choose  # noqa: PLC0415

    if len(workspaces) < 2:
        return None
    return choose("Default workspace", [(one.id, f"{one.name}  ({one.id})") for one in workspaces])


def _ask_name(inspection: Inspection) -> str:
    """Ask what the account is to be called; where nobody can be asked, its owner's name is taken."""
    import sys  # noqa: PLC0415

    suggestion = inspection.identity.username or f"user {inspection.identity.user_id}"
    return click.prompt("Name of the account", default=suggestion, err=True) if sys.stdin.isatty() else suggestion
