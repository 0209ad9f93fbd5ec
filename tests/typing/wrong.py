"""What a type checker has to refuse: each line would be reported as an unused `ignore` if it were let through."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clickgate import AsyncClient, Client


def mistakes(client: Client) -> None:
    client.tasks.create(list_id="1")  # type: ignore[call-arg]  # a task needs a name
    client.tasks.create(list_id="1", nmae="Milk")  # type: ignore[call-arg]  # no such parameter
    client.tasks.create("1", "Milk")  # type: ignore[call-arg]  # only what stands in the path may go without its name
    client.tasks.crate(list_id="1", name="Milk")  # type: ignore[attr-defined]  # no such action
    client.tasks.update(task_id="1", priority="high")  # type: ignore[arg-type]  # a priority is a number
    print(client.tasks.get(task_id="1").nmae)  # type: ignore[attr-defined]  # no such field


async def asynchronous_mistakes(client: AsyncClient) -> None:
    print((await client.tasks.get(task_id="1")).nmae)  # type: ignore[attr-defined]  # no such field
    client.tasks.get(task_id="1")  # type: ignore[unused-coroutine]  # never awaited
