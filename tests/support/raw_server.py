"""A server on a real socket that answers just what it is told, byte for byte, and remembers what it was asked."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable

Answerer = Callable[[bytes], "bytes | None"]


def http(status: str, body: bytes = b"", *headers: str) -> bytes:
    """An HTTP/1.1 answer with its length."""
    head = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", *headers]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


class RawServer:
    """Answers each request with what `answer(request)` gives; None cuts the connection without a word.

    Attributes:
        requests: Head and body of each request, in the order of arrival.
        connections: How many connections were opened.
    """

    def __init__(self, answer: Answerer) -> None:
        self.answer = answer
        self.requests: list[bytes] = []
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._start(self._accept)

    def __enter__(self) -> RawServer:
        return self

    def __exit__(self, *exc: object) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
        self._listener.close()
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5.0)
        for connection in self._open:
            connection.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            self._start(self._serve, connection)

    def _start(self, work: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=work, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _serve(self, connection: socket.socket) -> None:
        buffer = b""
        try:
            while True:
                while b"\r\n\r\n" not in buffer:
                    if not (block := connection.recv(65536)):
                        return
                    buffer += block
                head, _, buffer = buffer.partition(b"\r\n\r\n")
                body, buffer = self._read_body(connection, head, buffer)
                self.requests.append(head + b"\r\n\r\n" + body)
                answer = self.answer(self.requests[-1])
                if answer is None:
                    connection.close()
                    return
                connection.sendall(answer)
                if b"connection: close" in answer.lower() or b"\r\n\r\n" not in answer:
                    connection.close()
                    return
        except OSError:
            return

    def _read_body(self, connection: socket.socket, head: bytes, buffer: bytes) -> tuple[bytes, bytes]:
        lower = head.lower()
        if b"transfer-encoding: chunked" in lower:
            while not buffer.endswith(b"0\r\n\r\n"):
                buffer += connection.recv(65536)
            return _unchunk(buffer), b""
        length = 0
        for line in lower.split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        while len(buffer) < length:
            if not (block := connection.recv(1 << 20)):
                return buffer, b""
            buffer += block
        return buffer[:length], buffer[length:]


def _unchunk(data: bytes) -> bytes:
    body = b""
    while data:
        size, _, data = data.partition(b"\r\n")
        length = int(size, 16)
        body += data[:length]
        data = data[length + 2 :]
    return body
