"""Reads `key=value` as people type it into the parameters of an operation, by the types of the catalogue."""

from __future__ import annotations

import re
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from clickgate.errors import InvalidParams, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from clickgate.catalog.model import Operation, Param

_ITEM = re.compile(r"(?P<key>[^=:@\s]+?)(?P<kind>:?=)(?P<text>.*)", re.DOTALL)
_HOW = "Write key=value, key:=JSON, or key=@FILE."


def read_params(operation: Operation, items: Iterable[str], base: dict[str, Any] | None = None) -> dict[str, Any]:
    """Read items such as `name=Fix`, `assignees=1,2`, `assignees=3` or `due_date=2026-01-31` into parameters.

    Args:
        operation: Tells the types; a name it does not know is kept as text, for the client to complain about.
        items: As typed; `-` stands for a JSON object on stdin.
        base: Parameters that are there already; an item of the same name takes the place of one.

    Raises:
        InvalidParams: A value is not of its parameter's type.
        UsageError: An item is not of the form `key=value`.
    """
    types = _by_name(operation)
    params = dict(base or {})
    problems: list[tuple[str, str]] = []
    given: dict[str, list[Any]] = {}
    for item in items:
        if item == "-":
            params.update(load_params("-"))
            continue
        key, kind, text = _split(item)
        try:
            given.setdefault(key, []).append(_read(types.get(key), kind, text, at_noon=f"{key}_time" in types))
        except (ValueError, OSError) as error:
            problems.append((key, _said(error)))
    if problems:
        raise InvalidParams(problems, operation=operation.name)
    return {**params, **{key: _merge(types.get(key), values) for key, values in given.items()}}


def load_params(path: str) -> dict[str, Any]:
    """Load parameters from a file that holds a JSON object; `-` is stdin.

    Raises:
        UsageError: The file can't be read, or holds something else.
    """
    try:
        found = msgspec.json.decode(_load(path))
    except (OSError, ValueError) as error:
        raise UsageError(f"The parameters can't be read from {path}: {_said(error)}.") from None
    if not isinstance(found, dict):
        raise UsageError(f"The parameters in {path} are not a JSON object.")
    return found


def _split(item: str) -> tuple[str, str, str]:
    found = _ITEM.fullmatch(item)
    if found is None:
        raise UsageError(f"'{item}' is not a parameter.", advice=_HOW)
    return found["key"], found["kind"], found["text"]


def _read(param: Param | None, kind: str, text: str, *, at_noon: bool) -> Any:
    """Read one value; for an array, the list of those that one item holds."""
    if param is not None and param.place == "file":
        return ("stdin", sys.stdin.buffer) if text == "@-" else text.removeprefix("@")
    if text.startswith("@"):
        text = _load(text[1:]).decode().removesuffix("\n")
    if kind == ":=":
        return _json(text)
    if param is None:
        return text
    if param.type == "timestamp":
        return _timestamp(text, at_noon=at_noon)
    read = _READERS.get(param.type, str)
    if not param.array:
        return read(text)
    if text[:1] == "[" and param.type in {"object", "json"}:
        return _json(text)
    parts = [text] if param.type in {"object", "json"} else text.split(",")
    return [read(part.strip()) for part in parts if part.strip()]


def _merge(param: Param | None, values: list[Any]) -> Any:
    """Put together what stood under one name: arrays grow; of anything else the last counts."""
    if param is None or not param.array or not all(isinstance(value, list) for value in values):
        return values[-1]
    return [part for value in values for part in value]


def _by_name(operation: Operation) -> dict[str, Param]:
    """Parameters by every name under which the client understands them; our own names win."""
    names = {param.wire_name: param for param in operation.params}
    names |= {alias: param for param in operation.params for alias in param.aliases}
    return names | {param.name: param for param in operation.params}


def _load(path: str) -> bytes:
    return sys.stdin.buffer.read() if path == "-" else Path(path).expanduser().read_bytes()


def _json(text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        raise ValueError(f"is not JSON: {error}") from None


def _any(text: str) -> Any:
    """Read JSON where it is JSON; other text is text."""
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return text


def _integer(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ValueError(f"expected a whole number, got '{text}'") from None


def _number(text: str) -> float:
    try:
        return float(text) if any(sign in text for sign in ".eE") else int(text)
    except ValueError:
        raise ValueError(f"expected a number, got '{text}'") from None


def _boolean(text: str) -> bool:
    if text.lower() not in {"true", "false"}:
        raise ValueError(f"expected true or false, got '{text}'")
    return text.lower() == "true"


def _timestamp(text: str, *, at_noon: bool) -> int:
    """Read milliseconds, a day, or a moment with its time zone.

    A day is its first moment in UTC, or its noon where the parameter is a date that may go without a time of day:
    ClickUp takes the day of such a date in the user's time zone, and noon in UTC is the same day nearly everywhere.
    Source: measured by the authors of JanSuthacheeva/clickup-axi, and https://developer.clickup.com/docs/general-time
    """
    if text.removeprefix("-").isdecimal():
        return int(text)
    try:
        day = date.fromisoformat(text)
        moment = datetime(day.year, day.month, day.day, hour=12 if at_noon else 0, tzinfo=UTC)
    except ValueError:
        moment = _moment(text)
    return round(moment.timestamp() * 1000)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(
            f"expected milliseconds, or a date such as 2026-01-31 or 2026-01-31T12:00Z, got '{text}'"
        ) from None
    if moment.tzinfo is None:
        raise ValueError(f"'{text}' says no time zone: write {text}Z for UTC, or {text}+01:00")
    return moment


def _said(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "the file is not text"
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)


_READERS: dict[str, Callable[[str], Any]] = {
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "object": _json,
    "json": _any,
}
