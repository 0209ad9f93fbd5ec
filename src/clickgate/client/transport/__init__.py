"""The seam to the network: whatever carries a request and brings its answer.

This folder alone knows an HTTP library. A transport opens connections to the host of the request and to no other: it
follows no redirect and asks no proxy but the one it was given.
"""

from __future__ import annotations

import importlib
import sys
import threading
from typing import TYPE_CHECKING, Literal, Protocol

from clickgate.errors import ConfigurationError

if TYPE_CHECKING:
    from clickgate.client.wire.http import Answer, Request

TransportName = Literal["pyreqwest", "httpx2"]


class Transport(Protocol):
    """Carries requests in the calling thread; may be used by several threads at once."""

    def carry(self, request: Request) -> Answer:
        """Carry one request and read its whole answer.

        Raises:
            TransportFailed: No answer came; the leaf says how.
        """

    def close(self) -> None:
        """Close all connections."""


class AsyncTransport(Protocol):
    """Carries requests on the event loop."""

    async def carry(self, request: Request) -> Answer:
        """Carry one request and read its whole answer.

        Raises:
            TransportFailed: No answer came; the leaf says how.
        """

    async def close(self) -> None:
        """Close all connections."""


def make_transport(name: TransportName, *, proxy: str | None = None) -> Transport:
    """Make the named transport for calls in a thread.

    Raises:
        ConfigurationError: There is no such transport, or its library is not installed.
    """
    if name == "httpx2":
        try:
            from clickgate.client.transport.httpx2 import Httpx2Transport  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise _missing(name) from error
        return Httpx2Transport(proxy=proxy)
    if name != "pyreqwest":
        raise _unknown(name)
    _load_pyreqwest()
    from clickgate.client.transport.pyreqwest import PyreqwestTransport  # noqa: PLC0415 - loaded when first needed

    return PyreqwestTransport(proxy=proxy)


def make_async_transport(name: TransportName, *, proxy: str | None = None) -> AsyncTransport:
    """Make the named transport for calls on an event loop.

    Raises:
        ConfigurationError: There is no such transport, or its library is not installed.
    """
    if name == "httpx2":
        try:
            from clickgate.client.transport.httpx2 import AsyncHttpx2Transport  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise _missing(name) from error
        return AsyncHttpx2Transport(proxy=proxy)
    if name != "pyreqwest":
        raise _unknown(name)
    _load_pyreqwest()
    from clickgate.client.transport.pyreqwest import AsyncPyreqwestTransport  # noqa: PLC0415 - loaded when first needed

    return AsyncPyreqwestTransport(proxy=proxy)


def _load_pyreqwest() -> None:
    """Load the library in a thread that never ends, unless this is the main thread.

    What pyreqwest 0.15.1 makes when it is loaded belongs to the thread that loads it: where that one has ended, the
    next request of the process ends it with a segmentation fault.
    """
    if "pyreqwest" in sys.modules or threading.current_thread() is threading.main_thread():
        return
    loaded = threading.Event()

    def load() -> None:
        try:
            importlib.import_module("pyreqwest.client")
        finally:  # where it can't be loaded, whoever waits hears of it when loading it again
            loaded.set()
        threading.Event().wait()

    threading.Thread(target=load, name="clickgate-pyreqwest", daemon=True).start()
    loaded.wait()


def _missing(name: str) -> ConfigurationError:
    return ConfigurationError(
        f"The transport '{name}' is not installed.", advice=f"Install it: pip install 'clickgate[{name}]'."
    )


def _unknown(name: str) -> ConfigurationError:
    return ConfigurationError(f"There is no transport '{name}'.", advice="Known are 'pyreqwest' and 'httpx2'.")
