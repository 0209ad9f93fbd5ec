"""Statements on what is known of credentials. The secrets themselves are the vault's.

All are called inside a transaction with an account that was found in it, so that what is foreign never comes here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from clickgate.accounts.model import Credential
from clickgate.db.tables import accounts, credentials, rotations
from clickgate.errors import UnknownId

if TYPE_CHECKING:
    from clickgate.accounts.model import Account, CredentialState, Proof

_COLUMNS: tuple[sa.ColumnElement[Any], ...] = (
    credentials.c.account_id, credentials.c.version, credentials.c.state, credentials.c.fingerprint,
    credentials.c.last4, credentials.c.user_id, credentials.c.created_at, credentials.c.created_by,
    credentials.c.activated_at, credentials.c.retired_at, credentials.c.keep_until,
    credentials.c.proof_result.label("proof"), credentials.c.proof_at,
)  # fmt: skip
_OF = (credentials.c.organization_id == sa.bindparam("in_organization")) & (
    credentials.c.account_id == sa.bindparam("of_account")
)
_LIST = sa.select(*_COLUMNS).where(_OF).order_by(credentials.c.version)
_FIND = sa.select(*_COLUMNS).where(_OF, credentials.c.version == sa.bindparam("at_version"))
_ROTATING = sa.select(rotations.c.way).where(
    rotations.c.organization_id == sa.bindparam("in_organization"),
    rotations.c.account_id == sa.bindparam("of_account"),
    rotations.c.finished_at.is_(None),
)


def find_all(connection: sa.Connection, account: Account) -> list[Credential]:
    """All versions that an account ever had, oldest first."""
    return [_read(row) for row in connection.execute(_LIST, _key(account))]


def find(connection: sa.Connection, account: Account, version: int) -> Credential:
    """Find one version.

    Raises:
        UnknownId: The account never had it.
    """
    row = connection.execute(_FIND, _key(account) | {"at_version": version}).one_or_none()
    if row is None:
        raise UnknownId("The account has no such version.", advice="`clickgate accounts show` lists those it has.")
    return _read(row)


def find_same_token(connection: sa.Connection, organization_id: str, fingerprint: str) -> list[str]:
    """Ids of the accounts of an organization, deleted ones aside, in which a token is staged or in use."""
    rows = connection.execute(
        sa.select(credentials.c.account_id)
        .join(accounts, accounts.c.id == credentials.c.account_id)
        .where(
            credentials.c.organization_id == organization_id,
            accounts.c.organization_id == organization_id,
            credentials.c.fingerprint == fingerprint,
            credentials.c.state.in_(("staged", "active")),
            accounts.c.deleted_at.is_(None),
        )
        .distinct()
        .order_by(credentials.c.account_id)
    )
    return list(rows.scalars())


def add(connection: sa.Connection, account: Account, credential: Credential) -> None:
    """Keep what is known of a new version."""
    values = {name: getattr(credential, name) for name in credential.__struct_fields__}
    values["proof_result"] = values.pop("proof")
    connection.execute(sa.insert(credentials).values(organization_id=account.organization_id, **values))


def put_state(
    connection: sa.Connection, account: Account, version: int, state: CredentialState, **times: float | None
) -> None:
    """Put one version into a state; `times` are `activated_at`, `retired_at`, `keep_until`."""
    _change(connection, account, version, state=state, **times)


def note_proof(connection: sa.Connection, account: Account, version: int, proof: Proof, now: float) -> None:
    """Keep whether ClickUp still took a version when it was asked."""
    _change(connection, account, version, proof_result=proof, proof_at=now)


def is_rotating(connection: sa.Connection, account: Account, *, in_place: bool = False) -> bool:
    """Tell whether a rotation is under way; with `in_place` only one whose old token ClickUp ends at once."""
    way = connection.execute(_ROTATING, _key(account)).scalar()
    return way == "in_place" if in_place else way is not None


def _change(connection: sa.Connection, account: Account, version: int, **values: Any) -> None:
    connection.execute(
        sa.update(credentials).where(_OF, credentials.c.version == sa.bindparam("at_version")).values(values),
        _key(account) | {"at_version": version},
    )


def _key(account: Account) -> dict[str, Any]:
    return {"in_organization": account.organization_id, "of_account": account.id}


def _read(row: sa.Row[Any]) -> Credential:
    return Credential(**row._mapping)
