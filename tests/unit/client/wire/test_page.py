"""A page is a list that knows how it goes on."""

from __future__ import annotations

from clickgate.catalog.schemas import Task
from clickgate.client.wire.page import Page


def test_a_page_is_a_list_of_its_rows():
    page = Page([Task(id="a"), Task(id="b")])

    assert page == [Task(id="a"), Task(id="b")]
    assert isinstance(page, list)
    assert [task.id for task in page] == ["a", "b"]


def test_a_page_knows_nothing_that_it_was_not_told():
    page = Page([])

    assert (page.last_page, page.next_cursor, page.next_params) == (None, None, None)


def test_a_repr_says_how_many_of_what_and_no_more():
    assert repr(Page([Task(name="n" * 500)] * 100, last_page=False)) == "Page(100 of Task, last_page=False)"
    assert repr(Page([])) == "Page(0)"
