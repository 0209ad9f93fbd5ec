"""The listener believes nobody but the browser that was led through it, and nothing that comes can end it."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import textwrap
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clickgate.accounts.oauth.loopback import Listener
from clickgate.accounts.oauth.visits import read_visit
from clickgate.errors import ConfigurationError, SignInFailed
from clickgate.kernel.clock import ManualClock

if TYPE_CHECKING:
    from collections.abc import Iterator

ANSWER = "code=THE-CODE&state=THE-STATE"
CLICKUP = "https://app.clickup.com/api?client_id=C"


class Waiting:
    """A listener that waits in a thread, and ways to talk to it."""

    def __init__(self, uri: str = "http://127.0.0.1:0/callback") -> None:
        self.clock = ManualClock()
        self.listener = Listener(uri, clock=self.clock)
        self.port = urlsplit(self.listener.redirect_uri).port or 0
        self._pool = ThreadPoolExecutor(1)
        self.outcome: Future[str] = self._pool.submit(
            self.listener.wait, CLICKUP, lambda query: query == ANSWER, timeout=600
        )

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def send(self, data: bytes) -> bytes:
        """What comes back on a connection of its own, to its end."""
        with self.connect() as sock:
            sock.sendall(data)
            return read_all(sock)

    def get(self, target: str, *, cookie: str = "", host: str = "") -> bytes:
        lines = [f"GET {target} HTTP/1.1", f"Host: {host or f'127.0.0.1:{self.port}'}", "Accept: text/html"]
        lines += [f"Cookie: {cookie}"] if cookie else []
        return self.send("\r\n".join([*lines, "", ""]).encode())

    def start(self, cookie: str = "") -> bytes:
        return self.get(urlsplit(self.listener.start_url).path, cookie=cookie)

    def close(self) -> None:
        self.clock.move(1_000)
        with contextlib.suppress(OSError):  # so that it looks at the clock at once
            self.connect().close()
        self._pool.shutdown()
        self.listener.close()


def read_all(sock: socket.socket) -> bytes:
    received = b""
    try:
        while piece := sock.recv(65_536):
            received += piece
    except ConnectionResetError:  # it hung up on what it had not read
        pass
    return received


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def header(answer: bytes, name: str) -> str:
    lines = answer.partition(b"\r\n\r\n")[0].decode().split("\r\n")[1:]
    return {key.lower(): value for key, _, value in (line.partition(": ") for line in lines)}[name]


def cookie_of(answer: bytes) -> str:
    return header(answer, "set-cookie").partition(";")[0]


@pytest.fixture
def waiting() -> Iterator[Waiting]:
    made = Waiting()
    yield made
    made.close()


def test_the_browser_that_was_led_through_it_brings_the_answer(waiting: Waiting):
    led = waiting.start()
    page = waiting.get(f"/callback?{ANSWER}", cookie=f"other=1; {cookie_of(led)}")

    assert (status(led), header(led, "location")) == (302, CLICKUP)
    assert (status(page), waiting.outcome.result(30)) == (200, ANSWER)
    assert b"You can close this window" in page


def test_a_browser_may_open_the_address_again(waiting: Waiting):
    cookie = cookie_of(waiting.start())

    assert status(waiting.start(cookie)) == 302


def test_no_other_browser_is_led_through_it(waiting: Waiting):
    """Whoever sees the address first takes it; whoever comes second learns that somebody did."""
    waiting.start()

    assert status(waiting.start()) == 403
    assert status(waiting.start("clickgate_sign_in=made-up")) == 403


@pytest.mark.parametrize("cookie", ["", "clickgate_sign_in=", "clickgate_sign_in=made-up", "other=1"])
def test_an_answer_from_elsewhere_is_not_believed_and_the_wait_goes_on(waiting: Waiting, cookie: str):
    real = cookie_of(waiting.start())

    assert status(waiting.get(f"/callback?{ANSWER}", cookie=cookie)) == 403
    assert not waiting.outcome.done()
    assert status(waiting.get(f"/callback?{ANSWER}", cookie=real)) == 200


def test_a_cookie_of_another_program_by_the_same_name_does_no_harm(waiting: Waiting):
    real = cookie_of(waiting.start())

    assert status(waiting.get(f"/callback?{ANSWER}", cookie=f"{real}; clickgate_sign_in=other")) == 200


@pytest.mark.parametrize("query", ["", "?", "?code=OTHER&state=OTHER", f"?{ANSWER}&x=1"])
def test_another_answer_is_not_taken_and_the_wait_goes_on(waiting: Waiting, query: str):
    cookie = cookie_of(waiting.start())

    assert status(waiting.get(f"/callback{query}", cookie=cookie)) == 400
    assert status(waiting.get(f"/callback?{ANSWER}", cookie=cookie)) == 200
    assert waiting.outcome.result(30) == ANSWER


@pytest.mark.parametrize(
    "target", ["/", "/favicon.ico", "/callback/", "/callback/x", "/Callback", "//callback", "/callback%2f"]
)
def test_nothing_else_is_there(waiting: Waiting, target: str):
    assert status(waiting.get(f"{target}?{ANSWER}", cookie=cookie_of(waiting.start()))) == 404


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost:{port}", "127.0.0.1", "127.0.0.1:1", "127.0.0.1:{port}.evil.example"]
)
def test_a_page_that_was_led_to_this_machine_under_another_name_gets_nothing(waiting: Waiting, host: str):
    """A name of the attacker's own that means 127.0.0.1 makes a browser take this server for theirs."""
    start = urlsplit(waiting.listener.start_url).path

    assert status(waiting.get(start, host=host.format(port=waiting.port))) == 400
    assert status(waiting.start()) == 302


