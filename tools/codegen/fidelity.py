"""The sandbox's rules and refusals → docs/reference/fidelity.md: how far each operation can be trusted."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import clickgate.sandbox.rules  # noqa: F401 - importing registers the rules
from clickgate.catalog import reading
from clickgate.sandbox.answers import REFUSALS
from clickgate.sandbox.registry import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clickgate.catalog.model import Operation

OUT = Path("docs/reference/fidelity.md")

_HEAD = """\
<!-- Generated from the rules in src/clickgate/sandbox by `./dev generate`; change the rules, not this page. -->

# How faithful the sandbox is

{summary}

**Fidelity** is `stateful` where an operation reads and changes the sandbox's rows as ClickUp would its own, `shaped`
where it only answers in ClickUp's form.

**Evidence** is the best that the form of the answer rests on:

| evidence | means |
|---|---|
| `recorded` | a recorded answer of the live API, with its headers or body |
| `observed` | measured or asserted against the live API by somebody who published it |
| `official` | ClickUp's documentation, which is wrong in places |
| `community` | a table or note of people who use the API; the wording is the sandbox's |
| `guess` | no source; the likeliest was chosen |

A note names the guesses within an operation whose form is better known. Where the sandbox and ClickUp differ, ClickUp
is right: please report it.
"""

_REFUSALS = """\
## Refusals

Codes that begin with `SANDBOX_` are the sandbox's own: ClickUp refuses too, but its code is not known, or there is
nothing to compare with.

| code | status | text | when | evidence |
|---|---|---|---|---|
"""

_ABSENT = """\
## Not emulated yet

| entity | operations |
|---|---|
"""


def generate() -> dict[Path, str]:
    """Path, relative to the repository → text."""
    return {OUT: "\n".join(_page())}


def _page() -> Iterator[str]:
    operations = reading.operations()
    summary = f"The sandbox emulates all {len(operations)} operations of the catalogue."
    if len(RULES) < len(operations):
        summary = (
            f"Of {len(operations)} operations the sandbox emulates {len(RULES)}."
            " The others have a route and answer 501 `SANDBOX_001`."
        )
    yield _HEAD.format(summary=summary)
    yield "## Emulated\n"
    yield "| operation | fidelity | evidence | note |\n|---|---|---|---|"
    for operation in operations:
        rule = RULES.get(operation.name)
        if rule is not None:
            yield f"| {_link(operation)} | {rule.fidelity} | {rule.evidence} | {rule.note} |"
    grades = Counter(rule.evidence for rule in RULES.values())
    yield "\n" + " · ".join(f"{grades[grade]} {grade}" for grade in sorted(grades, key=lambda one: -grades[one])) + "\n"
    yield _REFUSALS + "\n".join(_refusals()) + "\n"
    if len(RULES) < len(operations):
        yield _ABSENT + "\n".join(_absent(operations)) + "\n"


def _refusals() -> Iterator[str]:
    for code, known in sorted(REFUSALS.items()):
        yield f"| `{code}` | {known.status} | {known.err} | {known.when} | {known.grade} |"


def _absent(operations: tuple[Operation, ...]) -> Iterator[str]:
    by_entity: dict[str, list[str]] = {}
    for operation in operations:
        if operation.name not in RULES:
            by_entity.setdefault(operation.entity, []).append(f"`{operation.action}`")
    for entity, actions in by_entity.items():
        yield f"| {entity} | {', '.join(actions)} |"


def _link(operation: Operation) -> str:
    anchor = operation.name.replace(".", "")
    return f"[`{operation.name}`](operations.md#{anchor})"
