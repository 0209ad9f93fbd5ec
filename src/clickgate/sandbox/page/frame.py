"""The page as a whole: its head, the panels, and the buttons where they may be pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from clickgate.sandbox.limits import PLANS
from clickgate.sandbox.page import panels
from clickgate.sandbox.page.forms import MOVES
from clickgate.sandbox.page.html import Html, join, tag
from clickgate.sandbox.seeds.build import SEEDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from clickgate.sandbox.engine import Engine


def page(engine: Engine, asked: Mapping[str, str], *, has_control: bool) -> Html:
    """The whole document; `list` in what is asked opens that list without a script."""
    wide = [_panel(name, title, has_control, engine) for name, title in (("world", "World"), ("requests", "Requests"))]
    narrow = [_panel(name, title, has_control, engine) for name, title in _SIDE]
    if has_control:
        narrow.insert(0, _controls(engine))
    opened = asked.get("list")
    if opened:
        shown = tag("div", panels.tasks(engine, opened, asked.get("page", "0")), class_="body")
        row = engine.world.lists.get(opened)
        title = tag("h2", "List" if row is None else row.name)
        wide.insert(0, tag("section", title, shown, class_="panel", id_="opened"))
    main = tag("main", tag("div", wide, class_="wide"), tag("div", narrow, class_="narrow"), id_="main")
    return _document("Sandbox", join(_header(engine, has_control=has_control), main), mark=panels.mark(engine))


def problem(body: bytes) -> Html:
    """What a button could not do."""
    told = msgspec.json.decode(body, type=dict[str, str])
    text = tag("p", told.get("error", "That can't be done."), class_="problem", role="alert")
    more = tag("p", told.get("advice", ""))
    main = tag("main", tag("div", text, more, tag("p", tag("a", "Back", href="/")), class_="panel body"), id_="main")
    return _document("That did not work", main)


_SIDE = (("windows", "Rate limits"), ("faults", "Failures"), ("webhooks", "Webhooks"), ("snapshots", "Snapshots"))


def _document(title: str, content: Html, *, mark: str = "") -> Html:
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", f"{title} · clickgate"),
        tag("link", rel="icon", href="/_page/icon.svg"),
        tag("link", rel="stylesheet", href="/_page/style.css"),
        tag("script", src="/_page/script.js", defer=True) if mark else None,
    )
    skip = tag("a", "Skip to content", href="#main", class_="skip")
    return Html(f"<!DOCTYPE html>\n{tag('html', head, tag('body', skip, content, data_mark=mark), lang='en')}\n")


def _header(engine: Engine, *, has_control: bool) -> Html:
    name = tag("p", tag("span", "clickgate", class_="brand"), " ", tag("span", "sandbox"), class_="name")
    hint = None if has_control else tag("p", "Read only: start it with ", tag("code", "--control"), " for buttons.")
    live = tag("p", "", id_="connection", role="status")
    return tag("header", tag("h1", name), tag("dl", panels.summary(engine), id_="summary"), hint, live)


def _panel(name: str, title: str, has_control: bool, engine: Engine) -> Html:
    body = tag("div", panels.PANELS[name](engine, has_control), id_=name, class_="body")
    return tag("section", tag("h2", title, id_=f"{name}-title"), body, class_="panel", aria_labelledby=f"{name}-title")


def _controls(engine: Engine) -> Html:
    rows = [
        _form("clock", "Move the clock", [_button(label, value) for value, label in MOVES]),
        _form("plan", "Plan", [_select("Plan", PLANS, engine.limits.plan), tag("button", "Change")]),
        _form(
            "reset", "Begin anew with", [_select("Seed", SEEDS, engine.seed), tag("button", "Reset", class_="risky")]
        ),
        _form("save", "Snapshot", [_name_input(), tag("button", "Save")]),
    ]
    title = tag("h2", "Controls", id_="controls-title")
    return tag("section", title, tag("div", rows, class_="body"), class_="panel", aria_labelledby="controls-title")


def _form(act: str, label: str, inner: Iterable[Html]) -> Html:
    hidden = tag("input", type_="hidden", name="do", value=act)
    legend = tag("legend", label)
    return tag("form", hidden, tag("fieldset", legend, inner), method="post", action="/_page/act", class_="act")


def _button(label: str, value: str) -> Html:
    return tag("button", label, name="value", value=value)


def _select(label: str, values: Iterable[str], chosen: str) -> Html:
    options = [tag("option", one.replace("_", " "), value=one, selected=one == chosen) for one in values]
    return tag("select", options, name="value", aria_label=label)


def _name_input() -> Html:
    pattern = "[A-Za-z0-9][A-Za-z0-9._\\-]{0,63}"
    return tag(
        "input", name="value", aria_label="Name of the snapshot", required=True, pattern=pattern, placeholder="name"
    )
