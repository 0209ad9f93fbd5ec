"""Takes all that a sandbox is to bytes and back, keeps snapshots of it, and has writes noted before they are done."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import msgspec

from clickgate.catalog import reading
from clickgate.sandbox.answers import Answer, Refusal
from clickgate.sandbox.auth import VISITOR
from clickgate.sandbox.call import Call
from clickgate.sandbox.freezing import Unreadable, freeze, thaw
from clickgate.sandbox.journal import Entry, NotKept
from clickgate.sandbox.spool import Spool
from clickgate.sandbox.world.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clickgate.sandbox.clock import SandboxClock
    from clickgate.sandbox.journal import Journal
    from clickgate.sandbox.limits import Limits
    from clickgate.sandbox.outbox import Outbox
    from clickgate.sandbox.shapes.tasks import TaskShapes

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_READS = frozenset(operation.name for operation in reading.operations() if operation.method == "GET")


class Snapshot(msgspec.Struct, frozen=True):
    """What is known of a snapshot; `at` is in Unix seconds by the sandbox's clock."""

    name: str
    at: float
    seed: str
    plan: str
    tasks: int
    bytes: int


_read_about = msgspec.json.Decoder(Snapshot).decode


@dataclass(slots=True, eq=False)
class Moment:
    """All that a sandbox is at one time; its log, its windows and its faults are of the day and not among it."""

    world: World
    seed: str
    token: str
    workspace_id: str
    plan: str
    clock_offset: float

    def freeze(self) -> bytes:
        """Write it; renderings are left out, they are made anew."""
        with _without_renderings(self.world):
            return freeze(self)


def _thaw(data: bytes) -> Moment:
    """Read a moment.

    Raises:
        Unreadable: It is damaged, or of a version whose world had other parts.
    """
    moment = thaw(data, Moment)
    _check_parts(moment.world)
    return moment


def _check_parts(world: World) -> None:
    """Rows complete themselves with defaults; a store that is new or changed can't."""
    for name, part in vars(World("")).items():
        wanted, found = _names(part), _names(getattr(world, name, None))
        if wanted != found:
            raise Unreadable(f"it was kept by a version whose world had other parts: {name}")


def _names(part: object) -> set[str]:
    return {type(part).__name__, *getattr(part, "__dict__", ())}


@contextmanager
def _without_renderings(world: World) -> Iterator[None]:
    rendered = [(task, task.rendered, task.rendered_at) for task in world.tasks.values() if task.rendered]
    for task, _, _ in rendered:
        task.rendered, task.rendered_at = b"", -1
    try:
        yield
    finally:
        for task, text, at in rendered:
            task.rendered, task.rendered_at = text, at


class Kept(Protocol):
    """What a keeper has to know of an engine."""

    world: World
    seed: str
    token: str
    workspace_id: str
    limits: Limits
    clock: SandboxClock
    outbox: Outbox
    tasks: TaskShapes

    def live_in(self, world: World, token: str, workspace_id: str) -> None:
        """Answer from other rows from now on."""

    def run(self, operation: str, call: Call) -> Answer:
        """Carry out one operation."""


