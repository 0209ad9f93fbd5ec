"""No link of the documentation leads nowhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.architecture.tree import PAGES, ROOT, short

if TYPE_CHECKING:
    from pathlib import Path

ALL = [*PAGES, *(ROOT / name for name in ("CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "INVARIANTS.md"))]

_FENCED = re.compile(r"^ *```.*?^ *```", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def prose(path: Path) -> str:
    return _FENCED.sub("", path.read_text(encoding="utf-8"))


def anchors(path: Path) -> set[str]:
    """Anchors as they are made from headings on the web: lower case, no punctuation, hyphens for spaces."""
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in _HEADING.findall(prose(path))}


def leads_somewhere(page: Path, link: str) -> bool:
    target, _, anchor = link.partition("#")
    path = (page.parent / target).resolve() if target else page
    return path.exists() and (not anchor or anchor in anchors(path))


@pytest.mark.parametrize("page", ALL, ids=short)
def test_every_link_leads_somewhere(page: Path):
    inner = [link for link in _LINK.findall(prose(page)) if not re.match(r"[a-z]+:", link)]

    assert [link for link in inner if not leads_somewhere(page, link)] == []


@pytest.mark.parametrize("link", ["nowhere.md", "SECURITY.md#nowhere"])
def test_a_dead_link_would_be_found(link: str):
    assert not leads_somewhere(ROOT / "README.md", link)


def test_every_page_can_be_reached_from_the_readme():
    reached = {ROOT / "README.md"}
    todo = [ROOT / "README.md"]
    while todo:
        page = todo.pop()
        for link in _LINK.findall(prose(page)):
            target = (page.parent / link.partition("#")[0]).resolve()
            if target.suffix == ".md" and target.is_file() and target not in reached:
                reached.add(target)
                todo.append(target)

    assert {short(page) for page in PAGES} - {short(page) for page in reached} == set()
