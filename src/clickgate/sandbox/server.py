"""Starts and stops a sandbox: in memory, in a thread on a real socket, or until it is interrupted."""

from __future__ import annotations

import asyncio
import signal
import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from clickgate.errors import ConfigurationError
from clickgate.sandbox.app import LOOPBACK, SandboxApp
from clickgate.sandbox.downloads import find_download, is_download
from clickgate.sandbox.engine import Logged
from clickgate.sandbox.headers import build_headers
from clickgate.sandbox.multipart import is_form
from clickgate.sandbox.resume import close_engine, open_engine
from clickgate.sandbox.sender import Sender
from clickgate.sandbox.spool import Spool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from clickgate.sandbox.clock import SandboxClock
    from clickgate.sandbox.engine import Engine
    from clickgate.sandbox.faults import Faults
    from clickgate.sandbox.outbox import Delivery
    from clickgate.sandbox.world.oauth import OAuthApp
    from clickgate.sandbox.world.rows import User
    from clickgate.sandbox.world.world import World

_START_TIMEOUT = 30.0


class ReadyInfo(msgspec.Struct, frozen=True):
    """What one needs to know to use a sandbox that has just come up."""

    base_url: str
    token: str
    workspace_id: str
    seed: str
    plan: str
    control_url: str  # empty where there is no control surface
    page_url: str = ""


class Response(NamedTuple):
    """An answer of a sandbox in memory."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON."""
        return msgspec.json.decode(self.body)


class Cut(ConnectionError):
    """A fault cut the connection: `partial` is what had come of the body, None where no answer had begun."""

    def __init__(self, partial: bytes | None) -> None:
        super().__init__("the sandbox cut the connection")
        self.partial = partial


