"""Where the audit log is: the folder of its files, the registry of its segments, and what this machine is called."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import socket
import time
from pathlib import Path
from typing import TYPE_CHECKING

from clickgate.access.audit import registry, store
from clickgate.access.audit.segment import Head, Segment, build_head, first_hash, head_key, read_head, segment_path
from clickgate.access.audit.system import open_to_read, write_new
from clickgate.db.location import data_folder
from clickgate.errors import AuditUnwritable, DatabaseUnavailable, OutcomeUnknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from clickgate.access.audit.store import Row
    from clickgate.db.engine import Database
    from clickgate.kernel.clock import Clock

SEGMENT_BYTES = 64 * 2**20
SEGMENT_SECONDS = 24 * 3600.0

_UNFIT = re.compile(r"[^A-Za-z0-9.-]+")
_ORGANIZATION = re.compile(r"[A-Za-z0-9_-]{1,64}")
_FOLDER_ID = ".folder-id"
_COUNT = "count"


def audit_folder() -> Path:
    """The folder of this person's audit log: `CLICKGATE_AUDIT_DIR`, else `audit` in the data folder."""
    chosen = os.environ.get("CLICKGATE_AUDIT_DIR", "").strip()
    return Path(chosen).expanduser() if chosen else data_folder() / "audit"


