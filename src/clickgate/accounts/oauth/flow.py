"""What a sign-in is made of, as functions of values: the address to leave for, the way back, and what was granted.

ClickUp's is the authorization code flow without PKCE and without scopes: what a token may do is what its person may do
in the workspaces that were ticked. Source: https://developer.clickup.com/docs/authentication
"""

from __future__ import annotations

import hmac
import re
import secrets
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec

from clickgate.accounts.pasted import read_pasted_workspace
from clickgate.client.base_url import is_loopback
from clickgate.errors import ConfigurationError, InvalidParams, SignInFailed, WorkspaceNotLinked
from clickgate.kernel.secret import Secret, holds_secret

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clickgate.accounts.model import Identity, Workspace

CONSENT_PAGE = "https://app.clickup.com/api"
LIFETIME = 600.0  # seconds from leaving for ClickUp to coming back
_LONGEST_QUERY = 4_096
_LONGEST_URI = 2_000
_USUAL_PORT = 8421
_STATE = re.compile(r"[A-Za-z0-9_-]{43}")
_CODE = re.compile(r"[!-~]{1,512}")
_ERROR = re.compile(r"[a-z_]{1,40}")
_UNSEEN = re.compile("[\\s\u00ad\u200b-\u200f\u2060\ufeff]+")
_AGAIN = "Begin the sign-in again."


class Purpose(msgspec.Struct, frozen=True, kw_only=True):
    """What a sign-in is for: how the account is to be called and set, and which workspaces are asked for, and why.

    Without a `name` the account is called after the person. `workspaces` are ids, names or addresses in ClickUp; none
    leaves the choice to the person. `why` is a sentence for them.
    """

    name: str = ""
    description: str = ""
    environment: str | None = None
    default_workspace: str | None = None
    workspaces: tuple[str, ...] = ()
    why: str = ""
    allow_second: bool = False
    allow_identity_change: bool = False


class Callback(msgspec.Struct, frozen=True):
    """What ClickUp sent the person back with: the state, and a code, or the name of an error."""

    state: Secret
    code: Secret | None
    error: str = ""


class Pending(msgspec.Struct, frozen=True):
    """A sign-in that was begun; times are seconds since the Unix epoch."""

    oauth_app_id: str
    account_id: str | None
    purpose: Purpose
    binding_hash: bytes
    expires_at: float
    used_at: float | None = None


class Granted(msgspec.Struct, frozen=True):
    """How what was ticked differs from what was asked for: texts that were asked for, names of workspaces beyond."""

    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()

    def notices(self) -> tuple[str, ...]:
        """Tell of the difference in sentences."""
        told = []
        if self.missing:
            told.append(f"Asked for and not ticked: {', '.join(self.missing)}. Sign in again to tick what is missing.")
        if self.extra:
            told.append(
                f"Ticked though not asked for: {', '.join(self.extra)}. The token may be used there, too; sign in "
                "again with fewer ticked to have less."
            )
        return tuple(told)


def make_state() -> Secret:
    """Make a text of 256 random bits."""
    return Secret(secrets.token_urlsafe(32))


make_binding = make_state


def hash_state(state: Secret) -> bytes:
    """What is kept of a state or of a binding: 32 bytes, from which it can't be found again."""
    return sha256(b"clickgate sign-in\0" + state.reveal().encode("utf-8", "replace")).digest()


def build_authorize_url(client_id: str, redirect_uri: str, state: Secret, *, page: str = CONSENT_PAGE) -> str:
    """Build the address that the person's browser is sent to."""
    query = urlencode({"client_id": client_id, "redirect_uri": redirect_uri, "state": state.reveal()})
    return f"{page}?{query}"


def consent_page(root: str) -> str:
    """Where a person consents, for the address of an API: a sandbox shows its own page, all else leads to ClickUp's.

    Args:
        root: As `read_base_url` gives it.
    """
    return root if is_loopback(urlsplit(root).hostname or "") else CONSENT_PAGE


