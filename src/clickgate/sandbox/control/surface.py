"""Answers requests to the control surface: finds the act, reads its JSON, says what is wrong and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

import clickgate.sandbox.control.people
import clickgate.sandbox.control.places
import clickgate.sandbox.control.trouble  # noqa: F401 - importing registers the acts
from clickgate.sandbox.answers import JSON_TYPE, Answer, encode
from clickgate.sandbox.control.routing import ROUTES, Missing, find
from clickgate.sandbox.control.shown import state
from clickgate.sandbox.journal import NotKept

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clickgate.sandbox.control.routing import Route
    from clickgate.sandbox.engine import Engine

PATH = "/_sandbox/"

# Instead of the headers of ClickUp's answers: no web page may read these, whoever it is from.
HEADERS = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
BYTES_TYPE = b"application/octet-stream"


class Control:
    """The control surface of one engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def handle(self, method: str, path: str, body: bytes) -> Answer:
        """Answer one request; a body that can't be used gives 400, and every error says what to do."""
        name = path.removeprefix(PATH).strip("/")
        if not name and method == "GET":
            return _answer(200, {"routes": [{"request": f"{one.method} {PATH}{one.path}", "does": one.does}
                                            for one in ROUTES]})  # fmt: skip
        found = find("GET" if method == "HEAD" else method, name)
        if found is None:
            return _problem(404, f"There is no {method} {path}.", f"GET {PATH} lists what there is.")
        route, named = found
        try:
            return self._run(route, named, body)
        except Missing as error:
            return _problem(404, f"There is no {route.path.partition('/')[0]} of that name or number.", str(error))
        except (ValueError, TypeError) as error:  # msgspec's errors are ValueErrors
            return _problem(
                400, str(error), f"See docs/reference/sandbox-control.md, {route.method} {PATH}{route.path}"
            )
        except NotKept as error:
            return _problem(507, f"The data folder can't take it: {error}", "Make room on the disk, then ask again.")

    def act(self, method: str, name: str, sent: Mapping[str, Any]) -> Answer:
        """The same from Python."""
        return self.handle(method, PATH + name, encode(dict(sent)))

    def state(self) -> dict[str, Any]:
        """Counts of rows, the window of the seed's token, and where the clock is."""
        return state(self._engine)

    def _run(self, route: Route, named: str, body: bytes) -> Answer:
        takes = route.takes
        sent = body if takes is bytes else msgspec.json.decode(body if body.strip() else b"{}", type=takes)
        told = route.run(self._engine, sent, named)
        if route.keeps:
            self._engine.keeper.keep()
        if isinstance(told, bytes):
            return Answer(200, told, BYTES_TYPE, headers=HEADERS)
        return _answer(200, told)


def _answer(status: int, value: Any) -> Answer:
    return Answer(status, encode(value), JSON_TYPE, headers=HEADERS)


def _problem(status: int, error: str, advice: str) -> Answer:
    return _answer(status, {"error": error, "advice": advice})


def refused(why: str) -> Answer:
    """The answer to somebody who may not steer."""
    return _problem(403, why, "Steer the sandbox from a program on this machine, or from its own page.")
