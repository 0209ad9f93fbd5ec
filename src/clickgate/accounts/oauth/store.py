"""Statements on OAuth apps and on sign-ins under way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from clickgate.accounts.oauth.flow import Pending, Purpose
from clickgate.db.tables import accounts, oauth_apps, oauth_states
from clickgate.errors import Conflict, UnknownId

if TYPE_CHECKING:
    from collections.abc import Iterable


class OAuthApp(msgspec.Struct, frozen=True, kw_only=True):
    """An app registered at ClickUp, as an organization uses it; its secret is in the vault, at `secret_version`."""

    id: str
    organization_id: str
    name: str
    client_id: str
    redirect_uri: str
    secret_version: int
    created_at: float


_COLUMNS = [oauth_apps.c[name] for name in OAuthApp.__struct_fields__]
_STATE = [oauth_states.c[name] for name in Pending.__struct_fields__]


def add_app(connection: sa.Connection, app: OAuthApp) -> None:
    """Keep a new app.

    Raises:
        Conflict: The name is taken.
    """
    if any(one.name == app.name for one in find_apps(connection, app.organization_id)):
        raise Conflict(f"There is an OAuth app '{app.name}' already; nothing was kept.", advice="Take another name.")
    connection.execute(sa.insert(oauth_apps).values(msgspec.structs.asdict(app)))


def find_apps(connection: sa.Connection, organization_id: str) -> list[OAuthApp]:
    """All apps of an organization by name."""
    rows = connection.execute(
        sa.select(*_COLUMNS).where(oauth_apps.c.organization_id == organization_id).order_by(oauth_apps.c.name)
    )
    return [_to_app(row) for row in rows]


def find_app(connection: sa.Connection, organization_id: str, name_or_id: str) -> OAuthApp:
    """Find an app by its name or id.

    Raises:
        UnknownId: There is none in this organization.
    """
    if not name_or_id.isprintable():  # nobody's, and an error to databases where it is no text at all
        raise _unknown()
    row = connection.execute(
        sa.select(*_COLUMNS).where(
            oauth_apps.c.organization_id == organization_id,
            (oauth_apps.c.id == name_or_id) | (oauth_apps.c.name == name_or_id),
        )
    ).one_or_none()
    if row is None:
        raise _unknown()
    return _to_app(row)


def set_secret_version(connection: sa.Connection, app: OAuthApp) -> None:
    """Say which version of an app's secret is in use."""
    connection.execute(sa.update(oauth_apps).where(_is(app)).values(secret_version=app.secret_version))


def remove_app(connection: sa.Connection, app: OAuthApp) -> None:
    """Remove an app and its sign-ins under way; deleted accounts forget it.

    Raises:
        Conflict: Accounts were signed in with it.
    """
    uses = (accounts.c.organization_id == app.organization_id) & (accounts.c.oauth_app_id == app.id)
    alive = connection.execute(sa.select(accounts.c.name).where(uses, accounts.c.deleted_at.is_(None))).scalars().all()
    if alive:
        raise Conflict(
            f"Accounts were signed in with the app '{app.name}': {', '.join(sorted(alive))}. Nothing was changed.",
            advice="Remove them first, or keep the app.",
        )
    connection.execute(sa.update(accounts).where(uses).values(oauth_app_id=None))
    connection.execute(
        sa.delete(oauth_states).where(
            oauth_states.c.organization_id == app.organization_id, oauth_states.c.oauth_app_id == app.id
        )
    )
    connection.execute(sa.delete(oauth_apps).where(_is(app)))


def add_state(connection: sa.Connection, organization_id: str, state_hash: bytes, pending: Pending, now: float) -> None:
    """Keep a sign-in that begins; those that ended more than a day ago are let go of."""
    of_organization = oauth_states.c.organization_id == organization_id
    connection.execute(sa.delete(oauth_states).where(of_organization, oauth_states.c.expires_at < now - 86_400))
    values: dict[str, Any] = msgspec.structs.asdict(pending)
    connection.execute(
        sa.insert(oauth_states).values(
            values | {
                "organization_id": organization_id, "state_hash": state_hash, "created_at": now,
                "purpose": msgspec.to_builtins(pending.purpose),
            }
        )
    )  # fmt: skip


def use_state(connection: sa.Connection, organization_id: str, state_hash: bytes, now: float) -> Pending | None:
    """Find a sign-in by its state and use that up; `used_at` is None for the one caller who did so first."""
    same = (oauth_states.c.organization_id == organization_id) & (oauth_states.c.state_hash == state_hash)
    claimed = connection.execute(
        sa.update(oauth_states).where(same, oauth_states.c.used_at.is_(None)).values(used_at=now)
    ).rowcount
    row = connection.execute(sa.select(*_STATE).where(same)).one_or_none()
    if row is None:
        return None
    found = dict(row._mapping)
    used_at = None if claimed else found["used_at"]
    return Pending(**found | {"purpose": _to_purpose(found["purpose"]), "used_at": used_at})


def _to_app(row: Iterable[Any]) -> OAuthApp:
    return OAuthApp(**dict(zip(OAuthApp.__struct_fields__, row, strict=True)))


def _to_purpose(kept: Any) -> Purpose:
    return msgspec.convert(kept, Purpose)


def _unknown() -> UnknownId:
    return UnknownId("There is no such OAuth app.", advice="`clickgate oauth-apps list` shows what there is.")


def _is(app: OAuthApp) -> sa.ColumnElement[bool]:
    return (oauth_apps.c.organization_id == app.organization_id) & (oauth_apps.c.id == app.id)
