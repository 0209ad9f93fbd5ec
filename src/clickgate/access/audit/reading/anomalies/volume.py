"""Finds hours with far more requests than usual, and far more tries of ids that are not the token's to see."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from typing import TYPE_CHECKING

from clickgate.access.audit.reading import store
from clickgate.access.audit.reading.anomalies.finding import Finding, times

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from clickgate.access.audit.reading.anomalies.finding import Evidence, Span
    from clickgate.access.audit.reading.source import Source

    Hours = Mapping[int, int]  # hours since the Unix epoch → how many

PROBED = "OAUTH_027"
"""What ClickUp answers when a token asks for an id of another workspace, or for one that never was.

Source: recorded answers, 2025.
"""

_KNOWN_DAYS = 7
_SPREADS = 8  # above the median, in deviations
_FLOOR = 100  # requests an hour that are never a burst: what the least plan allows in a minute
_PROBES = 20  # refusals an hour below which nobody probes
_PROBED_IDS = 10  # different paths among them
_ALIKE = 1.5  # an hour is precedent for one with up to so many times more
_OFTEN = 3  # days that had such an hour at any time of the day


def find_bursts(source: Source, organization_id: str, span: Span) -> list[Finding]:
    """Find hours in which an account was used far more than in the hours before, and more than at that time of a day.

    Raises:
        KeepingFailed: The log can't be read.
    """
    before, lately = (_hours(source, organization_id, part) for part in (span.before, span.lately))
    found = []
    for account_id, hours in lately.items():
        usual = before.get(account_id, {})
        if len({hour // 24 for hour in usual}) < _KNOWN_DAYS:
            continue
        bound = max(_FLOOR, _bound(usual.values()))
        bursts = {
            hour: count for hour, count in hours.items() if count > bound and not _has_precedent(usual, hour, count)
        }
        if bursts:
            worst = max(bursts, key=lambda hour: bursts[hour])
            who = _busiest(source, organization_id, account_id, worst)
            found.append(_burst(account_id, bursts, statistics.median(usual.values()), bound, who))
    return found


def find_probing(source: Source, organization_id: str, span: Span) -> list[Finding]:
    """Find those who try ids that are not theirs: many refusals of many paths within an hour.

    Raises:
        KeepingFailed: The log can't be read.
    """
    rows = source.ask(organization_id, store.refusals(organization_id, (span.start, span.until), {"ecode": PROBED}))
    counts: dict[tuple[str, str], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    paths: dict[tuple[str, str], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    addresses: dict[tuple[str, str], set[str]] = defaultdict(set)
    for hour, account_id, _, actor, address, _, count, tried, *_ in rows:
        who = (account_id, actor)
        counts[who][hour] += count
        paths[who][hour] += tried
        addresses[who].add(address)
    found = []
    for who, hours in counts.items():
        recent = _from(hours, span.since)
        usual = {hour: count for hour, count in hours.items() if hour not in recent}
        probed = {
            hour: count for hour, count in recent.items()
            if count >= _PROBES and paths[who][hour] >= _PROBED_IDS and not _has_precedent(usual, hour, count)
        }  # fmt: skip
        if probed:
            found.append(_probing(*who, probed, sum(paths[who][hour] for hour in probed), addresses[who]))
    return found


def _hours(source: Source, organization_id: str, span: tuple[float, float]) -> dict[str, dict[int, int]]:
    asked = store.hours(organization_id, ("account_id", "hour"), span, {})
    hours: dict[str, dict[int, int]] = defaultdict(dict)
    for account_id, hour, count, *_ in source.ask(organization_id, asked):
        hours[account_id][hour] = count
    return hours


def _from(hours: Hours, since: float) -> dict[int, int]:
    return {hour: count for hour, count in hours.items() if hour >= since // store.HOUR}


def _bound(counts: Iterable[int]) -> float:
    """The median and eight deviations, robustly estimated: what a few hours that were odd themselves can't move."""
    counts = list(counts)
    middle = statistics.median(counts)
    deviation = 1.4826 * statistics.median(abs(count - middle) for count in counts)
    return middle + _SPREADS * max(deviation, math.sqrt(middle))


def _has_precedent(usual: Hours, hour: int, count: int) -> bool:
    """Whether there was about as much before: once at that time of a day, give or take an hour, or on several days."""
    alike = [before for before, other in usual.items() if other * _ALIKE >= count]
    return any((before - hour) % 24 in (23, 0, 1) for before in alike) or (
        len({before // 24 for before in alike}) >= _OFTEN
    )


def _busiest(source: Source, organization_id: str, account_id: str, hour: int) -> list[str]:
    """Who used an account most in an hour, and from where."""
    span = (hour * store.HOUR, (hour + 1) * store.HOUR)
    asked = store.uses(
        organization_id, ("actor", "address"), span, {"account_id": account_id}, is_request=True,
    )  # fmt: skip
    rows = sorted(source.ask(organization_id, asked), key=lambda row: -row[2])
    return [f"{actor} from {address or 'this machine'}" for actor, address, *_ in rows[:3]]


def _evidence(hours: Hours) -> Evidence:
    worst = max(hours, key=lambda hour: hours[hour])
    return {"hours": len(hours), "count": hours[worst], "hour_at": worst * store.HOUR, "total": sum(hours.values())}


def _burst(account_id: str, hours: Hours, median: float, bound: float, who: list[str]) -> Finding:
    evidence = _evidence(hours)
    return Finding(
        kind="burst", severity="medium", at=(max(hours) + 1) * store.HOUR, account_id=account_id, actor="",
        sentence=f"{account_id} was used {times(max(hours.values()))} within an hour, where {median:g} are usual; "
        f"mostly by {who[0] if who else 'nobody known'}.",
        evidence={**evidence, "usual": median, "bound": round(bound, 1), "by": who},
        advice="If no new job was started, look for one that repeats itself; suspend the account if it is nobody's.",
    )  # fmt: skip


def _probing(account_id: str, actor: str, hours: Hours, paths: int, addresses: set[str]) -> Finding:
    evidence = _evidence(hours)
    return Finding(
        kind="id_probing", severity="high", at=(max(hours) + 1) * store.HOUR, account_id=account_id, actor=actor,
        sentence=f"{actor} asked ClickUp for {paths} things that {account_id} may not see, and was refused "
        f"{times(sum(hours.values()))}.",
        evidence={**evidence, "paths": paths, "ecode": PROBED, "addresses": sorted(addresses)},
        advice="If it is no program with a stale list of ids, suspend the account: somebody tries ids.",
    )  # fmt: skip
