"""Keys are replaced while all work goes on, and a rotation that was killed anywhere is carried on with."""

from __future__ import annotations

import contextlib
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from clickgate.db.opening import open_database
from clickgate.db.tables import data_keys, key_encryption_keys, sealed_values
from clickgate.errors import ConfigurationError, Conflict, SealBroken, WrongKey
from clickgate.kernel.clock import ManualClock
from clickgate.kernel.secret import Secret
from clickgate.vault import rotation
from clickgate.vault.envelope import Place
from clickgate.vault.keys.environment import EnvironmentKeySource
from clickgate.vault.keys.local import HeldKeys, make_key
from clickgate.vault.rotation import rotate_data_key, rotate_key_encryption_key
from clickgate.vault.status import status
from clickgate.vault.vault import Vault
from tests.support.killing import killer_of
from tests.support.vaults import add_organizations, open_keys, put, rows_of, what_opens

PLACES = [Place(f"org_{org}", f"acc_{number}", "credential", 1) for org in range(3) for number in range(4)]


def secret_of(place: Place) -> Secret:
    return Secret(f"secret of {place.organization_id} {place.owner_id}")


def fill(database, vault):
    add_organizations(database, "org_0", "org_1", "org_2", "org_3")
    database.run(lambda connection: [vault.put(connection, place, secret_of(place)) for place in PLACES])


def wrong_ones(database, vault, places=PLACES):
    """Places that do not give what was put there."""
    return [place for place in places if what_opens(database, vault, place) != secret_of(place)]


def states(database):
    return {row.id: row.state for row in rows_of(database, key_encryption_keys)}


@pytest.fixture
def keys(tmp_path):
    return open_keys(tmp_path)


@pytest.fixture
def vault(database, keys):
    unlocked = Vault.unlock(database, keys, ManualClock())
    fill(database, unlocked)
    return unlocked


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(rotation, "BATCH", 2)


# Of the key-encryption key


def test_all_data_keys_move_to_a_new_key_and_the_old_one_is_dropped(database, vault, keys):
    old = keys.current_id()
    before = [(row.owner_id, row.blob) for row in rows_of(database, sealed_values)]
    told = []
    rotated = rotate_key_encryption_key(database, vault, keys, progress=lambda *counts: told.append(counts))

    assert rotated == rotation.Rotated(keys.current_id(), (old,), 3)
    assert told == [(2, 3), (3, 3)]
    assert states(database) == {old: "retired", keys.current_id(): "active"}
    assert {row.key_encryption_key_id for row in rows_of(database, data_keys)} == {keys.current_id()}
    assert [(row.owner_id, row.blob) for row in rows_of(database, sealed_values)] == before
    with pytest.raises(WrongKey):
        keys.wrap(bytes(32), old, b"")


def test_all_opens_after_a_rotation_here_and_in_processes_old_and_new(database, vault, keys, tmp_path):
    other = Vault.unlock(database, open_keys(tmp_path), ManualClock())
    rotate_key_encryption_key(database, vault, keys)
    new = Vault.unlock(database, open_keys(tmp_path))

    assert [wrong_ones(database, opened) for opened in (vault, other, new)] == [[], [], []]
    assert status(database, keys).is_current


def test_a_dry_run_counts_and_changes_nothing(database, vault, keys):
    old = keys.current_id()

    assert rotate_key_encryption_key(database, vault, keys, dry_run=True) == rotation.Rotated("", (old,), 3)
    assert keys.current_id() == old
    assert states(database) == {old: "active"}


def test_what_is_written_during_a_rotation_is_written_for_the_new_key(database, vault, keys, tmp_path):
    """Even by a process that has had the key file open since before: here the first secret of an organization."""
    other = Vault.unlock(database, open_keys(tmp_path), ManualClock())
    place = Place("org_3", "acc_1", "credential", 1)
    seen = []

    def meanwhile(done, total):
        if not seen:
            put(database, other, place, secret_of(place))
        seen.append(wrong_ones(database, other, [*PLACES, place]) + wrong_ones(database, vault, [*PLACES, place]))

    rotated = rotate_key_encryption_key(database, vault, keys, progress=meanwhile)
    written_for = {row.key_encryption_key_id for row in rows_of(database, data_keys) if row.organization_id == "org_3"}

    assert seen == [[], []]
    assert written_for == {rotated.key_id}
    assert rotated.count == 3


