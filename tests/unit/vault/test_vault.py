"""The vault keeps what was put, gives it to nobody else, and is closed to a wrong key."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from clickgate.db.opening import open_database
from clickgate.db.tables import data_keys, key_encryption_keys, sealed_values
from clickgate.errors import Conflict, SealBroken, UnknownId, VaultLocked, WrongKey
from clickgate.kernel.clock import ManualClock
from clickgate.kernel.secret import Secret
from clickgate.vault.envelope import Place
from clickgate.vault.rotation import rotate_data_key
from clickgate.vault.status import status
from clickgate.vault.vault import Vault
from tests.support.vaults import CountingKeys, add_organizations, open_keys, put, rows_of, what_opens

PLACE = Place("org_1", "acc_1", "credential", 1)
SECRET = Secret("pk_12345678_ABCDEFGHIJKLMNOPQRSTUVWXYZ012345")


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def keys(tmp_path):
    return CountingKeys(open_keys(tmp_path))


@pytest.fixture
def vault(database, keys, clock):
    add_organizations(database, "org_1", "org_2")
    return Vault.unlock(database, keys, clock)


# Keeping


def test_what_was_put_is_opened(database, vault):
    put(database, vault, PLACE, SECRET)

    assert what_opens(database, vault, PLACE) == SECRET


def test_where_nothing_was_put_there_is_nothing(database, vault):
    put(database, vault, PLACE, SECRET)

    assert what_opens(database, vault, Place("org_1", "acc_1", "credential", 2)) is None
    assert what_opens(database, vault, Place("org_2", "acc_1", "credential", 1)) is None


def test_a_version_is_sealed_once(database, vault):
    put(database, vault, PLACE, SECRET)

    with pytest.raises(Conflict, match="left as it is"):
        put(database, vault, PLACE, Secret("another"))

    assert what_opens(database, vault, PLACE) == SECRET


def test_nothing_is_put_for_an_organization_that_is_not_there(database, vault):
    with pytest.raises(UnknownId):
        put(database, vault, Place("org_3", "acc_1", "credential", 1), SECRET)

    assert rows_of(database, data_keys) == []


def test_what_was_shredded_is_gone(database, vault):
    put(database, vault, PLACE, SECRET)

    database.run(lambda connection: vault.shred(connection, PLACE))
    database.run(lambda connection: vault.shred(connection, PLACE))

    assert what_opens(database, vault, PLACE) is None
    assert rows_of(database, sealed_values) == []


def test_what_the_caller_takes_back_was_never_put(database, vault):
    """The vault works inside the caller's transaction: all of it is kept, or nothing."""

    def work(connection):
        vault.put(connection, PLACE, SECRET)
        raise LookupError

    with pytest.raises(LookupError):
        database.run(work)
    put(database, vault, PLACE, Secret("second try"))

    assert what_opens(database, vault, PLACE) == Secret("second try")


def test_no_secret_and_no_key_stands_in_the_rows(database, vault, keys):
    put(database, vault, PLACE, SECRET)
    kept = b"".join(bytes(cell) if isinstance(cell, bytes) else str(cell).encode()
                    for table in (key_encryption_keys, data_keys, sealed_values)
                    for row in rows_of(database, table) for cell in row)  # fmt: skip

    assert SECRET.reveal().encode() not in kept
    assert not any(key in kept for key in keys.texts)


@pytest.mark.parametrize("table", [sealed_values, data_keys], ids=["value", "data key"])
def test_a_changed_row_opens_nothing(database, vault, clock, keys, table):
    put(database, vault, PLACE, SECRET)
    column = table.c.blob if table is sealed_values else table.c.wrapped
    blob = rows_of(database, sa.select(column))[0][0]
    changed = sa.update(table).values({column: blob[:20] + bytes((blob[20] ^ 1,)) + blob[21:]})
    database.run(lambda connection: connection.execute(changed))

    with pytest.raises(SealBroken):
        what_opens(database, Vault.unlock(database, keys, clock), PLACE)


