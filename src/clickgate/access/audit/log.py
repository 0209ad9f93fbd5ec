"""The audit log: what is done is written down before it is done, and again when it has ended."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import weakref
from typing import TYPE_CHECKING, Self

import msgspec

from clickgate.access.audit.outcome import error_code, outcome_of
from clickgate.access.audit.place import Place, audit_folder
from clickgate.access.audit.record import Record, build_record, deed_ids
from clickgate.access.audit.sink import Sinks, open_sink
from clickgate.access.audit.writer import Writer
from clickgate.errors import UpstreamError
from clickgate.kernel.clock import SYSTEM_CLOCK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from clickgate.access.audit.record import Outcome, Plain
    from clickgate.access.caller import Caller
    from clickgate.db.engine import Database
    from clickgate.kernel.clock import Clock

_log = logging.getLogger("clickgate.audit")

_TEND = 1.0  # seconds
_FILES_OPEN = 128  # segments; each has two files


class Deed:
    """What was begun and has to be ended.

    Attributes:
        id: `dee_…`, in both of its records.
        is_ended: Whether it was ended; ending it again does nothing.
    """

    __slots__ = ("_begun", "_begun_at", "_is_change", "_organization_id", "is_ended")

    def __init__(self, organization_id: str, begun: Record, begun_at: float, *, is_change: bool) -> None:
        self._organization_id = organization_id
        self._begun = begun
        self._begun_at = begun_at
        self._is_change = is_change
        self.is_ended = False

    @property
    def id(self) -> str:
        """Id of the deed, `dee_…`."""
        return self._begun.deed


class Audit:
    """The audit log of all organizations; may be used by several threads at once, and by a process and its forks.

    No method is to be called within a transaction of the database, for the first record of a segment and each change
    have one of their own: a deed is begun before the transaction it is about, and ended after it.

    Attributes:
        database: Holds the registry of the log's files.
        folder: Holds the files.
        key: Id of an organization → the 32 bytes that its log is sealed with.
        clock: Where the time comes from.
    """

    _tender: threading.Thread | None

    def __init__(
        self,
        database: Database,
        folder: Path,
        key: Callable[[str], bytes],
        clock: Clock = SYSTEM_CLOCK,
        *,
        strict: bool = False,
    ) -> None:
        """Make the log; nothing is opened before the first record.

        Args:
            database: Holds the registry of the log's files.
            folder: Holds the files; made when it is first needed.
            key: Id of an organization → the 32 bytes that its log is sealed with.
            clock: Where the time comes from.
            strict: Whether each record is on the disk before its deed is done, not only those of changes.
        """
        self.database = database
        self.folder = folder
        self.key = key
        self.clock = clock
        self._strict = strict
        self._sinks = Sinks()
        self._writers: dict[str, Writer] = {}
        self._start()
        _LOGS.add(self)

    @classmethod
    def open(
        cls,
        database: Database,
        key: Callable[[str], bytes],
        clock: Clock = SYSTEM_CLOCK,
        *,
        folder: Path | None = None,
    ) -> Self:
        """Make the log that the settings describe: `CLICKGATE_AUDIT_DIR` and `CLICKGATE_AUDIT_SINK`.

        Args:
            database: Holds the registry of the log's files.
            key: Id of an organization → the 32 bytes that its log is sealed with.
            clock: Where the time comes from.
            folder: Where the files are, rather than where the setting says.

        Raises:
            ConfigurationError: The sink is no `stdout` or `file:/path`.
        """
        audit = cls(database, folder or audit_folder(), key, clock)
        sink = os.environ.get("CLICKGATE_AUDIT_SINK", "").strip()
        if sink:
            audit.add_sink(open_sink(sink))
        return audit

    def add_sink(self, write: Callable[[bytes], None]) -> None:
        """Give a copy of each line to `write` from now on; see docs/reference/audit-records.md for what it gets."""
        self._sinks.add(write)

    def begin(
        self,
        caller: Caller,
        action: str,
        *,
        account_id: str = "",
        credential_version: int | None = None,
        operation: str = "",
        target: str = "",
        method: str = "",
        path: str = "",
        attempt: int = 0,
        detail: Mapping[str, Plain] | None = None,
        is_change: bool = True,
    ) -> Deed:
        """Write down what is about to be done.

        Args:
            caller: Who does it.
            action: What is done, `noun.verb`.
            account_id: Whose credential it is about.
            credential_version: Which credential of the account.
            operation: `entity.action` of a call.
            target: What it is done to, an id or a name.
            method: HTTP method of a call.
            path: Route of a call, without its query.
            attempt: Which try of the call it is, from 1.
            detail: What else there is to say; never a secret.
            is_change: Whether it changes something that is kept. Its records are on the disk before it is done; those
                of mere uses are there within a second.

        Raises:
            AuditUnwritable: It can't be written down, so it is not to be done.
            VaultLocked: The log's key can't be had, so it is not to be done.
        """
        record = Record(
            self._now(), "begin", self._make_id(), action, caller.actor, caller.actor_kind, caller.via, 0,
            caller.address, caller.request_id, account_id, credential_version, operation, target, method, path,
            attempt, detail=None if detail is None else dict(detail),
        )  # fmt: skip
        deed = Deed(caller.organization_id, record, self.clock.monotonic(), is_change=is_change)
        self._writer(caller.organization_id).write(build_record(record), is_change=is_change)
        return deed

    def end(
        self,
        deed: Deed,
        outcome: Outcome,
        *,
        status: int | None = None,
        ecode: str = "",
        error: str = "",
        limit: int | None = None,
        remaining: int | None = None,
        seconds: float | None = None,
        waited: float | None = None,
        detail: Mapping[str, Plain] | None = None,
    ) -> None:
        """Write down how a deed ended, with all that its beginning said.

        It never raises, for the deed is done: what can't be written now is written before the next record, and nothing
        is begun until it is. Where the process dies meanwhile the log has a beginning without an end.

        Args:
            deed: What `begin` gave; a second ending is left out.
            outcome: How it ended.
            status: HTTP status of ClickUp's answer.
            ecode: ClickUp's code of an error.
            error: Our code of an error.
            limit: Requests a minute that the token is allowed.
            remaining: Requests that are left of them.
            seconds: How long it took; since `begin` where it is not given.
            waited: How much of it was waiting for the limit.
            detail: What else there is to say, beside what `begin` said; never a secret.
        """
        if deed.is_ended:
            return
        deed.is_ended = True
        begun = deed._begun
        if seconds is None:
            seconds = round(self.clock.monotonic() - deed._begun_at, 6)
        record = msgspec.structs.replace(
            begun, at=self._now(), phase="end", outcome=outcome, status=status, ecode=ecode, error=error, limit=limit,
            remaining=remaining, seconds=seconds,
            waited=waited, detail=begun.detail if detail is None else {**(begun.detail or {}), **detail},
        )  # fmt: skip
        self._writer(deed._organization_id).finish(build_record(record), is_change=deed._is_change)

    def note(
        self,
        caller: Caller,
        action: str,
        outcome: Outcome,
        *,
        account_id: str = "",
        credential_version: int | None = None,
        operation: str = "",
        target: str = "",
        error: str = "",
        detail: Mapping[str, Plain] | None = None,
        is_change: bool = False,
    ) -> None:
        """Write down what has no beginning and end, such as an attempt that was denied.

        Raises:
            AuditUnwritable: It can't be written.
            VaultLocked: The log's key can't be had.
        """
        record = Record(
            self._now(), "note", self._make_id(), action, caller.actor, caller.actor_kind, caller.via, 0,
            caller.address, caller.request_id, account_id, credential_version, operation, target,
            outcome=outcome, error=error, detail=None if detail is None else dict(detail),
        )  # fmt: skip
        writer = self._writer(caller.organization_id)
        writer.write(build_record(record), is_change=is_change)
        if is_change:
            writer.enter()

    @contextlib.contextmanager
    def deed(
        self,
        caller: Caller,
        action: str,
        *,
        account_id: str = "",
        credential_version: int | None = None,
        operation: str = "",
        target: str = "",
        detail: Mapping[str, Plain] | None = None,
        is_change: bool = True,
    ) -> Iterator[Deed]:
        """Begin a deed, and end it when the block ends: with success, or with what was raised, which goes on its way.

        Raises:
            AuditUnwritable: It can't be written down; the block is not entered.
            VaultLocked: The log's key can't be had; the block is not entered.
        """
        deed = self.begin(
            caller, action, account_id=account_id, credential_version=credential_version, operation=operation,
            target=target, detail=detail, is_change=is_change,
        )  # fmt: skip
        try:
            yield deed
        except BaseException as error:
            self._end_with(deed, error)
            raise
        self.end(deed, "success")

    def place(self, organization_id: str) -> Place:
        """Where the log of an organization is.

        Raises:
            AuditUnwritable: The id can't be that of an organization.
        """
        return Place(self.database, self.folder, organization_id, self.key, self.clock)

    def tend(self) -> None:
        """Bring to the disk what is not there yet; a thread of the log's own does so each second."""
        now = self.clock.monotonic()
        for writer in list(self._writers.values()):
            writer.tend(now)

    def close(self) -> None:
        """Enter in the registry how far each segment goes and let the files go; a later record opens them again."""
        self._stop.set()
        with self._starting:
            thread = self._tender
            self._tender = None
        if thread is not None and thread is not threading.current_thread():
            thread.join()
        for writer in list(self._writers.values()):
            writer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _end_with(self, deed: Deed, error: BaseException) -> None:
        status, ecode = (error.status, error.ecode) if isinstance(error, UpstreamError) else (None, "")
        self.end(deed, outcome_of(error), error=error_code(error), status=status, ecode=ecode)

    def _now(self) -> float:
        return int(self.clock.now() * 1e6) / 1e6

    def _writer(self, organization_id: str) -> Writer:
        writer = self._writers.get(organization_id)
        return writer if writer is not None and self._tender is not None else self._ready(organization_id)

    def _ready(self, organization_id: str) -> Writer:
        """The writer of an organization, made when it is first needed, as is the thread that tends all of them."""
        with self._starting:
            if self._tender is None:
                self._tender = self._start_tending()
            writer = self._writers.get(organization_id)
            if writer is None:
                writer = self._writers[organization_id] = Writer(
                    self.place(organization_id), strict=self._strict, sinks=self._sinks, make_room=self._make_room
                )
        return writer

    def _make_room(self, asking: Writer) -> None:
        """Have the files that were not used for longest let go, where too many are open."""
        others = [writer for writer in list(self._writers.values()) if writer.is_open and writer is not asking]
        excess = len(others) - _FILES_OPEN + 1
        for writer in sorted(others, key=lambda writer: writer.used_at):
            if excess <= 0:
                return
            excess -= writer.park()

    def _start(self) -> None:
        self._starting = threading.Lock()
        self._stop = threading.Event()
        self._tender = None
        self._make_id = deed_ids(self.clock.now())

    def _start_tending(self) -> threading.Thread | None:
        self._stop = threading.Event()
        thread = threading.Thread(
            target=_tend, args=(weakref.ref(self), self._stop), name="clickgate-audit", daemon=True
        )
        try:
            thread.start()
        except RuntimeError:  # the interpreter is about to end: `close` does what the thread would have done
            return None
        return thread

    def _forget(self) -> None:
        for writer in self._writers.values():
            writer.forget()
        self._writers = {}
        self._start()


def _tend(audit: weakref.ref[Audit], stop: threading.Event) -> None:
    while not stop.wait(_TEND):
        alive = audit()
        if alive is None:
            return
        try:
            alive.tend()
        except Exception:
            _log.exception("The audit log could not be tended; it is tried again.")
        del alive


def _forget_all() -> None:
    """In a forked child: the files are the parent's; locks and threads of its are of no use here."""
    for audit in list(_LOGS):
        audit._forget()


_LOGS: weakref.WeakSet[Audit] = weakref.WeakSet()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)
