"""Appends records to a file, each chained to the one before, and keeps beside it how far they go."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import hmac
import os
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec

from clickgate.access.audit.system import (
    APPEND,
    NEW,
    WRITE,
    open_to_read,
    sync,
    sync_folder,
    try_lock,
    write_at_start,
)  # fmt: skip

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = "clickgate-audit-1"
SUFFIX = ".jsonl"
HEAD_SUFFIX = ".head"
TAIL = len(',"hash":""}\n') + 64
"""Bytes of a line from its hash on."""
_TRIES = 100


class Head(msgspec.Struct, frozen=True):
    """How far a segment goes: its records, its bytes, and the hash of the last record as 64 hexadecimal digits."""

    records: int
    size: int
    hash: bytes


def first_hash(organization_id: str, segment: str, number: int) -> bytes:
    """What stands for the hash before the first record, so that a file counts for its own place alone."""
    return sha256(f"{FORMAT}\n{organization_id}\n{segment}\n{number}".encode()).hexdigest().encode()


def segment_path(folder: Path, organization_id: str, name: str) -> Path:
    """The file of a segment."""
    return folder / organization_id / f"{name}{SUFFIX}"


def head_path(folder: Path, organization_id: str, name: str) -> Path:
    """The file that tells how far a segment goes; there is none once the segment is closed."""
    return folder / organization_id / f"{name}{HEAD_SUFFIX}"


def read_head_of(path: Path, key: bytes) -> Head | None:
    """Read the head beside a segment that may be written meanwhile; None where there is none.

    Raises:
        ValueError: It was changed, or belongs to another segment.
        OSError: It can't be read.
    """
    for tries_left in reversed(range(_TRIES)):
        try:
            with open_to_read(path.with_suffix(HEAD_SUFFIX)) as file:
                return read_head(key, file.read(200))
        except FileNotFoundError:
            return None
        except ValueError:  # a head that is just being written may be half the old one and half the new one
            if not tries_left:
                raise
    return None


def hold(path: Path) -> int | None:
    """Lock a segment that no process has open, until what is given is closed; None where one has, or it has no head."""
    try:
        head_file = os.open(path.with_suffix(HEAD_SUFFIX), WRITE)
    except OSError:
        return None
    if try_lock(head_file) and os.fstat(head_file).st_nlink:
        return head_file
    os.close(head_file)
    return None


def head_key(key: bytes, organization_id: str, name: str) -> bytes:
    """The key for the heads of one segment, from the organization's key of 32 bytes."""
    return hmac.digest(key, f"{FORMAT} head\n{organization_id}\n{name}".encode(), "sha256")


def build_head(key: bytes, head: Head) -> bytes:
    """The text of a head: always of the same length, and of no worth without the key."""
    text = b"%020d %020d %b" % (head.records, head.size, head.hash)
    return b"%b %b\n" % (text, hashlib.blake2b(text, key=key, digest_size=16).hexdigest().encode())


def read_head(key: bytes, text: bytes) -> Head:
    """Read the text of a head.

    Raises:
        ValueError: It was changed, or belongs to another segment.
    """
    told, _, _ = text.rpartition(b" ")
    records, size, hash_ = told.split(b" ")
    head = Head(int(records), int(size), hash_)
    if not hmac.compare_digest(build_head(key, head), text):
        raise ValueError("the head was changed")
    return head


