"""Reads what a browser wants of the loopback listener, and builds the plain page that it gets."""

from __future__ import annotations

import re
from html import escape
from typing import NamedTuple

import msgspec

_TARGET = re.compile(r"(/[!-~]*)")
_REASONS = {200: "OK", 302: "Found", 400: "Bad Request", 403: "Forbidden", 404: "Not Found"}
_HEADERS = (
    "Content-Type: text/html; charset=utf-8",
    "Cache-Control: no-store",
    "Content-Security-Policy: default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy: no-referrer",
    "X-Content-Type-Options: nosniff",
    "X-Frame-Options: DENY",
    "Connection: close",
)
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>clickgate: sign-in</title>
</head>
<body>
<main>
<h1>clickgate</h1>
<p>{told}</p>
</main>
</body>
</html>
"""


class Answer(NamedTuple):
    """A status, and the sentence that a person reads."""

    status: int
    told: str


class Visit(msgspec.Struct, frozen=True):
    """What one request says; `is_readable` is False where it is no plain GET of a path. `host` is in lower case."""

    is_readable: bool
    path: str = ""
    query: str = ""
    host: str = ""
    cookie: str = ""

    def cookies(self, name: str) -> list[str]:
        """The values of all cookies of a name: other programs of this machine may have set some, too."""
        pairs = (piece.strip().partition("=") for piece in self.cookie.split(";"))
        return [value for found, _, value in pairs if found == name]


_UNREADABLE = Visit(is_readable=False)


def read_visit(head: bytes) -> Visit:
    """Read the head of a request, its lines parted by line feeds, without the empty line behind it."""
    first, *rest = head.decode("latin-1").split("\n")
    words = first.split(" ")
    if len(words) != 3 or words[0] != "GET" or not _TARGET.fullmatch(words[1]) or not words[2].startswith("HTTP/1."):
        return _UNREADABLE
    headers: dict[str, str] = {}
    for line in rest:
        name, colon, value = line.lower().partition(":")
        if not colon or name in headers:
            return _UNREADABLE
        headers[name] = line[len(name) + 1 :].strip() if name == "cookie" else value.strip()
    path, _, query = words[1].partition("?")
    return Visit(True, path, query, headers.get("host", ""), headers.get("cookie", ""))


def build_answer(answer: Answer, headers: tuple[str, ...] = ()) -> bytes:
    """Build an answer with its page; nothing of the request is repeated in it."""
    page = _PAGE.format(told=escape(answer.told)).encode()
    head = (f"HTTP/1.1 {answer.status} {_REASONS[answer.status]}", *_HEADERS, *headers, f"Content-Length: {len(page)}")
    return "\r\n".join((*head, "", "")).encode() + page
