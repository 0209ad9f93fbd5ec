"""Keeps the key-encryption keys in a file that only its owner can read."""

from __future__ import annotations

import contextlib
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from clickgate.db.location import make_private
from clickgate.errors import ConfigurationError, VaultLocked
from clickgate.kernel.secret import Secret
from clickgate.vault.keys import disk
from clickgate.vault.keys.local import HeldKeys, make_key, read_keys
from clickgate.vault.keys.register import Register

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_HEAD = """\
# Keys of a clickgate vault, newest first. Whoever has this file and the database can read every credential;
# without it nobody can. Keep a copy apart from the database, and put neither into a repository.
"""
_MOST_BYTES = 1 << 16
_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
)  # no link is followed, no pipe waited for
_GIT_PATIENCE = 10  # seconds


class FileKeySource:
    """Keys in one file, a line each, newest first; other processes may add and drop keys meanwhile.

    Beside it, in a file of the same name with `.destroyed` behind it, stands which data keys were destroyed.
    """

    name = "file"

    def __init__(self, path: Path, notice: Callable[[str], None] = lambda text: None) -> None:
        """Name the file; nothing is read or made yet.

        Args:
            path: Absolute.
            notice: Told, in one line, when a key file is made.

        Raises:
            ConfigurationError: The path is relative, or git would take the file into a repository.
        """
        if not path.is_absolute():
            raise ConfigurationError(f"The key file {path} is not named from the root.", advice="Give its whole path.")
        self.path = path
        self.register = Register(path.with_name(f"{path.name}.destroyed"))
        self._notice = notice
        self._held: HeldKeys | None = None
        self._missing = False
        _refuse_in_git(path)

    def current_id(self) -> str:
        """Id of the newest key in the file.

        Raises:
            VaultLocked: There is no file, or it can't be read.
            ConfigurationError: Others may read it, it is not a file of our own, or what it holds is no key.
        """
        return self._load().ids[0]

    def wrap(self, data_key: bytes, key_id: str, context: bytes) -> bytes:
        """Wrap a data key; WrongKey where the key is not here."""
        return self._holding(key_id).wrap(data_key, key_id, context)

    def unwrap(self, wrapped: bytes, key_id: str, context: bytes) -> bytes:
        """Unwrap a data key; WrongKey where the key is not here, SealBroken where it does not open."""
        return self._holding(key_id).unwrap(wrapped, key_id, context)

    def add_key(self) -> str:
        """Put a new key before the others, or make the file with the first one; give its id.

        Raises:
            VaultLocked: The file can't be written; it is as it was.
            ConfigurationError: The file that is there may not be used.
        """
        with self._writing():
            if self._missing or not self.path.exists():
                self._make_first()
            else:
                held = self._load().with_newer(make_key())
                disk.replace_file(self.path, _HEAD + held.to_text())
            return self._load().ids[0]

    def drop_key(self, key_id: str) -> None:
        """Take a key out of the file and out of this process; nothing happens where it is gone, or is the newest.

        Raises:
            VaultLocked: The file can't be written; it is as it was.
        """
        with self._writing():
            held = self._load()
            if key_id in held.ids[1:]:
                held = held.without(key_id)
                disk.replace_file(self.path, _HEAD + held.to_text())
            self._held = held

    def _holding(self, key_id: str) -> HeldKeys:
        """The keys as they were read; read anew where the one that is wanted is not among them."""
        if self._held is None or key_id not in self._held:
            self._load()
        return self._held or HeldKeys([])

    def _load(self) -> HeldKeys:
        """Read the file as it is now.

        What this process knew before stays behind it: another thread may be at work with a key that was just dropped.
        """
        text = _read_private(self.path)
        self._missing = text is None
        if text is None:
            raise VaultLocked(
                f"There is no key file {self.path}.",
                advice="Bring it back from its backup, or point CLICKGATE_KEY_SOURCE to where the vault's key is.",
            )
        held = read_keys(text, where=f"the key file {self.path}")
        self._held = held if self._held is None else held.with_older(self._held)
        return held

    def _make_first(self) -> None:
        if disk.make_file(self.path, _HEAD + HeldKeys([make_key()]).to_text()):
            self._notice(
                f"Made the vault's key {self.path}. Back it up apart from the database: without it nothing that is"
                " kept there can be opened."
            )

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            make_private(self.path.parent)
            with disk.alone_in(self.path.parent):
                yield
        except OSError as error:
            raise VaultLocked(
                f"The key file {self.path} can't be written: {error.strerror}; it is as it was.",
                advice="Look at the rights of its folder and at the room on the disk.",
            ) from None


def _read_private(path: Path) -> Secret | None:
    """Read a small file that nobody but its owner can read, and that is ours; None where there is none."""
    try:
        at = os.open(path, _FLAGS)
        try:
            _check_private(path, os.fstat(at))
            return Secret(os.read(at, _MOST_BYTES).decode("utf-8", "replace"))
        finally:
            os.close(at)
    except FileNotFoundError:
        return None
    except OSError as error:
        if path.is_symlink():
            raise _refused(path, "is a link", "Put the file itself there.") from None
        raise VaultLocked(
            f"The key file {path} can't be read: {error.strerror}.", advice="Look at its rights."
        ) from None


def _check_private(path: Path, found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise _refused(path, "is no file", "Put a file there.")
    if sys.platform == "win32":  # rights are lists there, and the folder of a person's data is closed to others
        return
    if found.st_uid != os.geteuid():
        raise _refused(path, "belongs to somebody else", f"Run `chown {os.geteuid()} {path}` if it is yours.")
    if found.st_mode & 0o077:
        raise _refused(path, "can be read by others", f"Run `chmod 600 {path}`, and rotate if others may have read it.")


def _refuse_in_git(path: Path) -> None:
    """Refuse a place from where git would take the key along."""
    path = path.parent.resolve() / path.name
    folder = next((at for at in path.parents if (at / ".git").exists()), None)
    if folder is None:
        return
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    asked = ["git", "-C", str(folder), "-c", "core.fsmonitor=false", "check-ignore", "--quiet", str(path)]
    try:
        done = subprocess.run(asked, env=environ, capture_output=True, check=False, timeout=_GIT_PATIENCE)  # noqa: S603
        ignored = done.returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        ignored = False
    if not ignored:
        raise _refused(
            path, "stands in a git repository that does not ignore it",
            "Keep the key elsewhere (CLICKGATE_KEY_SOURCE=file:/path), or let .gitignore name it.",
        )  # fmt: skip


def _refused(path: Path, what: str, advice: str) -> ConfigurationError:
    return ConfigurationError(f"The key file {path} {what}, and is not used.", advice=advice)
