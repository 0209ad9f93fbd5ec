"""Finds what an account or an actor was never seen with before, unless it is one that often has something new."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from clickgate.access.audit.reading import store
from clickgate.access.audit.reading.anomalies.finding import Finding, times

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from clickgate.access.audit.reading.anomalies.finding import Evidence, Severity, Span
    from clickgate.access.audit.reading.source import Source

    # Who or what it is about, what it was seen with, on which day, how often, how often without success, first, last.
    Row = tuple[str, str, int, int, int, float, float]

_DAY = 86400.0
_KNOWN_DAYS = 7  # days of use from which on it can be told what is usual
_CHANCE = 0.01  # what may happen by chance more often than that is not told
_SHOWN = 10  # things named in the evidence
_SEVERITIES: dict[str, Severity] = {"read": "low", "write": "medium", "destroy": "high"}


class New(msgspec.Struct):
    """Something seen for the first time."""

    name: str
    count: int = 0
    first_at: float = math.inf
    last_at: float = 0.0


def find_new_addresses(source: Source, organization_id: str, span: Span) -> list[Finding]:
    """Find accounts whose credential was used from where it never was.

    Raises:
        KeepingFailed: The log can't be read.
    """
    by = ("account_id", "address", "day")
    before, lately = (_ask(source, organization_id, by, part) for part in (span.before, span.lately))
    return [
        _new_address(account_id, new)
        for account_id, new in _find_new(before, lately, span, days=_days_of(before)).items() if account_id
    ]  # fmt: skip


def find_new_operations(source: Source, organization_id: str, span: Span, safeties: Mapping[str, str]) -> list[Finding]:
    """Find actors who did what they never did; an operation without a safety counts as a write.

    Raises:
        KeepingFailed: The log can't be read.
    """
    by = ("actor", "operation", "day")
    before, lately = (_ask(source, organization_id, by, part) for part in (span.before, span.lately))
    found = []
    for safety in _SEVERITIES:
        # Whoever reads something new every day and never wrote anything is still noticed at the first write.
        usual, recent = ([row for row in rows if safeties.get(row[1], "write") == safety] for rows in (before, lately))
        news = _find_new(usual, recent, span, days=_days_of(before))
        found += [_new_operation(actor, new, safety) for actor, new in news.items()]
    return found


def _ask(source: Source, organization_id: str, by: tuple[str, ...], span: tuple[float, float]) -> Sequence[Row]:
    asked = store.uses(organization_id, by, span, {}, is_request=True)
    return [tuple(row) for row in source.ask(organization_id, asked)]


def _find_new(
    before: Iterable[Row], lately: Iterable[Row], span: Span, *, days: Mapping[str, set[int]]
) -> dict[str, list[New]]:
    """What is new with whom, where that is not likely to be chance; `days` are those on which somebody was seen."""
    seen: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for who, what, day, *_ in before:
        seen[who][what].add(day)
    news: dict[str, dict[str, New]] = defaultdict(dict)
    for who, what, _, count, _, first_at, last_at in lately:
        if what not in seen[who]:
            new = news[who].setdefault(what, New(what))
            new.count += count
            new.first_at, new.last_at = min(new.first_at, first_at), max(new.last_at, last_at)
    length = (span.until - span.since) / _DAY
    return {
        who: sorted(new.values(), key=lambda one: one.first_at)
        for who, new in news.items()
        if len(days.get(who, ())) >= _KNOWN_DAYS
        and _chance(len(new), length * _once(seen[who]) / len(days[who])) < _CHANCE
    }


def _days_of(rows: Iterable[Row]) -> dict[str, set[int]]:
    """On which days somebody was seen with anything."""
    days: dict[str, set[int]] = defaultdict(set)
    for who, _, day, *_ in rows:
        days[who].add(day)
    return days


def _once(seen: Mapping[str, set[int]]) -> int:
    """How many things were seen on one day only: the more of them, the more that were never seen yet are to come.

    Source: I. J. Good, "The population frequencies of species", Biometrika 40 (1953): the chance that the next one is
    new is about the number of those seen once, divided by all.
    """
    return sum(len(days) == 1 for days in seen.values())


def _chance(count: int, expected: float) -> float:
    """The chance of so many or more where so many are expected (Poisson)."""
    return 1.0 - sum(math.exp(-expected) * expected**number / math.factorial(number) for number in range(count))


def _total(news: list[New]) -> int:
    return sum(new.count for new in news)


def _evidence(news: list[New], name: str) -> Evidence:
    return {
        name: [new.name or "this machine" for new in news[:_SHOWN]],
        "count": _total(news),
        "first_at": min(new.first_at for new in news),
        "last_at": max(new.last_at for new in news),
    }


def _new_address(account_id: str, news: list[New]) -> Finding:
    evidence = _evidence(news, "addresses")
    where = ", ".join(new.name or "this machine" for new in news[:3]) + (" and others" if len(news) > 3 else "")
    return Finding(
        kind="new_address", severity="medium", at=max(new.last_at for new in news), account_id=account_id, actor="",
        sentence=f"The credential of {account_id} was used from {where} for the first time, "
        f"{times(_total(news))}.",
        evidence=evidence,
        advice="If nobody moved a program there, suspend the account and rotate its token.",
    )  # fmt: skip


def _new_operation(actor: str, news: list[New], safety: str) -> Finding:
    evidence = _evidence(news, "operations")
    what = ", ".join(new.name for new in news[:3]) + (" and others" if len(news) > 3 else "")
    return Finding(
        kind="new_operation", severity=_SEVERITIES[safety], at=max(new.last_at for new in news), account_id="",
        actor=actor,
        sentence=f"{actor} sent {what} for the first time, {times(_total(news))}.",
        evidence={**evidence, "safety": safety},
        advice="If it was not meant to, see what it did (`find` with this actor) and narrow its grants.",
    )  # fmt: skip
