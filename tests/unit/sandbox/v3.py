"""A short way to call v3 of a sandbox's API in one workspace."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from clickgate.catalog import reading
from clickgate.client.wire.decode import decode

if TYPE_CHECKING:
    from clickgate.sandbox.server import Response
    from tests.unit.sandbox.conftest import Api


class V3:
    """Calls v3 with the owner's token, or with that of somebody else."""

    def __init__(self, api: Api, token: str = "") -> None:
        self.api = api
        self.token = token or api.sandbox.token

    def call(self, method: str, path: str, body: Any = None) -> Response:
        target = f"/api/v3/workspaces/{self.api.workspace.id}{path}"
        sent = b"" if body is None else json.dumps(body).encode()
        return self.api.sandbox.handle(method, target, {"authorization": self.token}, sent)

    def get(self, path: str) -> Any:
        answer = self.call("GET", path)
        assert answer.status == 200, answer.body
        return answer.json()

    def post(self, path: str, body: Any = None) -> Any:
        answer = self.call("POST", path, body)
        assert answer.status in (200, 201), answer.body
        return answer.json()

    def pages(self, path: str, key: str, limit: int) -> list[Any]:
        """All rows of a listing, read in pages."""
        found, cursor = [], ""
        while True:
            page = self.get(f"{path}?limit={limit}&cursor={cursor}")
            found += page[key]
            cursor = page.get("next_cursor", "")
            if not cursor:
                return found


def other(api: Api, index: int = 1) -> V3:
    """The same workspace as another member of it sees it."""
    user = list(api.workspace.members.values())[index].user
    return V3(api, api.sandbox.issue_token(user))


def reads_well(operation: str, answer: Response) -> bool:
    """Whether the catalogue's reader finds nothing to wonder about in an answer."""
    entity, _, action = operation.partition(".")
    return decode(reading.operation(entity, action), answer.body).warnings == ()
