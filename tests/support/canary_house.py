"""A gate to a sandbox where everything can go wrong, and the search through all that it leaves behind."""

from __future__ import annotations

import base64
import logging
import re
import tempfile
import urllib.parse
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from clickgate.accounts.identity import Reach
from clickgate.accounts.oauth.flow import Purpose
from clickgate.client.api import Client
from clickgate.kernel.clock import ManualClock
from clickgate.kernel.secret import Secret
from clickgate.sandbox.world.world import World
from tests.support.browser import Browser
from tests.support.canary import Canaries, caught, everything_logged, everything_said
from tests.support.fake_requests import Gate, answer, carry_out_and_cut, cut, forward
from tests.support.gates import open_gate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from clickgate.accounts.model import Account
    from clickgate.sandbox.server import Sandbox
    from tests.support.databases import Databases

HUB = "https://hub.example/callback"
ELSEWHERE = "http://127.0.0.1:1"


class Front:
    """What a gate takes for ClickUp: the sandbox, with trouble on the way."""

    def __init__(self, base_url: str, token: str) -> None:
        self.base_url, self.token = base_url, token


class House:
    """A gate to a sandbox behind a place where things go wrong, with planted secrets, and all that was said."""

    def __init__(self, url: str, folder: Path, sandbox: Sandbox, way: Gate) -> None:
        self.url, self.folder, self.sandbox, self.way = url, folder, sandbox, way
        self.canaries, self.clock, self.failures = Canaries(), ManualClock(), 0
        self.fleeting = Canaries()  # good once and for minutes: whoever handed them over has them in frames of theirs
        self.said: list[str] = []
        self.fleeting_said: list[str] = []
        self.front = Front(way.url + urlsplit(sandbox.base_url).path, sandbox.token)
        self.open()
        app = sandbox.oauth_app
        self.canaries.add("client secret", app.client_secret)
        self.canaries.add("the owner's token", sandbox.token)

    def open(self) -> None:
        self.gate = open_gate(self.url, self.folder, self.front, clock=self.clock).__enter__()
        self.caller = self.gate.caller
        self.gate.trying.reach = self.gate.signing_in._reach = Reach(self.front.base_url, timeout=0.25)

    def token(self, **options: Any) -> Secret:
        """A token that ClickUp takes, planted."""
        text = self.sandbox.issue_token(**options)
        self.canaries.add("a token", text)
        return Secret(text)

    def link(self, name: str = "main", **options: Any) -> Account:
        token = options.pop("token", None) or self.token()
        return self.gate.accounts.link(self.caller, name=name, token=token, allow_second=True, **options)

    def fail(self, call: Callable[[], object], *, frames: bool = True) -> BaseException:
        """Something goes wrong; all that can be seen of it is kept for the search, what is in its frames with it."""
        error = caught(call)
        self.fleeting_said += [str(error), repr(error), repr(vars(error))]
        if frames:
            self.said.append(everything_said(error))
            logging.getLogger("clickgate.test").error("it failed", exc_info=error)
        self.failures += 1
        return error

    def plant_keys(self) -> None:
        """Look for the keys of the vault, too."""
        for line in (self.folder / "vault.key").read_text().splitlines():
            if not line.startswith("#"):
                self.canaries.add("key-encryption key", base64.b64decode(line))
        for key, _ in self.gate.vault.data_keys._unwrapped.values():
            self.canaries.add("data key", bytes(key))
        for own in ("audit_key", "fingerprint_key"):
            key = self.gate.database.run(lambda c, own=own: self.gate.vault._own_key(c, "local", own))
            self.canaries.add(own, bytes(key))

    def journal(self) -> list[bytes]:
        """What ClickUp could have written down of each request: all but the header and the body that secrets go in."""
        kept = []
        for request in self.way.passed:
            head, _, body = request.partition(b"\r\n\r\n")
            if b" /api?" in head.partition(b"\r\n")[0]:
                continue  # a browser on its way to the consent page
            is_exchange = b"/oauth/token" in head.partition(b"\r\n")[0]
            kept.append(re.sub(rb"(?im)^authorization:.*$", b"", head) + (b"" if is_exchange else body))
        return [*kept, repr(self.sandbox.requests).encode()]

    def sweep(self, *more: str, but: tuple[str, ...] = ()) -> list[str]:
        """Search everything, while the gate is open and when it is closed."""
        self.plant_keys()
        self.gate.safekeeping.backup(self.caller, self.folder / f"backup-{len(self.said)}.db")
        hidden = {self.folder / "vault.key", *(self.folder / name for name in but)}

        def look() -> list[str]:
            return [
                one for kind in (self.canaries, self.fleeting)
                for one in kind.found_below(self.folder, but=lambda path: path in hidden)
            ]  # fmt: skip

        found = look()
        self.gate.close()
        found += look() + self.canaries.found_in_command_lines()
        for text in (*self.said, *more, *self.journal()):
            found += [f"{one}: {excerpt(text)}" for one in self.canaries.found_in(text)]
        for text in self.fleeting_said:  # the address of the consent page holds the state, as it has to
            found += [f"{one}: {excerpt(text)}" for one in self.fleeting.found_in(text)]
        return sorted(set(found))


