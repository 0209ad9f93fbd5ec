"""A token is lent only while its account may be used, for seconds, and every use of it is on record."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from clickgate.access.caller import Caller
from clickgate.accounts.states import UNREACHABLE, token_rejected
from clickgate.client.api import Client
from clickgate.client.wire.auth import read_token
from clickgate.client.wire.retry import RetryPolicy
from clickgate.db.tables import sealed_values
from clickgate.errors import (
    AccountUnavailable,
    AuditUnwritable,
    AuthenticationFailed,
    ClickgateError,
    DatabaseUnavailable,
    EnvironmentRefused,
    SealBroken,
    WorkspaceNotAuthorized,
    WorkspaceNotLinked,
)
from clickgate.kernel.secret import Secret
from tests.support.gates import link, open_gate, read_log, revoke
from tests.unit.accounts.rotating import open_rotation

ONCE = RetryPolicy(attempts=1)


@pytest.fixture
def gate_url(databases, database_kind):
    """Either kind of database, one after the other."""
    return databases.make(database_kind)


@pytest.fixture
def lending(gate, account):
    return gate.broker.lend(gate.caller, account.id)


def openings(folder) -> list[tuple[str, str]]:
    """How each opening of a token ended, and for what it was."""
    return [
        (one.outcome, (one.detail or {}).get("why", "")) for one in read_log(folder)
        if one.action == "credential.used" and one.phase != "begin"
    ]  # fmt: skip


def same(token, text: str) -> bool:
    return token.header == read_token(text).header


def test_a_lent_token_is_the_accounts(lending, clickup_sandbox):
    assert same(lending.token(), clickup_sandbox.token)


def test_lending_opens_nothing_before_the_token_is_asked_for(gate, tmp_path, account):
    gate.broker.lend(gate.caller, account.id)

    assert openings(tmp_path) == []


def test_each_opening_is_on_record_with_who_it_was_for(gate, tmp_path, account):
    gate.broker.lend(Caller("local", "robot", "program"), account.id).token()

    begun, ended = [one for one in read_log(tmp_path) if one.action == "credential.used"]
    assert (begun.phase, ended.phase, ended.outcome) == ("begin", "end", "success")
    assert (ended.actor, ended.account_id, ended.credential_version) == ("robot", account.id, 1)


def test_a_token_is_kept_for_thirty_seconds_and_opened_again_then(lending, tmp_path, clock):
    for _ in range(30):
        lending.token()
        clock.move(1.0)
    once = len(openings(tmp_path))
    lending.token()

    assert (once, len(openings(tmp_path))) == (1, 2)


def test_what_cannot_be_put_on_record_is_not_opened(gate, lending, monkeypatch):
    def refuse(*arguments, **options):
        raise AuditUnwritable("The disk is full.")

    monkeypatch.setattr(gate.audit, "begin", refuse)

    with pytest.raises(AuditUnwritable):
        lending.token()


@pytest.mark.parametrize(
    ("bring_about", "state", "reason"),
    [
        (lambda gate, id_: gate.accounts.suspend(gate.caller, id_), "suspended", "suspended"),
        (lambda gate, id_: gate.accounts.remove(gate.caller, id_), "deleted", "removed"),
        (
            lambda gate, id_: gate.changing.move_if(
                gate.accounts.get(gate.caller, id_), {"active"}, "needs_reauth", token_rejected("OAUTH_025")
            ),
            "needs_reauth",
            "token_rejected",
        ),
    ],
    ids=["suspended", "deleted", "needs_reauth"],
)
def test_an_account_that_may_not_be_used_is_not_used_from_the_next_call_on(
    gate, tmp_path, account, clickup_sandbox, bring_about, state, reason
):
    """In the same process at once, though the token is in memory still; ClickUp is not asked, and it is on record."""
    with gate.client() as client:
        client.spaces.list()
        bring_about(gate, account.id)
        asked = len(clickup_sandbox.requests)

        with pytest.raises(AccountUnavailable) as refused:
            client.spaces.list()

    assert (refused.value.state, refused.value.reason) == (state, reason)
    assert len(clickup_sandbox.requests) == asked
    assert openings(tmp_path)[-1] == ("denied", "")


def test_a_suspension_by_another_process_takes_effect_within_two_seconds(
    gate, gate_url, tmp_path, account, clock, clickup_sandbox
):
    with gate.client() as client, open_gate(gate_url, tmp_path, clickup_sandbox) as elsewhere:
        client.spaces.list()
        elsewhere.accounts.suspend(elsewhere.caller, account.id)
        clock.move(2.0)

        with pytest.raises(AccountUnavailable):
            client.spaces.list()

        elsewhere.accounts.resume(elsewhere.caller, account.id)
        clock.move(2.0)
        assert client.spaces.list()


def test_a_token_replaced_by_another_process_is_used_within_two_seconds(
    gate, gate_url, tmp_path, account, lending, clock, clickup_sandbox
):
    lending.token()
    new = clickup_sandbox.issue_token()
    with open_gate(gate_url, tmp_path, clickup_sandbox) as elsewhere:
        elsewhere.accounts.reconnect(elsewhere.caller, account.id, Secret(new))
    clock.move(2.0)

    assert same(lending.token(), new)


def test_a_database_that_is_away_for_a_moment_stops_no_call(gate, lending, clock, monkeypatch):
    """But for no longer than the token would have been kept anyway."""
    token = lending.token()

    def fail(work):
        raise DatabaseUnavailable("It is away.")

    monkeypatch.setattr(gate.database, "read", fail)
    clock.move(29.0)
    kept = lending.token()
    clock.move(1.0)

    assert kept == token
    with pytest.raises(DatabaseUnavailable):
        lending.token()


def test_a_workspace_that_is_not_the_accounts_is_refused_unasked(gate, account, clickup_sandbox):
    asked = len(clickup_sandbox.requests)
    with gate.client() as client, pytest.raises(WorkspaceNotLinked):
        client.spaces.list(workspace_id="12345")

    with pytest.raises(WorkspaceNotLinked):
        gate.broker.lend(gate.caller, account.id, workspace_id="12345")

    assert len(clickup_sandbox.requests) == asked


def test_a_lending_can_be_bounded_to_one_workspace(gate, clickup_sandbox, clickup_world):
    second = clickup_sandbox.world.add_workspace("Second Works")
    clickup_sandbox.world.add_member(second, clickup_world.owner, 1, clickup_sandbox.clock.now_ms())
    token, first = clickup_sandbox.issue_token(), clickup_sandbox.workspace_id
    account = link(gate, clickup_sandbox, token=token, default_workspace=first)

    lending = gate.broker.lend(gate.caller, account.id, workspace_id=second.id)
    lending.token()

    assert lending.workspaces == {second.id}
    with Client(lending, base_url=clickup_sandbox.base_url) as client:
        assert client.workspaces.list()
        with pytest.raises(WorkspaceNotLinked):
            client.spaces.list(workspace_id=first)


def test_an_account_of_production_is_not_lent_elsewhere(gate, tmp_path, clickup_sandbox):
    account = link(gate, clickup_sandbox, environment="production")

    with pytest.raises(EnvironmentRefused):
        gate.broker.lend(gate.caller, account.id, environment="staging")

    assert openings(tmp_path) == [("denied", "")]
    assert gate.broker.lend(gate.caller, account.id, environment="production")
    assert gate.broker.lend(gate.caller, account.id)


def test_a_refused_token_is_asked_about_once_and_then_the_account_needs_another(gate, account, clickup_sandbox):
    with gate.client() as client:
        revoke(clickup_sandbox, clickup_sandbox.token)
        asked = len(clickup_sandbox.requests)
        with pytest.raises(AuthenticationFailed):
            client.spaces.list()
        paths = [one.path for one in clickup_sandbox.requests[asked:]]
        with pytest.raises(AccountUnavailable):
            client.spaces.list()

    assert paths == [f"/api/v2/team/{clickup_sandbox.workspace_id}/space", "/api/v2/user"]
    found = gate.accounts.get(gate.caller, account.id)
    assert (found.state, found.reason.code) == ("needs_reauth", "token_rejected")
    assert "OAUTH_019" in found.reason.sentence
    assert len(clickup_sandbox.requests) == asked + 2


def test_a_call_for_what_the_token_may_not_see_says_nothing_of_the_account(gate, account, clickup_sandbox):
    with gate.client() as client, pytest.raises(WorkspaceNotAuthorized):
        client.lists.get("404404404")
    gate.health.wait()

    assert gate.accounts.get(gate.caller, account.id) == account


def test_a_refused_token_that_was_replaced_elsewhere_is_renewed_and_the_call_succeeds(
    gate, gate_url, tmp_path, account, clickup_sandbox
):
    with gate.client() as client, open_gate(gate_url, tmp_path, clickup_sandbox) as elsewhere:
        client.spaces.list()
        elsewhere.accounts.reconnect(elsewhere.caller, account.id, Secret(clickup_sandbox.issue_token()))
        revoke(clickup_sandbox, clickup_sandbox.token)

        assert client.spaces.list()

    assert gate.accounts.get(gate.caller, account.id).state == "active"


def test_calls_are_held_while_a_new_token_is_on_its_way(gate, account, lending, clock, clickup_sandbox):
    token = lending.token()
    open_rotation(gate, account, "in_place")
    held = []
    while (verdict := lending.renew(token)) == "wait":
        held.append(verdict)
        clock.move(0.25)

    assert (verdict, len(held)) == ("refused", 30 / 0.25)


def test_a_held_call_goes_on_with_the_new_token(gate, gate_url, tmp_path, account, lending, clickup_sandbox):
    token, new = lending.token(), clickup_sandbox.issue_token()
    open_rotation(gate, account, "in_place")
    first = lending.renew(token)
    gate.database.run(
        lambda connection: gate.credentials.activate(
            connection,
            gate.credentials.stage(
                connection, gate.accounts.get(gate.caller, account.id), Secret(new), user_id="7", by="ada"
            ),
            2,
        )
    )

    assert (first, lending.renew(token)) == ("wait", "renewed")
    assert same(lending.token(), new)


def test_a_rotation_in_which_both_tokens_live_holds_no_call(gate, account, lending):
    token = lending.token()
    open_rotation(gate, account, "slots")

    assert lending.renew(token) == "refused"


def test_a_refusal_of_a_token_that_was_replaced_meanwhile_says_nothing_of_the_new_one(
    gate, account, lending, clickup_sandbox
):
    old = lending.token()
    gate.accounts.reconnect(gate.caller, account.id, Secret(clickup_sandbox.issue_token()))
    error = AuthenticationFailed("Refused.", status=401, ecode="OAUTH_019")
    lending.reject(old, error)

    assert gate.accounts.get(gate.caller, account.id).state == "active"


@pytest.mark.parametrize("change", [{"blob": b"\1" + bytes(92)}, None], ids=["changed", "taken away"])
def test_a_token_whose_seal_is_broken_is_not_used_and_the_account_says_so(gate, tmp_path, account, change, lending):
    statement = sa.update(sealed_values).values(change) if change else sa.delete(sealed_values)
    gate.database.run(
        lambda connection: connection.execute(statement.where(sealed_values.c.owner_id == account.id))
    )  # fmt: skip

    with pytest.raises(SealBroken):
        lending.token()

    found = gate.accounts.get(gate.caller, account.id)
    assert (found.state, found.reason.code) == ("degraded", "seal_broken")
    assert openings(tmp_path)[-1] == ("failure", "call")


def test_a_token_of_another_account_put_in_its_place_does_not_open(gate, account, lending, clickup_sandbox):
    """A sealed text opens only where it was sealed for."""
    other = link(gate, clickup_sandbox, "other", token=clickup_sandbox.issue_token(), allow_second=True)

    def swap(connection):
        blobs = {
            row.owner_id: row.blob for row in connection.execute(sa.select(sealed_values))
            if row.owner_id in (account.id, other.id)
        }  # fmt: skip
        connection.execute(
            sa.update(sealed_values).where(sealed_values.c.owner_id == account.id).values(blob=blobs[other.id])
        )

    gate.database.run(swap)

    with pytest.raises(SealBroken):
        lending.token()


def test_a_new_token_mends_a_broken_seal(gate, account, lending, clickup_sandbox):
    gate.database.run(
        lambda connection: connection.execute(sa.delete(sealed_values).where(sealed_values.c.owner_id == account.id))
    )
    with pytest.raises(SealBroken):
        lending.token()

    mended = gate.accounts.reconnect(gate.caller, account.id, Secret(clickup_sandbox.token))

    assert mended.state == "active"
    assert same(lending.token(), clickup_sandbox.token)


def test_three_failures_in_a_row_degrade_an_account_and_one_success_mends_it(gate, account, clickup_sandbox):
    """Degraded, it is used all the same."""
    clickup_sandbox.faults.add("spaces.get", "status", status=500, times=3)
    with gate.client(retry=ONCE) as client:
        for _ in range(3):
            fail(client)
        gate.health.wait()
        degraded = gate.accounts.get(gate.caller, account.id)
        client.spaces.list()
        gate.health.wait()

    assert (degraded.state, degraded.reason) == ("degraded", UNREACHABLE)
    found = gate.accounts.get(gate.caller, account.id)
    assert (found.state, found.reason.code) == ("active", "recovered")


@pytest.mark.parametrize("status", [429, 404, 403], ids=["a 429", "a 404", "a 403"])
def test_what_clickup_refuses_with_a_reason_is_no_failure_of_the_account(gate, account, clickup_sandbox, status):
    clickup_sandbox.faults.add("spaces.get", "status", status=status)
    with gate.client(retry=ONCE, deadline=5.0) as client:
        for _ in range(4):
            fail(client)
    gate.health.wait()

    assert gate.accounts.get(gate.caller, account.id).state == "active"


def test_a_success_between_failures_begins_the_count_anew(gate, account, clickup_sandbox):
    with gate.client(retry=ONCE) as client:
        for _ in range(3):
            clickup_sandbox.faults.add("spaces.get", "status", status=500, times=2)
            fail(client)
            fail(client)
            client.spaces.list()
    gate.health.wait()

    assert gate.accounts.get(gate.caller, account.id).state == "active"


def test_the_time_of_the_last_success_is_written_now_and_then(gate, account, clock):
    clock.move(100.0)
    seen = []
    with gate.client() as client:
        for _ in range(4):
            client.spaces.list()
            gate.health.wait()
            seen.append(gate.accounts.get(gate.caller, account.id).last_ok_at - account.last_ok_at)
            clock.move(30.0)

    assert seen == [100.0, 100.0, 160.0, 160.0]


def fail(client) -> None:
    """Make a call that fails."""
    with pytest.raises(ClickgateError):
        client.spaces.get("1")
