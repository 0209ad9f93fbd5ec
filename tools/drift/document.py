"""An OpenAPI document → what it says of each operation's parameters, in the words that the comparison needs."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

METHODS = ("get", "post", "put", "patch", "delete")
WHOLE_BODY = "(body)"  # name of a body that is not an object of named members
_FAMILIES = {"string": "text", "integer": "number", "number": "number", "boolean": "boolean", "object": "object"}
_MIXED = ("oneOf", "anyOf")

Spot = tuple[str, str]  # place (path, query or body) and name on the wire
Key = tuple[str, str]  # method, and path with its placeholders' names taken out


class UnreadableDocumentError(Exception):
    """The file is not an OpenAPI document of ClickUp's v2 or v3."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a value may be: its families, of its items if it is an array; no family means anything goes.

    `is_array` is None where it may be an array or not.
    """

    families: frozenset[str] = frozenset()
    is_array: bool | None = None
    required: bool = False


@dataclass(frozen=True, slots=True)
class Documented:
    """One operation of the document."""

    method: str
    path: str
    operation_id: str
    shapes: Mapping[Spot, Shape] = field(default_factory=dict)


def key_of(method: str, path: str) -> Key:
    """Method and path, so that two spellings of a placeholder's name make no difference."""
    return method.upper(), re.sub(r"\{[^}]*\}", "{}", path.removeprefix("/api"))


def read_document(path: Path) -> dict[Key, Documented]:
    """Read the operations of a document.

    Raises:
        UnreadableDocumentError: The file is missing, is not JSON, or holds no operations of v2 or v3.
    """
    try:
        text = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UnreadableDocumentError(f"can't open {path}: {error.strerror}") from error
    except ValueError as error:
        raise UnreadableDocumentError(f"{path} is not JSON: {error}") from error
    if not isinstance(text, dict) or not isinstance(text.get("paths"), dict):
        raise UnreadableDocumentError(f"{path} is not an OpenAPI document: it has no paths")
    try:
        found = {key_of(one.method, one.path): one for one in _Reader(text).operations()}
    except (AttributeError, KeyError, TypeError) as error:
        raise UnreadableDocumentError(f"{path} is not shaped as an OpenAPI document: {error!r}") from error
    if not {path[1:3] for _, path in found} & {"v2", "v3"}:
        raise UnreadableDocumentError(f"{path} holds no operation under /v2 or /v3")
    return found


class _Reader:
    def __init__(self, root: dict[str, Any]) -> None:
        self._root = root

    def operations(self) -> Iterator[Documented]:
        for path, item in self._root["paths"].items():
            for method in METHODS:
                if method in item:
                    shapes = {**self._parameters(item), **self._parameters(item[method]), **self._body(item[method])}
                    yield Documented(method.upper(), path, item[method].get("operationId", ""), shapes)

    def _parameters(self, holder: dict[str, Any]) -> dict[Spot, Shape]:
        """Path and query parameters; headers are the transport's business and are left out."""
        found = {}
        for raw in holder.get("parameters", ()):
            one = self._resolve(raw)
            if one["in"] in {"path", "query"}:
                name = one["name"].lower() if one["in"] == "path" else one["name"]
                required = bool(one.get("required"))
                found[one["in"], name] = self._shape(one.get("schema", {}), required=required)
        return found

    def _body(self, operation: dict[str, Any]) -> dict[Spot, Shape]:
        body = self._resolve(operation.get("requestBody", {}))
        kinds = [kind.get("schema", {}) for kind in body.get("content", {}).values()]
        if not kinds:
            return {}
        whole = {"anyOf": kinds}
        members = self._members(whole)
        if members:
            return {("body", name): shape for name, shape in members.items()}
        return {("body", WHOLE_BODY): self._shape(whole, required=bool(body.get("required")))}

    def _members(self, raw: object) -> dict[str, Shape]:
        """Members of an object; of several alternatives all of them, required where every alternative requires it."""
        schema = self._resolve(raw)
        for word in _MIXED:
            if word in schema:
                return _either([self._members(one) for one in schema[word]])
        found: dict[str, Shape] = {}
        for one in schema.get("allOf", ()):
            found |= self._members(one)
        needed = schema.get("required", ())
        for name, one in schema.get("properties", {}).items():
            found[name] = self._shape(one, required=name in needed)
        return found

    def _shape(self, raw: object, *, required: bool = False, depth: int = 0) -> Shape:
        schema = self._resolve(raw)
        alternatives = [one for word in (*_MIXED, "allOf") for one in schema.get(word, ())]
        if depth > 8 or not (alternatives or schema.get("type") or "properties" in schema):
            return Shape(required=required)
        if alternatives:
            shapes = [self._shape(one, depth=depth + 1) for one in alternatives]
            return _joined(shapes, required=required)
        if schema.get("type") == "array":
            items = self._shape(schema.get("items", {}), depth=depth + 1)
            return Shape(items.families, is_array=True, required=required)
        words = schema.get("type", "object")
        words = words if isinstance(words, list) else [words]
        families = frozenset(_FAMILIES[word] for word in words if word in _FAMILIES)
        return Shape(families, is_array=False, required=required)

    def _resolve(self, raw: object) -> dict[str, Any]:
        seen: set[str] = set()
        while isinstance(raw, dict) and "$ref" in raw:
            if raw["$ref"] in seen:
                raise UnreadableDocumentError(f"{raw['$ref']} refers to itself")
            seen.add(raw["$ref"])
            raw = self._follow(raw["$ref"])
        return raw if isinstance(raw, dict) else {}

    def _follow(self, reference: str) -> object:
        place: Any = self._root
        try:
            for step in reference.removeprefix("#/").split("/"):
                name = unquote(step).replace("~1", "/").replace("~0", "~")
                place = place[int(name)] if isinstance(place, list) else place[name]
        except (KeyError, IndexError, ValueError, TypeError):
            raise UnreadableDocumentError(f"{reference} leads nowhere") from None
        return place


def _joined(shapes: list[Shape], *, required: bool) -> Shape:
    arrays = {shape.is_array for shape in shapes}
    families = frozenset[str]().union(*(shape.families for shape in shapes))
    if not all(shape.families for shape in shapes):
        families = frozenset()
    return Shape(families, arrays.pop() if len(arrays) == 1 else None, required)


def _either(alternatives: list[dict[str, Shape]]) -> dict[str, Shape]:
    names = dict.fromkeys(name for one in alternatives for name in one)
    found = {}
    for name in names:
        shapes = [one[name] for one in alternatives if name in one]
        required = len(shapes) == len(alternatives) and all(shape.required for shape in shapes)
        found[name] = _joined(shapes, required=required)
    return found