class Keeper:
    """Keeps one engine.

    Attributes:
        journal: Where writes are noted; None where nothing has to outlive the process.
    """

    def __init__(self, engine: Kept) -> None:
        self.journal: Journal | None = None
        self._engine = engine
        self._snapshots: dict[str, tuple[Snapshot, bytes]] = {}

    def moment(self) -> Moment:
        """All that the sandbox is now: rows, ids to come, tokens, plan and clock."""
        engine = self._engine
        engine.outbox.collect()
        plan, offset = engine.limits.plan, engine.clock.offset
        return Moment(engine.world, engine.seed, engine.token, engine.workspace_id, plan, offset)

    def become(self, data: bytes) -> None:
        """Be the moment that was frozen. The clock goes on, ahead if it was ahead then; windows, faults and log stay.

        Raises:
            Unreadable: The bytes are damaged or of another version; nothing was changed.
        """
        moment, engine = _thaw(data), self._engine
        engine.seed = moment.seed
        engine.limits.plan = moment.plan
        engine.live_in(moment.world, moment.token, moment.workspace_id)
        engine.clock.offset = max(engine.clock.offset, moment.clock_offset)

    def keep(self) -> None:
        """Have the journal keep this moment; to be called after a change that is no operation.

        Raises:
            NotKept: It can't be kept now; writes are refused until it can.
        """
        if self.journal is not None:
            self.journal.keep(self.moment().freeze())

    def note(self, operation: str, call: Call) -> None:
        """Note a write that is about to be done.

        Raises:
            Refusal: It can't be noted.
        """
        if self.journal is None or operation in _READS:
            return
        try:
            if self.journal.is_long:
                self.keep()
            self.journal.record(Entry(call.now, call.token.digest, operation, dict(call.params), *call.sent()))
        except NotKept as error:
            raise Refusal("SANDBOX_507", f"The sandbox can't keep this and did not do it: {error}") from error

    def replay(self, entry: Entry) -> None:
        """Do once more what was noted; who was told of it then is not told again."""
        engine, operation = self._engine, entry.operation
        token = engine.world.tokens[entry.digest] if entry.digest else VISITOR
        body = Spool(entry.body, entry.content_type) if entry.content_type else entry.body
        params, query = entry.params, entry.query
        call = Call(
            engine.world,
            engine.tasks,
            token,
            now=entry.now,
            operation=operation,
            params=params,
            query=query,
            body=body,
        )
        engine.run(operation, call)
        engine.world.events.told.clear()

    # Snapshots

    def snapshots(self) -> list[Snapshot]:
        """The snapshots, oldest first."""
        return [about for about, _ in self._snapshots.values()]

    def save(self, name: str) -> Snapshot:
        """Keep the world as it is now under a name, in the data folder, too, where there is one.

        Raises:
            ValueError: The name is not one that can stand in a path.
            NotKept: The data folder can't take it.
        """
        moment = self.moment()
        return self._put(name, moment.freeze(), moment)

    def add(self, name: str, data: bytes) -> Snapshot:
        """Take in a snapshot that `data` gave, perhaps in another process.

        Raises:
            ValueError: The name can't stand in a path, or the bytes are no snapshot of this version's.
            NotKept: The data folder can't take it.
        """
        return self._put(name, data, _thaw(data))

    def data(self, name: str) -> bytes:
        """A snapshot as bytes, to be kept in a file.

        Raises:
            KeyError: There is none of that name.
        """
        return self._snapshots[name][1]

    def restore(self, name: str) -> Snapshot:
        """Go back to a snapshot: rows, ids to come, tokens and plan. Time goes on.

        Raises:
            KeyError: There is none of that name.
            NotKept: The data folder can't take it; writes are refused until it can.
        """
        about, data = self._snapshots[name]
        self.become(data)
        self.keep()
        return about

    def remove(self, name: str) -> bool:
        """Take a snapshot away; whether it was there."""
        if name not in self._snapshots:
            return False
        if self.journal is not None:
            self.journal.remove_snapshot(name)
        del self._snapshots[name]
        return True

    def fetch(self) -> None:
        """Take in the snapshots that the data folder has."""
        if self.journal is not None:
            self._snapshots = {name: (_read_about(about), data) for name, about, data in self.journal.snapshots()}

    def _put(self, name: str, data: bytes, moment: Moment) -> Snapshot:
        if not _NAME.fullmatch(name):
            raise ValueError("a snapshot's name is letters, digits, '.', '_' and '-', at most 64 of them")
        now = self._engine.clock.now()
        about = Snapshot(name, now, moment.seed, moment.plan, len(moment.world.tasks), len(data))
        if self.journal is not None:
            self.journal.put_snapshot(name, msgspec.json.encode(about), data)
        self._snapshots[name] = about, data
        return about
