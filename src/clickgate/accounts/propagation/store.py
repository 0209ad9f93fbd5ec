"""Statements on targets and on which version has come to each: the journal of a propagation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from clickgate.accounts.propagation.model import Arrival, ArrivalState, StoredTarget
from clickgate.db.tables import propagations, targets
from clickgate.errors import Conflict, UnknownId

if TYPE_CHECKING:
    from clickgate.accounts.model import Account

_OF = (targets.c.organization_id == sa.bindparam("in_organization")) & (
    targets.c.account_id == sa.bindparam("of_account")
)
_LIST = sa.select(targets).where(_OF).order_by(targets.c.name)
_ARRIVALS = (
    sa.select(
        propagations.c.target_id, targets.c.name.label("target"), targets.c.kind, propagations.c.version,
        propagations.c.state, propagations.c.attempts, propagations.c.error, propagations.c.updated_at,
    )
    .join(targets, targets.c.id == propagations.c.target_id)
    .where(_OF, propagations.c.organization_id == sa.bindparam("in_organization"))
    .order_by(propagations.c.version.desc(), targets.c.name)
)  # fmt: skip


def find_targets(connection: sa.Connection, account: Account) -> list[StoredTarget]:
    """All targets of an account, by name."""
    return [StoredTarget(**row._mapping) for row in connection.execute(_LIST, _key(account))]


def find_target(connection: sa.Connection, account: Account, name: str) -> StoredTarget:
    """Find a target by its name.

    Raises:
        UnknownId: The account has none of that name.
    """
    for target in find_targets(connection, account):
        if target.name == name:
            return target
    raise UnknownId(
        f"The account '{account.name}' has no such target.", advice="`clickgate targets list` shows those it has."
    )


def add_target(connection: sa.Connection, account: Account, target: StoredTarget) -> None:
    """Keep a new target.

    Raises:
        Conflict: The account has one of that name.
    """
    if any(one.name == target.name for one in find_targets(connection, account)):
        raise Conflict(
            f"The account '{account.name}' has a target '{target.name}' already; nothing was changed.",
            advice="Choose another name, or remove that one first.",
        )
    connection.execute(sa.insert(targets).values(msgspec.structs.asdict(target)))


def remove_target(connection: sa.Connection, target: StoredTarget) -> None:
    """Forget a target; what was written there stays there."""
    mine = (propagations.c.target_id == target.id) & (propagations.c.organization_id == target.organization_id)
    connection.execute(sa.delete(propagations).where(mine))
    connection.execute(
        sa.delete(targets).where(targets.c.organization_id == target.organization_id, targets.c.id == target.id)
    )


def find_arrivals(connection: sa.Connection, account: Account, version: int | None = None) -> list[Arrival]:
    """How far versions have come to the account's targets, newest version first; all versions, or one."""
    statement = _ARRIVALS if version is None else _ARRIVALS.where(propagations.c.version == version)
    return [Arrival(**row._mapping) for row in connection.execute(statement, _key(account))]


def expect(connection: sa.Connection, account: Account, version: int, now: float) -> None:
    """Write down that a version is to come to every target; where it arrived already, that stays written."""
    known = {arrival.target_id for arrival in find_arrivals(connection, account, version)}
    for target in find_targets(connection, account):
        if target.id not in known:
            connection.execute(
                sa.insert(propagations).values(
                    organization_id=account.organization_id, target_id=target.id, version=version, state="pending",
                    attempts=0, error="", updated_at=now,
                )
            )  # fmt: skip


def expect_anew(connection: sa.Connection, account: Account, version: int, now: float) -> None:
    """Write down that a version is to come to every target, also where it had arrived before."""
    of_account = sa.select(targets.c.id).where(_OF)
    connection.execute(
        sa.update(propagations)
        .where(
            propagations.c.organization_id == account.organization_id,
            propagations.c.version == version,
            propagations.c.target_id.in_(of_account),
        )
        .values(state="pending", updated_at=now),
        _key(account),
    )
    expect(connection, account, version, now)


def note_arrival(
    connection: sa.Connection, target: StoredTarget, version: int, state: ArrivalState, error: str, now: float
) -> None:
    """Write down whether a version arrived."""
    connection.execute(
        sa.update(propagations)
        .where(
            propagations.c.organization_id == target.organization_id,
            propagations.c.target_id == target.id,
            propagations.c.version == version,
        )
        .values(state=state, error=error, attempts=propagations.c.attempts + 1, updated_at=now)
    )


def _key(account: Account) -> dict[str, Any]:
    return {"in_organization": account.organization_id, "of_account": account.id}
