"""Reads JSON values as the types they should have, and never fails: what fits no type is kept and reported."""

from __future__ import annotations

from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

import msgspec

from clickgate.catalog.schemas.base import read_custom
from clickgate.kernel.secret import Secret

Json = Any
Place = tuple[Any, ...]  # (place above, key or index); the outermost is (name,)

MOST_WARNINGS = 20
_ODD = object()
_NAMES: dict[object, str] = {
    str: "text",
    Secret: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    list: "a list",
    dict: "an object",
    msgspec.Raw: "an object",
    NoneType: "null",
}


class Mender:
    """Reads the values of one answer and collects what was odd about them."""

    __slots__ = ("_odd", "_warnings")

    def __init__(self) -> None:
        self._odd = 0
        self._warnings: list[str] = []

    @property
    def warnings(self) -> tuple[str, ...]:
        """One sentence for each odd value, the first twenty, then how many more there were."""
        more = self._odd - len(self._warnings)
        return (*self._warnings, f"… and {more} more") if more else tuple(self._warnings)

    def read(self, raw: Json, kind: Any, place: Place) -> Json:
        """Give the value as this type; whole where msgspec can, piece by piece where it can't."""
        try:
            return msgspec.convert(raw, kind, strict=False, dec_hook=read_custom)
        except ValueError:
            pass
        options = _options(kind)
        if raw == "" and NoneType in options:
            return None
        for option in options:
            mended = self._mend(raw, option, place)
            if mended is not _ODD:
                return mended
        self.warn(place, " or ".join(_name(option) for option in options), raw)
        return raw

    def warn(self, place: Place, expected: str, raw: Json) -> None:
        """Note an odd value, without what it says: it may be private."""
        self._odd += 1
        if len(self._warnings) < MOST_WARNINGS:
            self._warnings.append(f"{_spell(place)}: expected {expected}, got {describe(raw)}")

    def _mend(self, raw: Json, kind: Any, place: Place) -> Json:
        base = get_origin(kind) or kind
        if base is list:
            return self._mend_list(raw, kind, place)
        if base is dict or base is msgspec.Raw:  # what is kept as bytes where nothing is odd may be an object as well
            return {} if raw is None else raw if isinstance(raw, dict) else _ODD
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            return self._mend_object(raw, kind, place)
        if kind is str and type(raw) in (int, float):
            return str(raw)
        if kind is Secret and raw is not None:
            return Secret(str(raw))  # whatever it is, it is not shown
        return _ODD

    def _mend_list(self, raw: Json, kind: Any, place: Place) -> Json:
        if raw is None:
            return []
        if not isinstance(raw, list):
            return _ODD
        (inner,) = get_args(kind)
        return [self.read(item, inner, (place, index)) for index, item in enumerate(raw)]

    def _mend_object(self, raw: Json, kind: type[msgspec.Struct], place: Place) -> Json:
        if not isinstance(raw, dict):
            return _ODD
        return kind(
            **{name: self.read(raw[key], inner, (place, key)) for name, key, inner in _members(kind) if key in raw}
        )


@cache
def _members(kind: type[msgspec.Struct]) -> tuple[tuple[str, str, Any], ...]:
    return tuple((member.name, member.encode_name, member.type) for member in msgspec.structs.fields(kind))


@cache
def _options(kind: Any) -> tuple[Any, ...]:
    return get_args(kind) if get_origin(kind) in (UnionType, Union) else (kind,)


def _name(kind: object) -> str:
    return _NAMES.get(get_origin(kind) or kind, "an object")


def describe(raw: Json) -> str:
    """Say what kind of value this is, and not what it says."""
    if raw is None:
        return "null"
    if isinstance(raw, bool):
        return "true" if raw else "false"
    return _NAMES[type(raw)]


def _spell(place: Place) -> str:
    *above, key = place
    if not above:
        return str(key)
    return f"{_spell(above[0])}[{key}]" if isinstance(key, int) else f"{_spell(above[0])}.{key}"
