"""Turns what was used into what could be taken away, what has to wait and where the requests go."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from clickgate.access.audit.reading import questions, store

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from clickgate.access.audit.reading.questions import CredentialUse
    from clickgate.access.audit.reading.source import Source

    Hour = tuple[int, int, int, int | None]  # hours since the epoch, requests, refused with 429, least remaining

_QUIET = 3600.0  # seconds without a use of the old token, after which nobody seems to have it any more
_UNKNOWN = "write"  # the safety of an operation that the catalogue does not know


class Allowance(msgspec.Struct, frozen=True):
    """An account, and the ids of the workspaces that it may use."""

    account_id: str
    workspaces: tuple[str, ...] = ()


class UsedOperation(msgspec.Struct, frozen=True):
    """An operation that was sent; `failures` of the `count` did not succeed."""

    operation: str
    safety: str
    count: int
    failures: int
    last_at: float


class Privilege(msgspec.Struct, frozen=True):
    """What an account uses beside what it may use, and what would be enough.

    An operation that never once succeeded is no need. `entities` → the safeties needed of it, such as `tasks` → `read`,
    `write`. `workspaces_unseen` were named in no path: a request that names only a task does not tell its workspace.
    """

    account_id: str
    operations: tuple[UsedOperation, ...]
    operations_allowed: int
    entities: dict[str, tuple[str, ...]]
    is_read_only: bool
    workspaces: tuple[str, ...]
    workspaces_unseen: tuple[str, ...]
    suggestion: str


class Leftover(msgspec.Struct, frozen=True):
    """Somebody who used the old version; `has_moved` where they were seen with the new one since."""

    actor: str
    address: str
    count: int
    last_at: float
    has_moved: bool


class Readiness(msgspec.Struct, frozen=True):
    """Whether an old version can go. `new_since` and `old_last_at` are None where the log has no use."""

    account_id: str
    old_version: int
    new_version: int
    new_since: float | None
    old_last_at: float | None
    leftovers: tuple[Leftover, ...]
    is_ready: bool
    sentence: str


class OperationShare(msgspec.Struct, frozen=True):
    """How much of an account's requests an operation is, from 0 to 1."""

    operation: str
    count: int
    failures: int
    share: float


class Budget(msgspec.Struct, frozen=True):
    """Where an account's requests go.

    `limited` were refused with 429; `busiest_at` is the beginning of the hour with the most, `busiest_count` of them;
    `least_remaining` is the fewest that ClickUp had left in a minute, None where it never told.
    """

    account_id: str
    count: int
    limited: int
    busiest_at: float
    busiest_count: int
    least_remaining: int | None
    operations: tuple[OperationShare, ...]


def find_privileges(
    source: Source,
    organization_id: str,
    allowances: Iterable[Allowance],
    safeties: Mapping[str, str],
    *,
    since: float | None = None,
    until: float | None = None,
) -> Sequence[Privilege]:
    """What each account really needed in a time, in the order of the accounts.

    Args:
        source: Where to look.
        organization_id: Whose log.
        allowances: The accounts and what they may use.
        safeties: Name of each operation of the catalogue → `read`, `write` or `destroy`.
        since: From when, seconds since the Unix epoch.
        until: Until when.

    Raises:
        KeepingFailed: The log can't be read.
    """
    asked = store.uses(
        organization_id, ("account_id", "operation", "workspace_id"), (since, until), {}, is_request=True,
    )  # fmt: skip
    rows: dict[str, list[tuple[str, str, int, int, float]]] = defaultdict(list)
    for account_id, operation, workspace_id, count, failures, _, last_at in source.ask(organization_id, asked):
        rows[account_id].append((operation, workspace_id, count, failures, last_at))
    return [_privilege(allowance, rows[allowance.account_id], safeties) for allowance in allowances]


def find_readiness(
    source: Source,
    organization_id: str,
    account_id: str,
    *,
    old_version: int,
    new_version: int,
    now: float,
    quiet: float = _QUIET,
) -> Readiness:
    """Whether the old version of a credential can go: nobody used it for `quiet` seconds, and the new one works.

    Raises:
        KeepingFailed: The log can't be read.
    """
    uses = {use.version: use for use in questions.last_uses(source, organization_id, account_id=account_id)}
    old, new = uses.get(old_version), uses.get(new_version)
    before, after = (_users(source, organization_id, account_id, version) for version in (old_version, new_version))
    leftovers = tuple(
        Leftover(*who, count, last_at, who in after and after[who][1] > last_at)
        for who, (count, last_at) in sorted(before.items(), key=lambda one: -one[1][1])
    )
    return Readiness(
        account_id=account_id, old_version=old_version, new_version=new_version,
        new_since=None if new is None else new.first_at, old_last_at=None if old is None else old.last_at,
        leftovers=leftovers,
        is_ready=_is_ready(old, new, now - quiet), sentence=_readiness(old, new, leftovers, now - quiet),
    )  # fmt: skip


