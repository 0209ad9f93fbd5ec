"""Google Cloud's Secret Manager and the sign-in of service accounts, as far as a writer of secrets sees of them.

Source: https://cloud.google.com/secret-manager/docs/reference/rest/v1/projects.secrets
"""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import parse_qs

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.support.fake_requests import Asked, answer, read_request

TOKEN = "ya29.c0AeNq7TtY3bKd8WmZ1LxEo5sAf9HgJp2QiR4uV"
_RIGHTS = ["secretmanager.versions.access", "secretmanager.versions.add"]


def crc32c(data: bytes) -> int:
    """CRC-32C bit by bit, so that the fake does not repeat a mistake of the table."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


class FakeGoogle:
    """Answers requests; `versions` are the values of the one secret, None where a version is disabled."""

    def __init__(self, *, project: str = "acme", secret: str = "clickup-token") -> None:
        self.path = f"/v1/projects/{project}/secrets/{secret}"
        self.versions: list[str | None] = ["old"]
        self.rights = list(_RIGHTS)
        self.signs_in = True
        self.damages = False
        self.takes_checksums = True
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def account(self, url: str) -> str:
        """The key of a service account that signs in at this address."""
        private = self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return json.dumps({
            "type": "service_account", "project_id": "acme", "private_key_id": "k1", "private_key": private.decode(),
            "client_email": "writer@acme.iam.gserviceaccount.com", "client_id": "1", "token_uri": f"{url}/token",
        })  # fmt: skip

    def __call__(self, request: bytes) -> bytes:
        asked = read_request(request)
        if asked.path == "/token":
            return self._sign_in(asked)
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return _refuse("401 Unauthorized", "UNAUTHENTICATED")
        path, _, verb = asked.path.partition(":")
        if verb == "testIamPermissions" and path == self.path:
            wanted = asked.json()["permissions"]
            return answer("200 OK", {"permissions": [right for right in wanted if right in self.rights]})
        if f"secretmanager.versions.{'add' if verb == 'addVersion' else 'access'}" not in self.rights:
            return _refuse("403 Forbidden", f"Permission denied on resource {self.path}")
        if verb == "addVersion" and path == self.path:
            return self._add(asked.json()["payload"])
        if verb == "access" and path == f"{self.path}/versions/latest":
            return self._access()
        return _refuse("404 Not Found", f"Secret [{path}] not found")

    def _sign_in(self, asked: Asked) -> bytes:
        assertion = parse_qs(asked.body.decode())["assertion"][0]
        signed, _, signature = assertion.rpartition(".")
        raw = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
        self.key.public_key().verify(raw, signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        if not self.signs_in:
            return answer("400 Bad Request", {"error": "invalid_grant", "error_description": "Invalid JWT Signature."})
        return answer("200 OK", {"access_token": TOKEN, "expires_in": 3599, "token_type": "Bearer"})

    def _add(self, payload: dict[str, Any]) -> bytes:
        data = base64.b64decode(payload["data"], validate=True)
        if self.takes_checksums and payload.get("dataCrc32c") != str(crc32c(data)):
            return _refuse("400 Bad Request", "The checksum does not match")
        self.versions.append(data.decode())
        return answer("200 OK", {
            "name": f"{self.path}/versions/{len(self.versions)}", "state": "ENABLED",
            "clientSpecifiedPayloadChecksum": self.takes_checksums,
        })  # fmt: skip

    def _access(self) -> bytes:
        if not self.versions:
            return _refuse("404 Not Found", "Secret Version [latest] not found")
        text = self.versions[-1]
        if text is None:
            return _refuse("400 Bad Request", "Secret Version is in DISABLED state", "FAILED_PRECONDITION")
        data = text.encode()
        shown = b"damaged" if self.damages else data
        return answer("200 OK", {
            "name": f"{self.path}/versions/{len(self.versions)}",
            "payload": {"data": base64.b64encode(shown).decode(), "dataCrc32c": str(crc32c(data))},
        })  # fmt: skip


def _refuse(status: str, message: str, kind: str = "") -> bytes:
    return answer(status, {"error": {"code": int(status[:3]), "message": message, "status": kind or message}})
