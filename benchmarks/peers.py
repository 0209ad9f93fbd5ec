"""Clients as cells of a benchmark: each opens, reads one task, reads one page of a hundred tasks, and closes.

This file runs in environments that don't have clickgate: it imports a library only inside the class that needs it.
A read gives something of what it read (a name, a number of tasks), so that no client gets away with not reading.
"""

from __future__ import annotations

import json

TOKEN = "pk_180001_" + "0" * 32
TASK, LIST = "86b00002a", "901001"


class Peer:
    """What all have in common; `base` is such as `http://127.0.0.1:8000/api/v2`."""

    title = ""
    packages: tuple[str, ...] = ()
    is_async = True

    def __init__(self, base: str) -> None:
        self.base = base
        self.task_url = f"{base}/task/{TASK}"
        self.page_url = f"{base}/list/{LIST}/task?page=0"


class Aiohttp(Peer):
    title = "aiohttp + json.loads"
    packages = ("aiohttp",)

    async def open(self):
        import aiohttp

        self.session = aiohttp.ClientSession(headers={"Authorization": TOKEN})

    async def task(self):
        async with self.session.get(self.task_url) as response:
            return json.loads(await response.read())["name"]

    async def page(self):
        async with self.session.get(self.page_url) as response:
            return len(json.loads(await response.read())["tasks"])

    async def close(self):
        await self.session.close()


class BarePyreqwest(Peer):
    title = "pyreqwest, bytes only"
    packages = ("pyreqwest",)

    async def open(self):
        from pyreqwest.client import ClientBuilder

        self.client = ClientBuilder().default_headers({"Authorization": TOKEN}).build()

    async def task(self):
        response = await self.client.get(self.task_url).build().send()
        return len(await response.bytes()) and "read"

    async def page(self):
        response = await self.client.get(self.page_url).build().send()
        return 100 if len(await response.bytes()) > 400_000 else 0

    async def close(self):
        await self.client.close()


class Httpx2(Peer):
    title = "httpx2 + .json()"
    packages = ("httpx2",)

    async def open(self):
        import httpx2

        self.client = httpx2.AsyncClient(headers={"Authorization": TOKEN}, trust_env=False)

    async def task(self):
        return (await self.client.get(self.task_url)).json()["name"]

    async def page(self):
        return len((await self.client.get(self.page_url)).json()["tasks"])

    async def close(self):
        await self.client.aclose()


class AirbyteAgent(Peer):
    title = "airbyte-agent-sdk, local mode"
    packages = ("airbyte-agent-sdk",)

    async def open(self):
        from airbyte_agent_sdk.connectors.clickup_api import ClickupApiConnector
        from airbyte_agent_sdk.connectors.clickup_api.models import ClickupApiAuthConfig

        self.connector = ClickupApiConnector(auth_config=ClickupApiAuthConfig(api_key=TOKEN))
        # Its connector knows ClickUp's own address only; the object that sends takes another at runtime.
        self.connector._executor.http_client.base_url = self.base.removesuffix("/api/v2")

    async def task(self):
        task = await self.connector.tasks.get(task_id=TASK)
        return task["name"] if isinstance(task, dict) else task.name

    async def page(self):
        return len((await self.connector.tasks.list(list_id=LIST, page=0)).data)

    async def close(self):
        await self.connector.close()


class Requests(Peer):
    title = "requests + .json()"
    packages = ("requests",)
    is_async = False

    def open(self):
        import requests

        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers["Authorization"] = TOKEN

    def task(self):
        return self.session.get(self.task_url).json()["name"]

    def page(self):
        return len(self.session.get(self.page_url).json()["tasks"])

    def close(self):
        self.session.close()


class RestMcp(Peer):
    title = "clickup-rest-mcp as a library"
    packages = ("clickup-rest-mcp", "httpx")
    is_async = False

    def open(self):
        from clickup_mcp.client import ClickUpClient

        self.client = ClickUpClient(TOKEN, "90100", base_url=self.base)

    def task(self):
        return self.client.get_task(TASK)["name"]

    def page(self):
        found = self.client.search_tasks(list_id=LIST)
        return len(found["tasks"])

    def close(self):
        self.client.close()


class Clickgate(Peer):
    title = "clickgate"
    packages = ("clickgate", "pyreqwest", "msgspec")
    transport = "pyreqwest"

    async def open(self):
        from clickgate import AsyncClient

        root = self.base.removesuffix("/v2")
        self.client = AsyncClient(TOKEN, base_url=root, transport=self.transport)

    async def task(self):
        return (await self.client.tasks.get(task_id=TASK)).name

    async def page(self):
        return len(await self.client.tasks.list(list_id=LIST, page=0))

    async def close(self):
        await self.client.close()


class ClickgateHttpx2(Clickgate):
    title = "clickgate, httpx2 transport"
    packages = ("clickgate", "httpx2", "msgspec")
    transport = "httpx2"


class ClickgateSync(Peer):
    title = "clickgate, Client"
    packages = ("clickgate", "pyreqwest", "msgspec")
    is_async = False

    def open(self):
        from clickgate import Client

        self.client = Client(TOKEN, base_url=self.base.removesuffix("/v2"))

    def task(self):
        return self.client.tasks.get(task_id=TASK).name

    def page(self):
        return len(self.client.tasks.list(list_id=LIST, page=0))

    def close(self):
        self.client.close()


PEERS: dict[str, type[Peer]] = {
    "aiohttp": Aiohttp,
    "bare-pyreqwest": BarePyreqwest,
    "httpx2": Httpx2,
    "requests": Requests,
    "airbyte-agent-sdk": AirbyteAgent,
    "clickup-rest-mcp": RestMcp,
    "clickgate": Clickgate,
    "clickgate-httpx2": ClickgateHttpx2,
    "clickgate-sync": ClickgateSync,
}
