"""A client in memory behaves as one on a socket."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from clickgate import AsyncClient, AuthenticationFailed, Client, OutcomeUnknown
from clickgate.kernel.clock import ManualClock
from clickgate.sandbox.clock import SandboxClock
from clickgate.testing import AsyncInMemoryTransport, InMemoryTransport, Sandbox
from clickgate.testing.transport import BASE_URL

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox(plan="enterprise", clock=SandboxClock(ManualClock()))


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[Client]:
    transport = InMemoryTransport(sandbox)
    with Client(sandbox.token, workspace_id=sandbox.workspace_id, base_url=BASE_URL, transport=transport) as one:
        yield one


def test_a_task_goes_in_and_comes_back(client: Client, sandbox: Sandbox):
    made = client.tasks.create(next(iter(sandbox.world.lists)), name="Über", priority=2)

    assert client.tasks.get(made.id).name == "Über"
    assert sandbox.requests[-1].operation == "tasks.get"


def test_a_file_is_uploaded(client: Client, sandbox: Sandbox, tmp_path: Path):
    (tmp_path / "note.txt").write_bytes(b"words" * 1000)

    made = client.attachments.create(next(iter(sandbox.world.tasks)), file=tmp_path / "note.txt")

    assert made.title == "note.txt"


def test_a_cut_connection_is_what_it_is_on_a_socket(client: Client, sandbox: Sandbox):
    sandbox.faults.add("tasks.create", "drop", after=True, times=1)

    with pytest.raises(OutcomeUnknown):
        client.tasks.create(next(iter(sandbox.world.lists)), name="Made or not?")


def test_a_wrong_token_is_refused(sandbox: Sandbox):
    stranger = Client("pk_1_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", base_url=BASE_URL, transport=InMemoryTransport(sandbox))

    with pytest.raises(AuthenticationFailed):
        stranger.users.get_current()


def test_the_same_on_an_event_loop(sandbox: Sandbox):
    async def ask() -> str | None:
        transport = AsyncInMemoryTransport(sandbox)
        async with AsyncClient(sandbox.token, base_url=BASE_URL, transport=transport) as client:
            return (await client.users.get_current()).username

    assert asyncio.run(ask()) == "Amara Osei"
