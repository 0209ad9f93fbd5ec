"""`clickgate sandbox`: is ClickUp on this machine until it is stopped."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from clickgate.cli.settings import Settings, output_options
from clickgate.sandbox.seeds import NAMES

if TYPE_CHECKING:
    from clickgate.sandbox.server import ReadyInfo

PLANS = ("free", "unlimited", "business", "business_plus", "enterprise")


@click.command("sandbox")
@click.option("--port", metavar="PORT", type=click.IntRange(0, 65535), default=0, help="Port; a free one if left out.")
@click.option("--seed", type=click.Choice(NAMES), help="Its world at the start; small if left out.")
@click.option("--plan", type=click.Choice(PLANS), help="Plan, which sets the rate limit; free if left out.")
@click.option(
    "--data", metavar="DIR", type=click.Path(file_okay=False), help="Keep its world in a folder; else memory."
)
@click.option("--control", is_flag=True, help="Let its page and programs move its clock and order faults.")
@output_options
@click.pass_context
def command(
    context: click.Context, port: int, seed: str | None, plan: str | None, data: str | None, control: bool
) -> None:
    """Run a sandbox: a ClickUp of your own, on this machine alone, until Ctrl-C. It has a page at its address.

    With --json it writes one line when it takes requests: base_url, token and workspace_id.
    """
    from clickgate.sandbox.server import serve  # noqa: PLC0415 - the help page does not need it

    as_json = context.ensure_object(Settings).style != "table"
    serve(port, seed, plan, ready=lambda info: _announce(info, as_json=as_json), control=control, data=data)


def _announce(info: ReadyInfo, *, as_json: bool) -> None:
    """Tell how to reach the sandbox; whoever waits for the line must not wait for a full buffer."""
    if as_json:
        click.echo(json.dumps({name: getattr(info, name) for name in ("base_url", "token", "workspace_id")}))
    else:
        click.echo(f"The sandbox is ready (seed {info.seed}, plan {info.plan}). Ctrl-C stops it. To talk to it:\n")
        click.echo(f"export CLICKGATE_BASE_URL={info.base_url}")
        click.echo(f"export CLICKUP_API_TOKEN={info.token}")
        click.echo(f"export CLICKUP_WORKSPACE_ID={info.workspace_id}")
        click.echo(f"\nIts page: {info.page_url}")
        if info.control_url:
            click.echo(f"Its clock, faults and more, for programs: {info.control_url}")
    sys.stdout.flush()
