"""The page: what it shows, that names can do no harm in it, and who may press its buttons."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clickgate.sandbox.answers import Answer
from clickgate.sandbox.control import Control
from clickgate.sandbox.engine import Engine
from clickgate.sandbox.page import Page, is_page
from clickgate.sandbox.page.forms import PRESETS
from clickgate.sandbox.page.html import Html, join, tag

ENGINE = Engine("small")
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


@pytest.fixture
def engine() -> Engine:
    ENGINE.reset("small")
    ENGINE.set_plan("free")
    return ENGINE


@pytest.fixture
def page(engine: Engine) -> Page:
    return Page(engine, Control(engine))


class Elements(HTMLParser):
    """All elements of a page with their attributes, in order, and that each is closed."""

    void = frozenset({"meta", "link", "input"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((name, dict(attributes)))
        if name not in self.void:
            self.open.append(name)

    def handle_endtag(self, name: str) -> None:
        assert self.open.pop() == name

    def named(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for one, attributes in self.found if one == name]


def get(page: Page, path: str = "/", query: str = "") -> Answer:
    return page.handle("GET", path, query, b"")


def text(page: Page, path: str = "/", query: str = "") -> str:
    return get(page, path, query).body.decode()


def press(page: Page, **sent: str) -> Answer:
    return page.handle("POST", "/_page/act", "", urlencode(sent).encode())


def ask(engine: Engine, method: str, path: str, body: Any = None) -> Any:
    sent = b"" if body is None else json.dumps(body).encode()
    answer = engine.handle(method, f"/api/v2{path}", "", engine.token, sent).answer
    assert answer.status == 200, answer.body
    return json.loads(answer.body)


def test_the_page_shows_the_world_the_windows_and_the_log(page: Page, engine: Engine):
    ask(engine, "GET", "/user")

    shown = text(page)

    assert all(one.name in shown for one in engine.world.lists.values())
    assert "99 of 100 left" in shown
    assert "users.get_current" in shown
    assert engine.token not in shown
    assert "No tasks" not in shown


@pytest.mark.parametrize("has_control", [True, False])
def test_the_page_is_well_formed_and_fit_for_all(engine: Engine, has_control: bool):
    elements = Elements(text(Page(engine, Control(engine) if has_control else None)))

    assert elements.open == []
    assert [one["lang"] for one in elements.named("html")] == ["en"]
    assert len(elements.named("h1")) == len(elements.named("main")) == len(elements.named("header")) == 1
    ids = [attributes["id"] for _, attributes in elements.found if "id" in attributes]
    assert len(ids) == len(set(ids))
    labelled = {attributes["aria-labelledby"] for _, attributes in elements.found if "aria-labelledby" in attributes}
    assert labelled <= set(ids)
    assert all(one.get("aria-label") for one in elements.named("select"))
    assert all(one.get("aria-label") or one.get("type") == "hidden" for one in elements.named("input"))
    assert all(one.get("aria-label") for one in elements.named("meter"))


def test_nothing_comes_from_elsewhere_and_nothing_runs_inline(page: Page):
    answer = get(page)
    elements = Elements(answer.body.decode())
    policy = dict(answer.headers)[b"content-security-policy"]

    assert policy.startswith(b"default-src 'self';")
    assert b"frame-ancestors 'none'" in policy
    links = [one[name] for _, one in elements.found for name in ("src", "href", "action") if one.get(name)]
    assert [link for link in links if link is None or not re.match(r"[/#](?!/)", link)] == []
    assert [one for name, one in elements.found if "style" in one or any(key.startswith("on") for key in one)] == []
    assert all(one.get("src") for one in elements.named("script"))


@pytest.mark.parametrize("name", ["style.css", "script.js", "icon.svg"])
def test_its_files_are_there_and_ask_for_nothing_else(page: Page, name: str):
    answer = get(page, f"/_page/{name}")

    assert answer.status == 200
    assert not re.search(rb"(?:https?:)?//(?!www\.w3\.org/2000/svg)[a-z]+\.|@import|url\(", answer.body)


def test_names_can_do_no_harm(page: Page, engine: Engine):
    space = next(iter(engine.world.spaces))
    made = ask(engine, "POST", f"/space/{space}/list", {"name": EVIL})
    ask(engine, "POST", f"/list/{made['id']}/task", {"name": EVIL})
    engine.handle("GET", f"/api/v2/{EVIL}", EVIL, engine.token, b"")
    next(iter(engine.world.users.values())).username = EVIL
    engine.world.workspaces[engine.workspace_id].name = EVIL

    pages = [text(page), text(page, "/", f"list={made['id']}"), text(page, f"/_page/lists/{made['id']}")]
    pages += json.loads(text(page, "/_page/live"))["panels"].values()

    for shown in pages:
        elements = Elements(shown)
        assert elements.open == []
        assert elements.named("img") == []
        assert all(one.get("src") == "/_page/script.js" for one in elements.named("script"))


@given(st.text(), st.text())
def test_no_text_becomes_markup(child: str, attribute: str):
    written = tag("p", child, title=attribute)

    elements = Elements(written)
    assert [name for name, _ in elements.found] == ["p"]
    assert "<" not in written[3:-4].replace("&lt;", "")


def test_only_what_was_built_is_markup():
    assert join("<b>", Html("<b>"), None, [1, tag("br")]) == "&lt;b&gt;<b>1<br>"


def test_tasks_of_a_list_are_shown_newest_first_so_many_at_a_time(page: Page, engine: Engine):
    home = next(iter(engine.world.lists.values()))
    for number in range(60):
        engine.world.add_task(home, f"Task {number}.", next(iter(engine.world.users.values())), number)

    first = text(page, f"/_page/lists/{home.id}")
    second = text(page, f"/_page/lists/{home.id}", "page=1")

    assert first.index("Task 59.") < first.index("Task 58.")
    assert f"/?list={home.id}&amp;page=1" in first
    assert "Task 59." not in second
    assert "Task 0." in second


@pytest.mark.parametrize("list_id", ["1", "x", "", "../style.css"])
def test_a_list_that_is_not_there_is_said_to_be_gone(page: Page, list_id: str):
    assert "not there any more" in text(page, f"/_page/lists/{list_id}")


def test_what_changes_is_sent_when_it_has_changed(page: Page, engine: Engine):
    mark = json.loads(text(page, "/_page/live"))["mark"]
    assert get(page, "/_page/live", f"mark={mark}").status == 204

    ask(engine, "GET", "/user")

    told = json.loads(text(page, "/_page/live", f"mark={mark}"))
    assert told["mark"] != mark
    assert "users.get_current" in told["panels"]["requests"]


def test_buttons_order_and_take_back_failures(page: Page, engine: Engine):
    for preset in PRESETS:
        assert press(page, do="fault", value=preset.name).status == 303
    assert len(list(engine.faults)) == len(PRESETS)
    assert text(page).count('aria-pressed="true"') == len(PRESETS)

    for fault in list(engine.faults):
        press(page, do="unfault", value=str(fault.id))

    assert list(engine.faults) == []
    assert 'aria-pressed="true"' not in text(page)


def test_buttons_move_the_clock_change_the_plan_and_keep_the_world(page: Page, engine: Engine):
    before = engine.clock.offset
    press(page, do="clock", value="60")
    press(page, do="plan", value="business_plus")
    press(page, do="save", value="mine")
    press(page, do="reset", value="team")

    assert (engine.clock.offset - before, engine.limits.limit, engine.seed) == (60, 1000, "team")
    assert "Restore mine" in text(page)
    answer = press(page, do="restore", value="mine")
    assert (answer.status, dict(answer.headers)[b"location"], engine.seed) == (303, b"/", "small")


@pytest.mark.parametrize(
    "sent",
    [
        {"do": "clock", "value": "soon"},
        {"do": "plan", "value": "gold"},
        {"do": "fault", "value": "x"},
        {"do": "fly"},
        {},
    ],
)
def test_what_a_button_can_not_do_is_said(page: Page, sent: dict[str, str]):
    answer = press(page, **sent)

    assert answer.status in (400, 404)
    assert b'role="alert"' in answer.body


def test_without_control_the_page_only_shows(engine: Engine):
    page = Page(engine)

    shown = text(page)

    assert "--control" in shown
    assert Elements(shown).named("form") == Elements(shown).named("button") == []
    assert press(page, do="reset", value="team").status == 403
    assert engine.seed == "small"


def test_the_page_has_its_paths_and_no_others():
    assert [path for path in ("/", "/_page/live", "/_pagelive", "/api", "/api/v2/user", "") if is_page(path)] == [
        "/",
        "/_page/live",
    ]


def test_what_is_not_there_is_not_found(page: Page):
    assert get(page, "/_page/__init__.py").status == get(page, "/_page/../engine.py").status == 404
    assert page.handle("DELETE", "/", "", b"").status == 404


def test_webhooks_are_shown_with_their_health(page: Page, engine: Engine):
    body = {"endpoint": "http://127.0.0.1:9/<hook>", "events": ["taskCreated"]}
    ask(engine, "POST", f"/team/{engine.workspace_id}/webhook", body)

    shown = text(page)

    assert "http://127.0.0.1:9/&lt;hook&gt;" in shown
    assert "active" in shown
