"""What the default transport does for the library that it stands on."""

from __future__ import annotations

import threading

import pytest
from pyreqwest.client import SyncClientBuilder
from pyreqwest.exceptions import ConnectError
from pyreqwest.proxy import ProxyBuilder

from clickgate.client.transport.pyreqwest import AsyncPyreqwestTransport


def test_python_keeps_its_state_of_the_librarys_thread_between_two_visits():
    AsyncPyreqwestTransport()
    of_thread, visits = threading.local(), []

    def visit(_url: object) -> None:
        of_thread.visits = getattr(of_thread, "visits", 0) + 1
        visits.append((threading.get_ident(), of_thread.visits))

    client = SyncClientBuilder().no_proxy().proxy(ProxyBuilder.custom(visit)).build()
    for _ in range(2):
        with pytest.raises(ConnectError):
            client.get("http://127.0.0.1:0/").build().send()

    threads, counts = zip(*visits, strict=True)
    assert len(set(threads)) == 1
    assert counts == tuple(range(1, len(visits) + 1))
    assert len(visits) > 1
    assert threads[0] != threading.get_ident()
