"""Plays requests against a sandbox, and counts on both sides what came of the client's promises."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import msgspec

from clickgate.client.api import AsyncClient
from clickgate.errors import OutcomeUnknown
from clickgate.kernel.clock import SYSTEM_CLOCK
from clickgate.sandbox.clock import SandboxClock
from clickgate.sandbox.server import Sandbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from clickgate import Attempt

TASKS = 250
WORKERS = 8
FAILURES = 3
_PLAN = "business_plus"  # 1,000 requests a minute, so that nobody has to wait for the first scenes
_LATE = 57.0  # seconds of the free workspace's minute that are over when the client comes
_WISHED = 110  # requests where a free workspace's minute has 100


class Scene(msgspec.Struct, frozen=True):
    """What was played: its title, what was seen, which promise it was to keep, and whether it did.

    `figures` are what a program may want to know; `told` are lines for a person.
    """

    name: str
    promise: str
    kept: bool
    seconds: float
    figures: dict[str, Any]
    told: list[str]


class Stage:
    """A sandbox and a client that talks to it; the client's attempts are written down.

    Attributes:
        attempts: All attempts so far, as the client's observer was told of them.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.attempts: list[Attempt] = []
        self.client = AsyncClient(
            sandbox.token, workspace_id=sandbox.workspace_id, base_url=sandbox.base_url, observer=self.attempts.append
        )

    def refused(self) -> int:
        """How many requests the sandbox answered with 429, by its own log."""
        return sum(logged.status == 429 for logged in self.sandbox.requests)

    def served(self, operation: str) -> int:
        """How often the sandbox was asked for an operation, by its own log."""
        return sum(logged.operation == operation for logged in self.sandbox.requests)

    def take_attempts(self) -> list[Attempt]:
        """The attempts since the last time, oldest first."""
        taken = self.attempts[:]
        self.attempts.clear()
        return taken


async def play() -> AsyncIterator[Scene]:
    """Play all scenes; each is given as soon as it is over."""
    with Sandbox(seed="small", plan=_PLAN) as sandbox:
        stage = Stage(sandbox)
        async with stage.client:
            list_id, places = await make_places(stage)
            yield places
            yield await fill(stage, list_id)
            yield await read_back(stage, list_id)
            yield tell_window(stage)
            yield await ride_out(stage, list_id)
            yield await lose_answer(stage, list_id)
    yield await wait_for_window()


async def make_places(stage: Stage) -> tuple[str, Scene]:
    """Make a space, a folder and a list; gives the id of the list as well."""
    lap = _lap()
    space = await stage.client.spaces.create(name="Demo")
    folder = await stage.client.folders.create(space_id=_id(space), name="Autumn")
    made = await stage.client.lists.create(folder_id=_id(folder), name="Harvest")
    ids = {"space": _id(space), "folder": _id(folder), "list": _id(made)}
    told = [f"space {ids['space']}, folder {ids['folder']}, list {ids['list']}"]
    return ids["list"], Scene("places", "what is made can be used at once", all(ids.values()), lap(), ids, told)


async def fill(stage: Stage, list_id: str) -> Scene:
    """Make the tasks with several workers."""
    lap = _lap()
    names = iter([f"Task {number:03}" for number in range(1, TASKS + 1)])

    async def work() -> int:
        count = 0
        for name in names:  # shared: each worker takes the next
            await stage.client.tasks.create(list_id=list_id, name=name)
            count += 1
        return count

    made = sum(await asyncio.gather(*(work() for _ in range(WORKERS))))
    served, seconds = stage.served("tasks.create"), lap()
    return Scene(
        "writes", "every task is sent once", made == served == TASKS, seconds,
        {"created": made, "sent": served, "workers": WORKERS, "per_second": round(made / seconds)},
        [f"{made} tasks by {WORKERS} workers at {made / seconds:.0f} a second; {served} requests for them"],
    )  # fmt: skip


async def read_back(stage: Stage, list_id: str) -> Scene:
    """Read the tasks page by page."""
    before, lap = stage.served("tasks.list"), _lap()
    names = [task.name async for task in stage.client.iterate(stage.client.tasks.list, list_id=list_id)]
    distinct, pages, seconds = len(set(names)), stage.served("tasks.list") - before, lap()
    verdict = "each of them once" if len(names) == distinct == TASKS else f"{distinct} different ones of {TASKS}"
    return Scene(
        "reads", "every task comes back once", len(names) == distinct == TASKS, seconds,
        {"read": len(names), "distinct": distinct, "pages": pages},
        [f"{len(names)} tasks in {pages} pages, {verdict}"],
    )  # fmt: skip


