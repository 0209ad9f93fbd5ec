"""Statements that answer questions; every one is bounded by an organization.

They run on the tables of the index, and on whatever has tables of the same names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from clickgate.access.audit.reading.entry import OPEN, Entry, Filters, Place, read_status
from clickgate.access.audit.reading.portable import aside, pattern_of, resembles, whole
from clickgate.db.tables import audit_days, audit_hours, audit_records

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    Select = sa.Select[Any]
    Narrow = Mapping[str, object]  # name of a column → the value that it has to have
    Span = tuple[float | None, float | None]  # from when, until when

HOUR = 3600.0
DAY = 86400.0

_r = audit_records.c
_h = audit_hours.c
_d = audit_days.c
_ENTRY = tuple(_r[name] for name in Entry.__struct_fields__)
_PLAIN = (
    "account_id", "credential_version", "actor", "address", "operation", "action", "outcome", "ecode", "error", "deed",
    "request_id", "workspace_id",
)  # fmt: skip
_TEXTS = (_r.action, _r.actor, _r.address, _r.operation, _r.target, _r.error, _r.ecode)
# In the very words of the indexes that hold these rows alone: databases recognise them by nothing else.
_TROUBLE = sa.text("(outcome <> 'success' OR status >= 400 OR ecode <> '')")
_OPEN = sa.text("outcome = 'open'")
_REQUESTED = sa.text("request_id <> ''")
_FAILED = ("success", OPEN)  # every other outcome is a failure
_ACCOUNT = aside(_r.account_id).label("account_id")
_VERSION = sa.func.coalesce(_r.credential_version, 0).label("credential_version")


def find(organization_id: str, filters: Filters, *, limit: int, before: Place | None, by_index: bool) -> Select:
    """The entries that the filters leave, newest first."""
    words = _words_of_indexes(filters) if by_index else []
    has_index = bool(words or filters.deed or filters.account_id)
    asked = sa.select(*_ENTRY).where(_of(organization_id, by_index=has_index), *words, *_conditions(filters))
    return _newest(asked, limit=limit, before=before)


def find_places(organization_id: str, filters: Filters, *, limit: int, before: Place | None) -> Select:
    """The places of the entries with a target or a text that the filters leave, for where there are no indexes.

    Each column that may hold it is asked by itself: a file may tell that it isn't there, and then it is not read.
    """
    name = "target" if filters.target else "text"
    asked = sa.select(_r.at, _r.segment, _r.seq).where(_of(organization_id, by_index=False))
    asked = asked.where(*_conditions(msgspec.structs.replace(filters, **{name: None})))
    ways = (_newest(asked.where(way), limit=limit, before=before) for way in _ways(name, getattr(filters, name) or ""))
    found = sa.union(*(sa.select(way.subquery()) for way in ways)).subquery().c
    return (
        sa.select(found.at, found.segment, found.seq)
        .order_by(found.at.desc(), found.segment.desc(), found.seq.desc())
        .limit(limit)
    )


def find_at(organization_id: str, places: Collection[Place]) -> Select:
    """The entries at some places, and others that ended in the same moment."""
    moments = sorted({place.at for place in places})
    return sa.select(*_ENTRY).where(
        _r.organization_id == organization_id, _r.at >= moments[0], _r.at <= moments[-1], _r.at.in_(moments)
    )


def touches(organization_id: str, target: str, span: Span, *, by_index: bool) -> Select:
    """Who did what to a target: actor, address, account, action, operation, count, first and last time."""
    asked = sa.select(_r.actor, _r.address, _r.account_id, _r.action, _r.operation, _r.at, _r.segment, _r.seq)
    asked = asked.where(_of(organization_id, by_index=False), *_within(_r.at, span))
    ways = _ways("target", target)
    found = asked.where(sa.or_(*ways)) if by_index else sa.union(*(asked.where(way) for way in ways))
    of = found.subquery().c
    by = (of.actor, of.address, of.account_id, of.action, of.operation)
    latest = sa.func.max(of.at)
    return sa.select(*by, sa.func.count(), sa.func.min(of.at), latest).group_by(*by).order_by(latest.desc(), *by)


def last_uses(organization_id: str, span: Span, narrow: Narrow) -> Select:
    """Uses of each credential: account, version, count, first and last time, last time with success."""
    parts = [
        part.where(part.selected_columns.account_id != "", part.selected_columns.credential_version != 0)
        for part in _days(organization_id, span, narrow)
    ]
    return _aggregated(
        parts,
        ("account_id", "credential_version"),
        lambda part: {
            "count": sa.func.sum(part.count),
            "first_at": sa.func.min(part.first_at),
            "last_at": sa.func.max(part.last_at),
            "ok_at": sa.func.max(sa.case((part.outcome == "success", part.last_at))),
        },
    )


def uses(organization_id: str, by: tuple[str, ...], span: Span, narrow: Narrow, *, is_request: bool = False) -> Select:
    """Counts by some columns of `audit_days`: these, count, failures, first and last time."""
    parts = _days(organization_id, span, narrow)
    if is_request:
        parts = [part.where(part.selected_columns.operation != "") for part in parts]
    return _aggregated(
        parts,
        by,
        lambda part: {
            "count": sa.func.sum(part.count),
            "failures": sa.func.sum(sa.case((part.outcome.not_in(_FAILED), part.count), else_=0)),
            "first_at": sa.func.min(part.first_at),
            "last_at": sa.func.max(part.last_at),
        },
    )


def hours(organization_id: str, by: tuple[str, ...], span: Span, narrow: Narrow) -> Select:
    """Requests by some columns of `audit_hours`: these, count, failures, those refused with 429, least remaining."""
    return _aggregated(
        _hours(organization_id, span, narrow),
        by,
        lambda part: {
            "count": sa.func.sum(part.count),
            "failures": sa.func.sum(sa.case((part.outcome.not_in(_FAILED), part.count), else_=0)),
            "limited": sa.func.sum(sa.case((part.outcome == "rate_limited", part.count), else_=0)),
            "least": sa.func.min(part.least_remaining),
        },
    )


def refusals(organization_id: str, span: Span, narrow: Narrow) -> Select:
    """Failures by hour and by who: hour, account, version, actor, address, ecode, count, paths, first and last time."""
    failures = (
        sa.select(whole(_r.at / HOUR).label("hour"), _ACCOUNT, _VERSION, _r.actor, _r.address, _r.ecode, _r.path, _r.at)
        .where(_of(organization_id, by_index=True), *_within(_r.at, span), *_equal(_r, narrow), _TROUBLE)
        .subquery()
    ).c
    by = (
        failures.hour, failures.account_id, failures.credential_version, failures.actor, failures.address,
        failures.ecode,
    )  # fmt: skip
    of_all = (
        sa.func.count(),
        sa.func.count(failures.path.distinct()),
        sa.func.min(failures.at),
        sa.func.max(failures.at),
    )
    return sa.select(*by, *of_all).group_by(*by).order_by(*by)


def unexplained(organization_id: str, span: Span, *, window: int, slack: int) -> Select:
    """By how much ClickUp's count of a token's window is above our own, by minute.

    What ClickUp counted by an answer was sent within the `window` before it: by others, where we sent less. `slack` is
    how long an answer may take, in seconds. Account, version, minute, limit, and the most of limit - remaining - ours.
    """
    told = (
        sa.select(
            _r.account_id, _VERSION, whole(_r.at / 60.0).label("minute"), _r.limit, _r.remaining,
            sa.func.count().over(
                partition_by=(_r.account_id, _r.credential_version),
                order_by=whole((_r.at - sa.func.coalesce(_r.seconds, 0.0)) * 1000),  # whole: as databases want it
                range_=(-1000 * (window + slack), 1000 * slack),
            ).label("ours"),
        )
        .where(_of(organization_id, by_index=False), *_within(_r.at, span), _r.operation != "", _r.account_id != "")
        .subquery()
    ).c  # fmt: skip
    by = (told.account_id, told.credential_version, told.minute)
    return (
        sa.select(*by, sa.func.max(told.limit), sa.func.max(told.limit - told.remaining - told.ours))
        .where(told.limit.is_not(None), told.remaining.is_not(None))
        .group_by(*by)
        .order_by(*by)
    )


def _newest(asked: Select, *, limit: int, before: Place | None) -> Select:
    if before is not None:
        older = sa.tuple_(_r.at, _r.segment, _r.seq) < sa.tuple_(
            sa.literal(before.at, sa.Double), sa.literal(before.segment), sa.literal(before.seq)
        )
        asked = asked.where(_r.at <= before.at, older)
    return asked.order_by(_r.at.desc(), _r.segment.desc(), _r.seq.desc()).limit(limit)


def _words_of_indexes(filters: Filters) -> list[sa.TextClause]:
    """The conditions of those indexes that hold every row the filters leave."""
    words = [_REQUESTED] if filters.request_id else []
    if filters.outcome == OPEN:
        return [*words, _OPEN]
    is_failure = filters.status is not None and read_status(filters.status)[0] >= 400
    if is_failure or filters.ecode or filters.outcome not in (None, "success"):
        return [*words, _TROUBLE]
    return words


def _conditions(filters: Filters) -> list[sa.ColumnElement[bool]]:
    found = _within(_r.at, (filters.since, filters.until))
    found += _equal(_r, {name: value for name in _PLAIN if (value := getattr(filters, name)) is not None})
    if filters.status is not None:
        found.append(_r.status.between(*read_status(filters.status)))
    if filters.target is not None:
        found.append(sa.or_(*_ways("target", filters.target)))
    if filters.text:
        found.append(sa.or_(*_ways("text", filters.text)))
    return found


def _of(organization_id: str, *, by_index: bool) -> sa.ColumnElement[bool]:
    """The bound of an organization; `by_index` where there is a better index than that of all its records."""
    return (aside(_r.organization_id) if by_index else _r.organization_id) == organization_id


def _ways(name: str, value: str) -> list[sa.ColumnElement[bool]]:
    """The ways in which an entry may have a target or a text."""
    pattern = pattern_of(value)
    otherwise = _r.target == value if name == "target" else sa.or_(*(resembles(text, pattern) for text in _TEXTS))
    return [_r.thing_id == value, _r.part_id == value, otherwise]


def _within(at: sa.ColumnElement[float], span: Span) -> list[sa.ColumnElement[bool]]:
    since, until = span
    return [*([] if since is None else [at >= since]), *([] if until is None else [at < until])]


def _equal(columns: sa.sql.ColumnCollection[str, Any], narrow: Narrow) -> list[sa.ColumnElement[bool]]:
    return [columns[name] == value for name, value in narrow.items()]


def _days(organization_id: str, span: Span, narrow: Narrow) -> list[Select]:
    records = sa.select(
        _ACCOUNT, _VERSION, _r.operation, _r.outcome, _r.actor, _r.address, _r.action, _r.workspace_id,
        whole(_r.at / DAY).label("day"), sa.literal(1).label("count"), _r.at.label("first_at"), _r.at.label("last_at"),
    ).where(*_equal_records(narrow))  # fmt: skip
    sums = sa.select(*(_d[name] for name in _names(records))).where(
        _d.organization_id == organization_id, *_equal(_d, narrow)
    )
    return _parts(organization_id, records, sums, _d.day, DAY, span)


def _hours(organization_id: str, span: Span, narrow: Narrow) -> list[Select]:
    records = sa.select(
        whole(_r.at / HOUR).label("hour"), _ACCOUNT, _VERSION, _r.outcome, sa.literal(1).label("count"),
        _r.remaining.label("least_remaining"),
    ).where(_r.operation != "", *_equal_records(narrow))  # fmt: skip
    sums = sa.select(*(_h[name] for name in _names(records))).where(
        _h.organization_id == organization_id, *_equal(_h, narrow)
    )
    return _parts(organization_id, records, sums, _h.hour, HOUR, span)


def _equal_records(narrow: Narrow) -> list[sa.ColumnElement[bool]]:
    """Equality on records: a version of 0 in the sums is none there."""
    return [
        _r[name].is_(None) if name == "credential_version" and value == 0 else _r[name] == value
        for name, value in narrow.items()
    ]


def _parts(
    organization_id: str,
    records: Select,
    sums: Select,
    bucket: sa.ColumnElement[int],
    size: float,
    span: Span,
) -> list[Select]:
    """Whole buckets from their sums, what lies beside them from records, and the open deeds, which no sum holds."""
    ours = records.where(_of(organization_id, by_index=False))
    since, until = span
    first = None if since is None else -int(-since // size)
    last = None if until is None else int(until // size)
    parts = [records.where(_of(organization_id, by_index=True), _OPEN, *_within(_r.at, span))]
    closed = ours.where(_r.outcome != OPEN)
    if first is not None and last is not None and first >= last:
        return [*parts, closed.where(*_within(_r.at, span))]
    parts.append(sums.where(*([] if first is None else [bucket >= first]), *([] if last is None else [bucket < last])))
    if first is not None and since is not None and since < first * size:
        parts.append(closed.where(_r.at >= since, _r.at < first * size))
    if last is not None and until is not None and last * size < until:
        parts.append(closed.where(_r.at >= last * size, _r.at < until))
    return parts


def _aggregated(parts: list[Select], by: tuple[str, ...], measure: Callable[[Any], dict[str, Any]]) -> Select:
    """Group each part by itself, in the order that it is in, and then what is left of all: far less."""
    grouped = []
    for part in parts:
        of = part.subquery().c
        keys = [of[name] for name in by]
        measures = measure(of)
        grouped.append(sa.select(*keys, *(value.label(name) for name, value in measures.items())).group_by(*keys))
    together = sa.union_all(*grouped).subquery().c
    keys = [together[name] for name in by]
    again = [_again(name, together[name]) for name in _names(grouped[0])[len(by) :]]
    return sa.select(*keys, *again).group_by(*keys).order_by(*keys)


def _names(asked: Select) -> list[str]:
    return [column.name for column in asked.selected_columns]


def _again(name: str, column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Aggregate what was aggregated."""
    if name in ("first_at", "least"):
        return sa.func.min(column)
    if name in ("last_at", "ok_at"):
        return sa.func.max(column)
    return sa.cast(sa.func.sum(column), sa.BigInteger)  # PostgreSQL's sum of integers is no integer
