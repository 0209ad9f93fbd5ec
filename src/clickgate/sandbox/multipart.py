"""Reads a multipart form into its parts, which stay where they are: a large file is never copied.

Source: RFC 7578; names are written as browsers do, https://html.spec.whatwg.org/#multipart-form-data
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from clickgate.sandbox.spool import Blob

if TYPE_CHECKING:
    from clickgate.sandbox.spool import Spool

KIND = "multipart/form-data"

_MOST_PARTS = 100
_MOST_HEAD = 16 * 1024
_BOUNDARY = re.compile(r';\s*boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))', re.IGNORECASE)
_OPTION = re.compile(r';\s*(name|filename\*?)=(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))', re.IGNORECASE)


class FormError(ValueError):
    """The body is no multipart form, or one that ends too soon."""


class Part(NamedTuple):
    """One field of a form; `filename` is None where it is no file."""

    name: str
    filename: str | None
    content_type: str
    blob: Blob

    def text(self) -> str:
        """The value of a field that is no file; what is over 16 KiB is cut off."""
        return self.blob.head(_MOST_HEAD).decode("utf-8", "replace")


def is_form(content_type: str) -> bool:
    """Whether a body of this content type is a form."""
    return content_type.lower().startswith(KIND)


def read_form(spool: Spool) -> list[Part]:
    """Read the parts of a body.

    Raises:
        FormError: It is no form, it ends before its last boundary, or it has more than 100 parts.
    """
    found = _BOUNDARY.search(spool.content_type)
    if not is_form(spool.content_type) or found is None:
        raise FormError(f"expected {KIND} with a boundary")
    delimiter = b"\r\n--" + (found[1] or found[2]).encode("latin-1", "replace")
    parts: list[Part] = []
    at = _begin(spool, delimiter)
    while spool.read(at, 2) != b"--":
        if len(parts) == _MOST_PARTS:
            raise FormError("too many parts")
        part = _read_part(spool, at, delimiter)
        parts.append(part)
        at = part.blob.start + part.blob.size + len(delimiter)
    return parts


def _begin(spool: Spool, delimiter: bytes) -> int:
    """Where the first boundary ends: it stands at the very beginning, or after something to be passed over."""
    first = delimiter[2:]
    if spool.read(0, len(first)) == first:
        return len(first)
    return _find(spool, delimiter, 0) + len(delimiter)


def _read_part(spool: Spool, at: int, delimiter: bytes) -> Part:
    head_end = spool.find(b"\r\n\r\n", at, min(at + _MOST_HEAD, spool.size))
    if head_end < 0:
        raise FormError("a part has no end of its headers")
    start = head_end + 4
    # A part without content may end with the line end of its headers.
    end = head_end + 2 if spool.read(head_end + 2, len(delimiter)) == delimiter else _find(spool, delimiter, start)
    lines = spool.read(at, head_end - at).decode("utf-8", "replace").split("\r\n")
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    options = {name.lower(): _unquote(quoted, plain) for name, quoted, plain in _options(headers)}
    filename = options.get("filename")
    if "filename*" in options:
        filename = unquote(options["filename*"].rpartition("'")[2])
    blob = Blob(spool, min(start, end), max(0, end - start))
    return Part(options.get("name", ""), filename, headers.get("content-type", ""), blob)


def _options(headers: dict[str, str]) -> list[tuple[str, str, str]]:
    return _OPTION.findall(headers.get("content-disposition", ""))


def _unquote(quoted: str, plain: str) -> str:
    text = re.sub(r'\\(["\\])', r"\1", quoted) or plain
    return text.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")


def _find(spool: Spool, delimiter: bytes, start: int) -> int:
    found = spool.find(delimiter, start, spool.size)
    if found < 0:
        raise FormError("the form ends before its last boundary")
    return found
