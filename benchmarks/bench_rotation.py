"""What callers see of a rotation: calls that fail, and how long the longest of them waits."""

from __future__ import annotations

import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.figures import at_most, make_figure, make_row
from clickgate import ClickGate, ClickgateError, Client, Secret
from clickgate.sandbox.server import Sandbox
from tests.support.gates import revoke

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.rounds import Options

QUESTION = (
    "Four threads call the sandbox 200 times a second each through an account while another gate on the same database "
    "replaces its token and carries it to three .env files. With two slots: how many calls fail. In place, where "
    "ClickUp ends the old token as it makes the new one: how many fail, and for how long no call succeeds beyond the "
    "time until the new token was there. The peer is a program that has the old token in a variable and is started "
    "anew with the new one once all places have it: its calls fail for all of that time."
)

CALLERS = 4
_PAUSE = 0.005  # seconds between two calls of a thread, so that no window is used up
PLACES = 3


def run(options: Options) -> dict:
    """Measure both ways of rotating, and the peer."""
    rounds = options.rounds(5)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        sandbox = stack.enter_context(Sandbox(plan="enterprise"))
        callers, keeper = (stack.enter_context(_open(folder, sandbox)) for _ in range(2))
        account = keeper.accounts.link(keeper.caller, name="main", token=Secret(sandbox.token))
        for number in range(PLACES):
            config = {"path": str(folder / f"{number}.env"), "key": "CLICKUP_API_TOKEN"}
            keeper.propagations.add(keeper.caller, account.id, name=f"place {number}".replace(" ", "-"), kind="dotenv",
                                    config=config)  # fmt: skip
        slots = [_watch(callers, lambda: _rotate(keeper, account.id, sandbox, "slots")) for _ in range(rounds)]
        place = [_watch(callers, lambda: _rotate(keeper, account.id, sandbox, "in_place")) for _ in range(rounds)]
        peer = [_watch_peer(keeper, account.id, sandbox) for _ in range(rounds)]
    figures = [
        make_figure("two slots: calls that failed", "calls", [float(one.failed) for one in slots], at_most(0)),
        make_figure("in place: calls that failed", "calls", [float(one.failed) for one in place], at_most(0)),
        make_figure("in place: no call succeeds for", "s", [one.silence for one in place], at_most(1)),
    ]
    rows = [
        make_row("two slots: calls made", "calls", [float(one.made) for one in slots]),
        make_row("two slots: longest call", "s", [one.longest for one in slots]),
        make_row("in place: calls made", "calls", [float(one.made) for one in place]),
        make_row("in place: longest call", "s", [one.longest for one in place]),
        make_row("peer, a variable: calls that failed", "calls", [float(one.failed) for one in peer]),
        make_row("peer, a variable: no call succeeds for", "s", [one.silence for one in peer]),
    ]
    return {"figures": figures, "rows": rows}


class Watched:
    """What callers saw: calls made and failed, the longest one, the longest time without a success."""

    def __init__(self) -> None:
        self.made = self.failed = 0
        self.longest = self.silence = 0.0
        self._latest = time.monotonic()
        self._lock = threading.Lock()

    def note(self, began: float, *, succeeded: bool) -> None:
        now = time.monotonic()
        with self._lock:
            self.made += 1
            self.failed += not succeeded
            self.longest = max(self.longest, now - began)
            if succeeded:
                self.silence = max(self.silence, now - self._latest)
                self._latest = now


def _open(folder: Path, sandbox: Sandbox) -> ClickGate:
    return ClickGate.open(
        database_url=f"sqlite:///{folder / 'clickgate.db'}", key_source=f"file:{folder / 'vault.key'}",
        audit_folder=folder / "audit", base_url=sandbox.base_url, notice=lambda text: None,
    )  # fmt: skip


def _rotate(keeper: ClickGate, account_id: str, sandbox: Sandbox, way: str) -> None:
    account = keeper.accounts.get(keeper.caller, account_id)
    old = keeper.broker.open(keeper.caller, account, account.active_version or 0, why="benchmark").reveal()
    keeper.rotations.open(keeper.caller, account_id, "slots" if way == "slots" else "in_place")
    new = sandbox.issue_token()
    if way == "in_place":
        revoke(sandbox, old)
    keeper.rotations.stage(keeper.caller, account_id, Secret(new))
    keeper.rotations.advance(keeper.caller, account_id)
    if way == "slots":
        time.sleep(2.5)  # what has not noticed yet goes on with the old token, which lives
        revoke(sandbox, old)
        keeper.rotations.advance(keeper.caller, account_id)


def _watch(gate: ClickGate, deed: Callable[[], None]) -> Watched:
    """Call again and again while a deed is done, and for a moment after it."""
    with gate.client(timeout=10.0) as client:
        return _watch_calls(lambda: client, deed)


def _watch_peer(keeper: ClickGate, account_id: str, sandbox: Sandbox) -> Watched:
    """The same with a program that is started anew with each token."""
    account = keeper.accounts.get(keeper.caller, account_id)
    old = keeper.broker.open(keeper.caller, account, account.active_version or 0, why="benchmark").reveal()
    box = [Client(old, base_url=sandbox.base_url)]

    def deed() -> None:
        _rotate(keeper, account_id, sandbox, "in_place")
        now = keeper.accounts.get(keeper.caller, account_id)
        new = keeper.broker.open(keeper.caller, now, now.active_version or 0, why="benchmark")
        box.append(Client(new, base_url=sandbox.base_url))

    watched = _watch_calls(lambda: box[-1], deed)
    for client in box:
        client.close()
    return watched


def _watch_calls(client: Callable[[], Client], deed: Callable[[], None]) -> Watched:
    stop = threading.Event()
    client().users.get_current()
    watched = Watched()

    def call() -> None:
        while not stop.is_set():
            began = time.monotonic()
            try:
                client().users.get_current()
            except ClickgateError:
                watched.note(began, succeeded=False)
            else:
                watched.note(began, succeeded=True)
            time.sleep(_PAUSE)

    threads = [threading.Thread(target=call) for _ in range(CALLERS)]
    for thread in threads:
        thread.start()
    time.sleep(0.2)
    deed()
    time.sleep(0.5)
    stop.set()
    for thread in threads:
        thread.join()
    return watched
