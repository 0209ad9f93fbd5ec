"""Keeps OAuth apps, and the codes that people's consent gave them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from clickgate.sandbox.world.ids import Ids

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clickgate.sandbox.world.rows import User

# How long ClickUp's codes last is not known.
CODE_LIFETIME_MS = 600_000
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(slots=True, eq=False)
class OAuthApp:
    """An app that may ask for consent; without `redirect_uris`, back to any address of this machine."""

    name: str
    client_id: str
    client_secret: str
    redirect_uris: tuple[str, ...] = ()

    def may_return_to(self, uri: str) -> bool:
        """Whether an address is one that the app was registered with: same origin, and a path below it.

        Raises:
            ValueError: It is no address.
        """
        sent = urlsplit(uri)
        if sent.scheme not in ("http", "https") or not sent.hostname or sent.fragment:
            return False
        if not self.redirect_uris:
            return sent.hostname in _LOOPBACK
        for known in map(urlsplit, self.redirect_uris):
            same_origin = (sent.scheme, sent.netloc.lower()) == (known.scheme, known.netloc.lower())
            if same_origin and f"{sent.path}/".startswith(f"{known.path.rstrip('/')}/"):
                return True
        return False


class Consent(NamedTuple):
    """What a person allowed an app, until the code for it is traded in or `expires`, in ms."""

    app: OAuthApp
    user: User
    workspace_ids: frozenset[str]
    expires: int


class OAuth:
    """The apps and open consents of one world.

    Its ids come from dice of their own, so that an app is the same whatever else a seed holds.

    Attributes:
        personal_client_id: The app that personal tokens count as.
    """

    def __init__(self, seed: str) -> None:
        self._ids = Ids(f"oauth {seed}")
        self._consents: dict[str, Consent] = {}
        self._forms: set[str] = set()
        self.apps: dict[str, OAuthApp] = {}
        self.personal_client_id = self._ids.upper(32)

    def add_app(self, name: str, redirect_uris: Iterable[str] = ()) -> OAuthApp:
        """Register an app; both its keys have the form that ClickUp's documents show."""
        app = OAuthApp(name, self._ids.upper(32), self._ids.upper(64), tuple(redirect_uris))
        self.apps[app.client_id] = app
        return app

    @property
    def app(self) -> OAuthApp:
        """The seed's app."""
        return next(iter(self.apps.values()))

    def consent(self, app: OAuthApp, user: User, workspace_ids: Iterable[str], at: int) -> str:
        """Let an app see some workspaces of a person's, at a time in ms; gives the code to be traded for a token."""
        code = self._ids.upper(32)
        self._consents[code] = Consent(app, user, frozenset(workspace_ids), at + CODE_LIFETIME_MS)
        return code

    def redeem(self, app: OAuthApp, code: str, at: int) -> Consent | None:
        """What a code stands for; it is good once, for its own app, until it expires."""
        found = self._consents.get(code)
        if found is None or found.app is not app:
            return None
        del self._consents[code]
        return found if at < found.expires else None

    def open_form(self) -> str:
        """A number for a form that is shown to a person."""
        number = self._ids.word(24)
        self._forms.add(number)
        return number

    def close_form(self, number: str) -> bool:
        """Whether a form was shown and not yet sent."""
        was_open = number in self._forms
        self._forms.discard(number)
        return was_open
