"""Files end to end: from a path, bytes or a stream through a socket into the sandbox, and out again as they were."""

from __future__ import annotations

import io
import threading
import tracemalloc
import urllib.request
from typing import TYPE_CHECKING

import pytest

from clickgate import AsyncClient, Client, PlanLimited, RequestRefused
from clickgate.sandbox.server import Sandbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

MEGABYTE = 1024 * 1024
CONTENT = bytes(range(256)) * 5_000  # more than the sandbox keeps in memory


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(seed="small", plan="business_plus") as running:
        yield running


@pytest.fixture(params=["pyreqwest", "httpx2"])
def client(request: pytest.FixtureRequest, sandbox: Sandbox) -> Iterator[Client]:
    with Client(
        sandbox.token, base_url=sandbox.base_url, workspace_id=sandbox.workspace_id, transport=request.param
    ) as one:
        yield one


@pytest.fixture
def task_id(sandbox: Sandbox) -> str:
    return next(iter(sandbox.world.tasks))


def download(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return bytes(answer.read())


def stream() -> Iterator[bytes]:
    for start in range(0, len(CONTENT), 100_000):
        yield CONTENT[start : start + 100_000]


@pytest.mark.parametrize("kind", ["path", "bytes", "file", "stream"])
def test_a_file_arrives_as_it_was_whatever_it_comes_from(client: Client, task_id: str, kind: str, tmp_path: Path):
    path = tmp_path / "picture.bin"
    path.write_bytes(CONTENT)
    named = {"bytes": CONTENT, "file": io.BytesIO(CONTENT), "stream": stream()}

    made = client.attachments.create(task_id, file=path if kind == "path" else ("picture.bin", named[kind]))

    task = client.tasks.get(task_id)
    shown = next(row for row in task.attachments if row.id == made.id)
    assert (made.title, made.extension) == ("picture.bin", "bin")
    assert (shown.size, shown.date) == (len(CONTENT), made.date)
    assert download(made.url) == download(shown.url) == CONTENT


@pytest.mark.anyio
async def test_an_async_stream_arrives_as_it_was(sandbox: Sandbox, task_id: str):
    async def blocks() -> AsyncIterator[bytes]:
        for block in stream():
            yield block

    async with AsyncClient(sandbox.token, base_url=sandbox.base_url, workspace_id=sandbox.workspace_id) as client:
        made = await client.attachments.create(task_id, file=("async.bin", blocks()))

    assert download(made.url) == CONTENT


def test_v3_uploads_and_lists_what_v2_shows(client: Client, task_id: str):
    made = client.attachments.upload("attachments", task_id, file=("notes.txt", b"Milk"))

    listed = list(client.attachments.list("attachments", task_id))

    assert made.id in [row.id for row in listed]
    assert made.id in [row.id for row in client.tasks.get(task_id).attachments]
    assert download(made.url) == b"Milk"


def test_a_name_of_any_letters_arrives_as_it_was(client: Client, task_id: str):
    name = 'Größe "42" 海.txt'

    made = client.attachments.create(task_id, file=(name, b"1"))

    assert made.title == name
    assert download(made.url) == b"1"


def test_a_workspace_without_room_tells_that_its_plan_is_the_reason(client: Client, sandbox: Sandbox, task_id: str):
    sandbox.world.files.storage["business_plus"] = 1
    try:
        with pytest.raises(PlanLimited) as caught:
            client.attachments.create(task_id, file=b"12")
    finally:
        del sandbox.world.files.storage["business_plus"]

    assert caught.value.ecode == "GBUSED_005"


def test_a_body_of_json_is_still_limited_to_ten_megabytes(client: Client, sandbox: Sandbox):
    list_id = next(iter(sandbox.world.lists))

    with pytest.raises(RequestRefused, match="SANDBOX_006"):
        client.tasks.create(list_id, name="Too long", description="x" * 11 * MEGABYTE)


def test_neither_side_holds_a_large_file_in_memory(sandbox: Sandbox, task_id: str, tmp_path: Path):
    path = tmp_path / "film.bin"
    with path.open("wb") as file:
        file.truncate(48 * MEGABYTE)
    with Client(
        sandbox.token, base_url=sandbox.base_url, workspace_id=sandbox.workspace_id, transport="httpx2"
    ) as client:
        client.attachments.create(task_id, file=b"warm")
        tracemalloc.start()
        try:
            made = client.attachments.create(task_id, file=path)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert peak < 12 * MEGABYTE
    assert sandbox.world.files.rows[made.id].blob.size == 48 * MEGABYTE


def test_uploads_at_the_same_time_do_not_mix(sandbox: Sandbox, task_id: str):
    made: dict[int, str] = {}

    def upload(number: int) -> None:
        with Client(sandbox.token, base_url=sandbox.base_url, workspace_id=sandbox.workspace_id) as client:
            made[number] = client.attachments.create(task_id, file=("n.bin", bytes([number]) * 1_200_000)).url or ""

    threads = [threading.Thread(target=upload, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {number: set(download(url)) for number, url in made.items()} == {number: {number} for number in range(4)}
