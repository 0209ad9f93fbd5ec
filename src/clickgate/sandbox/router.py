"""Finds the operation that a method and path mean, from the paths of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clickgate.catalog.model import Operation

PREFIX = "/api"


class Route(NamedTuple):
    """An operation and the places of its path parameters among the path's segments."""

    operation: str
    params: tuple[tuple[int, str], ...]


class _Node:
    __slots__ = ("any", "methods", "next")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.any: _Node | None = None
        self.methods: dict[str, Route] = {}


class Router:
    """A tree of path segments; a literal segment wins over a parameter."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._root = _Node()
        for operation in operations:
            self._add(operation)

    def _add(self, operation: Operation) -> None:
        node = self._root
        params = []
        for index, segment in enumerate((PREFIX + operation.path).split("/")):
            if segment.startswith("{"):
                params.append((index, segment[1:-1].lower()))
                node.any = node.any or _Node()
                node = node.any
            else:
                node = node.next.setdefault(segment, _Node())
        node.methods[operation.method] = Route(operation.name, tuple(params))

    def methods(self, path: str) -> list[str]:
        """The methods that a path has; none where no operation has it."""
        found = [one for one in ("GET", "POST", "PUT", "PATCH", "DELETE") if (self.find(one, path) or ("",))[0]]
        return [*found[:1], "HEAD", *found[1:]] if found[:1] == ["GET"] else found

    def find(self, method: str, path: str) -> tuple[str, dict[str, str]] | None:
        """The operation's name and its path parameters, decoded; the name is empty where only the method is wrong.

        `path` is as it was sent, without query; None where no operation has it.
        """
        segments = (path.rstrip("/") if path.endswith("/") else path).split("/")
        node: _Node | None = self._root
        for segment in segments:
            if node is None:
                return None
            found = node.next.get(segment)
            node = found if found is not None else (node.any if segment else None)
        if node is None or not node.methods:
            return None
        route = node.methods.get("GET" if method == "HEAD" else method)
        if route is None:
            return "", {}
        values = {name: segments[index] for index, name in route.params}
        if "%" in path:
            values = {name: unquote(value) for name, value in values.items()}
        return route.operation, values
