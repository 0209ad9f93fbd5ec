"""Reads new lines of a segment: as far as they were acknowledged, whatever stands between them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from clickgate.access.audit.record import Record, read_record
from clickgate.access.audit.segment import head_path, segment_path
from clickgate.errors import KeepingFailed

if TYPE_CHECKING:
    from pathlib import Path

GREATEST = 2**31 - 1
"""The greatest number that the index holds."""

_FAR = 1e11  # seconds since the Unix epoch: what a broken clock may tell has an end
IDS_IN_PATH = r"/v\d/(?:(?:team|workspaces)(?:/([^/]+)/?|$))?(?:chat/|comments/)?[^/]*(?:/([^/]+)(?:/[^/]+/([^/]+))?)?"
"""What finds the ids of a workspace, a thing and a part of it in a path of ClickUp's API: `/v2/task/1/tag/urgent`.

A word at the place of an id is taken for one.
"""

_LONGEST = 64 * 1024  # bytes of a line; none that was written here is longer
_ids = re.compile(IDS_IN_PATH).search
_decode_lines = msgspec.json.Decoder(Record).decode_lines


class End(msgspec.Struct, frozen=True):
    """How far a segment goes: its size in bytes, and its records, None where the registry knows them."""

    size: int
    records: int | None


def read_end(folder: Path, organization_id: str, name: str) -> End | None:
    """The end of the last record of a segment that was acknowledged; None where the file isn't here.

    What stands behind is about to be acknowledged, or will be cut off by the next process that takes the file over.

    Raises:
        KeepingFailed: It can't be read.
    """
    whole = _size(segment_path(folder, organization_id, name))
    if whole is None:
        return None
    try:
        # Who wrote the head is checked by `verify`; here it is enough not to read too far.
        records, size, _ = _read_steady(head_path(folder, organization_id, name)).split(b" ", 2)
        return End(min(int(size), whole), int(records))
    except FileNotFoundError:
        return End(whole, None)
    except ValueError:
        return None  # it is being made, or was spoiled
    except OSError as error:
        raise _unreadable(error) from error


def _read_steady(path: Path) -> bytes:
    """What a small file says, read until it says the same twice: it may be written over meanwhile."""
    found, again = b"", path.read_bytes()
    while found != again:
        found, again = again, path.read_bytes()
    return found


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unreadable(error) from error


def read_piece(path: Path, start: int, end: int) -> bytes:
    """Whole lines of a file, from `start` on and not beyond `end`; of a line that no record can be as much as there is.

    Of a file that was dropped meanwhile there are none.

    Raises:
        KeepingFailed: It can't be read.
    """
    try:
        with path.open("rb") as file:
            file.seek(start)
            piece = file.read(end - start)
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise _unreadable(error) from error
    whole = piece.rfind(b"\n") + 1
    return piece if not whole and len(piece) > _LONGEST else piece[:whole]


def read_last(path: Path, end: int) -> Record | None:
    """The record whose line ends at `end`; None where none does.

    Raises:
        KeepingFailed: The file can't be read.
    """
    piece = read_piece(path, max(0, end - _LONGEST), end)
    try:
        return read_record(piece[piece.rfind(b"\n", 0, -1) + 1 :]) if piece.endswith(b"\n") else None
    except ValueError:
        return None


def read_records(piece: bytes, after: int) -> tuple[list[Record], int]:
    """The records among some lines, and how many lines are none.

    In a segment each record has a greater `seq` than the one before: what has not, or is not above `after`, is none.
    """
    if b"\\u0000" in piece:
        piece = piece.replace(b"\\u0000", b"\\ufffd")  # PostgreSQL keeps no such character
    try:
        found = _decode_lines(piece)
    except (msgspec.DecodeError, UnicodeDecodeError):
        found = _decode_each(piece)
    kept: list[Record] = []
    for record in found:
        if after < record.seq <= GREATEST and 0 <= record.at < _FAR:
            after = record.seq
            kept.append(record)
    return kept, piece.count(b"\n") - len(kept)


def ids_in(path: str) -> tuple[str, str, str]:
    """The ids of a workspace, of a thing and of a part of it in a path of ClickUp's API; empty where it has none."""
    found = _ids(path)
    return (found[1] or "", found[2] or "", found[3] or "") if found else ("", "", "")


def _decode_each(piece: bytes) -> list[Record]:
    found = []
    for line in piece.splitlines():
        try:
            found.append(read_record(line))
        except (ValueError, UnicodeDecodeError):
            continue
    return found


def _unreadable(error: OSError) -> KeepingFailed:
    return KeepingFailed(
        f"The audit log can't be read: {error.strerror}.", advice="Look at the rights of the audit folder."
    )
