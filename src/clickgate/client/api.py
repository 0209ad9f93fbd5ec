"""The clients: every operation of ClickUp's API as a typed method, by name, or page by page."""

from __future__ import annotations

import importlib
import os
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ParamSpec, Self, TypeVar, get_args, overload

import msgspec

from clickgate.catalog import reading
from clickgate.catalog.schemas.base import Model
from clickgate.client._generated.resources import AsyncResources, Resources
from clickgate.client.base_url import CLICKUP, read_base_url
from clickgate.client.call import Attempt, Options, check_options
from clickgate.client.drive import drive_async, drive_sync
from clickgate.client.reply import Reply, ReplyWarning
from clickgate.client.send import send
from clickgate.client.session import Api, Session
from clickgate.client.transport import make_async_transport, make_transport
from clickgate.client.wire.auth import Token, read_token
from clickgate.client.wire.page import Page
from clickgate.client.wire.request import plan_of
from clickgate.errors import ConfigurationError, UnexpectedReply, UsageError
from clickgate.kernel.clock import SYSTEM_CLOCK
from clickgate.kernel.secret import Secret

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator

    from clickgate.client.source import TokenSource
    from clickgate.client.transport import AsyncTransport, Transport, TransportName
    from clickgate.client.wire.cache import CachePolicy
    from clickgate.client.wire.limits import Lane, LimitState
    from clickgate.client.wire.request import RequestPlan
    from clickgate.client.wire.retry import RetryPolicy
    from clickgate.kernel.clock import Clock

P = ParamSpec("P")
T = TypeVar("T")


class _Base:
    """What both clients share: how they are configured, and nothing that sends."""

    _session: Session
    _options: Options

    def _configure(  # one place for every setting
        self,
        token: str | Secret | TokenSource | None,
        *,
        workspace_id: str | None,
        base_url: str | None,
        api: Api,
        lane: Lane,
        deadline: float | None,
        timeout: float,
        retry: RetryPolicy | None,
        cache: CachePolicy | None,
        allow_plain_http: bool,
        clock: Clock,
        observer: Callable[[Attempt], None] | None,
    ) -> None:
        environment = os.environ
        if api not in get_args(Api):
            raise ConfigurationError("There is no such set of API versions.", advice="Known are v2 and v2+v3.")
        if token is None:
            token = environment.get("CLICKUP_API_TOKEN", "")
        source = read_token(token) if isinstance(token, str | Secret) else token
        if isinstance(source, Token) and source.notice:
            warnings.warn(source.notice, ReplyWarning, stacklevel=3)
        address = base_url or environment.get("CLICKGATE_BASE_URL") or CLICKUP
        self._session = Session(
            root=read_base_url(address, allow_plain_http=allow_plain_http),
            token=source,
            api=api,
            retry=retry,
            cache=cache,
            clock=clock,
            observer=observer,
        )
        workspace_id = workspace_id or environment.get("CLICKUP_WORKSPACE_ID") or None
        self._options = check_options(Options(workspace_id, lane, deadline, timeout))

    @property
    def workspace_id(self) -> str | None:
        """The default workspace."""
        return self._options.workspace_id

    def limits(self) -> LimitState:
        """Tell how the token's rate window stands, by what is known from the answers so far."""
        return self._session.limits()

    def _with(self, changes: dict[str, Any]) -> Self:
        """Copy the client with other options; connections, rate window and cache stay shared."""
        known = {"workspace_id", "lane", "deadline", "timeout"}
        if not changes.keys() <= known:
            raise UsageError(f"Options are {', '.join(sorted(known))}.")
        twin = object.__new__(type(self))
        twin.__dict__.update({name: value for name, value in self.__dict__.items() if name.startswith("_")})
        twin._options = check_options(msgspec.structs.replace(self._options, **changes))
        return twin

    def __repr__(self) -> str:
        if "_session" not in self.__dict__:  # a traceback shows it while it is made
            return f"{type(self).__name__}(…)"
        return f"{type(self).__name__}({self._session.root}, workspace_id={self._options.workspace_id!r})"


