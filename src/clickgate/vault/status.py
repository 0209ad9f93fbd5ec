"""Tells how the vault stands: which keys there are, how old they are, and whether all is on the newest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from clickgate.errors import VaultLocked
from clickgate.kernel.clock import SYSTEM_CLOCK
from clickgate.vault import store

if TYPE_CHECKING:
    import sqlalchemy as sa

    from clickgate.db.engine import Database
    from clickgate.kernel.clock import Clock
    from clickgate.vault.keys import KeySource


class KeyStatus(msgspec.Struct, frozen=True):
    """A key-encryption key: `state` is active, retiring or retired; `age` in seconds; `data_keys` that it wraps."""

    id: str
    source: str
    state: str
    age: float
    data_keys: int


class VaultStatus(msgspec.Struct, frozen=True):
    """How a vault stands; nothing in it is secret.

    Attributes:
        source: Kind of the source at hand.
        newest_id: Id of the newest key there; empty where there is none, or its service can't be reached.
        keys: All that were ever in use, oldest first.
        data_keys: How many there are, and are not destroyed.
        retiring_data_keys: How many of them only open, for a rotation is under way or was cut short.
        destroyed_data_keys: How many were destroyed.
        oldest_data_key: Age of the oldest in seconds; 0 where there is none.
        values: How many values are sealed.
        is_current: Whether all is on the newest key of this source, and no rotation is under way.
    """

    source: str
    newest_id: str
    keys: tuple[KeyStatus, ...]
    data_keys: int
    retiring_data_keys: int
    destroyed_data_keys: int
    oldest_data_key: float
    values: int
    is_current: bool


def status(database: Database, keys: KeySource, clock: Clock = SYSTEM_CLOCK) -> VaultStatus:
    """Look how the vault of a database stands; it need not be unlocked, and nothing is changed."""
    try:
        newest_id = keys.current_id()
    except VaultLocked:
        newest_id = ""
    return database.read(lambda connection: _look(connection, keys.name, newest_id, clock.now()))


def _look(connection: sa.Connection, source: str, newest_id: str, now: float) -> VaultStatus:
    tally = store.tally_data_keys(connection)
    living = [each for each in tally if each[0] != "destroyed"]
    checks = store.find_key_checks(connection)
    wrapped = {check.id: sum(count for _, by, count, _ in living if by == check.id) for check in checks}
    retiring = sum(count for state, _, count, _ in living if state == "retiring")
    return VaultStatus(
        source=source,
        newest_id=newest_id,
        keys=tuple(
            KeyStatus(check.id, check.source, check.state, now - check.created_at, wrapped[check.id])
            for check in checks
        ),
        data_keys=sum(wrapped.values()),
        retiring_data_keys=retiring,
        destroyed_data_keys=sum(count for state, _, count, _ in tally if state == "destroyed"),
        oldest_data_key=max((now - made for _, _, _, made in living), default=0.0),
        values=store.count_all_values(connection),
        is_current=not retiring and _is_on(checks, newest_id),
    )


def _is_on(checks: list[store.StoredKeyCheck], newest_id: str) -> bool:
    """Whether a key is the only one in use."""
    return [check.id for check in checks if check.state != "retired"] == [newest_id]
