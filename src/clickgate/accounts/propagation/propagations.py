"""Carries an account's credential to the places that read it, keeping a journal of where it has arrived."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Literal, Protocol

import msgspec

from clickgate.accounts import store as account_store
from clickgate.accounts.propagation import store
from clickgate.accounts.propagation.model import Arrival, ArrivalState, StoredTarget
from clickgate.errors import ClickgateError, ConfigurationError, PropagationFailed
from clickgate.kernel.clock import SYSTEM_CLOCK
from clickgate.kernel.ids import make_id
from clickgate.kernel.secret import holds_secret
from clickgate.vault.envelope import Place
from clickgate.vault.propagate.opening import open_target
from clickgate.vault.propagate.run import Outcome, propagate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import sqlalchemy as sa

    from clickgate.access.audit.log import Audit
    from clickgate.access.caller import Caller
    from clickgate.accounts.credentials.keeping import Sealer
    from clickgate.accounts.model import Account
    from clickgate.db.engine import Database
    from clickgate.kernel.clock import Clock
    from clickgate.kernel.secret import Secret
    from clickgate.vault.propagate import Target

FIELD = "target_secret"
_NAME = re.compile(r"[A-Za-z0-9._-]{1,100}", re.ASCII)


class Opener(Protocol):
    """Opens what is sealed; each opening is on record."""

    def open(self, caller: Caller, account: Account, version: int, *, why: str) -> Secret:
        """Open one version of an account's token."""

    def open_sealed(self, caller: Caller, account: Account, place: Place, *, why: str) -> Secret | None:
        """Open another sealed value that belongs to an account; None where there is none."""


class Check(msgspec.Struct, frozen=True):
    """Whether a target would take a new version: `error` says why not, empty where it would."""

    target: str
    kind: str
    place: str
    state: Literal["ready", "refused"]
    error: str = ""


