"""The accounts of all organizations: linked, looked up, checked, changed and removed, each for a caller."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickgate.accounts import store
from clickgate.accounts.checking import Checking
from clickgate.accounts.credentials import store as credential_store
from clickgate.accounts.environments import PRODUCTION
from clickgate.accounts.linking import Linking
from clickgate.accounts.rotation import store as rotation_store
from clickgate.accounts.states import REMOVED, suspended
from clickgate.accounts.wording import check_name, check_text, choose_workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    import sqlalchemy as sa

    from clickgate.access.caller import Caller
    from clickgate.accounts.broker import Broker
    from clickgate.accounts.changing import Changing
    from clickgate.accounts.credentials.keeping import Credentials
    from clickgate.accounts.model import Account, Credential, State, Workspace
    from clickgate.accounts.trying import Trying
    from clickgate.kernel.secret import Secret


class Accounts:
    """What can be done with accounts. Each change is on record before it is done; what fails leaves all as it was.

    An id that is unknown, deleted or of another organization is `UnknownId`, everywhere. Linking, checking and what
    they raise: `Linking.link`, `Linking.reconnect`, `Checking.check`, `Checking.resume`, `Checking.inspect_version`,
    `Trying.inspect`.
    """

    def __init__(self, changing: Changing, credentials: Credentials, broker: Broker, trying: Trying) -> None:
        linking, checking = Linking(changing, credentials, trying), Checking(changing, broker, trying)
        self._changing = changing
        self._read = changing.database.read
        self._credentials = credentials
        self.inspect = trying.inspect
        self.link = linking.link
        self.reconnect = linking.reconnect
        self.check = checking.check
        self.resume = checking.resume
        self.inspect_version = checking.inspect_version

    def get(self, caller: Caller, account_id: str) -> Account:
        """Find an account by its id."""
        return self._read(lambda connection: store.find(connection, caller.organization_id, account_id))

    def find(self, caller: Caller, name_or_id: str) -> Account:
        """Find an account by its name or its id."""

        def look(connection: sa.Connection) -> Account:
            named = store.find_named(connection, caller.organization_id, name_or_id.strip())
            return named or store.find(connection, caller.organization_id, name_or_id.strip())

        return self._read(look)

    def list(self, caller: Caller, *, state: State | None = None) -> Sequence[Account]:
        """All accounts by name, or those in one state; deleted ones only where that state is asked for."""
        return self._read(lambda connection: store.find_all(connection, caller.organization_id, state))

    def is_of_production(self, caller: Caller, token: Secret) -> bool:
        """Tell whether a token is that of an account which is for production."""

        def look(connection: sa.Connection) -> bool:
            organization = caller.organization_id
            known = self._credentials.fingerprint(connection, organization, token)
            same = credential_store.find_same_token(connection, organization, known)
            return any(store.find(connection, organization, one).environment == PRODUCTION for one in same)

        return self._changing.database.run(look)

    def workspaces(self, caller: Caller, account_id: str) -> tuple[Workspace, ...]:
        """The workspaces that an account may use, as of its last check."""
        return self.get(caller, account_id).workspaces

    def credentials(self, caller: Caller, account_id: str) -> Sequence[Credential]:
        """What is known of all versions of an account's credential, oldest first."""
        organization = caller.organization_id
        return self._read(
            lambda connection: credential_store.find_all(connection, store.find(connection, organization, account_id))
        )

    def rename(self, caller: Caller, account_id: str, name: str) -> Account:
        """Give an account another name.

        Raises:
            Conflict: The name is taken.
            InvalidParams: It is no name.
        """
        name = check_name(name)
        return self._set(caller, "account.rename", account_id, name=name)

    def describe(self, caller: Caller, account_id: str, description: str) -> Account:
        """Say what an account is for.

        Raises:
            InvalidParams: The text can't be kept.
        """
        description = check_text("description", description)
        return self._set(caller, "account.describe", account_id, description=description)

    def set_default_workspace(self, caller: Caller, account_id: str, workspace: str) -> Account:
        """Set the workspace for calls that name none, by its id, name or address in ClickUp.

        Raises:
            WorkspaceNotLinked: The account may not use it.
            InvalidParams: It can't be told which is meant.
        """

        def work(connection: sa.Connection, account: Account) -> Account:
            chosen = choose_workspace(account.workspaces, workspace)
            return store.update(connection, account, self._changing.clock.now(), default_workspace_id=chosen)

        return self._changing.change(caller, "account.default_workspace", account_id, work)

    def suspend(self, caller: Caller, account_id: str, *, why: str = "") -> Account:
        """Switch an account off: its token is lent no more, by this process at once, by others within two seconds.

        Raises:
            Conflict: It is suspended already.
        """
        reason = suspended(check_text("why", why))

        def work(connection: sa.Connection, account: Account) -> Account:
            return store.move(connection, account, "suspended", reason, self._changing.clock.now())

        return self._changing.change(caller, "account.suspend", account_id, work, detail={"why": why})

    def remove(self, caller: Caller, account_id: str) -> Account:
        """Remove an account: the sealed texts of its credential are gone at once, its name is free, its history stays.

        The token itself lives on at ClickUp until it is regenerated there.
        """

        def work(connection: sa.Connection, account: Account) -> Account:
            rotation_store.end_open(connection, account, "Its account was removed.", self._changing.clock.now())
            account = self._credentials.shred_all(connection, account)
            return store.move(connection, account, "deleted", REMOVED, self._changing.clock.now())

        removed = self._changing.change(caller, "account.remove", account_id, work)
        self._credentials.settle(self._changing.database)
        return removed

    def _set(self, caller: Caller, action: str, account_id: str, **values: str) -> Account:
        def work(connection: sa.Connection, account: Account) -> Account:
            return store.update(connection, account, self._changing.clock.now(), **values)

        return self._changing.change(caller, action, account_id, work, detail=values)
