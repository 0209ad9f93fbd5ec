"""Reads a JSON text, also one that strict readers refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from typing_extensions import Buffer

Json = Any


def read_json(text: Buffer) -> Json:
    """Read a JSON text, also one that strict readers refuse: half an emoji, a raw line break, `NaN`, broken UTF-8.

    Raises:
        ValueError: It is no JSON.
        RecursionError: It is nested too deep.
    """
    try:
        return msgspec.json.decode(text)
    except ValueError:
        import json  # noqa: PLC0415 - costs a millisecond, and few processes ever come here

        return json.loads(bytes(text).decode("utf-8", "replace").removeprefix("\ufeff"), strict=False)
