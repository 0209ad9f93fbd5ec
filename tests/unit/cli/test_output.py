"""Tables line up, fit the terminal, and give no orders to it; JSON loses nothing."""

from __future__ import annotations

import json

import pytest

from clickgate.cli import output
from clickgate.cli.text import width


def test_columns_line_up_below_their_heads(capsys: pytest.CaptureFixture[str]):
    output.write_table([{"id": "1", "name": "東京"}, {"id": "22", "name": "Gate"}], ["id", "name"])

    assert capsys.readouterr().out == "ID  NAME\n1   東京\n22  Gate\n"


def test_a_name_gives_the_terminal_no_orders(capsys: pytest.CaptureFixture[str]):
    output.write_table([{"id": "1", "name": "\x1b[31mred\nalert"}], ["name"])

    assert capsys.readouterr().out == "NAME\n\\x1b[31mred alert\n"


@pytest.mark.parametrize("room", [30, 45, 80])
def test_a_table_is_cut_to_the_terminal(room: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(output, "terminal_width", lambda: room)
    output.write_table([{"id": "868a007u7", "name": "a long name " * 9, "type": "custom " * 9}], ["id", "name", "type"])

    assert max(width(line) for line in capsys.readouterr().out.splitlines()) <= room


def test_nothing_is_cut_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]):
    output.write_one({"text": "x" * 500})

    assert "x" * 500 in capsys.readouterr().out


def test_json_keeps_every_name_and_value(capsys: pytest.CaptureFixture[str]):
    value = {"profilePicture": None, "id": 9223372036854775807, "n": 1.5, "t": "\x9b31m ü 東京", "deep": [{"a": [1]}]}
    output.write_json(value)
    written = capsys.readouterr().out

    assert json.loads(written) == value
    assert "\x9b" not in written


def test_a_line_of_json_is_one_line(capsys: pytest.CaptureFixture[str]):
    output.write_json_line({"a": "one\ntwo\u2028three"})

    assert len(capsys.readouterr().out.splitlines()) == 1


def test_a_raw_body_is_written_byte_by_byte(capfdbinary: pytest.CaptureFixture[bytes]):
    output.write_raw(b'{"a":1,\xff\x9b}')

    assert capfdbinary.readouterr().out == b'{"a":1,\xff\x9b}'
