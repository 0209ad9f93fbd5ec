"""Carries one request to one address and gives the answer as it came: no redirect, no second try, no endless wait."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from base64 import b64encode
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import msgspec

from clickgate.kernel.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

LARGEST = 4 << 20  # bytes of an answer; Kubernetes and the cloud services keep secrets below 1 MiB


class Request(msgspec.Struct, frozen=True):
    """What is carried.

    Attributes:
        method: Such as `PUT`.
        url: Whole address, with `http` or `https`.
        headers: Headers that hold no secret.
        timeout: Seconds for all of it, from the first byte sent to the last one read; as much again to connect.
        private: Headers that do, such as `Authorization`.
        body: Is sent; it may hold secrets.
        tls: How the server's certificate is checked; None for the system's way.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    timeout: float
    private: Mapping[str, Secret] = {}
    body: Secret | None = None
    tls: ssl.SSLContext | None = None


class Answer(msgspec.Struct, frozen=True):
    """What came back.

    Attributes:
        status: HTTP status.
        headers: By their names in lower case.
        body: May hold secrets.
        hidden: Secrets that were sent, which the service may repeat in what it says.
    """

    status: int
    headers: Mapping[str, str]
    body: Secret
    hidden: Sequence[Secret] = ()

    def header(self, name: str) -> str:
        """One header by its name in lower case; empty where it is not there."""
        return self.headers.get(name, "")


class Lost(msgspec.Struct, frozen=True):
    """No answer.

    Attributes:
        what: What happened, for a person.
        when: `connecting`: nothing was sent. `untrusted`: nothing was sent, for the certificate is not trusted.
            `after`: the server may have carried the request out.
    """

    what: str
    when: Literal["connecting", "untrusted", "after"]


def read_address(text: str) -> str:
    """Give a base address without a slash at its end.

    Raises:
        ValueError: It is not `https://…` (or `http://…` of this machine), or holds more than host, port and path.
    """
    parts = urlsplit(text.strip())
    try:
        usable = parts.hostname is not None and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("it is no address such as https://host or https://host:port/path")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
        raise ValueError("it does not begin with https://, and is not this machine: a token would travel readable")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def is_loopback(host: str) -> bool:
    """Tell whether a host name means this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def carry(request: Request) -> Answer | Lost:
    """Send one request and read its answer, whatever its status; nothing is raised, for a traceback would hold it."""
    over = threading.Event()
    when: Literal["connecting", "after"] = "connecting"
    try:
        connection = _open(request)
    except ValueError:
        return Lost("the proxy that the environment names has no usable address", when)
    try:
        connection.connect()
        when = "after"
        with _hang_up_after(request.timeout, connection.sock, over):
            answer = _exchange(connection, request)
    except ssl.SSLCertVerificationError as error:
        return Lost(f"its certificate is not trusted: {error.verify_message}", "untrusted")
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Lost(_late(request) if over.is_set() else _describe(error, request), when)
    finally:
        connection.close()
    if over.is_set():
        return Lost(_late(request), "after")
    return answer or Lost(f"it answered with more than {LARGEST >> 20} MiB", "after")


def _open(request: Request) -> http.client.HTTPConnection:
    """Prepare the connection: straight to this machine, through the environment's proxy to any other."""
    parts = urlsplit(request.url)
    host, port = parts.hostname or "", parts.port
    if parts.scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=request.timeout)
    tls = request.tls or ssl.create_default_context()
    proxy = None if is_loopback(host) or proxy_bypass(host) else getproxies().get("https")
    if proxy is None:
        return http.client.HTTPSConnection(host, port, timeout=request.timeout, context=tls)
    through = urlsplit(proxy if "//" in proxy else f"//{proxy}")
    connection = http.client.HTTPSConnection(through.hostname or "", through.port, timeout=request.timeout, context=tls)
    login = b64encode(unquote(f"{through.username}:{through.password or ''}").encode()).decode()
    connection.set_tunnel(host, port, {"Proxy-Authorization": f"Basic {login}"} if through.username else None)
    return connection


def _exchange(connection: http.client.HTTPConnection, request: Request) -> Answer | None:
    """Send and read; None where the answer is larger than any should be."""
    headers = {**request.headers, "Connection": "close", "Accept-Encoding": "identity"}
    headers |= {name: value.reveal() for name, value in request.private.items()}
    body = None if request.body is None else request.body.reveal().encode()
    parts = urlsplit(request.url)
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    connection.set_debuglevel(0)  # whoever turned it on for all of http.client would have the token printed
    connection.request(request.method, target, body, headers)
    response = connection.getresponse()
    text = response.read(LARGEST + 1)
    if len(text) > LARGEST:
        return None
    if response.length:
        raise http.client.IncompleteRead(b"")  # which http.client does not notice when it is given a limit
    named = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, named, Secret(text.decode("utf-8", "replace")))


@contextmanager
def _hang_up_after(seconds: float, line: socket.socket, over: threading.Event) -> Iterator[None]:
    """End a connection that takes too long, however often a byte arrives; the event says that it was so."""

    def hang_up() -> None:
        over.set()
        with suppress(OSError):  # it may have ended by itself just now
            line.shutdown(socket.SHUT_RDWR)

    alarm = threading.Timer(seconds, hang_up)
    alarm.daemon = True
    alarm.start()
    try:
        yield
    finally:
        alarm.cancel()


def _late(request: Request) -> str:
    return f"it did not answer within {request.timeout:g} seconds"


def _describe(error: Exception, request: Request) -> str:
    """Say what broke in words of our own: the library's may quote what was sent."""
    match error:
        case TimeoutError():
            return _late(request)
        case socket.gaierror():
            return "there is no host of this name"
        case ConnectionRefusedError():
            return "nobody listens at this address"
        case http.client.RemoteDisconnected() | ConnectionError() | http.client.IncompleteRead():
            return "the connection broke before the answer was read"
        case ssl.SSLError():
            return "no encrypted connection could be made"
        case OSError():
            return f"it can't be reached ({error.strerror or type(error).__name__})"
        case http.client.InvalidURL() | ValueError():
            return "its address or a name in it can't be written in a request"
    return "it answered with something that is not HTTP"
