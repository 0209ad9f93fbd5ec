"""Keeps what the calls of an account tell of its health: failing three times degrades it, one success mends it."""

from __future__ import annotations

import contextlib
import threading
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

from clickgate.accounts import store
from clickgate.accounts.states import RECOVERED, UNREACHABLE
from clickgate.errors import ClickgateError

if TYPE_CHECKING:
    from collections.abc import Callable

    import sqlalchemy as sa

    from clickgate.access.audit.record import Outcome
    from clickgate.accounts.changing import Changing
    from clickgate.accounts.model import Account

_FAILURES = 3  # in a row, until an account is degraded
_SELDOM = 60.0  # seconds between two writings of a time that says no more than the one before
_FAILING: frozenset[Outcome] = frozenset({"server_error", "network"})


class Health:
    """The health of all accounts as this process sees it.

    A call is never kept waiting for a row to be written: that is done by a thread of its own.
    """

    def __init__(self, changing: Changing) -> None:
        self._changing = changing
        self._lock = threading.Lock()
        self._failures: dict[str, int] = {}
        self._written: dict[tuple[str, str], float] = {}
        self._worker: ThreadPoolExecutor | None = None
        self._waiting: set[Future[None]] = set()

    def note(self, account: Account, outcome: Outcome) -> None:
        """Take in how a try ended. What ClickUp refuses with a reason says nothing of health, nor does a 429."""
        if outcome == "success":
            self._note_success(account)
        elif outcome in _FAILING:
            self._note_failure(account)

    def wait(self) -> None:
        """Wait until all that was noted is written."""
        wait(tuple(self._waiting))

    def close(self) -> None:
        """Write what is left, and end the thread."""
        if self._worker is not None:
            self._worker.shutdown()

    def _note_success(self, account: Account) -> None:
        self._failures.pop(account.id, None)
        if account.state == "degraded" and account.reason.code == UNREACHABLE.code:
            self._later(lambda: self._recover(account))
        if self._is_due(account.id, "last_ok_at"):
            self._later(lambda: self._write_time(account, "last_ok_at"))

    def _note_failure(self, account: Account) -> None:
        with self._lock:
            self._failures[account.id] = failures = self._failures.get(account.id, 0) + 1
        if failures >= _FAILURES and account.state == "active":
            self._later(lambda: self._degrade(account))
        if self._is_due(account.id, "last_error_at"):
            self._later(lambda: self._write_time(account, "last_error_at"))

    def _is_due(self, account_id: str, field: str) -> bool:
        now = self._changing.clock.monotonic()
        written = self._written.get((account_id, field))
        if written is not None and now - written < _SELDOM:
            return False
        self._written[account_id, field] = now
        return True

    def _degrade(self, account: Account) -> None:
        self._changing.move_if(account, {"active"}, "degraded", UNREACHABLE)

    def _recover(self, account: Account) -> None:
        self._changing.move_if(account, {"degraded"}, "active", RECOVERED, because=UNREACHABLE.code)

    def _write_time(self, account: Account, field: str) -> None:
        now = self._changing.clock.now()

        def work(connection: sa.Connection) -> None:
            store.note_health(connection, account.organization_id, account.id, **{field: now})

        self._changing.database.run(work)

    def _later(self, work: Callable[[], None]) -> None:
        def run() -> None:
            with contextlib.suppress(ClickgateError):  # health is told again by the next call
                work()

        with self._lock:
            if self._worker is None:
                self._worker = ThreadPoolExecutor(1, "clickgate-health")
            future = self._worker.submit(run)
            self._waiting.add(future)
        future.add_done_callback(self._waiting.discard)
