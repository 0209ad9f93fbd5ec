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
from clickgate.sandbox.auth import VISITOR, authenticate, is_open
from clickgate.sandbox.call import Call
from clickgate.sandbox.clock import SandboxClock
from clickgate.sandbox.consent import PATHS, serve_consent
from clickgate.sandbox.edits import Edits
from clickgate.sandbox.faults import Faults, failed
from clickgate.sandbox.headers import ALWAYS
from clickgate.sandbox.keeper import Keeper
from clickgate.sandbox.limits import Limits, Window
from clickgate.sandbox.outbox import Outbox
from clickgate.sandbox.registry import RULES
from clickgate.sandbox.router import Router
from clickgate.sandbox.seeds.build import build
from clickgate.sandbox.shapes.tasks import TaskShapes
from clickgate.sandbox.telling import run_and_tell
from clickgate.sandbox.world.files import MOST

if TYPE_CHECKING:
    from typing import Literal

    from clickgate.sandbox.faults import Fault
    from clickgate.sandbox.spool import Spool
    from clickgate.sandbox.world.rows import Token
    from clickgate.sandbox.world.world import World

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
        answered: Counts all requests.
        edits: What is done between pages.
        keeper: Takes what the sandbox is to bytes and back, and notes writes.
    """

    def __init__(self, seed: str = "small", plan: str = "free", clock: SandboxClock | None = None) -> None:
        self.clock = clock or SandboxClock()
        self.faults = Faults(seed)
        self.edits = Edits()
        self.keeper = Keeper(self)
        self.answered = 0
        self.outbox = Outbox(self.clock, self.faults)
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
        self.live_in(seeded.world, seeded.token, seeded.workspace_id)
        self.limits.forget()
        self.faults.clear()
        self.edits.clear()
        self.requests.clear()

    def live_in(self, world: World, token: str, workspace_id: str) -> None:
        """Answer from these rows from now on."""
        self.world = world
        self.world.files.origin = self.origin
        self.token = token
        self.workspace_id = workspace_id
        self.tasks = TaskShapes(self.world)
        self.outbox.begin(self.world, self.seed)

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
            if method == "OPTIONS":
                outcome = Outcome(self._tell_methods(path))
            elif path in PATHS:
                outcome = self._ask_consent(method, path, query, body)
            else:
                token = VISITOR if is_open(path) else authenticate(self.world, authorization)
                hint = token.hint
                operation, outcome = self._serve(method, path, query, token, body)
        except Refusal as refusal:
            # Recorded answers to bad tokens (2024-03) carry no rate headers: there is no window to tell of.
            outcome = Outcome(refusal.answer())
        self.outbox.collect()
        self.answered += 1
        status = 0 if outcome.cut else outcome.answer.status
        took = (perf_counter() - begun) * 1000
        # The exchange of a code for a token may carry a client's secret in its query.
        shown = "" if path.endswith("/oauth/token") else query
        self.requests.append(Logged(self.clock.now(), method, path, shown, status, took, operation, hint))
        return outcome

    def _serve(self, method: str, path: str, query: str, token: Token, body: bytes | Spool) -> tuple[str, Outcome]:
        window = None if token is VISITOR else self.limits.count(token.digest, self.clock.now())
        found = self._router.find(method, path)
        operation, params = found if found is not None else ("", {})
        if window is not None and window.is_spent:
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
            answer = self.run(operation, call)
            self.edits.after(operation, call, answer, self.act)
        if fault is not None:
            return operation, _failing(fault, answer, window, seconds)
        return operation, Outcome(answer, window, seconds)

    def _tell_methods(self, path: str) -> Answer:
        """What a browser asks before it sends a token: no header is allowed, as ClickUp's guide says of browsers."""
        methods = self._router.methods(path)
        if not methods:
            return Refusal("APP_001").answer()
        return Answer(204, b"", headers=(*ALWAYS, (b"allow", ", ".join(methods).encode())))

    def _ask_consent(self, method: str, path: str, query: str, body: bytes | Spool) -> Outcome:
        if method not in ("GET", "HEAD", "POST"):
            return Outcome(wrong_method(method, path))
        sent = body if isinstance(body, bytes) else b""
        answer = serve_consent(self.world, method, query, sent, self.clock.now_ms())
        if method == "POST":
            self.keeper.keep()
        return Outcome(answer)

    def act(self, method: str, path: str, body: bytes, token: Token) -> Answer:
        """Do as somebody else would: a request that no limit counts, no fault hits and no log shows."""
        operation, params = self._router.find(method, path) or ("", {})
        call = Call(
            self.world, self.tasks, token, now=self.clock.now_ms(), operation=operation, params=params, body=body
        )
        return self.run(operation, call)

    def run(self, operation: str, call: Call) -> Answer:
        """Carry out one operation; what should be noted and can't be is refused, and not done."""
        rule = RULES.get(operation)
        if rule is None:
            return Refusal("SANDBOX_001", f"{operation} is not emulated by the sandbox yet").answer()
        try:
            self.keeper.note(operation, call)
            return run_and_tell(operation, call, rule.run)
        except Refusal as refusal:
            return refusal.answer_v3(call.now) if "workspace_id" in call.params else refusal.answer()
        except Exception:
            _log.exception("the rule of %s failed", operation)
            return Refusal("SANDBOX_004").answer()


def _failing(fault: Fault, answer: Answer, window: Window | None, seconds: float) -> Outcome:
    if fault.kind in ("drop", "torn"):
        return Outcome(answer, window, seconds, fault.kind)
    if fault.status == 429 and window is not None:
        window = window._replace(remaining=0)
    return Outcome(failed(fault.status), window, seconds)