def excerpt(text: str | bytes) -> str:
    """Enough of a text to see what it was."""
    return repr(text[:200])


@pytest.fixture
def house(
    databases: Databases, clickup_sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Iterator[House]:  # fmt: skip
    """A house; when its test is over it is searched from the cellar to the roof."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setattr("clickgate.client.drive._wait_sync", lambda wait: wait_at_once(made, wait))
    service = forward(urlsplit(clickup_sandbox.base_url).port or 0)
    with Gate(service) as way, everything_logged() as logged:
        made = House(databases.make("sqlite"), tmp_path, clickup_sandbox, way)
        issue = World.add_token

        def add_token(world: World, *args: Any, **options: Any) -> str:
            text = issue(world, *args, **options)
            made.canaries.add("a token that ClickUp gave out", text)
            return text

        monkeypatch.setattr(World, "add_token", add_token)
        yield made
        shown = capfd.readouterr()

        assert made.failures
        found = made.sweep(*logged, shown.out, shown.err)
        assert found == [], "\n".join(found)


def wait_at_once(house: House, wait: Any) -> None:
    """Let time go by instead of waiting for it."""
    if wait.arm(lambda: None):
        house.clock.move(wait.seconds or 0.0)


# What ClickUp, or something between it and us, may answer. Most repeat all that they were sent.


def echo(status: str, form: str = "err") -> Callable[..., bytes]:
    def trouble(request: bytes, service: object) -> bytes:
        text = request.decode("latin-1")
        secret = re.search(r"(?im)^authorization: *(.*?)\r?$", text)
        body = {form: f"{secret and secret[1]} was not taken: {text}", "ECODE": "OAUTH_019"}
        return answer(status, body)

    return trouble


def page(status: str) -> Callable[..., bytes]:
    def trouble(request: bytes, service: object) -> bytes:
        body = b"<html><pre>" + request + b"</pre></html>"
        return b"HTTP/1.1 %b\r\ncontent-type: text/html\r\ncontent-length: %d\r\n\r\n%b" % (
            status.encode(), len(body), body,
        )  # fmt: skip

    return trouble


def odd(request: bytes, service: object) -> bytes:
    body = b'{"user": {"id": "' + request.replace(b"\r\n", b" ").replace(b'"', b"'")
    return b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b" % (len(body), body)


def torn(request: bytes, service: object) -> bytes:
    return b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 100000\r\n\r\n{" + request


def told_elsewhere(request: bytes, service: object) -> bytes:
    header = re.search(rb"(?im)^authorization: *(.*?)\r?$", request)
    quoted = urllib.parse.quote(header[1] if header else b"").encode()
    return b"HTTP/1.1 302 Found\r\nlocation: " + ELSEWHERE.encode() + b"/?" + quoted + b"\r\ncontent-length: 0\r\n\r\n"


TROUBLES: dict[str, Any] = {
    "401": echo("401 Unauthorized"),
    "403": echo("403 Forbidden", "error"),
    "404": echo("404 Not Found", "message"),
    "429": echo("429 Too Many Requests"),
    "500": echo("500 Internal Server Error"),
    "503, a page": page("503 Service Unavailable"),
    "200, a page": page("200 OK"),
    "half of it is JSON": odd,
    "torn": torn,
    "cut": cut,
    "carried out and cut": carry_out_and_cut,
    "led elsewhere": told_elsewhere,
    "nothing": "never",
}


# Where a server gives back as success what it was sent, that is data of the answer, which frames hold while it is read.
IN_AN_ANSWER = ("200, a page", "half of it is JSON")


def list_spaces(house: House, account: Account) -> None:
    with Client(
        house.gate.broker.lend(house.caller, account.id), base_url=house.front.base_url, timeout=0.25,
        clock=house.clock, workspace_id=house.sandbox.workspace_id,
    ) as client:  # fmt: skip
        client.spaces.list()


def sign_in(house: House, purpose: Purpose | None = None, *, secret: str = "", name: str = "app") -> tuple[str, Secret]:
    """Walk to ClickUp and back; the query of the way back, and the cookie."""
    app = house.sandbox.oauth_app
    app.redirect_uris = (HUB,)
    house.gate.oauth_apps.register(
        house.caller, name=name, client_id=app.client_id, client_secret=Secret(secret or app.client_secret),
        redirect_uri=HUB,
    )  # fmt: skip
    begun = house.gate.signing_in.begin(house.caller, name, purpose or Purpose(name="signed in"))
    browser = Browser(stops_at=HUB)
    url = browser.consent(browser.open(begun.url)).url
    query = urlsplit(url).query
    house.fleeting.add("state", begun.state.reveal())
    house.fleeting.add("binding", begun.binding.reveal())
    code = urllib.parse.parse_qs(query)["code"][0]
    if len(code) >= 20:
        house.fleeting.add("code", code)
    return query, begun.binding
