"""Finds tokens that ClickUp refuses, and tokens that somebody else uses, too."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from clickgate.access.audit.reading import store
from clickgate.access.audit.reading.anomalies.finding import Finding, times

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from clickgate.access.audit.reading.anomalies.finding import Span
    from clickgate.access.audit.reading.source import Source

# These say that the token may not see a workspace or a thing, not that it is none any more. Source: recorded answers.
_GOOD_TOKEN = ("OAUTH_023", "OAUTH_026", "OAUTH_027", "OAUTH_029", "OAUTH_045")
_GRACE = 900.0  # seconds after a rotation in which what was under way may still come in with the old token
_STRAY = 3  # refusals of an old token from which on somebody still has it
_REFUSED = 5  # refusals of the token in use
_REFUSED_PART = 0.2  # of its requests since the first of them

_WINDOW = 60  # seconds. Source: https://developer.clickup.com/docs/rate-limits
_SLACK = 5  # seconds that an answer may take
_FOREIGN = 5  # requests a minute
_FOREIGN_PART = 0.05  # of what the window allows
_FOREIGN_MINUTES = 2


def find_refused_tokens(source: Source, organization_id: str, span: Span) -> list[Finding]:
    """Find old tokens that are still sent after a rotation, and tokens in use that ClickUp refuses.

    Raises:
        KeepingFailed: The log can't be read.
    """
    versions = _versions(source, organization_id, span)
    rows: dict[tuple[str, int], list[Sequence[Any]]] = defaultdict(list)
    for row in _refusals(source, organization_id, span.lately):
        rows[row[1], row[2]].append(row)
    found = []
    for (account_id, version), refused in rows.items():
        newer = [first_at for other, first_at in versions[account_id].items() if other > version]
        if newer:
            late = (max(span.since, min(newer) + _GRACE), span.until)
            narrow = {"account_id": account_id, "credential_version": version}
            found += _old_token(account_id, version, _refusals(source, organization_id, late, narrow), min(newer))
        else:
            found += _refused_token(source, organization_id, account_id, version, refused, span)
    return found


def find_unknown_consumers(source: Source, organization_id: str, span: Span) -> list[Finding]:
    """Find tokens of which ClickUp counts more requests than were sent here.

    Raises:
        KeepingFailed: The log can't be read.
    """
    since, until = span.lately
    asked = store.unexplained(organization_id, (since - _WINDOW - _SLACK, until), window=_WINDOW, slack=_SLACK)
    minutes: dict[tuple[str, int], dict[int, tuple[int, int]]] = defaultdict(dict)
    for account_id, version, minute, limit, foreign in source.ask(organization_id, asked):
        if minute * 60 >= since and foreign >= max(_FOREIGN, _FOREIGN_PART * limit):
            minutes[account_id, version][minute] = (foreign, limit)
    return [
        _consumer(*credential, told) for credential, told in minutes.items() if len(told) >= _FOREIGN_MINUTES
    ]  # fmt: skip


def _refusals(
    source: Source, organization_id: str, span: tuple[float, float], narrow: Mapping[str, object] | None = None
) -> list[Sequence[Any]]:
    """Refusals of tokens, without those of what a good token may not see; rows as of `store.refusals`."""
    asked = store.refusals(organization_id, span, {"outcome": "auth", **(narrow or {})})
    return [row for row in source.ask(organization_id, asked) if row[2] and row[5] not in _GOOD_TOKEN]


def _versions(source: Source, organization_id: str, span: Span) -> dict[str, dict[int, float]]:
    """When each version of each account's credential was first used."""
    asked = store.last_uses(organization_id, (span.start, span.until), {})
    versions: dict[str, dict[int, float]] = defaultdict(dict)
    for account_id, version, _, first_at, _, _ in source.ask(organization_id, asked):
        versions[account_id][version] = first_at
    return versions


def _requests(source: Source, organization_id: str, account_id: str, version: int, span: tuple[float, float]) -> int:
    narrow: dict[str, object] = {"account_id": account_id, "credential_version": version}
    asked = store.hours(organization_id, ("account_id",), span, narrow)
    return sum(row[1] for row in source.ask(organization_id, asked))


def _old_token(account_id: str, version: int, rows: list[Sequence[Any]], rotated_at: float) -> list[Finding]:
    count = sum(row[6] for row in rows)
    if count < _STRAY:
        return []
    return [
        Finding(
            kind="old_token_in_use", severity="high", at=max(row[9] for row in rows), account_id=account_id, actor="",
            sentence=f"Version {version} of {account_id}'s token was replaced, is still sent, and ClickUp refused it "
            f"{times(count)}; last by {_last(rows)}.",
            evidence={
                "version": version, "count": count, "rotated_at": rotated_at, "first_at": min(row[8] for row in rows),
                "last_at": max(row[9] for row in rows), "by": _who(rows),
            },
            advice="Give the new token to who still has the old one: `rotation_readiness` names them all.",
        )
    ]  # fmt: skip


def _refused_token(
    source: Source, organization_id: str, account_id: str, version: int, rows: list[Sequence[Any]], span: Span
) -> list[Finding]:
    count = sum(row[6] for row in rows)
    first_at = min(row[8] for row in rows)
    sent = _requests(source, organization_id, account_id, version, (first_at, span.until))
    if count < _REFUSED or count < _REFUSED_PART * sent:
        return []
    return [
        Finding(
            kind="token_refused", severity="high", at=max(row[9] for row in rows), account_id=account_id, actor="",
            sentence=f"ClickUp refused version {version} of {account_id}'s token, the newest, {count} times of {sent}.",
            evidence={
                "version": version, "count": count, "requests": sent, "first_at": first_at,
                "last_at": max(row[9] for row in rows), "by": _who(rows),
            },
            advice="It was regenerated or revoked in ClickUp, or never was the right one: link the account anew.",
        )
    ]  # fmt: skip


def _consumer(account_id: str, version: int, minutes: dict[int, tuple[int, int]]) -> Finding:
    most, limit = max(minutes.values())
    return Finding(
        kind="unknown_consumer", severity="high" if most * 2 >= limit else "medium", at=(max(minutes) + 1) * 60.0,
        account_id=account_id, actor="",
        sentence=f"Somebody else uses the token of {account_id}: ClickUp counted up to {most} requests a minute that "
        f"were not sent from here, in {len(minutes)} minutes.",
        evidence={
            "version": version, "minutes": len(minutes), "most": most, "limit": limit,
            "first_at": min(minutes) * 60.0, "last_at": (max(minutes) + 1) * 60.0,
        },
        advice="Unless another program or another account was given the same token, somebody has it: rotate it.",
    )  # fmt: skip


def _who(rows: list[Sequence[Any]]) -> list[str]:
    """Who it was and from where, the latest first, each once."""
    latest = sorted(rows, key=lambda row: -row[9])
    return [*dict.fromkeys(f"{row[3]} from {row[4] or 'this machine'}" for row in latest)][:10]


def _last(rows: list[Sequence[Any]]) -> str:
    return _who(rows)[0]
