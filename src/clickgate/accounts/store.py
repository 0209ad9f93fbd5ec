"""Statements on accounts. Each is bounded by the organization; what is not in it does not exist.

All are called inside a transaction. An id that is unknown, malformed, deleted or of another organization gets the same
words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from clickgate.accounts.model import Account, Identity, Reason, State, Workspace
from clickgate.accounts.states import check_transition
from clickgate.db.tables import accounts
from clickgate.errors import Conflict, UnknownId

if TYPE_CHECKING:
    from collections.abc import Sequence

# Nothing else is looked for: a text with a NUL, for one, is an error to PostgreSQL.
_ID = re.compile(r"acc_[0-9A-HJKMNP-TV-Z]{26}", re.ASCII)
_LIVE = accounts.c.deleted_at.is_(None)
_AT = (accounts.c.organization_id == sa.bindparam("in_organization")) & (accounts.c.id == sa.bindparam("with_id"))
_FIND = sa.select(accounts).where(_AT)
_LOCK = _FIND.with_for_update(key_share=True)  # rows that only refer to it may still be added
_FIND_NAME = sa.select(accounts).where(
    accounts.c.organization_id == sa.bindparam("in_organization"), accounts.c.name == sa.bindparam("with_name"), _LIVE
)


def find(connection: sa.Connection, organization_id: str, account_id: str) -> Account:
    """Find an account that is not deleted.

    Raises:
        UnknownId: There is none of that id in this organization.
    """
    return _living(_one(connection, _FIND, organization_id, account_id))


def find_kept(connection: sa.Connection, organization_id: str, account_id: str) -> Account:
    """Find an account, deleted or not.

    Raises:
        UnknownId: There never was one of that id in this organization.
    """
    return _one(connection, _FIND, organization_id, account_id)


def check_own(account: Account, organization_id: str) -> None:
    """Return if an account that was found is of an organization, whoever handed it over.

    Raises:
        UnknownId: It is another's, so it does not exist.
    """
    if account.organization_id != organization_id:
        raise _unknown()


def lock(connection: sa.Connection, organization_id: str, account_id: str) -> Account:
    """Find an account that is not deleted, and let nobody else change it until the transaction ends.

    Raises:
        UnknownId: There is none of that id in this organization.
    """
    return _living(_one(connection, _LOCK, organization_id, account_id))


def find_named(connection: sa.Connection, organization_id: str, name: str) -> Account | None:
    """Find the account of a name."""
    if not name.isprintable():
        return None
    row = connection.execute(_FIND_NAME, {"in_organization": organization_id, "with_name": name}).one_or_none()
    return None if row is None else _read(row)


def find_all(connection: sa.Connection, organization_id: str, state: State | None = None) -> list[Account]:
    """All accounts of an organization by name, or those of one state; deleted ones only where they are asked for."""
    wanted = _LIVE if state is None else accounts.c.state == state
    rows = connection.execute(
        sa.select(accounts)
        .where(accounts.c.organization_id == organization_id, wanted)
        .order_by(accounts.c.name, accounts.c.id)
    )
    return [_read(row) for row in rows]


def find_same_user(connection: sa.Connection, organization_id: str, user_id: str) -> list[Account]:
    """Accounts of an organization that belong to one person at ClickUp, oldest first."""
    rows = connection.execute(
        sa.select(accounts)
        .where(accounts.c.organization_id == organization_id, accounts.c.user_id == user_id, _LIVE)
        .order_by(accounts.c.created_at, accounts.c.id)
    )
    return [_read(row) for row in rows]


def check_name_free(connection: sa.Connection, account: Account) -> None:
    """Return if no other account of the organization has the name of this one.

    Raises:
        Conflict: Another has.
    """
    other = find_named(connection, account.organization_id, account.name)
    if other is not None and other.id != account.id:
        raise Conflict(
            f"There is an account of the name '{account.name}' already ({other.id}); nothing was changed.",
            advice="Choose another name, or rename that one.",
        )


def add(connection: sa.Connection, account: Account) -> None:
    """Keep a new account.

    The caller holds the organization's lock, so that no other takes the name between the look and the writing.

    Raises:
        Conflict: The name is taken.
    """
    check_name_free(connection, account)
    connection.execute(sa.insert(accounts).values(_write(account)))


def update(connection: sa.Connection, account: Account, now: float, **changes: Any) -> Account:
    """Change an account that was found, unless somebody else did so in between; gives it as it is then.

    Args:
        connection: The transaction.
        account: The account as it was found.
        now: Seconds since the Unix epoch.
        changes: Fields of `Account`.

    Raises:
        Conflict: It was changed since it was found, or the name is taken.
    """
    changed = msgspec.structs.replace(account, revision=account.revision + 1, updated_at=now, **changes)
    if changed.name != account.name:
        check_name_free(connection, changed)
    done = connection.execute(
        sa.update(accounts)
        .where(
            accounts.c.organization_id == account.organization_id,
            accounts.c.id == account.id,
            accounts.c.revision == account.revision,
        )
        .values(_write(changed))
    )
    if done.rowcount != 1:
        raise Conflict(
            f"The account '{account.name}' was changed by somebody else in between; nothing was changed.",
            advice="Look at it, and try again.",
        )
    return changed


def move(connection: sa.Connection, account: Account, state: State, reason: Reason, now: float) -> Account:
    """Put an account into another state; gives it as it is then.

    Raises:
        Conflict: The table of states does not allow it, or it was changed since it was found.
    """
    check_transition(account.state, state)
    extra = {"deleted_at": now} if state == "deleted" else {}
    return update(connection, account, now, state=state, reason=reason, state_since=now, **extra)


def note_health(connection: sa.Connection, organization_id: str, account_id: str, **times: float) -> None:
    """Write `last_ok_at` or `last_error_at`, which are no changes of the account."""
    connection.execute(sa.update(accounts).where(_AT).values(times), _key(organization_id, account_id))


def _one(connection: sa.Connection, statement: sa.Select[Any], organization_id: str, account_id: str) -> Account:
    if not _ID.fullmatch(account_id):
        raise _unknown()
    row = connection.execute(statement, _key(organization_id, account_id)).one_or_none()
    if row is None:
        raise _unknown()
    return _read(row)


def _key(organization_id: str, account_id: str) -> dict[str, str]:
    return {"in_organization": organization_id, "with_id": account_id}


def _living(account: Account) -> Account:
    if account.state == "deleted":
        raise _unknown()
    return account


def _unknown() -> UnknownId:
    return UnknownId("There is no such account.")


def _read(row: sa.Row[Any]) -> Account:
    values: dict[str, Any] = dict(row._mapping)
    user_id, username, email = (values.pop(name) for name in ("user_id", "username", "email"))
    identity = None if user_id is None else Identity(user_id, username or "", email or "")
    reason = Reason(values.pop("reason_code"), values.pop("reason"))
    workspaces = msgspec.convert(values.pop("workspaces"), tuple[Workspace, ...])
    return Account(identity=identity, reason=reason, workspaces=workspaces, **values)


def _write(account: Account) -> dict[str, Any]:
    values = {name: getattr(account, name) for name in account.__struct_fields__}
    identity, reason = values.pop("identity"), values.pop("reason")
    workspaces: Sequence[Workspace] = values.pop("workspaces")
    return values | {
        "user_id": identity and identity.user_id,
        "username": identity and identity.username,
        "email": identity and identity.email,
        "reason_code": reason.code,
        "reason": reason.sentence,
        "workspaces": [msgspec.structs.asdict(one) for one in workspaces],
    }
