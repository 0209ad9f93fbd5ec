"""What calls with one token share, and how one of them is made: build, look in the cache, exchange, read."""

from __future__ import annotations

import random
import threading
import warnings
from typing import TYPE_CHECKING, Any, Literal

from clickgate.client.exchange import Exchange
from clickgate.client.reply import Reply, ReplyWarning
from clickgate.client.upload import open_upload
from clickgate.client.wire.breaker import Breaker
from clickgate.client.wire.cache import ReplyCache
from clickgate.client.wire.decode import decode
from clickgate.client.wire.limits import Limiter
from clickgate.client.wire.page import Page
from clickgate.client.wire.paging import next_params
from clickgate.client.wire.retry import RetryBudget, RetryPolicy
from clickgate.errors import (
    CircuitOpen,
    OperationPinnedOff,
    RateLimited,
    ServerFailed,
    TransportFailed,
    UnexpectedReply,
)
from clickgate.kernel.clock import SYSTEM_CLOCK, Clock

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    from clickgate.client.call import Attempt, Options, Wait
    from clickgate.client.wire.auth import Token
    from clickgate.client.wire.cache import CachePolicy
    from clickgate.client.wire.http import Request
    from clickgate.client.wire.limits import LimitState
    from clickgate.client.wire.request import RequestPlan

    Flow = Generator[Request | Wait, Any, Reply[Any]]

Api = Literal["v2", "v2+v3"]
_SLOW_LINE = 65_536.0  # bytes a second that an upload may count on


class Session:
    """All that calls with one token share: the rate window, the breaker, the cache, the retry budget.

    May be used by several threads at once; what is shared is changed under one lock that is never held while waiting.
    """

    def __init__(
        self,
        *,
        root: str,
        token: Token,
        api: Api = "v2+v3",
        retry: RetryPolicy | None = None,
        cache: CachePolicy | None = None,
        clock: Clock = SYSTEM_CLOCK,
        rng: random.Random | None = None,
        observer: Callable[[Attempt], None] | None = None,
    ) -> None:
        self.root = root
        self.token = token
        self.api = api
        self.retry = retry or RetryPolicy()
        self.cache: ReplyCache[tuple[int, bytes]] | None = None if cache is None else ReplyCache(cache)
        self.clock = clock
        self.rng = rng or random.Random()  # noqa: S311 - jitter is no secret
        self.observer = observer
        self.limiter = Limiter()
        self.breaker = Breaker()
        self.budget = RetryBudget()
        self.lock = threading.Lock()

    def limits(self) -> LimitState:
        """Tell how the token's rate window stands."""
        with self.lock:
            return self.limiter.snapshot(self.clock.monotonic())

    def send(self, plan: RequestPlan, params: Mapping[str, Any], options: Options) -> Flow:
        """Send one operation and read its reply.

        Raises:
            ClickgateError: Any leaf of the tree in `clickgate.errors`.
        """
        if self.api == "v2" and plan.operation.version == "v3":
            raise OperationPinnedOff(
                "This operation belongs to API v3, and the client is pinned to v2. Nothing was sent.",
                operation=plan.name,
                advice="Make the client with api='v2+v3' to allow it.",
            )
        values = plan.read(params, options.workspace_id)
        request = self._build(plan, values, options)
        cache = self.cache
        if cache is None:
            return (yield from self._ask(plan, values, request, options))
        if cache.policy.keeps(plan.operation):
            return (yield from self._ask_through(cache, plan, values, request, options))
        try:
            return (yield from self._ask(plan, values, request, options))
        finally:
            if plan.operation.safety != "read":
                with self.lock:
                    cache.invalidate(plan.operation.entity, self.clock.monotonic())

    def _build(self, plan: RequestPlan, values: dict[str, Any], options: Options) -> Request:
        upload = None
        timeout = options.timeout
        if plan.multipart:
            upload = open_upload(values.pop("file"), field=plan.file_field, operation=plan.name)
            timeout += (upload[0].length or 1 << 30) / _SLOW_LINE
        authorization = self.token.header if plan.needs_token else None
        return plan.build(values, root=self.root, authorization=authorization, timeout=timeout, upload=upload)

    def _ask(self, plan: RequestPlan, values: Mapping[str, Any], request: Request, options: Options) -> Flow:
        exchange = Exchange(self, plan.operation, plan.name, request, options)
        answer = yield from exchange.run()
        reply = _read(plan, values, answer.body, status=answer.status)
        reply.window = exchange.window
        reply.attempts = exchange.attempts
        reply.sent_at = exchange.sent_at
        return reply

    def _ask_through(
        self,
        cache: ReplyCache[tuple[int, bytes]],
        plan: RequestPlan,
        values: Mapping[str, Any],
        request: Request,
        options: Options,
    ) -> Flow:
        """Answer from the cache while it is fresh, and when ClickUp can't be reached also when it is not."""
        key = (plan.name, request.url)
        with self.lock:
            hit = cache.lookup(key, self.clock.monotonic())
        if hit is not None and hit.is_fresh:
            return _read(plan, values, hit.value[1], status=hit.value[0], age=hit.age)
        try:
            reply = yield from self._ask(plan, values, request, options)
        except (TransportFailed, ServerFailed, CircuitOpen, RateLimited):
            if hit is None:
                raise
            return _read(plan, values, hit.value[1], status=hit.value[0], age=hit.age, stale=True)
        body = bytes(reply.raw)
        with self.lock:
            cache.put(key, (reply.status, body), size=len(body), asked_at=reply.sent_at)
        return reply


def _read(
    plan: RequestPlan, values: Mapping[str, Any], body: bytes, *, status: int, age: float = 0.0, stale: bool = False
) -> Reply[Any]:
    """Read the body as the operation's type; what can't be read so is delivered as it came, with a warning."""
    decoded = decode(plan.operation, body)
    value, said = decoded.value, decoded.warnings
    if said and isinstance(value, str) and plan.operation.safety == "read" and value.lstrip()[:1] == "<":
        # After a write it is let through as it came: the write was done, and an error would hide that.
        raise UnexpectedReply(
            "The answer is a page of HTML, not JSON.",
            status=status,
            operation=plan.name,
            advice="Something before ClickUp answered: check the base URL and the network.",
        )
    if type(value) is Page:
        value.next_params = next_params(plan.operation, values, value)
    if stale:
        said = (f"ClickUp can't be reached: this answer is {age:.0f} s old", *said)
    for text in said:
        warnings.warn(f"{plan.name}: {text}.", ReplyWarning, stacklevel=2)
    return Reply(value, operation=plan.name, status=status, raw=body, warnings=said, stale=stale, age=age)
