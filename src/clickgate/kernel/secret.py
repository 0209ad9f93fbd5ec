"""A text that must not be seen: shown only where somebody asks for it by `reveal()`."""

from __future__ import annotations

import hmac
from typing import NoReturn


class Secret:
    """A secret text that no repr, log, format, pickle or comparison gives away.

    `reveal()` is the only way to the text, so that `grep reveal` is the audit.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Give the text itself."""
        return self._text

    def hint(self) -> str:
        """Show enough to tell two secrets apart: three characters and the last four, or nothing of a short one."""
        return f"{self._text[:3]}…{self._text[-4:]}" if len(self._text) >= 16 else "…"

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        """Compare in time that does not depend on where the texts differ."""
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._text.encode(), other._text.encode())

    def __hash__(self) -> int:
        return hash(("Secret", self._text))

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("A Secret is not pickled or copied to disk: store it in the vault.")

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: object) -> Secret:
        return self
