"""A credential goes through its life one way: staged, in use, retired, shredded; at most one is in use."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from clickgate.access.store import ensure_organization
from clickgate.accounts import store as account_store
from clickgate.accounts.credentials import store
from clickgate.accounts.credentials.keeping import Credentials, place_of
from clickgate.accounts.model import Account
from clickgate.accounts.states import LINKING
from clickgate.errors import Conflict, UnknownId
from clickgate.kernel.clock import ManualClock
from clickgate.kernel.ids import make_id
from clickgate.kernel.secret import Secret
from clickgate.vault.keys import open_key_source
from clickgate.vault.vault import Vault
from tests.unit.accounts.tokens import make_oauth, make_personal


class Kept:
    """One account with a vault."""

    def __init__(self, database, folder) -> None:
        self.database = database
        self.clock = ManualClock()
        ensure_organization(database, "one", name="One", now=1.0)
        keys = open_key_source(f"file:{folder / 'vault.key'}", {}, lambda text: None)
        self.vault = Vault.unlock(database, keys, self.clock)
        self.credentials = Credentials(self.vault, self.clock)
        account = Account(
            id=make_id("acc"), organization_id="one", name="main", kind="personal_token", state="pending",
            reason=LINKING, state_since=1.0, created_at=1.0, updated_at=1.0,
        )  # fmt: skip
        self.id = account.id
        database.run(lambda connection: account_store.add(connection, account))

    def do(self, name: str, *arguments, **options):
        """Call a method of the credentials inside a transaction."""
        return self.database.run(
            lambda connection: getattr(self.credentials, name)(
                connection, account_store.lock(connection, "one", self.id), *arguments, **options
            )
        )

    def stage(self, seed: int = 0) -> int:
        return self.do("stage", Secret(make_personal(seed)), user_id="7", by="ada").last_version

    def open(self, version: int) -> Secret | None:
        return self.database.read(lambda connection: self.vault.open(connection, place_of("one", self.id, version)))

    @property
    def account(self) -> Account:
        return self.database.read(lambda connection: account_store.find(connection, "one", self.id))

    @property
    def all(self) -> list:
        return self.database.read(lambda connection: store.find_all(connection, self.account))

    @property
    def states(self) -> dict[int, str]:
        return {one.version: one.state for one in self.all}


@pytest.fixture
def kept(database, tmp_path):
    return Kept(database, tmp_path)


def test_a_staged_token_is_sealed_and_not_in_use(kept):
    version = kept.stage()

    assert kept.states == {1: "staged"}
    assert (kept.account.active_version, kept.account.last_version) == (None, 1)
    assert kept.open(version) == Secret(make_personal(0))


def test_what_is_known_of_a_credential_is_not_the_credential(kept):
    kept.stage()
    (known,) = kept.all
    text = make_personal(0)

    assert (known.last4, known.created_by, known.user_id) == (text[-4:], "ada", "7")
    assert text[:-4] not in repr(known.to_dict())
    assert known.fingerprint not in text


@pytest.mark.parametrize(
    "written", [" {} ", '"{}"', "'{}'", "Bearer {}"], ids=["spaces", "quotes", "single quotes", "a scheme"]
)
@pytest.mark.parametrize("make", [make_personal, make_oauth])
def test_a_token_is_kept_bare_however_it_was_written(kept, written, make):
    kept.do("stage", Secret(written.format(make(3))), user_id="7", by="ada")
    kept.do("stage", Secret(make(3)), user_id="7", by="ada")

    assert kept.open(1) == Secret(make(3))
    assert len({one.fingerprint for one in kept.all}) == 1


def test_the_one_in_use_is_retired_when_another_takes_its_place(kept):
    kept.do("activate", kept.stage(1))
    kept.do("activate", kept.stage(2), keep_for=60.0)

    old, new = kept.all
    assert (old.state, old.retired_at, old.keep_until) == ("retired", kept.clock.now(), kept.clock.now() + 60.0)
    assert (new.state, new.activated_at, kept.account.active_version) == ("active", kept.clock.now(), 2)


def test_without_time_to_go_back_the_old_one_is_shredded_at_once(kept):
    kept.do("activate", kept.stage(1))
    kept.do("activate", kept.stage(2))

    assert kept.states == {1: "shredded", 2: "active"}
    assert (kept.open(1), kept.open(2)) == (None, Secret(make_personal(2)))


def test_only_what_is_staged_can_be_put_to_use(kept):
    kept.do("activate", kept.stage())

    with pytest.raises(Conflict):
        kept.do("activate", 1)
    with pytest.raises(UnknownId):
        kept.do("activate", 2)


def test_one_can_go_back_while_there_is_time(kept):
    kept.do("activate", kept.stage(1))
    kept.do("activate", kept.stage(2), keep_for=60.0)
    kept.clock.move(59.0)

    kept.do("roll_back", keep_for=30.0)

    assert kept.states == {1: "active", 2: "retired"}
    assert kept.account.active_version == 1
    assert kept.all[0].keep_until is None


def test_one_cannot_go_back_when_the_time_is_over(kept):
    kept.do("activate", kept.stage(1))
    kept.do("activate", kept.stage(2), keep_for=60.0)
    kept.clock.move(60.0)

    with pytest.raises(Conflict, match="no earlier credential"):
        kept.do("roll_back")

    assert kept.states == {1: "retired", 2: "active"}


def test_what_cannot_be_gone_back_to_is_shredded_when_asked(kept):
    kept.do("activate", kept.stage(1))
    kept.do("activate", kept.stage(2), keep_for=60.0)
    before = kept.do("shred_expired")
    kept.clock.move(60.0)

    assert (before, kept.do("shred_expired"), kept.do("shred_expired")) == ((), (1,), ())
    assert kept.states == {1: "shredded", 2: "active"}


def test_a_shredded_version_keeps_its_row_and_loses_its_text(kept):
    kept.do("activate", kept.stage())

    account = kept.do("shred", 1)

    assert account.active_version is None
    assert (kept.states, kept.open(1)) == ({1: "shredded"}, None)
    assert kept.all[0].fingerprint


def test_a_version_is_never_given_twice(kept):
    kept.stage(1)
    kept.do("shred_all")

    assert kept.stage(2) == 2


def test_whether_clickup_still_takes_a_version_is_kept(kept):
    kept.stage()

    proved = kept.do("note_proof", 1, "still_valid")

    assert (proved.proof, proved.proof_at) == ("still_valid", kept.clock.now())
    assert kept.all == [proved]


class Life(RuleBasedStateMachine):
    """Whatever is done in whatever order."""

    kept: Kept

    def __init__(self) -> None:
        super().__init__()
        self.kept = type(self).make()
        self.seen: dict[int, str] = {}

    @rule(seed=st.integers(0, 3))
    def stage(self, seed):
        self.kept.stage(seed)
        self.check()

    @precondition(lambda self: "staged" in self.seen.values())
    @rule(data=st.data(), keep_for=st.sampled_from([0.0, 60.0]))
    def activate(self, data, keep_for):
        staged = [version for version, state in self.seen.items() if state == "staged"]
        self.kept.do("activate", data.draw(st.sampled_from(staged)), keep_for=keep_for)
        self.check()

    @rule(keep_for=st.sampled_from([0.0, 60.0]))
    def roll_back(self, keep_for):
        with contextlib.suppress(Conflict):
            self.kept.do("roll_back", keep_for=keep_for)
        self.check()

    @precondition(lambda self: self.seen)
    @rule(data=st.data())
    def shred(self, data):
        self.kept.do("shred", data.draw(st.sampled_from(sorted(self.seen))))
        self.check()

    @rule(seconds=st.sampled_from([1.0, 61.0]))
    def shred_expired(self, seconds):
        self.kept.clock.move(seconds)
        self.kept.do("shred_expired")
        self.check()

    def check(self) -> None:
        now = self.kept.states
        active = [version for version, state in now.items() if state == "active"]
        assert active == ([] if self.kept.account.active_version is None else [self.kept.account.active_version])
        assert list(now) == list(range(1, len(now) + 1))
        assert [version for version, state in self.seen.items() if state == "shredded" != now[version]] == []
        assert [version for version in now if (self.kept.open(version) is None) != (now[version] == "shredded")] == []
        self.seen = now


def test_at_most_one_is_in_use_and_no_shredded_one_comes_back(databases, tmp_path_factory):
    """A text is there as long as its version is not shredded, and versions are 1, 2, 3 without a gap."""
    from clickgate.db.opening import open_database

    opened = []

    def make() -> Kept:
        opened.append(open_database(databases.make("sqlite")))
        return Kept(opened[-1], tmp_path_factory.mktemp("keys"))

    Life.make = staticmethod(make)
    try:
        run_state_machine_as_test(
            Life,
            settings=settings(
                max_examples=25, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
            ),
        )
    finally:
        for database in opened:
            database.close()

    assert opened