def test_nothing_of_a_secret_is_on_the_disk_and_of_what_was_shredded_not_even_its_seal(databases, tmp_path):
    url = databases.make("sqlite")
    with open_database(url) as database:
        add_organizations(database, "org_1")
        vault = Vault.unlock(database, open_keys(tmp_path))
        put(database, vault, PLACE, SECRET)
        blob = rows_of(database, sa.select(sealed_values.c.blob))[0][0]
        before = everything_in(tmp_path)
        database.run(lambda connection: vault.shred(connection, PLACE))
        vault.settle(database)
        after = everything_in(tmp_path)

    assert blob in before
    assert SECRET.reveal().encode() not in before
    assert blob not in after


def everything_in(folder):
    """What stands in all files of a folder: the database, its log, the keys."""
    return b"\0".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


# Data keys in memory


def test_an_unwrapped_data_key_is_used_for_a_minute_and_no_longer(database, vault, keys, clock):
    put(database, vault, PLACE, SECRET)
    before = keys.unwrapped
    clock.move(59.9)
    what_opens(database, vault, PLACE)
    within = keys.unwrapped
    clock.move(0.2)
    what_opens(database, vault, PLACE)

    assert within == before
    assert keys.unwrapped == before + 1


def test_what_is_remembered_too_long_is_dropped_at_the_next_use_of_any_other(database, vault, clock):
    put(database, vault, PLACE, SECRET)
    clock.move(61)
    put(database, vault, Place("org_2", "acc_2", "credential", 1), SECRET)

    assert len(vault.data_keys._unwrapped) == 1


def test_threads_share_a_vault(database, vault):
    """Forty puts and openings at once: each gets its own, and each of the two organizations has one data key."""
    places = [Place(f"org_{number % 2 + 1}", f"acc_{number}", "credential", 1) for number in range(40)]

    def work(place):
        put(database, vault, place, Secret(place.owner_id))
        return what_opens(database, vault, place)

    with ThreadPoolExecutor(8) as threads:
        opened = list(threads.map(work, places))

    assert opened == [Secret(place.owner_id) for place in places]
    assert len(rows_of(database, data_keys)) == 2


# Fingerprints and the audit log's key


def test_a_fingerprint_is_the_same_for_the_same_secret_of_one_organization_alone(database, vault):
    def prints(connection):
        return [
            vault.fingerprint(connection, "org_1", SECRET),
            vault.fingerprint(connection, "org_1", Secret(SECRET.reveal())),
            vault.fingerprint(connection, "org_1", Secret("another")),
            vault.fingerprint(connection, "org_2", SECRET),
        ]

    first, again, another, elsewhere = database.run(prints)

    assert first == again
    assert len({first, another, elsewhere}) == 3
    assert len(first) == 12
    assert set(first) <= set("0123456789abcdef")


def test_fingerprints_and_the_audit_logs_key_outlive_the_process(database, vault, keys, clock):
    def ask(asked):
        def work(connection):
            return asked.fingerprint(connection, "org_1", SECRET), asked.audit_key(connection, "org_1")

        return database.run(work)

    before = ask(vault)
    after = ask(Vault.unlock(database, keys, clock))

    assert after == before
    assert len(before[1]) == 32


def test_two_processes_that_ask_first_at_once_get_one_key(database, vault, keys, clock):
    other = Vault.unlock(database, keys, clock)
    ready = threading.Barrier(2)

    def ask(asked):
        ready.wait()
        return database.run(lambda connection: asked.audit_key(connection, "org_1"))

    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(ask, [vault, other])

    assert first == second


# The right key and the wrong one


def test_the_key_is_made_when_an_empty_vault_is_first_unlocked(database, tmp_path):
    told = []
    source = open_keys(tmp_path, notice=told.append)
    opened_only = list(tmp_path.glob("vault.key*"))
    Vault.unlock(database, source)
    Vault.unlock(database, open_keys(tmp_path, notice=told.append))

    assert opened_only == []
    assert len(told) == 1
    assert "Back it up apart from the database" in told[0]


