"""Takes the key-encryption keys from an environment variable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickgate.errors import ConfigurationError, VaultLocked
from clickgate.kernel.secret import Secret
from clickgate.vault.keys.local import HeldKeys, read_keys

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = "CLICKGATE_KEY"


class EnvironmentKeySource:
    """Keys out of `CLICKGATE_KEY`: base64 or hex of 32 bytes each, parted by commas, newest first."""

    name = "env"

    def __init__(self, keys: HeldKeys) -> None:
        self._held = keys

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> EnvironmentKeySource:
        """Read the variable.

        Raises:
            VaultLocked: It is not set.
            ConfigurationError: What it holds is no key, or a weak one.
        """
        text = Secret(environ.get(VARIABLE, "").strip())
        if not text:
            raise VaultLocked(
                f"There is no key: {VARIABLE} is not set.",
                advice=f"Set {VARIABLE} to the vault's key; for a new vault, to what `openssl rand -base64 32` gives.",
            )
        return cls(read_keys(text, where=VARIABLE))

    def current_id(self) -> str:
        """Id of the first key."""
        return self._held.ids[0]

    def wrap(self, data_key: bytes, key_id: str, context: bytes) -> bytes:
        """Wrap a data key; WrongKey where the key is not here."""
        return self._held.wrap(data_key, key_id, context)

    def unwrap(self, wrapped: bytes, key_id: str, context: bytes) -> bytes:
        """Unwrap a data key; WrongKey where the key is not here, SealBroken where it does not open."""
        return self._held.unwrap(wrapped, key_id, context)

    def add_key(self) -> str:
        """Tell how it is done: a process can't change the environment that others were started with.

        Raises:
            ConfigurationError: Always.
        """
        raise ConfigurationError(
            f"A new key of this source has to be put into {VARIABLE} where that is set.",
            advice=f"Set {VARIABLE}=NEW,OLD for all processes, start them anew, and rotate then.",
        )

    def drop_key(self, key_id: str) -> None:
        """Do nothing: an old key is taken out of the variable where that is set."""
