"""Builds the HTTP request of an operation from the parameters that a caller gives."""

from __future__ import annotations

import difflib
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import UNSET

from clickgate.catalog import reading
from clickgate.client.wire.http import Request
from clickgate.client.wire.params import checker, encode_body, path_writer, query_writer
from clickgate.errors import InvalidParams, WorkspaceRequired

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clickgate.catalog.model import Operation, Param
    from clickgate.client.wire.http import Upload
    from clickgate.kernel.secret import Secret


_LONGEST_URL = 60_000  # characters; the HTTP libraries refuse 65,536, and servers much less


class RequestPlan:
    """How to build one operation's requests: worked out once, used for every call."""

    __slots__ = (
        "_bare",
        "_body",
        "_by_name",
        "_custom_ids",
        "_has_body",
        "_parts",
        "_path",
        "_query",
        "_required",
        "_workspace",
        "file_field",
        "multipart",
        "name",
        "needs_token",
        "operation",
    )

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        self.name = operation.name
        self.multipart = operation.body == "multipart"
        self.needs_token = operation.needs_token
        self.file_field = next((param.wire_name for param in operation.params if param.place == "file"), "")
        self._has_body = operation.body in {"object", "bare"}
        self._bare = operation.body == "bare"
        self._by_name = _names(operation.params)
        self._required = tuple(param.name for param in operation.params if param.required)
        self._workspace = next((param.name for param in operation.params if param.fill == "workspace"), "")
        self._custom_ids = next((param.name for param in operation.params if param.fill == "custom_ids"), "")
        # The path is cut into fixed texts and the parameters between them.
        self._parts = _cut(operation)
        self._path = {param.name: path_writer(param) for param in operation.params if param.place == "path"}
        self._query = {param.name: query_writer(param) for param in operation.params if param.place == "query"}
        self._body = {
            param.name: (param.wire_name, checker(param)) for param in operation.params if param.place == "body"
        }

    def read(self, params: Mapping[str, Any], workspace_id: str | None) -> dict[str, Any]:
        """Sort a caller's parameters under our own names, with what the default workspace fills in.

        Raises:
            InvalidParams: Unknown, doubled, missing or null where null means nothing.
            WorkspaceRequired: The operation needs a workspace, and neither the call nor the client names one.
        """
        by_name = self._by_name
        problems: list[tuple[str, str]] = []
        values: dict[str, Any] = {}
        for key, value in params.items():
            if value is UNSET:
                continue
            param = by_name.get(key)
            if param is None:
                problems.append((key, _unknown(key, self.operation)))
            elif param.name in values:
                problems.append((key, f"stands twice: '{param.name}' is the same parameter"))
            elif value is None and not param.nullable:
                problems.append((key, "can't be null; leave it out instead"))
            else:
                values[param.name] = value
        self._fill(values, workspace_id)
        for name in self._required:
            if name not in values:
                if name == self._workspace and not problems:
                    raise WorkspaceRequired("No workspace is named.", operation=self.name)
                problems.append((name, "is required"))
        if problems:
            raise InvalidParams(problems, operation=self.name)
        return values

    def _fill(self, values: dict[str, Any], workspace_id: str | None) -> None:
        if self._workspace and self._workspace not in values and workspace_id is not None:
            values[self._workspace] = workspace_id
        if self._custom_ids and values.get("custom_task_ids") is True and self._custom_ids not in values:
            filled = values.get("workspace_id", workspace_id)
            if filled is None:
                raise WorkspaceRequired("Custom task ids need the workspace they belong to.", operation=self.name)
            values[self._custom_ids] = filled

    def named_workspaces(self, values: Mapping[str, Any]) -> set[str]:
        """Ids of the workspaces that values of `read` name."""
        return {str(values[name]) for name in (self._workspace, self._custom_ids) if name and name in values}

    def build(
        self,
        values: Mapping[str, Any],
        *,
        root: str,
        authorization: Secret | None,
        timeout: float,
        upload: tuple[Upload, str] | None = None,
    ) -> Request:
        """Write the request from values that `read` gave.

        Args:
            values: Parameters under our names.
            root: URL before the API version, such as `https://api.clickup.com/api`.
            authorization: Value of the header, None for an operation without one.
            timeout: Seconds for the whole exchange.
            upload: The body and its content type, for an operation that uploads.

        Raises:
            InvalidParams: A value is not of its parameter's type.
        """
        problems: list[tuple[str, str]] = []
        url = root + self._write_path(values, problems)
        query = self._write_query(values, problems)
        body = self._write_body(values, problems) if self._has_body else None
        if problems:
            raise InvalidParams(problems, operation=self.name)
        if query:
            url = f"{url}?{query}"
            if len(url) > _LONGEST_URL:
                what = f"makes an address of {len(url)} characters, and {_LONGEST_URL} can be sent"
                raise InvalidParams([("query", what)], operation=self.name, advice="Ask in several calls.")
        if upload is not None:
            return Request(self.operation.method, url, authorization, upload[0], upload[1], timeout)
        return Request(
            self.operation.method, url, authorization, body, "application/json" if body is not None else "", timeout
        )

    def _write_path(self, values: Mapping[str, Any], problems: list[tuple[str, str]]) -> str:
        text = ""
        for fixed, name in self._parts:
            text += fixed
            if name:
                text += _write(self._path[name], name, values[name], problems)
        return text

    def _write_query(self, values: Mapping[str, Any], problems: list[tuple[str, str]]) -> str:
        writers = self._query
        if not writers or len(values) == len(self._path):
            return ""
        texts = [_write(writers[name], name, value, problems) for name, value in values.items() if name in writers]
        return "&".join(filter(None, texts))

    def _write_body(self, values: Mapping[str, Any], problems: list[tuple[str, str]]) -> bytes | None:
        members: dict[str, Any] = {}
        for name, value in values.items():
            if name in self._body:
                wire_name, check = self._body[name]
                members[wire_name] = None if value is None else _write(check, name, value, problems)
        if problems:
            return None
        try:
            if self._bare:
                return encode_body(next(iter(members.values()), None))
            return encode_body(members)
        except ValueError as error:
            problems.append(("body", str(error)))
            return None


