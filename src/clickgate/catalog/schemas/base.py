"""What all of ClickUp's replies have in common: lean parts, and models that can show the JSON they came from.

Names are ClickUp's in snake case, with `workspace` where the wire says team. Every field has a default, since any
key may be missing. Ids are text. Dates are whole milliseconds since the Unix epoch, UTC, although most arrive as
text; read them with `msgspec`'s `strict=False` and with `read_custom`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, dataclass_transform

import msgspec

from clickgate.catalog.schemas.text import read_json
from clickgate.kernel.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable

    Id = str
    JsonObject = dict[str, Any]
else:
    # Kept as msgspec reads them fastest, and shown as what they are to the reader: an id is text however it came, and
    # an object is read when somebody asks for it. So a task of 5.6 kB is read in 6.4 µs instead of 10.
    Id = int | str
    JsonObject = msgspec.Raw


# Tasks have an attribute named `list`, which hides the type of that name inside their class.
Array = list

_SHOWN_FIELDS = 5
_SHOWN_LENGTH = 40


def read_custom(kind: type, raw: object) -> Secret:
    """Read the type that msgspec does not know, `Secret`: its `dec_hook`."""
    if kind is Secret and type(raw) is str:
        return Secret(raw)
    raise ValueError("Expected text")


def _plain(value: object) -> object:
    """Give what msgspec can't turn into JSON as something that it can: its `enc_hook`."""
    if isinstance(value, Secret):
        return value.reveal()
    if isinstance(value, msgspec.Raw):
        return read_json(value)
    raise NotImplementedError


def _show_id(kept: int | str | None) -> str | None:
    return str(kept) if type(kept) is int else kept  # type: ignore[return-value]


def _show_ids(kept: list[int | str]) -> list[str]:
    return [str(item) for item in kept]


def _show_object(kept: object) -> object:
    if type(kept) is not msgspec.Raw:  # made by hand, or mended
        return kept
    found = read_json(kept)
    return {} if found is None else found


_SHOWN_BY: dict[str, Callable[[Any], Any]] = {
    "Id": _show_id,
    "Id | None": _show_id,
    "list[Id]": _show_ids,
    "JsonObject": _show_object,
}


def _shown(member: Any, show: Callable[[Any], Any]) -> property:
    read = member.__get__
    return property(lambda self: show(read(self)))


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class _Value(msgspec.StructMeta):
    """Makes each of the types below a value: frozen, built by keywords, its fields shown as their types say."""

    def __new__(cls, name: str, bases: tuple[type, ...], members: dict[str, Any], **options: Any) -> _Value:
        value = super().__new__(cls, name, bases, members, **{"frozen": True, "kw_only": True, **options})
        for field, kind in members.get("__annotations__", {}).items():
            if kind in _SHOWN_BY:
                setattr(value, field, _shown(getattr(value, field), _SHOWN_BY[kind]))
        return value


class _Shown(msgspec.Struct, metaclass=_Value, gc=False):
    """A value that is compared and printed by what its fields show, whatever they keep."""

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.__struct_fields__)

    def __hash__(self) -> int:
        return hash((type(self), *(getattr(self, name) for name in self.__struct_fields__)))

    def __repr__(self) -> str:
        """Show the first few plain fields that say something, each cut short."""
        shown: list[str] = []
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if value is None or value == "" or not isinstance(value, (str, int, float, Secret)):
                continue
            if len(shown) == _SHOWN_FIELDS:
                shown.append("…")
                break
            text = repr(value)
            shown.append(f"{name}={text if len(text) <= _SHOWN_LENGTH else text[:_SHOWN_LENGTH] + '…'}")
        return f"{type(self).__name__}({', '.join(shown)})"


class Part(_Shown, gc=False, omit_defaults=True):
    """A value inside a model."""


class Model(_Shown, dict=True, gc=True, omit_defaults=True):
    """A value that is an answer, or a row of one.

    Two models are equal when their fields are, wherever they came from.
    """

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object as ClickUp sent it: all keys, also unknown ones, with their own types.

        A model that was made by hand, or stands inside another, answers from its fields and leaves out defaults.
        """
        origin = self.__dict__.get("origin")
        if origin is not None:
            source, index = origin
            try:
                found = source.find(index)
            except (ValueError, RecursionError):
                found = None
            if isinstance(found, dict):
                return found
        fields: dict[str, Any] = msgspec.to_builtins(self, enc_hook=_plain)
        return fields

    @property
    def extra(self) -> dict[str, Any]:
        """What ClickUp sent at the top of this object that has no field here."""
        return {key: value for key, value in self.to_dict().items() if key not in self.__struct_encode_fields__}
