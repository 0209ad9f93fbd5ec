"""Loads 150 tasks with eight workers, in the lane that lets people go first, and counts them page by page."""

import asyncio

from clickgate import AsyncClient

TITLES = [f"Row {number}" for number in range(150)]


async def main() -> None:
    async with AsyncClient() as client:
        bulk = client.with_options(lane="bulk")
        space = await client.spaces.create(name="Import")
        target = await client.lists.create_folderless(space.id, name="Rows")

        rows = iter(TITLES)

        async def work() -> None:
            for title in rows:
                await bulk.tasks.create(target.id, name=title)

        await asyncio.gather(*(work() for _ in range(8)))

        found = [task.name async for task in client.iterate(client.tasks.list, target.id)]
        limits = client.limits()
        print(f"{len(found)} of {len(TITLES)} are there")
        print(f"{limits.remaining} of {limits.limit} requests are left in this minute")


asyncio.run(main())
