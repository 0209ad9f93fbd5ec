"""Asks ClickUp whether an account's token is still good, and keeps what it said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from clickgate.accounts import store
from clickgate.accounts.linking import is_another_person, note_inspection
from clickgate.accounts.model import Account, Reason, State, Workspace
from clickgate.accounts.states import CHECKED, IDENTITY_CHANGED, NO_WORKSPACE, RESUMED, token_rejected
from clickgate.errors import AccountUnavailable, AuthenticationFailed, Conflict

if TYPE_CHECKING:
    import sqlalchemy as sa

    from clickgate.access.caller import Caller
    from clickgate.accounts.broker import Broker
    from clickgate.accounts.changing import Changing
    from clickgate.accounts.identity import Inspection
    from clickgate.accounts.trying import Trying


class CheckResult(msgspec.Struct, frozen=True, kw_only=True):
    """What a check found.

    `problem` is None where all is well. `added` and `lost` are workspaces, compared with what was known. `seconds` is
    how long ClickUp took to answer; the rate is in requests a minute. What could not be learnt is None.
    """

    account: Account
    problem: Reason | None = None
    added: tuple[Workspace, ...] = ()
    lost: tuple[Workspace, ...] = ()
    has_lost_default: bool = False
    seconds: float | None = None
    rate_limit: int | None = None
    remaining: int | None = None
    plan: str | None = None

    @property
    def is_ok(self) -> bool:
        """Whether the account can be used."""
        return self.problem is None

    def to_dict(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        shown: dict[str, Any] = msgspec.to_builtins(self)
        return shown | {"ok": self.is_ok}


class Checking:
    """Checks accounts."""

    def __init__(self, changing: Changing, broker: Broker, trying: Trying) -> None:
        self._changing = changing
        self._broker = broker
        self._trying = trying

    def check(self, caller: Caller, account_id: str) -> CheckResult:
        """Ask ClickUp whose the account's token is and what it may use; its row and state say afterwards what is so.

        A token that ClickUp refuses, or that belongs to somebody else, makes the account need a new one; a good one
        mends an account that was degraded or needed one.

        Raises:
            UnknownId: There is no such account.
            ClickgateError: ClickUp could not be asked, or the token could not be read; nothing was changed.
        """
        with self._changing.audit.deed(caller, "account.check", account_id=account_id):
            account = self._find(caller, account_id)
            return self._examine(caller, account, CHECKED)

    def resume(self, caller: Caller, account_id: str) -> Account:
        """Switch a suspended account on again, once ClickUp said that its token is good.

        Raises:
            UnknownId: There is no such account.
            Conflict: It is not suspended.
            AccountUnavailable: Its token is not good any more: it needs a new one.
            ClickgateError: ClickUp could not be asked, or the token could not be read; nothing was changed.
        """
        with self._changing.audit.deed(caller, "account.resume", account_id=account_id):
            account = self._find(caller, account_id)
            if account.state != "suspended":
                raise Conflict(
                    f"The account '{account.name}' is {account.state}, not suspended; nothing was changed.",
                    advice="`clickgate accounts check` asks ClickUp whether its token is good.",
                )
            result = self._examine(caller, account, RESUMED)
            if result.problem is not None and result.account.state != "active":
                raise AccountUnavailable(
                    f"The account '{account.name}' can't be used: {result.problem.sentence}",
                    state=result.account.state,
                    reason=result.problem.code,
                    advice="Give it a new token: `clickgate accounts reconnect`.",
                )
            return result.account

    def inspect_version(self, caller: Caller, account: Account, version: int) -> Inspection:
        """Ask ClickUp about one version of an account's credential, in use or not; nothing is kept of what it says.

        Raises:
            AuthenticationFailed: ClickUp does not take it.
            SealBroken: Its sealed text does not open, or is not there any more.
            ClickgateError: ClickUp could not be asked.
        """
        secret = self._broker.open(caller, account, version, why="check")
        return self._trying.inspect(caller, secret, account_id=account.id, version=version)

    def _find(self, caller: Caller, account_id: str) -> Account:
        organization = caller.organization_id
        return self._changing.database.read(lambda connection: store.find(connection, organization, account_id))

    def _examine(self, caller: Caller, account: Account, good: Reason) -> CheckResult:
        try:
            told = self.inspect_version(caller, account, account.active_version or 0)
        except AuthenticationFailed as error:
            if error.operation != "users.get_current":  # ClickUp had just said whose the token is
                raise
            return self._note_refusal(caller, account, token_rejected(error.ecode), good)
        if is_another_person(account, told):
            return self._note_refusal(caller, account, IDENTITY_CHANGED, good)
        return self._note_answer(caller, account, told, good)

    def _note_refusal(self, caller: Caller, account: Account, problem: Reason, good: Reason) -> CheckResult:
        if self._broker.is_rotating(account):  # the new token is on its way, and calls wait for it
            return CheckResult(account=account, problem=problem)

        def work(connection: sa.Connection, now: Account) -> Account:
            _check_same_version(account, now)
            if now.state == "needs_reauth" or _stays_off(now, good):
                return now
            return store.move(connection, now, "needs_reauth", problem, self._changing.clock.now())

        return CheckResult(account=self._changing.apply(caller, account.id, work), problem=problem)

    def _note_answer(self, caller: Caller, account: Account, told: Inspection, good: Reason) -> CheckResult:
        def work(connection: sa.Connection, now: Account) -> Account:
            _check_same_version(account, now)
            at = self._changing.clock.now()
            now = note_inspection(connection, now, told, at)
            if _stays_off(now, good):
                return now
            if not told.workspaces:
                return _move(connection, now, "degraded", NO_WORKSPACE, at)
            return _move(connection, now, "active", good, at)

        changed = self._changing.apply(caller, account.id, work)
        before, after = account.workspace_ids, changed.workspace_ids
        default = account.default_workspace_id
        return CheckResult(
            account=changed,
            problem=None if told.workspaces else NO_WORKSPACE,
            added=tuple(one for one in told.workspaces if one.id not in before),
            lost=tuple(one for one in account.workspaces if one.id not in after),
            has_lost_default=default is not None and default not in after,
            seconds=told.seconds,
            rate_limit=told.rate_limit,
            remaining=told.remaining,
            plan=told.plan,
        )


def _move(connection: sa.Connection, account: Account, state: State, reason: Reason, now: float) -> Account:
    """Put an account into the state that ClickUp's answer makes it be in, by way of `active` where it must be."""
    if account.state not in ("active", state):
        account = store.move(connection, account, "active", reason, now)
    return account if account.state == state else store.move(connection, account, state, reason, now)


def _stays_off(account: Account, good: Reason) -> bool:
    """A check leaves an account off that somebody switched off: only `resume` switches it on."""
    return account.state == "suspended" and good is not RESUMED


def _check_same_version(known: Account, now: Account) -> None:
    if known.active_version != now.active_version:
        raise Conflict(
            f"The account '{now.name}' was given another token in between; nothing was changed.",
            advice="Check it again.",
        )
