"""Wraps data keys with a transit key of OpenBao or HashiCorp Vault, which never leaves that server."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Self

import msgspec

from clickgate.errors import ConfigurationError, SealBroken, VaultLocked, WrongKey
from clickgate.kernel.secret import SecretBytes
from clickgate.vault.keys.openbao import OpenBao

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clickgate.errors import ClickgateError
    from clickgate.vault.keys.openbao import Answer

_SPEC = re.compile(r"(?:(?P<mount>\w[\w.-]*(?:/\w[\w.-]*)*)/)?(?P<key>\w[\w.-]*)", re.ASCII)
_VERSION = re.compile("[1-9][0-9]{0,8}", re.ASCII)
# What the server says where a version of the key is not there, or may not be used any more.
# Source: https://github.com/openbao/openbao/blob/main/sdk/helper/keysutil/policy.go
_NO_VERSION = ("too old", "too new", "no such key version", "higher than the latest key version")
_NO_KEY = "key not found"
_BROKEN = ("message authentication failed", "invalid ciphertext")


class _KeyFacts(msgspec.Struct, frozen=True):
    latest_version: int
    min_decryption_version: int = 1
    type: str = ""


class _Encrypted(msgspec.Struct, frozen=True):
    ciphertext: str


class _Decrypted(msgspec.Struct, frozen=True):
    plaintext: str


class TransitKeySource:
    """One transit key; each of its versions is a key of its own here, named such as `transit-transit/clickgate:v2`."""

    name = "transit"

    def __init__(self, server: OpenBao, mount: str, key: str) -> None:
        self._server = server
        self._mount = mount
        self._key = key
        self._was_absent = False
        self._binds = False

    @classmethod
    def from_settings(cls, rest: str, environ: Mapping[str, str]) -> Self:
        """Read `KEYNAME` or `MOUNT/KEYNAME`; where the server is and the token stand in the environment.

        Raises:
            ConfigurationError: It can't be read, there is no address, or hvac is not installed.
        """
        named = _SPEC.fullmatch(rest.strip())
        if named is None:
            raise ConfigurationError(
                "The name of the transit key can't be read.", advice="Write transit:KEYNAME or transit:MOUNT/KEYNAME."
            )
        return cls(OpenBao.from_environment(environ), named["mount"] or "transit", named["key"])

    def current_id(self) -> str:
        """Id of the newest version.

        Raises:
            VaultLocked: There is no such key, it may not be read, or the server can't be reached.
            ConfigurationError: It is of a type that can't bind a context.
        """
        return self._id(self._read().latest_version)

    def wrap(self, data_key: bytes, key_id: str, context: bytes) -> bytes:
        """Wrap 32 bytes with one version of the key.

        Raises:
            WrongKey: There is no such version.
            VaultLocked: The token may not encrypt, or the server can't be reached.
            ConfigurationError: The server takes no notice of contexts.
        """
        version = self._version(key_id)
        path = f"{self._mount}/encrypt/{self._key}"
        answer = self._server.write(path, plaintext=_to_text(data_key), key_version=version, **_bound(context))
        if answer.status != 200:
            raise self._refusal(answer, path, "update", key_id)
        wrapped = _to_bytes(answer.decode(_Encrypted).ciphertext.removeprefix(f"vault:v{version}:"))
        if not self._binds:
            self._check_binding(wrapped, key_id, context)
        return wrapped

    def unwrap(self, wrapped: bytes, key_id: str, context: bytes) -> bytes:
        """Unwrap what was wrapped with one version of the key.

        Raises:
            WrongKey: There is no such version, or it may not be used any more.
            VaultLocked: The token may not decrypt, or the server can't be reached.
            SealBroken: It was changed, wrapped with another key, or for another context.
        """
        path = f"{self._mount}/decrypt/{self._key}"
        ciphertext = f"vault:v{self._version(key_id)}:{_to_text(wrapped)}"
        answer = self._server.write(path, ciphertext=ciphertext, **_bound(context))
        if answer.status != 200:
            raise self._refusal(answer, path, "update", key_id)
        return SecretBytes(_to_bytes(answer.decode(_Decrypted).plaintext))

    def add_key(self) -> str:
        """Make a new version of the key, or the key itself where there is none.

        Raises:
            ConfigurationError: The token may not do that; the advice has the command.
            VaultLocked: The server can't be reached, or the token may not read the key.
        """
        path = f"{self._mount}/keys/{self._key}"
        found = self._server.read(path)
        if found.status == 404:
            self._change(path)
        elif found.status != 200:
            raise self._refusal(found, path, "read")
        elif not self._was_absent:
            self._change(f"{path}/rotate")
        return self.current_id()

    def drop_key(self, key_id: str) -> None:
        """Let the server decrypt with no version up to this one; nothing happens where it is gone, or is the newest.

        Raises:
            ConfigurationError: The token may not do that; the advice has the command.
            VaultLocked: The server can't be reached.
        """
        if not key_id.startswith(self._id("")):
            return
        version, facts = self._version(key_id), self._read()
        if facts.min_decryption_version <= version < facts.latest_version:
            self._change(f"{self._mount}/keys/{self._key}/config", min_decryption_version=version + 1)

    def _check_binding(self, wrapped: bytes, key_id: str, context: bytes) -> None:
        """See, once, that what was wrapped for one context does not unwrap for another.

        HashiCorp Vault takes no notice of `associated_data` before version 1.13.
        Source: https://github.com/hashicorp/vault/pull/17638
        """
        try:
            self.unwrap(wrapped, key_id, context + b"?")
        except SealBroken:
            self._binds = True
        except VaultLocked:
            return  # a token that may not decrypt; whoever may will see
        else:
            raise ConfigurationError(
                f"The key server {self._server.address} takes no notice of what a data key is wrapped for.",
                advice="Bring it up to date, or make the transit key with `derived=true`. Nothing was kept.",
            )

    def _read(self) -> _KeyFacts:
        path = f"{self._mount}/keys/{self._key}"
        answer = self._server.read(path)
        self._was_absent = answer.status == 404
        if answer.status != 200:
            raise self._refusal(answer, path, "read")
        facts = answer.decode(_KeyFacts)
        if "gcm" not in facts.type and "poly1305" not in facts.type:
            raise ConfigurationError(
                f"The transit key {self._mount}/{self._key} is of type {facts.type}, which can't bind a context.",
                advice="Make one of type aes256-gcm96.",
            )
        return facts

    def _change(self, path: str, **fields: int) -> None:
        answer = self._server.write(path, **fields)
        if answer.status == 403:
            command = " ".join(
                ["bao write", *([] if fields else ["-f"]), path, *(f"{n}={v}" for n, v in fields.items())]
            )
            raise ConfigurationError(
                f"The token may not change the transit key {self._mount}/{self._key}; nothing was changed.",
                advice=f"Grant it `update` on `{path}`, or let somebody run `{command}`.",
            )
        if answer.status not in {200, 204}:
            raise self._refusal(answer, path, "update")

    def _refusal(self, answer: Answer, path: str, right: str, key_id: str = "") -> ClickgateError:
        """Tell what an answer means that is no success."""
        if answer.status == 403:
            return VaultLocked(
                f"The key server {self._server.address} refused the token: it is over, or lacks the right `{right}` "
                f"on `{path}`.",
                advice="Renew the token, or grant that right in its policy.",
            )
        if answer.status == 404 or _NO_KEY in answer.errors:
            return VaultLocked(
                f"The key server {self._server.address} has no transit key {self._mount}/{self._key}.",
                advice=f"Make it: `bao write -f {self._mount}/keys/{self._key}`.",
            )
        if any(words in answer.errors for words in _NO_VERSION):
            return self._wrong(key_id)
        if answer.status == 400 and any(words in answer.errors for words in _BROKEN):
            return _broken()
        return VaultLocked(
            f"The key server {self._server.address} answered `{path}` with status {answer.status}: {answer.errors}"
        )

    def _id(self, version: int | str) -> str:
        return f"transit-{self._mount}/{self._key}:v{version}"

    def _version(self, key_id: str) -> int:
        version = key_id.removeprefix(self._id(""))
        if version == key_id or not _VERSION.fullmatch(version):
            raise self._wrong(key_id)
        return int(version)

    def _wrong(self, key_id: str) -> WrongKey:
        return WrongKey(
            f"The key {key_id} is not here: this source is the transit key {self._mount}/{self._key}.",
            advice="Point CLICKGATE_KEY_SOURCE to where that key is; nothing was read or written.",
        )


def _bound(context: bytes) -> dict[str, str]:
    """The context, as additional data of the seal; a key that is made for derivation derives from it, too."""
    text = _to_text(b"clickgate:" + context)
    return {"associated_data": text, "context": text}


def _to_text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _to_bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise VaultLocked("The key server's answer has not the form that is known.") from None


def _broken() -> SealBroken:
    return SealBroken(
        "A data key does not unwrap: it was changed, or moved from its place. Nothing was used.",
        advice="Restore the database from a backup, or link the accounts anew.",
    )
