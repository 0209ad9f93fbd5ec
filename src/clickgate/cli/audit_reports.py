"""The questions to the audit log that are asked often, by their names on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from clickgate.access.audit.reading import questions, reports
from clickgate.access.audit.reading.anomalies import find_anomalies
from clickgate.catalog import reading
from clickgate.cli import output
from clickgate.cli.auditing import account_id_of, names_of, open_source, read_when, show_time, write_rows
from clickgate.cli.gate import tell
from clickgate.errors import InvalidParams

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from clickgate.access.audit.reading.source import Source
    from clickgate.accounts.gate import ClickGate
    from clickgate.cli.settings import Settings

    Rows = Sequence[msgspec.Struct]


class About(msgspec.Struct, frozen=True):
    """What a report is about: an account or all, from when on, a number of days, and where the answer comes from."""

    source: Source
    account_id: str | None
    since: float | None
    days: int


def list_reports(settings: Settings) -> None:
    """Write the names of the reports and what they tell."""
    if settings.style == "table":
        output.write_pairs([(name, told) for name, (told, _) in REPORTS.items()])
    else:
        output.write_json({name: told for name, (told, _) in REPORTS.items()})


def show_report(
    gate: ClickGate, settings: Settings, name: str, *, account: str | None, since: str | None, days: int, duckdb: bool
) -> None:
    """Write one report.

    Raises:
        InvalidParams: There is none of that name.
    """
    if name not in REPORTS:
        raise InvalidParams([("name", f"is one of {', '.join(REPORTS)}")])
    moment = read_when(since, gate.changing.clock.now())
    about = About(open_source(gate, duckdb=duckdb), account_id_of(gate, account), moment, days)
    rows = REPORTS[name][1](gate, about)
    if settings.style != "table":
        write_rows(settings, rows)
    elif rows:
        names = names_of(gate)
        output.write_table([_plain(msgspec.to_builtins(row), names) for row in rows])
    else:
        tell("Nothing to report.")


def _last_uses(gate: ClickGate, about: About) -> Rows:
    return questions.last_uses(
        about.source, gate.caller.organization_id, account_id=about.account_id, since=about.since
    )  # fmt: skip


def _operations(gate: ClickGate, about: About) -> Rows:
    return questions.count_operations(
        about.source, gate.caller.organization_id, account_id=about.account_id, since=about.since
    )


def _errors(gate: ClickGate, about: About) -> Rows:
    return questions.error_rates(
        about.source, gate.caller.organization_id, account_id=about.account_id, since=about.since
    )


def _remaining(gate: ClickGate, about: About) -> Rows:
    return questions.least_remaining(
        about.source, gate.caller.organization_id, account_id=about.account_id, since=about.since
    )


def _unused(gate: ClickGate, about: About) -> Rows:
    credentials = [
        questions.Credential(account.id, one.version, one.created_at)
        for account in gate.accounts.list(gate.caller)
        for one in gate.accounts.credentials(gate.caller, account.id)
        if one.state == "active" and about.account_id in (None, account.id)
    ]
    now = gate.changing.clock.now()
    return questions.find_unused(about.source, gate.caller.organization_id, credentials, now=now, days=about.days)


def _least_privilege(gate: ClickGate, about: About) -> Rows:
    allowances = [
        reports.Allowance(one.id, tuple(sorted(one.workspace_ids)))
        for one in gate.accounts.list(gate.caller) if about.account_id in (None, one.id)
    ]  # fmt: skip
    return reports.find_privileges(
        about.source, gate.caller.organization_id, allowances, _safeties(), since=about.since
    )  # fmt: skip


def _readiness(gate: ClickGate, about: About) -> Rows:
    """Of each account whose credential was replaced last, whether the old one can go."""
    told = []
    for account in gate.accounts.list(gate.caller):
        used = [one for one in gate.accounts.credentials(gate.caller, account.id) if one.activated_at is not None]
        if about.account_id not in (None, account.id) or len(used) < 2 or account.active_version is None:
            continue
        old = max(one.version for one in used if one.version != account.active_version)
        told.append(
            reports.find_readiness(
                about.source, gate.caller.organization_id, account.id, old_version=old,
                new_version=account.active_version, now=gate.changing.clock.now(),
            )
        )  # fmt: skip
    return told


def _budgets(gate: ClickGate, about: About) -> Rows:
    found = reports.find_budgets(about.source, gate.caller.organization_id, since=about.since)
    return [one for one in found if about.account_id in (None, one.account_id)]


def _anomalies(gate: ClickGate, about: About) -> Rows:
    found = find_anomalies(
        about.source, gate.caller.organization_id, now=gate.changing.clock.now(), safeties=_safeties()
    )  # fmt: skip
    return [one for one in found if about.account_id in (None, one.account_id)]


def _safeties() -> Mapping[str, str]:
    return {
        f"{entity}.{action}": operation.safety
        for entity in reading.entities()
        for action, operation in reading.entity(entity).items()
    }


REPORTS: Mapping[str, tuple[str, Callable[[ClickGate, About], Rows]]] = {
    "last-uses": ("when each credential was used, and how often", _last_uses),
    "unused": ("credentials that nobody used for --days", _unused),
    "operations": ("which operations each credential was used for", _operations),
    "least-privilege": ("what each account really needs, beside what it may do", _least_privilege),
    "budget": ("where the requests of each account go", _budgets),
    "errors": ("requests and failures of each hour", _errors),
    "remaining": ("the fewest requests that were left in each hour", _remaining),
    "rotation-readiness": ("whether anybody still uses a token that was replaced", _readiness),
    "anomalies": ("what was not usual in the last day", _anomalies),
}


def _plain(row: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """A row for a person: moments as text, accounts by their names, what is nested left for --json."""
    shown = {
        name: show_time(value) if isinstance(value, float) and (name == "at" or name.endswith("_at")) else value
        for name, value in row.items()
        if not isinstance(value, list | tuple | dict)
    }
    if "account_id" not in shown:
        return shown
    account_id = shown.pop("account_id")
    return {"account": names.get(account_id, account_id) or "none", **shown}
