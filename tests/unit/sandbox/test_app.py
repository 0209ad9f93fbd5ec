"""The sandbox as an ASGI application under somebody else's server."""

from __future__ import annotations

from typing import Any

import pytest

from clickgate.sandbox.app import SandboxApp
from clickgate.sandbox.engine import Engine

pytestmark = pytest.mark.anyio

ENGINE = Engine()


async def run(scope: dict[str, Any], *received: dict[str, Any], control: bool = False) -> list[dict[str, Any]]:
    waiting, sent = list(received), []

    async def receive() -> dict[str, Any]:
        return waiting.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    await SandboxApp(ENGINE, control=control)(scope, receive, send)
    return sent


def request(method: str = "GET", path: str = "/api/v2/user", **more: Any) -> dict[str, Any]:
    headers = [(b"authorization", ENGINE.token.encode()), (b"host", b"127.0.0.1:80")]
    scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": b""}
    return {**scope, "headers": headers, "client": ("127.0.0.1", 1), **more}


async def test_it_lives_and_dies_with_its_server():
    sent = await run({"type": "lifespan"}, {"type": "lifespan.startup"}, {"type": "lifespan.shutdown"})

    assert [message["type"] for message in sent] == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


async def test_it_speaks_http_alone():
    with pytest.raises(RuntimeError, match="websocket"):
        await run({"type": "websocket"})


async def test_a_body_may_come_in_parts():
    list_id = next(iter(ENGINE.world.lists))
    parts = [{"type": "http.request", "body": part, "more_body": True} for part in (b'{"name":', b'"In parts"}')]

    sent = await run(request("POST", f"/api/v2/list/{list_id}/task"), *parts, {"type": "http.request", "body": b""})

    assert sent[0]["status"] == 200
    assert b'"name":"In parts"' in sent[1]["body"]


async def test_a_head_request_has_no_body():
    sent = await run(request("HEAD"))

    assert (sent[0]["status"], sent[1]["body"]) == (200, b"")


async def test_where_the_connection_can_not_be_cut_the_server_is_told_of_an_aborted_one():
    ENGINE.faults.add("*", "drop", times=1)

    with pytest.raises(ConnectionAbortedError):
        await run(request())


async def test_a_torn_answer_is_left_unfinished():
    ENGINE.faults.add("*", "torn", times=1)

    sent = await run(request())

    assert sent[-1]["more_body"] is True
    assert len(sent[-1]["body"]) < int(dict(sent[0]["headers"])[b"content-length"])


async def test_the_control_surface_is_closed_to_other_machines():
    sent = await run(request(path="/_sandbox/state", client=("192.0.2.7", 1)), control=True)

    assert sent[0]["status"] == 403