def test_pages_say_nothing_of_the_sign_in_and_load_nothing(waiting: Waiting):
    cookie = cookie_of(waiting.start())
    pages = [
        waiting.get("/callback?code=OTHER-CODE&state=OTHER-STATE", cookie=cookie),
        waiting.get(f"/callback?{ANSWER}"),
        waiting.get("/nothing"),
        waiting.get(f"/callback?{ANSWER}", cookie=cookie),
    ]

    for page in pages:
        assert header(page, "content-security-policy").startswith("default-src 'none'")
        assert header(page, "referrer-policy") == "no-referrer"
        assert header(page, "cache-control") == "no-store"
        assert header(page, "x-frame-options") == "DENY"
        assert not any(
            secret in page for secret in (b"CODE", b"STATE", b"clickgate_sign_in", b"<script", b"src=", b"href=")
        )


def test_the_cookie_is_for_no_script_and_no_other_site(waiting: Waiting):
    attributes = header(waiting.start(), "set-cookie").split("; ")[1:]

    assert attributes == ["Path=/callback", "Max-Age=900", "HttpOnly", "SameSite=Lax"]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\r\n\r\n", id="an empty request"),
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n\n", id="TLS"),
        pytest.param(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", id="HTTP/2"),
        pytest.param(b"POST /callback HTTP/1.1\r\nHost: x\r\n\r\n", id="another method"),
        pytest.param(b"GET http://127.0.0.1/callback HTTP/1.1\r\n\r\n", id="as to a proxy"),
        pytest.param(b"GET /a b HTTP/1.1\r\n\r\n", id="four words"),
        pytest.param(b"GET /\r\n\r\n", id="HTTP/0.9"),
        pytest.param(b"GET / HTTP/1.1\r\nHost\r\n\r\n", id="a header without a colon"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n", id="two hosts"),
        pytest.param(b"GET / HTTP/1.1\r\n\r\n", id="no host"),
        pytest.param(b"GET /" + b"a" * 40_000, id="a head without an end"),
        pytest.param(b"GET /\xff\x00 HTTP/1.1\r\n\r\n", id="bytes"),
        pytest.param(b"SSH-2.0-OpenSSH_9.9\r\n\r\n", id="SSH"),
    ],
)
def test_garbage_is_answered_and_the_wait_goes_on(waiting: Waiting, data: bytes):
    answer = waiting.send(data)
    cookie = cookie_of(waiting.start())

    assert answer == b"" or status(answer) == 400
    assert status(waiting.get(f"/callback?{ANSWER}", cookie=cookie)) == 200


def test_whoever_connects_and_goes_does_no_harm(waiting: Waiting):
    for _ in range(200):
        waiting.connect().close()
    with waiting.connect() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        sock.sendall(b"GET /call")

    assert status(waiting.start()) == 302


def test_whoever_says_nothing_keeps_nobody_waiting(waiting: Waiting):
    """More silent connections than are kept at once: the oldest give way."""
    silent = [waiting.connect() for _ in range(150)]

    answer = waiting.start()

    for sock in silent:
        sock.close()
    assert status(answer) == 302


def test_whoever_is_too_slow_is_hung_up_on(waiting: Waiting):
    with waiting.connect() as slow:
        slow.sendall(b"GET /callback HTT")
        waiting.start()  # by now the slow one has been heard
        waiting.clock.move(11)
        waiting.connect().close()

        assert read_all(slow) == b""


