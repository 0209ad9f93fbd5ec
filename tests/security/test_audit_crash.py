"""What the log has acknowledged is in it, whole, whenever a process is killed; and what is left verifies."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from clickgate.access.audit.log import Audit
from clickgate.access.audit.retention import drop_old
from clickgate.access.audit.verify import verify
from clickgate.db.opening import open_database
from clickgate.kernel.clock import ManualClock
from tests.support.audit_kills import kill_writers
from tests.support.audit_logs import ADA, ORGANIZATION, add_organizations, key_of
from tests.support.killing import killer_of

if TYPE_CHECKING:
    from tests.support.databases import Databases

KILLS = 15  # `python -m benchmarks audit` has 50
STRIDE = 3  # of the steps of a life, so many are left out between two kills


def new_database(databases: Databases) -> str:
    """The URL of a database with an organization in it."""
    url = databases.make("sqlite")
    with open_database(url) as database:
        add_organizations(database, ORGANIZATION)
    return url


def test_no_kill_loses_or_tears_a_record_that_was_acknowledged(databases: Databases, tmp_path: Path):
    url, folder = new_database(databases), tmp_path / "audit"
    with open_database(url) as database:
        acknowledged, lost, reports = kill_writers(database, url, folder, KILLS)
        with Audit(database, folder, key_of) as audit:
            audit.note(ADA, "account.read", "denied")
        last = verify(database, folder, key_of, ORGANIZATION)

    assert acknowledged > 10 * KILLS
    assert lost == 0
    assert [report.findings for report in reports if not report.ok] == []
    assert last.findings == ()


def live(url: str, folder: str) -> None:
    """All that happens to a log: a change, a use, a day that ends, an old segment that goes, an end."""
    clock = ManualClock()
    with open_database(url) as database, Audit(database, Path(folder), key_of, clock) as audit:
        for days in (0, 1, 10):
            clock.move(days * 86_400.0)
            with audit.deed(ADA, "account.linked"), audit.deed(ADA, "credential.used", is_change=False):
                pass
        drop_old(audit, ADA, days=5)


def test_whenever_a_process_is_killed_what_is_left_verifies_and_goes_on(databases: Databases, tmp_path: Path):
    """It is killed at statements, commits and file operations of a log's life, from another one on in each run."""
    damaged: list[int] = []
    stuck: list[int] = []
    with killer_of("tests.security.test_audit_crash:live") as killer:
        steps = killer.run(new_database(databases), str(tmp_path / "whole"))
        for step in range(os.getpid() % STRIDE, steps, STRIDE):
            url, folder = new_database(databases), tmp_path / str(step)
            killer.run(url, str(folder), kill_at=step)
            with open_database(url) as database:
                if not verify(database, folder, key_of, ORGANIZATION).ok:
                    damaged.append(step)
                with Audit(database, folder, key_of, ManualClock()) as audit:
                    audit.note(ADA, "account.read", "denied")
                if verify(database, folder, key_of, ORGANIZATION).findings:
                    stuck.append(step)

    assert steps > 50
    assert damaged == []
    assert stuck == []
