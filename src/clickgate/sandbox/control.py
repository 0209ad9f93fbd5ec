"""The sandbox's own surface under `/_sandbox/`: faults, clock, plan, state and log, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import msgspec

from clickgate.sandbox.answers import Answer, answer, encode
from clickgate.sandbox.faults import Fault
from clickgate.sandbox.limits import PLANS
from clickgate.sandbox.seeds.build import SEEDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from clickgate.sandbox.engine import Engine
    from clickgate.sandbox.world.oauth import OAuthApp

PATH = "/_sandbox/"

_decode = msgspec.json.Decoder(dict[str, Any]).decode


class Control:
    """Answers requests to the control surface of one engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._routes: dict[tuple[str, str], Callable[[dict[str, Any]], Any]] = {
            ("GET", "faults"): self._list_faults,
            ("POST", "faults"): self._add_fault,
            ("DELETE", "faults"): self._clear_faults,
            ("POST", "clock"): self._move_clock,
            ("GET", "state"): lambda _body: self.state(),
            ("GET", "requests"): lambda _body: {"requests": list(self._engine.requests)},
            ("GET", "deliveries"): lambda _body: {"deliveries": [one.shown() for one in self._engine.outbox.log]},
            ("POST", "plan"): self._set_plan,
            ("POST", "oauth"): self._set_redirects,
            ("POST", "reset"): self._reset,
        }

    def handle(self, method: str, path: str, body: bytes) -> Answer:
        """Answer one request; a body that can't be used gives 400 with the reason."""
        name, _, rest = path.removeprefix(PATH).strip("/").partition("/")
        if (method, name) == ("DELETE", "faults") and rest.isdecimal():
            return answer({"removed": self._engine.faults.remove(int(rest))})
        route = self._routes.get((method, name)) if not rest else None
        if route is None:
            return Answer(404, encode({"error": "no such control"}))
        try:
            return answer(route(_decode(body) if body.strip() else {}))
        except (ValueError, TypeError) as error:  # msgspec's errors are ValueErrors
            return Answer(400, encode({"error": str(error)}))

    def state(self) -> dict[str, Any]:
        """Counts of rows, the windows of the seed's token, and where the clock is."""
        engine, world = self._engine, self._engine.world
        token = next(iter(world.tokens.values()))
        window = engine.limits.look(token.digest, engine.clock.now())
        return {
            "seed": engine.seed,
            "plan": engine.limits.plan,
            "workspace_id": engine.workspace_id,
            "now": engine.clock.now(),
            "clock_offset": engine.clock.offset,
            "revision": world.revision,
            "counts": {
                "spaces": len(world.spaces),
                "folders": len(world.folders),
                "lists": sum(not row.deleted for row in world.lists.values()),
                "tasks": len(world.tasks),
                "comments": len(world.comments),
                "users": len(world.users),
            },
            "window": {"limit": window.limit, "remaining": window.remaining, "resets_at": window.resets_at},
            "faults": list(engine.faults),
            "oauth_app": _shown(engine.world.oauth.app),
        }

    def _list_faults(self, _sent: dict[str, Any]) -> Any:
        return {"faults": list(self._engine.faults)}

    def _add_fault(self, sent: dict[str, Any]) -> Any:
        return {"fault": self._engine.faults.put(msgspec.convert(sent, Fault))}

    def _clear_faults(self, _sent: dict[str, Any]) -> Any:
        self._engine.faults.clear()
        return {"faults": []}

    def _move_clock(self, sent: dict[str, Any]) -> Any:
        seconds = sent.get("move")
        if isinstance(seconds, bool) or not isinstance(seconds, int | float):
            raise TypeError("move is a number of seconds")
        self._engine.clock.move(seconds)
        return {"now": self._engine.clock.now(), "clock_offset": self._engine.clock.offset}

    def _set_plan(self, sent: dict[str, Any]) -> Any:
        plan = sent.get("plan")
        if plan not in PLANS:
            raise ValueError(f"plan is one of {', '.join(PLANS)}")
        self._engine.set_plan(cast("str", plan))
        return {"plan": plan, "limit": self._engine.limits.limit}

    def _set_redirects(self, sent: dict[str, Any]) -> Any:
        uris = sent.get("redirect_uris")
        if not isinstance(uris, list) or not all(isinstance(uri, str) for uri in uris):
            raise TypeError("redirect_uris is an array of addresses; an empty one allows any of this machine")
        app = self._engine.world.oauth.app
        app.redirect_uris = tuple(uris)
        return {"oauth_app": _shown(app)}

    def _reset(self, sent: dict[str, Any]) -> Any:
        seed = sent.get("seed", self._engine.seed)
        if seed not in SEEDS:
            raise ValueError(f"seed is one of {', '.join(SEEDS)}")
        self._engine.reset(cast("str", seed))
        return self.state()


def _shown(app: OAuthApp) -> dict[str, Any]:
    """With its secret: whoever steers the sandbox plays the app."""
    return {
        "name": app.name,
        "client_id": app.client_id,
        "client_secret": app.client_secret,
        "redirect_uris": app.redirect_uris,
    }
