"""What operating systems do differently when a file is locked, synced and written in place."""

from __future__ import annotations

import errno
import os
import stat
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from io import FileIO
    from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    _FAR = 2**40  # a locked byte can't be read there: one far behind the end

    def try_lock(file: int) -> bool:
        """Lock a file for this process until it is closed; False where another holds it."""
        os.lseek(file, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def sync(file: int) -> None:
        """Wait until what was written is on the disk."""
        os.fsync(file)

    def sync_folder(folder: Path) -> None:
        """Nothing: a folder is no file here, and what it holds is kept with the files."""

    def write_at_start(file: int, text: bytes) -> int:
        """Write over the first bytes of a file; how many were written."""
        os.lseek(file, 0, os.SEEK_SET)
        return os.write(file, text)

else:
    import fcntl

    def try_lock(file: int) -> bool:
        """Lock a file until the last process that has it open closes it; False where another holds it."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    sync = getattr(os, "fdatasync", os.fsync)

    def sync_folder(folder: Path) -> None:
        """Wait until the names in a folder are on the disk."""
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)

    def write_at_start(file: int, text: bytes) -> int:
        """Write over the first bytes of a file; how many were written."""
        return os.pwrite(file, text, 0)


_COMMON = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
WRITE = os.O_RDWR | _COMMON
APPEND = WRITE | os.O_APPEND
NEW = os.O_CREAT | os.O_EXCL


def write_new(path: Path, text: bytes) -> None:
    """Make a file for its owner alone; it is on the disk when this returns.

    Raises:
        OSError: It is there already, or can't be written.
    """
    file = os.open(path, WRITE | NEW, 0o600)
    try:
        os.write(file, text)
        os.fsync(file)
    finally:
        os.close(file)


def open_to_read(path: Path) -> FileIO:
    """Open a file that others may have put in the place of ours: it is a file, and no link, pipe or device.

    Raises:
        OSError: It is none, or can't be opened.
    """
    file = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _COMMON)
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise OSError(errno.EINVAL, "it is no file")
    return open(file, "rb", buffering=0)
