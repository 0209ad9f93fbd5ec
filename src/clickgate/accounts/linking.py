"""Links accounts and gives them new tokens; each token is checked with ClickUp before anything of it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from clickgate.accounts import store
from clickgate.accounts.credentials import store as credential_store
from clickgate.accounts.environments import read_environment
from clickgate.accounts.identity import bare, read_kind
from clickgate.accounts.model import Account
from clickgate.accounts.oauth.store import find_app
from clickgate.accounts.states import LINKED, LINKING, RECONNECTED
from clickgate.accounts.wording import check_name, check_text, choose_workspace
from clickgate.client.wire.auth import read_token
from clickgate.errors import Conflict, IdentityMismatch, UsageError, WorkspaceRequired
from clickgate.kernel.ids import make_id

if TYPE_CHECKING:
    import sqlalchemy as sa

    from clickgate.access.caller import Caller
    from clickgate.accounts.changing import Changing
    from clickgate.accounts.credentials.keeping import Credentials
    from clickgate.accounts.identity import Inspection
    from clickgate.accounts.trying import Trying
    from clickgate.kernel.secret import Secret


class Linking:
    """Takes tokens in."""

    def __init__(self, changing: Changing, credentials: Credentials, trying: Trying) -> None:
        self._changing = changing
        self._credentials = credentials
        self._trying = trying

    def link(
        self,
        caller: Caller,
        *,
        name: str,
        token: Secret,
        inspection: Inspection | None = None,
        description: str = "",
        environment: str | None = None,
        default_workspace: str | None = None,
        allow_second: bool = False,
        oauth_app_id: str | None = None,
    ) -> Account:
        """Link an account: ClickUp is asked whose the token is, then it is sealed; on failure nothing is kept.

        Args:
            caller: Who links it.
            name: What it is called; no other account of the organization has the name.
            token: A personal token or an OAuth access token.
            inspection: What `inspect` gave for this token, so that ClickUp is not asked again.
            description: What it is for.
            environment: Where it is used, such as `production`; None for anywhere.
            default_workspace: Id, name or address of the workspace for calls that name none; the only one is taken by
                itself.
            allow_second: Links it even though the same person or token is linked already.
            oauth_app_id: The app that an OAuth token was given to.

        Raises:
            InvalidParams: The name or a text can't be used.
            AuthenticationFailed: ClickUp does not take the token.
            WorkspaceRequired: The token may use several workspaces and none was chosen, or none at all.
            WorkspaceNotLinked: The token may not use the workspace that was chosen.
            Conflict: The name is taken, or the same person or token is linked already.
            AuditUnwritable: ClickUp was not asked.
            ClickgateError: Anything else of the client's own errors.
        """
        account = self._begin(caller, check_name(name), token, oauth_app_id=oauth_app_id)
        account = msgspec.structs.replace(
            account,
            description=check_text("description", description),
            environment=read_environment(environment or "") or None,
        )
        detail = {"kind": account.kind, "environment": account.environment}
        with self._changing.audit.deed(caller, "account.link", account_id=account.id, target=name, detail=detail):
            self._changing.database.read(lambda connection: store.check_name_free(connection, account))
            told = self._inspect(caller, token, inspection, account.id)
            default = choose_workspace(told.workspaces, default_workspace)
            account = msgspec.structs.replace(account, identity=told.identity, default_workspace_id=default)

            def keep(connection: sa.Connection) -> Account:
                _check_app(connection, caller, oauth_app_id)
                if not allow_second:
                    self._check_not_linked(connection, account, told)
                store.add(connection, account)
                return self._use(connection, caller, account, told)

            return self._changing.database.run(keep)

    def reconnect(
        self,
        caller: Caller,
        account_id: str,
        token: Secret,
        *,
        inspection: Inspection | None = None,
        allow_identity_change: bool = False,
        oauth_app_id: str | None = None,
    ) -> Account:
        """Give an account a new token, checked with ClickUp; the old one is removed, and the account is active again.

        Args:
            caller: Who does so.
            account_id: Which account.
            token: The new token.
            inspection: What `inspect` gave for this token, so that ClickUp is not asked again.
            allow_identity_change: Takes the token of another person.
            oauth_app_id: The app that an OAuth token was given to; that of the account where none is given.

        Raises:
            UnknownId: There is no such account.
            AuthenticationFailed: ClickUp does not take the token; the old one is kept.
            IdentityMismatch: The token is another person's; the old one is kept.
            WorkspaceRequired: The token may use no workspace; the old one is kept.
            Conflict: The account is suspended, a rotation is under way, or the token is linked as another account.
            ClickgateError: Anything else of the client's own errors.
        """
        detail = {"allow_identity_change": allow_identity_change}
        with self._changing.audit.deed(caller, "account.reconnect", account_id=account_id, detail=detail):
            self._changing.database.read(
                lambda connection: _check_may_reconnect(
                    connection, store.find(connection, caller.organization_id, account_id)
                )
            )
            told = self._inspect(caller, token, inspection, account_id)
            if not told.workspaces:
                raise WorkspaceRequired("The new token may use no workspace. The old one is still in use.")

            def keep(connection: sa.Connection, account: Account) -> Account:
                _check_may_reconnect(connection, account)
                _check_app(connection, caller, oauth_app_id)
                if is_another_person(account, told):
                    _check_identity_change(account, told, is_allowed=allow_identity_change)
                    self._check_not_linked(connection, account, told)
                app_id = oauth_app_id or account.oauth_app_id
                return self._use(connection, caller, msgspec.structs.replace(account, oauth_app_id=app_id), told)

            reconnected = self._changing.apply(caller, account_id, keep)
            self._credentials.settle(self._changing.database)
            return reconnected

    def _begin(self, caller: Caller, name: str, token: Secret, *, oauth_app_id: str | None) -> Account:
        """An account that is not checked yet, and not kept."""
        now = self._changing.clock.now()
        return Account(
            id=make_id("acc", now), organization_id=caller.organization_id, name=name,
            kind=read_kind(read_token(token)), oauth_app_id=oauth_app_id, state="pending", reason=LINKING,
            state_since=now, created_at=now, updated_at=now,
        )  # fmt: skip

    def _inspect(self, caller: Caller, token: Secret, known: Inspection | None, account_id: str) -> Inspection:
        """What ClickUp says of the token, which may be known already."""
        if known is not None and known.token != token:
            raise UsageError("The inspection is of another token. Nothing was kept.", advice="Inspect this one.")
        told = known or self._trying.inspect(caller, token, account_id=account_id)
        return msgspec.structs.replace(told, token=bare(token))

    def _check_not_linked(self, connection: sa.Connection, account: Account, told: Inspection) -> None:
        """Return if neither the person nor the token is linked as another account."""
        organization = account.organization_id
        same = {one.id for one in store.find_same_user(connection, organization, told.identity.user_id)}
        fingerprint = self._credentials.fingerprint(connection, organization, told.token)
        same.update(credential_store.find_same_token(connection, organization, fingerprint))
        others = sorted(same - {account.id})
        if others:
            other = store.find(connection, organization, others[0])
            raise Conflict(
                f"{told.identity.username or 'The person'} is linked already, as '{other.name}' ({other.id}). "
                "Nothing was kept.",
                advice="Use that account; allow_second=True (--allow-second) links it a second time on purpose.",
            )

    def _use(self, connection: sa.Connection, caller: Caller, account: Account, told: Inspection) -> Account:
        """Seal the token as the account's next version, use it, and keep what ClickUp said of it."""
        now = self._changing.clock.now()
        kind = read_kind(read_token(told.token))
        account = self._credentials.stage(
            connection, account, told.token, user_id=told.identity.user_id, by=caller.actor
        )  # fmt: skip
        account = self._credentials.activate(connection, account, account.last_version)
        account = note_inspection(
            connection, account, told, now, kind=kind, oauth_app_id=account.oauth_app_id if kind == "oauth" else None
        )
        if account.state == "active":
            return account
        reason = LINKED if account.state == "pending" else RECONNECTED
        return store.move(connection, account, "active", reason, now)


