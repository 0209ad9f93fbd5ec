"""Every place that key-encryption keys are kept in, as a person would set it up: what one suite is run on."""

from __future__ import annotations

import base64
import os
from typing import TYPE_CHECKING, Protocol

from clickgate.vault.keys import open_key_source

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from clickgate.vault.keys import KeySource
    from tests.support.moto_server import AwsEndpoint
    from tests.support.openbao import OpenBaoServer


class Keeper(Protocol):
    """One place with one key in it.

    Attributes:
        environ: What the environment of a program that uses the place says, the setting of the source included.
        drops: Whether an old key can be dropped from here.
    """

    environ: dict[str, str]
    drops: bool

    def add(self) -> str:
        """Make a newer key in the way of this place; gives its id."""

    def hidden(self) -> Sequence[str]:
        """Texts that nobody may ever see: tokens, and keys where they can be had."""


def open_kept(keeper: Keeper) -> KeySource:
    """Open the source as a program that was just started does."""
    return open_key_source(None, keeper.environ, notice=lambda text: None)


class FileKeeper:
    """A file."""

    drops = True

    def __init__(self, folder: Path) -> None:
        self._path = folder / "vault.key"
        self.environ = {"CLICKGATE_KEY_SOURCE": f"file:{self._path}"}
        self.add()

    def add(self) -> str:
        return open_kept(self).add_key()

    def hidden(self) -> Sequence[str]:
        return [line for line in self._path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


class EnvironmentKeeper:
    """An environment variable, which other processes don't see change."""

    drops = False

    def __init__(self) -> None:
        self.environ = {"CLICKGATE_KEY_SOURCE": "env", "CLICKGATE_KEY": _make_key()}

    def add(self) -> str:
        self.environ = {**self.environ, "CLICKGATE_KEY": f"{_make_key()},{self.environ['CLICKGATE_KEY']}"}
        return open_kept(self).current_id()

    def hidden(self) -> Sequence[str]:
        return self.environ["CLICKGATE_KEY"].split(",")


class KeyringKeeper:
    """Whatever keyring the library was set to."""

    drops = True

    def __init__(self, service: str) -> None:
        self._service = service
        self.environ = {"CLICKGATE_KEY_SOURCE": f"keyring:{service}"}
        self.add()

    def add(self) -> str:
        return open_kept(self).add_key()

    def hidden(self) -> Sequence[str]:
        import keyring

        return [keyring.get_password(self._service, open_kept(self).current_id())]


class TransitKeeper:
    """A transit key of OpenBao, and a token that may use, rotate and configure that one key alone."""

    drops = True

    def __init__(self, server: OpenBaoServer, **options: object) -> None:
        mount = server.enable("transit")
        key = server.make_transit_key(mount, **options)
        path = f"{mount}/keys/{key}"
        self._token = server.make_token({
            path: ["read"], f"{mount}/encrypt/{key}": ["update"], f"{mount}/decrypt/{key}": ["update"],
            f"{path}/rotate": ["update"], f"{path}/config": ["update"],
        })  # fmt: skip
        self.environ = {"CLICKGATE_KEY_SOURCE": f"transit:{mount}/{key}", **server.environ(self._token)}

    def add(self) -> str:
        return open_kept(self).add_key()

    def hidden(self) -> Sequence[str]:
        return [self._token]


class KmsKeeper:
    """Keys of AWS KMS, which are made there and named in the setting."""

    drops = False

    def __init__(self, endpoint: AwsEndpoint) -> None:
        self._endpoint = endpoint
        self.environ = {"CLICKGATE_KEY_SOURCE": f"kms:{endpoint.make_key()}", **endpoint.environ()}

    def add(self) -> str:
        older = self.environ["CLICKGATE_KEY_SOURCE"].removeprefix("kms:")
        self.environ = {**self.environ, "CLICKGATE_KEY_SOURCE": f"kms:{self._endpoint.make_key()},{older}"}
        return open_kept(self).current_id()

    def hidden(self) -> Sequence[str]:
        return [self._endpoint.secret_key]


def _make_key() -> str:
    return base64.b64encode(os.urandom(32)).decode()
