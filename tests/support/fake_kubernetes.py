"""The Secrets of one Kubernetes namespace, as far as a writer of secrets sees of them.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/
"""

from __future__ import annotations

import base64
import json
from typing import Any

from tests.support.fake_requests import Asked, answer, read_request

TOKEN = "eyJhbGciOiJSUzI1NiJ9.c2VydmljZS1hY2NvdW50.R5uVnq8WmZc3TtY7bKd1LxEo"


class FakeKubernetes:
    """Answers requests; `secret` is the one Secret there is, as the API shows it."""

    path = "/api/v1/namespaces/site/secrets/clickup"

    def __init__(self) -> None:
        self.secret: dict[str, Any] = {
            "apiVersion": "v1", "kind": "Secret", "type": "Opaque",
            "metadata": {"name": "clickup", "namespace": "site", "resourceVersion": "100"},
            "data": {"OTHER": "b3RoZXI="},
        }  # fmt: skip
        self.verbs = {"get", "patch"}
        self.meanwhile: list[dict[str, Any]] = []  # patches of somebody else, one before each of ours

    def value(self, key: str = "CLICKUP_API_TOKEN") -> str | None:
        encoded = self.secret["data"].get(key)
        return None if encoded is None else base64.b64decode(encoded).decode()

    def __call__(self, request: bytes) -> bytes:
        asked = read_request(request)
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return _refuse("401 Unauthorized", "Unauthorized")
        if asked.path != self.path:
            return _refuse("404 Not Found", f'secrets "{asked.path.rpartition("/")[2]}" not found')
        verb = asked.method.lower()
        if verb not in self.verbs:
            return _refuse("403 Forbidden", f'User "writer" cannot {verb} resource "secrets"')
        return answer("200 OK", self.secret) if verb == "get" else self._patch(asked)

    def _patch(self, asked: Asked) -> bytes:
        if asked.headers["content-type"] != "application/merge-patch+json":
            return _refuse("415 Unsupported Media Type", "the body of the request was in an unknown format")
        if self.meanwhile and not asked.query:
            self._merge(self.meanwhile.pop(0))
        patch = asked.json()
        expected = patch.get("metadata", {}).get("resourceVersion", self.secret["metadata"]["resourceVersion"])
        if expected != self.secret["metadata"]["resourceVersion"]:
            return _refuse(
                "409 Conflict", "the object has been modified; please apply your changes to the latest version"
            )
        if self.secret.get("immutable") and patch.get("data"):
            return _refuse("422 Unprocessable Entity", "field is immutable when `immutable` is set")
        if asked.query.get("dryRun") == "All":
            return answer("200 OK", self.secret)
        self._merge(patch)
        return answer("200 OK", self.secret)

    def _merge(self, patch: dict[str, Any]) -> None:
        before = json.dumps(self.secret)
        for encoded in patch.get("data", {}).values():
            base64.b64decode(encoded or "", validate=True)
        self.secret = _merged(self.secret, patch)
        if json.dumps(self.secret) != before:
            self.secret["metadata"]["resourceVersion"] = str(int(self.secret["metadata"]["resourceVersion"]) + 1)


def _merged(old: Any, patch: Any) -> Any:
    """JSON merge patch, RFC 7396."""
    if not isinstance(patch, dict):
        return patch
    new = dict(old) if isinstance(old, dict) else {}
    for key, value in patch.items():
        if value is None:
            new.pop(key, None)
        else:
            new[key] = _merged(new.get(key), value)
    return new


def _refuse(status: str, message: str) -> bytes:
    code, _, reason = status.partition(" ")
    return answer(
        status, {"kind": "Status", "status": "Failure", "code": int(code), "reason": reason, "message": message}
    )
