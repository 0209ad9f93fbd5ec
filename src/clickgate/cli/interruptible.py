"""Carries requests in a thread of their own, so that Ctrl-C is heard while an answer is waited for."""

from __future__ import annotations

import threading
from queue import SimpleQueue
from typing import TYPE_CHECKING

from clickgate.client.transport import make_transport

if TYPE_CHECKING:
    from clickgate.client.transport import Transport
    from clickgate.client.wire.http import Answer, Request


class InterruptibleTransport:
    """Another transport, waited for by the main thread.

    A transport may wait outside of Python, where a signal is not looked at before the answer is there. What is under
    way when it is interrupted is left to itself: the program ends, and its connections with it.
    """

    def __init__(self, inner: Transport) -> None:
        self._inner = inner
        self._interrupted = False

    def carry(self, request: Request) -> Answer:
        """Carry one request; raises as the inner transport does, and KeyboardInterrupt at once."""
        box: SimpleQueue[Answer | BaseException] = SimpleQueue()
        threading.Thread(target=self._carry, args=(request, box), daemon=True).start()
        try:
            outcome = box.get()
        except BaseException:
            self._interrupted = True
            raise
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    def _carry(self, request: Request, box: SimpleQueue[Answer | BaseException]) -> None:
        try:
            box.put(self._inner.carry(request))
        except BaseException as failure:  # handed over to the thread that waits
            box.put(failure)

    def close(self) -> None:
        """Close all connections, unless one of them is still waited on."""
        if not self._interrupted:
            self._inner.close()


class TransportOnDemand:
    """An interruptible transport that is made for the first request: most commands on accounts carry none.

    It is made by the main thread: pyreqwest's allocator does not survive the end of the thread that loaded it.
    """

    def __init__(self) -> None:
        self._made: Transport | None = None

    def carry(self, request: Request) -> Answer:
        """Carry one request; raises as any transport does, and KeyboardInterrupt at once."""
        if self._made is None:
            self._made = InterruptibleTransport(make_transport("pyreqwest"))
        return self._made.carry(request)

    def close(self) -> None:
        """Close all connections, unless one of them is still waited on."""
        if self._made is not None:
            self._made.close()
