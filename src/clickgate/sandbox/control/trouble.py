"""Acts that make trouble on request: failures, and edits between the pages of a listing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickgate.sandbox.control.routing import Missing, Nothing, route
from clickgate.sandbox.edits import Edit
from clickgate.sandbox.faults import Fault

if TYPE_CHECKING:
    from clickgate.sandbox.engine import Engine


@route("GET", "faults", "Lists the failures that are ordered.")
def list_faults(engine: Engine, _sent: Nothing, _name: str) -> Any:
    """The faults."""
    return {"faults": list(engine.faults)}


@route("POST", "faults", "Orders a failure.", takes=Fault)
def add_fault(engine: Engine, sent: Fault, _name: str) -> Any:
    """One more fault."""
    return {"fault": engine.faults.put(sent)}


@route("DELETE", "faults", "Takes all failures back.")
def clear_faults(engine: Engine, _sent: Nothing, _name: str) -> Any:
    """No fault."""
    engine.faults.clear()
    return {"faults": []}


@route("DELETE", "faults/{name}", "Takes one failure back, by its id.")
def remove_fault(engine: Engine, _sent: Nothing, name: str) -> Any:
    """One fault less."""
    if not name.isdecimal():
        raise Missing("GET /_sandbox/faults lists them with their ids.")
    return {"removed": engine.faults.remove(int(name))}


@route("GET", "edits", "Lists the edits between pages that are ordered.")
def list_edits(engine: Engine, _sent: Nothing, _name: str) -> Any:
    """The edits."""
    return {"edits": list(engine.edits)}


@route("POST", "edits", "Orders that tasks are put in, deleted or changed once a page was answered.", takes=Edit)
def add_edit(engine: Engine, sent: Edit, _name: str) -> Any:
    """One more edit."""
    return {"edit": engine.edits.put(sent)}


@route("DELETE", "edits", "Takes all edits back.")
def clear_edits(engine: Engine, _sent: Nothing, _name: str) -> Any:
    """No edit."""
    engine.edits.clear()
    return {"edits": []}


@route("DELETE", "edits/{name}", "Takes one edit back, by its id.")
def remove_edit(engine: Engine, _sent: Nothing, name: str) -> Any:
    """One edit less."""
    if not name.isdecimal():
        raise Missing("GET /_sandbox/edits lists them with their ids.")
    return {"removed": engine.edits.remove(int(name))}
