"""A browser is opened where there is one with a window, and nowhere else."""

from __future__ import annotations

import webbrowser

import pytest

from clickgate.accounts.oauth.at_terminal import open_window


class Window(webbrowser.BackgroundBrowser):
    """A browser that was started beside this program."""

    opened: list[str]
    can_open = True

    def __init__(self) -> None:
        super().__init__("window")
        self.opened = []

    def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:
        self.opened.append(url)
        return self.can_open


class Inside(webbrowser.GenericBrowser):
    """What `BROWSER` names, or a browser that runs inside the terminal."""

    def __init__(self) -> None:
        super().__init__("inside")
        self.opened: list[str] = []

    def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:
        self.opened.append(url)
        return True


@pytest.fixture(autouse=True)
def without_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BROWSER", raising=False)


def test_a_browser_with_a_window_is_opened(monkeypatch: pytest.MonkeyPatch):
    window = Window()
    monkeypatch.setattr(webbrowser, "get", lambda: window)

    assert open_window("http://127.0.0.1:1/x")
    assert window.opened == ["http://127.0.0.1:1/x"]


def test_a_browser_that_can_t_be_opened_is_told(monkeypatch: pytest.MonkeyPatch):
    window = Window()
    window.can_open = False
    monkeypatch.setattr(webbrowser, "get", lambda: window)

    assert not open_window("http://127.0.0.1:1/x")


def test_without_any_browser_that_is_told(monkeypatch: pytest.MonkeyPatch):
    def none() -> None:
        raise webbrowser.Error("could not locate runnable browser")

    monkeypatch.setattr(webbrowser, "get", none)

    assert not open_window("http://127.0.0.1:1/x")


def test_a_browser_inside_the_terminal_is_left_alone(monkeypatch: pytest.MonkeyPatch):
    """It would hold the terminal until it is closed, and ClickUp's page is more than it can show."""
    inside = webbrowser.GenericBrowser("true")
    monkeypatch.setattr(webbrowser, "get", lambda: inside)

    assert not open_window("http://127.0.0.1:1/x")


def test_what_the_person_has_chosen_is_used(monkeypatch: pytest.MonkeyPatch):
    inside = Inside()
    monkeypatch.setenv("BROWSER", "inside")
    monkeypatch.setattr(webbrowser, "get", lambda: inside)

    assert open_window("http://127.0.0.1:1/x")
    assert inside.opened == ["http://127.0.0.1:1/x"]