class Place:
    """Where the log of one organization is; AuditUnwritable where the id can't be that of an organization."""

    def __init__(
        self, database: Database, folder: Path, organization_id: str, find_key: Callable[[str], bytes], clock: Clock
    ) -> None:
        if not _ORGANIZATION.fullmatch(organization_id):
            raise AuditUnwritable("The id of an organization has at most 64 letters, digits, '_' and '-'.")
        self.database = database
        self.folder = folder
        self.organization_id = organization_id
        self.clock = clock
        self._find_key = find_key
        self._key = b""

    @property
    def key(self) -> bytes:
        """The organization's key, 32 bytes; asked for when it is first needed.

        Raises:
            VaultLocked: It can't be had.
        """
        if not self._key:
            self._key = self._find_key(self.organization_id)
        return self._key

    def path(self, name: str) -> Path:
        """The file of a segment."""
        return segment_path(self.folder, self.organization_id, name)

    def head_key(self, name: str) -> bytes:
        """The key for the heads of a segment."""
        return head_key(self.key, self.organization_id, name)

    def take(self, row: Row) -> tuple[Segment, Row, bytes] | None:
        """Go on with a segment that no process has open; None where one has, or where it is not as it was left.

        Returns:
            The segment, its row as it is now, and what was cut off behind its last record: nobody was told that it was
            written.

        Raises:
            OSError: That can't be cut off.
            DatabaseUnavailable: The registry can't be read.
        """
        segment = Segment.take_over(self.path(row.name), self.head_key(row.name))
        if segment is None:
            return None
        try:
            # It is ours now, and nobody else's to change: what the registry said before counts no more.
            found = self.find_row(row.number)
            if (
                found is not None
                and found.closed_at is None
                and found.records <= segment.head.records
                and registry.is_genuine(self.key, found)
            ):
                if segment.head.records == 0:
                    self._count(row.number)  # who made it may have died before that was done
                return segment, found, segment.cut()
        except BaseException:
            segment.release()
            raise
        segment.release()
        return None

    def find_row(self, number: int) -> Row | None:
        """The row of a segment, as it is now.

        Raises:
            DatabaseUnavailable: The registry can't be read.
        """
        return self.database.read(lambda connection: store.find_row(connection, self.organization_id, number))

    def open_rows(self) -> list[Row]:
        """The segments that are not closed, newest last, without those whose row was edited.

        Raises:
            DatabaseUnavailable: The registry can't be read.
        """
        rows = self.database.read(lambda connection: store.find_open_rows(connection, self.organization_id))
        return [row for row in rows if registry.is_genuine(self.key, row)]

    def make(self) -> tuple[Segment, Row]:
        """Make a new segment and enter it.

        Raises:
            AuditUnwritable: There is no such organization.
            OSError: The files can't be made.
            DatabaseUnavailable: It could not be entered.
            OutcomeUnknown: It was entered or not; where it was, it is there to be taken.
        """
        now = self.clock.now()
        host = _UNFIT.sub("-", socket.gethostname())[:64] or "host"
        name = f"{time.strftime('%Y%m%dT%H%M%S', time.gmtime(now))}-{host}-{os.getpid()}-{secrets.token_hex(4)}"
        row = store.Row(
            organization_id=self.organization_id, number=0, name=name, host=f"{host}@{folder_id(self.folder)}",
            previous=b"", opened_at=now, closed_at=None, records=0, head=b"", dropped_at=None,
        )  # fmt: skip
        try:
            counted = self.counted()
        except ValueError:
            counted = 0
        segment = Segment.create(self.path(name), self.head_key(name))

        def prepare(numbered: Row) -> bytes:
            first = first_hash(self.organization_id, name, numbered.number)
            segment.begin(first)
            return bytes.fromhex(first.decode())

        try:
            entered = registry.enter(self.database, self.key, row, prepare, above=counted)
        except (DatabaseUnavailable, OutcomeUnknown):
            # Whether the row was kept may not be known: the files stay, for a row without files would be an alarm.
            segment.release()
            raise
        except BaseException:
            segment.discard()
            raise
        try:
            self._count(entered.number)
        except BaseException:
            segment.release()
            raise
        return segment, entered

    def counted(self) -> int:
        """How many segments the registry had when one was last made in this folder; 0 where none was.

        Raises:
            ValueError: That was changed.
        """
        try:
            with open_to_read(self.folder / self.organization_id / _COUNT) as file:
                return read_head(self.head_key(_COUNT), file.read(200)).records
        except FileNotFoundError:
            return 0
        except OSError as error:
            raise ValueError("the count can't be read") from error

    def _count(self, number: int) -> None:
        """Keep beside the files how many rows there are, so that the newest can't be taken out of the registry."""
        try:
            if self.counted() >= number:
                return
        except ValueError:
            return  # that it was changed stays to be seen
        path = self.folder / self.organization_id / _COUNT
        made = path.with_name(f".{_COUNT}-{secrets.token_hex(8)}")
        write_new(made, build_head(self.head_key(_COUNT), Head(number, 0, bytes(64))))
        made.replace(path)

    def is_over(self, row: Row, segment: Segment) -> bool:
        """Whether a segment has become too long or too old to go on with."""
        return segment.head.size >= SEGMENT_BYTES or self.clock.now() >= row.opened_at + SEGMENT_SECONDS

    def enter(self, segment: Segment, row: Row, *, is_closed: bool = False) -> Row | None:
        """Enter how far a segment goes; what is entered is on the disk before.

        Raises:
            OSError: The disk failed.
            DatabaseUnavailable: Nothing was entered.
            OutcomeUnknown: It was entered or not; entering it again does no harm.
        """
        head = segment.head
        segment.sync()
        if head.records == row.records and not is_closed:
            return row
        new = registry.change(
            self.database, self.key, row, records=head.records, head=bytes.fromhex(head.hash.decode()),
            closed_at=self.clock.now() if is_closed else None,
        )  # fmt: skip
        if new is not None and is_closed:
            segment.remove_head()
        return new


def is_of(row: Row, folder: Path) -> bool:
    """Whether a segment was made in an audit folder, as far as that is known."""
    here, there = _read_id(folder), row.host.rpartition("@")[2]
    return not here or there in {"", here}


def folder_id(folder: Path) -> str:
    """The id of an audit folder, made when it is first asked for: which folder of which machine a segment is in.

    The name of a machine does not tell it: a container has another at each start.

    Raises:
        OSError: It can't be made.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        write_new(folder / _FOLDER_ID, secrets.token_hex(8).encode())
    return _read_id(folder)


def _read_id(folder: Path) -> str:
    try:
        with open_to_read(folder / _FOLDER_ID) as file:
            return file.read(100).decode("ascii", "replace")
    except OSError:
        return ""
