"""GitHub's secrets of Actions, as far as a writer of secrets sees of them; it decrypts what it is given.

Source: https://docs.github.com/en/rest/actions/secrets
"""

from __future__ import annotations

import base64
import re
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import formatdate
from functools import partial

from nacl.public import PrivateKey, SealedBox

from tests.support.fake_requests import answer, read_request

TOKEN = "ghp_R5uVnq8WmZc3TtY7bKd1LxEo9sAf2HgJp4Qi"
_SECRET = re.compile(r"(?P<folder>/(?:repos|orgs)/.+/secrets)/(?P<name>[^/]+)(?P<rest>/repositories)?")


@dataclass
class Kept:
    """One secret, in clear."""

    text: str
    updated_at: float
    visibility: str = ""
    repositories: list[int] = field(default_factory=list)


class FakeGitHub:
    """Answers requests; `kept` is path → secret, such as `/repos/acme/site/actions/secrets/NAME`."""

    def __init__(self) -> None:
        self.kept: dict[str, Kept] = {}
        self.may_read = self.may_write = True
        self.limited = False
        self.now = time.time
        self._key = PrivateKey.generate()
        self.key_id = "568250167242549743"

    def __call__(self, request: bytes) -> bytes:
        asked = read_request(request)
        reply = partial(answer)
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return reply("401 Unauthorized", {"message": "Bad credentials"})
        if asked.headers.get("x-github-api-version") != "2022-11-28" or "user-agent" not in asked.headers:
            return reply("403 Forbidden", {"message": "Request forbidden by administrative rules."})
        if self.limited:
            return reply("403 Forbidden", {"message": "API rate limit exceeded"}, "x-ratelimit-remaining: 0")
        found = _SECRET.fullmatch(asked.path)
        if found is None or not self.may_read:
            return reply("404 Not Found", {"message": "Not Found"})
        if found["name"] == "public-key":
            key = base64.b64encode(bytes(self._key.public_key)).decode()
            return reply("200 OK", {"key_id": self.key_id, "key": key})
        return self._answer_put(asked) if asked.method == "PUT" else self._answer_get(asked, found["rest"] or "")

    def _answer_get(self, asked, rest: str) -> bytes:
        kept = self.kept.get(asked.path.removesuffix(rest))
        if kept is None:
            return answer("404 Not Found", {"message": "Not Found"})
        if rest:
            size, page = int(asked.query["per_page"]), int(asked.query["page"])
            ids = kept.repositories[size * (page - 1) : size * page]
            return answer(
                "200 OK", {"total_count": len(kept.repositories), "repositories": [{"id": id_} for id_ in ids]}
            )
        at = datetime.fromtimestamp(int(kept.updated_at), UTC).isoformat().replace("+00:00", "Z")
        shown = {"name": asked.path.rpartition("/")[2], "created_at": at, "updated_at": at}
        return answer("200 OK", shown | ({"visibility": kept.visibility} if kept.visibility else {}))

    def _answer_put(self, asked) -> bytes:
        if not self.may_write:
            return answer("403 Forbidden", {"message": "Resource not accessible by personal access token"})
        body = asked.json()
        if body["key_id"] != self.key_id:
            return answer("422 Unprocessable Entity", {"message": "Invalid key_id"})
        text = SealedBox(self._key).decrypt(base64.b64decode(body["encrypted_value"])).decode()
        if asked.path.startswith("/orgs/") and "visibility" not in body:
            return answer("422 Unprocessable Entity", {"message": "visibility is missing"})
        new, now = asked.path not in self.kept, self.now()
        self.kept[asked.path] = Kept(
            text, now, body.get("visibility", ""), list(body.get("selected_repository_ids", ()))
        )
        status, document = ("201 Created", {}) if new else ("204 No Content", None)
        return answer(status, document, f"date: {formatdate(now, usegmt=True)}")
