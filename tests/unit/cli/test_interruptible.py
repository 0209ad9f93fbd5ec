"""A transport that is waited for from the main thread behaves as the transport itself."""

from __future__ import annotations

import pytest

from clickgate.cli.interruptible import InterruptibleTransport
from clickgate.client.wire.http import Answer, Request
from clickgate.errors import ConnectionLost

REQUEST = Request("GET", "https://api.clickup.com/api/v2/user", None)


class Carrier:
    """Gives an answer, or fails."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.failure = failure
        self.is_closed = False

    def carry(self, request: Request) -> Answer:
        if self.failure:
            raise self.failure
        return Answer(200, lambda name: None, request.url.encode())

    def close(self) -> None:
        self.is_closed = True


def test_an_answer_is_handed_over():
    answer = InterruptibleTransport(Carrier()).carry(REQUEST)

    assert (answer.status, answer.body) == (200, REQUEST.url.encode())


def test_a_failure_is_raised_where_it_is_waited_for():
    with pytest.raises(ConnectionLost, match="reset"):
        InterruptibleTransport(Carrier(ConnectionLost("reset"))).carry(REQUEST)


def test_the_transport_is_closed_with_it():
    inner = Carrier()
    InterruptibleTransport(inner).close()

    assert inner.is_closed
