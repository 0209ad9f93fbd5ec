"""Keys that are held in this process: what the sources have in common that keep the key itself, not a service."""

from __future__ import annotations

import base64
import binascii
import hashlib
import itertools
import os
import re
from typing import TYPE_CHECKING, NoReturn

from clickgate.errors import ConfigurationError, WrongKey
from clickgate.kernel.secret import Secret, SecretBytes
from clickgate.vault.envelope import KEY_BYTES, join_context, open_sealed, seal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Of 32 random bytes about 30 are different; fewer than 20 come by chance once in 10⁹ keys.
_LEAST_DIFFERENT = 20
_BETWEEN = re.compile(r"[,\s]+")
_STANDARD = str.maketrans("-_", "+/")  # base64 for addresses is read as well


class HeldKeys:
    """Key-encryption keys, newest first; frozen, so that threads may share them."""

    __slots__ = ("_keys",)

    def __init__(self, keys: Iterable[bytes]) -> None:
        self._keys = {key_id(key): SecretBytes(key) for key in keys}

    @property
    def ids(self) -> Sequence[str]:
        """Ids of the keys, newest first."""
        return tuple(self._keys)

    def __contains__(self, id_: str) -> bool:
        return id_ in self._keys

    def wrap(self, data_key: bytes, id_: str, context: bytes) -> bytes:
        """Wrap a data key with the key of that id.

        Raises:
            WrongKey: There is none.
        """
        return seal(self._key(id_), data_key, join_context(b"wrapped", id_, context))

    def unwrap(self, wrapped: bytes, id_: str, context: bytes) -> bytes:
        """Unwrap what was wrapped with the key of that id.

        Raises:
            WrongKey: There is none.
            SealBroken: It was changed, or wrapped with another key or for another context.
        """
        return open_sealed(self._key(id_), wrapped, join_context(b"wrapped", id_, context))

    def with_newer(self, key: bytes) -> HeldKeys:
        """These keys and a newer one."""
        return HeldKeys([key, *self._keys.values()])

    def with_older(self, older: HeldKeys) -> HeldKeys:
        """These keys, and those of the others that are not among them."""
        return HeldKeys([*self._keys.values(), *older._keys.values()])

    def without(self, id_: str) -> HeldKeys:
        """These keys but one; the newest stays in any case."""
        return HeldKeys(key for at, (known, key) in enumerate(self._keys.items()) if known != id_ or at == 0)

    def to_text(self) -> str:
        """The keys themselves as `read_keys` reads them: base64, newest first, a line each."""
        return "".join(base64.b64encode(key).decode() + "\n" for key in self._keys.values())

    def __repr__(self) -> str:
        return f"HeldKeys({', '.join(self._keys)})"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("A key is not pickled or copied to disk.")

    def _key(self, id_: str) -> bytes:
        try:
            return self._keys[id_]
        except KeyError:
            raise WrongKey(
                f"The key {id_} is not here: this source holds {', '.join(self._keys)}.",
                advice="Point CLICKGATE_KEY_SOURCE to where that key is; nothing was read or written.",
            ) from None


def make_key() -> bytes:
    """Make a key: 32 bytes from the system's source of chance."""
    return SecretBytes(os.urandom(KEY_BYTES))


def key_id(key: bytes) -> str:
    """The id of a key: `kek-` and 16 hex of a hash, by which a wrong key is noticed and no key is found."""
    return f"kek-{hashlib.sha256(join_context(b'clickgate key id', key)).hexdigest()[:16]}"


def read_keys(text: str | Secret, *, where: str) -> HeldKeys:
    """Read keys, newest first: each 32 bytes as base64 or hex, parted by commas or lines; `#` opens a remark.

    Raises:
        ConfigurationError: There is none, or one is short, long, or too regular to have been made by chance.
    """
    found = [_read_key(word, where) for word in _words(text)]
    if not found:
        raise ConfigurationError(f"There is no key in {where}.", advice=_MAKE)
    return HeldKeys(found)


_MAKE = "A key is 32 random bytes as base64 or hex: `openssl rand -base64 32` makes one."


def _words(text: str | Secret) -> list[Secret]:
    plain = text.reveal() if isinstance(text, Secret) else text
    lines = (line for line in plain.splitlines() if not line.lstrip().startswith("#"))
    return [Secret(word) for line in lines for word in _BETWEEN.split(line) if word]


def _read_key(word: Secret, where: str) -> SecretBytes:
    key = _decode(word.reveal())  # no frame that an error passes holds a key that shows
    if key is None:
        raise ConfigurationError(f"What stands in {where} is no key.", advice=_MAKE)
    if len(key) != KEY_BYTES:
        raise ConfigurationError(f"The key in {where} has {len(key)} bytes and not {KEY_BYTES}.", advice=_MAKE)
    if _is_weak(key):
        raise ConfigurationError(f"The key in {where} is too regular to have been made by chance.", advice=_MAKE)
    return key


def _decode(word: str) -> SecretBytes | None:
    """The bytes that base64 or hex stands for; None where it stands for none."""
    try:
        if len(word) == 2 * KEY_BYTES:
            return SecretBytes(bytes.fromhex(word))
        return SecretBytes(base64.b64decode(word.translate(_STANDARD), validate=True))
    except (ValueError, binascii.Error):
        return None


def _is_weak(key: bytes) -> bool:
    """Tell whether a key is plainly no work of chance: a pattern, a count, or a text that somebody typed."""
    steps = bytes((after - before) % 256 for before, after in itertools.pairwise(key))
    return min(len(set(key)), len(set(steps))) < _LEAST_DIFFERENT or all(32 <= byte < 127 for byte in key)
