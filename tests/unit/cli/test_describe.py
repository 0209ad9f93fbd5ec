"""Operations are found by what people call them, and told in full to people and programs."""

from __future__ import annotations

import pytest

from clickgate.catalog import reading
from clickgate.cli.describe import find_exact, search, to_json, to_lines
from clickgate.errors import UnknownOperation


@pytest.mark.parametrize("words", [["tasks.create"], ["tasks", "create"]])
def test_an_exact_name_is_one_operation(words: list[str]):
    found = find_exact(words)

    assert found is not None
    assert found.name == "tasks.create"


@pytest.mark.parametrize("words", [["tasks"], ["create", "task"], ["tasks", "crate"], ["a", "b", "c"], ["a.b.c"]])
def test_other_words_are_searched_for(words: list[str]):
    assert find_exact(words) is None


@pytest.mark.parametrize("alias", sorted(reading.aliases()))
def test_an_alias_leads_to_its_operation(alias: str):
    found = find_exact([alias])

    assert found is not None
    assert found.name == reading.aliases()[alias]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        (["create", "task"], "tasks.create"),
        (["delete", "space"], "spaces.delete"),
        (["whom", "token"], "users.get_current"),
        (["GetFilteredTeamTasks".lower()], "tasks.search"),
    ],
)
def test_what_is_meant_comes_first(words: list[str], first: str):
    assert search(words)[0].name == first


def test_every_word_has_to_occur():
    assert search(["tasks", "zebra"]) == []


def test_no_words_find_everything():
    assert len(search([])) == len(reading.operations())


def test_a_search_may_be_kept_to_one_entity():
    assert {operation.entity for operation in search(["list"], "views")} == {"views"}


def test_an_entity_that_is_not_there_is_said():
    with pytest.raises(UnknownOperation, match="tasks"):
        search([], "taks")


@pytest.mark.parametrize("operation", reading.operations(), ids=lambda operation: operation.name)
def test_a_program_is_told_all_that_it_needs_for_a_call(operation):
    told = to_json(operation)

    assert set(told) == {
        "entity", "action", "method", "path", "params", "safety", "idempotent", "paging", "plan", "version", "reply",
        "summary", "aliases",
    }  # fmt: skip
    assert all(set(param) == {"name", "in", "type", "required", "array", "enum", "note"} for param in told["params"])


@pytest.mark.parametrize("operation", reading.operations(), ids=lambda operation: operation.name)
def test_a_description_names_every_parameter(operation):
    lines = "\n".join(to_lines(operation))

    assert [param.name for param in operation.params if f"\n  {param.name} " not in lines] == []
