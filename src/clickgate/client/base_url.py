"""Reads the address of ClickUp's API as people write it."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from clickgate.errors import ConfigurationError

CLICKUP = "https://api.clickup.com/api"
_FORM = "Write it as https://api.clickup.com/api/v2, or http://127.0.0.1:PORT/api/v2 for a sandbox."


def read_base_url(text: str, *, allow_plain_http: bool = False) -> str:
    """Give the part of the address that stands before the API version: `https://host/api`.

    An address with or without `/api`, `/v2` or `/v3` at its end is understood.

    Raises:
        ConfigurationError: There is no scheme or host, or the token would travel unencrypted to another machine.
    """
    parts = urlsplit(text.strip())
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == -1:
        raise ConfigurationError("The base URL has no scheme http or https, no host, or no usable port.", advice=_FORM)
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ConfigurationError("The base URL holds a user, a query or a fragment.", advice=_FORM)
    if parts.scheme == "http" and not is_loopback(parts.hostname) and not allow_plain_http:
        raise ConfigurationError(
            "Over plain http the token would travel readable to another machine.",
            advice="Use https, or allow it with allow_plain_http=True inside a network you trust.",
        )
    path = parts.path.rstrip("/")
    for version in ("/v2", "/v3"):
        path = path.removesuffix(version)
    return f"{parts.scheme}://{parts.netloc}{path or '/api'}"


def is_loopback(host: str) -> bool:
    """Tell whether a host name means this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
