"""Answers a few operations of ClickUp's API from memory, so that only the client's work is seen.

Run as a program it prints `{"port": …}` and serves 127.0.0.1 until it is ended. Beside the API it answers
`GET /stats` (what was asked so far) and `GET /refuse-next` (the next request of the API gets a 429 whose window resets
two seconds later; `/refuse-none` takes that back). It holds no limit of its own: the headers tell a token of 100,000
requests a minute.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import sys
import time
from email.utils import formatdate

from benchmarks.bodies import encode, make_page, make_task

LIMIT = 100_000
_HEAD = (
    b"HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Type: application/json; charset=utf-8\r\n"
    b"Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Credentials: true\r\n"
    b"Cache-Control: no-cache, no-store\r\nPragma: no-cache\r\nExpires: 0\r\nContent-Language: en-US\r\n"
    b"Strict-Transport-Security: max-age=31536000\r\nX-Content-Type-Options: nosniff\r\n"
)
_REFUSED = _HEAD.replace(b"200 OK", b"429 Too Many Requests")
_USER = {"user": {"id": 180_001, "username": "Person 1", "color": "#7b68ee", "email": "person1@example.com"}}
_TEAMS = {"teams": [{"id": "90100", "name": "Acme", "color": "#536cfe", "avatar": None, "members": [_USER]}]}


class Answers:
    """All answers, made once, and the count of what was asked."""

    def __init__(self) -> None:
        self.tasks = [encode(make_task(number)) for number in range(100)]
        self.page = encode(make_page())
        self.page_gzip = gzip.compress(self.page, 6, mtime=0)
        self.user, self.teams = encode(_USER), encode(_TEAMS)
        self.requests = self.compressed = self.refused = 0
        self.refuse_next = False
        self._second = 0
        self._reset = 0
        self._date = b""

    def answer(self, head: bytes) -> bytes:
        path = head.split(b" ", 2)[1]
        if not path.startswith(b"/api/"):
            return self._tell(path)
        self.requests += 1
        now = int(time.time())
        if now != self._second:
            self._second, self._date = now, formatdate(now, usegmt=True).encode()
            self._reset = now - now % 60 + 60
        if self.refuse_next:
            self.refuse_next = False
            self.refused += 1
            return self._write(_REFUSED, b'{"err":"Rate limit reached","ECODE":"APP_002"}', b"", 0, now + 2)
        body, coding = self._body(path.partition(b"?")[0], head)
        return self._write(_HEAD, body, coding, LIMIT - self.requests % (LIMIT // 2), self._reset)

    def _body(self, path: bytes, head: bytes) -> tuple[bytes, bytes]:
        if path.startswith(b"/api/v2/task/"):
            return self.tasks[self.requests % 100], b""
        if path.startswith(b"/api/v2/list/") and path.endswith(b"/task"):
            if b"gzip" in head:
                self.compressed += 1
                return self.page_gzip, b"Content-Encoding: gzip\r\n"
            return self.page, b""
        return (self.teams if path == b"/api/v2/team" else self.user), b""

    def _write(self, head: bytes, body: bytes, coding: bytes, remaining: int, reset: int) -> bytes:
        told = b"Date: %b\r\nX-RateLimit-Limit: %d\r\nX-RateLimit-Remaining: %d\r\nX-RateLimit-Reset: %d\r\n" % (
            self._date, LIMIT, remaining, reset,
        )  # fmt: skip
        return b"%b%b%bContent-Length: %d\r\n\r\n%b" % (head, told, coding, len(body), body)

    def _tell(self, path: bytes) -> bytes:
        if path.startswith(b"/refuse-"):
            self.refuse_next = path == b"/refuse-next"
        stats = {"requests": self.requests, "compressed": self.compressed, "refused": self.refused}
        body = json.dumps(stats).encode()
        return b"%bContent-Length: %d\r\n\r\n%b" % (_HEAD, len(body), body)


class Connection(asyncio.Protocol):
    """One kept-alive connection; requests have no body."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._pending = b""

    def connection_made(self, transport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._pending += data
        while b"\r\n\r\n" in self._pending:
            head, _, self._pending = self._pending.partition(b"\r\n\r\n")
            self._transport.write(self._answers.answer(head))


async def main() -> None:
    answers = Answers()
    server = await asyncio.get_running_loop().create_server(lambda: Connection(answers), "127.0.0.1", 0, backlog=512)
    sys.stdout.write(json.dumps({"port": server.sockets[0].getsockname()[1]}) + "\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
