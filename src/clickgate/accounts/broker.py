"""The one door to the credentials: opens them for whoever may use them, and writes down that it did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from clickgate.accounts import store
from clickgate.accounts.credentials import store as credential_store
from clickgate.accounts.credentials.keeping import place_of
from clickgate.accounts.environments import ENVIRONMENT, check_environment
from clickgate.accounts.lending import Lending, Loan
from clickgate.accounts.states import SEAL_BROKEN, USABLE, token_rejected
from clickgate.accounts.watching import begin_attempt, end_attempt, outcome_of
from clickgate.client.wire.auth import read_token
from clickgate.errors import AccountUnavailable, EnvironmentRefused, SealBroken, UnknownId, WorkspaceNotLinked

if TYPE_CHECKING:
    import sqlalchemy as sa

    from clickgate.access.audit.log import Deed
    from clickgate.access.caller import Caller
    from clickgate.accounts.changing import Changing
    from clickgate.accounts.health import Health
    from clickgate.accounts.model import Account
    from clickgate.client.call import Attempt
    from clickgate.errors import ClickgateError
    from clickgate.kernel.secret import Secret
    from clickgate.vault.envelope import Place

USED = "credential.used"
OPENED = "secret.opened"
_ADVICE: dict[str, str] = {
    "pending": "Finish linking it.",
    "needs_reauth": "Give it a new token: `clickgate accounts reconnect`.",
    "suspended": "`clickgate accounts resume` switches it on again.",
    "deleted": "Link it anew: `clickgate link`.",
}


class Opener(Protocol):
    """The part of the vault that opens."""

    def open(self, connection: sa.Connection, place: Place) -> Secret | None:
        """Open the secret of a place; None where there is none.

        Raises:
            SealBroken: What stands there was changed, or was sealed for another place.
        """


class Broker:
    """Opens credentials. May be used by several threads at once."""

    def __init__(self, opener: Opener, changing: Changing, health: Health) -> None:
        self._opener = opener
        self._changing = changing
        self._health = health
        self._database = changing.database
        self._audit = changing.audit

    def lend(
        self,
        caller: Caller,
        account_id: str,
        *,
        environment: str | None = None,
        workspace_id: str | None = None,
    ) -> Lending:
        """Lend an account's token to a client: `Client(broker.lend(caller, account.id))`.

        Args:
            caller: Who uses it; the audit log names them with each try.
            account_id: Which account.
            environment: Where it is to be used, such as `production`.
            workspace_id: The only workspace that it may be used for; None for all that the account may use.

        Raises:
            UnknownId: There is no such account.
            AccountUnavailable: It is suspended, needs a new token, or is gone.
            EnvironmentRefused: It is production's, and is to be used elsewhere.
            WorkspaceNotLinked: The account may not use that workspace.
        """
        account = self.look(caller, account_id)
        if environment is not None:
            self._check_environment(caller, account, environment)
        if workspace_id is not None and workspace_id not in account.workspace_ids:
            raise WorkspaceNotLinked(
                f"The account '{account.name}' may not use that workspace. Nothing was sent.",
                workspaces=sorted(account.workspace_ids),
                advice="`clickgate accounts check` asks ClickUp anew which it may use.",
            )
        return Lending(self, caller, account.id, self._changing.clock, workspace_id=workspace_id)

    def open(self, caller: Caller, account: Account, version: int, *, why: str) -> Secret:
        """Open one version of an account's credential; each opening is on record.

        Args:
            caller: Who wants it.
            account: The account as it was found.
            version: Any version whose sealed text is still there.
            why: What it is opened for, for the audit log.

        Raises:
            UnknownId: The account is not of the caller's organization.
            AuditUnwritable: It was not opened.
            VaultLocked: There is no key at hand.
            SealBroken: What is kept does not open, or is not there; the account is degraded if it is the one in use.
        """
        store.check_own(account, caller.organization_id)
        place = place_of(account.organization_id, account.id, version)
        detail = {"why": why}
        try:
            with self._audit.deed(
                caller, USED, account_id=account.id, credential_version=version, detail=detail,
                is_change=False,
            ):  # fmt: skip
                secret = self._database.read(lambda connection: self._opener.open(connection, place))
                return _check_kept(secret, account, version)
        except SealBroken:
            self._changing.move_if(account, {"active"}, "degraded", SEAL_BROKEN, version=version)
            raise

    def open_sealed(self, caller: Caller, account: Account, place: Place, *, why: str) -> Secret | None:
        """Open another sealed value of an account, such as what a target asks for; None where there is none.

        Raises:
            AuditUnwritable: It was not opened.
            VaultLocked: There is no key at hand.
            SealBroken: What is kept does not open.
        """
        store.check_own(account, caller.organization_id)
        store.check_own(account, place.organization_id)
        detail = {"why": why, "field": place.field}
        with self._audit.deed(
            caller, OPENED, account_id=account.id, target=place.owner_id, detail=detail, is_change=False
        ):
            return self._database.read(lambda connection: self._opener.open(connection, place))

    # What a lending leans on.

    def changes(self, account_id: str) -> int:
        """How often this process has changed an account."""
        return self._changing.changes(account_id)

    def look(self, caller: Caller, account_id: str) -> Account:
        """Find an account whose token may be lent now.

        Raises:
            UnknownId: There is no such account.
            AccountUnavailable: Its state does not allow it; that is on record.
        """
        organization = caller.organization_id
        try:
            account = self._database.read(lambda connection: store.find_kept(connection, organization, account_id))
        except UnknownId as unknown:
            self._note_denied(caller, account_id, unknown)
            raise
        if account.state in USABLE and account.active_version is not None:
            return account
        error = _unavailable(account)
        self._note_denied(caller, account_id, error)
        raise error

    def take(self, caller: Caller, account: Account) -> Loan:
        """Open the credential that an account uses.

        Raises:
            KeepingFailed: It can't be read.
        """
        version = account.active_version or 0
        try:
            secret = self.open(caller, account, version, why="call")
        except SealBroken:
            now = self.look(caller, account.id)
            if now.active_version == version:
                raise
            return self.take(caller, now)  # it was replaced, and shredded, in between
        return Loan(account, version, read_token(secret))

    def is_rotating(self, account: Account) -> bool:
        """Tell whether a new token is on its way to take the place of the one in use."""
        return self._database.read(lambda connection: credential_store.is_rotating(connection, account, in_place=True))

    def begin(self, caller: Caller, loan: Loan | None, account_id: str, attempt: Attempt) -> Deed:
        """Write down that a try is about to be sent.

        Raises:
            AuditUnwritable: It is not to be sent.
        """
        return begin_attempt(self._audit, caller, account_id, None if loan is None else loan.version, attempt)

    def end(self, deed: Deed, loan: Loan | None, attempt: Attempt) -> None:
        """Write down how a try ended, and what that tells of the account's health."""
        end_attempt(self._audit, deed, attempt)
        if loan is not None:
            self._health.note(loan.account, outcome_of(attempt))

    def reject(self, loan: Loan, ecode: str) -> None:
        """Take note that ClickUp does not take a token any more: unless another one is in use, one is needed."""
        self._changing.move_if(
            loan.account, {"active", "degraded"}, "needs_reauth", token_rejected(ecode), version=loan.version
        )

    def _check_environment(self, caller: Caller, account: Account, environment: str) -> None:
        try:
            check_environment(account.environment, {ENVIRONMENT: environment})
        except EnvironmentRefused as error:
            self._note_denied(caller, account.id, error)
            raise

    def _note_denied(self, caller: Caller, account_id: str, error: ClickgateError) -> None:
        self._audit.note(caller, USED, "denied", account_id=account_id, error=error.code)


def _check_kept(secret: Secret | None, account: Account, version: int) -> Secret:
    if secret is None:
        raise SealBroken(
            f"Nothing is kept of version {version} of the account '{account.name}'. Nothing was used.",
            advice="Link the account anew, or restore the database from a backup.",
        )
    return secret


def _unavailable(account: Account) -> AccountUnavailable:
    return AccountUnavailable(
        f"The account '{account.name}' is not used, it is {account.state}: {account.reason.sentence}",
        state=account.state,
        reason=account.reason.code,
        advice=_ADVICE.get(account.state, ""),
    )
