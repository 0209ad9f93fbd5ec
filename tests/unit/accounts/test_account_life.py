"""Whatever is done with an account in whatever order, its state is what a plain model of it says."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from clickgate.errors import AccountUnavailable, AuthenticationFailed, Conflict
from clickgate.kernel.secret import Secret
from tests.support.gates import link, read_log, revoke


class Life(RuleBasedStateMachine):
    """An account, and what is known of it: its state, and whether ClickUp takes its token."""

    gate = sandbox = folder = None

    def __init__(self) -> None:
        super().__init__()
        self.begin_anew()

    def begin_anew(self) -> None:
        self.token = self.sandbox.issue_token()
        self.account = link(self.gate, self.sandbox, token=self.token)
        self.state, self.is_alive, self.tokens = "active", True, 1

    def do(self, name: str, *arguments, error: type[Exception] | None = None, **options) -> None:
        """Do something with the account; with `error` it has to fail so."""
        work = getattr(self.gate.accounts, name)
        if error is None:
            work(self.gate.caller, self.account.id, *arguments, **options)
        else:
            with pytest.raises(error):
                work(self.gate.caller, self.account.id, *arguments, **options)

    @rule()
    def revoke(self) -> None:
        revoke(self.sandbox, self.token)
        self.is_alive = False

    @rule()
    def suspend(self) -> None:
        self.do("suspend", error=Conflict if self.state == "suspended" else None)
        self.state = "suspended"

    @rule()
    def resume(self) -> None:
        if self.state != "suspended":
            self.do("resume", error=Conflict)
            return
        self.do("resume", error=None if self.is_alive else AccountUnavailable)
        self.state = "active" if self.is_alive else "needs_reauth"

    @rule()
    def check(self) -> None:
        self.do("check")
        if self.state != "suspended":
            self.state = "active" if self.is_alive else "needs_reauth"

    @rule()
    def reconnect(self) -> None:
        token = self.sandbox.issue_token()
        if self.state == "suspended":
            self.do("reconnect", Secret(token), error=Conflict)
            return
        self.do("reconnect", Secret(token))
        self.state, self.is_alive, self.token, self.tokens = "active", True, token, self.tokens + 1

    @rule()
    def call(self) -> None:
        if self.state != "active":
            with pytest.raises(AccountUnavailable):
                self.gate.client(self.account.id)
            return
        with self.gate.client(self.account.id) as client:
            if self.is_alive:
                assert client.spaces.list()
                return
            with pytest.raises(AuthenticationFailed):
                client.spaces.list()
        self.state = "needs_reauth"

    @rule()
    def remove(self) -> None:
        self.do("remove")
        assert {one.state for one in self.gate.accounts.list(self.gate.caller, state="deleted")} == {"deleted"}
        self.begin_anew()

    @invariant()
    def it_is_as_the_model_says(self) -> None:
        found = self.gate.accounts.get(self.gate.caller, self.account.id)
        known = self.gate.accounts.credentials(self.gate.caller, self.account.id)

        assert found.state == self.state
        assert Counter(one.state for one in known) == Counter(active=1, shredded=self.tokens - 1)
        assert self.gate.broker.open(self.gate.caller, found, found.active_version, why="test") == Secret(self.token)

    def teardown(self) -> None:
        self.gate.accounts.remove(self.gate.caller, self.account.id)
        log = read_log(self.folder)
        assert [one for one in log if one.phase not in ("begin", "end", "note")] == []
        assert {one.deed for one in log if one.phase == "begin"} == {one.deed for one in log if one.phase == "end"}


def test_an_account_is_what_was_done_with_it(gate, clickup_sandbox, tmp_path):
    """One credential is in use at all times, and each deed on record has its end."""
    Life.gate, Life.sandbox, Life.folder = gate, clickup_sandbox, tmp_path

    assert run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=10, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    ) is None  # fmt: skip
