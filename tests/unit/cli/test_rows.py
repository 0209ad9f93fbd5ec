"""A person sees the few fields that matter, and can ask for any other."""

from __future__ import annotations

from typing import Any

import pytest

from clickgate.cli.rows import cell, choose_columns, pick, project, to_heads, to_pairs

TASK: dict[str, Any] = {
    "id": "9hz", "name": "Gate", "status": {"status": "open", "color": "#fff"}, "priority": None,
    "assignees": [{"id": 1, "username": "Ada"}, {"id": 2, "username": "Bo"}], "tags": [],
}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("name", "Gate"),
        ("status.status", "open"),
        ("assignees.username", ["Ada", "Bo"]),
        ("priority.priority", None),
        ("name.first", None),
        ("nothing.at.all", None),
    ],
)
def test_a_dotted_path_leads_into_objects_and_lists(path: str, expected: Any):
    assert pick(TASK, path) == expected


def test_fields_are_given_under_their_paths():
    assert project(TASK, ["id", "status.status"]) == {"id": "9hz", "status.status": "open"}
    assert project(TASK, []) is TASK


def test_the_usual_columns_are_chosen_of_those_that_are_there():
    assert choose_columns([TASK]) == ["id", "name", "status.status", "assignees.username"]


def test_rows_of_an_unknown_kind_show_their_plain_values():
    assert choose_columns([{"shape": "round", "parts": [1], "weight": 3}]) == ["shape", "weight"]


def test_heads_are_short_where_they_stay_different():
    assert to_heads(["id", "status.status", "user.id", "user.username"]) == ["id", "status", "user.id", "user.username"]


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("due_date", "1769860800000", "2026-01-31 12:00"),
        ("start", 1769860800000, "2026-01-31 12:00"),
        ("date_created", "soon", "soon"),
        ("id", "1769860800000", "1769860800000"),
        ("date", 10**30, str(10**30)),
        ("done", True, "true"),
        ("status", {"status": "open", "color": "red"}, "open"),
        ("tags", [{"name": "a"}, {"name": "b"}], "a, b"),
        ("config", {"depth": {"a": 1}}, '{"depth":{"a":1}}'),
        ("name", None, ""),
    ],
)
def test_a_value_is_shown_as_a_short_text(path: str, value: Any, expected: str):
    assert cell(path, value) == expected


def test_an_object_is_told_in_the_order_that_it_came_in():
    assert list(to_pairs({"b": 1, "a": None})) == [("b", "1"), ("a", "")]
