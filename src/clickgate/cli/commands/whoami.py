"""`clickgate whoami`: tells whom the token belongs to and how its allowance stands."""

from __future__ import annotations

from typing import Any

import click

from clickgate.cli.settings import Settings, shared_options


@click.command("whoami")
@shared_options
@click.pass_context
def command(context: click.Context) -> None:
    """Tell whom the token belongs to, which workspaces it may use, and how its rate limit stands."""
    from clickgate.cli import output  # noqa: PLC0415 - the help page needs none of this
    from clickgate.cli.connect import find_credential, open_client  # noqa: PLC0415
    from clickgate.cli.identity import ask  # noqa: PLC0415

    settings = context.ensure_object(Settings)
    credential = find_credential(settings)
    with open_client(settings, credential) as client:
        told = ask(client, credential.shown)
    if settings.style == "json":
        output.write_json(told)
    elif settings.style == "jsonl":
        output.write_json_line(told)
    else:
        _show(told)


def _show(told: dict[str, Any]) -> None:
    from clickgate.cli import output  # noqa: PLC0415

    user = told["user"]
    output.write_pairs([
        ("user", f"{user['username']} <{user['email']}>, id {user['id']}"),
        ("token", told["token"]),
        ("rate limit", _window(told["rate_limit"])),
        *(("workspace", _workspace(one, told["default_workspace"])) for one in told["workspaces"]),
    ])  # fmt: skip
    if told["default_workspace"] is None:
        click.echo("No default workspace: --workspace ID or CLICKUP_WORKSPACE_ID names one.", err=True)


def _workspace(one: dict[str, Any], default: str | None) -> str:
    return f"{one['id']}  {one['name']}, {one['members']} members" + ("  (default)" if one["id"] == default else "")


def _window(window: dict[str, Any]) -> str:
    if window["limit"] is None:
        return "not told"
    plan = f" ({window['plan']})" if window["plan"] else ""
    left = "" if window["remaining"] is None else f", {window['remaining']} left for {window['resets_in']:.0f} s"
    return f"{window['limit']} requests a minute{plan}{left}"