@cache
def plan_of(entity: str, action: str) -> RequestPlan:
    """The plan of an operation, worked out at its first use.

    Raises:
        UnknownOperation: There is no such entity or action.
    """
    return RequestPlan(reading.operation(entity, action))


def _write(writer: Callable[[Any], Any], name: str, value: Any, problems: list[tuple[str, str]]) -> Any:
    try:
        return writer(value)
    except ValueError as error:
        problems.append((name, str(error)))
        return ""


def _names(params: tuple[Param, ...]) -> dict[str, Param]:
    """Every name under which a parameter is understood; our own names win over aliases, aliases over ClickUp's."""
    names: dict[str, Param] = {}
    for param in params:
        names.setdefault(param.wire_name, param)
    for param in params:
        names.update(dict.fromkeys(param.aliases, param))
    for param in params:
        names[param.name] = param
    return names


def _cut(operation: Operation) -> tuple[tuple[str, str], ...]:
    by_wire = {param.wire_name: param.name for param in operation.params if param.place == "path"}
    parts = []
    rest = operation.path
    while "{" in rest:
        fixed, _, rest = rest.partition("{")
        wire, _, rest = rest.partition("}")
        parts.append((fixed, by_wire[wire]))
    return (*parts, (rest, "")) if rest else tuple(parts)


def _unknown(key: str, operation: Operation) -> str:
    names = [param.name for param in operation.params]
    near = difflib.get_close_matches(key, names, n=1)
    if near:
        return f"is not a parameter; did you mean '{near[0]}'?"
    return f"is not a parameter; known are {', '.join(names)}" if names else "is not a parameter; there are none"
