"""The states of an account are a table, and nothing else is possible."""

from __future__ import annotations

from itertools import product
from typing import get_args

import pytest

from clickgate.accounts.model import State
from clickgate.accounts.states import MEANINGS, TRANSITIONS, USABLE, check_transition, draw_states
from clickgate.errors import Conflict
from tests.architecture.tree import ROOT

STATES = get_args(State)
ALLOWED = [(old, new) for old, following in TRANSITIONS.items() for new in following]
FORBIDDEN = [pair for pair in product(STATES, STATES) if pair not in ALLOWED]


def test_every_state_has_its_row_and_its_meaning():
    assert set(TRANSITIONS) == set(MEANINGS) == set(STATES)


@pytest.mark.parametrize(("old", "new"), ALLOWED)
def test_what_the_table_allows_is_allowed(old, new):
    assert check_transition(old, new) is None


@pytest.mark.parametrize(("old", "new"), FORBIDDEN)
def test_what_the_table_does_not_allow_is_a_conflict(old, new):
    with pytest.raises(Conflict) as refused:
        check_transition(old, new)

    assert "nothing was changed" in refused.value.message


def test_nothing_follows_deletion_and_everything_can_be_deleted():
    assert TRANSITIONS["deleted"] == ()
    assert [old for old in STATES if old != "deleted" and "deleted" not in TRANSITIONS[old]] == []


def test_only_what_is_in_use_is_lent():
    assert {"active", "degraded"} == USABLE


def test_the_page_shows_the_diagram_of_the_table():
    page = (ROOT / "docs" / "explanation" / "accounts.md").read_text(encoding="utf-8")

    assert f"```mermaid\n{draw_states()}```" in page
    assert [state for state, meaning in MEANINGS.items() if f"| `{state}` | {meaning} |" not in page] == []
