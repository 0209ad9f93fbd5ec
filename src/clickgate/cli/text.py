"""Turns text of anybody's into text that a terminal shows and does not obey, and says how wide it is."""

from __future__ import annotations

import re
import unicodedata
from itertools import accumulate

from clickgate.kernel.secret import hide_secrets

# What moves the cursor, colours, rings, or turns the direction of writing: C0, DEL, C1, line and paragraph
# separators, marks and overrides of direction.
_COMMANDS = "\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff"
_IN_A_LINE = re.compile(f"[{_COMMANDS}]")
_SPACES = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
_IN_JSON = re.compile(f"[{_COMMANDS.removeprefix(chr(0) + '-' + chr(0x1F))}]")


def show_line(text: str) -> str:
    r"""Make one line of a text: ends of lines become spaces, other control characters are written out as `\x1b`."""
    if text.isascii() and text.isprintable():
        return text
    return _IN_A_LINE.sub(_escape, _SPACES.sub(" ", text).strip())


def show_json(text: str) -> str:
    """Write out the control characters that JSON lets through; what it says stays the same.

    The characters can only stand inside strings, where an escape means the same, or be line ends between values.
    """
    return _IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def hide_tokens(text: str, *known: str) -> str:
    """Take what has the form of a token, and other texts that are known to be secret, out of a message."""
    for secret in known:
        if len(secret) > 3:
            text = text.replace(secret, "…")
    return hide_secrets(text)


def width(text: str) -> int:
    """Columns that a line takes up in a terminal: wide signs of East Asia and emoji take two, joined ones none."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def cut(text: str, columns: int) -> str:
    """Shorten a line to so many columns; what was cut shows as `…`."""
    if width(text) <= columns:
        return text
    if columns < 1:
        return ""
    ends = accumulate(map(_columns, text))
    kept = sum(end < columns for end in ends)
    return f"{text[:kept].rstrip()}…"


def pad(text: str, columns: int) -> str:
    """Fill a line up with spaces to so many columns."""
    return text + " " * (columns - width(text))


def _columns(sign: str) -> int:
    if unicodedata.category(sign) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in {"W", "F"} else 1


def _escape(found: re.Match[str]) -> str:
    number = ord(found[0])
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"
