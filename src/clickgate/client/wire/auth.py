"""Turns a token as people paste it into the header that ClickUp expects."""

from __future__ import annotations

from typing import Literal

import msgspec

from clickgate.errors import ConfigurationError
from clickgate.kernel.secret import Secret

TokenKind = Literal["personal", "oauth"]
_WHERE = "Set CLICKUP_API_TOKEN; a personal token is made in ClickUp under Settings, Apps."


class Token(msgspec.Struct, frozen=True):
    """A token that was read.

    `header` is the value of `Authorization`. `notice` says what was corrected, empty where nothing was.
    """

    kind: TokenKind
    header: Secret
    notice: str = ""


def read_token(text: str | Secret) -> Token:
    """Read a token: `pk_…` goes raw, an OAuth token behind `Bearer`; stray spaces, quotes and schemes are mended.

    Raises:
        ConfigurationError: The token is empty, or holds characters that no header can carry.

    Source: https://developer.clickup.com/docs/authentication
    """
    token = _read(text if isinstance(text, Secret) else Secret(text))
    if isinstance(token, str):  # no frame that an error passes holds a token that shows
        raise ConfigurationError(token, advice=_WHERE)
    return token


def _read(text: Secret) -> Token | str:
    """The token, or what is wrong with it."""
    raw = text.reveal()
    bare = raw.strip().strip("\"'").strip()
    scheme, _, rest = bare.partition(" ")
    if scheme.lower() in {"bearer", "bearer:"}:
        bare = rest.strip()
    if not bare:
        return "The ClickUp token is empty."
    if not bare.isascii() or not bare.isprintable() or " " in bare:
        return "The ClickUp token holds a space or a character that no token has."
    if bare.startswith("pk_"):
        notice = (
            "A personal token is sent without 'Bearer': it was taken off." if bare != raw.strip().strip("\"'") else ""
        )
        return Token(kind="personal", header=Secret(bare), notice=notice)
    return Token(kind="oauth", header=Secret(f"Bearer {bare}"))
