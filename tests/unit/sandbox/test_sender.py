"""Deliveries on real sockets: a receiver on this machine, the sandbox's clock moved by hand."""

from __future__ import annotations

import hmac
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from typing import Any, NamedTuple

import pytest

from clickgate.kernel.clock import ManualClock
from clickgate.sandbox.clock import SandboxClock
from clickgate.sandbox.posting import is_local
from clickgate.sandbox.server import Response, Sandbox
from tests.unit.sandbox.conftest import Api
from tests.unit.sandbox.test_webhooks import make

SOON = 10  # seconds that nothing here takes


class Got(NamedTuple):
    """One POST as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


class Receiver:
    """Answers POSTs with `status`; while `hold` is set, it doesn't answer until the end."""

    def __init__(self) -> None:
        self.got: Queue[Got] = Queue()
        self.status = 200
        self.hold = False
        self.done = threading.Event()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.put(Got(self.path, dict(self.headers), body))
                if receiver.hold:
                    receiver.done.wait(SOON)
                    return
                self.send_response(receiver.status)
                self.send_header("Content-Length", "5")
                self.end_headers()
                self.wfile.write(b"heard")

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?from=sandbox"


class RemoteApi(Api):
    """Calls the sandbox over its socket."""

    def call(self, method: str, path: str, body: Any = None, *, token: str | None = None) -> Response:
        connection = HTTPConnection("127.0.0.1", self.sandbox.port, timeout=SOON)
        sent = b"" if body is None else json.dumps(body).encode()
        connection.request(method, f"/api/v2{path}", sent, {"Authorization": token or self.sandbox.token})
        answer = connection.getresponse()
        response = Response(answer.status, dict(answer.headers), answer.read())
        connection.close()
        return response


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    one = Receiver()
    thread = threading.Thread(target=one.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield one
    one.done.set()
    one.server.shutdown()
    one.server.server_close()
    thread.join()


@pytest.fixture
def api() -> Iterator[Api]:
    with Sandbox(plan="enterprise", clock=SandboxClock(ManualClock())) as sandbox:
        yield RemoteApi(sandbox)


def watch(api: Api, receiver: Receiver) -> dict[str, Any]:
    return make(api, ["taskDeleted"], receiver.url)


def delete_a_task(api: Api) -> str:
    """The id of a task that is gone now."""
    task_id = api.new_task()["id"]
    api.delete(f"/task/{task_id}")
    return str(task_id)


def health(api: Api, webhook: dict[str, Any]) -> tuple[str, int]:
    row = api.world.events.webhooks[webhook["id"]]
    return row.health, row.fail_count


def test_a_delivery_is_a_signed_post(api: Api, receiver: Receiver):
    webhook = watch(api, receiver)
    task_id = delete_a_task(api)

    got = receiver.got.get(timeout=SOON)
    [delivery] = api.sandbox.wait_for_deliveries()

    assert json.loads(got.body) == {"event": "taskDeleted", "task_id": task_id, "webhook_id": webhook["id"]}
    assert got.path == "/hook?from=sandbox"
    assert got.headers["Content-Type"] == "application/json"
    assert got.headers["X-Signature"] == hmac.new(webhook["secret"].encode(), got.body, sha256).hexdigest()
    assert (delivery.state, delivery.attempts, delivery.status, delivery.answer) == ("delivered", 1, 200, "heard")


def test_a_failing_receiver_is_tried_five_times_as_the_clock_moves(api: Api, receiver: Receiver):
    webhook = watch(api, receiver)
    receiver.status = 500
    delete_a_task(api)

    attempts = [api.sandbox.wait_for_deliveries()[0].attempts]
    for _ in range(4):
        api.sandbox.clock.move(60)
        attempts.append(api.sandbox.wait_for_deliveries()[0].attempts)

    assert attempts == [1, 2, 3, 4, 5]
    assert health(api, webhook) == ("failing", 1)
    api.sandbox.clock.move(3600)
    assert api.sandbox.wait_for_deliveries()[0].attempts == 5
    assert receiver.got.qsize() == 5


def test_one_success_heals(api: Api, receiver: Receiver):
    webhook = watch(api, receiver)
    receiver.status = 500
    delete_a_task(api)
    api.sandbox.wait_for_deliveries()
    receiver.status = 204
    api.sandbox.clock.move(60)

    [delivery] = api.sandbox.wait_for_deliveries()

    assert (delivery.state, delivery.attempts, health(api, webhook)) == ("delivered", 2, ("active", 0))


def test_no_answer_within_seven_seconds_is_a_failure(api: Api, receiver: Receiver):
    watch(api, receiver)
    receiver.hold = True
    delete_a_task(api)
    receiver.got.get(timeout=SOON)
    api.sandbox.clock.move(6.9)
    before = [(one.attempts, one.status) for one in api.sandbox.deliveries]
    api.sandbox.clock.move(0.2)

    [delivery] = api.sandbox.wait_for_deliveries()

    assert before == [(0, None)]
    assert (delivery.attempts, delivery.status, delivery.state) == (1, None, "waiting")
    assert "7 s" in delivery.error


@pytest.mark.parametrize("status", [401, 410])
def test_401_and_410_suspend_at_once_until_the_webhook_is_revived(api: Api, receiver: Receiver, status: int):
    webhook = watch(api, receiver)
    receiver.status = status
    delete_a_task(api)
    api.sandbox.wait_for_deliveries()
    delete_a_task(api)
    suspended = health(api, webhook)[0]
    receiver.status = 200
    body = {"endpoint": receiver.url, "events": ["taskDeleted"], "status": "active"}
    api.put(f"/webhook/{webhook['id']}", body)
    task_id = delete_a_task(api)
    api.sandbox.wait_for_deliveries()

    assert (suspended, health(api, webhook)) == ("suspended", ("active", 0))
    assert receiver.got.qsize() == 2
    assert [json.loads(receiver.got.get().body)["task_id"] for _ in range(2)][1] == task_id


def test_a_slow_receiver_does_not_hold_up_another(api: Api, receiver: Receiver):
    receiver.hold = True
    watch(api, receiver)
    with running() as quick:
        make(api, ["taskDeleted"], quick.url)
        task_id = delete_a_task(api)

        assert json.loads(quick.got.get(timeout=SOON).body)["task_id"] == task_id
        assert api.sandbox.deliveries[0].attempts == 0


@contextmanager
def running() -> Iterator[Receiver]:
    one = Receiver()
    thread = threading.Thread(target=one.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield one
    finally:
        one.server.shutdown()
        one.server.server_close()
        thread.join()


def test_order_is_kept(api: Api, receiver: Receiver):
    watch(api, receiver)
    ids = [delete_a_task(api) for _ in range(20)]
    api.sandbox.wait_for_deliveries()

    assert [json.loads(receiver.got.get().body)["task_id"] for _ in ids] == ids


def test_an_address_elsewhere_is_never_called(api: Api):
    webhook = make(api, ["taskDeleted"], "https://hooks.example.com/clickup")
    delete_a_task(api)

    [delivery] = api.sandbox.wait_for_deliveries()

    assert (delivery.state, delivery.attempts, delivery.status) == ("not sent", 0, None)
    assert health(api, webhook) == ("active", 0)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:1/", True),
        ("http://127.8.8.8/", True),
        ("https://localhost/x", True),
        ("http://[::1]:8/", True),
        ("http://localhost.example.com/", False),
        ("http://127.0.0.1.example.com/", False),
        ("http://0.0.0.0/", False),
        ("http://10.0.0.1/", False),
        ("http://user@10.0.0.1/127.0.0.1", False),
    ],
)
def test_only_loopback_addresses_are_of_this_machine(url: str, expected: bool):
    assert is_local(url) == expected


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", 200),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", 204),
        (b"HTTP/1.0 200\r\ncontent-length: 9999999\r\n\r\nshort", 200),
        (b"HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:9/\r\n\r\n", 301),
        (b"SSH-2.0-OpenSSH\r\n\r\n", None),
        (b"HTTP/1.1 999 Odd\r\n\r\n", None),
        (b"HTTP/1.1 200 OK\r\nx: " + b"a" * 200_000, None),
        (b"", None),
    ],
)
def test_of_an_answer_only_what_is_needed_is_read(api: Api, answer: bytes, status: int | None):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        make(api, ["taskDeleted"], url)
        delete_a_task(api)
        peer, _ = listening.accept()
        with peer:
            peer.recv(65536)
            peer.sendall(answer)
            with suppress(OSError):  # the sandbox may have hung up by now: it has read enough
                peer.shutdown(socket.SHUT_WR)
            [delivery] = api.sandbox.wait_for_deliveries()

    assert delivery.status == status
    assert bool(delivery.error) == (status is None)


def test_a_closed_port_is_a_failure(api: Api):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
    make(api, ["taskDeleted"], url)
    delete_a_task(api)

    [delivery] = api.sandbox.wait_for_deliveries()

    assert (delivery.attempts, delivery.status) == (1, None)
    assert "ConnectionRefusedError" in delivery.error


def test_a_sandbox_that_was_stopped_and_started_again_goes_on(receiver: Receiver):
    sandbox = Sandbox(plan="enterprise", clock=SandboxClock(ManualClock()))
    with sandbox:
        api = RemoteApi(sandbox)
        watch(api, receiver)
    with sandbox:
        task_id = delete_a_task(api)
        sandbox.wait_for_deliveries()

        assert json.loads(receiver.got.get(timeout=SOON).body)["task_id"] == task_id