def test_two_rotations_at_once_end_as_one(database, vault, keys, tmp_path):
    other = open_keys(tmp_path)
    inner = []

    def meanwhile(done, total):
        if not inner:
            inner.append(rotate_key_encryption_key(database, Vault.unlock(database, other), other))

    outer = rotate_key_encryption_key(database, vault, keys, progress=meanwhile)

    assert inner[0].key_id == outer.key_id == keys.current_id()
    assert sorted(states(database).values()) == ["active", "retired"]
    assert wrong_ones(database, Vault.unlock(database, open_keys(tmp_path))) == []


def test_a_rotation_follows_another(database, vault, keys):
    for _ in range(3):
        rotate_key_encryption_key(database, vault, keys)

    assert sorted(states(database).values()) == ["active", "retired", "retired", "retired"]
    assert wrong_ones(database, vault) == []


def test_a_key_that_a_crash_left_unregistered_is_the_one_that_is_taken(database, vault, keys):
    left = keys.add_key()
    rotated = rotate_key_encryption_key(database, vault, keys)

    assert rotated.key_id == left


def test_a_broken_data_key_keeps_the_old_key_and_all_others_move(database, vault, keys, tmp_path):
    old = keys.current_id()
    broken = rows_of(database, data_keys)[0]
    change = sa.update(data_keys).where(data_keys.c.id == broken.id)
    database.run(lambda connection: connection.execute(change.values(wrapped=broken.wrapped[:-1] + b"?")))

    with pytest.raises(SealBroken, match="1 data keys do not unwrap"):
        rotate_key_encryption_key(database, vault, keys)
    others = [place for place in PLACES if place.organization_id != broken.organization_id]

    assert states(database)[old] == "retiring"
    assert wrong_ones(database, Vault.unlock(database, open_keys(tmp_path)), others) == []

    database.run(lambda connection: connection.execute(change.values(wrapped=broken.wrapped)))
    assert rotate_key_encryption_key(database, vault, keys).count == 1
    assert wrong_ones(database, Vault.unlock(database, open_keys(tmp_path))) == []


def test_a_new_key_that_gives_back_something_else_is_noticed_before_it_is_used(database, vault, keys, monkeypatch):
    old, unwrap = keys.current_id(), keys.unwrap

    def unwrap_wrongly(wrapped, key_id, context):
        return unwrap(wrapped, key_id, context) if key_id == old else bytes(32)

    monkeypatch.setattr(keys, "unwrap", unwrap_wrongly)

    with pytest.raises(WrongKey, match="does not give back"):
        rotate_key_encryption_key(database, vault, keys)

    assert {row.key_encryption_key_id for row in rows_of(database, data_keys)} == {old}


# To another source


@pytest.fixture
def elsewhere(tmp_path):
    return open_keys(tmp_path, "elsewhere.key")


def test_a_vault_moves_to_another_source(database, vault, keys, elsewhere):
    old = keys.current_id()
    rotated = rotate_key_encryption_key(database, vault, keys, to=elsewhere)

    assert rotated.key_id == elsewhere.current_id()
    assert "Remove the old key" in rotated.advice
    assert keys.current_id() == old
    assert wrong_ones(database, Vault.unlock(database, elsewhere)) == []
    with pytest.raises(WrongKey):
        Vault.unlock(database, keys)


def test_who_has_the_old_source_open_is_told_that_the_vault_has_moved(database, vault, keys, elsewhere):
    rotate_key_encryption_key(database, vault, keys, to=elsewhere)
    vault.data_keys.forget()

    with pytest.raises(WrongKey):
        what_opens(database, vault, PLACES[0])
    with pytest.raises(WrongKey):
        put(database, vault, Place("org_3", "acc_1", "credential", 1), Secret("x"))


