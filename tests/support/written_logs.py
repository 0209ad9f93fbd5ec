"""Audit logs with whatever records a test wishes for, in real segments and a real registry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from clickgate.access.audit import store
from clickgate.access.audit.record import Record, build_record
from clickgate.access.audit.segment import Segment, first_hash, segment_path
from clickgate.access.store import ensure_organization

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import sqlalchemy as sa

    from clickgate.db.engine import Database

NOW = 1_800_000_000.0
ORGANIZATION = "org_A"
OTHER = "org_B"
KEY = bytes(32)


def make_record(**fields: object) -> Record:
    """A record in which nothing is said but what a test is about."""
    plain: dict[str, object] = {
        "at": NOW, "phase": "end", "deed": "dee_1", "action": "clickup.request", "actor": "ann",
        "actor_kind": "person", "via": "cli",
    }  # fmt: skip
    if fields.get("phase") != "begin":
        plain["outcome"] = "success"
    return Record(**{**plain, **fields})


class WrittenLog:
    """The log of one organization, written segment by segment; segments are numbered from 1."""

    def __init__(self, database: Database, folder: Path, organization_id: str = ORGANIZATION) -> None:
        ensure_organization(database, organization_id, name=organization_id, now=NOW)
        self.database = database
        self.folder = folder
        self.organization_id = organization_id
        self.names: list[str] = []
        self._open: dict[int, Segment] = {}

    def write(self, records: Iterable[Record], *, segment: int = 1) -> None:
        """Append records to a segment, which is made where there is none of that number."""
        while len(self.names) < segment:
            self._make()
        for record in records:
            self._open[segment].append(build_record(record))

    def write_raw(self, text: bytes, *, segment: int = 1) -> None:
        """Append bytes as they are, not acknowledged."""
        with self.path(segment).open("ab") as file:
            file.write(text)

    def acknowledge(self, *, segment: int = 1) -> None:
        """Have the head of a segment tell of all that is in the file."""
        text = self.path(segment).read_bytes()
        opened = self._open[segment]
        opened._write_head(msgspec.structs.replace(opened.head, records=text.count(b"\n"), size=len(text)))

    def close(self, segment: int = 1) -> None:
        """Close a segment: nothing is written to it any more."""
        opened = self._open.pop(segment)
        opened.remove_head()
        opened.release()
        self.change(segment, closed_at=NOW, records=opened.head.records)

    def drop(self, segment: int = 1) -> None:
        """Remove a segment's file, as retention does."""
        if segment in self._open:
            self.close(segment)
        self.change(segment, dropped_at=NOW)
        self.path(segment).unlink()

    def change(self, segment: int, **values: object) -> None:
        """Change the segment's row in the registry."""

        def work(connection: sa.Connection) -> None:
            old = store.find_row(connection, self.organization_id, segment)
            store.update_row(connection, old, msgspec.structs.replace(old, **values))

        self.database.run(work)

    def path(self, segment: int = 1) -> Path:
        """The file of a segment."""
        return segment_path(self.folder, self.organization_id, self.names[segment - 1])

    def release(self) -> None:
        """Let go of all files."""
        for segment in self._open.values():
            segment.release()

    def _make(self) -> None:
        number = len(self.names) + 1
        name = f"20270115T080000-host.example-{self.organization_id.replace('_', '-')}-{number}"
        made = Segment.create(segment_path(self.folder, self.organization_id, name), KEY)
        made.begin(first_hash(self.organization_id, name, number))
        self.names.append(name)
        self._open[number] = made
        row = store.Row(
            organization_id=self.organization_id, number=number, name=name, host="host.example", previous=b"",
            opened_at=NOW, closed_at=None, records=0, head=b"", dropped_at=None,
        )  # fmt: skip
        self.database.run(lambda connection: store.add_row(connection, row))
