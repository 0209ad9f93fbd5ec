"""The forms that a secret takes on its way: base64, one value of a JSON object; each is a `Secret` again."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING

import msgspec

from clickgate.kernel.secret import Secret
from clickgate.vault.propagate.crc32c import crc32c

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

_WINDOW = 8  # characters in a row that give a secret away
_PLAIN = re.compile(r"[!-~]+")


def to_base64(secret: Secret) -> Secret:
    """Encode the UTF-8 of a secret."""
    return Secret(base64.b64encode(secret.reveal().encode()).decode())


def from_base64(secret: Secret) -> Secret | None:
    """Decode what `to_base64` gave; None where it isn't base64 of UTF-8."""
    try:
        return Secret(base64.b64decode(secret.reveal(), validate=True).decode())
    except (binascii.Error, ValueError):
        return None


def is_plain(secret: Secret) -> bool:
    """Tell whether a secret is visible ASCII and nothing else, as every token is that travels in a header."""
    return _PLAIN.fullmatch(secret.reveal()) is not None


def bearer(token: Secret) -> Secret:
    """The `Authorization` header that hands over a token."""
    return Secret(f"Bearer {token.reveal()}")


def gives_away(text: str, secret: Secret) -> bool:
    """Tell whether a text holds a secret or a recognizable part of it: as it is, in base64, or out of base64."""
    decoded = from_base64(secret)
    forms = [*_forms(secret.reveal()), *([] if decoded is None else [decoded.reveal()])]
    return any(part in text for form in forms for part in _parts(form))


def _forms(plain: str) -> Iterator[str]:
    yield plain
    for lead in range(3):  # base64 of a text depends on where in a longer one it begins
        encoded = base64.b64encode(bytes(lead) + plain.encode()).decode().rstrip("=")
        yield encoded[(0, 2, 3)[lead] : -1]


def _parts(form: str) -> Iterator[str]:
    if form:
        yield from (form[at : at + _WINDOW] for at in range(max(1, len(form) - _WINDOW + 1)))


class Verbatim:
    """A JSON text that becomes part of a body as it is written."""

    __slots__ = ("document",)

    def __init__(self, document: Secret) -> None:
        self.document = document


def dig(document: Secret, *keys: str) -> Secret | None:
    """Give the JSON text at a path of keys, as it is written; None where there is none, or null.

    Raises:
        ValueError: What is to be looked into is no JSON object.
    """
    for key in keys:
        raw = _members(document).get(key)
        if raw is None or bytes(raw) == b"null":
            return None
        document = Secret(bytes(raw).decode())
    return document


def find_member(document: Secret, key: str) -> Secret | None:
    """Read one text of a JSON object; None where it isn't there or is not a text.

    Raises:
        ValueError: It is no JSON object.
    """
    raw = _members(document).get(key)
    try:
        return None if raw is None else Secret(msgspec.json.decode(raw, type=str))
    except msgspec.ValidationError:
        return None


def set_member(document: Secret, key: str, value: Secret) -> Secret:
    """Set one text of a JSON object; the other members stay as they are written, in their order.

    Raises:
        ValueError: It is no JSON object.
    """
    members = _members(document)
    members[key] = msgspec.Raw(msgspec.json.encode(value.reveal()))
    return Secret(msgspec.json.encode(members).decode())


def _members(document: Secret) -> dict[str, msgspec.Raw]:
    """Read a JSON object one level deep; an error says nothing of what stood there."""
    try:
        return msgspec.json.decode(document.reveal(), type=dict[str, msgspec.Raw])
    except msgspec.DecodeError:
        pass
    raise ValueError("not a JSON object")


def seal_for(public: ModuleType, key: str, secret: Secret) -> str:
    """Encrypt a secret so that only whoever has the other half of a key can read it: a sealed box, in base64.

    Args:
        public: The module `nacl.public`.
        key: 32 bytes in base64.
        secret: What is encrypted.

    Returns:
        An empty text where the key is no key.
    """
    try:
        box = public.SealedBox(public.PublicKey(base64.b64decode(key, validate=True)))
    except ValueError:
        return ""
    return base64.b64encode(box.encrypt(secret.reveal().encode())).decode()


def checksum(secret: Secret) -> str:
    """The CRC-32C of a secret's UTF-8, in decimal digits as Google's services write it."""
    return str(crc32c(secret.reveal().encode()))
