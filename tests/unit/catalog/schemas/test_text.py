"""A JSON text is read as `json.loads` would have read it, also where strict readers refuse."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clickgate.catalog.schemas.text import read_json

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(JSON, st.booleans())
def test_whatever_python_writes_as_json_is_read_alike(value, escaped):
    text = json.dumps(value, ensure_ascii=escaped)

    assert read_json(text.encode("utf-8", "surrogatepass")) == json.loads(
        text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(b'"\\ud83d"', "\ud83d", id="half an emoji, cut by a length limit"),
        pytest.param(b'"a\nb"', "a\nb", id="a raw line break"),
        pytest.param(b'"\xff"', "\ufffd", id="a byte that is no UTF-8"),
        pytest.param(b'\xef\xbb\xbf{"a":1}', {"a": 1}, id="a byte order mark"),
        pytest.param(b"1e400", math.inf, id="a number beyond all floats"),
        pytest.param(b"1" * 40, int("1" * 40), id="a number beyond 64 bits"),
    ],
)
def test_json_that_strict_readers_refuse_is_read(text, expected):
    assert read_json(text) == expected


@pytest.mark.parametrize("text", [b"", b"<html>", b"{", b"[1,]"])
def test_what_is_no_json_is_a_value_error(text):
    with pytest.raises(ValueError, match=r"."):
        read_json(text)
