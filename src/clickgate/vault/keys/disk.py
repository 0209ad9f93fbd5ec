"""Writes small files so that a crash leaves the old one or the new one, on the disk and for their owner alone."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Wait until no other thread or process is in here for the same folder; on Windows, nobody is kept waiting.

    Raises:
        OSError: The folder can't be opened or locked.
    """
    if sys.platform == "win32":
        yield
        return
    at = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(at, fcntl.LOCK_EX)
        yield
    finally:
        os.close(at)


def make_file(path: Path, text: str) -> bool:
    """Make a file with all its text at once; False where there is one, which is left as it is.

    Raises:
        OSError: It can't be made, or the disk is full; there is none then.
    """
    prepared = _prepare(path, text)
    try:
        os.link(prepared, path)  # unlike a rename, it never replaces
    except FileExistsError:
        return False
    finally:
        prepared.unlink()
    sync_folder(path.parent)
    return True


def replace_file(path: Path, text: str) -> None:
    """Put a file in the place of another at once.

    Raises:
        OSError: It can't be made, or the disk is full; the old one is still there.
    """
    prepared = _prepare(path, text)
    prepared.replace(path)
    sync_folder(path.parent)


def append(path: Path, text: str) -> None:
    """Add lines to a file; a last line that a crash has torn is ended first.

    Raises:
        OSError: It can't be written; what was added may be there in part.
    """
    new = not path.exists()
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b") as file:
        if file.seek(0, os.SEEK_END):
            file.seek(-1, os.SEEK_END)
            text = text if file.read(1) == b"\n" else f"\n{text}"
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
    if new:
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """See to it that a name that was made or moved in a folder is on the disk."""
    with contextlib.suppress(OSError):  # Windows has no such thing; some network disks neither
        at = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(at)
        finally:
            os.close(at)


def _prepare(path: Path, text: str) -> Path:
    """Write a file beside another one, whole and on the disk; one that a crash has left there is taken away."""
    prepared = path.with_name(f"{path.name}.new")
    prepared.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(prepared, _NEW, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        prepared.unlink(missing_ok=True)
        raise
    return prepared
