"""`clickgate accounts`: lists, shows, checks and changes the logins that are linked here."""

from __future__ import annotations

import click

from clickgate.cli.gate import secret_options
from clickgate.cli.settings import Settings, output_options, reach_options

_STATES = ("pending", "active", "degraded", "needs_reauth", "suspended", "deleted")


@click.group("accounts")
def command() -> None:
    """List, show, check and change the linked logins. ACCOUNT is a name or an id."""


@command.command("list")
@click.option("--state", type=click.Choice(_STATES), help="Only those in one state; deleted ones are left out else.")
@output_options
@click.pass_context
def list_accounts(context: click.Context, state: str | None) -> None:
    """List the accounts with owner, default workspace, age of the token and last use."""
    from clickgate.cli.accounts import show_accounts  # noqa: PLC0415 - the help page needs none of this
    from clickgate.cli.gate import opened_if_kept, tell  # noqa: PLC0415

    settings = context.ensure_object(Settings)
    with opened_if_kept(settings) as gate:
        if gate is None:
            show_accounts(settings, [], {}, state)
            return
        from clickgate.accounts.rotation.ages import tell_ages  # noqa: PLC0415

        found = gate.accounts.list(gate.caller, state=state)  # type: ignore[arg-type]  # click has checked it
        ages = tell_ages(gate.database, gate.caller, gate.changing.clock.now())
    show_accounts(settings, found, {age.account_id: age.days for age in ages}, state)
    for age in ages:
        if age.is_due:
            tell(f"The token of '{age.account}' is {age.days} days old: `clickgate rotate`.")


@command.command("show")
@click.argument("account")
@output_options
@click.pass_context
def show(context: click.Context, account: str) -> None:
    """Show an account and the versions of its credential."""
    from clickgate.cli.accounts import show_account  # noqa: PLC0415
    from clickgate.cli.gate import opened  # noqa: PLC0415

    settings = context.ensure_object(Settings)
    with opened(settings) as gate:
        found = gate.accounts.find(gate.caller, account)
        show_account(settings, found, gate.accounts.credentials(gate.caller, found.id))


@command.command("check")
@click.argument("account")
@reach_options
@click.pass_context
def check(context: click.Context, account: str) -> None:
    """Ask ClickUp whether an account's token is good, whose it is and what it may use; exit code 1 if it is not."""
    from clickgate.cli.accounts import show_check  # noqa: PLC0415
    from clickgate.cli.gate import opened  # noqa: PLC0415

    settings = context.ensure_object(Settings)
    with opened(settings) as gate:
        result = gate.accounts.check(gate.caller, gate.accounts.find(gate.caller, account).id)
    show_check(settings, result)
    if not result.is_ok:
        context.exit(1)


@command.command("default-workspace")
@click.argument("account")
@click.argument("workspace", required=False)
@output_options
@click.pass_context
def default_workspace(context: click.Context, account: str, workspace: str | None) -> None:
    """Choose the workspace for calls that name none, from a list, or by its id, name or address in ClickUp."""
    from clickgate.cli.accounts import show_account  # noqa: PLC0415
    from clickgate.cli.gate import choose, opened  # noqa: PLC0415
    from clickgate.errors import WorkspaceRequired  # noqa: PLC0415

    settings = context.ensure_object(Settings)
    with opened(settings) as gate:
        found = gate.accounts.find(gate.caller, account)
        choices = [(one.id, f"{one.name}  ({one.id})") for one in found.workspaces]
        wanted = workspace or choose("Default workspace", choices, default=found.default_workspace_id)
        if wanted is None:
            names = ", ".join(shown for _, shown in choices)
            raise WorkspaceRequired(f"The account may use: {names}.", advice="Name one of them.")
        show_account(settings, gate.accounts.set_default_workspace(gate.caller, found.id, wanted))


@command.command("rename")
@click.argument("account")
@click.argument("name")
@output_options
@click.pass_context
def rename(context: click.Context, account: str, name: str) -> None:
    """Give an account another name."""
    from clickgate.cli.accounts import show_account  # noqa: PLC0415
    from clickgate.cli.gate import opened  # noqa: PLC0415

    settings = context.ensure_object(Settings)
    with opened(settings) as gate:
        found = gate.accounts.find(gate.caller, account)
        show_account(settings, gate.accounts.rename(gate.caller, found.id, name))


