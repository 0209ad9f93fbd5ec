"""Takes a rotation from step to step; each step is kept before the next begins, so that it goes on after a crash."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from clickgate.accounts import store as account_store
from clickgate.accounts.credentials import store as credential_store
from clickgate.accounts.model import Account, Proof
from clickgate.accounts.rotation import store
from clickgate.accounts.rotation.model import Rotation, Step, Way
from clickgate.accounts.states import RECONNECTED, USABLE
from clickgate.errors import (
    AuthenticationFailed,
    ClickgateError,
    Conflict,
    IdentityMismatch,
    PropagationFailed,
    WorkspaceNotLinked,
)
from clickgate.kernel.ids import make_id

if TYPE_CHECKING:
    from collections.abc import Callable

    import sqlalchemy as sa

    from clickgate.access.caller import Caller
    from clickgate.accounts.changing import Changing
    from clickgate.accounts.credentials.keeping import Credentials
    from clickgate.accounts.identity import Inspection
    from clickgate.kernel.secret import Secret

KEPT_FOR = 7 * 86_400.0  # seconds for which one can go back to the old token


class Prober(Protocol):
    """Asks ClickUp about one version of an account's credential, in use or not; each question is on record."""

    def inspect_version(self, caller: Caller, account: Account, version: int) -> Inspection:
        """Ask ClickUp whose that version is and what it may use.

        Raises:
            AuthenticationFailed: ClickUp does not take it.
            ClickgateError: It can't be asked now.
        """


class Carrier(Protocol):
    """Carries a version of a credential to every place that reads it."""

    def check(self, caller: Caller, account: Account) -> None:
        """Find out, without writing, whether every place would take a new version.

        Raises:
            PropagationFailed: One would not.
        """

    def carry(self, caller: Caller, account: Account, version: int, *, anew: bool = False) -> None:
        """Carry a version to every place that does not have it; `anew` also to those that had it once.

        Raises:
            PropagationFailed: It did not arrive everywhere.
        """


