"""Edits between two pages: what a reader of pages has to live with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from clickgate.sandbox.edits import Edit
from tests.unit.sandbox.conftest import make_api

if TYPE_CHECKING:
    from tests.unit.sandbox.conftest import Api


@pytest.fixture
def full() -> Api:
    api = make_api()
    for number in range(150):
        api.world.add_task(api.list, f"Task {number}", next(iter(api.world.users.values())), number)
    return api


def names(api: Api, page: int) -> list[str]:
    return [task["name"] for task in api.get(f"/list/{api.list.id}/task?page={page}").json()["tasks"]]


def order(api: Api, **edit: Any) -> None:
    api.sandbox._engine.edits.put(Edit(**edit))


def test_rows_put_in_move_others_to_the_next_page_where_they_are_read_twice(full: Api):
    order(full, match="tasks.list", insert=2)

    first, second = names(full, 0), names(full, 1)

    assert second[:2] == first[-2:]


def test_rows_taken_away_let_others_slip_by_unread(full: Api):
    before = names(full, 0) + names(full, 1)
    order(full, delete=3)

    read = names(full, 0) + names(full, 1)

    assert len(set(before) - set(read)) == 3


def test_rows_are_changed_as_by_somebody_else_uncounted_and_unlogged(full: Api):
    order(full, update=1)
    first = names(full, 0)

    assert names(full, 0)[-1] == f"{first[-1]} (changed)"
    assert [row.method for row in full.sandbox.requests] == ["GET", "GET"]


def test_an_edit_waits_for_its_page_and_is_done_as_often_as_ordered(full: Api):
    order(full, after_page=1, insert=1, times=2)
    count = len(full.list.tasks)

    made = [len(full.list.tasks) - count for page in (0, 1, 0, 1, 1) if names(full, page) is not None]

    assert made == [0, 1, 1, 2, 2]


@pytest.mark.parametrize("edit", [{}, {"insert": -1}, {"delete": 101}, {"insert": 1, "times": -1}])
def test_an_edit_that_edits_nothing_or_too_much_is_refused(edit: dict[str, int]):
    with pytest.raises(ValueError, match=r"0|negative"):
        Edit(**edit)
