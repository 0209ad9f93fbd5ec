"""One request, one answer: nothing is followed, repeated, believed without proof, or waited for without end."""

import contextlib
import http.client
import socket
import ssl
import threading

import pytest

from clickgate.kernel.secret import Secret
from clickgate.vault.propagate import http as carrying
from clickgate.vault.propagate.http import Answer, Lost, Request, carry, is_loopback, read_address
from tests.support.raw_server import RawServer
from tests.support.raw_server import http as answer

TOKEN = Secret("Bearer ghp_TOKENTOKEN")


def ask(url, **more):
    return carry(Request(**{"method": "GET", "url": url, "headers": {}, "timeout": 5.0, **more}))


def test_what_is_sent_arrives_and_what_comes_back_is_given():
    with RawServer(lambda _: answer("201 Created", b'{"a": 1}', "X-One: 1")) as server:
        came = ask(
            f"{server.url}/a%20b?c=d", method="PUT", headers={"X-Two": "2"}, private={"Authorization": TOKEN},
            body=Secret('{"é": 1}'),
        )  # fmt: skip

    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    assert (came.status, came.header("x-one"), came.body) == (201, "1", Secret('{"a": 1}'))
    assert head.startswith(b"PUT /a%20b?c=d HTTP/1.1\r\n")
    assert b"Authorization: Bearer ghp_TOKENTOKEN" in head
    assert b"X-Two: 2" in head
    assert body == '{"é": 1}'.encode()


@pytest.mark.parametrize("status", ["301 Moved Permanently", "307 Temporary Redirect", "401 No", "500 Oh"])
def test_any_status_is_an_answer(status):
    with RawServer(lambda _: answer("200 OK")) as elsewhere:
        with RawServer(lambda _: answer(status, b"", f"location: {elsewhere.url}/")) as server:
            assert ask(server.url).status == int(status[:3])

        assert elsewhere.connections == 0


@contextlib.contextmanager
def dripping(*, head):
    """Send one byte of an answer after the other, for as long as somebody reads."""
    stop = threading.Event()

    def serve(listener):
        with contextlib.suppress(OSError), listener.accept()[0] as connection:
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\n" if head else b"HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n")
            for _ in range(250):  # five seconds, if nobody hangs up
                if stop.wait(0.02):
                    break
                connection.sendall(b"x")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        stop.set()
        thread.join(20)


@pytest.mark.parametrize("head", [True, False])
def test_a_byte_now_and_then_does_not_keep_us_waiting(head):
    with dripping(head=head) as url:
        assert ask(url, timeout=0.3) == Lost("it did not answer within 0.3 seconds", "after")


def test_a_server_that_says_nothing_is_not_waited_for():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"

        assert ask(url, timeout=0.2) == Lost("it did not answer within 0.2 seconds", "after")


def test_nobody_there_means_nothing_was_sent():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    assert ask(f"http://127.0.0.1:{port}") == Lost("nobody listens at this address", "connecting")


@pytest.mark.parametrize(
    ("sent", "what"),
    [
        pytest.param(None, "the connection broke before the answer was read", id="nothing"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf",
            "the connection broke before the answer was read",
            id="half",
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n5\r\nhal",
            "the connection broke before the answer was read",
            id="half a chunk",
        ),
        pytest.param(b"SSH-2.0-OpenSSH_9\r\n", "it answered with something that is not HTTP", id="another protocol"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nconnection: close\r\n" + b"a: b\r\n" * 200 + b"\r\n",
            "it answered with something that is not HTTP",
            id="headers without end",
        ),
    ],
)
def test_half_an_answer_is_none(sent, what):
    def reply(request):
        return (
            None
            if sent is None
            else sent
            if b"connection: close" in sent
            else sent.replace(b"OK\r\n", b"OK\r\nconnection: close\r\n", 1)
        )

    with RawServer(reply) as server:
        assert ask(server.url) == Lost(what, "after")


def test_an_answer_larger_than_any_should_be_is_not_read_to_its_end(monkeypatch):
    monkeypatch.setattr(carrying, "LARGEST", 1 << 20)
    with RawServer(lambda _: answer("200 OK", bytes((1 << 20) + 1))) as server:
        assert ask(server.url) == Lost("it answered with more than 1 MiB", "after")


