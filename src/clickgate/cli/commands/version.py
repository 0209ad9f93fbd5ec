"""`clickgate version`: says which version this is."""

from __future__ import annotations

import sys

import click

from clickgate import __version__
from clickgate.cli.settings import Settings, output_options


@click.command("version")
@output_options
@click.pass_context
def command(context: click.Context) -> None:
    """Say which version of clickgate this is."""
    python = ".".join(map(str, sys.version_info[:3]))
    if context.ensure_object(Settings).style != "table":
        click.echo(f'{{"version": "{__version__}", "python": "{python}"}}')
    else:
        click.echo(f"clickgate {__version__} (Python {python})")
