"""Rotations as rows, without what carries them out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from clickgate.db.tables import rotations
from clickgate.kernel.ids import make_id

if TYPE_CHECKING:
    from clickgate.accounts.gate import ClickGate
    from clickgate.accounts.model import Account


def open_rotation(gate: ClickGate, account: Account, way: str) -> None:
    """Have a rotation under way."""
    values = {
        "id": make_id("rot"), "organization_id": account.organization_id, "account_id": account.id, "way": way,
        "step": "opened", "old_version": account.active_version, "started_by": "ada", "started_at": 1.0,
        "updated_at": 1.0, "note": "",
    }  # fmt: skip
    gate.database.run(lambda connection: connection.execute(sa.insert(rotations).values(values)))