class Rotations:
    """Replaces credentials: one rotation of an account at a time."""

    def __init__(self, changing: Changing, credentials: Credentials, prober: Prober, carrier: Carrier) -> None:
        self._changing = changing
        self._database = changing.database
        self._audit = changing.audit
        self._clock = changing.clock
        self._credentials = credentials
        self._prober = prober
        self._carrier = carrier

    def find_open(self, caller: Caller, account_id: str) -> Rotation | None:
        """The rotation of an account that is under way."""
        return self._database.read(lambda c: store.find_open(c, self._account(c, caller, account_id)))

    def find_all(self, caller: Caller, account_id: str) -> list[Rotation]:
        """All rotations of an account, newest first."""
        return self._database.read(lambda c: store.find_all(c, self._account(c, caller, account_id)))

    def open(self, caller: Caller, account_id: str, way: Way) -> Rotation:
        """Begin: every place that the new token has to reach is tried first, for in place the clock runs from then on.

        Calls that ClickUp refuses while an in-place rotation is open wait for the new token instead of failing.

        Raises:
            UnknownId: No such account.
            Conflict: Another rotation is under way.
            PropagationFailed: A place would not take the new token; nothing was begun.
        """
        account = self._database.read(lambda c: self._account(c, caller, account_id))
        self._carrier.check(caller, account)
        now = self._clock.now()
        rotation = Rotation(
            id=make_id("rot", now), organization_id=account.organization_id, account_id=account.id, way=way,
            step="opened", old_version=account.active_version, new_version=None, started_by=caller.actor,
            started_at=now, updated_at=now,
        )  # fmt: skip
        with self._audit.deed(caller, "rotation.open", account_id=account.id, detail={"way": way}):
            self._database.run(lambda c: store.add(c, self._locked(c, caller, account_id), rotation))
        return rotation

    def stage(self, caller: Caller, account_id: str, token: Secret) -> Rotation:
        """Seal the new token beside the old one; it is not used yet.

        Raises:
            Conflict: It is the token that is in use already, or the rotation is past this step.
        """

        def work(connection: sa.Connection) -> Rotation:
            account, rotation = self._under_way(connection, caller, account_id)
            print_of_new = self._credentials.fingerprint(connection, account.organization_id, token)
            if any(
                one.fingerprint == print_of_new
                for one in credential_store.find_all(connection, account)
                if one.version == rotation.old_version
            ):
                raise Conflict(
                    "That is the token in use already; nothing was changed.",
                    advice="Generate a new one in ClickUp under Settings, Apps, and give that.",
                )
            account = self._credentials.stage(connection, account, token, user_id="", by=caller.actor)
            return self._step(connection, rotation, "staged", new_version=account.last_version)

        with self._audit.deed(caller, "rotation.stage", account_id=account_id):
            return self._database.run(work)

    def validate(self, caller: Caller, account_id: str, *, allow_identity_change: bool = False) -> Rotation:
        """Ask ClickUp whose the new token is; a wrong one is thrown away, and the old one stays in use.

        Raises:
            AuthenticationFailed: ClickUp does not take it.
            IdentityMismatch: It belongs to somebody else, and that was not allowed.
            WorkspaceNotLinked: It may not use the account's default workspace.
            ClickgateError: ClickUp can't be asked now; the new token stays staged.
        """
        account, rotation = self._database.read(lambda c: self._under_way(c, caller, account_id, lock=False))
        version = rotation.new_version or 0
        detail = {"allow_identity_change": allow_identity_change}
        with self._audit.deed(
            caller, "rotation.validate", account_id=account.id, credential_version=version, detail=detail
        ):
            try:
                found = self._prober.inspect_version(caller, account, version)
                _check_found(account, found, allow_identity_change=allow_identity_change)
            except (AuthenticationFailed, IdentityMismatch, WorkspaceNotLinked) as error:
                why = error.message
                self._run_shredding(lambda c: self._throw_away(c, caller, account_id, why))
                raise
            return self._database.run(lambda c: self._keep_found(c, caller, account_id, found))

    def switch(self, caller: Caller, account_id: str, *, keep_for: float = KEPT_FOR) -> Rotation:
        """Use the new token from now on; the old one is kept so that one can go back."""

        def work(connection: sa.Connection) -> Rotation:
            account, rotation = self._under_way(connection, caller, account_id)
            stepped = self._step(connection, rotation, "switched", note="")
            account = self._credentials.activate(connection, account, rotation.new_version or 0, keep_for=keep_for)
            if account.state not in USABLE and account.state != "suspended":
                account_store.move(connection, account, "active", RECONNECTED, self._clock.now())
            return stepped

        with self._audit.deed(caller, "rotation.switch", account_id=account_id):
            rotation = self._database.run(work)
        self._changing.tell(account_id)
        return rotation

    def propagate(self, caller: Caller, account_id: str) -> Rotation:
        """Carry the new token to every place that reads it.

        Raises:
            PropagationFailed: It did not arrive everywhere; asking again tries only the places where it did not.
        """
        account, rotation = self._database.read(lambda c: self._under_way(c, caller, account_id, lock=False))
        try:
            self._carrier.carry(caller, account, rotation.new_version or 0)
        except PropagationFailed as error:
            text = error.message
            self._database.run(lambda c: store.note(c, rotation, text, self._clock.now()))
            raise
        with self._audit.deed(caller, "rotation.propagate", account_id=account_id):
            return self._database.run(lambda c: self._step_now(c, caller, account_id, "propagated", note=""))

    def prove(self, caller: Caller, account_id: str) -> tuple[Rotation, Proof]:
        """Ask ClickUp whether it still takes the old token; if it does not, the old token is destroyed and all is done.

        Returns:
            The rotation, and `dead`, `still_valid`, or `unknown` where ClickUp could not be asked.
        """
        account, rotation = self._database.read(lambda c: self._under_way(c, caller, account_id, lock=False))
        if rotation.old_version is None:
            return self._finish(caller, account_id, "dead", "There was no old token."), "dead"
        deed = self._audit.begin(
            caller, "rotation.prove", account_id=account.id, credential_version=rotation.old_version
        )
        proof = self._ask_whether_dead(caller, account, rotation.old_version)
        rotation = self._finish(caller, account_id, proof, _NOTES[proof])
        self._audit.end(deed, "success", detail={"proof": proof})
        return rotation, proof

    def advance(
        self,
        caller: Caller,
        account_id: str,
        *,
        allow_identity_change: bool = False,
        keep_for: float = KEPT_FOR,
        progress: Callable[[Rotation], None] = lambda rotation: None,
    ) -> Rotation:
        """Take all steps that can be taken now, from wherever the rotation stands; safe to repeat at any time.

        Returns:
            The rotation: `opened` where the new token is still missing, `propagated` where the old one still lives.

        Raises:
            ClickgateError: A step failed; what was reached is kept, and the next call goes on from there.
        """
        rotation = self._database.read(lambda c: store.demand_open(c, self._account(c, caller, account_id)))
        while True:
            match rotation.step:
                case "staged":
                    rotation = self.validate(caller, account_id, allow_identity_change=allow_identity_change)
                case "validated":
                    rotation = self.switch(caller, account_id, keep_for=keep_for)
                case "switched":
                    rotation = self.propagate(caller, account_id)
                case "propagated":
                    rotation, _ = self.prove(caller, account_id)
                    progress(rotation)
                    return rotation
                case _:
                    return rotation
            progress(rotation)

    def leave(self, caller: Caller, account_id: str) -> Rotation:
        """End a rotation although ClickUp still takes the old token; that is on record."""
        with self._audit.deed(caller, "rotation.leave", account_id=account_id):
            note = "Ended although ClickUp still took the old token."
            return self._database.run(lambda c: self._step_now(c, caller, account_id, "done", note=note))

    def cancel(self, caller: Caller, account_id: str) -> Rotation:
        """Leave a rotation before the switch: the staged token is destroyed, the old one was in use all the time.

        Raises:
            Conflict: It was switched already.
        """

        def work(connection: sa.Connection) -> Rotation:
            account, rotation = self._under_way(connection, caller, account_id)
            stepped = self._step(connection, rotation, "cancelled")
            if rotation.new_version is not None:
                self._credentials.shred(connection, account, rotation.new_version)
            return stepped

        with self._audit.deed(caller, "rotation.cancel", account_id=account_id):
            return self._run_shredding(work)

    def roll_back(self, caller: Caller, account_id: str) -> Rotation:
        """Use the old token again, if ClickUp still takes it, and carry it back to every place that reads it.

        Raises:
            AuthenticationFailed: ClickUp does not take the old token any more; the new one stays in use.
            Conflict: It is too late, or nothing was switched yet.
            PropagationFailed: The old token is in use again, and did not arrive everywhere.
        """
        account, rotation = self._database.read(lambda c: self._under_way(c, caller, account_id, lock=False))
        old = rotation.old_version or 0
        with self._audit.deed(caller, "rotation.roll_back", account_id=account.id, credential_version=old):
            self._prober.inspect_version(caller, account, old)
            stepped = self._database.run(lambda c: self._go_back(c, caller, account_id))
        self._changing.tell(account_id)
        self._carrier.carry(caller, account, old, anew=True)
        return stepped

    def _run_shredding(self, work: Callable[[sa.Connection], Rotation]) -> Rotation:
        """Do what destroys a sealed token, and see to it that nothing of it is left in the database's own log."""
        rotation = self._database.run(work)
        self._credentials.settle(self._database)
        return rotation

    # Inside a transaction.

    def _account(self, connection: sa.Connection, caller: Caller, account_id: str) -> Account:
        return account_store.find(connection, caller.organization_id, account_id)

    def _locked(self, connection: sa.Connection, caller: Caller, account_id: str) -> Account:
        return account_store.lock(connection, caller.organization_id, account_id)

    def _under_way(
        self, connection: sa.Connection, caller: Caller, account_id: str, *, lock: bool = True
    ) -> tuple[Account, Rotation]:
        account = (self._locked if lock else self._account)(connection, caller, account_id)
        return account, store.demand_open(connection, account)

    def _step(self, connection: sa.Connection, rotation: Rotation, to: Step, **changes: str | int | None) -> Rotation:
        return store.step(connection, rotation, to, self._clock.now(), **changes)

    def _step_now(self, connection: sa.Connection, caller: Caller, account_id: str, to: Step, *, note: str) -> Rotation:
        _, rotation = self._under_way(connection, caller, account_id)
        return self._step(connection, rotation, to, note=note)

    def _throw_away(self, connection: sa.Connection, caller: Caller, account_id: str, why: str) -> Rotation:
        account, rotation = self._under_way(connection, caller, account_id)
        if rotation.new_version is not None:
            self._credentials.shred(connection, account, rotation.new_version)
        return self._step(connection, rotation, "opened", new_version=None, note=why)

    def _keep_found(self, connection: sa.Connection, caller: Caller, account_id: str, found: Inspection) -> Rotation:
        account, rotation = self._under_way(connection, caller, account_id)
        store.note_owner(connection, account, rotation.new_version or 0, found.identity.user_id)
        account_store.update(
            connection, account, self._clock.now(), identity=found.identity, workspaces=found.workspaces,
            rate_limit=found.rate_limit or account.rate_limit,
        )  # fmt: skip
        return self._step(connection, rotation, "validated", note="")

    def _go_back(self, connection: sa.Connection, caller: Caller, account_id: str) -> Rotation:
        account, rotation = self._under_way(connection, caller, account_id)
        stepped = self._step(connection, rotation, "rolled_back", note="The old token is in use again.")
        self._credentials.roll_back(connection, account, keep_for=KEPT_FOR)
        return stepped

    def _finish(self, caller: Caller, account_id: str, proof: Proof, note: str) -> Rotation:
        def work(connection: sa.Connection) -> Rotation:
            account, rotation = self._under_way(connection, caller, account_id)
            if rotation.old_version is not None:
                self._credentials.note_proof(connection, account, rotation.old_version, proof)
            if proof != "dead":
                return store.note(connection, rotation, note, self._clock.now())
            if rotation.old_version is not None:
                self._credentials.shred(connection, account, rotation.old_version)
            return self._step(connection, rotation, "done", note=note)

        return self._run_shredding(work)

    def _ask_whether_dead(self, caller: Caller, account: Account, version: int) -> Proof:
        try:
            self._prober.inspect_version(caller, account, version)
        except AuthenticationFailed:
            return "dead"
        except ClickgateError:
            return "unknown"
        return "still_valid"


_NOTES = {
    "dead": "ClickUp answered the old token with 401: it is dead.",
    "still_valid": "ClickUp STILL TAKES the old token. Generate a new one in its owner's settings in ClickUp, or take "
    "the app's access away there; then ask again.",
    "unknown": "ClickUp could not be asked whether the old token is dead; ask again.",
}


def _check_found(account: Account, found: Inspection, *, allow_identity_change: bool) -> None:
    known = account.identity
    if known is not None and known.user_id != found.identity.user_id and not allow_identity_change:
        raise IdentityMismatch(
            f"The new token belongs to {found.identity.username} (user {found.identity.user_id}), the account to "
            f"{known.username} (user {known.user_id}). The old token is still in use.",
            advice="Generate it with the right login, or allow the change with --allow-identity-change.",
        )
    granted = {one.id for one in found.workspaces}
    if account.default_workspace_id is not None and account.default_workspace_id not in granted:
        raise WorkspaceNotLinked(
            f"The new token may not use the account's default workspace {account.default_workspace_id}. "
            "The old token is still in use.",
            workspaces=sorted(granted),
            advice="Grant it that workspace, or choose another default workspace first.",
        )
