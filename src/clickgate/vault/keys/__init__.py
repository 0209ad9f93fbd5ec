"""Where the key-encryption key comes from; each source is a module of its own, and most are extras."""

from __future__ import annotations

from typing import Protocol


class KeySource(Protocol):
    """Wraps and unwraps data keys with key-encryption keys that never leave it, or never leave this process.

    A source may hold several keys at once, so that one can follow another while all work goes on: the database says
    which of them wraps. Ids are told from the keys themselves, so that the same key has the same id wherever it is kept
    and another key has another. May be used by several threads at once.
    """

    name: str
    """Kind of the source: `file`, `env`, `keyring`, `transit`, `kms`."""

    def current_id(self) -> str:
        """Id of the newest key, looked up anew each time; never its text. No key is made by asking.

        Raises:
            VaultLocked: There is no key, or the service can't be reached.
        """

    def wrap(self, data_key: bytes, key_id: str, context: bytes) -> bytes:
        """Wrap 32 bytes with the key `key_id`; `context` is bound to them.

        Raises:
            WrongKey: There is no such key here.
            VaultLocked: There is no key at all, or the service can't be reached.
        """

    def unwrap(self, wrapped: bytes, key_id: str, context: bytes) -> bytes:
        """Unwrap what was wrapped with the key `key_id`; one that another process added meanwhile is found.

        Raises:
            WrongKey: There is no such key here.
            VaultLocked: There is no key at all, or the service can't be reached.
            SealBroken: It was changed, wrapped with another key, or for another context.
        """

    def add_key(self) -> str:
        """Make a new key, the first or one beside the older ones, which still unwrap; give its id.

        Where `current_id` found no key at all and another process has made the first one since, that one is taken.

        Raises:
            ConfigurationError: Keys of this source are made elsewhere; the advice says where.
            VaultLocked: The service can't be reached.
        """

    def drop_key(self, key_id: str) -> None:
        """Forget an old key, where that can be done from here; nothing happens where it is gone, or is the newest."""
