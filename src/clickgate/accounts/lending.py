"""Lends an account's token to a client: for seconds, on record, and only while the account may be used."""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from typing import TYPE_CHECKING, Protocol, cast

import msgspec

from clickgate.errors import DatabaseUnavailable, KeepingFailed

if TYPE_CHECKING:
    from clickgate.access.audit.log import Deed
    from clickgate.access.caller import Caller
    from clickgate.accounts.model import Account
    from clickgate.client.call import Attempt
    from clickgate.client.source import Verdict
    from clickgate.client.wire.auth import Token
    from clickgate.errors import AuthenticationFailed
    from clickgate.kernel.clock import Clock

_LOOK = 2.0  # seconds until the account is looked at again: what another process did to it is known by then
_KEEP = 30.0  # seconds for which a token stays in memory
_HOLD = 30.0  # seconds for which calls are held while a new token is on its way


class Loan(msgspec.Struct, frozen=True):
    """A token with the account as it was when the token was taken out."""

    account: Account
    version: int
    token: Token


class Lender(Protocol):
    """The side of the broker that a lending leans on."""

    def changes(self, account_id: str) -> int:
        """How often this process has changed an account."""

    def look(self, caller: Caller, account_id: str) -> Account:
        """Find an account whose token may be lent.

        Raises:
            AccountUnavailable: It may not be.
        """

    def take(self, caller: Caller, account: Account) -> Loan:
        """Open the account's credential."""

    def is_rotating(self, account: Account) -> bool:
        """Tell whether a new token is on its way to take the place of the one in use."""

    def begin(self, caller: Caller, loan: Loan | None, account_id: str, attempt: Attempt) -> Deed:
        """Write down that a try is about to be sent."""

    def end(self, deed: Deed, loan: Loan | None, attempt: Attempt) -> None:
        """Write down how a try ended."""

    def reject(self, loan: Loan, ecode: str) -> None:
        """Take note that ClickUp does not take a token any more."""


class Lending:
    """The token of one account, for one caller: a client's `TokenSource`. May be used by several threads at once.

    The token is in memory for at most 30 seconds; the account is looked at every 2 seconds, and at once when this
    process has changed it.
    """

    def __init__(
        self, lender: Lender, caller: Caller, account_id: str, clock: Clock, *, workspace_id: str | None = None
    ) -> None:
        self._lender = lender
        self._caller = caller
        self._clock = clock
        self._workspace_id = workspace_id
        self._lock = threading.Lock()
        self._loan: Loan | None = None
        self._recent: deque[Loan] = deque(maxlen=4)  # a call may still be on its way with a token that was replaced
        self._changes = -1
        self._look_at = self._drop_at = 0.0
        self._held: tuple[int, float] = (0, 0.0)  # version that calls are held for, until when
        self.account_id = account_id

    @property
    def workspaces(self) -> frozenset[str] | None:
        """Ids of the workspaces that a call may name; None before a token was asked for."""
        loan = self._loan
        if loan is None:
            return None
        return loan.account.workspace_ids if self._workspace_id is None else frozenset((self._workspace_id,))

    def token(self) -> Token:
        """The token to use now.

        Raises:
            AccountUnavailable: The account is suspended, needs a new token, or is gone.
            KeepingFailed: The token can't be read; nothing is sent.
        """
        with self._lock:
            return self._current().token

    def begin(self, token: Token | None, attempt: Attempt) -> object:
        """Write into the audit log that a try is about to be sent, and with which version.

        Raises:
            AuditUnwritable: It is not to be sent.
        """
        loan = next((one for one in reversed(self._recent) if one.token is token), None)
        return self._lender.begin(self._caller, loan, self.account_id, attempt), loan

    def end(self, mark: object, attempt: Attempt) -> None:
        """Write into the audit log how a try ended."""
        deed, loan = cast("tuple[Deed, Loan | None]", mark)
        self._lender.end(deed, loan, attempt)

    def renew(self, refused: Token) -> Verdict:
        """Look whether another token took the place of one that ClickUp refused, or is about to.

        Raises:
            AccountUnavailable: The account can't be used any more.
        """
        with self._lock:
            if self._loan is None or self._loan.token.header != refused.header:
                self._current()
                return "renewed"
            self._look_at = 0.0
            old = self._loan
            if self._current().version != old.version:
                return "renewed"
            return "wait" if self._is_held(old) else "refused"

    def reject(self, refused: Token, error: AuthenticationFailed) -> None:
        """Take note that ClickUp does not take the token any more: the account needs another one."""
        loan = self._loan
        if loan is not None and loan.token.header == refused.header:
            with contextlib.suppress(KeepingFailed):  # the refusal itself is what the caller has to hear
                self._lender.reject(loan, error.ecode)

    def _is_held(self, loan: Loan) -> bool:
        """Tell whether a call may wait for the token that is on its way."""
        if not self._lender.is_rotating(loan.account):
            return False
        now = self._clock.monotonic()
        if self._held[0] != loan.version:
            self._held = (loan.version, now + _HOLD)
        return now < self._held[1]

    def _current(self) -> Loan:
        """The loan, looked at again or taken anew where it is time to."""
        now, changes = self._clock.monotonic(), self._lender.changes(self.account_id)
        if self._loan is not None and now < self._look_at and changes == self._changes:
            return self._loan
        kept = self._loan if now < self._drop_at else None
        try:
            self._loan = self._look_again(kept, now)
        except DatabaseUnavailable:
            if kept is None or changes != self._changes:
                self._loan = None
                raise
            self._loan = kept  # not for longer than it would have been kept anyway
        except BaseException:
            self._loan = None
            raise
        if not self._recent or self._recent[-1] is not self._loan:
            self._recent.append(self._loan)
        self._look_at, self._changes = min(now + _LOOK, self._drop_at), changes
        return self._loan

    def _look_again(self, kept: Loan | None, now: float) -> Loan:
        account = self._lender.look(self._caller, self.account_id)
        if kept is not None and kept.version == account.active_version:
            return msgspec.structs.replace(kept, account=account)
        self._drop_at = now + _KEEP
        return self._lender.take(self._caller, account)