class Propagations:
    """The places that read credentials, and what they hold."""

    def __init__(
        self, database: Database, audit: Audit, sealer: Sealer, opener: Opener, clock: Clock = SYSTEM_CLOCK
    ) -> None:
        self._database = database
        self._audit = audit
        self._sealer = sealer
        self._opener = opener
        self._clock = clock

    def targets(self, caller: Caller, account_id: str) -> list[StoredTarget]:
        """All targets of an account, by name."""
        return self._database.read(lambda c: store.find_targets(c, _account(c, caller, account_id)))

    def arrivals(self, caller: Caller, account_id: str, version: int | None = None) -> list[Arrival]:
        """How far versions have come to the account's targets, newest version first."""
        return self._database.read(lambda c: store.find_arrivals(c, _account(c, caller, account_id), version))

    def add(
        self,
        caller: Caller,
        account_id: str,
        *,
        name: str,
        kind: str,
        config: Mapping[str, str],
        secret: Secret | None = None,
    ) -> StoredTarget:
        """Name a place that reads the account's credential; nothing is written there yet.

        Args:
            caller: Who asks.
            account_id: The account.
            name: What it is called here; letters, digits, dots, dashes and underscores.
            kind: `dotenv`, `github`, `openbao`, `aws`, `gcp` or `kubernetes`.
            config: Where it is; see the page on targets.
            secret: What the place itself asks for, such as a GitHub token; sealed in the vault.

        Raises:
            ConfigurationError: There is no such kind, or the config can't be used.
            Conflict: The account has a target of that name.
        """
        if not _NAME.fullmatch(name):
            raise ConfigurationError(
                "The name of a target can't be used.", advice="Use letters, digits, dots, dashes and underscores."
            )
        if any(map(holds_secret, (name, kind, *config, *config.values()))):
            raise ConfigurationError(
                "A token stands in the name, the kind or the settings of the target; nothing was kept.",
                advice="What the place itself asks for is handed over apart from its settings, and sealed.",
            )
        open_target(kind, name, config, secret)
        now = self._clock.now()

        def work(connection: sa.Connection) -> StoredTarget:
            account = account_store.lock(connection, caller.organization_id, account_id)
            target = StoredTarget(
                id=make_id("tgt", now), organization_id=account.organization_id, account_id=account.id, name=name,
                kind=kind, config=dict(config), created_at=now,
            )  # fmt: skip
            store.add_target(connection, account, target)
            if secret is not None:
                self._sealer.put(connection, _place(target), secret)
            return target

        with self._audit.deed(caller, "target.add", account_id=account_id, target=name, detail={"kind": kind}):
            return self._database.run(work)

    def remove(self, caller: Caller, account_id: str, name: str) -> None:
        """Forget a target; what was written there stays there.

        Raises:
            UnknownId: The account has no target of that name.
        """

        def work(connection: sa.Connection) -> None:
            account = account_store.lock(connection, caller.organization_id, account_id)
            target = store.find_target(connection, account, name)
            store.remove_target(connection, target)
            self._sealer.shred(connection, _place(target))

        with self._audit.deed(caller, "target.remove", account_id=account_id, target=name):
            self._database.run(work)

    def try_all(self, caller: Caller, account: Account) -> list[Check]:
        """Ask every place, without writing, whether it would take a new version."""
        return [self._try(caller, account, stored) for stored in self.targets(caller, account.id)]

    def check(self, caller: Caller, account: Account) -> None:
        """Find out, without writing, whether every place would take a new version.

        Raises:
            PropagationFailed: One would not; the error tells of each.
        """
        refused = {one.target: one.error for one in self.try_all(caller, account) if one.state == "refused"}
        if refused:
            raise _failed(refused, "would not take a new token; nothing was written.")

    def carry(
        self,
        caller: Caller,
        account: Account,
        version: int,
        *,
        anew: bool = False,
        progress: Callable[[Arrival], None] = lambda arrival: None,
    ) -> None:
        """Carry a version to every place that does not have it yet; `anew` also to those that had it once.

        Each place is tried, also after another one failed, and what came of it is kept before the next is tried.

        Raises:
            PropagationFailed: It did not arrive everywhere; where it did it stays. The next call tries the rest.
        """
        expect = store.expect_anew if anew else store.expect
        account_store.check_own(account, caller.organization_id)
        self._database.run(lambda c: expect(c, account, version, self._clock.now()))
        waiting = {
            one.target_id for one in self.arrivals(caller, account.id, version) if one.state != "done"
        }  # fmt: skip
        if not waiting:
            return
        secret = self._opener.open(caller, account, version, why="propagation")
        stored = {one.name: one for one in self.targets(caller, account.id) if one.id in waiting}

        def note(name: str, outcome: Outcome) -> None:
            state: ArrivalState = "failed" if outcome.state == "failed" else "done"
            now = self._clock.now()
            self._database.run(lambda c: store.note_arrival(c, stored[name], version, state, outcome.error, now))
            self._tell(caller, account, stored[name], version, progress)

        targets = [(name, _OnRecord(self, caller, account, one)) for name, one in stored.items()]
        outcomes = propagate(targets, secret, version, dry_run=False, note=note, partial=True)
        failed = {one.name: one.error for one in outcomes if one.state == "failed"}
        if failed:
            raise _failed(failed, f"did not take version {version}; the others have it.")

    def put_on_record(
        self, caller: Caller, account: Account, stored: StoredTarget, target: Target, secret: Secret, version: int
    ) -> bool:
        """Write a secret to one place, on record."""
        with self._audit.deed(
            caller, "credential.propagate", account_id=account.id, credential_version=version, target=stored.name,
            detail={"kind": stored.kind},
        ):  # fmt: skip
            return target.put(secret, version=version)

    def open_stored(self, caller: Caller, account: Account, stored: StoredTarget) -> Target:
        """Open a target with what it asks for.

        Raises:
            ConfigurationError: Its config can't be used any more, or its library is not installed.
        """
        secret = self._opener.open_sealed(caller, account, _place(stored), why="propagation")
        return open_target(stored.kind, stored.name, stored.config, secret)

    def _try(self, caller: Caller, account: Account, stored: StoredTarget) -> Check:
        place = stored.kind
        try:
            target = self.open_stored(caller, account, stored)
            place = target.describe()
            target.check()
        except ClickgateError as error:
            return Check(stored.name, stored.kind, place, "refused", str(error))
        return Check(stored.name, stored.kind, place, "ready")

    def _tell(
        self, caller: Caller, account: Account, stored: StoredTarget, version: int, progress: Callable[[Arrival], None]
    ) -> None:
        for arrival in self.arrivals(caller, account.id, version):
            if arrival.target_id == stored.id:
                progress(arrival)


class _OnRecord:
    """A target that is opened when it is first needed, and whose writing is on record."""

    def __init__(self, propagations: Propagations, caller: Caller, account: Account, stored: StoredTarget) -> None:
        self._propagations = propagations
        self._caller = caller
        self._account = account
        self._stored = stored

    @cached_property
    def _target(self) -> Target:
        return self._propagations.open_stored(self._caller, self._account, self._stored)

    def describe(self) -> str:
        return self._target.describe()

    def check(self) -> None:
        self._target.check()

    def put(self, secret: Secret, *, version: int) -> bool:
        return self._propagations.put_on_record(
            self._caller, self._account, self._stored, self._target, secret, version
        )  # fmt: skip

    def confirm(self, secret: Secret) -> bool | None:
        return self._target.confirm(secret)


def _account(connection: sa.Connection, caller: Caller, account_id: str) -> Account:
    return account_store.find(connection, caller.organization_id, account_id)


def _place(target: StoredTarget) -> Place:
    return Place(target.organization_id, target.id, FIELD, 1)


def _failed(failed: Mapping[str, str], what: str) -> PropagationFailed:
    names = ", ".join(failed)
    return PropagationFailed(
        f"{len(failed)} of the places ({names}) {what}",
        failed=failed,
        advice="Repair what each of them says, then `clickgate propagate`: it tries the rest.",
    )
