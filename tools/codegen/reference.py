"""The catalogue → docs/reference/operations.md, one section for each entity."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from clickgate.catalog import reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clickgate.catalog.model import Operation, Param

OUT = Path("docs/reference/operations.md")

_HEAD = """\
<!-- Generated from src/clickgate/catalog/data by `./dev generate`; change the data, not this page. -->

# Operations

All {count} operations of ClickUp's API that clickgate knows: {v2} of v2 and {v3} of v3. Each is named
`entity.action`; call it as `client.entity.action(...)` or `clickgate entity action`.

* **Parameters** go by the names below; names in brackets are understood too. A workspace that is left out is the
  client's default one. Ids are text, and numbers are taken; timestamps are whole milliseconds since 1970 (UTC) or
  datetimes; `[]` marks a list, `?` that null is allowed and clears.
* **Safety**: `read` changes nothing, `write` changes something, `destroy` can't be undone by the opposite operation.
* **Sent again**: whether two sendings do the same as one, so that a lost answer can be asked for anew.
* **Departs from ClickUp's document** where the document is known to be wrong; the source is named.

{contents}
"""

_PAGING = {
    "page": "pages{size}, numbered from 0",
    "keyset": "pages{size}; the next begins after the oldest one seen",
    "cursor": "pages{size}; each tells the cursor of the next",
}


def generate() -> dict[Path, str]:
    """Path, relative to the repository → text."""
    operations = reading.operations()
    v2 = sum(operation.version == "v2" for operation in operations)
    contents = " · ".join(f"[{name}](#{name})" for name in reading.entities())
    head = _HEAD.format(count=len(operations), v2=v2, v3=len(operations) - v2, contents=contents)
    return {OUT: "\n".join([head, *(_entity(name) for name in reading.entities())])}


def _entity(name: str) -> str:
    return f"## {name}\n\n" + "\n".join(_operation(operation) for operation in reading.entity(name).values())


def _operation(operation: Operation) -> str:
    blocks = [
        f"### {operation.name}",
        f"`{operation.method} {operation.path}`",
        operation.summary,
        *_params(operation),
        " · ".join(_facts(operation)),
        *_corrections(operation),
    ]
    return "\n\n".join(blocks) + "\n"


def _params(operation: Operation) -> Iterator[str]:
    if operation.params:
        rows = "\n".join(_row(param) for param in operation.params)
        yield f"| parameter | type | in | |\n|---|---|---|---|\n{rows}"


def _row(param: Param) -> str:
    others = [name for name in dict.fromkeys((*param.aliases, param.wire)) if name and name != param.name]
    name = f"`{param.name}`" + (f" ({', '.join(f'`{other}`' for other in others)})" if others else "")
    kind: str = "file" if param.place == "file" else param.type
    kind += ("[]" if param.array else "") + ("?" if param.nullable else "")
    words = ["**Required.**"] if param.required and not param.fill else []
    words += [param.note] if param.note else []
    words += [f"One of {', '.join(f'`{value}`' for value in param.enum)}."] if param.enum else []
    return f"| {name} | {kind} | {param.place} | {' '.join(words)} |".replace("|  |", "| |")


def _facts(operation: Operation) -> Iterator[str]:
    yield f"Safety: `{operation.safety}`"
    yield f"sent again: {'the same' if operation.idempotent else 'done twice'}"
    yield f"gives: {_reply(operation)}"
    if operation.paging != "none":
        size = f" of {operation.page_size}" if operation.page_size else ""
        yield _PAGING[operation.paging].format(size=size)
    if operation.plan:
        yield f"plan: {operation.plan} or above"
    if not operation.needs_token:
        yield "needs no token"
    if operation.aliases:
        yield f"also called {', '.join(f'`{alias}`' for alias in operation.aliases)}"


def _reply(operation: Operation) -> str:
    if operation.reply == "none":
        return "nothing"
    kind = "JSON" if operation.reply == "json" else f"`{operation.reply}`"
    kind = f"list of {kind}" if operation.many else kind
    return f"{kind}, from `{operation.unwrap}`" if operation.unwrap else kind


def _corrections(operation: Operation) -> Iterator[str]:
    if operation.corrections:
        lines = (f"* `{c.about}`: {c.what} ({c.evidence})" for c in operation.corrections)
        yield "Departs from ClickUp's document:\n\n" + "\n".join(lines)