class Client(Resources, _Base):
    """ClickUp's API for programs without an event loop; may be used by several threads at once.

    Args:
        token: Personal token (`pk_…`), OAuth access token, or an account's `TokenSource`; `CLICKUP_API_TOKEN` where
            none is given.
        workspace_id: Default workspace; `CLICKUP_WORKSPACE_ID` where none is given.
        base_url: Address of the API; `CLICKGATE_BASE_URL`, else ClickUp's own.
        api: `v2` refuses operations of API v3 before anything is sent.
        lane: Who goes first when requests queue for the rate limit: interactive, then webhook, then bulk.
        deadline: Seconds that one call may take in all, waiting included; None waits as long as it takes.
        timeout: Seconds for one try.
        retry: How failed tries are repeated.
        cache: Keeps answers of read operations; None keeps none.
        transport: `pyreqwest`, `httpx2`, or an object of your own with `carry` and `close`.
        proxy: URL of an HTTP proxy; none is taken from the environment.
        allow_plain_http: Lets the token travel over http to another machine.
        clock: Where the time comes from.
        observer: Called after every try.

    Raises:
        ConfigurationError: Token, base URL or transport can't be used.
    """

    def __init__(
        self,
        token: str | Secret | TokenSource | None = None,
        *,
        workspace_id: str | None = None,
        base_url: str | None = None,
        api: Api = "v2+v3",
        lane: Lane = "interactive",
        deadline: float | None = None,
        timeout: float = 30.0,
        retry: RetryPolicy | None = None,
        cache: CachePolicy | None = None,
        transport: TransportName | Transport = "pyreqwest",
        proxy: str | None = None,
        allow_plain_http: bool = False,
        clock: Clock = SYSTEM_CLOCK,
        observer: Callable[[Attempt], None] | None = None,
    ) -> None:
        self._configure(
            token,
            workspace_id=workspace_id,
            base_url=base_url,
            api=api,
            lane=lane,
            deadline=deadline,
            timeout=timeout,
            retry=retry,
            cache=cache,
            allow_plain_http=allow_plain_http,
            clock=clock,
            observer=observer,
        )
        self._transport = make_transport(transport, proxy=proxy) if isinstance(transport, str) else transport

    def send(self, plan: RequestPlan, params: Mapping[str, Any]) -> Reply[Any]:
        """Send one operation by its plan; the typed methods end here."""
        return drive_sync(send(self._session, plan, params, self._options), self._transport)

    def execute(self, entity: str, action: str, params: Mapping[str, Any] | None = None) -> Reply[Any]:
        """Send one operation by name.

        Raises:
            UnknownOperation: No such entity or action; the nearest names are offered.
            ClickgateError: Anything else of the tree in `clickgate.errors`.
        """
        return self.send(*_named(entity, action, params))

    @overload
    def iterate(self, method: Callable[P, Page[T]], *args: P.args, **kwargs: P.kwargs) -> Iterator[T]: ...
    @overload
    def iterate(self, method: str, action: str, params: Mapping[str, Any] | None = None) -> Iterator[Any]: ...
    def iterate(self, method: Any, *args: Any, **kwargs: Any) -> Iterator[Any]:
        """Give the rows of all pages, asking for the next page when its first row is wanted.

        Args:
            method: A method of this client that gives a `Page`, such as `client.tasks.list`; or the name of an entity,
                followed by an action and its parameters.
            args: The method's own arguments.
            kwargs: The method's own arguments.

        Raises:
            UnexpectedReply: A page could not be read; the rows before it were given.
        """
        ask = _asker(self.execute, method, args, kwargs)
        seen: set[Any] = set()
        step: Mapping[str, Any] | None = {}
        while step is not None:
            page = _checked_page(ask(step))
            yield from _unseen(page, seen)
            step = page.next_params

    def with_options(self, **changes: Any) -> Self:
        """Copy the client with another `workspace_id`, `lane`, `deadline` or `timeout`; all else stays shared."""
        return self._with(changes)

    def close(self) -> None:
        """Close all connections; the client, and those made by `with_options`, can't be used any more."""
        self._session.is_closed = True
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def __getattr__(self, name: str) -> Any:
        return _load_resource(self, name, "")


