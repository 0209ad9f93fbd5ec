"""Keeps key-encryption keys in the operating system's keyring: an entry for each, and one that names the newest."""

from __future__ import annotations

import base64
import threading
from typing import TYPE_CHECKING, Self, TypeVar

from clickgate.errors import VaultLocked, WrongKey
from clickgate.kernel.secret import Secret
from clickgate.vault.keys import remote
from clickgate.vault.keys.local import HeldKeys, key_id, make_key, read_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from keyring.backend import KeyringBackend

T = TypeVar("T")
SERVICE = "clickgate"
_CURRENT = "current key"
# What `keyring` falls back to where there is no keyring, and what keeps passwords in a readable file.
_REFUSED = ("keyring.backends.fail.", "keyring.backends.null.", "keyrings.alt.")
# No keyring promises to bear several threads; GNOME's daemon dies of several that ask at once.
# Source: https://gitlab.gnome.org/GNOME/gnome-keyring/-/work_items/196; seen with version 42.1
_ONE_AT_A_TIME = threading.Lock()


class KeyringKeySource:
    """Keys in the keyring of whoever is logged in."""

    name = "keyring"

    def __init__(self, find: Callable[[], KeyringBackend], service: str = SERVICE) -> None:
        """Prepare; the keyring is not touched yet.

        Args:
            find: Gives the keyring that is used.
            service: Name that the entries stand under.
        """
        self._find = find
        self._service = service
        self._known: dict[str, HeldKeys] = {}  # a key never changes, and a look into the keyring takes long
        self._was_empty = False

    @classmethod
    def from_settings(cls, rest: str, environ: Mapping[str, str]) -> Self:
        """Read the name that the entries stand under; empty means `clickgate`.

        Raises:
            ConfigurationError: keyring is not installed.
        """
        try:
            import keyring  # noqa: PLC0415 - an extra
        except ImportError:
            raise remote.absent("keyring", "keyring") from None

        return cls(keyring.get_keyring, rest.strip() or SERVICE)

    def current_id(self) -> str:
        """Id of the newest key.

        Raises:
            VaultLocked: There is none, or no keyring that can be used.
        """
        current = self._look(_CURRENT)
        self._was_empty = not current
        if not current:
            raise VaultLocked(
                f"There is no key under '{self._service}' in the keyring.",
                advice="Log in as the user who made it, or point CLICKGATE_KEY_SOURCE to where the key is.",
            )
        return current

    def wrap(self, data_key: bytes, key_id: str, context: bytes) -> bytes:
        """Wrap 32 bytes with one of the keys.

        Raises:
            WrongKey: There is no such key.
            VaultLocked: There is no key at all, or no keyring that can be used.
        """
        return self._held(key_id).wrap(data_key, key_id, context)

    def unwrap(self, wrapped: bytes, key_id: str, context: bytes) -> bytes:
        """Unwrap what was wrapped with one of the keys.

        Raises:
            WrongKey: There is no such key.
            VaultLocked: There is no key at all, or no keyring that can be used.
            SealBroken: It was changed, wrapped with another key, or for another context.
        """
        return self._held(key_id).unwrap(wrapped, key_id, context)

    def add_key(self) -> str:
        """Make a key and name it the newest; the older ones stay.

        Raises:
            VaultLocked: There is no keyring that can be used.
        """
        if self._was_empty and (made_meanwhile := self._look(_CURRENT)):
            return made_meanwhile
        key = make_key()
        id_ = key_id(key)
        # In this order, so that what is named is always there, whenever this process ends.
        self._keep(id_, Secret(base64.b64encode(key).decode()))
        self._keep(_CURRENT, Secret(id_))
        return id_

    def drop_key(self, key_id: str) -> None:
        """Delete an old key; nothing happens where it is gone, or is the newest.

        Raises:
            VaultLocked: There is no keyring that can be used.
        """
        if key_id in {self._look(_CURRENT), _CURRENT} or not self._look(key_id):
            return
        self._known = {id_: held for id_, held in self._known.items() if id_ != key_id}
        self._ask(lambda keyring: keyring.delete_password(self._service, key_id))

    def _held(self, id_: str) -> HeldKeys:
        held = self._known.get(id_)
        if held is None:
            text = Secret(self._look(id_) if id_ != _CURRENT else "")
            if not text:
                raise WrongKey(
                    f"The key {id_} is not in the keyring, whose newest is {self.current_id()}.",
                    advice="Point CLICKGATE_KEY_SOURCE to where that key is; nothing was read or written.",
                )
            held = read_keys(text, where="the keyring")
            if held.ids != (id_,):
                raise WrongKey(f"What stands in the keyring as {id_} is another key.")
            self._known = {**self._known, id_: held}
        return held

    def _look(self, entry: str) -> str:
        return self._ask(lambda keyring: keyring.get_password(self._service, entry)) or ""

    def _keep(self, entry: str, text: Secret) -> None:
        self._ask(lambda keyring: keyring.set_password(self._service, entry, text.reveal()))

    def _ask(self, call: Callable[[KeyringBackend], T]) -> T:
        with _ONE_AT_A_TIME:
            backend = self._backend()
            return remote.ask(lambda: call(backend), _explain)

    def _backend(self) -> KeyringBackend:
        """The keyring that is used: of several in a chain the first that keeps its entries closed."""
        for backend in remote.ask(lambda: _unchain(self._find()), _explain):
            if not f"{type(backend).__module__}.".startswith(_REFUSED):
                return backend
        raise VaultLocked(
            "There is no usable keyring here: none at all, or one that keeps its entries readable.",
            advice="Unlock the desktop's keyring, or keep the key elsewhere: CLICKGATE_KEY_SOURCE=file:PATH.",
        )


def _unchain(found: KeyringBackend) -> Sequence[KeyringBackend]:
    from keyring.backends.chainer import ChainerBackend  # noqa: PLC0415 - an extra

    return tuple(found.backends) if isinstance(found, ChainerBackend) else (found,)


def _explain(error: Exception) -> VaultLocked:
    return VaultLocked(
        f"The keyring does not answer as it should ({type(error).__name__}).",
        advice="Unlock it, or look whether its service runs.",
    )
