"""Asks the audit log for the command line, and shows what it says."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

import click
import msgspec

from clickgate.access.audit.reading import export, questions
from clickgate.access.audit.reading.entry import Entry, Filters, Place
from clickgate.access.audit.reading.source import Index
from clickgate.access.audit.verify import verify
from clickgate.cli import output
from clickgate.cli.gate import tell
from clickgate.errors import InvalidParams

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clickgate.access.audit.reading.source import Source
    from clickgate.accounts.gate import ClickGate
    from clickgate.cli.settings import Settings

_UNITS = {"min": 60.0, "h": 3_600.0, "d": 86_400.0, "w": 604_800.0}


def read_when(text: str | None, now: float) -> float | None:
    """Read `24h`, `7d` or a moment as seconds since the Unix epoch.

    Raises:
        InvalidParams: It is neither.
    """
    if text is None:
        return None
    ago = re.fullmatch(r"([0-9]{1,6})(min|h|d|w)", text.strip())
    if ago:
        return now - int(ago[1]) * _UNITS[ago[2]]
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise InvalidParams([("since", "is 24h, 7d, or a moment such as 2026-01-31T12:00Z")]) from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def find(
    gate: ClickGate, said: Mapping[str, str | None], *, limit: int, before: str | None, duckdb: bool
) -> Sequence[Entry]:
    """Find the entries that the options of the command line leave."""
    source, organization = open_source(gate, duckdb=duckdb), gate.caller.organization_id
    if said["id_"]:
        return questions.find_by_id(source, organization, said["id_"])
    place = None if before is None else Place.read(before)
    return questions.find(source, organization, read_filters(gate, said), limit=limit, before=place)


def read_filters(gate: ClickGate, said: Mapping[str, str | None]) -> Filters:
    """Read the options that say which entries are meant.

    Raises:
        InvalidParams: One of them can't be read.
        UnknownId: There is no such account.
    """
    now = gate.changing.clock.now()
    return Filters(
        since=read_when(said["since"], now), until=read_when(said["until"], now),
        account_id=account_id_of(gate, said["account"]), actor=said["actor"], address=said["address"],
        operation=said["operation"], action=said["action"], outcome=said["outcome"], status=said["status"],
        ecode=said["ecode"], target=said["target"], text=said["text"],
    )  # fmt: skip


def write_export(gate: ClickGate, said: Mapping[str, str | None], form: str) -> None:
    """Write the log for another tool to standard output: its lines as they are, or each entry in other words."""
    organization = gate.caller.organization_id
    gate.audit.note(gate.caller, "audit.export", "success", detail={"format": form})
    if form == "lines":
        for piece in export.read_raw(gate.database, gate.audit.folder, organization):
            click.echo(piece, nl=False)
        return
    filters = read_filters(gate, said)
    for line in export.export(open_source(gate), organization, cast("export.Format", form), filters):
        click.echo(line, nl=False)


def show_entries(gate: ClickGate, settings: Settings, entries: Sequence[Entry], *, limit: int) -> None:
    """Write entries, and where the next page begins."""
    if settings.style != "table":
        write_rows(settings, entries)
        return
    if not entries:
        tell("Nothing of that is on record.")
        return
    names = names_of(gate)
    output.write_cells(
        ["WHEN", "WHO", "ACTION", "ACCOUNT", "WHAT", "OUTCOME", "LEFT", "SECONDS"],
        [
            [
                show_time(one.at), one.actor, one.action, names.get(one.account_id, one.account_id),
                one.operation or names.get(one.target, one.target),
                " ".join(filter(None, [one.outcome, str(one.status or ""), one.ecode or one.error])),
                "" if one.remaining is None else str(one.remaining),
                "" if one.seconds is None else f"{one.seconds:.3f}",
            ]
            for one in entries
        ],
    )  # fmt: skip
    if len(entries) == limit:
        tell(f"Older ones: --before {entries[-1].place}")


def show_verification(gate: ClickGate, settings: Settings) -> bool:
    """Verify the log, write what was found, and tell whether nothing was changed."""
    told = verify(gate.database, gate.audit.folder, gate.audit.key, gate.caller.organization_id)
    if settings.style != "table":
        output.write_json(msgspec.to_builtins(told))
        return told.ok
    output.write_pairs([
        ("audit log", "nothing was changed" if told.ok else "CHANGED"),
        ("records", f"{told.records:,} in {told.segments} files"),
        *((one.kind, one.sentence) for one in told.findings),
    ])  # fmt: skip
    return told.ok


def show_time(moment: float) -> str:
    """A moment as people read it, UTC."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M:%S")


def write_rows(settings: Settings, rows: Sequence[msgspec.Struct]) -> None:
    """Write rows as JSON, or one line of it for each."""
    plain = [msgspec.to_builtins(row) for row in rows]
    if settings.style == "json":
        output.write_json(plain)
        return
    for row in plain:
        output.write_json_line(row)


def open_source(gate: ClickGate, *, duckdb: bool = False) -> Source:
    """What questions are asked of: the index in the database, or DuckDB, which reads the files of this machine.

    Raises:
        ConfigurationError: DuckDB is not installed.
    """
    if not duckdb:
        return Index(gate.database, gate.audit.folder)
    from clickgate.access.audit.reading.duck import DuckSource  # noqa: PLC0415 - an extra

    return DuckSource(gate.database, gate.audit.folder)


def account_id_of(gate: ClickGate, name: str | None) -> str | None:
    """The id of an account; of one that is gone, its id is taken as it is."""
    if name is None or name.startswith("acc_"):
        return name
    return gate.accounts.find(gate.caller, name).id


def names_of(gate: ClickGate) -> Mapping[str, str]:
    """Id of each account, those that are gone included → its name."""
    listed = (*gate.accounts.list(gate.caller), *gate.accounts.list(gate.caller, state="deleted"))
    return {one.id: one.name for one in listed}
