"""Makes one call: builds the request, looks in the cache, exchanges, reads the reply.

Like the exchange it does no I/O itself: it is a generator that yields what `client.drive` has to carry out.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from clickgate.client.exchange import Exchange
from clickgate.client.renewal import run_renewing
from clickgate.client.reply import Reply, ReplyWarning
from clickgate.client.upload import open_upload
from clickgate.client.wire.decode import decode
from clickgate.client.wire.page import Page
from clickgate.client.wire.paging import next_params
from clickgate.errors import (
    CircuitOpen,
    ConfigurationError,
    OperationPinnedOff,
    RateLimited,
    ServerFailed,
    TransportFailed,
    UnexpectedReply,
    WorkspaceNotLinked,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Mapping

    from clickgate.client.call import Options, Wait
    from clickgate.client.session import Session
    from clickgate.client.wire.auth import Token
    from clickgate.client.wire.cache import ReplyCache
    from clickgate.client.wire.http import Answer, Request
    from clickgate.client.wire.request import RequestPlan

    Run = Generator[Request | Wait, Any, Answer]
    Flow = Generator[Request | Wait, Any, Reply[Any]]

_SLOW_LINE = 65_536.0  # bytes a second that an upload may count on


def send(session: Session, plan: RequestPlan, params: Mapping[str, Any], options: Options) -> Flow:
    """Send one operation and read its reply.

    Raises:
        ClickgateError: Any leaf of the tree in `clickgate.errors`.
    """
    if session.is_closed:
        raise ConfigurationError("The client is closed; nothing was sent.", operation=plan.name, advice="Make another.")
    if session.api == "v2" and plan.operation.version == "v3":
        raise OperationPinnedOff(
            "This operation belongs to API v3, and the client is pinned to v2. Nothing was sent.",
            operation=plan.name,
            advice="Make the client with api='v2+v3' to allow it.",
        )
    values = plan.read(params, options.workspace_id)
    token = session.token() if plan.needs_token else None
    if session.source is not None and session.source.workspaces is not None:
        _check_workspaces(plan, values, session.source.workspaces)
    request = _build(session, token, plan, values, options)
    exchange = Exchange(session, plan.operation, plan.name, request, options, token)
    run = exchange.run()
    if session.source is not None and token is not None:
        run = run_renewing(exchange, session, session.source, token, options)
    if session.cache is None:
        answer = yield from run
        return _read(plan, values, answer.body, answer.status, exchange)
    if session.cache.policy.keeps(plan.operation):
        return (yield from _read_through(session, session.cache, plan, values, exchange, run))
    try:
        answer = yield from run
        return _read(plan, values, answer.body, answer.status, exchange)
    finally:
        if plan.operation.safety != "read":
            with session.lock:
                session.cache.invalidate(plan.operation.entity, session.clock.monotonic())


def _check_workspaces(plan: RequestPlan, values: dict[str, Any], allowed: Collection[str]) -> None:
    foreign = sorted(plan.named_workspaces(values).difference(allowed))
    if foreign:
        raise WorkspaceNotLinked(
            f"The account may not use the workspace {foreign[0][:40]}. Nothing was sent.",
            workspaces=sorted(allowed),
            operation=plan.name,
            advice=f"It may use {', '.join(sorted(allowed)) or 'none'}; `clickgate accounts check` asks ClickUp anew.",
        )


def _build(
    session: Session, token: Token | None, plan: RequestPlan, values: dict[str, Any], options: Options
) -> Request:
    upload = None
    timeout = options.timeout
    if plan.multipart:
        upload = open_upload(values.pop("file"), field=plan.file_field, operation=plan.name)
        timeout += (upload[0].length or 1 << 30) / _SLOW_LINE
    authorization = None if token is None else token.header
    return plan.build(values, root=session.root, authorization=authorization, timeout=timeout, upload=upload)


def _read_through(
    session: Session,
    cache: ReplyCache[tuple[bytes, int]],
    plan: RequestPlan,
    values: Mapping[str, Any],
    exchange: Exchange,
    run: Run,
) -> Flow:
    """Answer from the cache while it is fresh, and when ClickUp can't be reached also when it is not."""
    key = (plan.name, exchange.request.url)
    with session.lock:
        hit = cache.lookup(key, session.clock.monotonic())
    if hit is not None and hit.is_fresh:
        return _read(plan, values, *hit.value, age=hit.age)
    try:
        answer = yield from run
    except (TransportFailed, ServerFailed, CircuitOpen, RateLimited):
        if hit is None:
            raise
        return _read(plan, values, *hit.value, age=hit.age, stale=True)
    body = bytes(answer.body)
    with session.lock:
        cache.put(key, (body, answer.status), size=len(body), asked_at=exchange.sent_at)
    return _read(plan, values, body, answer.status, exchange)


def _read(
    plan: RequestPlan,
    values: Mapping[str, Any],
    body: bytes,
    status: int,
    exchange: Exchange | None = None,
    *,
    age: float = 0.0,
    stale: bool = False,
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
    if exchange is None:
        return Reply(value, plan.name, status, body, said, stale=stale, age=age)
    return Reply(value, plan.name, status, body, said, exchange.window, exchange.attempts)