class Stop(Exception):
    """Ends a rotation in its midst."""


def stop(done, total):
    raise Stop


def test_a_move_that_was_cut_short_is_carried_on_with(database, vault, keys, elsewhere, tmp_path):
    with pytest.raises(Stop):
        rotate_key_encryption_key(database, vault, keys, to=elsewhere, progress=stop)
    again = open_keys(tmp_path)
    rotated = rotate_key_encryption_key(database, Vault.unlock(database, again), again, to=elsewhere)

    assert rotated.count == 1
    assert wrong_ones(database, Vault.unlock(database, elsewhere)) == []


def test_a_move_that_was_cut_short_can_be_turned_back(database, vault, keys, elsewhere, tmp_path):
    old = keys.current_id()
    with pytest.raises(Stop):
        rotate_key_encryption_key(database, vault, keys, to=elsewhere, progress=stop)

    with pytest.raises(Conflict, match="on its way"):
        rotate_key_encryption_key(database, vault, keys)
    rotate_key_encryption_key(database, Vault.unlock(database, elsewhere), elsewhere, to=keys)

    assert states(database)[old] == "active"
    assert wrong_ones(database, Vault.unlock(database, open_keys(tmp_path))) == []


def test_moving_back_to_where_a_key_was_retired_makes_a_new_one(database, vault, keys, elsewhere):
    old = keys.current_id()
    rotate_key_encryption_key(database, vault, keys, to=elsewhere)
    rotate_key_encryption_key(database, Vault.unlock(database, elsewhere), elsewhere, to=keys)

    assert keys.current_id() != old
    assert wrong_ones(database, Vault.unlock(database, keys)) == []


def test_moving_to_the_same_key_kept_elsewhere_changes_nothing(database, vault, keys, tmp_path):
    shutil.copy(tmp_path / "vault.key", tmp_path / "copy.key")
    rotated = rotate_key_encryption_key(database, vault, keys, to=open_keys(tmp_path, "copy.key"))

    assert (rotated.count, rotated.former) == (0, ())
    assert list(states(database).values()) == ["active"]


def test_keys_of_the_environment_are_rotated_by_putting_a_new_one_in_front(database):
    old, new = make_key(), make_key()
    first = EnvironmentKeySource(HeldKeys([old]))
    fill(database, vault := Vault.unlock(database, first))

    with pytest.raises(ConfigurationError, match="CLICKGATE_KEY"):
        rotate_key_encryption_key(database, vault, first)
    both = EnvironmentKeySource(HeldKeys([new, old]))
    late = Place("org_3", "acc_1", "credential", 1)
    put(database, Vault.unlock(database, both), late, secret_of(late))
    readable = wrong_ones(database, vault, [late])
    rotated = rotate_key_encryption_key(database, Vault.unlock(database, both), both)

    assert readable == [], "before the rotation, who has the new key already still writes for those who have not"
    assert rotated.key_id == both.current_id()
    assert "out of CLICKGATE_KEY" in rotated.advice
    assert wrong_ones(database, Vault.unlock(database, EnvironmentKeySource(HeldKeys([new]))), [*PLACES, late]) == []


# Of a data key


def test_all_values_of_an_organization_move_to_a_new_data_key_and_the_old_one_is_destroyed(database, vault):
    old = {row.id for row in rows_of(database, data_keys) if row.organization_id == "org_1"}
    others = [row for row in rows_of(database, sealed_values) if row.organization_id != "org_1"]
    told = []
    rotated = rotate_data_key(database, vault, "org_1", progress=lambda *counts: told.append(counts))

    assert (set(rotated.former), rotated.count, told) == (old, 4, [(2, 4), (4, 4)])
    assert not old & {row.id for row in rows_of(database, data_keys)}
    assert {row.data_key_id for row in rows_of(database, sealed_values) if row.organization_id == "org_1"} == {
        rotated.key_id
    }
    assert [row for row in rows_of(database, sealed_values) if row.organization_id != "org_1"] == others
    assert wrong_ones(database, vault) == []


