"""Other clients on raw sockets: whatever HTTP allows is understood, and answered as ClickUp would."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import closing
from typing import NamedTuple

import pytest

from clickgate.sandbox.server import Sandbox


class Read(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(plan="enterprise", control=True) as one:
        yield one


def talk(sandbox: Sandbox, sent: str | bytes, *, reads: int = 1, bodiless: bool = False) -> list[Read]:
    """Send bytes as they are on one connection, and read so many answers."""
    text = sent if isinstance(sent, bytes) else sent.replace("\n", "\r\n").encode()
    text = text.replace(b"TOKEN", sandbox.token.encode()).replace(b"PORT", str(sandbox.port).encode())
    with closing(socket.create_connection(("127.0.0.1", sandbox.port), timeout=10)) as connection:
        connection.sendall(text)
        with connection.makefile("rb") as stream:
            return [read(stream, bodiless=bodiless) for _ in range(reads)]


def read(stream, *, bodiless: bool) -> Read:
    status = int(stream.readline().split()[1])
    headers: dict[str, str] = {}
    while line := stream.readline().strip():
        name, _, value = line.decode().partition(":")
        headers[name.lower()] = value.strip()
    size = 0 if bodiless or status in (100, 204) else int(headers["content-length"])
    return Read(status, headers, stream.read(size))


HEAD = "Host: 127.0.0.1:PORT\nAuthorization: TOKEN\n"


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(f"GET /api/v2/user HTTP/1.1\n{HEAD}\n", id="as always"),
        pytest.param(f"GET /api/v2/user/ HTTP/1.1\n{HEAD}\n", id="a slash at the end"),
        pytest.param(f"GET /api/v2/user?verbose=1&x[]=2 HTTP/1.1\n{HEAD}\n", id="parameters that are not known"),
        pytest.param(f"GET http://127.0.0.1:PORT/api/v2/user HTTP/1.1\n{HEAD}\n", id="a whole address"),
        pytest.param("GET /api/v2/user HTTP/1.1\nHOST: x\nAUTHORIZATION: TOKEN\n\n", id="headers in upper case"),
        pytest.param("GET /api/v2/user HTTP/1.1\nhost: x\nauthorization: TOKEN\n\n", id="headers in lower case"),
        pytest.param("GET /api/v2/user HTTP/1.0\nAuthorization: TOKEN\n\n", id="HTTP/1.0 without Host"),
    ],
)
def test_a_user_is_read_however_it_is_asked_for(sandbox: Sandbox, sent: str):
    [answer] = talk(sandbox, sent)

    assert (answer.status, json.loads(answer.body)["user"]["username"]) == (200, "Amara Osei")
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_body_may_come_in_chunks(sandbox: Sandbox):
    home = next(iter(sandbox.world.lists))
    sent = f"POST /api/v2/list/{home}/task HTTP/1.1\n{HEAD}Transfer-Encoding: chunked\n\n"
    sent += '8\n{"name":\n7\n"Parts"\n1\n}\n0\n\n'

    [answer] = talk(sandbox, sent)

    assert (answer.status, json.loads(answer.body)["name"]) == (200, "Parts")


def test_who_waits_to_be_told_to_go_on_is_told(sandbox: Sandbox):
    home = next(iter(sandbox.world.lists))
    body = '{"name": "Expected"}'
    sent = f"POST /api/v2/list/{home}/task HTTP/1.1\n{HEAD}Expect: 100-continue\nContent-Length: {len(body)}\n\n{body}"

    first, second = talk(sandbox, sent, reads=2)

    assert (first.status, second.status) == (100, 200)
    assert json.loads(second.body)["name"] == "Expected"


def test_requests_may_follow_each_other_without_waiting(sandbox: Sandbox):
    one = f"GET /api/v2/user HTTP/1.1\n{HEAD}\n"
    other = f"GET /api/v2/team HTTP/1.1\n{HEAD}Connection: close\n\n"

    answers = talk(sandbox, one + one + other, reads=3)

    assert [answer.status for answer in answers] == [200, 200, 200]
    assert "teams" in json.loads(answers[2].body)
    assert answers[2].headers["connection"] == "close"


def test_a_head_is_that_of_the_answer(sandbox: Sandbox):
    [whole] = talk(sandbox, f"GET /api/v2/team HTTP/1.1\n{HEAD}\n")
    [head] = talk(sandbox, f"HEAD /api/v2/team HTTP/1.1\n{HEAD}\n", bodiless=True)

    assert (head.status, head.headers["content-length"]) == (200, str(len(whole.body)))


def test_the_methods_of_a_path_are_told_without_a_token(sandbox: Sandbox):
    browser = "Origin: https://app.example\nAccess-Control-Request-Method: GET\n"

    [answer] = talk(sandbox, f"OPTIONS /api/v2/task/868a00001 HTTP/1.1\nHost: x\n{browser}\n")
    [unknown] = talk(sandbox, "OPTIONS /api/v2/nothing HTTP/1.1\nHost: x\n\n")

    assert (answer.status, answer.headers["allow"]) == (204, "GET, HEAD, PUT, DELETE")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-headers" not in answer.headers
    assert unknown.status == 404


def test_a_form_is_not_json(sandbox: Sandbox):
    home = next(iter(sandbox.world.lists))
    kind = "Content-Type: application/x-www-form-urlencoded\nContent-Length: 6\n"

    [answer] = talk(sandbox, f"POST /api/v2/list/{home}/task HTTP/1.1\n{HEAD}{kind}\nname=x")

    assert (answer.status, json.loads(answer.body)["ECODE"]) == (400, "SANDBOX_002")


def test_ids_may_be_numbers_in_a_body(sandbox: Sandbox):
    home = next(iter(sandbox.world.lists.values()))
    owner = next(iter(sandbox.world.users))
    bodies = [json.dumps({"name": "Ids", "assignees": [one]}) for one in (owner, str(owner))]

    answers = [
        talk(sandbox, f"POST /api/v2/list/{home.id}/task HTTP/1.1\n{HEAD}Content-Length: {len(body)}\n\n{body}")[0]
        for body in bodies
    ]

    assert [[one["id"] for one in json.loads(answer.body)["assignees"]] for answer in answers] == [[owner], [owner]]


@pytest.mark.parametrize("sent", ["GARBAGE\n\n", "GET /api/v2/user HTTP/9.9\n\n", f"GET / {'x' * 9} HTTP/1.1\n\n"])
def test_what_is_no_http_is_refused_and_the_sandbox_goes_on(sandbox: Sandbox, sent: str):
    with closing(socket.create_connection(("127.0.0.1", sandbox.port), timeout=10)) as connection:
        connection.sendall(sent.replace("\n", "\r\n").encode())
        told = connection.recv(100)

    assert told.startswith(b"HTTP/1.1 400") or told == b""
    assert talk(sandbox, f"GET /api/v2/user HTTP/1.1\n{HEAD}\n")[0].status == 200


def test_the_page_is_served_to_this_machine_alone(sandbox: Sandbox):
    [page] = talk(sandbox, "GET / HTTP/1.1\nHost: 127.0.0.1:PORT\n\n")
    [rebound] = talk(sandbox, "GET / HTTP/1.1\nHost: rebound.example\n\n")
    form = "Content-Type: application/x-www-form-urlencoded\nContent-Length: 18\n"
    [foreign] = talk(
        sandbox,
        f"POST /_page/act HTTP/1.1\nHost: 127.0.0.1:PORT\nOrigin: http://evil.example\n{form}\ndo=clock&value=999",
    )

    assert page.status == 200
    assert page.body.startswith(b"<!DOCTYPE html>")
    assert "access-control-allow-origin" not in page.headers
    assert (rebound.status, foreign.status) == (403, 403)
    assert sandbox.clock.offset == 0
