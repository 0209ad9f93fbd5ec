"""Acts on people, their tokens and the OAuth app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import msgspec

from clickgate.sandbox.control import shown
from clickgate.sandbox.control.routing import Nothing, route

if TYPE_CHECKING:
    from clickgate.sandbox.engine import Engine
    from clickgate.sandbox.world.rows import Role, User

_ROLES: dict[str, Role] = {"owner": 1, "admin": 2, "member": 3, "guest": 4}


class NewUser(msgspec.Struct, forbid_unknown_fields=True):
    """A person for the workspace; without `joined` only invited, and then without a name."""

    email: str
    username: str = ""
    role: Literal["owner", "admin", "member", "guest"] = "member"
    joined: bool = True


class NewToken(msgspec.Struct, forbid_unknown_fields=True):
    """A token: the owner's unless a user is given, for all of the user's workspaces unless some are given."""

    user_id: int = 0
    oauth: bool = False
    workspace_ids: list[str] | None = None


class Redirects(msgspec.Struct, forbid_unknown_fields=True):
    """Where the OAuth app may return to; none allows any address of this machine."""

    redirect_uris: list[str]


@route("GET", "users", "Lists the people of the workspace.")
def list_users(engine: Engine, _sent: Nothing, _name: str) -> Any:
    """The members."""
    rows = engine.world.workspaces[engine.workspace_id].members.values()
    return {"users": [shown.member(row) for row in rows]}


@route("POST", "users", "Adds a person to the workspace, whatever its plan allows.", takes=NewUser, keeps=True)
def add_user(engine: Engine, sent: NewUser, _name: str) -> Any:
    """One more member."""
    if "@" not in sent.email:
        raise ValueError("email is an address such as ada@example.com")
    world, workspace = engine.world, engine.world.workspaces[engine.workspace_id]
    name = (sent.username or sent.email.partition("@")[0]) if sent.joined else None
    user = world.add_user(name, sent.email)
    row = world.add_member(workspace, user, _ROLES[sent.role], engine.clock.now_ms(), joined=sent.joined)
    return {"user": shown.member(row)}


@route("GET", "tokens", "Lists tokens by a hint, with whom they are for and how their minute stands.")
def list_tokens(engine: Engine, _sent: Nothing, _name: str) -> Any:
    """The tokens without their text, which is not kept."""
    return {"tokens": shown.windows(engine)}


@route("POST", "tokens", "Issues a token, and shows its text this once.", takes=NewToken, keeps=True)
def add_token(engine: Engine, sent: NewToken, _name: str) -> Any:
    """One more token."""
    world = engine.world
    unknown = [one for one in sent.workspace_ids or () if one not in world.workspaces]
    if unknown:
        raise ValueError(f"there is no workspace {unknown[0]}")
    user = _user(engine, sent.user_id)
    text = world.add_token(user, workspace_ids=sent.workspace_ids, oauth=sent.oauth)
    row = next(reversed(world.tokens.values()))
    return {"token": text, "header": f"Bearer {text}" if sent.oauth else text} | shown.token(row)


@route("POST", "oauth", "Sets where the OAuth app may return to.", takes=Redirects, keeps=True)
def set_redirects(engine: Engine, sent: Redirects, _name: str) -> Any:
    """The app as it is then."""
    app = engine.world.oauth.app
    app.redirect_uris = tuple(sent.redirect_uris)
    return {"oauth_app": shown.app(app)}


def _user(engine: Engine, user_id: int) -> User:
    world = engine.world
    if not user_id:
        members = world.workspaces[engine.workspace_id].members.values()
        return next(row.user for row in members if row.role == 1)
    found = world.users.get(user_id)
    if found is None:
        raise ValueError(f"there is no user {user_id}")
    return found
