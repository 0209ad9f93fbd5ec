"""Audit logs for tests: an organization, its key, and the log of it in a folder."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from clickgate.access.audit import store
from clickgate.access.audit.log import Audit
from clickgate.access.audit.verify import Report, verify
from clickgate.access.caller import Caller
from clickgate.db.tables import organizations
from clickgate.kernel.clock import ManualClock

if TYPE_CHECKING:
    from clickgate.access.audit.store import Row
    from clickgate.db.engine import Database

ORGANIZATION = "org_1"
ADA = Caller(ORGANIZATION, "ada", via="cli", address="203.0.113.7", request_id="req_1")


def key_of(organization_id: str) -> bytes:
    """The key of an organization's log: one of its own for each."""
    return hashlib.sha256(organization_id.encode()).digest()


def add_organizations(database: Database, *ids: str) -> None:
    """Enter organizations, for the registry belongs to them."""
    rows = [{"id": id_, "name": id_, "slug": id_, "created_at": 1.0} for id_ in ids]
    database.run(lambda connection: connection.execute(sa.insert(organizations), rows))


class Log:
    """A log in a folder, with a clock that stands still."""

    def __init__(self, database: Database, folder: Path, *organization_ids: str) -> None:
        self.database = database
        self.folder = folder
        self.clock = ManualClock()
        add_organizations(database, ORGANIZATION, *organization_ids)
        self.audit = self.open()

    def open(self, *, strict: bool = False) -> Audit:
        """The log as another process would open it."""
        return Audit(self.database, self.folder, key_of, self.clock, strict=strict)

    def write(self, count: int = 1, *, is_change: bool = False) -> None:
        """Write so many deeds, of two records each."""
        for number in range(count):
            with self.audit.deed(ADA, "credential.used", target=f"target-{number}", is_change=is_change):
                pass

    def files(self, organization_id: str = ORGANIZATION) -> list[Path]:
        """The files of an organization's segments, oldest first."""
        names = [f"{row.name}.jsonl" for row in self.rows(organization_id)]
        there = {path.name for path in (self.folder / organization_id).glob("*.jsonl")}
        return [self.folder / organization_id / name for name in names if name in there]

    def rows(self, organization_id: str = ORGANIZATION) -> list[Row]:
        """The rows of the registry."""
        return self.database.read(lambda connection: store.find_rows(connection, organization_id))

    def lines(self, organization_id: str = ORGANIZATION) -> list[dict]:
        """All records of an organization, file by file."""
        return [json.loads(line) for path in self.files(organization_id) for line in path.read_bytes().splitlines()]

    def verify(self, organization_id: str = ORGANIZATION) -> Report:
        return verify(self.database, self.folder, key_of, organization_id)

    def kinds(self) -> list[str]:
        """The kinds of what a verification finds."""
        return [finding.kind for finding in self.verify().findings]


def follow_by_hand(text: bytes, organization_id: str, segment: str, number: int) -> list[bool]:
    """Whether each line follows from the one before, as the documentation says that anybody can find out."""
    previous = hashlib.sha256(f"clickgate-audit-1\n{organization_id}\n{segment}\n{number}".encode()).hexdigest()
    results = []
    for line in text.splitlines():
        body, _, _ = line.rpartition(b',"hash":"')
        told = json.loads(line)["hash"]
        results.append(told == hashlib.sha256(previous.encode() + body).hexdigest())
        previous = told
    return results
