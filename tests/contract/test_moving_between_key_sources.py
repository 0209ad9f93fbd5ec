"""A vault moves from any source of keys to any other while every secret stays readable, and is not lost half-way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from clickgate.db.tables import data_keys
from clickgate.errors import KeepingFailed, VaultLocked
from clickgate.kernel.secret import Secret
from clickgate.vault import rotation
from clickgate.vault.envelope import Place
from clickgate.vault.rotation import rotate_key_encryption_key
from clickgate.vault.vault import Vault
from tests.support.key_sources import (
    EnvironmentKeeper,
    FileKeeper,
    KeyringKeeper,
    KmsKeeper,
    TransitKeeper,
    open_kept,
)
from tests.support.keyring_service import FileKeyring
from tests.support.vaults import add_organizations, put, rows_of, what_opens

if TYPE_CHECKING:
    from pathlib import Path

    from clickgate.db.engine import Database
    from clickgate.vault.keys import KeySource
    from tests.support.key_sources import Keeper

PLACES = [Place(f"org_{number}", "acc_1", "credential", 1) for number in range(5)]


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(rotation, "BATCH", 2)


@pytest.fixture
def file(tmp_path: Path) -> FileKeeper:
    return FileKeeper(tmp_path)


@pytest.fixture
def transit(openbao) -> TransitKeeper:
    return TransitKeeper(openbao)


@pytest.fixture
def tour(file, transit, openbao, aws_endpoint, tmp_path: Path, monkeypatch) -> list[Keeper]:
    """Every source once, and the first one again."""
    monkeypatch.setattr("keyring.core._keyring_backend", FileKeyring(tmp_path / "keyring"))
    return [transit, KmsKeeper(aws_endpoint), file, KeyringKeeper("clickgate"), EnvironmentKeeper(), transit, file]


@pytest.fixture
def vault(sqlite_database: Database, file: FileKeeper) -> Database:
    """A database with a secret for each of five organizations, closed with a key in a file."""
    unlocked = Vault.unlock(sqlite_database, open_kept(file))
    add_organizations(sqlite_database, *(place.organization_id for place in PLACES))
    for place in PLACES:
        put(sqlite_database, unlocked, place, secret_of(place))
    return sqlite_database


def secret_of(place: Place) -> Secret:
    return Secret(f"secret of {place.organization_id}")


def closed_ones(database: Database, keys: KeySource) -> list[Place]:
    """Places that do not give what was put there, to a program that was just started with these keys."""
    unlocked = Vault.unlock(database, keys)
    return [place for place in PLACES if what_opens(database, unlocked, place) != secret_of(place)]


def wrapping_keys(database: Database) -> set[str]:
    return {row.id for row in rows_of(database, sa.select(data_keys.c.key_encryption_key_id.label("id")))}


def test_a_vault_goes_from_source_to_source_and_everything_opens_at_each(vault, file, tour):
    at = open_kept(file)
    for keeper in tour:
        to = open_kept(keeper)
        rotated = rotate_key_encryption_key(vault, Vault.unlock(vault, at), at, to=to)

        assert rotated.count == len(PLACES)
        assert wrapping_keys(vault) == {rotated.key_id}
        assert closed_ones(vault, open_kept(keeper)) == []
        with pytest.raises(KeepingFailed):
            Vault.unlock(vault, at)
        at = to


def test_a_vault_follows_a_new_key_within_each_source(vault, file, tour):
    at = open_kept(file)
    for keeper in tour[:5]:
        moved = rotate_key_encryption_key(vault, Vault.unlock(vault, at), at, to=open_kept(keeper))
        if not keeper.drops:
            keeper.add()  # made elsewhere, and put before the other in the setting
        at = open_kept(keeper)
        followed = rotate_key_encryption_key(vault, Vault.unlock(vault, at), at)

        assert followed.former == (moved.key_id,)
        assert wrapping_keys(vault) == {followed.key_id} != {moved.key_id}
        assert closed_ones(vault, open_kept(keeper)) == []


def test_a_source_that_may_not_unwrap_is_noticed_before_anything_is_moved(vault, file, openbao):
    at = open_kept(file)
    with pytest.raises(VaultLocked, match="decrypt"):
        rotate_key_encryption_key(vault, Vault.unlock(vault, at), at, to=open_kept(WithoutDecrypt(openbao)))

    assert wrapping_keys(vault) == {at.current_id()}
    assert closed_ones(vault, open_kept(file)) == []


def test_a_move_whose_token_ends_half_way_is_carried_on_with_another(vault, file, transit, openbao):
    at = open_kept(file)

    def revoke(done: int, total: int) -> None:
        client = openbao.client()
        client.auth.token.revoke(transit.environ["BAO_TOKEN"])
        client.adapter.close()

    with pytest.raises(VaultLocked, match="refused the token"):
        rotate_key_encryption_key(vault, Vault.unlock(vault, at), at, to=open_kept(transit), progress=revoke)
    half = wrapping_keys(vault)
    transit.environ = {**transit.environ, **openbao.environ()}
    rotated = rotate_key_encryption_key(vault, Vault.unlock(vault, at), at, to=open_kept(transit))

    assert half == {rotated.key_id, *rotated.former}
    assert rotated.count == len(PLACES) - rotation.BATCH
    assert closed_ones(vault, open_kept(transit)) == []


class WithoutDecrypt(TransitKeeper):
    """A transit key whose token may wrap and not unwrap."""

    def __init__(self, server) -> None:
        super().__init__(server)
        mount, _, key = self.environ["CLICKGATE_KEY_SOURCE"].removeprefix("transit:").rpartition("/")
        rules = {f"{mount}/keys/{key}": ["read"], f"{mount}/encrypt/{key}": ["update"]}
        self.environ |= server.environ(server.make_token(rules))
