"""Tells how old the credentials are, and which of them are due to be replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from clickgate.accounts import store as account_store
from clickgate.accounts.credentials import store as credential_store
from clickgate.accounts.rotation import store

if TYPE_CHECKING:
    import sqlalchemy as sa

    from clickgate.access.caller import Caller
    from clickgate.accounts.model import Account, Proof
    from clickgate.accounts.rotation.model import Step
    from clickgate.db.engine import Database

DAY = 86_400.0
DUE_AFTER = 90  # days; ClickUp's tokens have no end of their own


class Age(msgspec.Struct, frozen=True, kw_only=True):
    """How old an account's credential is.

    `days` is since the token was brought here, None where the account has none. `rotation` is the step of a rotation
    that is under way. `still_valid` lists versions that were replaced and that ClickUp still took when it was asked.
    """

    account_id: str
    account: str
    version: int | None
    days: int | None
    is_due: bool
    rotation: Step | None
    still_valid: tuple[int, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        shown: dict[str, Any] = msgspec.to_builtins(self)
        return shown


def tell_ages(database: Database, caller: Caller, now: float, *, due_after: int = DUE_AFTER) -> list[Age]:
    """Tell the age of each account's credential, the oldest first.

    Args:
        database: Where they are kept.
        caller: Who asks; it is about the accounts of their organization.
        now: Seconds since the Unix epoch.
        due_after: Days after which a credential is due to be replaced.
    """

    def work(connection: sa.Connection) -> list[Age]:
        accounts = account_store.find_all(connection, caller.organization_id)
        return [_age(connection, account, now, due_after) for account in accounts]

    return sorted(database.read(work), key=lambda age: (-(age.days or 0), age.account))


def _age(connection: sa.Connection, account: Account, now: float, due_after: int) -> Age:
    versions = credential_store.find_all(connection, account)
    active = next((one for one in versions if one.version == account.active_version), None)
    rotation = store.find_open(connection, account)
    days = None if active is None else max(0, int((now - active.created_at) / DAY))
    living: Proof = "still_valid"
    return Age(
        account_id=account.id, account=account.name, version=account.active_version, days=days,
        is_due=days is not None and days >= due_after, rotation=None if rotation is None else rotation.step,
        still_valid=tuple(one.version for one in versions if one.state != "active" and one.proof == living),
    )  # fmt: skip
