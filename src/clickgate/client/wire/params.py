"""Checks the values of parameters and writes them as ClickUp wants them."""

from __future__ import annotations

import math
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec

from clickgate.kernel.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable

    from clickgate.catalog.model import Param


def check_id(value: Any) -> str:
    """Take an id as text; a number is written out."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise ValueError(f"expected an id (text), got {_kind(value)}")
    if value.isalnum():  # nearly all of them
        return value
    if not value or value != value.strip() or not value.isprintable():
        raise ValueError("is empty or holds spaces at its ends or control characters")
    if "/" in value or "?" in value or "#" in value:
        raise ValueError("an id holds no '/', '?' or '#'; pass the id alone, not a URL or path")
    return value


def check_text(value: Any) -> str:
    """Take text as it is."""
    if isinstance(value, str):
        return value
    if isinstance(value, Secret):
        return value.reveal()
    raise ValueError(f"expected text, got {_kind(value)}")


def check_integer(value: Any) -> int:
    """Take a whole number; a float without a fraction is one."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    raise ValueError(f"expected a whole number, got {_kind(value)}")


def check_number(value: Any) -> float:
    """Take a number that JSON can carry."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
        return value
    odd = "one that JSON can't carry" if isinstance(value, float) else _kind(value)
    raise ValueError(f"expected a number, got {odd}")


def check_boolean(value: Any) -> bool:
    """Take true or false, and nothing that merely looks like it."""
    if isinstance(value, bool):
        return value
    raise ValueError(f"expected true or false, got {_kind(value)}")


def check_timestamp(value: Any) -> int:
    """Take milliseconds since the Unix epoch, or a datetime that knows its time zone."""
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a datetime without time zone says no moment; give it one, e.g. tzinfo=UTC")
        return round(value.timestamp() * 1000)
    try:
        return check_integer(value)
    except ValueError:
        raise ValueError(f"expected milliseconds since 1970 or a datetime, got {_kind(value)}") from None


def check_object(value: Any) -> Any:
    """Take a JSON object."""
    if isinstance(value, (dict, msgspec.Struct)):
        return value
    raise ValueError(f"expected an object, got {_kind(value)}")


def check_json(value: Any) -> Any:
    """Take anything; the body's encoder has the last word."""
    return value


CHECKS: dict[str, Callable[[Any], Any]] = {
    "id": check_id,
    "string": check_text,
    "integer": check_integer,
    "number": check_number,
    "boolean": check_boolean,
    "timestamp": check_timestamp,
    "object": check_object,
    "json": check_json,
}


def checker(param: Param) -> Callable[[Any], Any]:
    """Build the check of one parameter: type, allowed values, array, null."""
    check = CHECKS[param.type]
    if param.numeric:
        check = _numeric(check)
    if param.enum:
        check = _one_of(check, param.enum)
    if param.array:
        check = _each(check)
    return check


def path_writer(param: Param) -> Callable[[Any], str]:
    """Build the writer of a path parameter: checked and percent-encoded, never able to leave its segment."""
    check = checker(param)

    def write(value: Any) -> str:
        text = str(check(value))
        if text in {"", ".", ".."}:
            raise ValueError("can't be empty, '.' or '..'")
        return text if text.isalnum() and text.isascii() else quote(text, safe="")

    return write


def query_writer(param: Param) -> Callable[[Any], str]:
    """Build the writer of a query parameter: `name=value`, repeated or joined as the catalogue says."""
    check = checker(param)
    key = quote(param.wire_name, safe="[]")
    to_text = _json_text if param.type in {"json", "object"} else _query_text
    if not param.array:
        return lambda value: f"{key}={quote(to_text(check(value)), safe='')}"
    if param.array == "comma":
        return lambda value: f"{key}={quote(','.join(map(to_text, check(value))), safe=',')}"
    return lambda value: "&".join(f"{key}={quote(to_text(item), safe='')}" for item in check(value))


def encode_body(value: Any) -> bytes:
    """Write a JSON body.

    Raises:
        ValueError: A value inside can't be written as JSON.
    """
    try:
        return msgspec.json.encode(value, enc_hook=_encode_special)
    except (TypeError, NotImplementedError, RecursionError) as error:
        raise ValueError(f"can't be written as JSON: {error}") from None


def _encode_special(value: Any) -> Any:
    if isinstance(value, Secret):
        return value.reveal()
    raise NotImplementedError(f"a value of type {type(value).__name__}")


def _query_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _json_text(value: Any) -> str:
    return value if isinstance(value, str) else encode_body(value).decode()


def _one_of(check: Callable[[Any], Any], allowed: tuple[str | int, ...]) -> Callable[[Any], Any]:
    def write(value: Any) -> Any:
        if isinstance(value, (str, int)) and not isinstance(value, bool) and value in allowed:
            return value
        check(value)
        raise ValueError(f"is none of {', '.join(map(str, allowed))}")

    return write


def _each(check: Callable[[Any], Any]) -> Callable[[Any], list[Any]]:
    def write(value: Any) -> list[Any]:
        if not isinstance(value, (list, tuple, set, frozenset)):
            raise ValueError(f"expected a list, got {_kind(value)}")
        items = []
        for index, item in enumerate(value):
            try:
                items.append(check(item))
            except ValueError as error:
                raise ValueError(f"item {index}: {error}") from None
        return items

    return write


def _numeric(check: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Send ids of people as the numbers ClickUp has them, however the caller holds them."""

    def write(value: Any) -> Any:
        value = check(value)
        if isinstance(value, dict):
            return {
                key: [_as_number(item) for item in items] if isinstance(items, (list, tuple)) else items
                for key, items in value.items()
            }
        return _as_number(value)

    return write


def _as_number(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value.removeprefix("-").isdecimal() else value


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    names = {bool: "true or false", str: "text", int: "a number", float: "a number", dict: "an object"}
    return names.get(type(value), "a list" if isinstance(value, (list, tuple, set)) else type(value).__name__)
