"""Shows accounts: as pairs, as a table, or as JSON."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from clickgate.cli import output
from clickgate.cli.gate import tell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clickgate.accounts.checking import CheckResult
    from clickgate.accounts.identity import Inspection
    from clickgate.accounts.model import Account, Credential
    from clickgate.cli.settings import Settings

_MARKS = {
    "pending": "…", "active": "✓", "degraded": "!", "needs_reauth": "✗", "suspended": "‖", "deleted": "—",
}  # fmt: skip


def tell_inspection(settings: Settings, told: Inspection) -> None:
    """Tell a person whose a token is before it is kept; a program finds it in the account."""
    if settings.style != "table":
        return
    person = told.identity
    tell(f"The token belongs to {person.username} <{person.email}>, user {person.user_id}.")
    names = ", ".join(f"{one.name} ({one.id})" for one in told.workspaces)
    tell(f"It may use {_count(told)}{f': {names}' if names else ''}.")
    if told.rate_limit:
        tell(f"Its plan allows {told.rate_limit} requests a minute{f' ({told.plan})' if told.plan else ''}.")


def show_account(settings: Settings, account: Account, credentials: Sequence[Credential] = ()) -> None:
    """Write one account, with the versions of its credential."""
    if settings.style != "table":
        shown = account.to_dict() | ({"credentials": [one.to_dict() for one in credentials]} if credentials else {})
        output.write_value(settings.style, shown)
        return
    person = account.identity
    default = account.default_workspace_id
    output.write_pairs([
        ("account", f"{account.name}  ({account.id})"),
        *([("description", account.description)] if account.description else []),
        ("state", f"{_MARKS[account.state]} {account.state}: {account.reason.sentence}"),
        ("owner", f"{person.username} <{person.email}>, user {person.user_id}" if person else "not known"),
        ("kind", "personal token" if account.kind == "personal_token" else "OAuth"),
        ("environment", account.environment or "any"),
        *(
            ("workspace", f"{one.id}  {one.name}{'  (default)' if one.id == default else ''}")
            for one in account.workspaces
        ),
        ("rate limit", f"{account.rate_limit} requests a minute" if account.rate_limit else "not told yet"),
        *(("credential", _credential(one)) for one in credentials),
    ])  # fmt: skip


def show_accounts(
    settings: Settings, accounts: Sequence[Account], ages: Mapping[str, int | None], state: str | None = None
) -> None:
    """Write a line for each account; `ages` are days since its token was brought here, by the account's id."""
    if settings.style != "table":
        output.write_values(
            settings.style, [one.to_dict() | {"credential_days": ages.get(one.id)} for one in accounts]
        )  # fmt: skip
        return
    if not accounts:
        tell(f"No account is {state}." if state else "No account is linked yet: `clickgate link`.")
        return
    output.write_cells(
        ["NAME", "STATE", "OWNER", "WORKSPACE", "ENVIRONMENT", "TOKEN", "LAST USED"],
        [_line(one, ages.get(one.id)) for one in accounts],
    )


def show_check(settings: Settings, result: CheckResult) -> None:
    """Write what ClickUp said of an account."""
    if settings.style != "table":
        output.write_value(settings.style, result.to_dict())
        return
    show_account(settings, result.account)
    told = [
        *(f"New workspace: {one.name} ({one.id})." for one in result.added),
        *(f"Lost workspace: {one.name} ({one.id})." for one in result.lost),
        *(["The default workspace is among those lost: choose another."] if result.has_lost_default else []),
        *([f"ClickUp answered in {result.seconds * 1000:.0f} ms."] if result.seconds is not None else []),
    ]
    for sentence in told:
        tell(sentence)


def ago(moment: float | None, now: float | None = None) -> str:
    """A time as a person says it: `3 h ago`; `never` where there is none."""
    if moment is None:
        return "never"
    seconds = max(0.0, (time.time() if now is None else now) - moment)
    for size, unit in ((86_400.0, "d"), (3_600.0, "h"), (60.0, "min")):
        if seconds >= size:
            return f"{int(seconds / size)} {unit} ago"
    return "just now"


def _count(told: Inspection) -> str:
    return "1 workspace" if len(told.workspaces) == 1 else f"{len(told.workspaces)} workspaces"


def _line(account: Account, days: int | None) -> list[str]:
    from clickgate.cli.text import show_line  # noqa: PLC0415 - only a table needs it

    default = next((one for one in account.workspaces if one.id == account.default_workspace_id), None)
    cells = [
        account.name,
        f"{_MARKS[account.state]} {account.state}",
        account.identity.username if account.identity else "",
        default.name if default else "",
        account.environment or "",
        "" if days is None else f"{days} d old",
        ago(account.last_ok_at),
    ]
    return [show_line(cell) for cell in cells]


def _credential(one: Credential) -> str:
    proof = {"dead": ", proved dead", "still_valid": ", STILL VALID at ClickUp", "unknown": ""}.get(one.proof or "", "")
    return f"version {one.version}, {one.state}{proof}, …{one.last4}, {ago(one.created_at)} by {one.created_by}"