@command.command("describe")
@click.argument("account")
@click.argument("text")
@output_options
@click.pass_context
def describe(context: click.Context, account: str, text: str) -> None:
    """Say what an account is for."""
    from clickgate.cli.accounts import show_account  # noqa: PLC0415
    from clickgate.cli.gate import opened  # noqa: PLC0415

    settings = context.ensure_object(Settings)
    with opened(settings) as gate:
        found = gate.accounts.find(gate.caller, account)
        show_account(settings, gate.accounts.describe(gate.caller, found.id, text))


@command.command("suspend")
@click.argument("account")
@click.option("--why", metavar="TEXT", default="", help="The reason; shown to whoever tries to use it.")
@output_options
@click.pass_context
def suspend(context: click.Context, account: str, why: str) -> None:
    """Switch an account off; its token is kept, and lent to nobody."""
    from clickgate.cli.accounts import show_account  # noqa: PLC0415
    from clickgate.cli.gate import opened  # noqa: PLC0415

    settings = context.ensure_object(Settings)
    with opened(settings) as gate:
        found = gate.accounts.find(gate.caller, account)
        show_account(settings, gate.accounts.suspend(gate.caller, found.id, why=why))


@command.command("resume")
@click.argument("account")
@reach_options
@click.pass_context
def resume(context: click.Context, account: str) -> None:
    """Switch a suspended account on again, once ClickUp said that its token is good."""
    from clickgate.cli.accounts import show_account  # noqa: PLC0415
    from clickgate.cli.gate import opened  # noqa: PLC0415

    settings = context.ensure_object(Settings)
    with opened(settings) as gate:
        found = gate.accounts.find(gate.caller, account)
        show_account(settings, gate.accounts.resume(gate.caller, found.id))


@command.command("reconnect")
@click.argument("account")
@click.option("--allow-identity-change", is_flag=True, help="Take the token of another person; that is on record.")
@click.option("--oauth", metavar="APP", help="Sign in with an OAuth app of `clickgate oauth-apps` instead of a token.")
@click.option("--no-browser", is_flag=True, help="With --oauth: print the address instead of opening a browser.")
@secret_options("the token")
@reach_options
@click.pass_context
def reconnect(  # noqa: PLR0917 - the options of the command
    context: click.Context,
    account: str,
    allow_identity_change: bool,
    oauth: str | None,
    no_browser: bool,
    from_stdin: bool,
    from_fd: int | None,
) -> None:
    """Give an account a new token because ClickUp no longer takes the old one."""
    from clickgate.cli.accounts import show_account  # noqa: PLC0415
    from clickgate.cli.gate import opened, read_token  # noqa: PLC0415

    settings = context.ensure_object(Settings)
    with opened(settings) as gate:
        found = gate.accounts.find(gate.caller, account)
        if oauth is not None:
            from clickgate.accounts.oauth.flow import Purpose  # noqa: PLC0415
            from clickgate.cli.sign_in import sign_in_here  # noqa: PLC0415

            purpose = Purpose(allow_identity_change=allow_identity_change)
            signed_in = sign_in_here(gate, oauth, purpose, account_id=found.id, opens_browser=not no_browser)
            show_account(settings, signed_in)
            return
        token = read_token("New ClickUp token", from_stdin=from_stdin, from_fd=from_fd)
        changed = gate.accounts.reconnect(gate.caller, found.id, token, allow_identity_change=allow_identity_change)
    show_account(settings, changed)


@command.command("remove")
@click.argument("account")
@click.option("--yes", is_flag=True, help="Do not ask.")
@output_options
@click.pass_context
def remove(context: click.Context, account: str, yes: bool) -> None:
    """Remove an account: its sealed token is destroyed, its history stays."""
    from clickgate.cli.accounts import show_account  # noqa: PLC0415
    from clickgate.cli.gate import confirm, opened, tell  # noqa: PLC0415

    settings = context.ensure_object(Settings)
    with opened(settings) as gate:
        found = gate.accounts.find(gate.caller, account)
        confirm(f"Remove '{found.name}' and destroy its token here?", yes=yes)
        removed = gate.accounts.remove(gate.caller, found.id)
    show_account(settings, removed)
    tell("The token itself lives on at ClickUp until it is regenerated there, or the app's access is taken away.")
