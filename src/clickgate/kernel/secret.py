"""Texts and keys that must not be seen, and what tells such a text from others."""

from __future__ import annotations

import hmac
import re
from typing import NoReturn

# Tokens, and the secrets of OAuth apps and webhooks, in the forms that were seen: nobody's names and ids look so.
_FORMS = re.compile(
    r"pk_[0-9]+_[0-9A-Za-z]+"
    r"|(?<![0-9A-Za-z])[0-9]{1,12}_[0-9a-f]{64}(?![0-9A-Za-z])"
    r"|(?<![0-9A-Za-z])[0-9A-Z]{64}(?![0-9A-Za-z])"
)
_SHORTEST = 36  # characters of the shortest token


def holds_secret(text: str) -> bool:
    """Tell whether something that has the form of a token, or of an app's secret, stands in a text."""
    return len(text) >= _SHORTEST and hide_secrets(text) != text


def hide_secrets(text: str) -> str:
    """Take out of a text what has the form of a token, or of an app's secret."""
    return _FORMS.sub(lambda found: "pk_…" if found[0].startswith("pk_") else "…", text)


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


class SecretBytes(bytes):
    """The bytes of a key, which are used as any others, and are in no repr, log or traceback."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "SecretBytes(…)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("A key is not pickled or copied to disk.")
