"""Keeps the rules: one function for each operation that the sandbox emulates, and how faithful it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from clickgate.sandbox.answers import Answer, Grade

if TYPE_CHECKING:
    from collections.abc import Callable

    from clickgate.sandbox.call import Call

    RuleFunction = Callable[[Call], Answer]

Fidelity = Literal[
    "stateful",  # reads and changes the world as ClickUp would
    "shaped",  # answers in ClickUp's form, but doesn't follow what was done before
]


class Rule(NamedTuple):
    """One behaviour.

    `evidence` is the best that the answer's form rests on; `note` says in a sentence what is known and what is not.
    """

    operation: str
    run: RuleFunction
    fidelity: Fidelity
    evidence: Grade
    note: str


RULES: dict[str, Rule] = {}


def rule(
    operation: str, evidence: Grade, note: str, *, fidelity: Fidelity = "stateful"
) -> Callable[[RuleFunction], RuleFunction]:
    """Register a function as the rule of an operation of the catalogue, by its `entity.action`."""

    def register(function: RuleFunction) -> RuleFunction:
        if operation in RULES:
            raise ValueError(f"two rules for {operation}")
        RULES[operation] = Rule(operation, function, fidelity, evidence, note)
        return function

    return register
