"""`clickgate demo`: shows what the client promises, on requests that really travel."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from typing import TYPE_CHECKING, Any

import click

from clickgate.cli.settings import Settings, shared_options

if TYPE_CHECKING:
    from clickgate.cli.demo.scenes import Scene


@click.command("demo")
@click.option(
    "--real", is_flag=True, help="Read from ClickUp itself as well, without asking; nothing is written there."
)
@shared_options
@click.pass_context
def command(context: click.Context, real: bool) -> None:
    """Show requests on their way to a sandbox and back: 250 tasks, a rate window, faults.

    Ends with 1 if a promise was broken. With CLICKUP_API_TOKEN set it offers to read a little from ClickUp itself.
    """
    settings = context.ensure_object(Settings)
    speaks = settings.style == "table"
    start = time.perf_counter()
    if speaks:
        click.echo("A sandbox is ClickUp on this machine; all of this goes through it over HTTP.\n")
    scenes = asyncio.run(_play(speaks=speaks))
    seconds = time.perf_counter() - start
    found = _look_around(settings) if _wants_real(asked=real, speaks=speaks) else None
    kept = all(scene.kept for scene in scenes)
    if speaks:
        _tell_end(scenes, seconds, found)
    else:
        _write_figures(scenes, seconds, found, settings)
    if not kept:
        context.exit(1)


async def _play(*, speaks: bool) -> list[Scene]:
    from clickgate.cli.demo.scenes import play  # noqa: PLC0415 - the help page does not need it

    scenes = []
    async for scene in play():
        scenes.append(scene)
        if speaks:
            _tell(scene)
    return scenes


def _tell(scene: Scene) -> None:
    from clickgate.cli.text import show_line  # noqa: PLC0415

    click.echo(f"{'kept  ' if scene.kept else 'BROKEN'}  {scene.promise} ({scene.seconds:.2f} s)")
    for line in scene.told:
        click.echo(f"        {show_line(line)}")


def _tell_end(scenes: list[Scene], seconds: float, found: dict[str, Any] | None) -> None:
    kept = sum(scene.kept for scene in scenes)
    click.echo(f"\n{kept} of {len(scenes)} promises kept in {seconds:.1f} s.")
    if found is not None:
        from clickgate.cli.output import write_pairs  # noqa: PLC0415
        from clickgate.cli.rows import to_pairs  # noqa: PLC0415

        click.echo("\nFrom ClickUp itself, read only:")
        write_pairs(to_pairs(found))


def _write_figures(scenes: list[Scene], seconds: float, found: dict[str, Any] | None, settings: Settings) -> None:
    from clickgate.cli import output  # noqa: PLC0415

    told = {
        "kept": all(scene.kept for scene in scenes),
        "seconds": round(seconds, 3),
        "scenes": {
            scene.name: {"promise": scene.promise, "kept": scene.kept, "seconds": scene.seconds, **scene.figures}
            for scene in scenes
        },
        **({"real": found} if found is not None else {}),
    }
    output.write_json(told) if settings.style == "json" else output.write_json_line(told)


def _wants_real(*, asked: bool, speaks: bool) -> bool:
    """Whether ClickUp itself is to be read from: said so, or asked for at a terminal where there is a token."""
    if asked:
        return True
    has_token = bool(os.environ.get("CLICKUP_API_TOKEN", "").strip())
    if not (has_token and speaks and sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    question = "\nThere is a token in CLICKUP_API_TOKEN. Read a little from ClickUp itself, and write nothing?"
    return click.confirm(question, default=False)


def _look_around(settings: Settings) -> dict[str, Any]:
    from clickgate.cli.connect import find_credential  # noqa: PLC0415
    from clickgate.cli.demo.real import look_around  # noqa: PLC0415

    return look_around(settings, find_credential(settings))
