"""The shell is told how a line may go on, out of the catalogue."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from clickgate.catalog import reading
from clickgate.cli.main import COMMANDS, COMPLETE, main


def candidates(*words: str) -> list[str]:
    outcome = CliRunner().invoke(main, list(words), env={COMPLETE: "bash"})
    assert outcome.exit_code == 0
    return [line.partition("\t")[0] for line in outcome.stdout.splitlines()]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param([""], sorted(COMMANDS), id="commands"),
        pytest.param(["exec", ""], list(reading.entities()), id="entities"),
        pytest.param(["exec", "spaces", "c"], ["create"], id="actions"),
        pytest.param(["actions", "spaces", "d"], ["delete"], id="actions to describe"),
        pytest.param(["exec", "tasks", "create", "list_id=1", "prio"], ["priority="], id="parameters"),
        pytest.param(["exec", "tasks.create", "prio"], ["priority="], id="parameters after a dotted name"),
        pytest.param(["tasks", "create", "prio"], ["priority="], id="parameters without exec"),
        pytest.param(["exec", "tasks", "create", "name=x", "nam"], [], id="not one that is there already"),
        pytest.param(["exec", "tasks", "list", "reverse="], ["reverse=true", "reverse=false"], id="true and false"),
        pytest.param(["exec", "tasks", "list", "order_by=d"], ["order_by=due_date"], id="values that are known"),
        pytest.param(["exec", "nothing", ""], [], id="nothing of what is unknown"),
        pytest.param(["exec", "--dry"], ["--dry-run"], id="options"),
        pytest.param(["completion", "z"], ["zsh"], id="choices"),
    ],
)
def test_a_line_goes_on_with(words: list[str], expected: list[str]):
    assert sorted(candidates(*words)) == sorted(expected)


def test_a_token_is_not_offered_as_an_option():
    assert "--token" not in candidates("exec", "--t")