def find_budgets(
    source: Source, organization_id: str, *, since: float | None = None, until: float | None = None
) -> Sequence[Budget]:
    """Where the requests of each account go, the busiest account first.

    Raises:
        KeepingFailed: The log can't be read.
    """
    asked = store.uses(organization_id, ("account_id", "operation"), (since, until), {}, is_request=True)
    operations: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for account_id, operation, count, failures, *_ in source.ask(organization_id, asked):
        operations[account_id].append((operation, count, failures))
    asked = store.hours(organization_id, ("account_id", "hour"), (since, until), {})
    hours: dict[str, list[Hour]] = defaultdict(list)
    for account_id, hour, count, _, limited, least in source.ask(organization_id, asked):
        hours[account_id].append((hour, count, limited, least))
    budgets = [_budget(account_id, hours[account_id], used) for account_id, used in operations.items()]
    return sorted(budgets, key=lambda budget: -budget.count)


def _privilege(
    allowance: Allowance, rows: list[tuple[str, str, int, int, float]], safeties: Mapping[str, str]
) -> Privilege:
    sums: dict[str, tuple[int, int, float]] = defaultdict(lambda: (0, 0, 0.0))
    for operation, _, count, failures, last_at in rows:
        known = sums[operation]
        sums[operation] = (known[0] + count, known[1] + failures, max(known[2], last_at))
    used = [
        UsedOperation(operation, safeties.get(operation, _UNKNOWN), count, failures, last_at)
        for operation, (count, failures, last_at) in sums.items()
    ]
    needed = [one for one in used if one.count > one.failures]
    entities: dict[str, set[str]] = defaultdict(set)
    for one in needed:
        entities[one.operation.partition(".")[0]].add(one.safety)
    seen = {workspace_id for _, workspace_id, count, failures, _ in rows if workspace_id and count > failures}
    unseen = tuple(one for one in allowance.workspaces if one not in seen)
    is_read_only = bool(needed) and all(one.safety == "read" for one in needed)
    return Privilege(
        account_id=allowance.account_id,
        operations=tuple(sorted(used, key=lambda one: (-one.count, one.operation))),
        operations_allowed=len(safeties),
        entities={name: tuple(sorted(entities[name], key=_rank)) for name in sorted(entities)},
        is_read_only=is_read_only,
        workspaces=tuple(sorted(seen)),
        workspaces_unseen=unseen,
        suggestion=_suggestion(len(needed), entities, unseen, is_read_only=is_read_only),
    )


def _rank(safety: str) -> int:
    return ("read", "write", "destroy").index(safety)


def _suggestion(needed: int, entities: Iterable[str], unseen: Sequence[str], *, is_read_only: bool) -> str:
    if not needed:
        return "It is not used: suspend it, and unlink it if nobody asks for it."
    names = sorted(entities)
    listed = ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
    count = "1 operation" if needed == 1 else f"{needed} operations"
    told = f"{'To read' if is_read_only else 'Leave for'} {listed} is enough: {count}."
    if unseen:
        told += f" Nothing names workspace {', '.join(unseen)}: take it away if nobody needs it."
    return told


def _users(
    source: Source, organization_id: str, account_id: str, version: int
) -> dict[tuple[str, str], tuple[int, float]]:
    """Who used a version and from where → how often, and when last."""
    narrow = {"account_id": account_id, "credential_version": version}
    asked = store.uses(organization_id, ("actor", "address"), (None, None), narrow)
    return {
        (actor, address): (count, last_at)
        for actor, address, count, _, _, last_at in source.ask(organization_id, asked)
    }


def _is_ready(old: CredentialUse | None, new: CredentialUse | None, quiet_since: float) -> bool:
    return new is not None and new.last_success_at is not None and (old is None or old.last_at < quiet_since)


def _readiness(
    old: CredentialUse | None, new: CredentialUse | None, leftovers: Sequence[Leftover], quiet_since: float
) -> str:
    if new is None or new.last_success_at is None:
        return "The new token was not used with success yet: keep the old one."
    if old is None:
        return "The old token was never used: it can go."
    if old.last_at < quiet_since:
        return "Nobody uses the old token any more: it can go."
    still = [f"{one.actor} from {one.address or 'this machine'}" for one in leftovers if one.last_at >= quiet_since]
    return f"The old token is still used, last by {still[0]}" + (
        f" and {len(still) - 1} more." if len(still) > 1 else "."
    )


def _budget(account_id: str, hours: Sequence[Hour], used: Sequence[tuple[str, int, int]]) -> Budget:
    total = sum(count for _, count, _ in used)
    busiest = max(hours, key=lambda hour: hour[1])
    told = [least for *_, least in hours if least is not None]
    return Budget(
        account_id=account_id,
        count=total,
        limited=sum(limited for *_, limited, _ in hours),
        busiest_at=busiest[0] * store.HOUR,
        busiest_count=busiest[1],
        least_remaining=min(told, default=None),
        operations=tuple(
            OperationShare(operation, count, failures, count / total)
            for operation, count, failures in sorted(used, key=lambda one: (-one[1], one[0]))
        ),
    )