def check_redirect_uri(uri: str) -> None:
    """Return if a person may be sent back to an address: https, or http on this machine alone; nothing behind its path.

    Raises:
        ConfigurationError: It is no such address.
    """
    try:
        parts = urlsplit(uri)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _bad_uri("it can't be read") from None
    if len(uri) > _LONGEST_URI or not re.fullmatch(r"[!-~]+", uri) or "\\" in uri:
        raise _bad_uri("it is too long, or has a character that an address has not")
    if parts.scheme not in {"http", "https"} or not host:
        raise _bad_uri("it does not begin with https:// and a host")
    if parts.scheme == "http" and not is_loopback(host):
        raise _bad_uri("over plain http the code would travel readable to another machine")
    if "@" in parts.netloc or "?" in uri or "#" in uri:
        raise _bad_uri("it holds a user, a query or a fragment")
    if holds_secret(uri):
        raise _bad_uri("a token stands in it")
    if port == 0 and parts.scheme == "https":
        raise _bad_uri("only one on this machine can leave the port open")
    if {".", ".."} & set(parts.path.split("/")):
        raise _bad_uri("its path goes up or down")


def settle_redirect_uri(registered: str, wanted: str | None = None) -> str:
    """Where a browser is to come back to: exactly where the app is registered, but for a port that was left open as 0.

    Raises:
        ConfigurationError: What is wanted is somewhere else.
    """
    is_open = urlsplit(registered).port == 0
    uri = _with_port(registered, _USUAL_PORT) if is_open and wanted in {None, registered} else wanted or registered
    check_redirect_uri(uri)
    if (_with_port(uri, 0) if is_open else uri) != registered:
        raise ConfigurationError("The redirect URI is not that of the app.", advice=f"That is {registered}.")
    return uri


def read_callback(query: str) -> Callback:
    """Read the query that ClickUp sent the person back with.

    Raises:
        SignInFailed: It is no such query: something is missing, doubled, too long, or has a character it can't have.
    """
    try:
        pairs = parse_qsl(query.removeprefix("?"), keep_blank_values=True, max_num_fields=20)
    except ValueError:
        pairs = []
    found = dict(pairs)
    names = [name for name, _ in pairs]
    is_doubled = any(names.count(name) > 1 for name in ("code", "state", "error"))
    if len(query) > _LONGEST_QUERY or is_doubled or not _STATE.fullmatch(found.get("state", "")):
        raise _not_of_clickup()
    state = Secret(found["state"])
    if "error" in found and "code" not in found:
        return Callback(state, None, found["error"] if _ERROR.fullmatch(found["error"]) else "error")
    if "error" in found or not _CODE.fullmatch(found.get("code", "")):
        raise _not_of_clickup()
    return Callback(state, Secret(found["code"]))


def read_pasted_callback(text: str) -> str:
    """Find the query in the address that a person's browser ended up at, as they paste it; spaces inside are taken out.

    Raises:
        SignInFailed: It is the address that the sign-in begins at.
    """
    clean = _UNSEEN.sub("", text[: 2 * _LONGEST_QUERY]).strip("\"'<>`").replace("&amp;", "&")
    query = clean.partition("#")[0].rpartition("?")[2]
    if "client_id=" in query:
        raise SignInFailed(
            "That is the address that the sign-in begins at.",
            advice="Open it, answer ClickUp's question, and paste the address that the browser shows then.",
        )
    return query


def is_answer_to(query: str, state: Secret) -> bool:
    """Tell whether a query is the way back of the sign-in with this state; in constant time."""
    try:
        return read_callback(query).state == state
    except SignInFailed:
        return False


def check_pending(pending: Pending | None, binding: Secret | None, now: float) -> Pending:
    """Return a sign-in that may be finished now, by whoever holds its binding.

    Raises:
        SignInFailed: It was not begun here, or in another browser; it is over already, or took too long.
    """
    if pending is None:
        raise SignInFailed("No such sign-in was begun here, or it was long ago.", advice=_AGAIN)
    if binding is None or not hmac.compare_digest(hash_state(binding), pending.binding_hash):
        raise SignInFailed(
            "The sign-in was begun in another browser; nothing was linked.",
            advice="Begin again, and stay in one browser that keeps cookies.",
        )
    if pending.used_at is not None:
        raise SignInFailed("The sign-in is over already: its address is good once.", advice=_AGAIN)
    if now >= pending.expires_at:
        raise SignInFailed(f"The sign-in took longer than {LIFETIME / 60:.0f} minutes.", advice=_AGAIN)
    return pending


