"""`clickgate vault`: how the vault stands, new keys for it, backups of the database."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clickgate.cli.settings import Settings, output_options

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from clickgate.vault.status import VaultStatus


@click.group("vault")
def command() -> None:
    """Look after the vault: how it stands, new keys for it, backups."""


@command.command("status")
@output_options
@click.pass_context
def show_status(context: click.Context) -> None:
    """Tell which keys there are, how old they are, and whether all is sealed under the newest."""
    from clickgate.cli.gate import opened  # noqa: PLC0415 - the help page needs none of this

    settings = context.ensure_object(Settings)
    with opened(settings) as gate:
        told = gate.safekeeping.status()
    _show(settings, told)


@command.command("rotate-key")
@click.option("--data-key", is_flag=True, help="Seal all secrets under a new data key, instead of a new key above it.")
@click.option("--to", metavar="SOURCE", help="Move to another source: file:PATH, env, keyring, transit:KEY, kms:KEY.")
@click.option("--dry-run", is_flag=True, help="Only count what would be sealed anew.")
@output_options
@click.pass_context
def rotate_key(context: click.Context, data_key: bool, to: str | None, dry_run: bool) -> None:
    """Put a new key in the place of the vault's; all else goes on meanwhile. Interrupted, it is simply run again."""
    import msgspec  # noqa: PLC0415

    from clickgate.cli import output  # noqa: PLC0415
    from clickgate.cli.gate import opened, tell  # noqa: PLC0415
    from clickgate.errors import UsageError  # noqa: PLC0415

    settings = context.ensure_object(Settings)
    if data_key and to is not None:
        raise UsageError("A data key has no source: --data-key and --to exclude each other.")
    with opened(settings) as gate:
        if data_key:
            done = gate.safekeeping.rotate_data_key(gate.caller, dry_run=dry_run, progress=_progress("values"))
        else:
            from clickgate.vault.keys import open_key_source  # noqa: PLC0415

            target = None if to is None else open_key_source(to, os.environ, tell)
            done = gate.safekeeping.rotate_key(
                gate.caller, to=target, dry_run=dry_run, progress=_progress("data keys")
            )  # fmt: skip
    if settings.style != "table":
        output.write_value(settings.style, msgspec.to_builtins(done))
        return
    what = "values" if data_key else "data keys"
    verb = "would be" if dry_run else "were"
    output.write_pairs([
        (what, f"{done.count} {verb} sealed anew"),
        *([("key in use", done.key_id)] if done.key_id else []),
        *(("would replace" if dry_run else "replaced", one) for one in done.former),
    ])  # fmt: skip
    for sentence in _left_to_do(done.advice, to=None if dry_run else to):
        tell(sentence)


@command.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--overwrite", is_flag=True, help="Take the place of a file that is there.")
@output_options
@click.pass_context
def backup(context: click.Context, file: Path, overwrite: bool) -> None:
    """Write the database, as it is at one moment, to FILE; what is sealed stays sealed, and the key is not in it."""
    from clickgate.cli import output  # noqa: PLC0415
    from clickgate.cli.gate import opened, tell  # noqa: PLC0415

    settings = context.ensure_object(Settings)
    with opened(settings) as gate:
        rows = gate.safekeeping.backup(gate.caller, file, overwrite=overwrite)
    if settings.style == "table":
        output.write_pairs([("backup", str(file)), ("rows", str(rows))])
        tell("Keep the vault's key apart from it: together they open everything.")
    else:
        output.write_value(settings.style, {"file": str(file), "rows": rows})


@command.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Take away what is there; it is backed up first.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@output_options
@click.pass_context
def restore(context: click.Context, file: Path, replace: bool, yes: bool) -> None:
    """Put a backup into the database, in one step or not at all; nobody may use the database meanwhile."""
    from clickgate.cli import output  # noqa: PLC0415
    from clickgate.cli.gate import confirm, opened, tell  # noqa: PLC0415
    from clickgate.db import backup as backups  # noqa: PLC0415
    from clickgate.db.location import database_url  # noqa: PLC0415
    from clickgate.errors import VaultLocked, WrongKey  # noqa: PLC0415

    settings = context.ensure_object(Settings)
    if replace:
        confirm("Take away what is in the database now?", yes=yes)
    restored = backups.restore(file, database_url(), replace=replace)
    replaced = None if restored.replaced is None else str(restored.replaced)
    if settings.style == "table":
        output.write_pairs([
            ("rows", str(restored.rows)), *([("what was there", replaced)] if replaced else []),
        ])  # fmt: skip
    else:
        output.write_value(settings.style, {"rows": restored.rows, "replaced": replaced})
    try:
        with opened(settings) as gate:
            gate.audit.note(gate.caller, "vault.restore", "success", target=file.name, is_change=True)
    except (WrongKey, VaultLocked):
        tell(
            "warning: The rows are back, and open with the key that they were backed up under alone: it is not at hand."
        )
        tell("Point CLICKGATE_KEY_SOURCE to it.")


def _progress(what: str) -> Callable[[int, int], None]:
    from clickgate.cli.gate import tell  # noqa: PLC0415

    return lambda done, total: tell(f"{done} of {total} {what}")


def _left_to_do(advice: str, *, to: str | None) -> Sequence[str]:
    moved = f"From now on: CLICKGATE_KEY_SOURCE={to}" if to else ""
    return [sentence for sentence in (moved, advice) if sentence]


def _show(settings: Settings, told: VaultStatus) -> None:
    import msgspec  # noqa: PLC0415

    from clickgate.cli import output  # noqa: PLC0415

    if settings.style != "table":
        output.write_value(settings.style, msgspec.to_builtins(told))
        return
    day = 86_400.0
    output.write_pairs([
        ("key source", told.source),
        *(
            ("key", f"{one.id}, {one.state}, {one.age / day:.0f} d old, wraps {one.data_keys} data keys")
            for one in told.keys
        ),
        ("data keys", f"{told.data_keys}, the oldest {told.oldest_data_key / day:.0f} d old"),
        *([("destroyed", f"{told.destroyed_data_keys} data keys")] if told.destroyed_data_keys else []),
        ("sealed values", str(told.values)),
        ("rotation", "none is under way" if told.is_current else "cut short: `clickgate vault rotate-key` goes on"),
    ])  # fmt: skip
