"""Tells what went wrong at a target, without a secret in it."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

import msgspec

from clickgate.errors import ConfigurationError, PropagationFailed
from clickgate.vault.propagate.forms import gives_away

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

    from clickgate.kernel.secret import Secret

AGAIN = "Run it again: to write a version twice does no harm."
UNTOUCHED = "The old value is still there."
UNKNOWN = "Whether the new value was written is not known."
ODD_LOGIN = "what this target authenticates with has characters that no token has. Nothing was sent."
_LONGEST = 300  # characters of somebody else's message


class Teller(msgspec.Struct, frozen=True):
    """Makes the errors of one target.

    Attributes:
        name: What the target is called here.
        where: The place, as `Target.describe` says it.
    """

    name: str
    where: str

    def refused(self, what: str, *, advice: str) -> ConfigurationError:
        """The target can't be written as things are; to try again would not help."""
        return ConfigurationError(f"Target '{self.name}' ({self.where}): {what}", advice=advice)

    def failed(self, what: str, *, advice: str = AGAIN) -> PropagationFailed:
        """The target was not written, or it is not known whether it was."""
        return PropagationFailed(
            f"Target '{self.name}' ({self.where}): {what}", failed={self.name: what}, advice=advice
        )

    def load(self, module: str, extra: str) -> ModuleType:
        """Import a library that comes with an extra.

        Raises:
            ConfigurationError: It is not installed.
        """
        try:
            return importlib.import_module(module)
        except ModuleNotFoundError:
            pass
        raise self.refused(
            f"this kind of target needs the library '{module}', which is not installed.",
            advice=f"pip install 'clickgate[{extra}]'.",
        )


def quote(text: str, secrets: Iterable[Secret | None]) -> str:
    """Give what a service said as ` It says: …`, on one line and not long; empty where it gives a secret away."""
    line = " ".join("".join(character if character.isprintable() else " " for character in text[:8000]).split())
    if not line or any(gives_away(line, secret) for secret in secrets if secret is not None):
        return ""
    return f" It says: {line[:_LONGEST]}{'…' if len(line) > _LONGEST else ''}"
