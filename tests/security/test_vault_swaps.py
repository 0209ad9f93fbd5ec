"""Whoever can write to the database can't make the vault give a secret where it does not belong."""

from __future__ import annotations

from itertools import permutations, product

import pytest
import sqlalchemy as sa

from clickgate.db.opening import open_database
from clickgate.db.tables import data_keys, key_encryption_keys, sealed_values
from clickgate.errors import SealBroken, WrongKey
from clickgate.kernel.clock import ManualClock
from clickgate.kernel.secret import Secret
from clickgate.vault.envelope import Place
from clickgate.vault.rotation import rotate_data_key, rotate_key_encryption_key
from clickgate.vault.vault import Vault
from tests.support.vaults import add_organizations, open_keys, rows_of, what_opens

PLACES = [Place(*at) for at in product(("org_1", "org_2"), ("acc_1", "acc_2"), ("credential", "refresh_token"), (1, 2))]
PAIRS = list(permutations(PLACES, 2))


def secret_of(place):
    return Secret("/".join(map(str, (place.organization_id, place.owner_id, place.field, place.version))))


def at(place):
    return sa.and_(
        sealed_values.c.organization_id == place.organization_id,
        sealed_values.c.owner_id == place.owner_id,
        sealed_values.c.field == place.field,
        sealed_values.c.version == place.version,
    )


@pytest.fixture
def keys(tmp_path):
    return open_keys(tmp_path)


@pytest.fixture
def vault(database, keys):
    add_organizations(database, "org_1", "org_2")
    unlocked = Vault.unlock(database, keys, ManualClock())
    database.run(lambda connection: [unlocked.put(connection, place, secret_of(place)) for place in PLACES])
    return unlocked


@pytest.fixture
def stranger(database, keys):
    """A vault in another process, which remembers no data key."""
    return lambda: Vault.unlock(database, keys, ManualClock())


def what_comes_of(connection, vault, place):
    """What a place gives now, or the kind of the refusal."""
    try:
        return vault.open(connection, place)
    except SealBroken:
        return "refused"


class TakenBack(Exception):
    """Ends a transaction that was for trying only."""


def outcomes_of(database, vault, changes):
    """What a place gives after each change; the database is then as it was."""
    outcomes = []

    def work(connection):
        for place, columns in changes:
            with connection.begin_nested() as change:
                connection.execute(sa.update(sealed_values).where(at(place)).values(columns))
                outcomes.append(what_comes_of(connection, vault, place))
                change.rollback()
        raise TakenBack

    with pytest.raises(TakenBack):
        database.run(work)
    return outcomes


def test_each_place_gives_its_own_secret(database, vault):
    assert [what_opens(database, vault, place) for place in PLACES] == [secret_of(place) for place in PLACES]


@pytest.mark.parametrize("columns", [["blob"], ["blob", "data_key_id"]], ids=["the blob", "the blob and its key's id"])
def test_a_blob_opens_at_no_other_place(database, vault, columns):
    """All 240 pairs of accounts, organizations, fields and versions."""
    rows = {
        Place(row.organization_id, row.owner_id, row.field, row.version): row
        for row in rows_of(database, sealed_values)
    }
    changes = [(here, {name: getattr(rows[there], name) for name in columns}) for here, there in PAIRS]

    assert outcomes_of(database, vault, changes) == ["refused"] * len(PAIRS)


def test_a_row_that_was_moved_as_a_whole_opens_nowhere(database, vault):
    refused = []
    for here, there in PAIRS:

        def move(connection, here=here, there=there):
            connection.execute(sa.delete(sealed_values).where(at(there)))
            moved = {name: getattr(there, name) for name in Place.__struct_fields__}
            connection.execute(sa.update(sealed_values).where(at(here)).values(moved))
            refused.append(what_comes_of(connection, vault, there))
            raise TakenBack

        with pytest.raises(TakenBack):
            database.run(move)

    assert refused == ["refused"] * len(PAIRS)


def test_a_value_that_points_to_another_data_key_opens_nothing(database, vault):
    """Not to that of another organization, nor to another one of its own."""
    own, foreign = sorted(rows_of(database, data_keys), key=lambda row: row.organization_id)

    def make_another(connection):
        retired = sa.update(data_keys).where(data_keys.c.id == own.id).values(state="retiring")
        connection.execute(retired)
        return vault.data_keys.make(connection, "org_1")[0]

    another = database.run(make_another)
    of_1 = [place for place in PLACES if place.organization_id == "org_1"]
    changes = [(place, {"data_key_id": id_}) for place in of_1 for id_ in (foreign.id, another)]

    assert outcomes_of(database, vault, changes) == ["refused"] * 16


