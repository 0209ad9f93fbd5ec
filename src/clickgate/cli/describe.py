"""Finds operations of the catalogue by words, and says what they take and give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickgate.catalog import reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from clickgate.catalog.model import Operation, Param

_SAFETY = {
    "read": "reads only",
    "write": "changes what is there",
    "destroy": "destroys what it names; asks before it is sent",
}
_PAGING = {
    "page": "page by page",
    "keyset": "page by page, newest first",
    "cursor": "page by page, by cursor",
}


def find_exact(words: Sequence[str]) -> Operation | None:
    """The operation that `entity.action` or `entity action` names; None where the words are something else."""
    parts = words[0].split(".") if len(words) == 1 else list(words)
    if len(parts) != 2:
        return None
    name = ".".join(parts)
    if name not in reading.aliases() and (
        parts[0] not in reading.entities() or parts[1] not in reading.entity(parts[0])
    ):
        return None
    return reading.operation(*parts)


def search(words: Iterable[str], entity: str | None = None) -> list[Operation]:
    """Operations in which every word occurs, those in whose names it does first; without words, all.

    Raises:
        UnknownOperation: There is no such entity.
    """
    found = list(reading.entity(entity).values()) if entity else list(reading.operations())
    wanted = [word.lower() for word in words]
    ranked = ((operation, [_rank(word, operation) for word in wanted]) for operation in found)
    fitting = [(sum(filter(None, ranks)), operation) for operation, ranks in ranked if None not in ranks]
    return [operation for _, operation in sorted(fitting, key=lambda pair: pair[0])]


def _rank(word: str, operation: Operation) -> int | None:
    """How far from the name a word occurs, 0 for the nearest; None where it doesn't."""
    places = (
        (operation.entity, operation.entity.removesuffix("s"), operation.action, operation.name),
        (operation.name, *operation.aliases),
        (operation.summary.lower(),),
        (operation.path.lower(), operation.source_id.lower(), *(param.name for param in operation.params)),
    )
    if word in places[0]:
        return 0
    return next((number for number, texts in enumerate(places[1:], 1) if any(word in text for text in texts)), None)


def to_json(operation: Operation) -> dict[str, Any]:
    """All that a program has to know of an operation in order to call it."""
    return {
        "entity": operation.entity,
        "action": operation.action,
        "method": operation.method,
        "path": operation.path,
        "params": [_param_json(param) for param in operation.params],
        "safety": operation.safety,
        "idempotent": operation.idempotent,
        "paging": operation.paging,
        "plan": operation.plan,
        "version": operation.version,
        "reply": _reply(operation),
        "summary": operation.summary,
        "aliases": list(operation.aliases),
    }


def _param_json(param: Param) -> dict[str, Any]:
    return {
        "name": param.name,
        "in": param.place,
        "type": param.type,
        "required": param.required,
        "array": param.array is not None,
        "enum": list(param.enum),
        "note": param.note,
    }


def to_lines(operation: Operation) -> Iterator[str]:
    """Describe an operation for a person."""
    yield f"{operation.name}: {operation.summary}"
    yield ""
    yield f"  {operation.method} {operation.path}  (API {operation.version}; {_SAFETY[operation.safety]})"
    yield f"  gives {_reply(operation)}" + (f", {_PAGING[operation.paging]}" if operation.paging in _PAGING else "")
    if operation.plan:
        yield f"  needs the plan {operation.plan}"
    if operation.aliases:
        yield f"  also called {', '.join(operation.aliases)}"
    if operation.params:
        yield ""
        widest = max(len(param.name) for param in operation.params)
        yield from (f"  {param.name:{widest}}  {_param_line(param)}".rstrip() for param in operation.params)
    yield ""
    yield f"  {_example(operation)}"


def _param_line(param: Param) -> str:
    kind = f"list of {param.type}" if param.array else param.type
    facts = [kind, _need(param), f"one of {', '.join(map(str, param.enum))}" if param.enum else "", param.note]
    return "; ".join(fact for fact in facts if fact)


def _need(param: Param) -> str:
    if param.fill == "workspace":
        return "the default workspace if left out"
    return "required" if param.required else ""


def _reply(operation: Operation) -> str:
    if operation.reply == "none":
        return "nothing"
    kind = "any JSON" if operation.reply == "json" else operation.reply
    return f"list of {kind}" if operation.many else kind


def _example(operation: Operation) -> str:
    given = [f"{p.name}=@FILE" if p.place == "file" else f"{p.name}=…"
             for p in operation.params if p.required and not p.fill]  # fmt: skip
    return " ".join(["clickgate exec", operation.entity, operation.action, *given])
