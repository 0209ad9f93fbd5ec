"""Turns a file, bytes or a stream into a multipart body that is produced while it is sent."""

from __future__ import annotations

import mimetypes
import os
import secrets
from collections.abc import AsyncIterable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from clickgate.errors import InvalidParams

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from clickgate.client.wire.http import Upload

Content = str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO | Iterable[bytes] | AsyncIterable[bytes]
FileSource = Content | tuple[str, Content]

_BLOCK = 256 * 1024


def open_upload(source: FileSource, *, field: str, operation: str) -> tuple[Upload, str]:
    """Prepare an upload; nothing is read yet.

    Args:
        source: A path, bytes, an object with `read()`, an iterable of bytes (async ones with AsyncClient only), or a
            pair of file name and one of these.
        field: Name of the form's field.
        operation: Named in the error.

    Returns:
        The body and its content type.

    Raises:
        InvalidParams: The file does not exist or can't be read, or the source is none of these.
    """
    name, content = source if isinstance(source, tuple) else ("", source)
    try:
        return _open(name, content, field)
    except (OSError, TypeError) as error:
        what = error.strerror if isinstance(error, OSError) else str(error)
        raise InvalidParams([("file", f"can't be read: {what}")], operation=operation) from error


def _open(name: str, content: Content, field: str) -> tuple[Upload, str]:
    boundary = secrets.token_hex(16)
    kind = f"multipart/form-data; boundary={boundary}"
    if isinstance(content, (str, os.PathLike)):
        path = Path(content)
        with path.open("rb"):  # a file that can't be read is found before anything is sent
            length = path.stat().st_size
        return _Multipart(boundary, field, name or path.name, _FileContent(path, length)), kind
    if isinstance(content, (bytes, bytearray, memoryview)):
        return _Multipart(boundary, field, name or "file", _BytesContent(bytes(content))), kind
    if hasattr(content, "read"):
        label = Path(str(getattr(content, "name", ""))).name
        return _Multipart(boundary, field, name or label or "file", _StreamContent(_read_blocks(content))), kind
    if isinstance(content, AsyncIterable):
        return _Multipart(boundary, field, name or "file", _AsyncContent(content)), kind
    if isinstance(content, Iterable):
        return _Multipart(boundary, field, name or "file", _StreamContent(iter(content))), kind
    raise TypeError(f"expected a path, bytes or a stream, got {type(content).__name__}")


class _BytesContent:
    can_repeat = True

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.length: int | None = len(data)

    def blocks(self) -> Iterator[bytes]:
        for start in range(0, len(self.data), _BLOCK):
            yield self.data[start : start + _BLOCK]


class _FileContent:
    can_repeat = True

    def __init__(self, path: Path, length: int) -> None:
        self.path = path
        self.length: int | None = length

    def blocks(self) -> Iterator[bytes]:
        """Give just as many bytes as were promised; a file that grows meanwhile is cut, one that shrinks fails."""
        left = self.length or 0
        with self.path.open("rb") as file:
            while left > 0:
                block = file.read(min(_BLOCK, left))
                if not block:
                    raise OSError(f"{self.path.name} became shorter while it was sent")
                left -= len(block)
                yield block


class _StreamContent:
    can_repeat = False
    length: int | None = None

    def __init__(self, source: Iterator[bytes]) -> None:
        self.source = source

    def blocks(self) -> Iterator[bytes]:
        return self.source


class _AsyncContent:
    can_repeat = False
    length: int | None = None

    def __init__(self, source: AsyncIterable[bytes]) -> None:
        self.source = source

    def blocks(self) -> Iterator[bytes]:
        raise TypeError("an async stream needs AsyncClient")


class _Multipart:
    """A form with one file in it."""

    def __init__(self, boundary: str, field: str, name: str, content: Any) -> None:
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        # Quotes and line ends in a name are written as the HTML standard's form encoding has them.
        safe = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"; filename="{safe}"\r\n'
        self._head = f"{head}Content-Type: {kind}\r\n\r\n".encode()
        self._tail = f"\r\n--{boundary}--\r\n".encode()
        self._content = content

    @property
    def length(self) -> int | None:
        """Bytes of the whole body, None where the source does not know."""
        inner: int | None = self._content.length
        return None if inner is None else len(self._head) + inner + len(self._tail)

    def can_repeat(self) -> bool:
        """Tell whether the body can be sent a second time."""
        return bool(self._content.can_repeat)

    def blocks(self) -> Iterator[bytes]:
        """Give the body in blocks of at most 256 KiB."""
        yield self._head
        yield from self._content.blocks()
        yield self._tail

    async def ablocks(self) -> AsyncIterator[bytes]:
        """Give the body in blocks; a stream that is asynchronous itself is awaited."""
        yield self._head
        if isinstance(self._content, _AsyncContent):
            async for block in self._content.source:
                yield block
        else:
            for block in self._content.blocks():
                yield block
        yield self._tail


def _read_blocks(file: Any) -> Iterator[bytes]:
    while block := file.read(_BLOCK):
        yield block
