"""Writers of an audit log that are killed while they write, and what they were told before."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
from typing import TYPE_CHECKING

from clickgate.access.audit.verify import Report, verify
from tests.support.audit_logs import ORGANIZATION, key_of
from tests.support.programs import Program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clickgate.db.engine import Database

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


def kill_writers(database: Database, url: str, folder: Path, kills: int) -> tuple[int, int, list[Report]]:
    """Kill so many writers, each after a number of records that chance says.

    Returns:
        How many records were acknowledged, how many of them are not in the log, and a verification after each kill.
    """
    chance = random.Random(20260101)
    acknowledged, lost = 0, 0
    reports = []
    with Program(WRITERS, url, str(folder)) as program:
        for _ in range(kills):
            told = acknowledged_until_killed(program, chance.randint(1, 60))
            acknowledged += len(told)
            lost += len(set(told) - set(records_in(folder)))
            reports.append(verify(database, folder, key_of, ORGANIZATION))
    return acknowledged, lost, reports
