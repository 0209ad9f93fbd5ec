"""A place is found again by its text, and a text that is none is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clickgate.access.audit.reading.entry import Entry, Place, read_status
from clickgate.errors import InvalidParams

PLACES = st.builds(
    Place, st.floats(0, 1e11, allow_nan=False), st.integers(1, 2**31 - 1), st.integers(1, 2**31 - 1)
)  # fmt: skip


@given(place=PLACES)
def test_a_place_is_the_same_after_it_was_written_down(place: Place):
    assert Place.read(str(place)) == place


@given(entry=st.builds(Entry, at=st.floats(0, 1e11), segment=st.integers(1, 9), seq=st.integers(1, 9), deed=st.text()))
def test_an_entry_tells_its_place(entry: Entry):
    assert entry.place == Place(entry.at, entry.segment, entry.seq)


@pytest.mark.parametrize("text", ["", "1", "1.0-2", "a-b-c", "1.0-2-x", "1.0-2-3-"])
def test_what_is_no_place_is_refused(text: str):
    with pytest.raises(InvalidParams) as refused:
        Place.read(text)

    assert [name for name, _ in refused.value.problems] == ["before"]


@pytest.mark.parametrize(
    ("said", "expected"), [("404", (404, 404)), (404, (404, 404)), ("4xx", (400, 499)), ("5XX", (500, 599))]
)
def test_a_status_is_a_number_or_a_class(said: str | int, expected: tuple[int, int]):
    assert read_status(said) == expected


@pytest.mark.parametrize("said", ["", "4x", "6xx", "0xx", "40", "4040", "x04", "-404", 7])
def test_no_other_status_is_known(said: str | int):
    with pytest.raises(InvalidParams) as refused:
        read_status(said)

    assert [name for name, _ in refused.value.problems] == ["status"]