def test_a_header_that_cannot_be_written_is_not_repeated():
    lost = ask("http://127.0.0.1:9", private={"Authorization": Secret("ghp_\nX")})

    assert isinstance(lost, Lost)
    assert "ghp_" not in repr(lost)


def test_a_library_that_prints_what_it_sends_is_kept_quiet(monkeypatch, capsys):
    monkeypatch.setattr(http.client.HTTPConnection, "debuglevel", 1)
    with RawServer(lambda _: answer("200 OK")) as server:
        ask(server.url, private={"Authorization": TOKEN})

    assert capsys.readouterr().out == ""


def test_the_way_to_others_may_lead_through_the_proxy_of_the_environment_but_the_token_does_not_stop_there(monkeypatch):
    with RawServer(lambda _: answer("502 Bad Gateway")) as proxy:
        monkeypatch.setenv("https_proxy", f"http://me:pw@127.0.0.1:{proxy.port}")
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)

        lost = ask("https://github.example.com/x", private={"Authorization": TOKEN})

    assert lost.when == "connecting"
    assert proxy.requests[0].startswith(b"CONNECT github.example.com:443 HTTP/1.")
    assert b"Proxy-Authorization: Basic bWU6cHc=" in proxy.requests[0]
    assert b"ghp_" not in b"".join(proxy.requests)


@pytest.mark.parametrize("through", ["", "https_proxy"])
def test_a_certificate_that_nobody_vouches_for_ends_it_before_anything_is_sent(openbao, through, monkeypatch):
    if through:
        monkeypatch.setenv(through, "http://127.0.0.1:9")  # is not asked on the way to this machine
    lost = ask(f"{openbao.tls_address}/v1/sys/health", private={"X-Vault-Token": TOKEN})

    assert lost.when == "untrusted"
    assert "certificate" in lost.what


def test_a_certificate_of_an_authority_that_is_trusted_is_taken(openbao):
    trusting = ssl.create_default_context(cafile=str(openbao.authority))

    assert isinstance(ask(f"{openbao.tls_address}/v1/sys/health", tls=trusting), Answer)


def test_no_answer_to_plain_words_where_encryption_is_expected():
    with RawServer(lambda _: answer("200 OK")) as server:
        lost = ask(server.url.replace("http:", "https:"), timeout=0.5)

    assert lost.when == "connecting"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://api.github.com/", "https://api.github.com"),
        (" https://ghe.example.com/api/v3/ ", "https://ghe.example.com/api/v3"),
        ("http://127.0.0.1:80", "http://127.0.0.1:80"),
        ("http://[::1]:80", "http://[::1]:80"),
        ("http://localhost:1", "http://localhost:1"),
    ],
)
def test_an_address_is_read(text, expected):
    assert read_address(text) == expected


@pytest.mark.parametrize(
    "text", ["http://10.0.0.1", "http://localhost.example.com", "https://[::1", "", "file:///etc", "https://:80"]
)
def test_an_address_that_would_show_the_token_or_leads_nowhere_is_refused(text):
    with pytest.raises(ValueError, match=r"it |Invalid"):
        read_address(text)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost", "a.localhost"])
def test_what_this_machine_is_called(host):
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["10.0.0.1", "localhost.example.com", "x", "", "0.0.0.0"])
def test_what_may_be_another_machine(host):
    assert not is_loopback(host)


def test_neither_request_nor_answer_shows_what_it_holds():
    request = Request("GET", "http://127.0.0.1", {}, 1.0, {"Authorization": TOKEN}, Secret("pk_1"))

    assert "ghp_" not in repr(request)
    assert "pk_1" not in repr(request) + repr(Answer(200, {}, Secret("pk_1"), [TOKEN]))


def test_a_proxy_without_a_usable_address_is_told(monkeypatch):
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:port")
    monkeypatch.delenv("no_proxy", raising=False)

    lost = ask("https://github.example.com/x")

    assert lost == Lost("the proxy that the environment names has no usable address", "connecting")