class AsyncClient(AsyncResources, _Base):
    """ClickUp's API for programs on an event loop. Arguments are those of `Client`."""

    def __init__(
        self,
        token: str | Secret | TokenSource | None = None,
        *,
        workspace_id: str | None = None,
        base_url: str | None = None,
        api: Api = "v2+v3",
        lane: Lane = "interactive",
        deadline: float | None = None,
        timeout: float = 30.0,
        retry: RetryPolicy | None = None,
        cache: CachePolicy | None = None,
        transport: TransportName | AsyncTransport = "pyreqwest",
        proxy: str | None = None,
        allow_plain_http: bool = False,
        clock: Clock = SYSTEM_CLOCK,
        observer: Callable[[Attempt], None] | None = None,
    ) -> None:
        self._configure(
            token,
            workspace_id=workspace_id,
            base_url=base_url,
            api=api,
            lane=lane,
            deadline=deadline,
            timeout=timeout,
            retry=retry,
            cache=cache,
            allow_plain_http=allow_plain_http,
            clock=clock,
            observer=observer,
        )
        self._transport = make_async_transport(transport, proxy=proxy) if isinstance(transport, str) else transport

    def send(self, plan: RequestPlan, params: Mapping[str, Any]) -> Coroutine[Any, Any, Reply[Any]]:
        """Send one operation by its plan; the typed methods end here."""
        return drive_async(send(self._session, plan, params, self._options), self._transport)

    async def execute(self, entity: str, action: str, params: Mapping[str, Any] | None = None) -> Reply[Any]:
        """Send one operation by name; see `Client.execute`."""
        return await self.send(*_named(entity, action, params))

    @overload
    def iterate(
        self, method: Callable[P, Awaitable[Page[T]]], *args: P.args, **kwargs: P.kwargs
    ) -> AsyncIterator[T]: ...
    @overload
    def iterate(self, method: str, action: str, params: Mapping[str, Any] | None = None) -> AsyncIterator[Any]: ...
    async def iterate(self, method: Any, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        """Give the rows of all pages, asking for the next page when its first row is wanted; see `Client.iterate`."""
        ask = _asker(self.execute, method, args, kwargs)
        seen: set[Any] = set()
        step: Mapping[str, Any] | None = {}
        while step is not None:
            page = _checked_page(await ask(step))
            for row in _unseen(page, seen):
                yield row
            step = page.next_params

    def with_options(self, **changes: Any) -> Self:
        """Copy the client with another `workspace_id`, `lane`, `deadline` or `timeout`; all else stays shared."""
        return self._with(changes)

    async def close(self) -> None:
        """Close all connections; the client, and those made by `with_options`, can't be used any more."""
        self._session.is_closed = True
        await self._transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()

    def __getattr__(self, name: str) -> Any:
        return _load_resource(self, name, "Async")


def _load_resource(client: Any, name: str, prefix: str) -> Any:
    """Load the class of an entity's operations when it is first asked for, and keep it on the client."""
    if name.startswith("_") or name not in reading.entities():
        raise AttributeError(f"{type(client).__name__} has no attribute or entity '{name}'")
    module = importlib.import_module(f"clickgate.client._generated.{name}")
    resource = getattr(module, prefix + module.NAME)(client)
    client.__dict__[name] = resource
    return resource


def _named(entity: Any, action: Any, params: Any) -> tuple[RequestPlan, Mapping[str, Any]]:
    """Find an operation by name; what can be no name and no parameters is refused before it is looked for."""
    if not isinstance(entity, str) or not isinstance(action, str):
        raise UsageError("An operation is named by two texts.", advice="Such as execute('tasks', 'get', {…}).")
    if params is not None and not isinstance(params, Mapping):
        raise UsageError("Parameters are a mapping of names to values.", advice="Such as {'task_id': '9hz'}.")
    return plan_of(entity, action), params or {}


def _asker(execute: Callable[..., Any], method: Any, args: Any, kwargs: Any) -> Callable[[Mapping[str, Any]], Any]:
    """Make the function that asks for a page, given what differs from the first."""
    if callable(method):
        return lambda step: method(*args, **{**kwargs, **step})
    if not args:
        raise UsageError(
            "Name an action, too.", advice="Such as iterate('tasks', 'list', {…}), or iterate(client.tasks.list, …)."
        )
    action, params = args[0], dict(args[1] if len(args) > 1 else kwargs.get("params") or {})
    return lambda step: execute(method, action, {**params, **step})


def _checked_page(answer: Any) -> Page[Any]:
    page = answer.data if isinstance(answer, Reply) else answer
    if page is None or isinstance(page, Model):
        raise UsageError("This operation gives no list.", advice="Call it, or iterate over one that lists.")
    if not isinstance(page, Page):
        raise UnexpectedReply(
            "The answer could not be read as a page of rows.",
            status=200,
            advice="The rows before it were given; execute() shows the answer as it came.",
        )
    return page


def _unseen(page: Page[Any], seen: set[Any]) -> Iterator[Any]:
    """Leave out rows that stood on the page before: pages are offsets, and rows move down while new ones come."""
    here = set()
    for row in page:
        key = getattr(row, "id", None)
        if key is None or key not in seen:
            yield row
        if key is not None:
            here.add(key)
    seen.clear()
    seen.update(here)
