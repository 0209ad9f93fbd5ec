"""Says where clickgate keeps what it keeps on this machine."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def data_folder() -> Path:
    """The folder of this person's data, made with rights for its owner alone.

    `CLICKGATE_HOME` names it; else it is where the system keeps such things.
    """
    chosen = os.environ.get("CLICKGATE_HOME", "").strip()
    folder = Path(chosen).expanduser() if chosen else _usual() / "clickgate"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def database_url() -> str:
    """`CLICKGATE_DATABASE_URL`, else that of a SQLite file in the data folder."""
    return os.environ.get("CLICKGATE_DATABASE_URL", "").strip() or f"sqlite:///{data_folder() / 'clickgate.db'}"


def _usual() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