class Segment:
    """A file that is open for appending, by one process at a time; its caller lets in one thread at a time.

    Attributes:
        name: Name of the segment, and of its file.
        head: How far it goes.
        is_spoiled: A write failed and could not be taken back: nothing more is written.
    """

    def __init__(self, path: Path, key: bytes, files: tuple[int, int], head: Head) -> None:
        self.path = path
        self.name = path.name.removesuffix(SUFFIX)
        self.head = head
        self.is_spoiled = False
        self._key = key
        self._file, self._head_file = files
        self._synced = head.records

    @classmethod
    def create(cls, path: Path, key: bytes) -> Segment:
        """Make the two files of a new segment; `begin` says where its chain begins.

        Raises:
            OSError: They can't be made.
        """
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(path, APPEND | NEW, 0o600)
        try:
            head_file = os.open(path.with_suffix(HEAD_SUFFIX), WRITE | NEW, 0o600)
        except OSError:
            os.close(file)
            path.unlink()
            raise
        try_lock(head_file)
        return cls(path, key, (file, head_file), Head(0, 0, b""))

    @classmethod
    def take_over(cls, path: Path, key: bytes) -> Segment | None:
        """Go on with a segment that no process has open; None where one has, or where it is not as its head tells.

        What stands behind the end that the head tells of was never acknowledged: `cut` takes it away.
        """
        files: list[int] = []
        try:
            files.append(os.open(path, APPEND))
            files.append(os.open(path.with_suffix(HEAD_SUFFIX), WRITE))
            head = _take(files[1], key)
            _check_end(files[0], head)
        except (OSError, ValueError):
            for file in files:
                os.close(file)
            return None
        return cls(path, key, (files[0], files[1]), head)

    def begin(self, first: bytes) -> None:
        """Keep on the disk that the segment is there, and empty; `first` stands for the hash before its first record.

        Raises:
            OSError: That can't be written.
        """
        self._write_head(Head(0, 0, first))
        sync(self._head_file)
        sync_folder(self.path.parent)

    def append(self, body: bytes) -> bytes:
        """Write one record, whole or not at all; the line as it was written.

        Args:
            body: As `build_record` gives it.

        Raises:
            OSError: It can't be written; the file is as it was before.
        """
        head = self.head
        text = b'{"seq":%d,%b' % (head.records + 1, body[1:-1])
        hash_ = sha256(head.hash + text).hexdigest().encode()
        line = b'%b,"hash":"%b"}\n' % (text, hash_)
        try:
            _check_written(os.write(self._file, line), line)
            self._write_head(Head(head.records + 1, head.size + len(line), hash_))
        except BaseException:  # an interrupt may come between the two, too
            self._restore(head)
            raise
        return line

    def cut(self) -> bytes:
        """Take away what stands behind the last record, and give it.

        Raises:
            OSError: It can't be done.
        """
        os.lseek(self._file, self.head.size, os.SEEK_SET)
        excess = os.read(self._file, 2**20)
        if excess:
            os.ftruncate(self._file, self.head.size)
        return excess

    def sync(self) -> None:
        """Wait until all records are on the disk; nothing is done where they are.

        Raises:
            OSError: The disk failed: it is not known what is on it, and nothing more is written.
        """
        if self._synced == self.head.records:
            return
        records = self.head.records
        try:
            sync(self._file)
            sync(self._head_file)  # an older head than file would have the rest of the file cut off
        except OSError:
            self.is_spoiled = True
            raise
        self._synced = records

    def is_intact(self) -> bool:
        """Whether the file is still in its place, and as long as we wrote it."""
        try:
            found = os.stat(self.path, follow_symlinks=False)
        except OSError:
            return False
        return found.st_size == self.head.size and os.path.samestat(found, os.fstat(self._file))

    def release(self) -> None:
        """Let go of the files: another process may go on with them."""
        files = (self._file, self._head_file)
        self._file = self._head_file = -1  # a number that was closed may be another file's soon
        for file in files:
            with contextlib.suppress(OSError):
                os.close(file)

    def remove_head(self) -> None:
        """Take the head away: the registry knows how far a closed segment goes.

        Raises:
            OSError: It can't be done.
        """
        self.path.with_suffix(HEAD_SUFFIX).unlink(missing_ok=True)

    def discard(self) -> None:
        """Take away the files of a segment that was never begun."""
        self.release()
        with contextlib.suppress(OSError):
            self.path.unlink()
            self.remove_head()

    def _write_head(self, head: Head) -> None:
        text = build_head(self._key, head)
        _check_written(write_at_start(self._head_file, text), text)
        self.head = head

    def _restore(self, head: Head) -> None:
        self.is_spoiled = True
        with contextlib.suppress(OSError):
            os.ftruncate(self._file, head.size)
            self._write_head(head)
            self.is_spoiled = False


def _take(head_file: int, key: bytes) -> Head:
    """Lock a head and read it; OSError where another process holds it, ValueError where it was changed."""
    if not try_lock(head_file) or os.fstat(head_file).st_nlink == 0:
        # Who closed the segment while we came has removed its head: what we opened is no file any more.
        raise BlockingIOError
    return read_head(key, os.read(head_file, 200))


def _check_end(file: int, head: Head) -> None:
    """Raise ValueError where the file does not reach as far as its head tells, or not with the hash that it tells."""
    if head.records:
        os.lseek(file, head.size - TAIL, os.SEEK_SET)
        if os.read(file, TAIL) != b',"hash":"%b"}\n' % head.hash:
            raise ValueError


def _check_written(count: int, text: bytes) -> None:
    if count != len(text):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
