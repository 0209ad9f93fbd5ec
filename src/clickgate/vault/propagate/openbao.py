"""One member of a secret in a key-value engine of OpenBao or HashiCorp Vault.

Source: https://openbao.org/api-docs/secret/kv/kv-v2/
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit
from urllib.request import getproxies

import msgspec

from clickgate.kernel.secret import Secret
from clickgate.vault.propagate.forms import find_member, is_plain, set_member
from clickgate.vault.propagate.http import is_loopback, read_address
from clickgate.vault.propagate.kinds import TIMEOUT, Key, Kind, read_timeout
from clickgate.vault.propagate.telling import AGAIN, ODD_LOGIN, UNKNOWN, UNTOUCHED, Teller, quote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from clickgate.errors import ClickgateError

T = TypeVar("T")

KIND = Kind(
    name="openbao",
    title="a secret in OpenBao or HashiCorp Vault (key-value engine, version 1 or 2)",
    keys=(
        Key("url", "address of the server, such as https://bao.example.com:8200", required=True),
        Key("path", "path of the secret within the engine", required=True),
        Key("key", "member of the secret; the others are kept", default="CLICKUP_API_TOKEN"),
        Key("mount", "path of the engine", default="secret"),
        Key("namespace", "namespace, where the server has such"),
        Key("ca_file", "certificates of the authority that signs for the server; else BAO_CACERT, VAULT_CACERT"),
        TIMEOUT,
    ),
    login="a token of the server",
    without_login="BAO_TOKEN, VAULT_TOKEN, or the file ~/.vault-token",
    rights=(
        "version 2: `read`, `create` and `update` on MOUNT/data/PATH; `update` on MOUNT/metadata/PATH keeps the "
        "version of the credential beside it, and may be left out",
        "version 1: `read`, `create` and `update` on MOUNT/PATH",
    ),
    confirmed="the secret is read again",
    extra="openbao",
)
_TRIES = 5
_NOTED = "clickgate_version"


class _Found(msgspec.Struct, frozen=True):
    """A secret as it stands: its members as one JSON object, its number, and what is kept beside it."""

    members: Secret
    number: int
    noted: dict[str, str]
    exists: bool


_NOTHING = _Found(Secret("{}"), 0, {}, exists=False)


class OpenBao:
    """Replaces one member and keeps the others, and whatever somebody else writes in the meantime."""

    def __init__(self, name: str, config: Mapping[str, str], secret: Secret | None) -> None:
        """Raises `ConfigurationError` where the address can't be used, or there is no token."""
        self._config = config
        self._teller = Teller(name, self.describe())
        self._hvac = self._teller.load("hvac", "openbao")
        self._requests = self._teller.load("requests", "openbao")
        try:
            self._base = read_address(config["url"])
        except ValueError as error:
            raise self._teller.refused(f"'url' can't be used: {error}.", advice="Nothing was sent.") from None
        token = secret or _token_of_environment()
        if token is None:
            raise self._teller.refused("there is no token.", advice="Give the target one, or set BAO_TOKEN.")
        if not is_plain(token):
            raise self._teller.refused(ODD_LOGIN, advice="Look for a space or a line break in it.")
        self._token = token
        self._timeout = read_timeout(name, config["timeout"])
        self._versioned: bool | None = None

    def describe(self) -> str:
        """Name the member, the secret and the server."""
        config = self._config
        return f"{config['key']} of {config['mount']}/{config['path']} at {urlsplit(config['url']).netloc}"

    def check(self) -> None:
        """Read the secret, and ask what the token may do with it."""
        found = self._read()
        where = self._path()
        may = self._ask(lambda client: client.sys.get_capabilities(paths=[where]), without_right=None)
        if may is None:
            return  # the token may not ask; that says nothing of the rest
        rights = set(may.get("data", may).get(where, ()))
        needed = {"read", "update" if found.exists else "create"}
        if "root" not in rights and not needed <= rights:
            raise self._teller.refused(
                f"the token lacks {' and '.join(sorted(needed - rights))} on {where}.",
                advice=f"Needed: {'; '.join(KIND.rights)}.",
            )

    def put(self, secret: Secret, *, version: int) -> bool:
        """Write the member, unless it is there; begin anew where somebody else wrote in between."""
        for _ in range(_TRIES):
            found = self._read()
            changed = find_member(found.members, self._config["key"]) != secret
            if not changed or self._write(found, secret):
                self._note(found, version)
                return changed
        raise self._teller.failed(f"somebody else keeps writing there. {UNTOUCHED}")

    def confirm(self, secret: Secret) -> bool:
        """Read the secret again."""
        return find_member(self._read().members, self._config["key"]) == secret

    def _path(self) -> str:
        inner = "data/" if self._is_versioned() else ""
        return f"{self._config['mount']}/{inner}{self._config['path']}"

    def _is_versioned(self) -> bool:
        """Ask once which version of the engine it is; 2 where the token may not ask."""
        if self._versioned is None:
            where = f"/v1/sys/internal/ui/mounts/{self._config['mount']}"
            told = self._ask(lambda client: client.adapter.get(where), without_right={}) or {}
            options = (told.get("data") or {}).get("options") or {}
            self._versioned = options.get("version") == "2" or not told
        return self._versioned

    def _read(self) -> _Found:
        mount, path = self._config["mount"], self._config["path"]
        if self._is_versioned():
            return self._ask(
                lambda client: _read_versioned(
                    client.secrets.kv.v2.read_secret_version(path, mount_point=mount, raise_on_deleted_version=False)
                ),
                nothing=_NOTHING,
            )
        return self._ask(
            lambda client: _read_plain(client.secrets.kv.v1.read_secret(path, mount_point=mount)), nothing=_NOTHING
        )

    def _write(self, found: _Found, secret: Secret) -> bool:
        """Write all members back with the new one; False where somebody else was faster."""
        mount, path = self._config["mount"], self._config["path"]
        members = set_member(found.members, self._config["key"], secret)

        def write(client: Any) -> bool:
            data = msgspec.json.decode(members.reveal())
            if self._is_versioned():
                client.secrets.kv.v2.create_or_update_secret(path, data, cas=found.number, mount_point=mount)
            else:
                client.secrets.kv.v1.create_or_update_secret(path, data, mount_point=mount)
            return True

        return self._ask(write, held=secret, overtaken=False)

    def _note(self, found: _Found, version: int) -> None:
        """Keep the credential's version in the metadata, where there is such a thing and the token may."""
        if not self._is_versioned() or found.noted.get(_NOTED) == str(version):
            return
        noted = {**found.noted, _NOTED: str(version)}
        mount, path = self._config["mount"], self._config["path"]
        self._ask(
            lambda client: client.secrets.kv.v2.update_metadata(path, mount_point=mount, custom_metadata=noted),
            without_right=None,
        )

    def _ask(self, call: Callable[[Any], T], *, held: Secret | None = None, **instead: Any) -> T:
        """Do one thing with a client; what is raised is raised here, so that nothing of the library hangs on it.

        Args:
            call: Is given the client.
            held: A secret that is written; None says that nothing is.
            instead: What to give back rather than an error: `nothing` where there is no such secret, `without_right`
                where the token may not, `overtaken` where somebody else has written.
        """
        errors = self._hvac.exceptions
        try:
            with self._client() as client:
                return call(client)
        except errors.VaultError as error:
            kind, failure = self._refused(error, held)
            if kind in instead:
                return instead[kind]  # type: ignore[no-any-return]
        except self._requests.RequestException as error:
            failure = self._lost(error, writes=held is not None)
        except (KeyError, TypeError, AttributeError, msgspec.DecodeError):
            failure = self._teller.failed("it answered with something that can't be understood.")
        raise failure

    @contextmanager
    def _client(self) -> Iterator[Any]:
        with self._requests.Session() as session:
            session.trust_env = False  # no login of ~/.netrc; the proxy is named below
            local = is_loopback(urlsplit(self._base).hostname or "")
            authority = self._config["ca_file"] or os.environ.get("BAO_CACERT") or os.environ.get("VAULT_CACERT")
            yield self._hvac.Client(
                self._base, self._token.reveal(), verify=authority or True, timeout=self._timeout,
                proxies={} if local else getproxies(), allow_redirects=False, session=session,
                namespace=self._config["namespace"] or None, adapter=self._hvac.adapters.JSONAdapter,
            )  # fmt: skip

    def _refused(self, error: Any, held: Secret | None) -> tuple[str, ClickgateError]:
        """What kind of refusal it is, and the error that tells of it."""
        errors = self._hvac.exceptions
        said = quote(", ".join(map(str, error.errors or ())), [held, self._token])
        match error:
            case errors.InvalidPath() if not error.errors:
                return "nothing", self._teller.refused("there is no such secret.", advice="Look at its path.")
            case errors.InvalidPath():
                return "", self._teller.refused(f"there is no such engine.{said}", advice="Look at 'mount'.")
            case errors.Forbidden() | errors.Unauthorized():
                failure = self._teller.refused(
                    f"the token may not do this, or is none.{said} {UNTOUCHED}",
                    advice=f"Needed: {'; '.join(KIND.rights)}.",
                )
                return "without_right", failure
            case errors.InvalidRequest() if "check-and-set" in str(error):
                return "overtaken", self._teller.failed(f"somebody else has written there. {UNTOUCHED}")
            case errors.InvalidRequest():
                return "", self._teller.refused(
                    f"it does not take the request.{said} {UNTOUCHED}", advice="Look at the names in the settings."
                )
            case errors.VaultDown():
                return "", self._teller.failed(f"it is sealed or down.{said} {UNTOUCHED}", advice=f"Unseal it. {AGAIN}")
        return "", self._teller.failed(f"it failed.{said} {UNTOUCHED if held is None else UNKNOWN}")

    def _lost(self, error: Any, *, writes: bool) -> ClickgateError:
        errors = self._requests.exceptions
        kept = UNKNOWN if writes else UNTOUCHED
        match error:
            case errors.SSLError():
                return self._teller.refused(
                    "its certificate is not trusted. Nothing was sent.", advice="Name its authority as 'ca_file'."
                )
            case errors.ConnectTimeout():
                return self._teller.failed(f"it did not answer within {self._timeout:g} seconds. {UNTOUCHED}")
            case errors.Timeout():
                return self._teller.failed(f"it did not answer within {self._timeout:g} seconds. {kept}")
            case errors.ConnectionError() if "NewConnectionError" in repr(error.args):
                return self._teller.failed(f"it can't be reached. {UNTOUCHED}")
        return self._teller.failed(f"the connection broke before the answer was read. {kept}")


def _read_versioned(told: Any) -> _Found:
    inner = told["data"]
    exists, noted = inner["data"] is not None, inner["metadata"].get("custom_metadata") or {}
    return _Found(_to_text(inner["data"] or {}), inner["metadata"]["version"], noted, exists=exists)


def _read_plain(told: Any) -> _Found:
    return _Found(_to_text(told["data"]), 0, {}, exists=True)


def _to_text(members: Any) -> Secret:
    return Secret(msgspec.json.encode(members).decode())


def _token_of_environment() -> Secret | None:
    """The token that the server's own tools would use."""
    for name in ("BAO_TOKEN", "VAULT_TOKEN"):
        if os.environ.get(name):
            return Secret(os.environ[name])
    try:
        return Secret((Path.home() / ".vault-token").read_text().strip()) or None
    except (OSError, RuntimeError):
        return None
