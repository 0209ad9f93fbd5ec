"""The catalogue beside a document → what is new, gone or changed, and which of it a correction explains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.drift.document import WHOLE_BODY, Shape, key_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from clickgate.catalog.model import Operation, Param
    from tools.drift.document import Documented, Key, Spot

# Ids are always text to us, and times always whole numbers, whichever of the two the document happens to say.
_FAMILIES = {
    "id": frozenset({"text", "number"}),
    "string": frozenset({"text"}),
    "integer": frozenset({"number"}),
    "number": frozenset({"number"}),
    "boolean": frozenset({"boolean"}),
    "timestamp": frozenset({"text", "number"}),
    "object": frozenset({"object"}),
    "json": frozenset[str](),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which catalogue and document differ.

    `operation` is our name, or method and path of one that only the document has; `explained_by` is the evidence
    of the correction that covers it, empty if none does.
    """

    operation: str
    what: str
    explained_by: str = ""

    def __str__(self) -> str:
        tail = f" [explained: {self.explained_by}]" if self.explained_by else ""
        return f"{self.operation}: {self.what}{tail}"


def compare(operations: Sequence[Operation], document: Mapping[Key, Documented]) -> list[Difference]:
    """Compare the operations of those API versions that the document has."""
    versions = {path[1:3] for _, path in document}
    ours = {key_of(one.method, one.path): one for one in operations if one.version in versions}
    found = [
        Difference(f"{one.method} {one.path}", f"new operation ({one.operation_id})")
        for key, one in document.items()
        if key not in ours
    ]
    for key, operation in ours.items():
        if key in document:
            found += _differences(operation, document[key])
        else:
            found.append(Difference(operation.name, f"gone: {operation.method} {operation.path}"))
    return found


def _differences(operation: Operation, documented: Documented) -> Iterator[Difference]:
    ours = {_spot(operation, param): param for param in operation.params}
    for spot in dict.fromkeys((*documented.shapes, *ours)):
        for what in _compare_one(ours.get(spot), documented.shapes.get(spot)):
            yield Difference(operation.name, f"{' '.join(spot)}: {what}", _explanation(operation, spot[1]))


def _spot(operation: Operation, param: Param) -> Spot:
    place = "body" if param.place == "file" else param.place
    if operation.body == "bare" and place == "body":
        return place, WHOLE_BODY
    return place, param.wire_name.lower() if place == "path" else param.wire_name


def _compare_one(param: Param | None, shape: Shape | None) -> Iterator[str]:
    if param is None:
        yield "new in the document"
    elif shape is None:
        yield "not in the document"
    else:
        yield from _compare_shapes(_shape(param), shape)


def _shape(param: Param) -> Shape:
    families = frozenset[str]() if param.place == "file" else _FAMILIES[param.type]
    # In a body `json` may be an array; in a query it is one text.
    is_array = None if param.type == "json" and param.place == "body" else param.array is not None
    return Shape(families, is_array, param.required)


def _compare_shapes(ours: Shape, theirs: Shape) -> Iterator[str]:
    if ours.required != theirs.required:
        yield f"{_required(theirs)} in the document, {_required(ours)} in the catalogue"
    if None not in {ours.is_array, theirs.is_array} and ours.is_array != theirs.is_array:
        yield f"{_array(theirs)} in the document, {_array(ours)} in the catalogue"
    if ours.families and theirs.families and not ours.families & theirs.families:
        yield f"{_words(theirs)} in the document, {_words(ours)} in the catalogue"


def _explanation(operation: Operation, name: str) -> str:
    for correction in operation.corrections:
        if name.removesuffix("[]") in {about.strip().removesuffix("[]") for about in correction.about.split(",")}:
            return correction.evidence
    return ""


def _required(shape: Shape) -> str:
    return "required" if shape.required else "optional"


def _array(shape: Shape) -> str:
    return "an array" if shape.is_array else "one value"


def _words(shape: Shape) -> str:
    return " or ".join(sorted(shape.families))
