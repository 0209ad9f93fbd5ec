"""Turns the body of a successful answer into the value that its operation promises, whatever ClickUp really sent.

Most answers are what they should be and are read in one go. The others are read again with patience (`mend`): no
answer is refused because of what stands in it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from clickgate.catalog import schemas
from clickgate.catalog.schemas.base import Model, read_custom
from clickgate.catalog.schemas.source import Source
from clickgate.catalog.schemas.text import read_json
from clickgate.client.wire.mend import Mender, describe
from clickgate.client.wire.page import Page

if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import Buffer

    from clickgate.catalog.model import Operation

    Json = Any


class Envelope(msgspec.Struct, frozen=True, repr_omit_defaults=True):
    """What ClickUp says about the paging, beside the rows."""

    last_page: bool | None = None
    next_cursor: str | None = None


_NO_ENVELOPE = Envelope()


class Decoded(msgspec.Struct, frozen=True):
    """What was read: the value, and one sentence for each thing about it that was not as it should be."""

    value: Any
    warnings: tuple[str, ...] = ()
    envelope: Envelope = _NO_ENVELOPE


def decode(operation: Operation, body: Buffer) -> Decoded:
    """Read the body of a successful answer of this operation; never raises because of the body.

    The value is a model, a `Page` of them, JSON as it is (reply `json`), or None (reply `none`, or an answer that
    says there is nothing). A model keeps the body, and shows all of it in `to_dict()`. Values that can't be what
    they should are kept as they are, with a warning; an answer of quite another shape is given as JSON, and one
    that is no JSON as text.

    Raises:
        AttributeError: The operation names a schema that does not exist.
    """
    return _reader(operation.reply, operation.unwrap, operation.many)(body)


@cache
def _reader(reply: str, unwrap: str, many: bool) -> Callable[[Buffer], Decoded]:
    if reply == "none":
        return _read_nothing
    if reply == "json":
        return _JsonReader(unwrap)
    return _Reader(getattr(schemas, reply), unwrap, many=many)


def _read_nothing(_body: Buffer) -> Decoded:
    return Decoded(None)


class _JsonReader:
    """Reads answers that have no schema."""

    __slots__ = ("_unwrap",)

    def __init__(self, unwrap: str) -> None:
        self._unwrap = unwrap

    def __call__(self, body: Buffer) -> Decoded:
        if _is_empty(body):
            return Decoded(None)
        try:
            whole = read_json(body)
        except (ValueError, RecursionError):
            return _as_text(body)
        if not self._unwrap:
            return Decoded(whole)
        if not isinstance(whole, dict) or self._unwrap not in whole:
            return _as_it_is(whole, _lacking(self._unwrap, whole))
        return Decoded(whole[self._unwrap])


class _Reader:
    """Reads answers that hold one model, or many."""

    __slots__ = ("_decoder", "_kind", "_many", "_nothing", "_unwrap")

    def __init__(self, model: type[Model], unwrap: str, *, many: bool) -> None:
        self._kind: Any = list[model] if many else model  # type: ignore[valid-type]
        self._unwrap = unwrap
        self._many = many
        self._nothing = model()
        wrapped = msgspec.defstruct("Wrapped", self._wrapped_fields()) if unwrap else self._kind
        self._decoder = msgspec.json.Decoder[Any](wrapped, strict=False, dec_hook=read_custom)

    def _wrapped_fields(self) -> list[tuple[str, Any] | tuple[str, Any, Any]]:
        value = ("value", self._kind | None, msgspec.field(name=self._unwrap))
        return [value, *((field.name, field.type, None) for field in msgspec.structs.fields(Envelope) if self._many)]

    def __call__(self, body: Buffer) -> Decoded:
        try:
            found = self._decoder.decode(body)
        except (ValueError, RecursionError):
            return self._read_patiently(body)
        value = found.value if self._unwrap else found
        if not self._many:
            return self._deliver(body, value)
        paging = Envelope(last_page=found.last_page, next_cursor=found.next_cursor) if self._unwrap else _NO_ENVELOPE
        return self._deliver_page(body, value or [], paging)

    def _deliver(self, body: Buffer, value: Json, warnings: tuple[str, ...] = ()) -> Decoded:
        if value is None:
            return Decoded(None, warnings)
        source = Source(_lasting(body), self._unwrap, many=False)
        if self._unwrap and value == self._nothing and source.find(0) == {}:
            return Decoded(None)  # `{"data": {}}` says that no timer runs, as `{"data": null}` does
        source.adopt((value,))
        return Decoded(value, warnings)

    def _deliver_page(self, body: Buffer, rows: list[Any], paging: Envelope, warnings: tuple[str, ...] = ()) -> Decoded:
        Source(_lasting(body), self._unwrap, many=True).adopt(rows)
        page = Page(rows, last_page=paging.last_page, next_cursor=paging.next_cursor)
        return Decoded(page, warnings, paging)

    def _read_patiently(self, body: Buffer) -> Decoded:
        if _is_empty(body):
            return Decoded(None, ("the answer is empty",))
        try:
            whole = read_json(body)
        except (ValueError, RecursionError):
            return _as_text(body)
        try:
            return self._mend(body, whole)
        except RecursionError:
            return _as_it_is(whole, "the answer is nested too deep")

    def _mend(self, body: Buffer, whole: Json) -> Decoded:
        raw = whole
        if self._unwrap:
            if not isinstance(whole, dict) or self._unwrap not in whole:
                return _as_it_is(whole, _lacking(self._unwrap, whole))
            raw = whole[self._unwrap]
        place = (self._unwrap or "answer",)
        mender = Mender()
        value = mender.read(raw, self._kind | None if self._unwrap else self._kind, place)
        if not self._many:
            if value is not None and not isinstance(value, Model):
                return _as_it_is(whole, mender.warnings[0])
            return self._deliver(body, value, mender.warnings)
        if value is not None and not isinstance(value, list):
            return _as_it_is(whole, mender.warnings[0])
        paging = mender.read(whole, Envelope, ("answer",)) if self._unwrap else _NO_ENVELOPE
        return self._deliver_page(body, value or [], paging, mender.warnings)


def _as_it_is(whole: Json, why: str) -> Decoded:
    return Decoded(whole, (f"{why}; the answer is given as it is",))


def _lacking(key: str, whole: Json) -> str:
    if isinstance(whole, dict):
        return f"answer: has no '{key}'"
    return f"answer: expected an object with '{key}', got {describe(whole)}"


def _as_text(body: Buffer) -> Decoded:
    return Decoded(bytes(body).decode("utf-8", "replace"), ("the answer is no JSON and is given as text",))


def _is_empty(body: Buffer) -> bool:
    return not memoryview(body).nbytes


def _lasting(body: Buffer) -> Buffer:
    """Give bytes that nobody will change: models read them again, maybe much later."""
    return bytes(body) if isinstance(body, (bytearray, memoryview)) else body
