"""Fixtures for pytest, there as soon as clickgate is installed; nothing heavy is loaded before one is asked for.

Fixtures:
    clickup_sandbox: A sandbox on a real socket; its world is fresh for each test, the server the same for all.
    clickup_client: A `Client` of it.
    clickup_async_client: An `AsyncClient` of it, for tests on an event loop.
    clickup_world: Builds spaces, lists, tasks and more in it: see `clickgate.testing.WorldBuilder`.
    clickup_environment: Sets the environment variables that lead clickgate, its command line too, to it.

The marker `clickup(seed="small", plan="enterprise")` says what a test's world is like.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clickgate.client.api import AsyncClient, Client
    from clickgate.sandbox.server import Sandbox
    from clickgate.testing.building import WorldBuilder

# The largest allowance: a test that is no test of limits never meets one.
_PLAN = "enterprise"
_SEED = "small"


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", "clickup(seed, plan): what the world of the test's sandbox is like")


@pytest.fixture(scope="session")
def _clickup_server() -> Iterator[Sandbox]:
    """One server for the whole run; under xdist one for each worker."""
    from clickgate.sandbox.server import Sandbox  # noqa: PLC0415 - loaded when a test needs it

    with Sandbox(seed=_SEED, plan=_PLAN, control=True) as sandbox:
        yield sandbox


@pytest.fixture
def clickup_sandbox(_clickup_server: Sandbox, request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A ClickUp of the test's own, on 127.0.0.1."""
    marker = request.node.get_closest_marker("clickup")
    wanted = marker.kwargs if marker is not None else {}
    _clickup_server.clock.offset = 0.0
    _clickup_server.reset(wanted.get("seed", _SEED), plan=wanted.get("plan", _PLAN))
    yield _clickup_server
    _clickup_server.faults.clear()


@pytest.fixture
def clickup_client(clickup_sandbox: Sandbox) -> Iterator[Client]:
    """A client with the owner's token, and the seed's workspace as its default."""
    from clickgate.client.api import Client  # noqa: PLC0415 - loaded when a test needs it

    token, workspace_id = clickup_sandbox.token, clickup_sandbox.workspace_id
    with Client(token, workspace_id=workspace_id, base_url=clickup_sandbox.base_url) as client:
        yield client


@pytest.fixture
def clickup_async_client(clickup_sandbox: Sandbox) -> AsyncClient:
    """The same for an event loop. Close it where the test makes many requests: `async with clickup_async_client: …`."""
    from clickgate.client.api import AsyncClient  # noqa: PLC0415 - loaded when a test needs it

    token, workspace_id = clickup_sandbox.token, clickup_sandbox.workspace_id
    return AsyncClient(token, workspace_id=workspace_id, base_url=clickup_sandbox.base_url)


@pytest.fixture
def clickup_world(clickup_sandbox: Sandbox) -> WorldBuilder:
    """Builds what the test needs, past the API and its limits."""
    from clickgate.testing.building import WorldBuilder  # noqa: PLC0415 - loaded when a test needs it

    return WorldBuilder(clickup_sandbox)


@pytest.fixture
def clickup_environment(clickup_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Environment variables that lead to the sandbox; set in this process, and given for others."""
    values = {
        "CLICKGATE_BASE_URL": clickup_sandbox.base_url,
        "CLICKUP_API_TOKEN": clickup_sandbox.token,
        "CLICKUP_WORKSPACE_ID": clickup_sandbox.workspace_id,
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return values
