"""Statements on rotations: the journal from which a rotation goes on after a crash."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from clickgate.accounts.rotation.model import Rotation, Step, check_step, is_over
from clickgate.db.tables import credentials, rotations
from clickgate.errors import Conflict, UnknownId

if TYPE_CHECKING:
    from clickgate.accounts.model import Account

_OF = (rotations.c.organization_id == sa.bindparam("in_organization")) & (
    rotations.c.account_id == sa.bindparam("of_account")
)
_OPEN = sa.select(rotations).where(_OF, rotations.c.finished_at.is_(None))
_ALL = sa.select(rotations).where(_OF).order_by(rotations.c.started_at.desc(), rotations.c.id.desc())


def find_open(connection: sa.Connection, account: Account) -> Rotation | None:
    """The rotation of an account that is under way."""
    row = connection.execute(_OPEN, _key(account)).one_or_none()
    return None if row is None else _read(row)


def demand_open(connection: sa.Connection, account: Account) -> Rotation:
    """The rotation of an account that is under way.

    Raises:
        UnknownId: There is none.
    """
    found = find_open(connection, account)
    if found is None:
        raise UnknownId(
            f"No rotation of the account '{account.name}' is under way.", advice="`clickgate rotate` begins one."
        )
    return found


def find_all(connection: sa.Connection, account: Account) -> list[Rotation]:
    """All rotations of an account, newest first."""
    return [_read(row) for row in connection.execute(_ALL, _key(account))]


def find_unfinished(connection: sa.Connection, organization_id: str) -> list[Rotation]:
    """All rotations of an organization that are under way, oldest first."""
    rows = connection.execute(
        sa.select(rotations)
        .where(rotations.c.organization_id == organization_id, rotations.c.finished_at.is_(None))
        .order_by(rotations.c.started_at)
    )
    return [_read(row) for row in rows]


def add(connection: sa.Connection, account: Account, rotation: Rotation) -> None:
    """Keep a new rotation.

    Raises:
        Conflict: Another one is under way.
    """
    other = find_open(connection, account)
    if other is not None:
        raise Conflict(
            f"A rotation of the account '{account.name}' is under way ({other.step}); nothing was changed.",
            advice="Go on with it by `clickgate rotate --resume`, or end it: --cancel, after the switch --leave.",
        )
    connection.execute(sa.insert(rotations).values(msgspec.structs.asdict(rotation)))


def step(connection: sa.Connection, rotation: Rotation, to: Step, now: float, **changes: Any) -> Rotation:
    """Take a rotation one step on; gives it as it is then.

    Raises:
        Conflict: That step does not follow, or somebody else took one in between.
    """
    check_step(rotation.step, to)
    finished_at = now if is_over(to) else None
    return _change(connection, rotation, step=to, updated_at=now, finished_at=finished_at, **changes)


def note(connection: sa.Connection, rotation: Rotation, text: str, now: float) -> Rotation:
    """Write down why a rotation stands still."""
    return _change(connection, rotation, note=text, updated_at=now)


def end_open(connection: sa.Connection, account: Account, why: str, now: float) -> None:
    """End a rotation wherever it stands, because its account goes; nothing happens where none is under way."""
    rotation = find_open(connection, account)
    if rotation is not None:
        _change(connection, rotation, step="cancelled", note=why, updated_at=now, finished_at=now)


def note_owner(connection: sa.Connection, account: Account, version: int, user_id: str) -> None:
    """Write down to whom at ClickUp a version belongs, now that ClickUp said so."""
    connection.execute(
        sa.update(credentials)
        .where(
            credentials.c.organization_id == account.organization_id,
            credentials.c.account_id == account.id,
            credentials.c.version == version,
        )
        .values(user_id=user_id)
    )


def _change(connection: sa.Connection, rotation: Rotation, **changes: Any) -> Rotation:
    done = connection.execute(
        sa.update(rotations)
        .where(
            rotations.c.organization_id == rotation.organization_id,
            rotations.c.id == rotation.id,
            rotations.c.step == rotation.step,
        )
        .values(changes)
    )
    if done.rowcount != 1:
        raise Conflict(
            "The rotation was taken on by somebody else in between; nothing was changed.",
            advice="Look at it again: `clickgate rotate --status`.",
        )
    return msgspec.structs.replace(rotation, **changes)


def _key(account: Account) -> dict[str, str]:
    return {"in_organization": account.organization_id, "of_account": account.id}


def _read(row: sa.Row[Any]) -> Rotation:
    return Rotation(**row._mapping)
