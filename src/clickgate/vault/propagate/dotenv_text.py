"""Sets one variable in the text of a .env file and leaves every other character as it is.

The grammar is what the common loaders agree on: python-dotenv, Node's dotenv, docker compose, and a POSIX shell.
Texts are Latin-1 readings of the file's bytes, so that whatever encoding it has goes through unchanged.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clickgate.kernel.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARK = "\xef\xbb\xbf"  # a byte order mark, read as Latin-1
_HEAD = re.compile(r"[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*=")
_NOTHING = re.compile(r"(?:[ \t]+#[^\r\n]*|[ \t]*)(?=[\r\n]|\Z)")
_QUOTED = re.compile(
    r"[ \t]*('(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|`[^`]*`)[ \t]*(?:#[^\r\n]*)?(?=[\r\n]|\Z)", re.DOTALL
)
_BARE = re.compile(r"[ \t]*([^\r\n]*?)(?:[ \t]+#[^\r\n]*|[ \t]*)(?=[\r\n]|\Z)")
_BREAK = re.compile(r"\r\n|\r|\n")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")

# The same to every loader and shell without quotes; and within single quotes, which end at the next one and know no
# escapes but those of python-dotenv: `\\` and `\'`.
_SAFE = re.compile(r"[A-Za-z0-9_./:@%+,=-]+")
_QUOTABLE = re.compile(r"(?:[ -&(-\[\]-~]|\\(?![\\]|\Z))+")
_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def is_key(name: str) -> bool:
    """Tell whether every loader takes this as a name."""
    return _KEY.fullmatch(name) is not None


def is_value(secret: Secret) -> bool:
    """Tell whether the text can be written so that every loader reads the same."""
    return _QUOTABLE.fullmatch(secret.reveal()) is not None


def set_variable(content: Secret, key: str, value: Secret) -> Secret:
    """Set a variable wherever the text sets it, or on a new line at its end.

    Args:
        content: The whole text, read as Latin-1.
        key: Such that `is_key`.
        value: Such that `is_value`.

    Raises:
        ValueError: A quotation begins that never ends: loaders differ in what they read then. Says the line's number.
    """
    text, plain = content.reveal(), value.reveal()
    spots = list(_values(text, key))
    if not spots:
        end = "\r\n" if "\r\n" in text else "\n"
        gap = "" if not text or text == _MARK or text.endswith(("\n", "\r")) else end
        return Secret(f"{text}{gap}{key}={_quote(plain)}{end}")
    for start, stop in reversed(spots):
        text = text[:start] + _quote(plain, text[start:stop]) + text[stop:]
    return Secret(text)


def _quote(plain: str, before: str = "") -> str:
    """Write a value, in the quotation marks that stood there if they make no difference."""
    if not _SAFE.fullmatch(plain):
        return f"'{plain}'"
    mark = before[0] if len(before) > 1 and before[0] in "'\"`" and before[0] == before[-1] else ""
    return f"{mark}{plain}{mark}"


def _values(text: str, key: str) -> Iterator[tuple[int, int]]:
    """Find where the values of a variable begin and end, quotation marks included."""
    at = len(_MARK) if text.startswith(_MARK) else 0
    while at < len(text):
        head = _HEAD.match(text, at)
        if head is not None:
            start, stop, at = _value(text, head.end())
            if head[1] == key:
                yield start, stop
        at = _end_of_line(text, at)


def _value(text: str, at: int) -> tuple[int, int, int]:
    """Where the value behind a `=` begins and ends, and where what belongs to it ends."""
    if nothing := _NOTHING.match(text, at):
        return at, at, nothing.end()
    if quoted := _QUOTED.match(text, at):
        return *quoted.span(1), quoted.end()
    line = text[at : _end_of_line(text, at)].strip(" \t\r\n")
    if line[0] in "'\"" and line[0] not in line[1:]:
        number = len(_BREAK.findall(text, 0, at)) + 1
        raise ValueError(f"line {number} begins a quotation that never ends")
    bare = _BARE.match(text, at)
    assert bare is not None, "it matches any line"
    return *bare.span(1), bare.end()


def _end_of_line(text: str, at: int) -> int:
    line = _LINE.match(text, at)
    return len(text) if line is None else line.end()
