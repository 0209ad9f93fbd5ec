"""A transport that is waited for from the main thread behaves as the transport itself."""

from __future__ import annotations

import threading

import pytest

from clickgate.cli import interruptible
from clickgate.cli.interruptible import InterruptibleTransport, TransportOnDemand
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


def test_a_transport_on_demand_is_made_for_the_first_request_by_whoever_asks(monkeypatch: pytest.MonkeyPatch):
    """The thread that loads the HTTP library has to live on."""
    made: list[threading.Thread] = []
    carrier = Carrier()

    def make(name: str) -> Carrier:
        made.append(threading.current_thread())
        return carrier

    monkeypatch.setattr(interruptible, "make_transport", make)
    on_demand = TransportOnDemand()
    on_demand.close()
    unmade = list(made)
    answers = [on_demand.carry(REQUEST).status, on_demand.carry(REQUEST).status]
    on_demand.close()

    assert (unmade, made, answers) == ([], [threading.current_thread()], [200, 200])
    assert carrier.is_closed
