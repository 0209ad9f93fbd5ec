"""Writes the records of one organization: into which segment, how safely, and what becomes of those that can't be."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections import deque
from typing import TYPE_CHECKING

from clickgate.access.audit.place import SEGMENT_BYTES, SEGMENT_SECONDS
from clickgate.access.audit.record import Record, build_record
from clickgate.errors import AuditUnwritable, DatabaseUnavailable, KeepingFailed, OutcomeUnknown
from clickgate.kernel.ids import make_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from clickgate.access.audit.place import Place
    from clickgate.access.audit.record import Plain
    from clickgate.access.audit.segment import Segment
    from clickgate.access.audit.sink import Sinks
    from clickgate.access.audit.store import Row

_CHECKPOINT = 60.0  # seconds between entries in the registry for what is no change
_AGAIN = 60.0  # seconds until a new segment is tried again, where the old one still does
_OWED = 10_000  # records of deeds that ended while nothing could be written

_PATIENCE = 30.0  # seconds
_NOT_WITHIN = "Begin deeds before a transaction of the database, not within it."

_log = logging.getLogger("clickgate.audit")


class _Open:
    """A segment that this process writes, with its row as it was last entered."""

    __slots__ = ("is_done", "row", "segment")

    def __init__(self, segment: Segment, row: Row, *, is_done: bool = False) -> None:
        self.segment = segment
        self.row = row
        self.is_done = is_done


class Writer:
    """Writes the records of one organization; may be used by several threads at once.

    Under `_lock` records are written and the segment is changed for another. Under `_entering`, which is taken first
    where both are, the registry is written and files are let go: so no record waits for the database.

    Attributes:
        used_at: When it last wrote; monotonic seconds.
    """

    def __init__(self, place: Place, *, strict: bool, sinks: Sinks, make_room: Callable[[Writer], None]) -> None:
        self._place = place
        self._strict = strict
        self._sinks = sinks
        self._make_room = make_room
        self.used_at = 0.0
        self._owed: deque[bytes] = deque(maxlen=_OWED)
        self._reset()

    def _reset(self) -> None:
        self._lock = threading.RLock()
        self._entering = threading.Lock()
        self._open: _Open | None = None
        self._left: list[_Open] = []
        self._until = 0.0
        self._entered_at = self._place.clock.monotonic()

    @property
    def is_open(self) -> bool:
        """Whether it has files open."""
        return self._open is not None

    def write(self, body: bytes, *, is_change: bool) -> None:
        """Write a record before its deed is done.

        Raises:
            AuditUnwritable: It can't be written; the deed is not to be done.
            VaultLocked: The key of the log can't be had; the deed is not to be done.
        """
        if not self._lock.acquire(timeout=_PATIENCE):
            raise AuditUnwritable("The audit log is in use by another thread for too long.", advice=_NOT_WITHIN)
        try:
            self._pay()
            self._append(body)
            if is_change or self._strict:
                self._sync()
        finally:
            self._lock.release()
        if self._left:
            self.enter()

    def finish(self, body: bytes, *, is_change: bool) -> None:
        """Write how a deed ended. Where that can't be done now it is done as soon as anything can be written again."""
        self._owed.append(body)
        if not self._lock.acquire(timeout=_PATIENCE):
            return
        try:
            self._pay()
            if is_change or self._strict:
                self._sync()
        except KeepingFailed as error:
            if len(self._owed) == 1:
                _log.error("How a deed ended could not be written to the audit log yet: %s", error.message)
        finally:
            self._lock.release()
        if is_change or self._left:
            self.enter()

    def enter(self) -> None:
        """Enter in the registry how far the segment goes; what fails is tried again with the next entry."""
        with self._entering:
            self._enter_all()

    def tend(self, now: float) -> None:
        """Bring to the disk what is not there yet, and enter it once a minute; `now` is monotonic."""
        if not (self._open or self._left or self._owed):
            return
        with self._entering:
            with self._lock:
                self._check_intact()
                with contextlib.suppress(KeepingFailed):
                    self._pay()
                current = self._open
            if current is not None and not current.segment.is_spoiled:
                with contextlib.suppress(OSError):  # the segment is spoiled by that, and the next record tells
                    current.segment.sync()
            if self._left or now - self._entered_at >= _CHECKPOINT:
                self._enter_all()

    def park(self) -> bool:
        """Let the files go, so that others can be opened; False where that has to wait."""
        if not self._entering.acquire(blocking=False):
            return False
        try:
            if not self._lock.acquire(blocking=False):
                return False
            try:
                self._leave()
            finally:
                self._lock.release()
            self._enter_all()
        finally:
            self._entering.release()
        return True

    def close(self) -> None:
        """Write what is owed, enter how far the segment goes, and let the files go."""
        with self._entering:
            with self._lock:
                with contextlib.suppress(KeepingFailed):
                    self._pay()
                self._leave()
            self._enter_all()

    def forget(self) -> None:
        """In a forked child: the parent goes on with its segment and its debts, and this process gets its own."""
        for each in filter(None, (self._open, *self._left)):
            each.segment.release()
        self._owed.clear()
        self._reset()

    def _append(self, body: bytes) -> None:
        self.used_at = now = self._place.clock.monotonic()
        current = self._open
        if current is None or current.segment.is_spoiled or now >= self._until:
            current = self._renew(now)
        segment = current.segment
        try:
            line = segment.append(body)
        except OSError as error:
            raise _unwritable(error) from error
        if segment.head.size >= SEGMENT_BYTES > segment.head.size - len(line):
            self._until = now
        if self._sinks.all:
            self._sinks.emit(self._place.organization_id, segment.name, line)

    def _pay(self) -> None:
        while self._owed:
            self._append(self._owed[0])
            self._owed.popleft()

    def _sync(self) -> None:
        if self._open is not None:
            try:
                self._open.segment.sync()
            except OSError as error:
                raise _unwritable(error) from error

    def _renew(self, now: float) -> _Open:
        """Change to another segment; the old one goes on where it still can and there is no other."""
        old = self._open
        try:
            new = self._find()
        except KeepingFailed:
            if old is None or old.segment.is_spoiled:
                raise
            self._until = now + _AGAIN
            return old
        self._leave()
        self._open = new
        self._until = now + max(new.row.opened_at + SEGMENT_SECONDS - self._place.clock.now(), _AGAIN)
        return new

    def _find(self) -> _Open:
        """Take over a segment that nobody writes, or make a new one; those that are over are closed on the way."""
        self._make_room(self)
        cut = 0
        try:
            for row in self._place.open_rows():
                taken = self._place.take(row)
                if taken is None:
                    continue
                found, rest = _Open(taken[0], taken[1]), taken[2]
                cut += len(rest)
                # A reader may have seen a whole line that was cut off: its place is not given to another.
                if b"\n" not in rest and not self._place.is_over(found.row, found.segment):
                    return self._begun(found, cut)
                found.is_done = True
                self._left.append(found)
            return self._begun(_Open(*self._place.make()), cut)
        except OSError as error:
            raise _unwritable(error) from error
        except (DatabaseUnavailable, OutcomeUnknown) as error:
            raise AuditUnwritable(
                "No segment of the audit log could be opened: the database can't be used.", advice=error.advice
            ) from error

    def _begun(self, found: _Open, cut: int) -> _Open:
        """Tell in a segment that is gone on with how many bytes were cut off after a crash."""
        if cut:
            try:
                found.segment.append(self._note("audit.recovered", {"bytes": cut}))
            except OSError:
                found.segment.release()
                raise
        return found

    def _leave(self) -> None:
        if self._open is not None:
            self._left.append(self._open)
            self._open = None

    def _enter_all(self) -> None:
        """Enter all segments, and let go of those that were left; called under `_entering`."""
        with self._lock:
            left, self._left = self._left, []
            current = self._open
        self._entered_at = self._place.clock.monotonic()
        for each in left:
            self._enter(each, is_closed=each.is_done or self._place.is_over(each.row, each.segment))
            each.segment.release()
        if current is not None:
            self._enter(current)

    def _enter(self, each: _Open, *, is_closed: bool = False) -> None:
        if each.segment.is_spoiled:
            return
        try:
            row = self._place.enter(each.segment, each.row, is_closed=is_closed)
        except (OSError, DatabaseUnavailable, OutcomeUnknown) as error:
            _log.warning("How far the audit log goes could not be entered: %s", error)
            return
        if row is None:
            _log.error(
                "The registry of the audit log was changed by somebody else; `clickgate audit verify` tells more."
            )
            each.segment.is_spoiled = True
        else:
            each.row = row

    def _check_intact(self) -> None:
        """Leave a file that is not as we wrote it: gone, longer or shorter."""
        if self._open is None or self._open.segment.is_spoiled or self._open.segment.is_intact():
            return
        name = self._open.segment.name
        _log.error("The audit file %s was changed by somebody else; the log goes on in another.", name)
        self._open.segment.is_spoiled = True
        self._owed.append(self._note("audit.damaged", {"segment": name}))

    def _note(self, action: str, detail: dict[str, Plain]) -> bytes:
        now = self._place.clock.now()
        return build_record(
            Record(now, "note", make_id("dee", now), action, "clickgate", "system", "system",
                   outcome="failure", detail=detail)
        )  # fmt: skip


def _unwritable(error: OSError) -> AuditUnwritable:
    return AuditUnwritable(f"The audit record can't be written: {error.strerror or 'the file failed'}.")
