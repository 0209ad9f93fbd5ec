"""What people type becomes what the operation wants."""

from __future__ import annotations

import io
import sys
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clickgate.catalog import reading
from clickgate.cli.values import load_params, read_params
from clickgate.errors import InvalidParams, UsageError

if TYPE_CHECKING:
    from pathlib import Path

CREATE = reading.operation("tasks", "create")
LIST = reading.operation("tasks", "list")


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        pytest.param(["name=Fix=it: @home"], {"name": "Fix=it: @home"}, id="only the first sign parts"),
        pytest.param(["name="], {"name": ""}, id="empty text"),
        pytest.param(["priority=2", "notify_all=true"], {"priority": 2, "notify_all": True}, id="number and boolean"),
        pytest.param(["points=1.5"], {"points": 1.5}, id="a fraction"),
        pytest.param(["priority:=null"], {"priority": None}, id="JSON clears"),
        pytest.param(["assignees=1,2", "assignees=3"], {"assignees": ["1", "2", "3"]}, id="lists grow"),
        pytest.param(['tags:=["a,b"]', "tags=c"], {"tags": ["a,b", "c"]}, id="JSON keeps a comma"),
        pytest.param(["name=a", "name=b"], {"name": "b"}, id="the last counts"),
        pytest.param(['custom_fields={"id":"x"}', "custom_fields=[]"], {"custom_fields": [{"id": "x"}]}, id="objects"),
        pytest.param(["due_date=1769817600000"], {"due_date": 1769817600000}, id="milliseconds"),
        pytest.param(["due_date=2026-01-31"], {"due_date": 1769860800000}, id="a day is the same day for all: noon"),
        pytest.param(["due_date=2026-01-31T13:00+01:00"], {"due_date": 1769860800000}, id="a moment with its zone"),
        pytest.param(["due_date=2026-01-31T12:00Z"], {"due_date": 1769860800000}, id="a moment in UTC"),
        pytest.param(["nonsense=5"], {"nonsense": "5"}, id="an unknown name is left to the client"),
    ],
)
def test_values_are_read_by_the_type_of_their_parameter(items: list[str], expected: dict[str, Any]):
    assert read_params(CREATE, items) == expected


def test_a_day_in_a_filter_begins_at_midnight():
    assert read_params(LIST, ["due_date_gt=2026-01-31"]) == {"due_date_gt": 1769817600000}


def test_a_parameter_may_be_called_as_clickup_calls_it():
    assert read_params(LIST, ["statuses[]=to do,done"]) == {"statuses[]": ["to do", "done"]}


@given(st.datetimes(min_value=datetime(1980, 1, 1), max_value=datetime(2100, 1, 1)))
def test_a_moment_is_the_same_in_milliseconds_and_as_text(moment: datetime):
    moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000, tzinfo=UTC)

    assert read_params(CREATE, [f"due_date={moment.isoformat()}"]) == {"due_date": round(moment.timestamp() * 1000)}


@pytest.mark.parametrize(
    ("item", "problem"),
    [
        ("priority=high", "expected a whole number, got 'high'"),
        ("notify_all=yes", "expected true or false, got 'yes'"),
        ("due_date=tomorrow", "expected milliseconds, or a date such as"),
        ("due_date=2026-01-31T12:00", "says no time zone"),
        ("custom_fields={", "is not JSON"),
        ("description=@/no/such/file", "No such file"),
    ],
)
def test_what_is_wrong_with_a_value_is_said_with_the_name_of_its_parameter(item: str, problem: str):
    with pytest.raises(InvalidParams) as caught:
        read_params(CREATE, [item])

    name, what = caught.value.problems[0]
    assert name == item.partition("=")[0]
    assert problem in what


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(InvalidParams) as caught:
        read_params(CREATE, ["priority=high", "notify_all=yes"])

    assert [name for name, _ in caught.value.problems] == ["priority", "notify_all"]


@pytest.mark.parametrize("item", ["name", "=x", "a b=c", "--yes"])
def test_what_is_no_parameter_is_refused_with_how_one_is_written(item: str):
    with pytest.raises(UsageError, match="key=value"):
        read_params(CREATE, [item])


def test_a_value_may_come_from_a_file(tmp_path: Path):
    text = tmp_path / "text"
    text.write_text("# Über\nuns\n", encoding="utf-8")

    assert read_params(CREATE, [f"markdown_content=@{text}"]) == {"markdown_content": "# Über\nuns"}


def test_a_file_to_upload_is_left_where_it_is():
    params = read_params(reading.operation("attachments", "create"), ["task_id=1", "file=@plan.pdf"])

    assert params == {"task_id": "1", "file": "plan.pdf"}


def test_json_on_stdin_and_items_go_together_and_the_later_wins(monkeypatch: pytest.MonkeyPatch):
    stdin = SimpleNamespace(buffer=io.BytesIO(b'{"name": "from stdin", "priority": 1}'))
    monkeypatch.setattr(sys, "stdin", stdin)

    assert read_params(CREATE, ["-", "priority=3"]) == {"name": "from stdin", "priority": 3}


def test_items_win_over_a_file_of_parameters(tmp_path: Path):
    file = tmp_path / "params.json"
    file.write_text('{"name": "a", "tags": ["x"]}')

    assert read_params(CREATE, ["name=b"], load_params(str(file))) == {"name": "b", "tags": ["x"]}


@pytest.mark.parametrize("content", ["[1]", "{", ""])
def test_a_file_of_parameters_holds_one_object(tmp_path: Path, content: str):
    file = tmp_path / "params.json"
    file.write_text(content)

    with pytest.raises(UsageError, match=r"params\.json"):
        load_params(str(file))
