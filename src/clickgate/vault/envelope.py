"""Seals bytes so that they open only where they were sealed for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from clickgate.errors import SealBroken

if TYPE_CHECKING:
    from collections.abc import Iterable

FORMAT = 1
KEY_BYTES = 32
_NONCE_BYTES = 12
_STEP = 64  # a sealed text is padded to a multiple of this, so that its length tells nothing of its kind


class Place(msgspec.Struct, frozen=True):
    """Where a sealed value belongs: what is sealed for one place does not open in another."""

    organization_id: str
    owner_id: str
    field: str
    version: int

    def context(self) -> bytes:
        """The place as bytes that no other place has."""
        return join_context(b"value", str(FORMAT), self.organization_id, self.owner_id, self.field, str(self.version))


def join_context(*parts: str | bytes) -> bytes:
    """Join texts so that no other texts give the same bytes: each behind its length."""
    return b"".join(_prefixed(parts))


def _prefixed(parts: Iterable[str | bytes]) -> Iterable[bytes]:
    for part in parts:
        text = part if isinstance(part, bytes) else part.encode()
        yield len(text).to_bytes(4, "big")
        yield text


def seal(key: bytes, text: bytes, context: bytes) -> bytes:
    """Seal bytes with AES-256-GCM: one byte of format, 12 of random nonce, then ciphertext and tag.

    Args:
        key: 32 bytes.
        text: What is sealed; at most 2³¹ bytes.
        context: Has to be the same when it is opened; see `Place.context`.
    """
    nonce = os.urandom(_NONCE_BYTES)
    padded = text + b"\x80" + bytes(-(len(text) + 1) % _STEP)
    return bytes((FORMAT,)) + nonce + AESGCM(key).encrypt(nonce, padded, context)


def open_sealed(key: bytes, blob: bytes, context: bytes) -> bytes:
    """Open what `seal` gave.

    Raises:
        SealBroken: It was changed, sealed with another key, or sealed for another place.
    """
    if len(blob) < 1 + _NONCE_BYTES + 16 or blob[0] != FORMAT:
        raise _broken()
    try:
        padded = AESGCM(key).decrypt(blob[1 : 1 + _NONCE_BYTES], blob[1 + _NONCE_BYTES :], context)
    except InvalidTag:
        raise _broken() from None
    return padded[: padded.rindex(b"\x80")]


def _broken() -> SealBroken:
    return SealBroken(
        "A sealed value does not open: it was changed, or moved from its place. Nothing was used.",
        advice="Restore the database from a backup, or link the account anew.",
    )
