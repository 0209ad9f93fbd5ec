"""A browser for tests: follows redirects over real sockets, keeps cookies, and answers ClickUp's consent page."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from html import unescape
from http.cookiejar import CookieJar
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode, urljoin

if TYPE_CHECKING:
    from collections.abc import Iterable


class Page(NamedTuple):
    """Where the browser stands, and what it shows."""

    url: str
    status: int
    text: str


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        return None


class Browser:
    """One browser of one person.

    `stops_at` is the beginning of an address that it does not load, as a browser on another machine can't.
    """

    def __init__(self, *, stops_at: str = "") -> None:
        self._stops_at = stops_at
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(_NoRedirects, cookies, urllib.request.ProxyHandler({}))

    def open(self, url: str, form: Iterable[tuple[str, str]] | None = None) -> Page:
        """Open an address, or post a form to it, and follow where it leads."""
        data = None if form is None else urlencode(list(form)).encode()
        for _ in range(10):
            if self._stops_at and url.startswith(self._stops_at):
                return Page(url, 0, "")
            try:
                with self._opener.open(url, data, timeout=30) as answer:
                    return Page(url, answer.status, answer.read().decode())
            except urllib.error.HTTPError as answer:
                with answer:
                    if answer.status != 302:
                        return Page(url, answer.status, answer.read().decode())
                    url, data = urljoin(url, answer.headers["Location"]), None
        raise AssertionError("it leads round in circles")

    def consent(
        self, page: Page, *, answer: str = "allow", workspaces: Iterable[str] = (), user: str | None = None
    ) -> Page:
        """Fill in the consent page and send it; without workspaces those that are ticked already."""
        form = [
            (name, unescape(value))
            for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text)
        ]
        ticked = re.findall(r'name="workspace" value="(\d+)" checked', page.text)
        users = re.findall(r'<option value="(\d+)"', page.text)
        form += [("workspace", one) for one in (workspaces or ticked)]
        form += [("user", user or users[0]), ("answer", answer)]
        return self.open(urljoin(page.url, "/api"), form)