class Sandbox:
    """One emulated ClickUp, to talk to in memory by `handle`, or over a socket between `start` and `stop`.

    Without a seed it is `small`, without a plan `free`. With `data` it is kept in that folder and goes on as the folder
    has it; `close` lets go of it. What is changed in `world` from outside is kept at the latest by `close`.

    As a context manager it is started. While it is started, its world belongs to the server's thread: change rows from
    outside only while no request is under way.
    """

    def __init__(
        self,
        *,
        seed: str | None = None,
        plan: str | None = None,
        port: int = 0,
        control: bool = False,
        clock: SandboxClock | None = None,
        allow_remote_webhooks: bool = False,
        data: Path | str | None = None,
    ) -> None:
        self._engine = open_engine(data, seed=seed, plan=plan, clock=clock)
        self._app = SandboxApp(self._engine, control=control)
        self._sender = Sender(self._engine, allow_remote=allow_remote_webhooks)
        self._wanted_port = port
        self._is_closed = False
        self._server: Any = None
        self._thread: threading.Thread | None = None
        self.port = 0

    @property
    def base_url(self) -> str:
        """Where version 2 of the API begins, as `https://api.clickup.com/api/v2` does.

        Raises:
            ConfigurationError: The sandbox is not started.
        """
        if not self.port:
            raise ConfigurationError("The sandbox is not started.", advice="Use `with Sandbox() as sandbox:`.")
        return f"http://127.0.0.1:{self.port}/api/v2"

    @property
    def token(self) -> str:
        """A token of the owner of the seed's workspace."""
        return self._engine.token

    @property
    def workspace_id(self) -> str:
        """The seed's workspace."""
        return self._engine.workspace_id

    @property
    def world(self) -> World:
        """The rows."""
        return self._engine.world

    @property
    def clock(self) -> SandboxClock:
        """The clock, which can be moved forward."""
        return self._engine.clock

    @property
    def faults(self) -> Faults:
        """The failures that are ordered."""
        return self._engine.faults

    @property
    def requests(self) -> tuple[Logged, ...]:
        """The last 1,000 requests, oldest first, as of now."""
        return tuple(self._engine.requests)

    @property
    def deliveries(self) -> tuple[Delivery, ...]:
        """The last 1,000 deliveries to webhooks, oldest first, as of now."""
        return tuple(self._engine.outbox.log)

    @property
    def oauth_app(self) -> OAuthApp:
        """The seed's OAuth app, with its client id and secret; its redirect addresses may be changed."""
        return self.world.oauth.app

    def consent(self, user: User | None = None, *, workspace_ids: Iterable[str] | None = None) -> str:
        """Let the seed's app see workspaces of a person's, without the page for it; gives the code to trade in."""
        chosen = (self.workspace_id,) if workspace_ids is None else workspace_ids
        return self.world.oauth.consent(self.oauth_app, user or self._owner(), chosen, self.clock.now_ms())

    def deliver(self, receiver: Callable[[Delivery], int | None] = lambda _delivery: 200) -> list[Delivery]:
        """Hand all that waits for webhooks to a receiver that gives a status, None for no answer; in memory only.

        Pauses before further attempts move the clock. Gives the attempts in their order.
        """
        if self._thread is not None:
            raise ConfigurationError("A started sandbox delivers by itself.", advice="Use `wait_for_deliveries()`.")
        self._engine.outbox.collect()
        return self._engine.outbox.hand_over(receiver)

    def wait_for_deliveries(self, timeout: float = 10.0) -> tuple[Delivery, ...]:
        """Wait until nothing is on its way to a webhook, nor due; gives the log.

        Raises:
            TimeoutError: That took more than so many real seconds.
        """
        if not self._sender.wait_until_idle(timeout):
            raise TimeoutError("deliveries are still under way")
        return self.deliveries

    def issue_token(
        self, user: User | None = None, *, workspace_ids: Iterable[str] | None = None, oauth: bool = False
    ) -> str:
        """Issue another token: for the owner unless a user is given; an OAuth token is sent as `Bearer`."""
        return self.world.add_token(user or self._owner(), workspace_ids=workspace_ids, oauth=oauth)

    def _owner(self) -> User:
        return next(row.user for row in self.world.workspaces[self.workspace_id].members.values() if row.role == 1)

    def set_plan(self, plan: str) -> None:
        """Put the workspace on another plan."""
        self._engine.set_plan(plan)
        self._engine.keeper.keep()

    def reset(self, seed: str | None = None, *, plan: str | None = None) -> None:
        """Begin anew with the same or another seed and plan; what was ordered is taken back, the clock stays."""
        self._engine.limits.plan = plan or self._engine.limits.plan
        self._engine.reset(seed or self._engine.seed)
        self._engine.keeper.keep()

    def snapshot(self, name: str = "snapshot") -> bytes:
        """Keep the world as it is now by a name, to `restore` it; gives it as bytes, too, for `load`."""
        self._engine.keeper.save(name)
        return self._engine.keeper.data(name)

    def restore(self, name: str = "snapshot") -> None:
        """Go back to a snapshot: rows, ids to come, tokens and plan; time goes on.

        Raises:
            KeyError: There is none of that name.
        """
        self._engine.keeper.restore(name)

    def load(self, snapshot: bytes) -> None:
        """Be what `snapshot` gave, perhaps in another process.

        Raises:
            ValueError: The bytes are damaged or of another version; nothing was changed.
        """
        self._engine.keeper.become(snapshot)
        self._engine.keeper.keep()

    def handle(self, method: str, target: str, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Response:
        """Answer one request in memory; `target` is a path with its query, as `/api/v2/user`.

        A slow answer moves the clock instead of waiting.

        Raises:
            Cut: A fault cut the connection.
        """
        path, _, query = target.partition("?")
        names = {name.lower(): value for name, value in (headers or {}).items()}
        kind = names.get("content-type", "")
        sent = Spool(body, kind) if is_form(kind) else body
        if is_download(method, path):
            return self._download(path)
        outcome = self._engine.handle(method, path, query, names.get("authorization"), sent)
        self.clock.move(outcome.seconds)
        if outcome.cut == "drop":
            raise Cut(None)
        gzip = "gzip" in names.get("accept-encoding", "")
        shown, content = build_headers(outcome.answer, outcome.window, now=self.clock.now(), gzip=gzip)
        if outcome.cut == "torn":
            raise Cut(content[: len(content) // 2])
        return Response(outcome.answer.status, {name.decode(): value.decode() for name, value in shown}, content)

    def _download(self, path: str) -> Response:
        found = find_download(self.world, path)
        if found is None:
            return Response(404, {}, b"")
        headers = {name.decode(): value.decode("latin-1") for name, value in found.headers}
        return Response(200, headers, b"".join(found.blob.blocks()))

    def start(self) -> Sandbox:
        """Serve on 127.0.0.1 in a thread of its own, and come back when it takes requests.

        Raises:
            ConfigurationError: The server's packages are missing, or the port is taken.
        """
        if self._thread is not None:
            raise ConfigurationError("The sandbox is started already.")
        if self._is_closed:
            raise ConfigurationError("The sandbox has let go of its folder.", advice="Make another one on the folder.")
        self._server = _make_server(self._app)
        listening = _listen("127.0.0.1", self._wanted_port)
        self.port = listening.getsockname()[1]
        self._engine.serve_at(f"http://127.0.0.1:{self.port}")
        ready = threading.Event()
        self._server.on_ready = _both(self._sender.start, ready.set)
        self._thread = threading.Thread(
            target=_run, args=(self._server, listening), name="clickgate-sandbox", daemon=True
        )
        self._thread.start()
        if not ready.wait(_START_TIMEOUT):
            self.stop()
            raise ConfigurationError("The sandbox did not come up.")
        return self

    def stop(self) -> None:
        """Stop serving; the rows stay."""
        if self._thread is None:
            return
        self._server.ask_to_exit()
        self._thread.join(_START_TIMEOUT)
        self._thread = None
        self._sender.stop()
        self.port = 0

    def close(self) -> None:
        """Stop serving, keep the last moment where there is a folder for it, and let go of the folder."""
        self.stop()
        self._is_closed = close_engine(self._engine)

    def __enter__(self) -> Sandbox:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()


def serve(
    port: int = 0,
    seed: str | None = None,
    plan: str | None = None,
    host: str = "127.0.0.1",
    *,
    ready: Callable[[ReadyInfo], None],
    control: bool = False,
    allow_remote: bool = False,
    allow_remote_webhooks: bool = False,
    data: Path | str | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM; `ready` is called once requests are taken.

    With `data` the world is kept in that folder: no write that was answered is lost when the process is killed.

    Raises:
        ConfigurationError: The host is not loopback and `allow_remote` is not given; the folder can't be used; or as
            `Sandbox.start`.
    """
    if host not in LOOPBACK and not allow_remote:
        raise ConfigurationError(
            f"The sandbox serves this machine alone, not '{host}'.",
            advice="Its tokens are no secret: allow other hosts explicitly if you mean it.",
        )
    engine = open_engine(data, seed=seed, plan=plan)
    try:
        sender = Sender(engine, allow_remote=allow_remote_webhooks)
        _serve(engine, sender, host, port, ready, control=control)
    finally:
        close_engine(engine)


def _serve(
    engine: Engine, sender: Sender, host: str, port: int, ready: Callable[[ReadyInfo], None], *, control: bool
) -> None:
    server = _make_server(SandboxApp(engine, control=control))
    listening = _listen(host, port)
    shown = f"[{host}]" if ":" in host else host
    origin = f"http://{shown}:{listening.getsockname()[1]}"
    engine.serve_at(origin)
    info = ReadyInfo(
        base_url=f"{origin}/api/v2",
        token=engine.token,
        workspace_id=engine.workspace_id,
        seed=engine.seed,
        plan=engine.limits.plan,
        control_url=f"{origin}/_sandbox/" if control else "",
        page_url=f"{origin}/",
    )
    server.on_ready = _both(sender.start, lambda: ready(info))
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, lambda *_: server.ask_to_exit()) for number in numbers]
    try:
        _run(server, listening)
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _both(first: Callable[[], None], second: Callable[[], None]) -> Callable[[], None]:
    def run() -> None:
        first()
        second()

    return run


def _listen(host: str, port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise ConfigurationError(f"Port {port} on {host} can't be had: {error.strerror}.") from error
    return listening


def _make_server(app: SandboxApp) -> Any:
    try:
        from clickgate.sandbox._uvicorn import make_server  # noqa: PLC0415 - an extra, needed to serve a socket only
    except ImportError as error:
        raise ConfigurationError(
            "Serving a sandbox needs uvicorn and httptools.", advice="pip install 'clickgate[sandbox]'"
        ) from error
    return make_server(app)


def _run(server: Any, listening: socket.socket) -> None:
    with suppress(asyncio.CancelledError), listening:
        server.run(sockets=[listening])
