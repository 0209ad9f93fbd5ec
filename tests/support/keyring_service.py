"""Keyrings for tests: one in a file, and the real one of GNOME on a message bus of its own."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
from typing import TYPE_CHECKING

from keyring.backend import KeyringBackend

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROGRAMS = ("dbus-run-session", "gnome-keyring-daemon")
_SERVICE = "org.freedesktop.secrets"
# The bus lives as long as its command, and that as long as its input is open.
_SESSION = """
printf password | gnome-keyring-daemon --unlock --components=secrets >/dev/null
echo "$DBUS_SESSION_BUS_ADDRESS"
cat >/dev/null
"""


class FileKeyring(KeyringBackend):
    """A keyring in a file, so that another one on the same file finds what this one kept."""

    priority = -1  # never chosen by itself

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def get_password(self, service: str, username: str) -> str | None:
        """Give an entry; None where there is none."""
        return self._load().get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep an entry."""
        self._path.write_text(json.dumps({**self._load(), f"{service}/{username}": password}), encoding="utf-8")

    def delete_password(self, service: str, username: str) -> None:
        """Delete an entry."""
        kept = self._load()
        del kept[f"{service}/{username}"]
        self._path.write_text(json.dumps(kept), encoding="utf-8")

    def _load(self) -> dict[str, str]:
        return json.loads(self._path.read_text(encoding="utf-8")) if self._path.exists() else {}


def missing_programs() -> list[str]:
    """Programs that the real keyring needs and that are not on PATH."""
    return [program for program in PROGRAMS if shutil.which(program) is None]


@contextlib.contextmanager
def run_gnome_keyring(folder: Path, environ: dict[str, str]) -> Iterator[str]:
    """Run a keyring that is unlocked and keeps its entries in a folder; gives the address of its message bus."""
    homes = {name: str(folder) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
    folder.chmod(0o700)
    session = subprocess.Popen(
        ["dbus-run-session", "--", "sh", "-c", _SESSION],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env={**environ, **homes, "XDG_RUNTIME_DIR": str(folder)},
    )  # fmt: skip
    try:
        bus = session.stdout.readline().strip()
        _await_service(bus)
        yield bus
    finally:
        session.stdin.close()
        session.stdout.close()
        session.wait(20.0)


def _await_service(bus: str) -> None:
    """Wait until the keyring has told the bus its name."""
    from jeepney import MatchRule, message_bus
    from jeepney.io.blocking import Proxy, open_dbus_connection

    rule = MatchRule(
        type="signal", interface=message_bus.interface, path=message_bus.object_path, member="NameOwnerChanged"
    )
    rule.add_arg_condition(0, _SERVICE)
    with open_dbus_connection(bus) as connection, connection.filter(rule) as changes:
        asked = Proxy(message_bus, connection)
        asked.AddMatch(rule)
        if not asked.NameHasOwner(_SERVICE)[0]:
            connection.recv_until_filtered(changes, timeout=20.0)
