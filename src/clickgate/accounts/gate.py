"""Puts database, vault, audit log and accounts together for programs that run no server."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING, Any, Self

from clickgate.errors import ConfigurationError
from clickgate.kernel.clock import SYSTEM_CLOCK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from clickgate.access.audit.log import Audit
    from clickgate.access.caller import Caller
    from clickgate.accounts.identity import Reach
    from clickgate.accounts.lending import Lending
    from clickgate.accounts.trying import Trial
    from clickgate.client.api import AsyncClient, Client
    from clickgate.db.engine import Database
    from clickgate.kernel.clock import Clock
    from clickgate.vault.keys import KeySource
    from clickgate.vault.vault import Vault

LOCAL = "local"
_LIBRARIES = {"alembic", "cryptography", "sqlalchemy"}


class ClickGate:
    """The accounts of this machine, or of a shared database, and clients that use them.

        with ClickGate.open() as gate, gate.client() as client:
            client.tasks.get("9hz")

    May be used by several threads at once.

    Attributes:
        caller: Who uses it: the first argument of whatever touches accounts.
        accounts: Links, lists, checks, changes and removes accounts; see `clickgate.accounts.accounts.Accounts`.
        broker: Lends tokens.
        rotations: Replaces credentials by newer ones.
        propagations: Carries credentials to the places that read them.
        oauth_apps: The apps that people sign in with.
        signing_in: Links accounts by OAuth.
        safekeeping: How the vault stands, new keys for it, backups.
        credentials: The versions of credentials, for whoever rotates them.
        changing: Changes accounts, on record.
        audit: The audit log.
        vault: Where the tokens are sealed.
        database: Where all but the audit log's lines is kept.
    """

    def __init__(
        self,
        database: Database,
        vault: Vault,
        keys: KeySource,
        audit: Audit,
        *,
        caller: Caller,
        clock: Clock,
        reach: Reach,
    ) -> None:
        from clickgate.accounts.accounts import Accounts  # noqa: PLC0415 - so that the core goes without a database
        from clickgate.accounts.broker import Broker  # noqa: PLC0415
        from clickgate.accounts.changing import Changing  # noqa: PLC0415
        from clickgate.accounts.credentials.keeping import Credentials  # noqa: PLC0415
        from clickgate.accounts.health import Health  # noqa: PLC0415
        from clickgate.accounts.oauth.apps import OAuthApps  # noqa: PLC0415
        from clickgate.accounts.oauth.signing_in import SigningIn  # noqa: PLC0415
        from clickgate.accounts.propagation.propagations import Propagations  # noqa: PLC0415
        from clickgate.accounts.rotation.rotations import Rotations  # noqa: PLC0415
        from clickgate.accounts.safekeeping import Safekeeping  # noqa: PLC0415
        from clickgate.accounts.trying import Trying  # noqa: PLC0415

        self.caller = caller
        self.database = database
        self.vault = vault
        self.audit = audit
        self.changing = Changing(database, audit, clock)
        self.credentials = Credentials(vault, clock)
        self.health = Health(self.changing)
        self.broker = Broker(vault, self.changing, self.health)
        self.trying = Trying(audit, clock, reach)
        self.accounts = Accounts(self.changing, self.credentials, self.broker, self.trying)
        self.propagations = Propagations(database, audit, vault, self.broker, clock)
        self.rotations = Rotations(self.changing, self.credentials, self.accounts, self.propagations)
        self.oauth_apps = OAuthApps(database, vault, audit, clock)
        self.safekeeping = Safekeeping(database, vault, keys, audit)
        self.signing_in = SigningIn(database, self.oauth_apps, self.accounts, audit, reach=reach, clock=clock)

    @classmethod
    def open(
        cls,
        *,
        database_url: str | None = None,
        key_source: str | None = None,
        audit_folder: Path | None = None,
        organization: str | None = None,
        caller: Caller | None = None,
        base_url: str | None = None,
        clock: Clock = SYSTEM_CLOCK,
        notice: Callable[[str], None] | None = None,
    ) -> Self:
        """Open what this machine or its settings name; what is not there yet is made, and told of.

        Args:
            database_url: `sqlite:////folder/clickgate.db` or `postgresql://…`; `CLICKGATE_DATABASE_URL` where none is
                given, else a file in the data folder.
            key_source: Where the vault's key is; `CLICKGATE_KEY_SOURCE` where none is given, else a file in the data
                folder.
            audit_folder: Where the audit log's files are; `CLICKGATE_AUDIT_DIR` where none is given, else in the data
                folder.
            organization: Whose accounts these are; the caller's, else `local`, where none is given.
            caller: Who uses them; a program of whoever is logged in here, where nobody is given.
            base_url: Address of ClickUp's API, as `Client` takes it.
            clock: Where the time comes from.
            notice: Told, in one line each, what a person should know of a first run; stderr where none is given.

        Raises:
            ConfigurationError: A setting can't be used, or `clickgate[accounts]` is not installed.
            DatabaseUnavailable: The database can't be reached or opened.
            DatabaseOutdated: Its schema is newer than this version of clickgate.
            VaultLocked: There is no key, or the service that holds it can't be reached.
            WrongKey: The key is not the one that the vault was closed with.
        """
        with _installed(), contextlib.ExitStack() as undo:
            from clickgate.access.audit.log import Audit  # noqa: PLC0415 - so that the core goes without a database
            from clickgate.access.caller import Caller  # noqa: PLC0415
            from clickgate.access.store import ensure_organization  # noqa: PLC0415
            from clickgate.accounts.identity import Reach  # noqa: PLC0415
            from clickgate.db.opening import open_database  # noqa: PLC0415
            from clickgate.vault.keys import open_key_source  # noqa: PLC0415
            from clickgate.vault.vault import Vault  # noqa: PLC0415

            notice = notice or _tell
            caller = caller or Caller(organization or LOCAL, _login(), "program")
            if organization not in (None, caller.organization_id):
                raise ConfigurationError("The caller is of another organization.", advice="Name one of the two.")
            database = undo.enter_context(open_database(database_url))
            keys = open_key_source(key_source, os.environ, notice)
            vault = Vault.unlock(database, keys, clock)
            if ensure_organization(database, caller.organization_id, name=caller.organization_id, now=clock.now()):
                notice(f"Accounts are kept in {_shown(database_url)}.")

            def key(organization_id: str) -> bytes:
                return database.run(lambda connection: vault.audit_key(connection, organization_id))

            audit = Audit.open(database, key, clock, folder=audit_folder)
            gate = cls(database, vault, keys, audit, caller=caller, clock=clock, reach=Reach(base_url))
            undo.pop_all()
            return gate

    def client(self, name_or_id: str | None = None, *, workspace_id: str | None = None, **options: Any) -> Client:
        """Make a client that uses an account's token: lent for seconds at a time, each request on record.

        Args:
            name_or_id: Which account; the one that the environment names where none is given, else the only one. As
                long as none is linked at all, the token in `CLICKUP_API_TOKEN` is used.
            workspace_id: Default workspace; `CLICKUP_WORKSPACE_ID` where none is given, else the account's default.
            options: What else `Client` takes.

        Raises:
            ConfigurationError: There is no account, or there are several and none was chosen.
            UnknownId: There is no such account.
            AccountUnavailable: It is suspended, needs a new token, or is gone.
            EnvironmentRefused: It is production's, and this is another environment.
        """
        from clickgate.client.api import Client  # noqa: PLC0415 - only where one is made

        source, workspace_id = self.lend(name_or_id, workspace_id=workspace_id)
        return Client(source, workspace_id=workspace_id, **self._options(options))

    def async_client(
        self, name_or_id: str | None = None, *, workspace_id: str | None = None, **options: Any
    ) -> AsyncClient:
        """Make a client for programs on an event loop; see `client`."""
        from clickgate.client.api import AsyncClient  # noqa: PLC0415 - only where one is made

        source, workspace_id = self.lend(name_or_id, workspace_id=workspace_id)
        return AsyncClient(source, workspace_id=workspace_id, **self._options(options))

    def close(self) -> None:
        """Write what is left and close all; clients made here can't be used any more."""
        self.health.close()
        self.audit.close()
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _options(self, options: dict[str, Any]) -> dict[str, Any]:
        return {"base_url": self.trying.reach.base_url, "clock": self.changing.clock, **options}

    def lend(
        self, name_or_id: str | None = None, *, workspace_id: str | None = None
    ) -> tuple[Lending | Trial, str | None]:
        """Give what `client` hands to a `Client`: who lends the token, and the workspace for calls that name none.

        Raises:
            ConfigurationError: There is no account, or there are several and none was chosen.
            UnknownId: There is no such account.
            AccountUnavailable: It is suspended, needs a new token, or is gone.
            EnvironmentRefused: It is production's, and this is another environment.
        """
        from clickgate.accounts import environments  # noqa: PLC0415 - only where a client is made
        from clickgate.accounts.trying import Trial  # noqa: PLC0415

        environ = os.environ
        linked = self.accounts.list(self.caller)
        # An account goes before a token that happens to be set: whoever opens the gate asks for accounts.
        seen = {name: text for name, text in environ.items() if not (linked and name.startswith(environments.TOKEN))}
        choice = environments.choose(
            seen, account=name_or_id or "", accounts=linked,
            is_of_production=lambda token: self.accounts.is_of_production(self.caller, token),
        )  # fmt: skip
        if choice.source == "variable":
            return Trial(self.audit, self.caller, environments.token_of(choice, environ)), workspace_id
        account = self.accounts.find(self.caller, choice.name)
        environment = None if environments.is_production_allowed(environ) else choice.environment
        lending = self.broker.lend(self.caller, account.id, environment=environment)
        wanted = workspace_id or environ.get("CLICKUP_WORKSPACE_ID", "").strip()
        return lending, wanted or account.default_workspace_id


@contextlib.contextmanager
def _installed() -> Iterator[None]:
    """Tell in our own words of a library that is an extra and not there."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _LIBRARIES:
            raise
        raise ConfigurationError(
            "Accounts need libraries that are not installed.", advice="Install them: pip install 'clickgate[accounts]'."
        ) from error


def _shown(url: str | None) -> str:
    """Where a database is, without a password."""
    import sqlalchemy as sa  # noqa: PLC0415 - so that the core goes without a database

    from clickgate.db.location import database_url  # noqa: PLC0415

    read = sa.make_url(url or database_url()).set(query={})  # where a password may stand as well
    return read.database or "" if read.get_backend_name() == "sqlite" else read.render_as_string(hide_password=True)


def _login() -> str:
    """The login that this process runs under, for the audit log."""
    import getpass  # noqa: PLC0415 - only where nobody says who calls

    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number that has no name
        return f"uid {os.getuid()}" if hasattr(os, "getuid") else "unknown"


def _tell(text: str) -> None:
    sys.stderr.write(f"{text}\n")
