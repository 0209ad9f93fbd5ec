"""Acts on the whole: its state and log, the clock, the plan, seeds and snapshots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import msgspec

from clickgate.sandbox.control import shown
from clickgate.sandbox.control.routing import Missing, Nothing, route

if TYPE_CHECKING:
    from clickgate.sandbox.engine import Engine
    from clickgate.sandbox.keeper import Snapshot

_NO_SNAPSHOT = "GET /_sandbox/snapshots lists them."


class Move(msgspec.Struct, forbid_unknown_fields=True):
    """Forward by `move` seconds, or `to` a moment in Unix seconds."""

    move: float | None = None
    to: float | None = None


class Plan(msgspec.Struct, forbid_unknown_fields=True):
    """A plan by its name."""

    plan: Literal["free", "unlimited", "business", "business_plus", "enterprise"]


class Seed(msgspec.Struct, forbid_unknown_fields=True):
    """A seed by its name; none is the one that there is."""

    seed: Literal["", "small", "team", "large", "huge"] = ""


class Name(msgspec.Struct, forbid_unknown_fields=True):
    """A name of a snapshot: letters, digits, `.`, `_` and `-`."""

    name: str


@route("GET", "state", "Tells seed, plan, clock, counts of rows, the window, and what is ordered.")
def get_state(engine: Engine, _sent: Nothing, _name: str) -> Any:
    """The state."""
    return shown.state(engine)


@route("GET", "requests", "Lists the last 1,000 requests, oldest first, without tokens and bodies.")
def list_requests(engine: Engine, _sent: Nothing, _name: str) -> Any:
    """The log."""
    return {"requests": list(engine.requests)}


@route("DELETE", "requests", "Empties the log of requests.")
def clear_requests(engine: Engine, _sent: Nothing, _name: str) -> Any:
    """An empty log."""
    engine.requests.clear()
    return {"requests": []}


@route("GET", "deliveries", "Lists the last 1,000 deliveries to webhooks, oldest first.")
def list_deliveries(engine: Engine, _sent: Nothing, _name: str) -> Any:
    """What was sent to webhooks."""
    return {"deliveries": [one.shown() for one in engine.outbox.log]}


@route("POST", "clock", "Moves the clock forward.", takes=Move, keeps=True)
def move_clock(engine: Engine, sent: Move, _name: str) -> Any:
    """Later."""
    if (sent.move is None) == (sent.to is None):
        raise ValueError("the clock takes move, a number of seconds, or to, a moment in Unix seconds")
    seconds = sent.move if sent.move is not None else (sent.to or 0.0) - engine.clock.now()
    engine.clock.move(seconds)
    return {"now": engine.clock.now(), "clock_offset": engine.clock.offset}


@route("POST", "plan", "Puts the workspace on another plan.", takes=Plan, keeps=True)
def set_plan(engine: Engine, sent: Plan, _name: str) -> Any:
    """Another plan."""
    engine.set_plan(sent.plan)
    return {"plan": sent.plan, "limit": engine.limits.limit}


@route("POST", "reset", "Begins anew, with the same or another seed.", takes=Seed, keeps=True)
def reset(engine: Engine, sent: Seed, _name: str) -> Any:
    """A seed's world."""
    engine.reset(sent.seed or engine.seed)
    return shown.state(engine)


@route("GET", "snapshots", "Lists the snapshots.")
def list_snapshots(engine: Engine, _sent: Nothing, _name: str) -> Any:
    """The snapshots without their bytes."""
    return {"snapshots": engine.keeper.snapshots()}


@route("POST", "snapshots", "Keeps the world as it is now, by a name.", takes=Name)
def save(engine: Engine, sent: Name, _name: str) -> Any:
    """One more snapshot, or another of that name."""
    return {"snapshot": engine.keeper.save(sent.name)}


@route("POST", "snapshots/{name}/restore", "Goes back to a snapshot; time goes on.")
def restore(engine: Engine, _sent: Nothing, name: str) -> Any:
    """The world as it was."""
    return {"snapshot": _found(engine, name), "state": _restored(engine, name)}


@route("GET", "snapshots/{name}/data", "Gives a snapshot as bytes, to be kept in a file.")
def download(engine: Engine, _sent: Nothing, name: str) -> bytes:
    """The bytes."""
    _found(engine, name)
    return engine.keeper.data(name)


@route("PUT", "snapshots/{name}/data", "Takes in a snapshot that was kept in a file.", takes=bytes)
def upload(engine: Engine, sent: bytes, name: str) -> Any:
    """One more snapshot."""
    return {"snapshot": engine.keeper.add(name, sent)}


@route("DELETE", "snapshots/{name}", "Takes a snapshot away.")
def remove(engine: Engine, _sent: Nothing, name: str) -> Any:
    """One snapshot less."""
    return {"removed": engine.keeper.remove(name)}


def _found(engine: Engine, name: str) -> Snapshot:
    found = next((one for one in engine.keeper.snapshots() if one.name == name), None)
    if found is None:
        raise Missing(_NO_SNAPSHOT)
    return found


def _restored(engine: Engine, name: str) -> Any:
    engine.keeper.restore(name)
    return shown.state(engine)
