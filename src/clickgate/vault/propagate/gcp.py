"""A secret of Google Cloud's Secret Manager.

Source: https://cloud.google.com/secret-manager/docs/reference/rest/v1/projects.secrets
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from clickgate.kernel.secret import Secret
from clickgate.vault.propagate.forms import bearer, checksum, from_base64, to_base64
from clickgate.vault.propagate.google_login import GoogleLogin
from clickgate.vault.propagate.http import read_address
from clickgate.vault.propagate.kinds import TIMEOUT, Key, Kind, read_timeout
from clickgate.vault.propagate.service import Service, Signature
from clickgate.vault.propagate.telling import UNTOUCHED, Teller

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clickgate.vault.propagate.http import Request

PUBLIC = "https://secretmanager.googleapis.com"
KIND = Kind(
    name="gcp",
    title="a secret of Google Cloud's Secret Manager",
    keys=(
        Key("project", "id of the project", required=True),
        Key("secret", "name of the secret, which has to be there", required=True),
        Key("credentials_file", "file with the key of a service account"),
        Key("endpoint", "address of the service; https://secretmanager.REGION.rep.googleapis.com for one region",
            default=PUBLIC),
        TIMEOUT,
    ),
    login="the key of a service account, as the JSON text that Google makes",
    without_login="`credentials_file`, or the application default credentials",
    rights=("secretmanager.versions.add and secretmanager.versions.access on the secret",),
    confirmed="the newest version is read, and its checksum compared",
    extra="gcp",
)  # fmt: skip
_NEEDED = ("secretmanager.versions.access", "secretmanager.versions.add")
_NAME = re.compile(r"[A-Za-z0-9_:.-]+")


class _Payload(msgspec.Struct):
    data: Secret
    checksum: str = msgspec.field(name="dataCrc32c", default="")


class _Version(msgspec.Struct):
    payload: _Payload


class _Added(msgspec.Struct, rename="camel"):
    name: str
    client_specified_payload_checksum: bool = True


class _Allowed(msgspec.Struct):
    permissions: list[str] = []


class SecretManager:
    """Adds a version, unless the newest one holds the credential already."""

    def __init__(self, name: str, config: Mapping[str, str], secret: Secret | None) -> None:
        """Raises `ConfigurationError` where the names or the address can't be used."""
        self._config = config
        self._teller = Teller(name, self.describe())
        for key in ("project", "secret"):
            if _NAME.fullmatch(config[key]) is None:
                raise self._teller.refused(f"'{key}' is no name of Google's.", advice="Give the name alone.")
        try:
            base = read_address(config["endpoint"])
        except ValueError as error:
            raise self._teller.refused(f"'endpoint' can't be used: {error}.", advice="Nothing was sent.") from None
        timeout = read_timeout(name, config["timeout"])
        login = GoogleLogin(self._teller, secret, config["credentials_file"], timeout)

        def sign(_: Request) -> Signature:
            token = login.token()
            return Signature({"Authorization": bearer(token)}, (token,))

        self._path = f"/v1/projects/{config['project']}/secrets/{config['secret']}"
        self._service = Service(self._teller, base, "Google", sign, timeout, "; ".join(KIND.rights))

    def describe(self) -> str:
        """Name the secret and the project."""
        return f"Google secret {self._config['secret']} of project {self._config['project']}"

    def check(self) -> None:
        """Ask which of the needed rights there are."""
        answer = self._service.ask("POST", f"{self._path}:testIamPermissions", {"permissions": _NEEDED})
        missing = sorted(set(_NEEDED) - set(self._service.read(answer, _Allowed).permissions))
        if missing:
            raise self._teller.refused(
                f"{' and '.join(missing)} is not allowed, or there is no such secret.",
                advice="Grant roles/secretmanager.secretVersionManager and secretAccessor on the secret alone.",
            )

    def put(self, secret: Secret, *, version: int) -> bool:
        """Add a version with its checksum; nothing where the newest one is the same."""
        if self._read() == secret:
            return False
        payload = {"data": to_base64(secret), "dataCrc32c": checksum(secret)}
        answer = self._service.ask("POST", f"{self._path}:addVersion", {"payload": payload})
        if not self._service.read(answer, _Added).client_specified_payload_checksum:
            raise self._teller.failed("Google did not look at the checksum: it may have been damaged on the way.")
        return True

    def confirm(self, secret: Secret) -> bool:
        """Read the newest version."""
        return self._read() == secret

    def _read(self) -> Secret | None:
        """Read the newest version; None where there is none, or it is switched off or destroyed."""
        # 400 is FAILED_PRECONDITION: the newest version is disabled or destroyed.
        answer = self._service.ask("GET", f"{self._path}/versions/latest:access", also=(400, 404))
        if answer.status != 200:
            return None
        payload = self._service.read(answer, _Version).payload
        found = from_base64(payload.data)
        if found is None or (payload.checksum and payload.checksum != checksum(found)):
            raise self._teller.failed(f"what Google gave was damaged on the way. {UNTOUCHED}")
        return found
