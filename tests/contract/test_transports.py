"""One suite for every transport: what is carried, how a failure is told, and where a socket is opened."""

import gzip
import io
import json
import subprocess
import sys
import threading

import anyio
import pytest

from clickgate.client.transport import make_async_transport, make_transport
from clickgate.client.upload import open_upload
from clickgate.client.wire.http import Request
from clickgate.errors import ConfigurationError, ConnectionFailed, ConnectionLost, TimedOut
from clickgate.kernel.secret import Secret
from tests.support.raw_server import RawServer, http

pytestmark = pytest.mark.parametrize("transport", ["pyreqwest", "httpx2"])


@pytest.fixture(params=["sync", "async"])
def carry(request, transport):
    """Carries one request with a fresh transport, in the calling thread or on an event loop."""
    if request.param == "sync":
        carrier = make_transport(transport)
        yield carrier.carry
        carrier.close()
        return

    async def once(what):
        carrier = make_async_transport(transport)
        try:
            return await carrier.carry(what)
        finally:
            await carrier.close()

    yield lambda what: anyio.run(once, what)


def request_to(server, method="GET", path="/api/v2/user", **more):
    return Request(method, server.url + path, Secret("pk_1_SECRET"), **{"timeout": 5.0, **more})


def test_status_headers_and_body_come_as_they_are(carry):
    with RawServer(
        lambda _: http("200 OK", b'{"a": 1}', "X-RateLimit-Limit: 100", "content-type: application/json")
    ) as server:
        answer = carry(request_to(server))

    assert answer.status == 200
    assert json.loads(bytes(answer.body)) == {"a": 1}
    assert answer.header("x-ratelimit-limit") == "100"
    assert answer.header("x-none") is None


def test_the_token_goes_in_the_header_and_json_in_the_body(carry):
    with RawServer(lambda _: http("200 OK")) as server:
        carry(request_to(server, "POST", body=b'{"name":"x"}', content_type="application/json"))

    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /api/v2/user HTTP/1.1\r\n")
    assert b"authorization: pk_1_secret" in head.lower()
    assert b"content-type: application/json" in head.lower()
    assert body == b'{"name":"x"}'


def test_an_escaped_path_is_not_rewritten(carry):
    with RawServer(lambda _: http("200 OK")) as server:
        carry(request_to(server, path="/api/v2/tag/a%2Fb%20c%2E?statuses[]=to%20do"))

    assert server.requests[0].split(b" ")[1] in {
        b"/api/v2/tag/a%2Fb%20c%2E?statuses[]=to%20do",
        b"/api/v2/tag/a%2Fb%20c%2E?statuses%5B%5D=to%20do",
    }


def test_compressed_answers_are_asked_for_and_read(carry):
    body = gzip.compress(b'{"tasks": []}')
    with RawServer(lambda _: http("200 OK", body, "content-encoding: gzip")) as server:
        answer = carry(request_to(server))

    assert bytes(answer.body) == b'{"tasks": []}'
    assert b"gzip" in server.requests[0].lower()


@pytest.mark.parametrize("status", ["204 No Content", "400 Bad Request", "429 Too Many Requests", "502 Bad Gateway"])
def test_any_status_is_an_answer_and_not_an_error(carry, status):
    with RawServer(lambda _: http(status)) as server:
        assert carry(request_to(server)).status == int(status[:3])


def test_a_redirect_is_an_answer_and_is_not_followed(carry):
    with RawServer(lambda _: http("200 OK")) as elsewhere:
        with RawServer(lambda _: http("302 Found", b"", f"location: {elsewhere.url}/")) as server:
            assert carry(request_to(server)).status == 302

        assert elsewhere.connections == 0


def test_a_proxy_of_the_environment_is_not_asked(carry, monkeypatch):
    with RawServer(lambda _: http("200 OK")) as trap, RawServer(lambda _: http("200 OK")) as server:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
            monkeypatch.setenv(name, trap.url)

        assert carry(request_to(server)).status == 200
        assert trap.connections == 0


def test_a_proxy_that_was_asked_for_is_used(transport):
    with RawServer(lambda _: http("200 OK", b"proxied")) as proxy:
        carrier = make_transport(transport, proxy=proxy.url)
        answer = carrier.carry(Request("GET", "http://127.0.0.1:9/api/v2/user", None, timeout=5.0))
        carrier.close()

    assert bytes(answer.body) == b"proxied"
    assert proxy.requests[0].startswith(b"GET http://127.0.0.1:9/api/v2/user HTTP/1.1")


