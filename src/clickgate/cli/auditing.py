"""Asks the audit log for the command line, and shows what it says."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from clickgate.access.audit.reading import questions
from clickgate.access.audit.reading.entry import Entry, Filters, Place
from clickgate.access.audit.reading.source import Index
from clickgate.access.audit.verify import verify
from clickgate.cli import output
from clickgate.cli.gate import tell
from clickgate.errors import InvalidParams

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

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


def find(gate: ClickGate, said: Mapping[str, str | None], *, limit: int, before: str | None) -> Sequence[Entry]:
    """Find the entries that the options of the command line leave."""
    now = gate.changing.clock.now()
    source, organization = _source(gate), gate.caller.organization_id
    if said["id_"]:
        return questions.find_by_id(source, organization, said["id_"])
    filters = Filters(
        since=read_when(said["since"], now), until=read_when(said["until"], now),
        account_id=_account_id(gate, said["account"]), actor=said["actor"], address=said["address"],
        operation=said["operation"], action=said["action"], outcome=said["outcome"], status=said["status"],
        ecode=said["ecode"], target=said["target"], text=said["text"],
    )  # fmt: skip
    place = None if before is None else Place.read(before)
    return questions.find(source, organization, filters, limit=limit, before=place)


def show_entries(gate: ClickGate, settings: Settings, entries: Sequence[Entry], *, limit: int) -> None:
    """Write entries, and where the next page begins."""
    if settings.style != "table":
        _write(settings, entries)
        return
    if not entries:
        tell("Nothing of that is on record.")
        return
    names = _names(gate)
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


def list_reports(settings: Settings) -> None:
    """Write the names of the reports and what they tell."""
    if settings.style == "table":
        output.write_pairs([(name, told) for name, (told, _) in REPORTS.items()])
    else:
        output.write_json({name: told for name, (told, _) in REPORTS.items()})


def show_report(
    gate: ClickGate, settings: Settings, name: str, *, account: str | None, since: str | None, days: int
) -> None:
    """Write one report.

    Raises:
        InvalidParams: There is none of that name.
    """
    if name not in REPORTS:
        raise InvalidParams([("name", f"is one of {', '.join(REPORTS)}")])
    about = About(_account_id(gate, account), read_when(since, gate.changing.clock.now()), days)
    rows = REPORTS[name][1](gate, about)
    if settings.style != "table":
        _write(settings, rows)
    elif rows:
        names = _names(gate)
        output.write_table([_plain(msgspec.to_builtins(row), names) for row in rows])
    else:
        tell("Nothing to report.")


class About(msgspec.Struct, frozen=True):
    """What a report is about: an account or all, from when on, and a number of days."""

    account_id: str | None
    since: float | None
    days: int


def _last_uses(gate: ClickGate, about: About) -> Sequence[msgspec.Struct]:
    return questions.last_uses(
        _source(gate), gate.caller.organization_id, account_id=about.account_id, since=about.since
    )


def _operations(gate: ClickGate, about: About) -> Sequence[msgspec.Struct]:
    return questions.count_operations(
        _source(gate), gate.caller.organization_id, account_id=about.account_id, since=about.since
    )


def _errors(gate: ClickGate, about: About) -> Sequence[msgspec.Struct]:
    return questions.error_rates(
        _source(gate), gate.caller.organization_id, account_id=about.account_id, since=about.since
    )


def _remaining(gate: ClickGate, about: About) -> Sequence[msgspec.Struct]:
    return questions.least_remaining(
        _source(gate), gate.caller.organization_id, account_id=about.account_id, since=about.since
    )


def _unused(gate: ClickGate, about: About) -> Sequence[msgspec.Struct]:
    credentials = [
        questions.Credential(account.id, one.version, one.created_at)
        for account in gate.accounts.list(gate.caller)
        for one in gate.accounts.credentials(gate.caller, account.id)
        if one.state == "active" and about.account_id in (None, account.id)
    ]
    now = gate.changing.clock.now()
    return questions.find_unused(_source(gate), gate.caller.organization_id, credentials, now=now, days=about.days)


Report = tuple[str, "Callable[[ClickGate, About], Sequence[msgspec.Struct]]"]
REPORTS: Mapping[str, Report] = {
    "last-uses": ("when each credential was used, and how often", _last_uses),
    "operations": ("which operations each credential was used for", _operations),
    "errors": ("requests and failures of each hour", _errors),
    "remaining": ("the fewest requests that were left in each hour", _remaining),
    "unused": ("credentials that nobody used for --days", _unused),
}


def show_time(moment: float) -> str:
    """A moment as people read it, UTC."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M:%S")


def _plain(row: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """A row for a person: moments as text, accounts by their names."""
    shown = {
        name: show_time(value) if isinstance(value, float) and (name == "at" or name.endswith("_at")) else value
        for name, value in row.items()
    }
    if "account_id" not in shown:
        return shown
    account_id = shown.pop("account_id")
    return {"account": names.get(account_id, account_id) or "none", **shown}


def _names(gate: ClickGate) -> Mapping[str, str]:
    """Id of each account, those that are gone included → its name."""
    listed = (*gate.accounts.list(gate.caller), *gate.accounts.list(gate.caller, state="deleted"))
    return {one.id: one.name for one in listed}


def _write(settings: Settings, rows: Sequence[msgspec.Struct]) -> None:
    plain = [msgspec.to_builtins(row) for row in rows]
    if settings.style == "json":
        output.write_json(plain)
        return
    for row in plain:
        output.write_json_line(row)


def _source(gate: ClickGate) -> Index:
    return Index(gate.database, gate.audit.folder)


def _account_id(gate: ClickGate, name: str | None) -> str | None:
    """The id of an account; of one that is gone, its id is taken as it is."""
    if name is None or name.startswith("acc_"):
        return name
    return gate.accounts.find(gate.caller, name).id
