"""Takes a request to an answer: who asks, how often, what for, and whether it is to go wrong. Does no I/O."""

from __future__ import annotations

import logging
from collections import deque
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

import msgspec

import clickgate.sandbox.rules  # noqa: F401 - importing registers the rules
from clickgate.catalog import reading
from clickgate.sandbox.answers import Answer, Refusal, wrong_method
from clickgate.sandbox.auth import authenticate
from clickgate.sandbox.call import Call
from clickgate.sandbox.clock import SandboxClock
from clickgate.sandbox.faults import Faults, failed
from clickgate.sandbox.limits import Limits, Window
from clickgate.sandbox.registry import RULES
from clickgate.sandbox.router import Router
from clickgate.sandbox.seeds.build import build
from clickgate.sandbox.shapes.tasks import TaskShapes
from clickgate.sandbox.world.files import MOST

if TYPE_CHECKING:
    from typing import Literal

    from clickgate.sandbox.faults import Fault
    from clickgate.sandbox.spool import Spool
    from clickgate.sandbox.world.rows import Token

_log = logging.getLogger("clickgate.sandbox")

LOGGED = 1000
MOST_BODY = 10 * 1024 * 1024
MOST_UPLOAD = MOST + 64 * 1024  # with what a form adds to its file


class Logged(msgspec.Struct, frozen=True, gc=False):
    """One request as the log keeps it: never with its token or body. `status` is 0 where the connection was cut."""

    at: float
    method: str
    path: str
    query: str
    status: int
    ms: float
    operation: str
    token: str


class Outcome(NamedTuple):
    """What is to happen to the connection: wait, answer, and perhaps cut it before or in the middle of the body."""

    answer: Answer
    window: Window | None = None
    seconds: float = 0.0
    cut: Literal["", "drop", "torn"] = ""


class Engine:
    """The emulated ClickUp without its server.

    Attributes:
        token: The seed's token, to be sent as `Authorization`.
        requests: The last 1,000 requests, oldest first.
    """

    def __init__(self, seed: str = "small", plan: str = "free", clock: SandboxClock | None = None) -> None:
        self.clock = clock or SandboxClock()
        self.faults = Faults(seed)
        self.requests: deque[Logged] = deque(maxlen=LOGGED)
        self.limits = Limits(plan)
        self._router = Router(reading.operations())
        self.seed = seed
        self.origin = "http://127.0.0.1"
        self.reset(seed)

    def reset(self, seed: str) -> None:
        """Begin anew: a seed's rows, no faults, fresh windows, an empty log. The clock stays where it is."""
        self.seed = seed
        seeded = build(self.seed, self.limits.plan)
        self.world = seeded.world
        self.world.files.origin = self.origin
        self.token = seeded.token
        self.workspace_id = seeded.workspace_id
        self.tasks = TaskShapes(self.world)
        self.limits.forget()
        self.faults.clear()
        self.requests.clear()

    def serve_at(self, origin: str) -> None:
        """Tell under which scheme and authority the sandbox is reached: files have addresses there."""
        self.origin = self.world.files.origin = origin

    def set_plan(self, plan: str) -> None:
        """Put the seed's workspace on another plan; windows that are open keep their count."""
        self.limits.plan = plan
        self.world.workspaces[self.workspace_id].plan = plan

    def handle(self, method: str, path: str, query: str, authorization: str | None, body: bytes | Spool) -> Outcome:
        """Answer one request; `path` as it was sent, percent-encoded. A multipart body comes as a spool."""
        begun = perf_counter()
        operation, hint = "", ""
        try:
            token = authenticate(self.world, authorization)
        except Refusal as refusal:
            # Recorded answers to bad tokens (2024-03) carry no rate headers: there is no window to tell of.
            outcome = Outcome(refusal.answer())
        else:
            hint = token.hint
            operation, outcome = self._serve(method, path, query, token, body)
        status = 0 if outcome.cut else outcome.answer.status
        took = (perf_counter() - begun) * 1000
        # The exchange of a code for a token may carry a client's secret in its query.
        shown = "" if path.endswith("/oauth/token") else query
        self.requests.append(Logged(self.clock.now(), method, path, shown, status, took, operation, hint))
        return outcome

    def _serve(self, method: str, path: str, query: str, token: Token, body: bytes | Spool) -> tuple[str, Outcome]:
        window = self.limits.count(token.digest, self.clock.now())
        found = self._router.find(method, path)
        operation, params = found if found is not None else ("", {})
        if window.is_spent:
            return operation, Outcome(Refusal("APP_002").answer(), window)
        seconds, fault = self.faults.draw(operation, path)
        if fault is not None and not fault.after and fault.kind != "torn":
            return operation, _failing(fault, failed(fault.status), window, seconds)
        if found is None:
            answer = Refusal("APP_001").answer()
        elif not operation:
            answer = wrong_method(method, path)
        else:
            now = self.clock.now_ms()
            call = Call(
                self.world, self.tasks, token, now=now, operation=operation, params=params, query=query, body=body
            )
            answer = self._run(operation, call)
        if fault is not None:
            return operation, _failing(fault, answer, window, seconds)
        return operation, Outcome(answer, window, seconds)

    def _run(self, operation: str, call: Call) -> Answer:
        rule = RULES.get(operation)
        if rule is None:
            return Refusal("SANDBOX_001", f"{operation} is not emulated by the sandbox yet").answer()
        try:
            return rule.run(call)
        except Refusal as refusal:
            return refusal.answer_v3(call.now) if "workspace_id" in call.params else refusal.answer()
        except Exception:
            _log.exception("the rule of %s failed", operation)
            return Refusal("SANDBOX_004").answer()


def _failing(fault: Fault, answer: Answer, window: Window, seconds: float) -> Outcome:
    if fault.kind in ("drop", "torn"):
        return Outcome(answer, window, seconds, fault.kind)
    if fault.status == 429:
        window = window._replace(remaining=0)
    return Outcome(failed(fault.status), window, seconds)