def test_fingerprints_and_the_audit_logs_key_stay_when_the_data_key_goes(database, vault):
    def ask(connection):
        return vault.fingerprint(connection, "org_1", Secret("s")), vault.audit_key(connection, "org_1")

    before = database.run(ask)
    rotate_data_key(database, vault, "org_1")

    assert database.run(ask) == before


def test_a_dry_run_counts_values_and_changes_nothing(database, vault):
    before = rows_of(database, sealed_values)

    assert rotate_data_key(database, vault, "org_1", dry_run=True).count == 4
    assert rows_of(database, sealed_values) == before


def test_where_there_is_no_data_key_there_is_nothing_to_rotate(database, vault):
    assert rotate_data_key(database, vault, "org_3") == rotation.Rotated("", (), 0)


def test_what_is_put_during_a_rotation_is_sealed_with_the_new_data_key(database, vault, tmp_path):
    other = Vault.unlock(database, open_keys(tmp_path), ManualClock())
    places = [Place("org_1", f"acc_9{number}", "credential", 1) for number in range(2)]
    left = iter(places)
    seen = []

    def meanwhile(done, total):
        place = next(left)
        put(database, other, place, secret_of(place))
        seen.append(wrong_ones(database, other))

    rotated = rotate_data_key(database, vault, "org_1", progress=meanwhile)
    of_new = [row.owner_id for row in rows_of(database, sealed_values) if row.data_key_id == rotated.key_id]

    assert seen == [[], []]
    assert rotated.count == 4
    assert {place.owner_id for place in places} < set(of_new)
    assert wrong_ones(database, other, [*PLACES, *places]) == []


def test_both_rotations_at_once_do_each_other_no_harm(database, vault, keys, tmp_path):
    def meanwhile(done, total):
        rotate_data_key(database, vault, "org_1")

    rotate_key_encryption_key(database, vault, keys, progress=meanwhile)
    again = Vault.unlock(database, open_keys(tmp_path))
    rotate_data_key(
        database, again, "org_1", progress=lambda done, total: rotate_key_encryption_key(database, vault, keys)
    )

    assert wrong_ones(database, Vault.unlock(database, open_keys(tmp_path))) == []
    assert status(database, keys).is_current


def test_a_value_that_does_not_open_is_named_and_the_old_key_is_kept(database, vault):
    change = sa.update(sealed_values).where(
        sealed_values.c.owner_id == "acc_2", sealed_values.c.organization_id == "org_1"
    )
    database.run(lambda connection: connection.execute(change.values(blob=b"\1" + bytes(60))))

    with pytest.raises(SealBroken, match="Version 1 of the credential of acc_2"):
        rotate_data_key(database, vault, "org_1")

    broken = Place("org_1", "acc_2", "credential", 1)
    assert wrong_ones(database, vault, [place for place in PLACES if place != broken]) == []

    database.run(lambda connection: vault.shred(connection, broken))
    assert rotate_data_key(database, vault, "org_1").count == 1
    assert wrong_ones(database, vault, [place for place in PLACES if place != broken]) == []


def test_who_reads_and_writes_all_the_time_notices_nothing_of_rotations(database, vault, keys, tmp_path, monkeypatch):
    """Two threads, each with the key file open for itself, put and open while both kinds of keys are replaced."""
    done = threading.Event()
    monkeypatch.setattr(rotation, "BATCH", 100)

    def work(worker):
        own = Vault.unlock(database, open_keys(tmp_path), ManualClock())
        places = []
        while not done.is_set() or not places:
            places.append(Place("org_1", f"acc_of_{worker}", "credential", len(places)))
            put(database, own, places[-1], secret_of(places[-1]))
            own.data_keys.forget()
            assert wrong_ones(database, own, [*PLACES, places[-1]]) == []
        return places

    with ThreadPoolExecutor(2) as threads:
        workers = [threads.submit(work, number) for number in range(2)]
        for _ in range(3):
            rotate_key_encryption_key(database, vault, keys)
            rotate_data_key(database, vault, "org_1")
        done.set()
        put_meanwhile = [place for worker in workers for place in worker.result()]

    assert wrong_ones(database, Vault.unlock(database, open_keys(tmp_path)), [*PLACES, *put_meanwhile]) == []
    assert status(database, keys).is_current


