"""Says where clickgate keeps what it keeps on this machine."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

from clickgate.errors import ConfigurationError

_FILE = "clickgate.db"


def data_folder() -> Path:
    """The folder of this person's data, made with rights for its owner alone.

    `CLICKGATE_HOME` names it; else it is where the system keeps such things.

    Raises:
        ConfigurationError: It can't be made, or anybody else may write in it.
    """
    folder = _folder()
    try:
        make_private(folder)
        found = folder.stat()
    except OSError as error:
        raise ConfigurationError(
            f"The folder of clickgate's data can't be made: {error.strerror}.", advice="CLICKGATE_HOME names another."
        ) from None
    if os.name == "posix" and found.st_mode & stat.S_IWOTH:
        raise ConfigurationError(
            f"Everybody on this machine may write in {folder}: nothing is kept there.",
            advice=f"Run `chmod 700 {folder}`, or have CLICKGATE_HOME name another.",
        )
    return folder


def make_private(folder: Path) -> None:
    """Make a folder, and all above it that are not there, for their owner alone, whatever the umask.

    Raises:
        OSError: That can't be done.
    """
    if not folder.parent.exists():  # else `mkdir` would make those above with the rights that the umask leaves
        make_private(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)


def database_url() -> str:
    """`CLICKGATE_DATABASE_URL`, else that of a SQLite file in the data folder.

    Raises:
        ConfigurationError: That folder can't be made.
    """
    from sqlalchemy import URL  # noqa: PLC0415 - the folder is asked for where there is no database, too

    chosen = os.environ.get("CLICKGATE_DATABASE_URL", "").strip()
    return chosen or URL.create("sqlite", database=str(data_folder() / _FILE)).render_as_string()


def has_database() -> bool:
    """Tell whether there is a database already; nothing is made or opened."""
    return bool(os.environ.get("CLICKGATE_DATABASE_URL", "").strip()) or (_folder() / _FILE).exists()


def _folder() -> Path:
    chosen = os.environ.get("CLICKGATE_HOME", "").strip()
    folder = Path(chosen).expanduser() if chosen else _usual() / "clickgate"
    if not folder.is_absolute():
        raise ConfigurationError(
            "CLICKGATE_HOME is not named from the root: it would be another folder wherever a program is started.",
            advice="Give its whole path.",
        )
    return folder


def _usual() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    named = Path(os.environ.get("XDG_DATA_HOME", ""))  # one that is not absolute does not count
    return named if named.is_absolute() else Path.home() / ".local" / "share"