def test_wrapped_keys_that_were_swapped_between_organizations_unwrap_for_neither(database, vault, stranger):
    one, two = rows_of(database, data_keys)

    def swap(connection):
        for here, there in ((one, two), (two, one)):
            connection.execute(sa.update(data_keys).where(data_keys.c.id == here.id).values(wrapped=there.wrapped))

    database.run(swap)
    swapped = stranger()

    for place in PLACES:
        with pytest.raises(SealBroken):
            what_opens(database, swapped, place)


def test_a_data_key_that_was_given_to_another_organization_opens_nothing(database, vault, stranger):
    """Neither for the one that has it now, nor for the one it was taken from; a vault that remembers it is no help."""
    one, two = sorted(rows_of(database, data_keys), key=lambda row: row.organization_id)

    def swap(connection):
        for here, there in ((one, two), (two, one)):
            given = sa.update(data_keys).where(data_keys.c.id == here.id)
            connection.execute(given.values(organization_id=there.organization_id))

    database.run(swap)

    for opened in (vault, stranger()):
        for place in PLACES:
            with pytest.raises(SealBroken):
                what_opens(database, opened, place)


def test_a_data_key_that_names_another_key_encryption_key_opens_nothing(database, vault, stranger):
    another = {"id": "kek-00000000", "source": "file", "state": "retired", "check_blob": b"", "created_at": 0.0}

    def point(connection):
        connection.execute(sa.insert(key_encryption_keys).values(another))
        connection.execute(sa.update(data_keys).values(key_encryption_key_id=another["id"]))

    database.run(point)

    with pytest.raises(WrongKey):
        what_opens(database, stranger(), PLACES[0])


def test_the_known_text_of_another_vault_lets_its_key_in_and_nothing_out(databases, database, vault, tmp_path):
    """Who puts the row by which their own key is recognized into a vault comes in with it, and opens nothing."""
    own_keys = open_keys(tmp_path, "own.key")
    with open_database(databases.make("sqlite")) as own:
        Vault.unlock(own, own_keys)
        row = dict(rows_of(own, key_encryption_keys)[0]._mapping)

    def intrude(connection):
        connection.execute(sa.update(key_encryption_keys).values(state="retired"))
        connection.execute(sa.insert(key_encryption_keys).values(row))

    database.run(intrude)
    intruder = Vault.unlock(database, own_keys)

    for place in PLACES:
        with pytest.raises(WrongKey):
            what_opens(database, intruder, place)


def test_what_was_sealed_before_the_data_key_was_rotated_does_not_come_back(database, vault):
    """A blob put back as it was: its data key is gone, and the one in use now does not open it."""
    before = {Place(*row[:4]): row.blob for row in rows_of(database, sealed_values)}
    old = {row.id for row in rows_of(database, data_keys)}
    rotate_data_key(database, vault, "org_1")
    changes = [(place, {"blob": before[place]}) for place in PLACES if place.organization_id == "org_1"]

    assert outcomes_of(database, vault, changes) == ["refused"] * 8
    assert len(old & {row.id for row in rows_of(database, data_keys)}) == 1


def test_wrapped_keys_from_before_a_rotation_are_of_no_use_after_it(database, vault, keys, stranger):
    before = {row.id: row for row in rows_of(database, data_keys)}
    rotate_key_encryption_key(database, vault, keys)

    def put_back(connection):
        for id_, row in before.items():
            columns = {"wrapped": row.wrapped, "key_encryption_key_id": row.key_encryption_key_id}
            connection.execute(sa.update(data_keys).where(data_keys.c.id == id_).values(columns))

    database.run(put_back)
    replayed = Vault.unlock(database, open_keys(keys.path.parent))

    with pytest.raises(WrongKey):
        what_opens(database, replayed, PLACES[0])
    with pytest.raises(WrongKey):
        what_opens(database, stranger(), PLACES[0])


def test_an_older_row_of_the_very_same_place_opens_for_it_was_sealed_there(database, vault):
    """The seal tells no time: which version of a credential is in use stands in the account's row, not here."""
    place = PLACES[0]
    row = next(dict(row._mapping) for row in rows_of(database, sealed_values) if Place(*row[:4]) == place)
    database.run(lambda connection: vault.shred(connection, place))
    database.run(lambda connection: connection.execute(sa.insert(sealed_values).values(row)))

    assert what_opens(database, vault, place) == secret_of(place)
