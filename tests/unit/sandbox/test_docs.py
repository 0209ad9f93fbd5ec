"""Docs and their pages: what is written is read, nested as it was written, by those who may."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.unit.sandbox.conftest import Api, error
from tests.unit.sandbox.v3 import V3, other, reads_well


@pytest.fixture
def v3(api: Api) -> V3:
    return V3(api)


@pytest.fixture
def doc(v3: V3) -> str:
    return str(v3.post("/docs", {"name": "Handbook", "create_page": False})["id"])


def add(v3: V3, doc: str, name: str, **members: Any) -> str:
    return str(v3.post(f"/docs/{doc}/pages", {"name": name, **members})["id"])


def test_a_new_doc_stands_in_the_workspace_and_has_an_empty_page(api: Api, v3: V3):
    answer = v3.call("POST", "/docs", {"name": "Handbook"})

    made = answer.json()
    assert answer.status == 201
    assert re.fullmatch(r"[0-9a-z]{5,9}-[0-9]+", made["id"])
    assert made["parent"] == {"id": api.workspace.id, "type": 12}
    assert (made["workspace_id"], made["public"]) == (int(api.workspace.id), True)
    assert v3.get(f"/docs/{made['id']}") == made
    assert [page["content"] for page in v3.get(f"/docs/{made['id']}/pages")] == [""]


@pytest.mark.parametrize("kind", [4, 5, 6, 7, 12])
def test_a_doc_stands_where_it_was_put(api: Api, v3: V3, kind: int):
    folder = next(iter(api.space.folders.values()))
    places = {4: api.space.id, 5: folder.id, 6: api.list.id, 7: api.workspace.id, 12: api.workspace.id}
    parent = {"id": places[kind], "type": kind}

    made = v3.post("/docs", {"name": "Here", "parent": parent})

    assert made["parent"] == parent
    assert [row["id"] for row in v3.get(f"/docs?parent_id={places[kind]}&parent_type={kind}")["docs"]] == [made["id"]]


@pytest.mark.parametrize("parent", [{"id": "1", "type": 4}, {"id": "1", "type": 12}, {"id": "1", "type": "LIST"}, {}])
def test_a_doc_can_not_stand_nowhere(v3: V3, parent: dict[str, Any]):
    answer = v3.call("POST", "/docs", {"parent": parent})

    assert answer.status == 404
    assert set(answer.json()) == {"status", "message", "trace_id", "timestamp"}


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 3),
        ("?parent_type=SPACE", 1),
        ("?parent_type=4", 1),
        ("?parent_type=WORKSPACE", 2),
        ("?creator=1", 0),
        ("?archived=true", 0),
        ("?deleted=true", 0),
        ("?id=none", 0),
    ],
)
def test_filters_narrow_the_list_of_docs(api: Api, v3: V3, query: str, count: int):
    for parent in (None, None, {"id": api.space.id, "type": 4}):
        v3.post("/docs", {"name": "One", "parent": parent})

    assert len(v3.get(f"/docs{query}")["docs"]) == count


def test_docs_come_in_pages_of_at_least_ten(v3: V3):
    made = [v3.post("/docs", {"name": str(number)})["id"] for number in range(25)]

    assert [row["id"] for row in v3.pages("/docs", "docs", 10)] == made
    assert "next_cursor" not in v3.get("/docs")
    assert v3.call("GET", "/docs?limit=9").status == 400


@pytest.mark.parametrize("visibility", ["PRIVATE", "PERSONAL", "HIDDEN", 2])
def test_a_doc_that_is_not_public_is_not_there_for_others(api: Api, v3: V3, visibility: object):
    made = v3.post("/docs", {"name": "Mine", "visibility": visibility})
    stranger = other(api)

    assert v3.get(f"/docs/{made['id']}")["public"] is False
    assert error(stranger.call("GET", f"/docs/{made['id']}")) == (404, "ACCESS_999")
    assert error(stranger.call("GET", f"/docs/{made['id']}/pages")) == (404, "ACCESS_999")
    assert stranger.get("/docs")["docs"] == []


def test_pages_nest_in_the_order_they_were_made(v3: V3, doc: str):
    first = add(v3, doc, "First")
    below = add(v3, doc, "Below", parent_page_id=first)
    add(v3, doc, "Deep", parent_page_id=below)
    add(v3, doc, "Second")

    def names(pages: list[Any]) -> list[Any]:
        return [(page["name"], names(page["pages"])) for page in pages]

    whole = [("First", [("Below", [("Deep", [])])]), ("Second", [])]
    assert names(v3.get(f"/docs/{doc}/pages")) == names(v3.get(f"/docs/{doc}/page_listing")) == whole
    assert names(v3.get(f"/docs/{doc}/pages?max_page_depth=1")) == [("First", [("Below", [])]), ("Second", [])]
    assert names(v3.get(f"/docs/{doc}/page_listing?max_page_depth=0")) == [("First", []), ("Second", [])]
    assert v3.get(f"/docs/{doc}/pages/{below}")["parent_page_id"] == first


def test_content_is_read_as_markdown_or_as_plain_text(v3: V3, doc: str):
    page = add(v3, doc, "Plan", content="# Plan\n\nGo **far**", sub_title="of ours")

    assert v3.get(f"/docs/{doc}/pages/{page}")["content"] == "# Plan\n\nGo **far**"
    assert v3.get(f"/docs/{doc}/pages/{page}?content_format=text/plain")["content"] == "Plan\n\nGo far"
    assert v3.get(f"/docs/{doc}/pages/{page}")["sub_title"] == "of ours"


@pytest.mark.parametrize(
    ("mode", "content"),
    [({}, "new"), ({"content_edit_mode": "append"}, "old\nnew"), ({"content_edit_mode": "prepend"}, "new\nold")],
)
def test_a_change_replaces_or_adds_and_answers_with_nothing(api: Api, v3: V3, doc: str, mode: Any, content: str):
    page = add(v3, doc, "Plan", content="old")
    api.sandbox.clock.move(60)

    answer = v3.call("PUT", f"/docs/{doc}/pages/{page}", {"content": "new", "name": "Plans", **mode})

    read = v3.get(f"/docs/{doc}/pages/{page}")
    assert (answer.status, answer.body) == (200, b"")
    assert (read["content"], read["name"]) == (content, "Plans")
    assert read["date_updated"] - read["date_created"] == 60_000
    assert v3.get(f"/docs/{doc}")["date_updated"] == read["date_updated"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/docs/{doc}/pages/none", None, 404),
        ("PUT", "/docs/{doc}/pages/none", {}, 404),
        ("POST", "/docs/{doc}/pages", {"parent_page_id": "none"}, 404),
        ("POST", "/docs/{doc}/pages", {"content": 1}, 400),
        ("POST", "/docs/{doc}/pages", {"content_format": "html"}, 400),
        ("PUT", "/docs/{doc}/pages/{page}", {"content": "1", "content_edit_mode": "insert"}, 400),
        ("GET", "/docs/{doc}/pages?content_format=html", None, 400),
        ("POST", "/docs", {"visibility": "SECRET"}, 400),
        ("GET", "/docs/none", None, 404),
        ("GET", "/docs/none/page_listing", None, 404),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    api: Api, v3: V3, doc: str, method: str, path: str, body: Any, status: int
):
    page = add(v3, doc, "Plan")
    before = api.world.revision

    answer = v3.call(method, path.format(doc=doc, page=page), body)

    assert answer.status == status
    assert api.world.revision == before


def test_a_page_of_another_doc_is_not_found(v3: V3, doc: str):
    page = add(v3, v3.post("/docs", {"name": "Other"})["id"], "Plan")

    assert v3.call("GET", f"/docs/{doc}/pages/{page}").status == 404


def test_answers_read_without_a_warning(v3: V3, doc: str):
    page = add(v3, doc, "Plan")
    add(v3, doc, "Below", parent_page_id=page)

    assert reads_well("docs.create", v3.call("POST", "/docs", {}))
    assert reads_well("docs.list", v3.call("GET", "/docs"))
    assert reads_well("docs.get", v3.call("GET", f"/docs/{doc}"))
    assert reads_well("doc_pages.list", v3.call("GET", f"/docs/{doc}/pages"))
    assert reads_well("doc_pages.get_listing", v3.call("GET", f"/docs/{doc}/page_listing"))
    assert reads_well("doc_pages.create", v3.call("POST", f"/docs/{doc}/pages", {"name": "New"}))
    assert reads_well("doc_pages.get", v3.call("GET", f"/docs/{doc}/pages/{page}"))
