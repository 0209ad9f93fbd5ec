"""Replaces a file whole or not at all, for its owner's eyes only."""

from __future__ import annotations

import os
import stat
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from clickgate.kernel.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PRIVATE = 0o600
LARGEST = 1 << 20
_NOT_THROUGH_LINKS = getattr(os, "O_NOFOLLOW", 0)
_PATIENCE = 10.0  # seconds that another process may take for its own replacing


def temporary(path: Path) -> Path:
    """The file beside that is written first: always the same one, so that what a crash leaves is found again."""
    return path.with_name(f".{path.name.lstrip('.')}.clickgate-new")


def read_file(path: Path) -> tuple[Secret, int] | None:
    """Read a file's bytes as Latin-1, and its mode; None where there is none.

    Raises:
        OSError: It is a symbolic link, or can't be read.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | _NOT_THROUGH_LINKS)
    except FileNotFoundError:
        return None
    with os.fdopen(handle, "rb") as file:
        mode = stat.S_IMODE(os.fstat(handle).st_mode)
        return Secret(file.read(LARGEST + 1).decode("latin-1")), mode


def replace_file(path: Path, content: Secret) -> None:
    """Write a file anew with mode 0600 and its former owner; call it within `alone`.

    Raises:
        OSError: It could not be written; the old file is as it was.
    """
    beside = temporary(path)
    owner = path.stat() if path.exists() else None
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | _NOT_THROUGH_LINKS, PRIVATE)
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(handle, PRIVATE)
            if owner is not None:
                os.fchown(handle, owner.st_uid, owner.st_gid)
            file.write(content.reveal().encode("latin-1"))
            file.flush()
            os.fsync(handle)
        os.replace(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Keep other processes of ours from replacing files in this folder, and clear away what a crash left of the last.

    Raises:
        TimeoutError: Another one has been at it for ten seconds.
    """
    import fcntl  # noqa: PLC0415 - Windows has none

    folder = os.open(path.parent, os.O_RDONLY | os.O_CLOEXEC)
    try:
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise TimeoutError("another process is writing in this folder") from None
                threading.Event().wait(0.02)
        temporary(path).unlink(missing_ok=True)
        yield
    finally:
        os.close(folder)


def _sync_folder(folder: Path) -> None:
    """Make the new name last: a folder has to be flushed like a file."""
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
