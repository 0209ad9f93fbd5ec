"""What can be asked of the control surface: each act with its method, its path, and the JSON that it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable

    from clickgate.sandbox.engine import Engine

    Run = Callable[[Engine, Any, str], Any]

T = TypeVar("T")


class Nothing(msgspec.Struct, forbid_unknown_fields=True):
    """What an act takes that needs to be told nothing."""


class Missing(Exception):
    """What the path names is not there; the text says what to do."""


class Route(NamedTuple):
    """One act: `{name}` in its path is handed over as text; `keeps` means that the world is another afterwards."""

    method: str
    path: str
    does: str
    takes: Any
    keeps: bool
    run: Run


ROUTES: list[Route] = []


def route(method: str, path: str, does: str, *, takes: Any = Nothing, keeps: bool = False) -> Callable[[Run], Run]:
    """Register a function `(engine, sent, name)` as an act; `takes` is the type of the body: a struct or `bytes`."""

    def register(run: Run) -> Run:
        ROUTES.append(Route(method, path, does, takes, keeps, run))
        return run

    return register


def find(method: str, path: str) -> tuple[Route, str] | None:
    """The act for a method and a path below `/_sandbox/`, and what stands in the path's `{name}`."""
    parts = path.split("/")
    for one in ROUTES:
        wanted = one.path.split("/")
        if one.method != method or len(wanted) != len(parts):
            continue
        if all(want in (part, "{name}") for want, part in zip(wanted, parts, strict=True)):
            return one, parts[wanted.index("{name}")] if "{name}" in wanted else ""
    return None