def test_a_refused_connection_says_that_nothing_was_sent(carry):
    with RawServer(lambda _: http("200 OK")) as server:
        gone = request_to(server)

    with pytest.raises(ConnectionFailed) as caught:
        carry(gone)

    assert caught.value.was_sent is False


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(None, id="cut without a word"),
        pytest.param(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\nconnection: close\r\n\r\n{", id="torn body"),
        pytest.param(b"HTTP/1.1 200 OK\r\ncontent-le", id="torn head"),
        pytest.param(b"this is not HTTP\r\n\r\n", id="not HTTP"),
    ],
)
def test_a_broken_answer_says_that_the_request_may_have_been_carried_out(carry, answer):
    def torn(_):
        return answer

    with RawServer(torn) as server, pytest.raises(ConnectionLost) as caught:
        carry(request_to(server))

    assert caught.value.was_sent is True


def test_a_file_that_shrinks_while_it_is_sent_is_a_broken_connection(carry, tmp_path):
    path = tmp_path / "log"
    path.write_bytes(b"x" * 1000)
    body, content_type = open_upload(path, field="attachment", operation="attachments.create")
    path.write_bytes(b"x")

    with RawServer(lambda _: http("200 OK")) as server, pytest.raises(ConnectionLost):
        carry(request_to(server, "POST", body=body, content_type=content_type))


def test_no_answer_in_time_is_told_as_such(carry):
    over = threading.Event()
    with RawServer(lambda _: over.wait(10) and None) as server:
        with pytest.raises(TimedOut):
            carry(request_to(server, timeout=0.2))
        over.set()


def test_no_failure_shows_the_token_or_the_query(carry):
    with RawServer(lambda _: None) as server, pytest.raises(ConnectionLost) as caught:
        carry(request_to(server, path="/api/v2/user?code=hidden"))

    shown = f"{caught.value!r} {caught.value} {caught.value.__cause__!r}"
    assert "SECRET" not in shown
    assert "hidden" not in shown


@pytest.mark.parametrize("kind", ["path", "bytes", "stream"])
def test_a_file_is_uploaded_whole(carry, kind, tmp_path):
    content = bytes(range(256)) * 4096
    path = tmp_path / "data.bin"
    path.write_bytes(content)
    source = {"path": path, "bytes": ("data.bin", content), "stream": ("data.bin", io.BytesIO(content))}[kind]
    body, content_type = open_upload(source, field="attachment", operation="attachments.create")

    with RawServer(lambda _: http("200 OK", b"{}")) as server:
        carry(request_to(server, "POST", body=body, content_type=content_type))

    head, _, sent = server.requests[0].partition(b"\r\n\r\n")
    assert content in sent
    assert content_type.encode() in head
    assert (b"content-length: %d" % len(sent) in head.lower()) == (kind != "stream")


def test_an_address_that_is_none_is_a_setting_that_is_wrong(carry):
    with pytest.raises(ConfigurationError):
        carry(Request("GET", "http://[::bad/", None))


def test_a_short_program_ends_as_it_should_even_if_it_closes_nothing(transport):
    program = """if 1:
    import asyncio, sys
    from clickgate import AsyncClient

    async def main():
        client = AsyncClient("pk_1_AAAA", base_url=sys.argv[1], transport=sys.argv[2])
        await asyncio.gather(*(client.users.get_current() for _ in range(20)))

    asyncio.run(main())
    """
    with RawServer(lambda _: http("200 OK", b'{"user": {"id": 1}}')) as server:
        runs = [
            subprocess.run(
                [sys.executable, "-W", "ignore", "-c", program, server.url, transport],
                capture_output=True, text=True, check=False, timeout=60,
            )
            for _ in range(8)
        ]  # fmt: skip

    assert [(run.returncode, run.stderr) for run in runs] == [(0, "")] * 8


def test_clients_may_be_made_in_threads_that_end(transport):
    program = """if 1:
    import sys, threading
    from clickgate import Client

    def call():
        with Client("pk_1_AAAA", base_url=sys.argv[1], transport=sys.argv[2]) as client:
            client.users.get_current()

    for _ in range(10):
        thread = threading.Thread(target=call)
        thread.start()
        thread.join()
    """
    with RawServer(lambda _: http("200 OK", b'{"user": {"id": 1}}')) as server:
        runs = [
            subprocess.run(
                [sys.executable, "-W", "ignore", "-c", program, server.url, transport],
                capture_output=True, text=True, check=False, timeout=60,
            )
            for _ in range(4)
        ]  # fmt: skip

    assert [(run.returncode, run.stderr) for run in runs] == [(0, "")] * 4


def test_connections_are_kept_for_the_next_request(transport):
    with RawServer(lambda _: http("200 OK", b"{}")) as server:
        carrier = make_transport(transport)
        for _ in range(5):
            carrier.carry(request_to(server))
        carrier.close()

    assert server.connections == 1