def test_a_wrong_key_is_told_before_anything_is_written(database, vault, tmp_path):
    put(database, vault, PLACE, SECRET)
    wrong = open_keys(tmp_path, "other.key")
    wrong.add_key()
    before = rows_of(database, key_encryption_keys)

    with pytest.raises(WrongKey, match="another"):
        Vault.unlock(database, wrong)

    assert rows_of(database, key_encryption_keys) == before


def test_a_lost_key_is_told_and_no_other_one_is_made(database, vault, tmp_path):
    put(database, vault, PLACE, SECRET)
    (tmp_path / "vault.key").unlink()

    with pytest.raises(VaultLocked, match="no key file") as told:
        Vault.unlock(database, open_keys(tmp_path))

    assert "backup" in told.value.advice
    assert not (tmp_path / "vault.key").exists()


def test_a_key_that_was_brought_back_opens_all_again(database, vault, tmp_path):
    put(database, vault, PLACE, SECRET)
    (tmp_path / "vault.key").rename(tmp_path / "backup")
    with pytest.raises(VaultLocked):
        Vault.unlock(database, open_keys(tmp_path))
    (tmp_path / "backup").rename(tmp_path / "vault.key")

    assert what_opens(database, Vault.unlock(database, open_keys(tmp_path)), PLACE) == SECRET


def test_a_vault_whose_keys_are_all_said_to_be_retired_is_not_opened(database, vault, keys):
    retired = sa.update(key_encryption_keys).values(state="retired")
    database.run(lambda connection: connection.execute(retired))

    with pytest.raises(SealBroken):
        Vault.unlock(database, keys)


def test_of_two_that_unlock_an_empty_vault_with_different_keys_one_wins_and_the_other_is_told(
    databases, database_kind, tmp_path
):
    url = databases.make(database_kind)
    ready = threading.Barrier(2)

    def unlock(name):
        with open_database(url) as own:
            source = open_keys(tmp_path, name)
            source.add_key()
            ready.wait()
            try:
                Vault.unlock(own, source)
            except WrongKey:
                return "wrong", source.current_id()
            return "right", source.current_id()

    with ThreadPoolExecutor(2) as threads:
        outcomes = dict(threads.map(unlock, ["one.key", "two.key"]))
    with open_database(url) as own:
        kept = [row.id for row in rows_of(own, key_encryption_keys)]

    assert kept == [outcomes["right"]]
    assert outcomes["wrong"] != outcomes["right"]


def test_of_two_that_unlock_an_empty_vault_with_one_key_both_come_in(databases, database_kind, tmp_path):
    url = databases.make(database_kind)
    ready = threading.Barrier(2)

    def unlock(number):
        with open_database(url) as own:
            ready.wait()
            Vault.unlock(own, open_keys(tmp_path))
            return number

    with ThreadPoolExecutor(2) as threads:
        entered = list(threads.map(unlock, [1, 2]))

    assert entered == [1, 2]


# Destroying


def test_what_was_destroyed_is_gone_and_the_neighbours_things_are_not(database, vault, tmp_path):
    neighbour = Place("org_2", "acc_1", "credential", 1)
    put(database, vault, PLACE, SECRET)
    put(database, vault, neighbour, SECRET)

    database.run(lambda connection: vault.destroy(connection, "org_1"))
    vault.settle(database)

    assert what_opens(database, vault, PLACE) is None
    assert what_opens(database, vault, neighbour) == SECRET


def test_the_audit_logs_key_alone_outlives_destruction_under_a_new_data_key(database, vault):
    put(database, vault, PLACE, SECRET)
    before = database.run(lambda connection: vault.audit_key(connection, "org_1"))
    database.run(lambda connection: vault.destroy(connection, "org_1"))
    vault.settle(database)

    assert database.run(lambda connection: vault.audit_key(connection, "org_1")) == before
    assert [row.owner_id for row in rows_of(database, sealed_values)] == ["vault"]
    assert sorted(row.state for row in rows_of(database, data_keys)) == ["active", "destroyed"]