def take_code(callback: Callback) -> Secret:
    """The code of a callback.

    Raises:
        SignInFailed: The person said no, or ClickUp gave none.
    """
    if callback.code is not None:
        return callback.code
    if callback.error == "access_denied":
        raise SignInFailed("The person said no on ClickUp's page; nothing was linked.", advice=_AGAIN)
    raise SignInFailed(f"ClickUp gave no code, but the error '{callback.error}'; nothing was linked.", advice=_AGAIN)


def explain(purpose: Purpose, app: str) -> tuple[str, ...]:
    """Say in sentences what a person should know before they leave for ClickUp."""
    tick = ", ".join(purpose.workspaces)
    reason = f" They are needed for this: {purpose.why}" if purpose.why else ""
    return (
        f"ClickUp will ask which of your workspaces '{app}' may use.",
        f"Tick these and no others: {tick}.{reason}" if tick else f"Tick those that are needed, and no others.{reason}",
        "There are no finer rights at ClickUp: in a workspace that is ticked the token may do all that you may do, and "
        "it does not expire.",
    )


def compare(purpose: Purpose, granted: Sequence[Workspace]) -> Granted:
    """Compare what was ticked with what was asked for; where no workspaces were asked for, none is beyond."""
    default = () if purpose.default_workspace is None else (purpose.default_workspace,)
    found = {text: _find(text, granted) for text in (*purpose.workspaces, *default)}
    beyond = [one.name or one.id for one in granted if one.id not in found.values()] if purpose.workspaces else []
    return Granted(tuple(text for text, id_ in found.items() if id_ is None), tuple(beyond))


def choose_default(purpose: Purpose, granted: Sequence[Workspace]) -> str | None:
    """The id of an account's default workspace: what was wished or asked for first, else the first that was ticked.

    A wish that was not granted does not end a sign-in whose code is spent; `compare` tells of it.
    """
    wishes = [purpose.default_workspace] if purpose.default_workspace is not None else []
    found = (_find(text, granted) for text in (*wishes, *purpose.workspaces))
    return next(filter(None, found), granted[0].id if granted else None)


def suggest_names(identity: Identity) -> list[str]:
    """Names for an account that nobody named: the person's, and the same with numbers behind it."""
    shown = "".join(char for char in identity.username if char.isprintable()).strip()[:48]
    name = shown if shown and not shown.startswith("acc_") else f"user {identity.user_id}"
    return [name, *(f"{name} {number}" for number in range(2, 10))]


def read_client_secret(secret: Secret) -> Secret:
    """Read an app's client secret as it is pasted, without spaces or quotes around it.

    Raises:
        InvalidParams: It is empty, holds a character that it can't, or is a client id.
    """
    text = secret.reveal().strip().strip("\"'").strip()
    if not re.fullmatch(r"[!-~]{1,512}", text):
        raise InvalidParams([("client_secret", "it is empty, or has a character that no secret has")])
    if re.fullmatch(r"[0-9A-Z]{32}", text):
        raise InvalidParams([("client_secret", "it has the form of a client id; the secret is twice as long")])
    return Secret(text)


def read_client_id(text: str) -> str:
    """Read an app's client id as it is pasted.

    Raises:
        InvalidParams: It is empty, holds a character that it can't, or is a client secret.
    """
    text = text.strip().strip("\"'").strip()
    if not re.fullmatch(r"[!-~]{1,200}", text):
        raise InvalidParams([("client_id", "it is empty, or has a character that no id has")])
    if holds_secret(text):
        raise InvalidParams([("client_id", "it has the form of a client secret or a token; the id is half as long")])
    return text


def _with_port(uri: str, port: int) -> str:
    parts = urlsplit(uri)
    host = parts.netloc.removesuffix(f":{parts.port}")
    return parts._replace(netloc=f"{host}:{port}").geturl()


def _find(text: str, granted: Sequence[Workspace]) -> str | None:
    try:
        return read_pasted_workspace(text, granted)
    except (InvalidParams, WorkspaceNotLinked):
        return None


def _not_of_clickup() -> SignInFailed:
    return SignInFailed("That is not how ClickUp sends people back; nothing was linked.", advice=_AGAIN)


def _bad_uri(what: str) -> ConfigurationError:
    return ConfigurationError(
        f"The redirect URI can't be used: {what}.",
        advice="Write it as it is registered at ClickUp: https://host/path, or http://127.0.0.1:8421/callback.",
    )
