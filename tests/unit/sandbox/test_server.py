"""A sandbox on a real socket: headers, cut connections, the control surface, starting and stopping."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from clickgate.errors import ConfigurationError
from clickgate.sandbox import server
from clickgate.sandbox.engine import MOST_BODY
from clickgate.sandbox.server import Sandbox

SERVE = """
import sys
from clickgate.sandbox.server import serve
serve(seed="small", control=True, ready=lambda info: print(info.base_url, info.token, flush=True))
print("stopped", flush=True)
"""


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with Sandbox(seed="team", plan="enterprise", control=True) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox) -> Iterator[Sandbox]:
    yield running
    running.faults.clear()


def ask(
    sandbox: Sandbox, method: str, path: str, body: bytes | None = None, **headers: str
) -> tuple[http.client.HTTPResponse, bytes]:
    sent = {"Authorization": sandbox.token, **{name.replace("_", "-"): value for name, value in headers.items()}}
    with closing(http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=10)) as connection:
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        return answer, answer.read()


def test_the_address_is_that_of_version_2(sandbox: Sandbox):
    assert sandbox.base_url == f"http://127.0.0.1:{sandbox.port}/api/v2"


def test_an_answer_has_the_headers_of_clickup(sandbox: Sandbox):
    answer, body = ask(sandbox, "GET", "/api/v2/user")

    assert answer.status == 200
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.headers["content-length"] == str(len(body))
    assert answer.headers["x-ratelimit-limit"] == "10000"
    assert answer.headers["x-datadog-trace-id"].isdigit()
    assert answer.headers["cache-control"] == "no-cache, no-store"
    assert answer.headers["date"]


def test_a_large_answer_is_compressed_for_those_who_take_it(sandbox: Sandbox):
    path = f"/api/v2/team/{sandbox.workspace_id}/task"

    plain = ask(sandbox, "GET", path)
    packed = ask(sandbox, "GET", path, Accept_Encoding="gzip, deflate")

    assert plain[0].headers["content-encoding"] is None
    assert packed[0].headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed[1]) == plain[1]
    assert len(packed[1]) * 4 < len(plain[1])
    assert ask(sandbox, "GET", "/api/v2/user", Accept_Encoding="gzip")[0].headers["content-encoding"] is None


def test_a_connection_is_kept_for_the_next_request(sandbox: Sandbox):
    task_id = next(iter(sandbox.world.tasks))
    with closing(http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=10)) as connection:
        statuses = []
        for method, path in (("GET", "/user"), ("PATCH", "/user"), ("GET", f"/task/{task_id}"), ("GET", "/list/x")):
            connection.request(method, f"/api/v2{path}", headers={"Authorization": sandbox.token})
            answer = connection.getresponse()
            answer.read()
            statuses.append(answer.status)

    assert statuses == [200, 404, 200, 400]


def test_a_body_is_read_and_204_has_none(sandbox: Sandbox):
    list_id = next(iter(sandbox.world.lists))

    made = ask(sandbox, "POST", f"/api/v2/list/{list_id}/task", json.dumps({"name": "Über"}).encode())
    deleted = ask(sandbox, "DELETE", f"/api/v2/task/{json.loads(made[1])['id']}")

    assert (made[0].status, json.loads(made[1])["name"]) == (200, "Über")
    assert (deleted[0].status, deleted[1]) == (204, b"")


def test_a_body_that_is_too_large_is_refused(sandbox: Sandbox):
    answer, body = ask(sandbox, "POST", "/api/v2/list/1/task", b" " * (MOST_BODY + 1))

    assert (answer.status, json.loads(body)["ECODE"]) == (413, "SANDBOX_006")


@pytest.mark.parametrize("after", [False, True])
def test_a_dropped_connection_ends_without_an_answer(sandbox: Sandbox, after: bool):
    sandbox.faults.add("users.get_current", "drop", times=1, after=after)

    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        ask(sandbox, "GET", "/api/v2/user")
    assert ask(sandbox, "GET", "/api/v2/user")[0].status == 200


def test_a_torn_answer_ends_in_the_middle_of_its_body(sandbox: Sandbox):
    whole = ask(sandbox, "GET", "/api/v2/user")[1]
    sandbox.faults.add("users.get_current", "torn", times=1)

    with pytest.raises(http.client.IncompleteRead) as raised:
        ask(sandbox, "GET", "/api/v2/user")

    assert raised.value.partial == whole[: len(whole) // 2]


def test_a_slow_answer_comes_late_and_holds_up_nobody_else(sandbox: Sandbox):
    sandbox.faults.add("users.get_current", "slow", seconds=0.04, times=1)
    order: list[str] = []
    slow = threading.Thread(target=lambda: order.append(f"slow {ask(sandbox, 'GET', '/api/v2/user')[0].status}"))
    before = len(sandbox.requests)
    slow.start()
    while len(sandbox.requests) == before:  # until the slow one is under way
        threading.Event().wait(0.001)
    order.append(f"quick {ask(sandbox, 'GET', '/api/v2/team')[0].status}")
    slow.join()

    assert order == ["quick 200", "slow 200"]


def test_the_window_follows_the_moved_clock(sandbox: Sandbox):
    first = int(ask(sandbox, "GET", "/api/v2/user")[0].headers["x-ratelimit-reset"])
    sandbox.clock.move(61)
    answer = ask(sandbox, "GET", "/api/v2/user")[0]

    assert int(answer.headers["x-ratelimit-reset"]) > first
    assert answer.headers["x-ratelimit-remaining"] == "9999"


def test_the_control_surface_steers_a_running_sandbox(sandbox: Sandbox):
    fault = {"match": "users.get_current", "kind": "status", "status": 502, "times": 1}

    ordered = ask(sandbox, "POST", "/_sandbox/faults", json.dumps(fault).encode())

    assert ordered[0].status == 200
    assert ask(sandbox, "GET", "/api/v2/user")[0].status == 502
    state = json.loads(ask(sandbox, "GET", "/_sandbox/state")[1])
    assert state["workspace_id"] == sandbox.workspace_id
    assert sandbox.token.encode() not in ask(sandbox, "GET", "/_sandbox/requests")[1]


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Origin": "https://example.com"}, id="a page in a browser"),
        pytest.param({"Host": "sandbox.example.com"}, id="a name that leads to loopback"),
    ],
)
def test_the_control_surface_is_not_for_web_pages(sandbox: Sandbox, headers: dict[str, str]):
    assert ask(sandbox, "GET", "/_sandbox/state", **headers)[0].status == 403


def test_without_being_asked_for_there_is_no_control_surface():
    with Sandbox() as sandbox:
        answer, body = ask(sandbox, "GET", "/_sandbox/state")

    assert (answer.status, json.loads(body)["ECODE"]) == (404, "APP_001")


def test_a_sandbox_starts_and_stops_again_on_the_same_rows():
    sandbox = Sandbox()
    for _ in range(2):
        with sandbox:
            assert ask(sandbox, "GET", "/api/v2/user")[0].status == 200
        with pytest.raises(ConfigurationError, match="not started"):
            _ = sandbox.base_url
    sandbox.stop()

    assert len(sandbox.requests) == 2


def test_a_started_sandbox_is_not_started_twice(running: Sandbox):
    with pytest.raises(ConfigurationError, match="started already"):
        running.start()


def test_a_port_that_is_taken_is_named():
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(ConfigurationError, match=f"Port {port} on"):
            Sandbox(port=port).start()


def test_only_loopback_is_served_unless_allowed():
    with pytest.raises(ConfigurationError, match="this machine alone"):
        server.serve(host="0.0.0.0", ready=lambda _info: None)


def test_without_uvicorn_the_extra_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "clickgate.sandbox._uvicorn", None)

    with pytest.raises(ConfigurationError) as raised:
        Sandbox().start()

    assert raised.value.advice == "pip install 'clickgate[sandbox]'"


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent as on POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serving_ends_cleanly_when_it_is_interrupted(number: signal.Signals):
    with subprocess.Popen([sys.executable, "-c", SERVE], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        base_url, token = process.stdout.readline().decode().split()
        port = int(base_url.split(":")[2].split("/")[0])
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
            connection.request("GET", "/api/v2/user", headers={"Authorization": token})
            status = connection.getresponse().status
        os.kill(process.pid, number)
        printed, complained = process.communicate(timeout=20)

    assert status == 200
    assert (process.returncode, printed, complained) == (0, b"stopped\n", b"")


def test_the_answer_in_memory_is_that_on_the_socket(sandbox: Sandbox):
    path = f"/api/v2/team/{sandbox.workspace_id}/plan"
    answer, body = ask(sandbox, "GET", path)

    inner = sandbox.handle("GET", path, {"Authorization": sandbox.token})

    def kept(headers: Any) -> dict[str, str]:
        changing = ("date", "x-datadog-trace-id", "x-ratelimit-remaining")
        return {name: value for name, value in headers.items() if name not in changing}

    assert (inner.status, inner.body) == (answer.status, body)
    assert kept(inner.headers) == kept(answer.headers)
