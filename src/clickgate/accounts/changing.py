"""Changes accounts: on record first, then in one transaction, then told to whatever in this process lent a token."""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING

from clickgate.access.caller import Caller
from clickgate.accounts import store

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    import sqlalchemy as sa

    from clickgate.access.audit.log import Audit
    from clickgate.access.audit.record import Plain
    from clickgate.accounts.model import Account, Reason, State
    from clickgate.db.engine import Database
    from clickgate.kernel.clock import Clock


class Changing:
    """The one way to change an account that is there."""

    def __init__(self, database: Database, audit: Audit, clock: Clock) -> None:
        self.database = database
        self.audit = audit
        self.clock = clock
        self._lock = threading.Lock()
        self._changes: Counter[str] = Counter()

    def changes(self, account_id: str) -> int:
        """How often this process has changed an account: what was known of it before counts no more."""
        return self._changes[account_id]

    def tell(self, account_id: str) -> None:
        """Have all that was known of an account in this process looked up anew."""
        with self._lock:
            self._changes[account_id] += 1

    def change(
        self,
        caller: Caller,
        action: str,
        account_id: str,
        work: Callable[[sa.Connection, Account], Account],
        *,
        detail: Mapping[str, Plain] | None = None,
    ) -> Account:
        """Put it on record, then change an account in one transaction; gives it as it is then.

        Args:
            caller: Who wants it.
            action: Name of the deed in the audit log.
            account_id: Which account; it is locked while `work` runs.
            work: Makes the change.
            detail: More of it, for the audit log.

        Raises:
            AuditUnwritable: It was not done.
            UnknownId: There is no such account.
            Conflict: What is kept contradicts it; nothing was changed.
        """
        with self.audit.deed(caller, action, account_id=account_id, detail=detail):
            return self.apply(caller, account_id, work)

    def apply(self, caller: Caller, account_id: str, work: Callable[[sa.Connection, Account], Account]) -> Account:
        """Do as `change` does, inside a deed that is on record already."""
        organization = caller.organization_id
        changed = self.database.run(
            lambda connection: work(connection, store.lock(connection, organization, account_id))
        )
        self.tell(account_id)
        return changed

    def move_if(
        self,
        account: Account,
        states: Collection[State],
        state: State,
        reason: Reason,
        *,
        because: str = "",
        version: int | None = None,
    ) -> None:
        """Put an account into another state because of what ClickUp told, unless it has left the states named.

        Args:
            account: The account as it was known.
            states: In these it is moved.
            state: The new one.
            reason: Why.
            because: Code of the reason that it must be in its state for; empty for any.
            version: Version of the credential that must be in use; None for any.
        """

        def is_so(now: Account) -> bool:
            fits = now.state in states and because in ("", now.reason.code)
            return fits and version in (None, now.active_version)

        def work(connection: sa.Connection, now: Account) -> Account:
            return store.move(connection, now, state, reason, self.clock.now()) if is_so(now) else now

        organization = account.organization_id
        if is_so(self.database.read(lambda connection: store.find_kept(connection, organization, account.id))):
            detail = {"state": state, "reason": reason.code}
            self.change(system(organization), "account.state", account.id, work, detail=detail)


def system(organization_id: str) -> Caller:
    """The caller of what nobody asked for, but what was seen demands."""
    return Caller(organization_id, "clickgate", "system", "system")
