"""Stands between a program and a server, and cuts the connection when it hears a certain word on the way there."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
from typing import Self


class CuttingProxy:
    """Carries bytes to a unix socket. The message that holds `word` arrives there; its answer doesn't come back."""

    def __init__(self, target: str, word: bytes) -> None:
        self._target = target
        self._word = word
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
        for thread in self._threads:  # those that carry end with the connections
            thread.join()
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                self._threads.append(threading.Thread(target=self._serve, args=(near,)))
                self._threads[-1].start()

    def _serve(self, near: socket.socket) -> None:
        with near, socket.socket(socket.AF_UNIX) as far:
            far.connect(self._target)
            self._carry(near, far)

    def _carry(self, near: socket.socket, far: socket.socket) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(near, selectors.EVENT_READ, far)
            selector.register(far, selectors.EVENT_READ, near)
            while True:
                for key, _ in selector.select():
                    said = key.fileobj.recv(65536)
                    if not said:
                        return
                    key.data.sendall(said)
                    if key.fileobj is near and self._word in said:
                        far.recv(65536)  # it was carried out
                        return
