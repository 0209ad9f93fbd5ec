"""Tries a token out with ClickUp before anything is made to depend on it; each request is on record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickgate.accounts.identity import Inspection, Reach, inspect
from clickgate.accounts.watching import begin_attempt, end_attempt
from clickgate.client.wire.auth import read_token

if TYPE_CHECKING:
    from clickgate.access.audit.log import Audit, Deed
    from clickgate.access.caller import Caller
    from clickgate.client.call import Attempt
    from clickgate.client.source import Verdict
    from clickgate.client.wire.auth import Token
    from clickgate.errors import AuthenticationFailed
    from clickgate.kernel.clock import Clock
    from clickgate.kernel.secret import Secret


class Trial:
    """A token that is tried out: a client's `TokenSource` that has no other, and that tells no account of it."""

    workspaces = None

    def __init__(
        self, audit: Audit, caller: Caller, token: Secret, *, account_id: str = "", version: int | None = None
    ) -> None:
        self._audit = audit
        self._caller = caller
        self._token = read_token(token)
        self._account_id = account_id
        self._version = version

    def token(self) -> Token:
        """The token."""
        return self._token

    def begin(self, token: Token | None, attempt: Attempt) -> Deed:
        """Write into the audit log that a try is about to be sent.

        Raises:
            AuditUnwritable: It is not to be sent.
        """
        return begin_attempt(self._audit, self._caller, self._account_id, self._version, attempt)

    def end(self, mark: object, attempt: Attempt) -> None:
        """Write into the audit log how a try ended."""
        end_attempt(self._audit, mark, attempt)  # type: ignore[arg-type]  # what `begin` gave

    def renew(self, refused: Token) -> Verdict:
        """There is no other."""
        return "refused"

    def reject(self, refused: Token, error: AuthenticationFailed) -> None:
        """There is nobody to tell: whoever tries it out hears of the error."""


class Trying:
    """Asks ClickUp whose tokens are."""

    def __init__(self, audit: Audit, clock: Clock, reach: Reach) -> None:
        self._audit = audit
        self._clock = clock
        self.reach = reach

    def inspect(self, caller: Caller, token: Secret, *, account_id: str = "", version: int | None = None) -> Inspection:
        """Ask ClickUp whose a token is and which workspaces it may use; nothing is kept.

        Args:
            caller: Who wants to know.
            token: As a person has it.
            account_id: The account that it is, or is to be, of; empty for none.
            version: Version of the account's credential that it is; None for a new token.

        Raises:
            ConfigurationError: The token is empty or holds a character that no token has.
            AuthenticationFailed: ClickUp does not take the token.
            AuditUnwritable: ClickUp was not asked.
            ClickgateError: Anything else of the client's own errors.
        """
        trial = Trial(self._audit, caller, token, account_id=account_id, version=version)
        return inspect(token, source=trial, reach=self.reach, clock=self._clock)
