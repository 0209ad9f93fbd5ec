"""Finds a value again in the bytes of the answer that it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from clickgate.catalog.schemas.base import Model
from clickgate.catalog.schemas.text import read_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from typing_extensions import Buffer

Json = Any

_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ROWS = msgspec.json.Decoder(list[msgspec.Raw])


class Source(msgspec.Struct, eq=False):
    """The bytes of one answer and where in them the values stand; nothing is read before somebody asks.

    `unwrap` is the key under which the value stands, empty for the whole answer; `many` says that it is an array;
    `texts` are the values' own bytes, once they were looked for.
    """

    body: Buffer
    unwrap: str
    many: bool
    texts: list[Buffer] | None = None

    def adopt(self, values: Iterable[object]) -> None:
        """Tell the models among the values, in the order of the answer, that they came from here."""
        for index, value in enumerate(values):
            if isinstance(value, Model):
                value.__dict__["origin"] = (self, index)

    def find(self, index: int) -> Json:
        """Give the JSON value at this place: a new one each time, with all that ClickUp sent.

        Raises:
            ValueError: It can't be read by itself.
        """
        if self.texts is None:
            try:
                self.texts = self._cut()
            except ValueError:
                self.texts = self._cut_loosely()
        return read_json(self.texts[index])

    def _cut(self) -> list[Buffer]:
        value = _MEMBERS.decode(self.body)[self.unwrap] if self.unwrap else self.body
        return list(_ROWS.decode(value)) if self.many else [value]

    def _cut_loosely(self) -> list[Buffer]:
        import json  # noqa: PLC0415 - costs a millisecond, and few processes ever come here

        whole = read_json(self.body)
        value = whole[self.unwrap] if self.unwrap else whole
        return [json.dumps(row).encode() for row in (value if self.many else [value])]
