"""Signs people in: from the question which workspaces an app may use to an account that is linked, or linked again."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NoReturn, Protocol

import msgspec

from clickgate.accounts.environments import read_environment
from clickgate.accounts.identity import Reach
from clickgate.accounts.oauth import flow, store
from clickgate.accounts.oauth.flow import Granted, Pending, Purpose
from clickgate.accounts.watching import begin_attempt, end_attempt
from clickgate.accounts.wording import check_name, check_text
from clickgate.client.api import Client
from clickgate.client.base_url import CLICKUP, read_base_url
from clickgate.errors import (
    AuthenticationFailed,
    ConfigurationError,
    Conflict,
    InvalidParams,
    NotFound,
    PermissionDenied,
    RequestRefused,
    SignInFailed,
    UnexpectedReply,
    UnknownId,
)
from clickgate.kernel.clock import SYSTEM_CLOCK

if TYPE_CHECKING:
    from clickgate.access.audit.log import Audit, Deed
    from clickgate.access.caller import Caller
    from clickgate.accounts.identity import Inspection
    from clickgate.accounts.model import Account
    from clickgate.accounts.oauth.apps import OAuthApps
    from clickgate.accounts.oauth.store import OAuthApp
    from clickgate.client.call import Attempt
    from clickgate.client.source import Verdict
    from clickgate.client.wire.auth import Token
    from clickgate.db.engine import Database
    from clickgate.kernel.clock import Clock
    from clickgate.kernel.secret import Secret

_PATIENCE = 60.0  # seconds for the exchange
_ASKED_FOR = 50  # workspaces that a sign-in may name
# How ClickUp says that it does not take a code or a secret is not written down anywhere; all of these would mean that.
_REFUSALS = (AuthenticationFailed, NotFound, PermissionDenied, RequestRefused)


class Linker(Protocol):
    """The accounts, as far as signing in goes; see `clickgate.accounts.accounts.Accounts`."""

    def find(self, caller: Caller, name_or_id: str) -> Account:
        """Find an account by its name or its id."""

    def get(self, caller: Caller, account_id: str) -> Account:
        """Find an account by its id."""

    def inspect(self, caller: Caller, token: Secret, *, account_id: str = "") -> Inspection:
        """Ask ClickUp whose a token is and which workspaces it may use."""

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
        """Link an account."""

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
        """Give an account a new token."""


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """A sign-in that was begun.

    `url` is where the person's browser is sent; `binding` is for that browser alone, as an HttpOnly cookie, and is
    wanted back; `state` is in the address that it comes back to. `explanation` is for the person, before they leave.
    `expires_at` is in seconds since the Unix epoch.
    """

    url: str
    state: Secret
    binding: Secret
    redirect_uri: str
    explanation: tuple[str, ...]
    expires_at: float


class SignedIn(msgspec.Struct, frozen=True):
    """How a sign-in ended: the account, and how what was ticked differs from what was asked for."""

    account: Account
    granted: Granted

    @property
    def notices(self) -> tuple[str, ...]:
        """What the person should hear, in sentences."""
        return self.granted.notices()


class SigningIn:
    """Begins and finishes sign-ins; both may happen in different processes on the same database."""

    def __init__(
        self,
        database: Database,
        apps: OAuthApps,
        accounts: Linker,
        audit: Audit,
        *,
        reach: Reach | None = None,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self.apps = apps
        self._database = database
        self._accounts = accounts
        self._audit = audit
        self._reach = reach or Reach()
        self._clock = clock

    def begin(
        self,
        caller: Caller,
        app: str,
        purpose: Purpose,
        *,
        account_id: str | None = None,
        redirect_uri: str | None = None,
    ) -> Begun:
        """Begin a sign-in; the person has ten minutes.

        Args:
            caller: Who signs in.
            app: Name or id of the OAuth app.
            purpose: What comes of it.
            account_id: An account that is to get a new token; None links a new one.
            redirect_uri: Where the browser comes back to, where the app leaves the port open; else as registered.

        Raises:
            UnknownId: There is no such app or account.
            InvalidParams: The name or another text can't be used.
            Conflict: The name is taken.
            ConfigurationError: The redirect URI is not that of the app.
            AuditUnwritable: It was not begun.
        """
        known = self.apps.find(caller, app)
        purpose = self._check_purpose(caller, purpose, account_id)
        uri = flow.settle_redirect_uri(known.redirect_uri, redirect_uri)
        state, binding, now = flow.make_state(), flow.make_binding(), self._clock.now()
        pending = Pending(known.id, account_id, purpose, flow.hash_state(binding), now + flow.LIFETIME)
        with self._audit.deed(caller, "sign_in.begin", account_id=account_id or "", target=known.id):
            self._database.run(
                lambda connection: store.add_state(
                    connection, caller.organization_id, flow.hash_state(state), pending, now
                )
            )
        return Begun(
            url=flow.build_authorize_url(known.client_id, uri, state, page=flow.consent_page(self._root())),
            state=state, binding=binding, redirect_uri=uri, explanation=flow.explain(purpose, known.name),
            expires_at=pending.expires_at,
        )  # fmt: skip

    def finish(self, caller: Caller, query: str, binding: Secret | None) -> SignedIn:
        """Finish a sign-in: ClickUp's code is traded for a token, and that is linked; on failure nothing is kept.

        A state is good for one try, whoever makes it.

        Args:
            caller: Who comes back, of the organization that the sign-in was begun in.
            query: Of the address that the browser came back to.
            binding: What the browser's cookie held; None where there was none.

        Raises:
            SignInFailed: The person said no; or it was not begun here and in this browser, is over, or took too long;
                or ClickUp does not take the code.
            IdentityMismatch: Another person than the account's signed in; its old token is still in use.
            Conflict: The same person is linked already, or the name is taken meanwhile.
            WorkspaceRequired: No workspace was ticked.
            AuditUnwritable: ClickUp was not asked.
            ClickgateError: Anything else of the client's own errors.
        """
        with self._audit.deed(caller, "sign_in.finish") as deed:
            pending, code = self._admit(caller, deed, query, binding)
            app, token = self._exchange(caller, pending, code)
            told = self._accounts.inspect(caller, token, account_id=pending.account_id or "")
            account = self._keep(caller, pending, app, told)
            self._audit.end(deed, "success", detail={"app": app.id, "account": account.id})
        return SignedIn(account, flow.compare(pending.purpose, told.workspaces))

    def _check_purpose(self, caller: Caller, purpose: Purpose, account_id: str | None) -> Purpose:
        """What would fail at the end fails before the person leaves."""
        if len(purpose.workspaces) > _ASKED_FOR:
            raise InvalidParams([("workspaces", f"at most {_ASKED_FOR} can be asked for")])
        for parameter, text in (
            ("description", purpose.description), ("why", purpose.why),
            ("default_workspace", purpose.default_workspace or ""), ("workspaces", "".join(purpose.workspaces)),
        ):  # fmt: skip
            check_text(parameter, text)
        environment = read_environment(purpose.environment or "") or None
        purpose = msgspec.structs.replace(purpose, environment=environment)
        if account_id is not None:
            self._accounts.get(caller, account_id)
        elif purpose.name:
            purpose = msgspec.structs.replace(purpose, name=check_name(purpose.name))
            if not self._is_free(caller, purpose.name):
                raise Conflict(
                    f"There is an account '{purpose.name}' already; nothing was begun.",
                    advice="Choose another name, or sign that account in anew.",
                )
        return purpose

    def _is_free(self, caller: Caller, name: str) -> bool:
        try:
            self._accounts.find(caller, name)
        except UnknownId:
            return True
        return False

    def _admit(self, caller: Caller, deed: Deed, query: str, binding: Secret | None) -> tuple[Pending, Secret]:
        """The sign-in that is to be finished, and ClickUp's code for it; what is refused is on record as denied."""
        try:
            callback = flow.read_callback(query)
            now, state_hash = self._clock.now(), flow.hash_state(callback.state)
            found = self._database.run(
                lambda connection: store.use_state(connection, caller.organization_id, state_hash, now)
            )
            return flow.check_pending(found, binding, now), flow.take_code(callback)
        except SignInFailed as error:
            self._audit.end(deed, "denied", error=error.code, detail={"why": error.message})
            raise

    def _exchange(self, caller: Caller, pending: Pending, code: Secret) -> tuple[OAuthApp, Secret]:
        """Trade a code for a token.

        Raises:
            SignInFailed: ClickUp does not take the code.
            UnexpectedReply: The answer has no token in it.
        """
        app = self.apps.find(caller, pending.oauth_app_id)
        secret = self._database.read(lambda connection: self.apps.open_secret(connection, app))
        client = Client(
            _NoToken(self._audit, caller, pending.account_id or ""), base_url=self._reach.base_url,
            transport=self._reach.transport, timeout=self._reach.timeout, deadline=_PATIENCE, clock=self._clock,
        )  # fmt: skip
        params = {"client_id": app.client_id, "client_secret": secret, "code": code}
        try:
            reply = client.execute("tokens", "create", params)
        except _REFUSALS as error:
            raise SignInFailed(
                f"ClickUp did not take the code of this sign-in for the app '{app.name}': {error.code}"
                f"{f' ({error.ecode})' if error.ecode else ''}. Nothing was linked.",
                advice="Sign in again; if that fails, too, give the app's client secret anew: "
                "`clickgate oauth-apps rotate-secret`.",
            ) from error
        finally:
            if isinstance(self._reach.transport, str):  # another one is not ours to close
                client.close()
        token: Secret | None = reply.data.access_token
        if not token:
            raise UnexpectedReply(
                "ClickUp's answer has no token in it; nothing was linked.", status=reply.status,
                operation=reply.operation, advice="Sign in again.",
            )  # fmt: skip
        return app, token

    def _keep(self, caller: Caller, pending: Pending, app: OAuthApp, told: Inspection) -> Account:
        purpose = pending.purpose
        if pending.account_id is not None:
            return self._accounts.reconnect(
                caller, pending.account_id, told.token, inspection=told,
                allow_identity_change=purpose.allow_identity_change, oauth_app_id=app.id,
            )  # fmt: skip
        names = [purpose.name] if purpose.name else flow.suggest_names(told.identity)
        name = next((one for one in names if self._is_free(caller, one)), names[0])
        return self._accounts.link(
            caller, name=name, token=told.token, inspection=told, description=purpose.description,
            environment=purpose.environment, default_workspace=flow.choose_default(purpose, told.workspaces),
            allow_second=purpose.allow_second, oauth_app_id=app.id,
        )  # fmt: skip

    def _root(self) -> str:
        return read_base_url(self._reach.base_url or os.environ.get("CLICKGATE_BASE_URL") or CLICKUP)


class _NoToken:
    """A client's `TokenSource` that has no token, for the one request that needs none; each try of it is on record."""

    workspaces = None

    def __init__(self, audit: Audit, caller: Caller, account_id: str) -> None:
        self._audit = audit
        self._caller = caller
        self._account_id = account_id

    def token(self) -> NoReturn:
        """There is none."""
        raise ConfigurationError("There is no token before a code was traded for it. Nothing was sent.")

    def begin(self, token: Token | None, attempt: Attempt) -> Deed:
        """Write into the audit log that a try is about to be sent."""
        return begin_attempt(self._audit, self._caller, self._account_id, None, attempt)

    def end(self, mark: object, attempt: Attempt) -> None:
        """Write into the audit log how a try ended."""
        end_attempt(self._audit, mark, attempt)  # type: ignore[arg-type]  # what `begin` gave

    def renew(self, refused: Token) -> Verdict:
        """There is no other."""
        return "refused"

    def reject(self, refused: Token, error: AuthenticationFailed) -> None:
        """There is none that could be dead."""
