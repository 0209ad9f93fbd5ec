"""Keeps the OAuth apps of an organization: what ClickUp registered them as, and their secrets, sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import msgspec

from clickgate.accounts.oauth import store
from clickgate.accounts.oauth.flow import check_redirect_uri, read_client_id, read_client_secret
from clickgate.accounts.oauth.store import OAuthApp
from clickgate.accounts.wording import check_name
from clickgate.errors import InvalidParams, SealBroken
from clickgate.kernel.clock import SYSTEM_CLOCK
from clickgate.kernel.ids import make_id
from clickgate.vault.envelope import Place

if TYPE_CHECKING:
    import sqlalchemy as sa

    from clickgate.access.audit.log import Audit
    from clickgate.access.caller import Caller
    from clickgate.db.engine import Database
    from clickgate.kernel.clock import Clock
    from clickgate.kernel.secret import Secret

FIELD = "client_secret"


class Safe(Protocol):
    """The vault, as far as apps go."""

    def put(self, connection: sa.Connection, place: Place, secret: Secret) -> None:
        """Seal a secret for a place and keep it there."""

    def open(self, connection: sa.Connection, place: Place) -> Secret | None:
        """Open the secret of a place; None where there is none.

        Raises:
            SealBroken: What stands there was changed, or was sealed for another place.
        """

    def shred(self, connection: sa.Connection, place: Place) -> None:
        """Remove the secret of a place."""


class OAuthApps:
    """The OAuth apps of all organizations; each change is on record before it is done."""

    def __init__(self, database: Database, safe: Safe, audit: Audit, clock: Clock = SYSTEM_CLOCK) -> None:
        self._database = database
        self._safe = safe
        self._audit = audit
        self._clock = clock

    def register(
        self, caller: Caller, *, name: str, client_id: str, client_secret: Secret, redirect_uri: str
    ) -> OAuthApp:
        """Keep an app that was made at ClickUp; its secret is sealed, and never shown again.

        Args:
            caller: Who does so.
            name: What it is called here.
            client_id: As ClickUp shows it.
            client_secret: As ClickUp shows it.
            redirect_uri: Exactly as it is registered there; the port 0 of `http://127.0.0.1:0/…` is any free one.

        Raises:
            InvalidParams: A text can't be used.
            ConfigurationError: The redirect URI can't be used.
            Conflict: The name is taken.
            AuditUnwritable: Nothing was kept.
        """
        check_redirect_uri(redirect_uri)
        now = self._clock.now()
        app = OAuthApp(
            id=make_id("oap", now), organization_id=caller.organization_id, name=_check_app_name(name),
            client_id=read_client_id(client_id), redirect_uri=redirect_uri, secret_version=1, created_at=now,
        )  # fmt: skip
        secret = read_client_secret(client_secret)

        def keep(connection: sa.Connection) -> None:
            store.add_app(connection, app)
            self._safe.put(connection, _place(app), secret)

        detail = {"client_id": app.client_id, "redirect_uri": app.redirect_uri}
        with self._audit.deed(caller, "oauth_app.register", target=app.id, detail=detail):
            self._database.run(keep)
        return app

    def list(self, caller: Caller) -> list[OAuthApp]:
        """All apps by name."""
        return self._database.read(lambda connection: store.find_apps(connection, caller.organization_id))

    def find(self, caller: Caller, name_or_id: str) -> OAuthApp:
        """Find an app by its name or id.

        Raises:
            UnknownId: There is none in this organization.
        """
        return self._database.read(lambda connection: store.find_app(connection, caller.organization_id, name_or_id))

    def rotate_secret(self, caller: Caller, app_id: str, client_secret: Secret) -> OAuthApp:
        """Take a new client secret of an app; the old one is removed. Accounts that are linked go on with their tokens.

        Raises:
            UnknownId: There is no such app.
            InvalidParams: The text can't be used.
            AuditUnwritable: Nothing was changed.
        """
        secret = read_client_secret(client_secret)

        def change(connection: sa.Connection) -> OAuthApp:
            old = store.find_app(connection, caller.organization_id, app_id)
            new = msgspec.structs.replace(old, secret_version=old.secret_version + 1)
            self._safe.put(connection, _place(new), secret)
            self._safe.shred(connection, _place(old))
            store.set_secret_version(connection, new)
            return new

        with self._audit.deed(caller, "oauth_app.rotate_secret", target=app_id):
            return self._database.run(change)

    def remove(self, caller: Caller, app_id: str) -> None:
        """Remove an app and its secret; sign-ins that are under way end.

        Raises:
            UnknownId: There is no such app.
            Conflict: Accounts were signed in with it.
            AuditUnwritable: Nothing was changed.
        """

        def change(connection: sa.Connection) -> None:
            app = store.find_app(connection, caller.organization_id, app_id)
            store.remove_app(connection, app)
            self._safe.shred(connection, _place(app))

        with self._audit.deed(caller, "oauth_app.remove", target=app_id):
            self._database.run(change)

    def open_secret(self, connection: sa.Connection, app: OAuthApp) -> Secret:
        """Open an app's client secret, inside a deed that is on record.

        Raises:
            SealBroken: What is kept does not open, or is not there.
            VaultLocked: There is no key at hand.
        """
        secret = self._safe.open(connection, _place(app))
        if secret is None:
            raise SealBroken(
                f"Nothing is kept of the secret of the app '{app.name}'. Nothing was sent.",
                advice="Give it anew (`clickgate oauth-apps rotate-secret`), or restore the database from a backup.",
            )
        return secret


def _place(app: OAuthApp) -> Place:
    return Place(app.organization_id, app.id, FIELD, app.secret_version)


def _check_app_name(name: str) -> str:
    name = check_name(name)
    if name.startswith("oap_"):
        raise InvalidParams([("name", "oap_ is how ids begin")])
    return name
