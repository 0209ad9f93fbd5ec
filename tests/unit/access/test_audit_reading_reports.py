"""Reports say what could be taken away, what has to wait, and where the requests go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clickgate.access.audit.reading.reports import (
    Allowance,
    Leftover,
    OperationShare,
    find_budgets,
    find_privileges,
    find_readiness,
)
from clickgate.access.audit.reading.source import Index
from clickgate.catalog.reading import operations
from tests.support.written_logs import NOW, ORGANIZATION, WrittenLog, make_record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clickgate.access.audit.record import Record
    from clickgate.db.engine import Database

SAFETIES = {operation.name: operation.safety for operation in operations()}


class Reported:
    """A log and the source that answers from it."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.log = WrittenLog(database, folder)
        self.source = Index(database, folder)
        self._count = 0

    def write(self, *records: Record) -> None:
        self.log.write(records)

    def sent(self, operation: str, *, count: int = 1, **fields: object) -> None:
        """Requests of an account, one a minute."""
        for _ in range(count):
            self._count += 1
            plain = {"account_id": "acc_1", "credential_version": 1, "at": NOW + 60 * self._count}
            self.write(make_record(phase="note", deed=f"dee_{self._count}", operation=operation, **{**plain, **fields}))


@pytest.fixture
def reported(sqlite_database: Database, tmp_path: Path) -> Iterator[Reported]:
    made = Reported(sqlite_database, tmp_path / "audit")
    yield made
    made.log.release()


def test_what_an_account_uses_is_set_beside_what_it_may_use(reported: Reported):
    reported.sent("tasks.list", count=3, path="/api/v2/list/7/task")
    reported.sent("tasks.search", path="/api/v2/team/9001/task")
    reported.sent("tasks.delete", outcome="failure", status=403, path="/api/v2/task/86a")
    reported.sent("spaces.create", path="/api/v2/team/9001/space", account_id="acc_2")
    first, second = find_privileges(
        reported.source,
        ORGANIZATION,
        [Allowance("acc_1", ("9001", "9002")), Allowance("acc_2", ("9001",))],
        SAFETIES,
    )

    assert [(one.operation, one.safety, one.count, one.failures) for one in first.operations] == [
        ("tasks.list", "read", 3, 0),
        ("tasks.delete", "destroy", 1, 1),
        ("tasks.search", "read", 1, 0),
    ]
    assert first.operations_allowed == len(operations())
    assert first.entities == {"tasks": ("read",)}
    assert (first.is_read_only, second.is_read_only) == (True, False)
    assert (first.workspaces, first.workspaces_unseen) == (("9001",), ("9002",))
    assert first.suggestion == (
        "To read tasks is enough: 2 operations. Nothing names workspace 9002: take it away if nobody needs it."
    )
    assert second.entities == {"spaces": ("write",)}
    assert second.suggestion == "Leave for spaces is enough: 1 operation."


def test_only_the_time_asked_for_counts(reported: Reported):
    reported.sent("tasks.list", at=NOW - 100)
    reported.sent("tasks.create", at=NOW + 100)
    (one,) = find_privileges(reported.source, ORGANIZATION, [Allowance("acc_1")], SAFETIES, until=NOW)

    assert one.entities == {"tasks": ("read",)}


def test_an_account_that_nobody_uses_should_go(reported: Reported):
    (one,) = find_privileges(reported.source, ORGANIZATION, [Allowance("acc_9", ("1",))], SAFETIES)

    assert (one.operations, one.is_read_only, one.workspaces_unseen) == ((), False, ("1",))
    assert one.suggestion == "It is not used: suspend it, and unlink it if nobody asks for it."


def test_an_operation_that_the_catalogue_does_not_know_counts_as_a_write(reported: Reported):
    reported.sent("tasks.explode")
    (one,) = find_privileges(reported.source, ORGANIZATION, [Allowance("acc_1")], SAFETIES)

    assert (one.entities, one.is_read_only) == ({"tasks": ("write",)}, False)


ROTATED = NOW + 10_000


def rotation(reported: Reported, *, stray_at: float | None = None) -> None:
    reported.sent("tasks.list", actor="job", address="10.0.0.1", at=NOW)
    reported.sent("tasks.list", actor="cron", address="", at=NOW + 50)
    reported.sent("tasks.list", actor="job", address="10.0.0.1", at=ROTATED, credential_version=2)
    if stray_at is not None:
        reported.sent("tasks.list", actor="cron", address="", at=stray_at, outcome="auth", status=401)


def ready(reported: Reported, *, now: float, new_version: int = 2):
    return find_readiness(
        reported.source, ORGANIZATION, "acc_1", old_version=1, new_version=new_version, now=now, quiet=600.0
    )


def test_an_old_token_that_nobody_uses_any_more_can_go(reported: Reported):
    rotation(reported)
    found = ready(reported, now=ROTATED + 1000)

    assert (found.is_ready, found.new_since, found.old_last_at) == (True, ROTATED, NOW + 50)
    assert found.sentence == "Nobody uses the old token any more: it can go."
    assert found.leftovers == (
        Leftover("cron", "", 1, NOW + 50, has_moved=False),
        Leftover("job", "10.0.0.1", 1, NOW, has_moved=True),
    )


def test_an_old_token_that_is_still_used_has_to_wait_and_it_is_told_for_whom(reported: Reported):
    rotation(reported, stray_at=ROTATED + 900)
    found = ready(reported, now=ROTATED + 1000)

    assert found.is_ready is False
    assert found.sentence == "The old token is still used, last by cron from this machine."
    assert found.leftovers[0] == Leftover("cron", "", 2, ROTATED + 900, has_moved=False)


def test_an_old_token_stays_until_the_new_one_was_used_with_success(reported: Reported):
    rotation(reported)
    reported.sent("tasks.list", at=ROTATED, credential_version=3, outcome="auth", status=401)
    found = ready(reported, now=ROTATED + 90_000, new_version=3)

    assert found.is_ready is False
    assert found.sentence == "The new token was not used with success yet: keep the old one."


def test_an_old_token_that_was_never_used_can_go(reported: Reported):
    reported.sent("tasks.list", at=ROTATED, credential_version=2)
    found = ready(reported, now=ROTATED)

    assert (found.is_ready, found.sentence) == (True, "The old token was never used: it can go.")


def test_requests_are_counted_by_account_and_operation(reported: Reported):
    reported.sent("tasks.list", count=3, at=NOW, remaining=7)
    reported.sent("tasks.get", at=NOW + 3600, outcome="rate_limited", status=429, remaining=0)
    reported.sent("tasks.get", at=NOW, account_id="acc_2")
    first, second = find_budgets(reported.source, ORGANIZATION)

    assert (first.account_id, first.count, first.limited, first.least_remaining) == ("acc_1", 4, 1, 0)
    assert (first.busiest_at, first.busiest_count) == (NOW, 3)
    assert first.operations == (OperationShare("tasks.list", 3, 0, 0.75), OperationShare("tasks.get", 1, 1, 0.25))
    assert (second.account_id, second.count, second.least_remaining) == ("acc_2", 1, None)


def test_an_empty_log_has_no_budgets(reported: Reported):
    assert find_budgets(reported.source, ORGANIZATION) == []
