"""Reading with patience gives what reading in one go gives, and finds the most that can be had of the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from clickgate.catalog import reading
from clickgate.catalog.schemas import Person, Task
from clickgate.client.wire.decode import decode
from clickgate.client.wire.mend import MOST_WARNINGS, Mender

SAMPLES = sorted((Path(__file__).resolve().parents[3] / "data" / "replies").glob("*.json"))
BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # refused in one go


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_an_answer_is_read_alike_in_one_go_and_with_patience(path):
    operation, body = reading.operation(*path.stem.split(".")), path.read_bytes()

    assert decode(operation, BYTE_ORDER_MARK + body) == decode(operation, body)


def test_what_fits_is_read_beside_what_does_not():
    mender = Mender()

    task = mender.read({"id": 1, "priority": False, "assignees": [{"id": 2}, "?"], "points": "3"}, Task, ("task",))

    assert task == Task(id="1", priority=False, assignees=[Person(id="2"), "?"], points=3)
    assert mender.warnings == (
        "task.assignees[1]: expected an object, got text",
        "task.priority: expected an object or null, got false",
    )


@pytest.mark.parametrize(
    ("sent", "kind", "expected"),
    [
        (None, list[int], []),
        (None, dict[str, int], {}),
        ("", int | None, None),
        ("", str | None, ""),
        ("12.0", int, 12),
        (12.5, str, "12.5"),
        ([1, "2", None], list[int | None], [1, 2, None]),
    ],
)
def test_what_does_no_harm_is_done_without_a_word(sent, kind, expected):
    mender = Mender()

    assert mender.read(sent, kind, ("value",)) == expected
    assert mender.warnings == ()


@pytest.mark.parametrize(("odd", "told"), [(MOST_WARNINGS, MOST_WARNINGS), (MOST_WARNINGS + 1, MOST_WARNINGS + 1)])
def test_warnings_are_few_however_much_is_odd(odd, told):
    mender = Mender()

    mender.read(["?"] * odd, list[int], ("values",))

    assert len(mender.warnings) == told
    assert (mender.warnings[-1] == "… and 1 more") == (odd > MOST_WARNINGS)
