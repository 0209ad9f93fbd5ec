"""What all of ClickUp's replies have in common: lean parts, and models that can show the JSON they came from.

Names are ClickUp's in snake case, with `workspace` where the wire says team. Every field has a default, since any
key may be missing. Ids are text. Dates are whole milliseconds since the Unix epoch, UTC, although most arrive as
text; read them with `msgspec`'s `strict=False` and with `read_custom`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, dataclass_transform

import msgspec

from clickgate.kernel.secret import Secret

if TYPE_CHECKING:
    Id = str
else:

    class _AnyText(type):
        """Makes every str an instance of `Id`, at the price of none: the question is answered in C."""

        __instancecheck__ = staticmethod(str.__instancecheck__)

    class Id(metaclass=_AnyText):
        """A str, read also from a number: ids of people, and whatever ClickUp sends now one way, now the other."""


# Tasks have an attribute named `list`, which hides the type of that name inside their class.
Array = list

_SHOWN_FIELDS = 5
_SHOWN_LENGTH = 40


def read_custom(kind: type, raw: object) -> str | Secret:
    """Read the types that msgspec does not know, `Id` and `Secret`: its `dec_hook`."""
    if kind is Id:
        if type(raw) is int:
            return str(raw)
        if type(raw) is str:
            return raw
    elif kind is Secret and type(raw) is str:
        return Secret(raw)
    raise ValueError("Expected text")


def _reveal(value: object) -> str:
    if isinstance(value, Secret):
        return value.reveal()
    raise NotImplementedError


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class _Value(msgspec.StructMeta):
    """Makes each of the types below a value: frozen, and built by keywords."""

    def __new__(cls, name: str, bases: tuple[type, ...], members: dict[str, Any], **options: Any) -> _Value:  # noqa: ANN401 - handed on
        return super().__new__(cls, name, bases, members, **{"frozen": True, "kw_only": True, **options})


class Part(msgspec.Struct, metaclass=_Value, gc=False, omit_defaults=True, repr_omit_defaults=True):
    """A value inside a model."""


class Model(msgspec.Struct, metaclass=_Value, dict=True, omit_defaults=True):
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
        fields: dict[str, Any] = msgspec.to_builtins(self, enc_hook=_reveal)
        return fields

    @property
    def extra(self) -> dict[str, Any]:
        """What ClickUp sent at the top of this object that has no field here."""
        return {key: value for key, value in self.to_dict().items() if key not in self.__struct_encode_fields__}

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
