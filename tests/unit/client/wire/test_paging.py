"""The next page is asked for as the catalogue says, and the last one is known."""

from types import SimpleNamespace

import pytest

from clickgate.catalog.model import Operation
from clickgate.client.wire.page import Page
from clickgate.client.wire.paging import next_params


def operation(paging, page_size):
    return Operation(
        entity="things",
        action="list",
        method="GET",
        path="/v2/thing",
        source_id="X",
        summary="X.",
        safety="read",
        idempotent=True,
        reply="json",
        paging=paging,
        page_size=page_size,
        many=True,
    )


def page(count, last_page=None, next_cursor=None):
    rows = Page(SimpleNamespace(id=str(100 - n), date=1000 - n) for n in range(count))
    rows.last_page = last_page
    rows.next_cursor = next_cursor
    return rows


@pytest.mark.parametrize(
    ("params", "rows", "expected"),
    [
        pytest.param({}, page(100, last_page=False), {"page": 1}, id="the first page is 0"),
        pytest.param({"page": 4}, page(100, last_page=False), {"page": 5}, id="counts on"),
        pytest.param({}, page(100, last_page=True), None, id="ClickUp says it is the last"),
        pytest.param({}, page(40, last_page=False), {"page": 1}, id="ClickUp says it is not"),
        pytest.param({}, page(100), {"page": 1}, id="a full page where nothing is said"),
        pytest.param({}, page(99), None, id="a short page where nothing is said"),
        pytest.param({}, page(0, last_page=False), None, id="an empty page is the last whatever is said"),
    ],
)
def test_pages_are_counted(params, rows, expected):
    assert next_params(operation("page", 100), params, rows) == expected


def test_comments_go_on_from_the_oldest_seen():
    assert next_params(operation("keyset", 25), {}, page(25)) == {"start": 976, "start_id": "76"}
    assert next_params(operation("keyset", 25), {}, page(24)) is None
    assert next_params(operation("keyset", 25), {"start_id": "76"}, page(25)) is None


def test_cursors_are_followed_until_there_is_none():
    cursor = operation("cursor", 50)

    assert next_params(cursor, {}, page(3, next_cursor="abc")) == {"cursor": "abc"}
    assert next_params(cursor, {}, page(0, next_cursor="abc")) == {"cursor": "abc"}
    assert next_params(cursor, {}, page(3, next_cursor="")) is None
    assert next_params(cursor, {}, page(3)) is None
    assert next_params(cursor, {"cursor": "abc"}, page(3, next_cursor="abc")) is None


def test_what_has_no_pages_has_no_next_one():
    assert next_params(operation("none", 0), {}, page(100)) is None
