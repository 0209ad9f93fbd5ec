"""What a type checker knows of the client. Read by test_typing.py, never run."""

from __future__ import annotations

from typing import Any, assert_type

from clickgate import AsyncClient, Client, Page, Reply, Secret
from clickgate.catalog.schemas import Task
from clickgate.errors import ClickgateError, InvalidParams, RateLimited


def the_methods_are_typed(client: Client) -> None:
    task = client.tasks.create(list_id="1", name="Milk", due_date=1767225600000)
    assert_type(task, Task)
    assert_type(client.tasks.list(list_id="1"), Page[Task])
    for row in client.iterate(client.tasks.list, list_id="1"):
        assert_type(row, Task)
    assert_type(client.execute("tasks", "get", {"task_id": "1"}), Reply[Any])
    assert_type(client.with_options(lane="bulk", deadline=30.0), Client)


async def the_same_is_true_of_the_asynchronous_client(client: AsyncClient) -> None:
    assert_type(await client.tasks.get(task_id="1"), Task)
    assert_type(await client.tasks.list(list_id="1"), Page[Task])
    async for row in client.iterate(client.tasks.list, list_id="1"):
        assert_type(row, Task)


def a_client_is_a_context(token: Secret) -> None:
    with Client(token, workspace_id="1", api="v2") as client:
        assert_type(client, Client)


def errors_know_what_they_know(error: ClickgateError) -> None:
    assert_type(error.code, str)
    if isinstance(error, RateLimited):
        assert_type(error.retry_after, float)
    if isinstance(error, InvalidParams):
        assert_type(error.problems, tuple[tuple[str, str], ...])
