"""Asks a server of OpenBao or HashiCorp Vault: one request, one answer, the token in a header and nowhere else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

import msgspec

from clickgate.errors import ConfigurationError, VaultLocked
from clickgate.kernel.secret import Secret
from clickgate.vault.keys import remote

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clickgate.errors import ClickgateError

T = TypeVar("T")
TIMEOUT = 5.0  # seconds for a connection, and again for each piece of an answer
_TOKEN = re.compile(r"[!-~]+")
_LONGEST = 200  # letters of the server's own words that are passed on


class Answer(msgspec.Struct, frozen=True):
    """What the server said: `data` as JSON where it gave any, `errors` as one text."""

    status: int
    data: msgspec.Raw = msgspec.Raw(b"null")
    errors: str = ""

    def decode(self, kind: type[T]) -> T:
        """Give `data` as a value of that kind.

        Raises:
            VaultLocked: It is none.
        """
        try:
            return msgspec.json.decode(self.data, type=kind)
        except msgspec.ValidationError:
            raise VaultLocked("The key server's answer has not the form that is known.") from None


class _Body(msgspec.Struct, frozen=True):
    data: msgspec.Raw = msgspec.Raw(b"null")
    errors: tuple[str, ...] = ()


class OpenBao:
    """One server, asked with the token that stands in the environment or in a file now. Threads may share it."""

    def __init__(self, address: str, token: Callable[[], Secret], *, namespace: str = "", authority: str = "") -> None:
        """Prepare; nothing is sent yet.

        Args:
            address: Such as `https://openbao.example.com:8200`.
            token: Gives the token that is valid now.
            namespace: Namespace of all paths; empty for the root.
            authority: Path of a file with the certificates that are trusted; empty for the usual ones.

        Raises:
            ConfigurationError: hvac is not installed.
        """
        self.address = address
        self._token = token
        self._adapter = _make_adapter(address, namespace, authority)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        """Read what the command lines of both servers read: `BAO_ADDR` or `VAULT_ADDR`, and so on.

        Raises:
            ConfigurationError: There is no address, or one that can't be used.
        """
        address, authority = _setting(environ, "ADDR"), _setting(environ, "CACERT")
        if not address:
            raise ConfigurationError(
                "It is not said where the key server is.", advice="Set BAO_ADDR or VAULT_ADDR: https://host:8200."
            )
        if authority and not Path(authority).is_file():
            raise ConfigurationError("The file that BAO_CACERT or VAULT_CACERT names is not there.")
        return cls(
            remote.read_address(address, "BAO_ADDR or VAULT_ADDR"),
            _token_reader(environ),
            namespace=_setting(environ, "NAMESPACE"),
            authority=authority,
        )

    def read(self, path: str) -> Answer:
        """Read a path such as `transit/keys/clickgate`.

        Raises:
            VaultLocked: There is no token, no answer, or one that such a server does not give.
        """
        return self._ask("get", path, None)

    def write(self, path: str, **fields: str | int) -> Answer:
        """Write to a path.

        Raises:
            VaultLocked: There is no token, no answer, or one that such a server does not give.
        """
        return self._ask("post", path, fields)

    def _ask(self, method: str, path: str, fields: Mapping[str, str | int] | None) -> Answer:
        token = self._token()
        answer = remote.ask(lambda: self._send(method, path, fields, token), self._explain)
        if 300 <= answer.status < 400:
            raise VaultLocked(
                f"The key server {self.address} sends on to another address, where the token is not taken.",
                advice="Set BAO_ADDR to the address of the active server.",
            )
        if answer.status in {429, 472, 473, 501, 502, 503}:
            raise VaultLocked(
                f"The key server {self.address} does not serve now (status {answer.status}). {answer.errors}".rstrip(),
                advice="If it is sealed, unseal it: `bao operator unseal`.",
            )
        return answer

    def _send(self, method: str, path: str, fields: Mapping[str, str | int] | None, token: Secret) -> Answer:
        response = self._adapter.request(
            method, f"/v1/{path}", headers={"X-Vault-Token": token.reveal()}, json=fields, raise_exception=False
        )
        if not response.content or 300 <= response.status_code < 400:
            return Answer(response.status_code)
        try:
            body = msgspec.json.decode(response.content, type=_Body)
        except (msgspec.DecodeError, msgspec.ValidationError):
            raise _NotItsAnswer from None
        return Answer(response.status_code, body.data, " ".join(" ".join(body.errors).split())[:_LONGEST])

    def _explain(self, error: Exception) -> ClickgateError:
        from requests import exceptions as known  # noqa: PLC0415 - an extra

        match error:
            case _NotItsAnswer():
                what, advice = "does not answer as OpenBao or Vault does", "Look at BAO_ADDR or VAULT_ADDR."
            case known.SSLError():
                what = "shows a certificate that is not trusted"
                advice = "Set BAO_CACERT or VAULT_CACERT to the certificate of its authority."
            case known.Timeout():
                what, advice = f"did not answer within {TIMEOUT:g} seconds", "Look whether it is up, then try again."
            case _:
                what, advice = "can't be reached", "Look whether it is up and whether the address is right."
        return VaultLocked(f"The key server {self.address} {what}.", advice=advice)


class _NotItsAnswer(Exception):
    """The answer is not JSON of the known form."""


def _make_adapter(address: str, namespace: str, authority: str) -> Any:
    try:
        import requests  # noqa: PLC0415 - an extra
        from hvac.adapters import RawAdapter  # type: ignore[import-untyped]  # noqa: PLC0415
    except ImportError:
        raise remote.absent("hvac", "openbao") from None

    session = requests.Session()
    session.trust_env = False  # neither a proxy nor a login of ~/.netrc comes between the token and the server
    session.verify = authority or True
    return RawAdapter(address, session=session, namespace=namespace, timeout=TIMEOUT, allow_redirects=False)


def _setting(environ: Mapping[str, str], name: str) -> str:
    return environ.get(f"BAO_{name}") or environ.get(f"VAULT_{name}") or ""


def _token_reader(environ: Mapping[str, str]) -> Callable[[], Secret]:
    """Find where the token is: a variable, or a file that is read each time, for whoever renews it writes it anew."""
    if text := _setting(environ, "TOKEN"):
        token = _read_token(text, "BAO_TOKEN or VAULT_TOKEN")
        return lambda: token
    named = _setting(environ, "TOKEN_FILE")
    path = Path(named) if named else Path(environ.get("HOME") or Path.home()) / ".vault-token"

    def read() -> Secret:
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, ValueError):
            raise VaultLocked("There is no token for the key server.", advice=_WHERE) from None
        return _read_token(text, "the token file")

    return read


_WHERE = "Set BAO_TOKEN or VAULT_TOKEN, or name a file that holds the token in BAO_TOKEN_FILE or VAULT_TOKEN_FILE."


def _read_token(text: str, where: str) -> Secret:
    """Take a token; one with blanks or line ends within would end up in the error of a library that refuses it."""
    if not _TOKEN.fullmatch(text.strip()):
        raise VaultLocked(f"What stands in {where} is no token.", advice=_WHERE)
    return Secret(text.strip())
