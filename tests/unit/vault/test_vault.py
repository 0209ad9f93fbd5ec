"""The vault keeps what was put, gives it to nobody else, and is closed to a wrong key."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from clickgate.errors import Conflict, SealBroken, UnknownId, VaultLocked, WrongKey
from clickgate.kernel.clock import ManualClock
from clickgate.kernel.secret import Secret
from clickgate.vault.envelope import Place
from clickgate.vault.keys.file import FileKeySource
from clickgate.vault.vault import Vault
from tests.support.vaults import add_organization, open_keys

PLACE = Place("org_1", "acc_1", "credential", 1)
SECRET = Secret("pk_12345_ABCDEFGHIJKLMNOPQRSTUVWXYZ012345")


@pytest.fixture
def vault(database, tmp_path):
    add_organization(database, "org_1", "org_2")
    return Vault.unlock(database, open_keys(tmp_path), ManualClock())


def test_what_was_put_is_opened(database, vault):
    database.run(lambda connection: vault.put(connection, PLACE, SECRET))

    assert database.read(lambda connection: vault.open(connection, PLACE)) == SECRET
