"""What the fakes of other services share: a request read, an answer in JSON, and a gate where things go wrong."""

from __future__ import annotations

import http.client
import json
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.support.raw_server import RawServer
from tests.support.raw_server import http as raw_answer

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


def read_request(request: bytes) -> Asked:
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, target, _ = first.split(" ")
    parts = urlsplit(target)
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return Asked(method, unquote(parts.path), query, headers, body)


def answer(status: str, document: Any = None, *headers: str) -> bytes:
    body = b"" if document is None else json.dumps(document).encode()
    return raw_answer(status, body, "content-type: application/json", *headers)


def forward(port: int) -> Callable[[bytes], bytes]:
    """Hand requests on to a server of this machine and give its answers."""

    def carry(request: bytes) -> bytes:
        asked = request.partition(b"\r\n")[0].decode().split(" ")
        parts = read_request(request)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request(asked[0], asked[1], parts.body, {**parts.headers, "accept-encoding": "identity"})
            came = connection.getresponse()
            body = came.read()
        finally:
            connection.close()
        kept = [f"{name}: {value}" for name, value in came.getheaders() if name.lower() not in _HOPS]
        return raw_answer(f"{came.status} {came.reason}", body, *kept)

    return carry


_HOPS = {"connection", "content-length", "keep-alive", "transfer-encoding"}


@dataclass
class Gate:
    """Stands before a service, and makes trouble on the way to it once it is told to.

    Attributes:
        service: Answers a request.
        trouble: Is asked instead; it may pass the request on to the service itself.
        passed: All that arrived here, in order.
    """

    service: Callable[[bytes], bytes]
    trouble: Callable[[bytes, Callable[[bytes], bytes]], bytes | None] | None = None
    released: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Gate:
        self.server = RawServer(self._answer).__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        self.released.set()
        self.server.__exit__(*exc)

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def passed(self) -> list[bytes]:
        return self.server.requests

    def _answer(self, request: bytes) -> bytes | None:
        return self.service(request) if self.trouble is None else self.trouble(request, self.service)

    def never_answer(self, request: bytes, service: Callable[[bytes], bytes]) -> None:
        """Trouble: the request is read, and nothing comes back for as long as the gate stands."""
        self.released.wait(30)


def cut(request: bytes, service: Callable[[bytes], bytes]) -> None:
    """Trouble: the connection is cut after the request was read; it is not carried out."""


def carry_out_and_cut(request: bytes, service: Callable[[bytes], bytes]) -> None:
    """Trouble: the request is carried out, and its answer lost."""
    service(request)


def fail(request: bytes, service: Callable[[bytes], bytes]) -> bytes:
    """Trouble: the service is broken, and repeats what it was told."""
    return answer(
        "503 Service Unavailable", {"message": request.decode("latin-1"), "errors": [request.decode("latin-1")]}
    )


def lead_to(url: str) -> Callable[[bytes, Callable[[bytes], bytes]], bytes]:
    """Trouble: whoever asks is sent elsewhere."""

    def redirect(request: bytes, service: Callable[[bytes], bytes]) -> bytes:
        return answer("307 Temporary Redirect", {}, f"location: {url}{read_request(request).path}")

    return redirect
