"""A sandbox in memory with a clock that stands still, and a short way to call it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from clickgate.kernel.clock import ManualClock
from clickgate.sandbox.clock import SandboxClock
from clickgate.sandbox.server import Response, Sandbox

if TYPE_CHECKING:
    from clickgate.sandbox.world.rows import TaskList


class Api:
    """Calls a sandbox with its own token."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.world = sandbox.world
        self.workspace = self.world.workspaces[sandbox.workspace_id]
        self.space = next(iter(self.workspace.spaces.values()))
        self.list = self.lists()[0]

    def lists(self) -> list[TaskList]:
        return [one for one in self.world.lists.values() if one.space.workspace is self.workspace]

    def call(self, method: str, path: str, body: Any = None, *, token: str | None = None) -> Response:
        sent = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Authorization": token or self.sandbox.token}
        return self.sandbox.handle(method, f"/api/v2{path}", headers, sent)

    def get(self, path: str) -> Response:
        return self.call("GET", path)

    def post(self, path: str, body: Any = None) -> Response:
        return self.call("POST", path, body)

    def put(self, path: str, body: Any = None) -> Response:
        return self.call("PUT", path, body)

    def delete(self, path: str) -> Response:
        return self.call("DELETE", path)

    def new_task(self, name: str = "A task", **members: Any) -> dict[str, Any]:
        answer = self.post(f"/list/{self.list.id}/task", {"name": name, **members})
        assert answer.status == 200, answer.body
        return answer.json()

    def task(self, task_id: str, query: str = "") -> dict[str, Any]:
        return self.get(f"/task/{task_id}{query}").json()


def make_api(seed: str = "small", plan: str = "enterprise") -> Api:
    return Api(Sandbox(seed=seed, plan=plan, clock=SandboxClock(ManualClock())))


@pytest.fixture
def api() -> Api:
    return make_api()


@pytest.fixture(scope="module")
def team() -> Api:
    """A larger sandbox for tests that only read."""
    return make_api("team")


def error(answer: Response) -> tuple[int, str]:
    return answer.status, answer.json()["ECODE"]
