"""What the audit log costs: writing a record before its deed, verifying what was written, and what a kill loses."""

from __future__ import annotations

import json
import logging
import statistics
import tempfile
import time
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.figures import at_least, at_most, make_figure, make_ratio, make_row
from clickgate.access.audit.log import Audit
from clickgate.access.audit.verify import verify
from clickgate.db.opening import open_database
from tests.support.audit_kills import kill_writers
from tests.support.audit_logs import ADA, ORGANIZATION, add_organizations, key_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.rounds import Options
    from clickgate.db.engine import Database

QUESTION = (
    "CPU of one thread for one record of a use, half of them beginnings and half of them ends: made, chained, written "
    "with one write(2), its head moved. Beside it logging's FileHandler with a JSON line of the same members, which "
    "neither chains its lines nor tells how far they go. Verification beside bare SHA-256 over the same lines. "
    "50 writers with three threads each, killed with SIGKILL while they write."
)

_USE = {
    "account_id": "acc_01KB7Q3M5V8X2Z4B6D8F0H2J4K", "credential_version": 3, "operation": "tasks.list",
    "method": "GET", "path": "/v2/list/{list_id}/task", "attempt": 1,
}  # fmt: skip
_END = {"status": 200, "limit": 100, "remaining": 99, "seconds": 0.25}


def run(options: Options) -> dict:
    """Measure all of it in interleaved rounds."""
    deeds = options.calls(25_000)
    ours, logged, slowest, verified, hashed = [], [], [], [], []
    for _ in range(options.rounds(9)):
        with _fresh() as (database, folder):
            ours.append(_append_us(database, folder, deeds))
            logged.append(_logging_us(folder, deeds))
            slowest.append(_p99_us(database, folder, deeds))
            verified.append(_verify_us(database, folder))
            hashed.append(_hash_us(folder))
    changes = [_change_ms() for _ in range(options.rounds(5))]
    acknowledged, lost, damaged = _kill(50 if not options.quick else 10)
    figures = [
        make_figure("a record appended", "us CPU", ours, at_most(10)),
        make_ratio("… / logging's FileHandler", ours, logged, at_most(1)),
        make_figure("a record appended, 99 of 100, wall", "us", slowest, at_most(50)),
        make_figure("records verified in a second of CPU", "", [1e6 / each for each in verified], at_least(300_000)),
        make_ratio("… / bare SHA-256 over the same lines", verified, hashed, at_most(3)),
        make_figure("acknowledged records lost by kills", "", [float(lost)], at_most(0), f"of {acknowledged:,}"),
        make_figure("logs that do not verify after a kill", "", [float(damaged)], at_most(0)),
    ]
    rows = [
        make_row("a record through logging's FileHandler", "us CPU", logged),
        make_row("a change begun and ended, on the disk and in the registry, wall", "ms", changes),
    ]
    return {"figures": figures, "rows": rows}


@contextmanager
def _fresh() -> Iterator[tuple[Database, Path]]:
    with tempfile.TemporaryDirectory() as name, open_database(f"sqlite:///{name}/clickgate.db") as database:
        add_organizations(database, ORGANIZATION)
        yield database, Path(name) / "audit"


def _append_us(database: Database, folder: Path, deeds: int) -> float:
    with Audit(database, folder, key_of) as audit:
        audit.note(ADA, "account.read", "denied")  # opens the files
        cpu = time.thread_time()
        for _ in range(deeds):
            deed = audit.begin(ADA, "credential.used", **_USE, is_change=False)
            audit.end(deed, "success", **_END)
        return (time.thread_time() - cpu) / deeds / 2 * 1e6


def _p99_us(database: Database, folder: Path, deeds: int) -> float:
    took = []
    with Audit(database, folder, key_of) as audit:
        audit.note(ADA, "account.read", "denied")
        for _ in range(deeds):
            started = time.perf_counter()
            audit.begin(ADA, "credential.used", **_USE, is_change=False)
            took.append(time.perf_counter() - started)
    return statistics.quantiles(took, n=100)[98] * 1e6


def _logging_us(folder: Path, deeds: int) -> float:
    """The same members, written as programs usually do: a dict, json.dumps, a logger with a file."""
    logger = logging.Logger("audit")
    handler = logging.FileHandler(folder / "logging.txt")
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger.addHandler(handler)
    who = {"actor": "ada", "actor_kind": "person", "via": "cli", "address": "203.0.113.7", "request_id": "req_1"}
    cpu = time.thread_time()
    for number in range(deeds):
        about = {"deed": f"dee_{number}", "action": "credential.used", **who, **_USE}
        logger.info(json.dumps({"at": time.time(), "phase": "begin", **about}))
        logger.info(json.dumps({"at": time.time(), "phase": "end", **about, "outcome": "success", **_END}))
    used = time.thread_time() - cpu
    handler.close()
    return used / deeds / 2 * 1e6


def _verify_us(database: Database, folder: Path) -> float:
    cpu = time.thread_time()
    report = verify(database, folder, key_of, ORGANIZATION)
    used = time.thread_time() - cpu
    assert report.findings == ()
    return used / report.records * 1e6


def _hash_us(folder: Path) -> float:
    """Reading the same files and hashing each line, with nothing compared."""
    count = 0
    cpu = time.thread_time()
    for path in (folder / ORGANIZATION).glob("*.jsonl"):
        with path.open("rb") as file:
            for line in file:
                sha256(line).digest()
                count += 1
    return (time.thread_time() - cpu) / count * 1e6


def _change_ms() -> float:
    with _fresh() as (database, folder), Audit(database, folder, key_of) as audit:
        audit.note(ADA, "account.read", "denied")
        started = time.perf_counter()
        for _ in range(20):
            with audit.deed(ADA, "account.linked"):
                pass
        return (time.perf_counter() - started) / 20 * 1e3


def _kill(kills: int) -> tuple[int, int, int]:
    with _fresh() as (database, folder):
        url = f"sqlite:///{folder.parent / 'clickgate.db'}"
        acknowledged, lost, reports = kill_writers(database, url, folder, kills)
    return acknowledged, lost, sum(not report.ok for report in reports)
