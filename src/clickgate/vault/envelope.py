"""Seals bytes so that they open only where they were sealed for.

What is sealed for one place opens in no other: not under another organization, owner, field or version. An older row of
the very same place does open, for it was sealed there; that it is out of date is told by what names the version in use,
not by the seal.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from clickgate.errors import SealBroken
from clickgate.kernel.secret import SecretBytes

if TYPE_CHECKING:
    from collections.abc import Iterable

FORMAT = 1
KEY_BYTES = 32
_NONCE_BYTES = 12  # 96 bits, as NIST SP 800-38D §8.2 asks; by chance, good for 2³² seals with one key (§8.3)
_TAG_BYTES = 16
_HEAD_BYTES = 1 + _NONCE_BYTES
_STEP = 128  # padded to a multiple of this: a personal token, an OAuth token and an app's secret are equally long
_END = b"\x80"


class Place(msgspec.Struct, frozen=True):
    """Where a sealed value belongs: what is sealed for one place does not open in another."""

    organization_id: str
    owner_id: str
    field: str
    version: int

    def context(self) -> bytes:
        """The place as bytes that no other place has."""
        return join_context("value", str(FORMAT), self.organization_id, self.owner_id, self.field, str(self.version))


def data_key_context(organization_id: str, data_key_id: str) -> bytes:
    """What a wrapped data key is bound to: it unwraps for its own organization alone."""
    return join_context("data key", str(FORMAT), organization_id, data_key_id)


def key_check_context(key_id: str) -> bytes:
    """What the known text is bound to by which a key-encryption key is recognized."""
    return join_context("check", str(FORMAT), key_id)


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
    padded = text + _END + bytes(-(len(text) + 1) % _STEP)
    return bytes((FORMAT,)) + nonce + AESGCM(key).encrypt(nonce, padded, context)


def open_sealed(key: bytes, blob: bytes, context: bytes) -> SecretBytes:
    """Open what `seal` gave.

    Raises:
        SealBroken: It was changed, sealed with another key, or sealed for another place.
    """
    if len(blob) < _HEAD_BYTES + _TAG_BYTES or blob[0] != FORMAT:
        raise seal_broken()
    try:
        padded = SecretBytes(AESGCM(key).decrypt(blob[1:_HEAD_BYTES], blob[_HEAD_BYTES:], context))
    except InvalidTag:
        raise seal_broken() from None
    size = padded.rfind(_END)
    if size < 0:
        raise seal_broken()
    return SecretBytes(padded[:size])


def seal_broken() -> SealBroken:
    """The one answer to whatever does not open: which of the reasons it was would help only who tampered with it."""
    return SealBroken(
        "A sealed value does not open: it was changed, or moved from its place. Nothing was used.",
        advice="Restore the database from a backup, or link the account anew.",
    )
