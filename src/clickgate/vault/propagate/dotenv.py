"""A variable of a .env file."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from clickgate.kernel.secret import Secret
from clickgate.vault.propagate import files, worktree
from clickgate.vault.propagate.dotenv_text import is_key, is_value, set_variable
from clickgate.vault.propagate.kinds import Key, Kind
from clickgate.vault.propagate.telling import AGAIN, UNTOUCHED, Teller

if TYPE_CHECKING:
    from collections.abc import Mapping

_EMPTY = Secret("")

KIND = Kind(
    name="dotenv",
    title="a variable of a .env file on this machine",
    keys=(
        Key("path", "the whole path of the file, such as /srv/site/.env", required=True),
        Key("key", "the variable", default="CLICKUP_API_TOKEN"),
    ),
    login="",
    without_login="nothing",
    rights=("write in the file's folder", "own the file"),
    confirmed="the file is read again",
)


class Dotenv:
    """Replaces one variable; the rest of the file stays as it is, byte for byte."""

    def __init__(self, name: str, config: Mapping[str, str], secret: Secret | None = None) -> None:
        """Raises `ConfigurationError` where the path is not whole, or the variable is none that every loader takes."""
        self._path, self._key = Path(config["path"]), config["key"]
        self._teller = Teller(name, self.describe())
        if os.name != "posix":
            raise self._teller.refused("files are not kept to their owner on this system.", advice="Use another kind.")
        if not self._path.is_absolute() or not self._path.name:
            raise self._teller.refused("the path is not whole.", advice="Write it from the root: /srv/site/.env.")
        if not is_key(self._key):
            raise self._teller.refused(
                f"'{self._key}' is no name of a variable.", advice="Use letters, digits and _, and no digit first."
            )

    def describe(self) -> str:
        """Name the variable and the file."""
        return f"variable {self._key} in {self._path}"

    def check(self) -> None:
        """Look whether the file can be replaced and no repository would keep it."""
        try:
            trouble = self._find_trouble()
        except OSError as error:
            trouble = (f"it can't be looked at ({error.strerror}).", "Look at the rights of its folder.")
        if trouble is not None:
            what, advice = trouble
            raise self._teller.refused(f"{what} Nothing was written.", advice=advice)

    def put(self, secret: Secret, *, version: int) -> bool:
        """Replace the variable's value wherever it is set, or add a line."""
        self.check()
        if not is_value(secret):
            raise self._teller.refused(
                "the credential has characters that loaders of .env files read in different ways.",
                advice=f"Keep it in a target of another kind. {UNTOUCHED}",
            )
        written, broke = self._replace(secret)
        if broke:
            raise self._teller.failed(f"{broke} {UNTOUCHED}", advice=f"Make room, or look at the rights. {AGAIN}")
        return written

    def confirm(self, secret: Secret) -> bool:
        """Read the file again: to set the variable would change nothing."""
        try:
            found = files.read_file(self._path)
            return found is not None and set_variable(found[0], self._key, secret) == found[0]
        except (OSError, ValueError):
            return False

    def _replace(self, secret: Secret) -> tuple[bool, str]:
        """Say whether something was written, and what went wrong."""
        try:
            with files.alone(self._path):
                old, mode = files.read_file(self._path) or (None, 0)
                new = set_variable(old or _EMPTY, self._key, secret)
                if new == old and mode == files.PRIVATE:
                    return False, ""
                files.replace_file(self._path, new)
        except ValueError as error:
            return False, f"{error}."
        except OSError as error:
            return False, f"it can't be written ({error.strerror or error})."
        return True, ""

    def _find_trouble(self) -> tuple[str, str] | None:
        """What stands in the way, and what to do about it."""
        folder = self._path.parent
        if not folder.is_dir():
            return "there is no such folder.", "Make it first."
        if not os.access(folder, os.W_OK | os.X_OK):
            return "its folder can't be written in.", "A file is replaced by a new one beside it: allow that."
        if self._path.is_symlink():
            return "it is a symbolic link.", "Name the file that it leads to."
        if self._path.exists() and (trouble := _find_trouble_of_file(self._path.stat())) is not None:
            return trouble
        danger = worktree.find_danger(folder.resolve() / self._path.name)
        return (danger, f"Put `{self._path.name}` into .gitignore; `git rm --cached` takes it out.") if danger else None


def _find_trouble_of_file(found: os.stat_result) -> tuple[str, str] | None:
    if not stat.S_ISREG(found.st_mode):
        return "it is no regular file.", "Name a file."
    if found.st_nlink > 1:
        return "it has a second name (a hard link), which would keep the old value.", "Make it a file of its own."
    if found.st_size > files.LARGEST:
        return "it is larger than any .env file.", "Look whether it is the right one."
    if os.geteuid() not in {0, found.st_uid}:
        return "it belongs to another user, who could not read it afterwards.", "Run this as its owner."
    return None
