"""Test code that talks to ClickUp, without ClickUp: fixtures for pytest, and a client that stays in memory.

With clickgate installed, a test asks for what it needs by name:

    def test_a_task_is_made(clickup_client, clickup_world):
        backlog = clickup_world.list()
        my_code(clickup_client, list_id=backlog.id)
        assert [task.name for task in clickup_client.tasks.list(backlog.id)] == ["Written by my code"]

Each test has a fresh world. `docs/howto/test-with-the-sandbox.md` shows all of it.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clickgate.sandbox.server import Sandbox
    from clickgate.testing.building import WorldBuilder
    from clickgate.testing.transport import AsyncInMemoryTransport, InMemoryTransport

__all__ = ["AsyncInMemoryTransport", "InMemoryTransport", "Sandbox", "WorldBuilder"]

_HOMES = {
    "AsyncInMemoryTransport": "clickgate.testing.transport",
    "InMemoryTransport": "clickgate.testing.transport",
    "Sandbox": "clickgate.sandbox.server",
    "WorldBuilder": "clickgate.testing.building",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'clickgate.testing' has no attribute '{name}'")
    value: object = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