def tell_window(stage: Stage) -> Scene:
    """Tell how the rate window stands, as the client learnt it from the answers."""
    state, sent = stage.client.limits(), len(stage.take_attempts())
    limit, remaining, refused = state.limit or 0, state.remaining or 0, stage.refused()
    used = limit - remaining
    resets = "" if state.resets_in is None else f"; a new window in {state.resets_in:.0f} s"
    return Scene(
        "window", "the client knows its allowance, and nothing is refused", used == sent and refused == 0, 0.0,
        {"limit": limit, "used": used, "remaining": remaining, "sent": sent, "answers_429": refused},
        [f"{used} of {limit} requests of this minute used, {remaining} left{resets}; {refused} answers of 429"],
    )  # fmt: skip


async def ride_out(stage: Stage, list_id: str) -> Scene:
    """Let reads fail in two ways, and see them succeed all the same."""
    lap = _lap()
    stage.sandbox.faults.add("tasks.list", "status", status=503, times=FAILURES)
    await stage.client.tasks.list(list_id=list_id)
    unavailable = [attempt.status for attempt in stage.take_attempts()]
    stage.sandbox.faults.add("tasks.list", "drop", times=1)
    await stage.client.tasks.list(list_id=list_id)
    dropped = [attempt.error or "ok" for attempt in stage.take_attempts()]
    kept = unavailable == [*[503] * FAILURES, 200] and dropped[-1] == "ok" and len(dropped) >= 2
    return Scene(
        "faults", "a read rides out what passes", kept, lap(),
        {"unavailable": unavailable, "dropped": dropped},
        [f"ClickUp unavailable: {_arrows(unavailable)}", f"connection dropped: {_arrows(dropped)}"],
    )  # fmt: skip


async def lose_answer(stage: Stage, list_id: str) -> Scene:
    """Lose the answer to a write that was carried out, and see that it is not sent again."""
    before, lap = stage.served("tasks.create"), _lap()
    stage.sandbox.faults.add("tasks.create", "drop", times=1, after=True)
    try:
        await stage.client.tasks.create(list_id=list_id, name="Once only")
        outcome = "ok"
    except OutcomeUnknown as error:
        outcome = error.code
    sent = stage.served("tasks.create") - before
    found = [task async for task in stage.client.iterate(stage.client.tasks.list, list_id=list_id)]
    made = sum(task.name == "Once only" for task in found)
    return Scene(
        "lost answer", "a write that may have been done is not sent twice",
        outcome == OutcomeUnknown.code and sent == made == 1, lap(), {"outcome": outcome, "sent": sent, "made": made},
        [f"the answer to a write was lost: {outcome}; sent {sent} time, {made} task is there"],
    )  # fmt: skip


async def wait_for_window() -> Scene:
    """Ask for more than is left of a free workspace's minute.

    Somebody else has opened the minute's window with the same token. The sandbox's clock was late then and is set
    right before the client comes, so that little of the minute is left; that rest is really waited for.
    """
    sandbox = Sandbox(seed="small", plan="free", clock=SandboxClock(_LateClock()))
    sandbox.handle("GET", "/api/v2/user", {"authorization": sandbox.token})
    sandbox.clock.move(_LATE)
    with sandbox:
        stage = Stage(sandbox)
        async with stage.client:
            lap = _lap()
            await asyncio.gather(*(stage.client.users.get_current() for _ in range(_WISHED)))
            seconds = lap()
            limit = stage.client.limits().limit
    attempts, refused = stage.take_attempts(), stage.refused()
    waited = max((attempt.waited for attempt in attempts), default=0.0)
    kept = refused == 0 and len(attempts) == _WISHED and waited > 0.5
    return Scene(
        "queue", "what the minute has no room for waits and is not refused", kept, seconds,
        {"limit": limit, "wished": _WISHED, "waited": round(waited, 2), "answers_429": refused},
        [f"{_WISHED} requests at once where {limit} a minute are allowed: the last waited {waited:.1f} s for the "
         f"new window; {refused} answers of 429"],
    )  # fmt: skip


class _LateClock:
    """The machine's clock, some seconds late."""

    def now(self) -> float:
        """Seconds since the Unix epoch, less those that it is late."""
        return SYSTEM_CLOCK.now() - _LATE

    monotonic = staticmethod(SYSTEM_CLOCK.monotonic)


def _lap() -> Callable[[], float]:
    """Start a watch; it tells the seconds since."""
    start = time.perf_counter()
    return lambda: round(time.perf_counter() - start, 3)


def _id(row: Any) -> str:
    return str(row.id or "")


def _arrows(outcomes: list[Any]) -> str:
    return " → ".join(map(str, outcomes))
