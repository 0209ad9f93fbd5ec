"""One member of a secret in a key-value engine of OpenBao or HashiCorp Vault.

Source: https://openbao.org/api-docs/secret/kv/kv-v2/
"""

from __future__ import annotations

import os
import re
import ssl
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote as escape

import msgspec

from clickgate.kernel.secret import Secret
from clickgate.vault.propagate.forms import Verbatim, dig, find_member, set_member
from clickgate.vault.propagate.http import read_address
from clickgate.vault.propagate.kinds import TIMEOUT, Key, Kind, read_timeout
from clickgate.vault.propagate.service import Service, sign_with, told
from clickgate.vault.propagate.telling import UNTOUCHED, Teller

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clickgate.vault.propagate.http import Answer

KIND = Kind(
    name="openbao",
    title="a secret in OpenBao or HashiCorp Vault (key-value engine, version 1 or 2)",
    keys=(
        Key("url", "address of the server, such as https://bao.example.com:8200", required=True),
        Key("path", "path of the secret within the engine", required=True),
        Key("key", "member of the secret; the others are kept", default="CLICKUP_API_TOKEN"),
        Key("mount", "path of the engine", default="secret"),
        Key("namespace", "namespace, where the server has such"),
        Key("ca_file", "certificates of the authority that signs for the server; else BAO_CACERT or VAULT_CACERT"),
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
)
_TRIES = 5
_HOST = re.compile(r"^\w+://|.*@|/.*$")  # all of an address but host and port
_NOTED = "clickgate_version"


class _Metadata(msgspec.Struct):
    version: int
    custom_metadata: dict[str, str] | None = None


class _Options(msgspec.Struct):
    version: str = ""


class _Mount(msgspec.Struct):
    options: _Options | None = None


class _MountAnswer(msgspec.Struct):
    data: _Mount


class _Rights(msgspec.Struct):
    data: dict[str, list[str]]


class _Found(msgspec.Struct, frozen=True):
    """A secret as it stands: its members as one JSON object, its version there, and what is kept beside it."""

    members: Secret = Secret("{}")
    version: int = 0
    noted: Mapping[str, str] = {}
    exists: bool = False


class OpenBao:
    """Replaces one member and keeps the others, and whatever somebody else writes in the meantime."""

    def __init__(self, name: str, config: Mapping[str, str], secret: Secret | None) -> None:
        """Raises `ConfigurationError` where the address can't be used, or there is no token."""
        self._config = config
        self._teller = Teller(name, self.describe())
        token = secret or _token_of_environment()
        if token is None:
            raise self._teller.refused("there is no token.", advice="Give the target one, or set BAO_TOKEN.")
        headers = {"X-Vault-Request": "true"}
        if config["namespace"]:
            headers["X-Vault-Namespace"] = config["namespace"]
        base, tls = self._find_server()
        sign, timeout = sign_with(self._teller, token, "X-Vault-Token"), read_timeout(name, config["timeout"])
        self._service = Service(
            self._teller, f"{base}/v1/", "the server", sign, timeout, "; ".join(KIND.rights), headers, tls
        )
        self._versioned: bool | None = None

    def describe(self) -> str:
        """Name the member, the secret and the server."""
        config = self._config
        return f"{config['key']} of {config['mount']}/{config['path']} at {_HOST.sub('', config['url'])}"

    def check(self) -> None:
        """Read the secret, and ask what the token may do with it."""
        found, where = self._read(), self._path()
        answer = self._service.ask("POST", "sys/capabilities-self", {"paths": [where]}, also=(403,))
        if answer.status == 403:
            return  # the token may not ask; that says nothing of the rest
        rights = set(self._service.read(answer, _Rights).data.get(where, ()))
        missing = {"read", "update" if found.exists else "create"} - rights
        if missing and "root" not in rights:
            raise self._teller.refused(
                f"the token lacks {' and '.join(sorted(missing))} on {where}.",
                advice=f"Needed: {'; '.join(KIND.rights)}.",
            )

    def put(self, secret: Secret, *, version: int) -> bool:
        """Write the member, unless it is there; begin anew where somebody else wrote in between."""
        for _ in range(_TRIES):
            found = self._read()
            changed = self._value(found) != secret
            if not changed or self._write(found, secret):
                self._note(found, version)
                return changed
        raise self._teller.failed(f"somebody else keeps writing there. {UNTOUCHED}")

    def confirm(self, secret: Secret) -> bool:
        """Read the secret again."""
        return self._value(self._read()) == secret

    def _find_server(self) -> tuple[str, ssl.SSLContext | None]:
        authority = self._config["ca_file"] or os.environ.get("BAO_CACERT") or os.environ.get("VAULT_CACERT")
        try:
            base = read_address(self._config["url"])
            return base, ssl.create_default_context(cafile=authority) if authority else None
        except ValueError as error:
            what = f"'url' can't be used: {error}."
        except OSError:
            what = "the certificates of its authority can't be read."
        raise self._teller.refused(what, advice="Nothing was sent.")

    def _is_versioned(self) -> bool:
        """Ask once which version of the engine it is; 2 where the token may not ask."""
        if self._versioned is None:
            mount = escape(self._config["mount"])
            answer = self._service.ask("GET", f"sys/internal/ui/mounts/{mount}", also=(403,))
            options = None
            if answer.status == 200:
                options = self._service.read(answer, _MountAnswer).data.options or _Options()
            self._versioned = options is None or options.version == "2"
        return self._versioned

    def _path(self, inner: str = "data") -> str:
        inner = f"{inner}/" if self._is_versioned() else ""
        return f"{self._config['mount']}/{inner}{self._config['path']}"

    def _read(self) -> _Found:
        answer = self._service.ask("GET", escape(self._path()), also=(404,))
        if answer.status == 404 and told(answer):
            raise self._service.refuse(answer, writes=False)  # there is no such engine
        try:
            return self._understand(answer)
        except ValueError:
            pass
        raise self._teller.failed("it answered with something that can't be understood.")

    def _understand(self, answer: Answer) -> _Found:
        """Read a secret; one whose newest version is deleted has a number and no members. Raises `ValueError`."""
        data = dig(answer.body, "data")
        if data is None:
            if answer.status != 404:
                raise ValueError("no secret")
            return _Found()
        if not self._is_versioned():
            return _Found(data, exists=True)
        members, metadata = dig(data, "data"), dig(data, "metadata")
        known = msgspec.json.decode((metadata or data).reveal(), type=_Metadata)
        noted = known.custom_metadata or {}
        return _Found(members or _Found().members, known.version, noted, exists=members is not None)

    def _value(self, found: _Found) -> Secret | None:
        return find_member(found.members, self._config["key"])

    def _write(self, found: _Found, secret: Secret) -> bool:
        """Write all members back with the new one; False where somebody else was faster."""
        members = Verbatim(set_member(found.members, self._config["key"], secret))
        if not self._is_versioned():
            self._service.ask("POST", escape(self._path()), members)
            return True
        body = {"options": {"cas": found.version}, "data": members}
        answer = self._service.ask("POST", escape(self._path()), body, also=(400,))
        if answer.status == 400 and "check-and-set" not in told(answer):
            raise self._service.refuse(answer, writes=True)
        return answer.status != 400

    def _note(self, found: _Found, version: int) -> None:
        """Keep the credential's version in the metadata, where there is such a thing and the token may."""
        if self._is_versioned() and found.noted.get(_NOTED) != str(version):
            noted = {"custom_metadata": {**found.noted, _NOTED: str(version)}}
            self._service.ask("POST", escape(self._path("metadata")), noted, also=(403,))


def _token_of_environment() -> Secret | None:
    """The token that the server's own tools would use."""
    for name in ("BAO_TOKEN", "VAULT_TOKEN"):
        if os.environ.get(name):
            return Secret(os.environ[name])
    try:
        return Secret((Path.home() / ".vault-token").read_text().strip()) or None
    except (OSError, RuntimeError, ValueError):
        return None
