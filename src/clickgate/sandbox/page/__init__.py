"""The sandbox's page at `/`: what the world holds, how the windows stand, what was asked; with control also buttons."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from clickgate.sandbox.answers import HTML_TYPE, Answer, encode
from clickgate.sandbox.page import forms, frame, panels

if TYPE_CHECKING:
    from clickgate.sandbox.control import Control
    from clickgate.sandbox.engine import Engine

_OWN = "/_page/"
_FILES = {
    "style.css": b"text/css; charset=utf-8",
    "script.js": b"text/javascript; charset=utf-8",
    "icon.svg": b"image/svg+xml",
}
_HEADERS = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)


def is_page(path: str) -> bool:
    """Whether a path is the page's."""
    return path == "/" or path.startswith(_OWN)


class Page:
    """Serves the page of one engine; without `control` it only shows."""

    def __init__(self, engine: Engine, control: Control | None = None) -> None:
        self._engine = engine
        self._control = control

    def handle(self, method: str, path: str, query: str, body: bytes) -> Answer:
        """Answer one request for the page or a part of it."""
        name = path.removeprefix(_OWN)
        if method == "POST" and name == "act":
            return self._act(body)
        if method not in ("GET", "HEAD"):
            return _html(404, "Not found")
        asked = {key: values[-1] for key, values in parse_qs(query).items()}
        if path == "/":
            return _html(200, frame.page(self._engine, asked, has_control=self._control is not None))
        if name == "live":
            return self._live(asked.get("mark", ""))
        if name.startswith("lists/"):
            return _html(200, panels.tasks(self._engine, name.removeprefix("lists/"), asked.get("page", "0")))
        return _file(name)

    def _live(self, seen: str) -> Answer:
        """The panels that change, as HTML by their ids; 204 where they are as the reader has them."""
        mark = panels.mark(self._engine)
        if mark == seen:
            return Answer(204, b"", headers=_HEADERS)
        shown = panels.live(self._engine, has_control=self._control is not None)
        return Answer(200, encode({"mark": mark, "panels": shown}), headers=_HEADERS)

    def _act(self, body: bytes) -> Answer:
        """Do what a button says, then show the page anew."""
        if self._control is None:
            return _html(403, "The sandbox was started without --control: this page only shows.")
        sent = {key: values[-1] for key, values in parse_qs(body.decode("utf-8", "replace")).items()}
        told = forms.act(self._control, sent)
        if told.status != 200:
            return _html(told.status, frame.problem(told.body))
        return Answer(303, b"", HTML_TYPE, headers=(*_HEADERS, (b"location", b"/")))


def _html(status: int, text: str) -> Answer:
    return Answer(status, text.encode(), HTML_TYPE, headers=_HEADERS)


def _file(name: str) -> Answer:
    kind = _FILES.get(name)
    if kind is None:
        return _html(404, "Not found")
    return Answer(200, files(__package__).joinpath(name).read_bytes(), kind, headers=_HEADERS)
