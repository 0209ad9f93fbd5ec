"""Time in the workspace of a sandbox, tracked through both of ClickUp's time APIs."""

from __future__ import annotations

from typing import Any

from tests.unit.sandbox.conftest import Api, make_api

HOUR = 3_600_000


class Clocked:
    """Calls the time operations with the sandbox's own token."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.path = f"/team/{api.workspace.id}/time_entries"
        self.now = api.sandbox.clock.now_ms()

    def make(self, **members: Any) -> dict[str, Any]:
        answer = self.api.post(self.path, {"start": self.now - 2 * HOUR, "duration": HOUR, **members})
        assert answer.status == 200, answer.body
        return answer.json()["data"]

    def list(self, query: str = "") -> list[str]:
        answer = self.api.get(f"{self.path}{query}")
        assert answer.status == 200, answer.body
        return [row["id"] for row in answer.json()["data"]]

    def get(self, entry: str, query: str = "") -> dict[str, Any]:
        return self.api.get(f"{self.path}/{entry}{query}").json()["data"]

    def legacy(self, task: str) -> list[dict[str, Any]]:
        return self.api.get(f"/task/{task}/time").json()["data"]

    def token_of(self, role: int, *, oauth: bool = False) -> str:
        member = next(row for row in self.api.workspace.members.values() if row.role == role and row.date_joined)
        text = self.api.world.add_token(member.user, oauth=oauth)
        return f"Bearer {text}" if oauth else text


def team_clocked() -> Clocked:
    return Clocked(make_api("team"))
