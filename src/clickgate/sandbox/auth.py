"""Tells whose token a request carries.

Source: https://developer.clickup.com/docs/authentication; which code a bad token gets: recorded answers (2024-03) and
public test suites that run against the live API.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

from clickgate.sandbox.answers import Refusal
from clickgate.sandbox.world.rows import Token, User

if TYPE_CHECKING:
    from clickgate.sandbox.world.world import World

_WELL_FORMED = re.compile(r"pk_[0-9]{1,12}_[0-9A-Z]{32}|Bearer (?!pk_)[!-~]+")

# Who calls what needs no token.
VISITOR = Token(b"", User(0, None, "", None, ""), "", is_oauth=False, workspace_ids=frozenset())


def is_open(path: str) -> bool:
    """Whether a path needs no token: an app trades its code for one there."""
    return path.rstrip("/") == "/api/v2/oauth/token"


def authenticate(world: World, header: str | None) -> Token:
    """The token of an `Authorization` header: a raw personal token, or `Bearer` with an OAuth token.

    The look-up is by digest, so that its time says nothing about the token.

    Raises:
        Refusal: None, malformed or unknown.
    """
    if not header or not header.strip():
        raise Refusal("OAUTH_017")
    text = header.strip()
    if text[:7].lower() == "bearer ":
        text = f"Bearer {text[7:].strip()}"
    token = world.tokens.get(sha256(text.encode("utf-8", "replace")).digest())
    if token is None:
        raise Refusal("OAUTH_019" if _WELL_FORMED.fullmatch(text) else "OAUTH_025")
    return token
