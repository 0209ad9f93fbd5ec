"""Tells apart those who may steer the sandbox: programs of this machine and its own page, but no other web page.

A page in a browser reaches a loopback port, too: by its address, by a name that leads to it (hence the check of Host),
or in a frame. What browsers say of where a request comes from: https://www.w3.org/TR/fetch-metadata/
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

LOOPBACK = ("127.0.0.1", "::1", "localhost")
_OWN = (b"", b"same-origin", b"none")


def why_not(client: str, headers: Mapping[bytes, bytes]) -> str:
    """Why a request is refused, from the client's address and its headers in lower case; empty where it is not."""
    if client not in LOOPBACK:
        return "This is for programs on the machine that the sandbox runs on."
    host = headers.get(b"host", b"").decode("latin-1")
    if _name(host) not in LOOPBACK:
        return "Ask by 127.0.0.1 or localhost: another name may be somebody else's way in."
    origin = headers.get(b"origin")
    if origin is not None and origin.decode("latin-1") != f"http://{host}":
        return "This is not for other web pages."
    if headers.get(b"sec-fetch-site", b"") not in _OWN:
        return "This is not for other web pages."
    return ""


def _name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
