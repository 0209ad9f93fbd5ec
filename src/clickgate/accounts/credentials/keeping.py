"""Takes a credential through its life: staged, in use, retired, shredded; what is known of it and its seal together.

What takes a connection is called inside a transaction, with an account that was found in it by `accounts.store.lock`.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Protocol

import msgspec

from clickgate.accounts import store as account_store
from clickgate.accounts.credentials import store
from clickgate.accounts.identity import bare
from clickgate.accounts.model import Credential
from clickgate.errors import Conflict, VaultLocked
from clickgate.vault.envelope import Place

if TYPE_CHECKING:
    import sqlalchemy as sa

    from clickgate.accounts.model import Account, Proof
    from clickgate.db.engine import Database
    from clickgate.kernel.clock import Clock
    from clickgate.kernel.secret import Secret

FIELD = "token"


class Sealer(Protocol):
    """The part of the vault that puts in and takes out of existence, and opens nothing."""

    def put(self, connection: sa.Connection, place: Place, secret: Secret) -> None:
        """Seal a secret for a place and keep it there."""

    def shred(self, connection: sa.Connection, place: Place) -> None:
        """Remove the secret of a place."""

    def fingerprint(self, connection: sa.Connection, organization_id: str, secret: Secret) -> str:
        """A text that is the same for the same secret in one organization, and tells nothing of it."""

    def settle(self, database: Database) -> None:
        """See to it that what was shredded stays so."""


def place_of(organization_id: str, account_id: str, version: int) -> Place:
    """Where the vault keeps one version of an account's token."""
    return Place(organization_id, account_id, FIELD, version)


class Credentials:
    """The credentials of all accounts; each method gives the account as it is afterwards."""

    def __init__(self, sealer: Sealer, clock: Clock) -> None:
        self._sealer = sealer
        self._clock = clock

    def fingerprint(self, connection: sa.Connection, organization_id: str, token: Secret) -> str:
        """The fingerprint that a token has in an organization, however it is written."""
        return self._sealer.fingerprint(connection, organization_id, bare(token))

    def stage(self, connection: sa.Connection, account: Account, token: Secret, *, user_id: str, by: str) -> Account:
        """Seal a token as the next version, beside the one in use; it is not used yet.

        Args:
            connection: The transaction.
            account: The account, locked.
            token: The token; it is kept without spaces, quotes or a scheme around it.
            user_id: The person at ClickUp whom it belongs to.
            by: Who brought it.
        """
        now, version, token = self._clock.now(), account.last_version + 1, bare(token)
        self._sealer.put(connection, place_of(account.organization_id, account.id, version), token)
        credential = Credential(
            account_id=account.id, version=version, state="staged",
            fingerprint=self.fingerprint(connection, account.organization_id, token),
            last4=token.hint().rpartition("…")[2], user_id=user_id, created_at=now, created_by=by,
        )  # fmt: skip
        store.add(connection, account, credential)
        return account_store.update(connection, account, now, last_version=version)

    def activate(self, connection: sa.Connection, account: Account, version: int, *, keep_for: float = 0.0) -> Account:
        """Use a staged version from now on; the one in use so far is retired.

        Args:
            connection: The transaction.
            account: The account, locked.
            version: A staged version.
            keep_for: Seconds for which the retired one can be gone back to; 0 shreds it at once.

        Raises:
            UnknownId: The account never had that version.
            Conflict: It is not staged.
        """
        self._demand(connection, account, version, "staged")
        return self._switch(connection, account, version, keep_for)

    def roll_back(self, connection: sa.Connection, account: Account, *, keep_for: float = 0.0) -> Account:
        """Use the version again that was retired last; the one in use is retired in its place.

        Raises:
            Conflict: There is none, or the time in which one could go back to it is over.
        """
        now = self._clock.now()
        kept = [
            one for one in store.find_all(connection, account)
            if one.state == "retired" and one.keep_until is not None and now < one.keep_until
        ]  # fmt: skip
        if not kept:
            raise Conflict(
                f"The account '{account.name}' has no earlier credential to go back to; nothing was changed.",
                advice="Link it anew with a token that ClickUp takes.",
            )
        latest = max(kept, key=lambda one: (one.retired_at or 0.0, one.version))
        return self._switch(connection, account, latest.version, keep_for)

    def shred(self, connection: sa.Connection, account: Account, version: int) -> Account:
        """Remove the sealed text of a version; what is known of it stays.

        Raises:
            UnknownId: The account never had that version.
        """
        credential = store.find(connection, account, version)
        self._sealer.shred(connection, place_of(account.organization_id, account.id, version))
        if credential.state != "shredded":
            retired_at = credential.retired_at or self._clock.now()
            store.put_state(connection, account, version, "shredded", retired_at=retired_at, keep_until=None)
        if account.active_version == version:
            return account_store.update(connection, account, self._clock.now(), active_version=None)
        return account

    def shred_all(self, connection: sa.Connection, account: Account) -> Account:
        """Remove the sealed texts of all versions."""
        for credential in store.find_all(connection, account):
            account = self.shred(connection, account, credential.version)
        return account

    def shred_expired(self, connection: sa.Connection, account: Account) -> tuple[int, ...]:
        """Remove the sealed texts of versions that can't be gone back to any more; gives their versions."""
        now = self._clock.now()
        over = tuple(
            one.version for one in store.find_all(connection, account)
            if one.state == "retired" and (one.keep_until is None or one.keep_until <= now)
        )  # fmt: skip
        for version in over:
            self.shred(connection, account, version)
        return over

    def note_proof(self, connection: sa.Connection, account: Account, version: int, proof: Proof) -> Credential:
        """Keep whether ClickUp still takes a version.

        Raises:
            UnknownId: The account never had that version.
        """
        now = self._clock.now()
        known = store.find(connection, account, version)
        store.note_proof(connection, account, version, proof, now)
        return msgspec.structs.replace(known, proof=proof, proof_at=now)

    def settle(self, database: Database) -> None:
        """See to it that what was shredded stays so; called after the transaction that did it."""
        with contextlib.suppress(VaultLocked):  # it is done when the vault is opened next
            self._sealer.settle(database)

    def _switch(self, connection: sa.Connection, account: Account, version: int, keep_for: float) -> Account:
        now, old = self._clock.now(), account.active_version
        if old is not None and keep_for > 0:
            store.put_state(connection, account, old, "retired", retired_at=now, keep_until=now + keep_for)
        elif old is not None:
            account = self.shred(connection, account, old)
        store.put_state(
            connection, account, version, "active", activated_at=now, retired_at=None, keep_until=None
        )  # fmt: skip
        return account_store.update(connection, account, now, active_version=version)

    def _demand(self, connection: sa.Connection, account: Account, version: int, state: str) -> None:
        credential = store.find(connection, account, version)
        if credential.state != state:
            raise Conflict(
                f"Version {version} of the account '{account.name}' is {credential.state}, not {state}; nothing was "
                "changed.",
                advice="`clickgate accounts show` tells which versions there are.",
            )