def test_an_organization_whose_things_were_destroyed_can_begin_anew(database, vault, keys, clock):
    put(database, vault, PLACE, SECRET)
    database.run(lambda connection: vault.destroy(connection, "org_1"))
    vault.settle(database)
    put(database, vault, PLACE, Secret("new"))

    assert what_opens(database, Vault.unlock(database, keys, clock), PLACE) == Secret("new")


def test_destruction_that_the_caller_takes_back_destroys_nothing(database, vault, keys, clock):
    put(database, vault, PLACE, SECRET)

    def work(connection):
        vault.destroy(connection, "org_1")
        raise LookupError

    with pytest.raises(LookupError):
        database.run(work)

    assert what_opens(database, Vault.unlock(database, keys, clock), PLACE) == SECRET


@pytest.mark.parametrize("settled", [True, False], ids=["settled", "cut short: the next to unlock sees to it"])
def test_a_restored_backup_does_not_bring_back_what_was_destroyed(databases, tmp_path, settled):
    """Nor does one from before a rotation of the data key, whose key is not the one that was destroyed."""
    with open_database(databases.make("sqlite")) as live, open_database(databases.make("sqlite")) as restored:
        add_organizations(live, "org_1", "org_2")
        clock = ManualClock()
        vault = Vault.unlock(live, open_keys(tmp_path), clock)
        neighbour = Place("org_2", "acc_1", "credential", 1)
        put(live, vault, PLACE, SECRET)
        put(live, vault, neighbour, SECRET)
        copy(live, restored)
        clock.move(60)
        rotate_data_key(live, vault, "org_1")
        live.run(lambda connection: vault.destroy(connection, "org_1"))
        if settled:
            vault.settle(live)
        else:
            Vault.unlock(live, open_keys(tmp_path), clock)
        reopened = Vault.unlock(restored, open_keys(tmp_path), clock)

        assert what_opens(restored, reopened, neighbour) == SECRET
        with pytest.raises(SealBroken, match="destroyed"):
            what_opens(restored, reopened, PLACE)


def test_where_no_note_can_be_written_who_destroys_is_told_and_who_opens_is_not_kept_out(
    database, vault, keys, tmp_path
):
    neighbour = Place("org_2", "acc_1", "credential", 1)
    put(database, vault, PLACE, SECRET)
    put(database, vault, neighbour, SECRET)
    database.run(lambda connection: vault.destroy(connection, "org_1"))
    keys.register.path = tmp_path / "nowhere" / "destroyed"

    with pytest.raises(VaultLocked, match="register of destroyed keys"):
        vault.settle(database)
    assert what_opens(database, Vault.unlock(database, keys), neighbour) == SECRET


# Status


def test_the_status_of_a_vault_that_was_never_unlocked(sqlite_database, tmp_path):
    told = status(sqlite_database, open_keys(tmp_path))

    assert (told.newest_id, told.keys, told.values, told.is_current) == ("", (), 0, False)
    assert not (tmp_path / "vault.key").exists()


def test_the_status_counts_what_there_is(database, vault, keys, clock):
    put(database, vault, PLACE, SECRET)
    clock.move(100)
    put(database, vault, Place("org_2", "acc_1", "credential", 1), SECRET)
    database.run(lambda connection: vault.destroy(connection, "org_2"))
    told = status(database, keys, clock)

    assert (told.source, told.is_current) == ("file", True)
    assert [(key.id, key.state, key.age, key.data_keys) for key in told.keys] == [
        (keys.current_id(), "active", 100.0, 1)
    ]
    assert (told.data_keys, told.destroyed_data_keys, told.retiring_data_keys, told.values) == (1, 1, 0, 1)
    assert told.oldest_data_key == 100.0


def copy(source, target):
    """Copy the rows of one database into an empty one, as a backup does."""
    from clickgate.db.tables import metadata

    for table in metadata.sorted_tables:
        rows = [dict(row._mapping) for row in rows_of(source, table)]
        if rows:
            target.run(lambda connection, table=table, rows=rows: connection.execute(sa.insert(table), rows))