def test_a_request_may_come_byte_by_byte_and_several_at_once(waiting: Waiting):
    cookie = cookie_of(waiting.start())
    request = f"GET /callback?{ANSWER} HTTP/1.1\nHost: 127.0.0.1:{waiting.port}\nCookie: {cookie}\n\n".encode()
    with waiting.connect() as one, waiting.connect() as other:
        other.sendall(request[:20])
        for at in range(len(request)):
            one.sendall(request[at : at + 1])

        assert status(read_all(one)) == 200
    assert waiting.outcome.result(30) == ANSWER


def test_a_path_with_a_semicolon_keeps_its_cookie():
    waiting = Waiting("http://127.0.0.1:0/a;b")
    led = waiting.start()
    page = waiting.get(f"/a;b?{ANSWER}", cookie=cookie_of(led))
    waiting.close()

    assert header(led, "set-cookie").split("; ")[1] == "Path=/"
    assert status(page) == 200


def test_nobody_is_waited_for_beyond_the_time():
    with Listener("http://127.0.0.1:0/callback") as listener, pytest.raises(SignInFailed, match="Nobody came back"):
        listener.wait(CLICKUP, lambda _query: True, timeout=0)


def test_the_port_is_free_again_afterwards():
    with Listener("http://127.0.0.1:0/callback") as first:
        uri = first.redirect_uri
        with pytest.raises(ConfigurationError, match="can't be used"):
            Listener(uri)

    with Listener(uri) as second:
        assert second.redirect_uri == uri


@pytest.mark.parametrize(
    "uri", ["https://hub.example/callback", "https://127.0.0.1/callback", "http://hub.example/callback"]
)
def test_only_addresses_of_this_machine_can_be_waited_at(uri: str):
    with pytest.raises(ConfigurationError):
        Listener(uri)


def test_localhost_is_taken_with_both_its_addresses():
    """A browser takes either; the other one would be free for another person of this machine."""
    with Listener("http://localhost:0/") as listener:
        parts = urlsplit(listener.redirect_uri)
        families = [socket.AF_INET, socket.AF_INET6] if has_ipv6() else [socket.AF_INET]

        for family in families:
            with socket.socket(family) as other, pytest.raises(OSError, match="in use"):
                other.bind(("127.0.0.1" if family == socket.AF_INET else "::1", parts.port))
        assert urlsplit(listener.start_url).path.startswith("/")


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as sock:
            sock.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no ::1")
def test_the_other_loopback_address_can_be_waited_at():
    with Listener("http://[::1]:0/callback") as listener:
        assert urlsplit(listener.redirect_uri).hostname == "::1"


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise there")
def test_an_interrupt_ends_the_wait():
    program = """
        from clickgate.accounts.oauth.loopback import Listener
        with Listener("http://127.0.0.1:0/callback") as listener:
            print(listener.redirect_uri, flush=True)
            try:
                listener.wait("https://app.clickup.com/api", lambda query: True, timeout=600)
            except KeyboardInterrupt:
                print("interrupted")
    """
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        port = urlsplit(child.stdout.readline().strip()).port
        with socket.create_connection(("127.0.0.1", port), timeout=30) as sock:
            sock.sendall(b"GET / HTTP/1.1\r\n\r\n")
            read_all(sock)  # it serves by now
        os.kill(child.pid, signal.SIGINT)
        said, _ = child.communicate(timeout=30)

    assert said == "interrupted\n"


@pytest.fixture(scope="module")
def fuzzed() -> Iterator[Waiting]:
    made = Waiting()
    yield made
    made.close()


pieces = st.sampled_from(
    [b"GET ", b"/callback", b"?code=", b" HTTP/1.1", b"\r\n", b"\n", b"Host: ", b"Cookie: ", b": ", b"\r\n\r\n"]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(pieces, st.binary(max_size=30)), max_size=12).map(b"".join))
def test_no_bytes_end_the_wait(fuzzed: Waiting, data: bytes):
    with fuzzed.connect() as sock:
        sock.sendall(data)
        sock.shutdown(socket.SHUT_WR)
        answer = read_all(sock)

    assert answer == b"" or status(answer) in {400, 404}
    assert status(fuzzed.get("/nothing")) == 404
    assert not fuzzed.outcome.done()


@given(st.binary(max_size=300) | st.lists(pieces, max_size=12).map(b"".join))
def test_any_head_is_read(head: bytes):
    visit = read_visit(head)

    assert not visit.is_readable or (visit.path.startswith("/") and "?" not in visit.path)
    assert all(isinstance(value, str) for value in visit.cookies("x"))
