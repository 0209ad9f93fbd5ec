"""Enters segments in the registry, each sealed and bound to the one before, so that none can be taken out or edited."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy.exc import IntegrityError

from clickgate.access.audit import store
from clickgate.access.audit.segment import FORMAT
from clickgate.errors import AuditUnwritable

if TYPE_CHECKING:
    from collections.abc import Callable

    import sqlalchemy as sa

    from clickgate.access.audit.store import Row
    from clickgate.db.engine import Database

_TRIES = 64  # of as many processes that enter a segment at once, one gets through each time


def link_of(key: bytes, row: Row | None) -> bytes:
    """What the next row keeps of this one: a keyed hash of what never changes. None gives the start of the chain."""
    if row is None:
        return bytes(32)
    fixed = (row.organization_id, row.number, row.name, row.host, row.previous.hex(), row.opened_at)
    return _keyed(key, "link", fixed)


def seal_of(key: bytes, row: Row) -> bytes:
    """A keyed hash of all that a row says."""
    changing = (row.closed_at, row.records, row.head.hex(), row.dropped_at)
    return _keyed(key, "row", (link_of(key, row).hex(), *changing))


def is_genuine(key: bytes, row: Row) -> bool:
    """Whether a row says what its owner wrote."""
    return hmac.compare_digest(seal_of(key, row), row.seal)


def follows(key: bytes, before: Row | None, row: Row) -> bool:
    """Whether a row keeps the link of the one before it; None stands for the start."""
    return hmac.compare_digest(link_of(key, before), row.previous)


def enter(database: Database, key: bytes, row: Row, prepare: Callable[[Row], bytes], *, above: int = 0) -> Row:
    """Enter a new segment under the next number.

    Args:
        database: Where the registry is.
        key: The organization's, 32 bytes.
        row: Without number, links, head and seal: they are given here.
        prepare: Called with the numbered row before it is entered, again where another process took the number; gives
            the hash before the first record.
        above: A number that was given before: it is not given again, even if its row was taken out.

    Raises:
        AuditUnwritable: There is no such organization.
        DatabaseUnavailable: Nothing was entered.
        OutcomeUnknown: It was entered or not.
    """

    def work(connection: sa.Connection) -> Row:
        last = store.find_last_row(connection, row.organization_id)
        number = 1 + max(above, 0 if last is None else last.number)
        numbered = msgspec.structs.replace(row, number=number, previous=link_of(key, last))
        ready = _sealed(key, msgspec.structs.replace(numbered, head=prepare(numbered)))
        store.add_row(connection, ready)
        return ready

    for _ in range(_TRIES):
        try:
            return database.run(work)
        except IntegrityError:
            if not database.read(lambda connection: store.has_organization(connection, row.organization_id)):
                break
    raise AuditUnwritable(f"No segment of the audit log could be entered for '{row.organization_id}'.")


def change(
    database: Database,
    key: bytes,
    row: Row,
    *,
    records: int,
    head: bytes,
    closed_at: float | None = None,
    dropped_at: float | None = None,
) -> Row | None:
    """Enter how far a segment goes, that it is closed, that its file is dropped; None where the row is another by now.

    Raises:
        DatabaseUnavailable: Nothing was entered.
        OutcomeUnknown: It was entered or not; entering it again does no harm.
    """
    said = {"records": records, "head": head, "closed_at": closed_at, "dropped_at": dropped_at}

    def work(connection: sa.Connection) -> Row | None:
        new = _sealed(key, msgspec.structs.replace(row, **said))
        if store.update_row(connection, row, new):
            return new
        # It may be ours all the same: the connection broke when it was entered, and nobody could tell us.
        found = store.find_row(connection, row.organization_id, row.number)
        if found is None or found.closed_at is not None or not is_genuine(key, found) or link_of(key, found) != link:
            return None
        new = _sealed(key, msgspec.structs.replace(found, **said))
        return new if store.update_row(connection, found, new) else None

    link = link_of(key, row)
    return database.run(work)


def _sealed(key: bytes, row: Row) -> Row:
    return msgspec.structs.replace(row, seal=seal_of(key, row))


def _keyed(key: bytes, kind: str, parts: tuple[object, ...]) -> bytes:
    return hmac.digest(key, msgspec.json.encode((FORMAT, kind, *parts)), "sha256")
