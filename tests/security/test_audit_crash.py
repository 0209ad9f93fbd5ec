"""What the log has acknowledged is in it, whole, whenever a process is killed; and what is left verifies."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
from pathlib import Path
from typing import TYPE_CHECKING

from clickgate.access.audit.log import Audit
from clickgate.access.audit.retention import drop_old
from clickgate.access.audit.verify import verify
from clickgate.db.opening import open_database
from clickgate.kernel.clock import ManualClock
from tests.support.audit_logs import ADA, ORGANIZATION, add_organizations, key_of
from tests.support.killing import killer_of
from tests.support.programs import Program

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.databases import Databases

KILLS = 15  # `python -m benchmarks audit` has 50
STRIDE = 3  # of the steps of a life, so many are left out between two kills

# Forks a writer for each line that it reads. The writer's threads tell of each record once it was acknowledged.
WRITERS = """
import os, sys, threading
from pathlib import Path
from clickgate.access.audit.log import Audit
from clickgate.db.opening import open_database
from tests.support.audit_logs import ADA, key_of

url, folder = sys.argv[1:]

def work(audit):
    while True:
        deed = audit.begin(ADA, "credential.used", is_change=False)
        os.write(1, f"{deed.id} begin\\n".encode())
        audit.end(deed, "success")
        os.write(1, f"{deed.id} end\\n".encode())

for _ in sys.stdin:
    child = os.fork()
    if child == 0:
        audit = Audit(open_database(url), Path(folder), key_of)
        for _ in range(3):
            threading.Thread(target=work, args=(audit,)).start()
        threading.Event().wait()
    os.write(1, f"{child} started\\n".encode())
    os.waitpid(child, 0)
    os.write(1, b"0 ended\\n")
"""


def acknowledged_until_killed(program: Program, count: int) -> list[tuple[str, str]]:
    """Have a writer write, kill it after so many acknowledgements, and give all of them."""
    program.go()
    told: list[tuple[str, str]] = []
    child = 0
    while True:
        what, _, phase = program.line().partition(" ")
        if phase == "ended":
            return told
        if phase == "started":
            child = int(what)
        else:
            told.append((what, phase))
        if child and len(told) >= count:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)


def records_in(folder: Path) -> Iterator[tuple[str, str]]:
    for path in (folder / ORGANIZATION).glob("*.jsonl"):
        for line in path.read_bytes().splitlines():
            with contextlib.suppress(ValueError):  # of a torn line
                record = json.loads(line)
                yield record["deed"], record["phase"]


def new_database(databases: Databases) -> str:
    """The URL of a database with an organization in it."""
    url = databases.make("sqlite")
    with open_database(url) as database:
        add_organizations(database, ORGANIZATION)
    return url


def test_no_kill_loses_or_tears_a_record_that_was_acknowledged(databases: Databases, tmp_path: Path):
    url, folder = new_database(databases), tmp_path / "audit"
    chance = random.Random(20260101)
    lost: set[tuple[str, str]] = set()
    reports, count = [], 0
    with open_database(url) as database, Program(WRITERS, url, str(folder)) as program:
        for _ in range(KILLS):
            told = acknowledged_until_killed(program, chance.randint(1, 60))
            count += len(told)
            lost |= set(told) - set(records_in(folder))
            reports.append(verify(database, folder, key_of, ORGANIZATION))
        with Audit(database, folder, key_of) as audit:
            audit.note(ADA, "account.read", "denied")
        last = verify(database, folder, key_of, ORGANIZATION)

    assert count > 10 * KILLS
    assert lost == set()
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
