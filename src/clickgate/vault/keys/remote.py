"""What the key sources outside of this process share: where they may be reached, and how their libraries are asked."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from clickgate.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable

    from clickgate.errors import ClickgateError

T = TypeVar("T")


def ask(call: Callable[[], T], explain: Callable[[Exception], ClickgateError]) -> T:
    """Give what a library's call gives; where it raises, raise what `explain` makes of that.

    The library's own error is neither cause nor context of ours: the frames of its traceback hold the token and the
    data key, and whatever shows local variables would show them.
    """
    try:
        return call()
    except Exception as error:  # a library passes on what the system below it raises, whatever that is
        failure = explain(error)
    raise failure


def read_address(address: str, setting: str) -> str:
    """Give the address of a service that tokens and data keys are sent to, without a slash at its end.

    Raises:
        ConfigurationError: There is no scheme or host, or what is sent would travel readable to another machine.
    """
    parts = urlsplit(address.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ConfigurationError(f"{setting} is no address.", advice="Write it as https://host:port.")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ConfigurationError(f"{setting} holds a user, a query or a fragment.", advice="Write https://host:port.")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise ConfigurationError(
            f"{setting} begins with http: keys would travel readable to another machine.",
            advice="Use https; plain http is for this machine alone.",
        )
    return address.strip().rstrip("/")


def is_loopback(host: str) -> bool:
    """Tell whether a host name means this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def absent(library: str, extra: str) -> ConfigurationError:
    """The error for a library that is not installed."""
    return ConfigurationError(
        f"This source of keys needs the package {library}.", advice=f"Install it: pip install 'clickgate[{extra}]'."
    )