# Killed anywhere


@pytest.fixture(scope="module")
def killers():
    names = ("rotate_key_encryption_key_of", "rotate_data_key_of", "unlock_first")
    with contextlib.ExitStack() as stack:
        yield {name: stack.enter_context(killer_of(f"tests.support.vaults:{name}")) for name in names}


class Scene:
    """A filled vault, to be had anew for each killing: its URL and its key file."""

    def __init__(self, databases, kind, folder):
        self._databases = databases
        self._kind = kind
        self._folder = folder
        self._count = 0

    def chosen(self, steps):
        """Every step; of those on a server, which are slow to set up, every fifth."""
        return range(steps) if self._kind == "sqlite" else range(0, steps, 5)

    def make(self):
        self._count += 1
        key_file = self._folder / f"{self._count}.key"
        url = self._databases.make(self._kind)
        with open_database(url) as database:
            fill(database, Vault.unlock(database, open_keys(self._folder, key_file.name)))
        return url, str(key_file)


@pytest.fixture
def scene(databases, database_kind, tmp_path):
    return Scene(databases, database_kind, tmp_path)


def test_a_rotation_of_the_key_encryption_key_is_killed_at_every_step_and_carried_on_with(killers, scene):
    """Before each statement, commit and file operation: all opens at once, and nothing stays on the old key."""
    killer = killers["rotate_key_encryption_key_of"]
    steps = killer.run(*scene.make())
    outcomes = []
    for step in scene.chosen(steps):
        url, key_file = scene.make()
        killer.run(url, key_file, kill_at=step)
        with open_database(url) as database:
            keys = open_keys(Path(key_file).parent, Path(key_file).name)
            vault = Vault.unlock(database, keys)
            readable = wrong_ones(database, vault)
            rotate_key_encryption_key(database, vault, keys)
            after = wrong_ones(database, Vault.unlock(database, keys))
            outcomes.append((readable, after, status(database, keys).is_current, keys_in(key_file)))

    assert steps > 20
    assert outcomes == [([], [], True, 1)] * len(scene.chosen(steps))


def test_a_rotation_of_a_data_key_is_killed_at_every_step_and_carried_on_with(killers, scene):
    killer = killers["rotate_data_key_of"]
    steps = killer.run(*scene.make(), "org_1")
    outcomes = []
    for step in scene.chosen(steps):
        url, key_file = scene.make()
        killer.run(url, key_file, "org_1", kill_at=step)
        with open_database(url) as database:
            keys = open_keys(Path(key_file).parent, Path(key_file).name)
            vault = Vault.unlock(database, keys)
            readable = wrong_ones(database, vault)
            rotate_data_key(database, vault, "org_1")
            told = status(database, keys)
            outcomes.append((readable, wrong_ones(database, vault), told.data_keys, told.is_current))

    assert steps > 20
    assert outcomes == [([], [], 3, True)] * len(scene.chosen(steps))


def test_the_first_unlocking_is_killed_at_every_step_and_done_again(killers, databases, tmp_path):
    """Whatever is left of it, the next one comes in, and with the key that is in the file."""
    killer = killers["unlock_first"]
    steps = killer.run(databases.make("sqlite"), str(tmp_path / "first.key"))
    outcomes = []
    for step in range(steps):
        url, name = databases.make("sqlite"), f"{step}.key"
        killer.run(url, str(tmp_path / name), kill_at=step)
        with open_database(url) as database:
            fill(database, Vault.unlock(database, open_keys(tmp_path, name)))
            wrong = wrong_ones(database, Vault.unlock(database, open_keys(tmp_path, name)))
            outcomes.append((wrong, keys_in(tmp_path / name)))

    assert steps > 5
    assert outcomes == [([], 1)] * steps


def keys_in(key_file):
    return sum(not line.startswith("#") for line in Path(key_file).read_text(encoding="utf-8").splitlines())
