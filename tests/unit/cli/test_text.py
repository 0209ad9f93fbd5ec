"""What ClickUp's users write is shown, and not obeyed by the terminal."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clickgate.cli.text import cut, hide_tokens, pad, show_json, show_line, width


@given(st.text())
def test_a_line_holds_no_character_that_a_terminal_obeys(text: str):
    shown = show_line(text)

    assert [sign for sign in shown if unicodedata.category(sign) in {"Cc", "Zl", "Zp"}] == []
    assert not set(shown) & set("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "\x1b[2J\x1b]0;owned\x07", "\\x1b[2J\\x1b]0;owned\\x07", id="clears the screen and sets the title"
        ),
        pytest.param("one\r\ntwo\tthree", "one two three", id="ends of lines and tabs"),
        pytest.param("\x9b31m", "\\x9b31m", id="the eight-bit form of an escape"),
        pytest.param("invoice\u202efdp.exe", "invoice\\u202efdp.exe", id="turns the direction of writing"),
        pytest.param("Zürich 東京 👩‍🚀", "Zürich 東京 👩‍🚀", id="letters of the world and joined emoji stay"),
    ],
)
def test_commands_to_the_terminal_are_written_out(text: str, expected: str):
    assert show_line(text) == expected


@given(st.text())
def test_json_with_its_control_characters_written_out_means_the_same(text: str):
    encoded = json.dumps({"name": text}, ensure_ascii=False)

    assert json.loads(show_json(encoded)) == {"name": text}
    assert [sign for sign in show_json(encoded) if unicodedata.category(sign) == "Cc"] == []


@given(st.text(), st.integers(0, 40))
def test_what_is_cut_fits(text: str, columns: int):
    line = show_line(text)

    assert width(cut(line, columns)) <= columns
    assert cut(line, width(line)) == line


@given(st.text(max_size=10))
def test_what_is_padded_is_as_wide_as_the_column(text: str):
    line = show_line(text)

    assert width(pad(line, 40)) == 40


@pytest.mark.parametrize(("text", "expected"), [("gate", 4), ("東京", 4), ("e\u0301", 1), ("👩‍🚀", 4), ("", 0)])
def test_wide_signs_take_two_columns_and_joined_ones_none(text: str, expected: int):
    assert width(text) == expected


def test_tokens_do_not_reach_a_message():
    told = hide_tokens("no pk_123_ABCDEFGHIJKLMNOPQRSTUVWXYZ012345 and no s3cret here", "s3cret", "")

    assert told == "no pk_… and no … here"
