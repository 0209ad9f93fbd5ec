"""A value is found again in the bytes it came from."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from clickgate.catalog.schemas import Task
from clickgate.catalog.schemas.source import Source

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(st.lists(JSON, max_size=5))
def test_every_row_is_found_at_its_place(rows):
    source = Source(json.dumps({"rows": rows, "last_page": True}).encode(), "rows", many=True)

    assert [source.find(index) for index in range(len(rows))] == rows


def test_a_row_is_found_beside_one_that_strict_readers_refuse():
    source = Source(b'{"rows": [{"a": "\\ud83d"}, {"b": NaN}, {"c": 1}]}', "rows", many=True)

    assert source.find(0) == {"a": "\ud83d"}
    assert source.find(2) == {"c": 1}


def test_what_is_no_model_is_not_adopted():
    task = Task(id="a")

    Source(b'["x", {"id": "a", "new": 1}]', "", many=True).adopt(["x", task])

    assert task.extra == {"new": 1}


def test_a_body_that_can_not_be_read_again_leaves_the_fields():
    task = Task(id="a")
    Source(b"{broken", "", many=False).adopt((task,))

    assert task.to_dict() == {"id": "a"}
