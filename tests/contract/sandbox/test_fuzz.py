"""Whatever is sent to whichever operation, the sandbox answers as a server does that doesn't fall.

`CLICKGATE_FUZZ=2000` in the environment tries so many requests an operation, others each time.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clickgate.catalog import reading
from clickgate.sandbox.answers import REFUSALS
from tests.contract.sandbox.fuzzing import make_sandbox, requests, start

if TYPE_CHECKING:
    from clickgate.catalog.model import Operation
    from clickgate.sandbox.server import Response, Sandbox
    from tests.contract.sandbox.fuzzing import Sent

OPERATIONS = {operation.name: operation for operation in reading.operations()}
DEEP = int(os.environ.get("CLICKGATE_FUZZ", "0"))

# What ClickUp answers to bad input with status 500.
KNOWN_500 = {code for code, known in REFUSALS.items() if known.status == 500} - {"SANDBOX_004"}

often = settings(
    max_examples=DEEP or 12,
    derandomize=not DEEP,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def sandbox() -> Sandbox:
    made = make_sandbox()
    made.load(start().snapshot)
    return made


@pytest.mark.parametrize("name", OPERATIONS)
@given(data=st.data())
@often
def test_whatever_is_sent_is_answered(sandbox: Sandbox, name: str, data: st.DataObject):
    operation = OPERATIONS[name]
    sent = data.draw(requests(operation))

    answer = send(sandbox, sent)

    check_answer(operation, answer)


def send(sandbox: Sandbox, sent: Sent) -> Response:
    """Send to the world as it was at the start: what an example changed is undone before the next."""
    before = sandbox.world.revision
    sandbox.clock.move(61)  # into another window of the rate limit
    try:
        headers = {"authorization": start().tokens[sent.who], "content-type": sent.content_type}
        return sandbox.handle(sent.method, sent.target, headers, sent.body)
    finally:
        if sandbox.world.revision != before:
            sandbox.load(start().snapshot)


def check_answer(operation: Operation, answer: Response) -> None:
    """Hold an answer against what all answers have in common."""
    kind = answer.headers.get("content-type", "")
    if not answer.body:
        assert answer.status == 204 or (answer.status == 200 and operation.reply == "none")
    elif kind.startswith("application/json"):
        value = json.loads(answer.body)
        assert answer.status < 500 or value.get("ECODE") in KNOWN_500, value
    else:
        assert kind.startswith("text/html")
    if operation.needs_token:
        assert answer.headers["x-ratelimit-remaining"].isdecimal()
