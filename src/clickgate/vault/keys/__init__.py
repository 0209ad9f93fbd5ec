"""Where the key-encryption key comes from; each source is a module of its own, and most are extras."""

from __future__ import annotations

from typing import Protocol


class KeySource(Protocol):
    """Wraps and unwraps data keys with a key-encryption key that never leaves it, or never leaves this process.

    A source that can be rotated knows several keys at once: it wraps with the newest and unwraps with any of them.
    """

    name: str
    """Kind of the source: `file`, `env`, `keyring`, `transit`, `kms`."""

    def current_id(self) -> str:
        """Id of the key that wraps now; never its text.

        Raises:
            VaultLocked: There is no key, or the service can't be reached.
        """

    def wrap(self, data_key: bytes, context: bytes) -> bytes:
        """Wrap 32 bytes with the current key; `context` is bound to them.

        Raises:
            VaultLocked: There is no key, or the service can't be reached.
        """

    def unwrap(self, wrapped: bytes, key_id: str, context: bytes) -> bytes:
        """Unwrap what was wrapped with the key `key_id`.

        Raises:
            VaultLocked: The service can't be reached, or the key is not there.
            SealBroken: It was changed, wrapped with another key, or for another context.
        """

    def add_key(self) -> str:
        """Make a new key the current one and give its id; the older ones still unwrap.

        Raises:
            ConfigurationError: Keys of this source are made elsewhere; the advice says where.
        """

    def drop_key(self, key_id: str) -> None:
        """Forget an old key, where that can be done from here; the current one is never dropped."""
