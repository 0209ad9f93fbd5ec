"""Where the key-encryption key comes from; each source is a module of its own, and most are extras."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from clickgate.db.location import data_folder
from clickgate.errors import ConfigurationError
from clickgate.vault.keys.environment import EnvironmentKeySource
from clickgate.vault.keys.file import FileKeySource

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_ELSEWHERE = {  # loaded only when asked for: each stands on a library of its own
    "keyring": ("clickgate.vault.keys.keyring", "KeyringKeySource"),
    "transit": ("clickgate.vault.keys.transit", "TransitKeySource"),
    "kms": ("clickgate.vault.keys.kms", "KmsKeySource"),
}


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


def open_key_source(spec: str | None, environ: Mapping[str, str], notice: Callable[[str], None]) -> KeySource:
    """Open the source that a setting names; no key is made by opening.

    Args:
        spec: `file`, `file:/path`, `env`, `keyring`, `transit:KEYNAME` or `kms:KEYID`; None takes
            `CLICKGATE_KEY_SOURCE`, and where that is not set a file in the data folder.
        environ: Where settings are looked up.
        notice: Told, in one line, what the person has to know, such as where a new key was made.

    Raises:
        ConfigurationError: There is no such source, it can't be used, or its library is not installed.
        VaultLocked: There is no key, where that shows at once.
    """
    named = (environ.get("CLICKGATE_KEY_SOURCE", "") if spec is None else spec).strip() or "file"
    kind, _, rest = named.partition(":")
    if kind == "file":
        return FileKeySource(Path(rest).expanduser() if rest else data_folder() / "vault.key", notice)
    if named == "env":
        return EnvironmentKeySource.from_environment(environ)
    if kind in _ELSEWHERE:
        module, name = _ELSEWHERE[kind]
        source: KeySource = getattr(importlib.import_module(module), name).from_settings(rest, environ)
        return source
    raise ConfigurationError(
        f"There is no key source '{kind}'.",
        advice="CLICKGATE_KEY_SOURCE is file, file:/path, env, keyring, transit:KEYNAME or kms:KEYID.",
    )