def _check_app(connection: sa.Connection, caller: Caller, oauth_app_id: str | None) -> None:
    """Return if there is an app of that id in the caller's organization, or none is named.

    Raises:
        UnknownId: There is none.
    """
    if oauth_app_id is not None:
        find_app(connection, caller.organization_id, oauth_app_id)


def note_inspection(
    connection: sa.Connection, account: Account, told: Inspection, now: float, **changes: Any
) -> Account:
    """Keep what ClickUp said of an account's token; a default workspace that was lost is none any more."""
    ids = {one.id for one in told.workspaces}
    default = account.default_workspace_id if account.default_workspace_id in ids else None
    return store.update(
        connection, account, now, identity=told.identity, workspaces=told.workspaces, default_workspace_id=default,
        rate_limit=told.rate_limit or account.rate_limit, last_ok_at=now, **changes,
    )  # fmt: skip


def _check_may_reconnect(connection: sa.Connection, account: Account) -> None:
    if account.state not in ("active", "degraded", "needs_reauth"):
        raise Conflict(
            f"The account '{account.name}' is {account.state}: it takes no new token now. Nothing was changed.",
            advice="`clickgate accounts resume` switches it on again.",
        )
    if credential_store.is_rotating(connection, account):
        raise Conflict(
            f"A rotation of the account '{account.name}' is under way. Nothing was changed.",
            advice="Give it the new token, or cancel it: `clickgate rotate --help`.",
        )


def is_another_person(account: Account, told: Inspection) -> bool:
    """Tell whether a token is another person's than an account's."""
    return account.identity is None or account.identity.user_id != told.identity.user_id


def _check_identity_change(account: Account, told: Inspection, *, is_allowed: bool) -> None:
    if not is_allowed and account.identity is not None:
        raise IdentityMismatch(
            f"The new token belongs to {told.identity.username or 'somebody'} (user {told.identity.user_id}), and the "
            f"account '{account.name}' is {account.identity.username or 'somebody'}'s (user "
            f"{account.identity.user_id}). The old token is still in use.",
            advice="Take a token of the same person; allow_identity_change=True takes this one on purpose.",
        )
