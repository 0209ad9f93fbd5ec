"""A check asks ClickUp, and the account says afterwards what is so."""

from __future__ import annotations

import contextlib
import json
from hashlib import sha256
from types import SimpleNamespace

import pytest

from clickgate.accounts.states import UNREACHABLE
from clickgate.errors import AccountUnavailable, AuthenticationFailed, Conflict, ServerFailed
from clickgate.kernel.secret import Secret
from tests.support.gates import link, open_gate, read_log, revoke
from tests.support.raw_server import RawServer, http
from tests.unit.accounts.rotating import open_rotation


def degrade(gate, account):
    """Degrade the account because ClickUp failed."""
    gate.changing.move_if(account, {"active"}, "degraded", UNREACHABLE)
    return gate.accounts.get(gate.caller, account.id)


def grant(sandbox, token: str, *workspace_ids: str) -> None:
    """Have a token use these workspaces and no others."""
    sandbox.world.tokens[sha256(token.encode()).digest()].workspace_ids = frozenset(workspace_ids)


@pytest.mark.clickup(plan="business_plus")
def test_a_good_token_is_said_to_be_good(gate, account, clickup_sandbox):
    result = gate.accounts.check(gate.caller, account.id)

    assert (result.is_ok, result.problem, result.added, result.lost) == (True, None, (), ())
    assert (result.rate_limit, result.plan, result.account.state) == (1_000, "Business Plus", "active")
    assert result.seconds >= 0
    assert result.to_dict()["ok"] is True


def test_a_check_is_on_record_and_so_is_the_opening_of_the_token(gate, tmp_path, account):
    before = len(read_log(tmp_path))

    gate.accounts.check(gate.caller, account.id)

    told = [(one.action, one.phase) for one in read_log(tmp_path)[before:]]
    assert told[:3] == [("account.check", "begin"), ("credential.used", "begin"), ("credential.used", "end")]
    assert told[-1] == ("account.check", "end")


def test_a_refused_token_makes_the_account_need_another(gate, account, clickup_sandbox):
    revoke(clickup_sandbox, clickup_sandbox.token)

    result = gate.accounts.check(gate.caller, account.id)

    assert (result.is_ok, result.problem.code) == (False, "token_rejected")
    assert "OAUTH_019" in result.problem.sentence
    assert (result.account.state, result.account.reason) == ("needs_reauth", result.problem)
    assert gate.accounts.get(gate.caller, account.id) == result.account


def test_a_second_check_of_a_refused_token_changes_nothing_more(gate, account, clickup_sandbox):
    revoke(clickup_sandbox, clickup_sandbox.token)
    first = gate.accounts.check(gate.caller, account.id).account

    assert gate.accounts.check(gate.caller, account.id).account == first


def test_a_token_that_clickup_takes_again_mends_the_account(gate, account, clickup_sandbox):
    clickup_sandbox.snapshot("before")
    revoke(clickup_sandbox, clickup_sandbox.token)
    gate.accounts.check(gate.caller, account.id)
    clickup_sandbox.restore("before")

    result = gate.accounts.check(gate.caller, account.id)

    assert (result.account.state, result.account.reason.code) == ("active", "checked")


def test_a_check_tells_which_workspaces_came_and_went(gate, clickup_sandbox, clickup_world):
    first = clickup_world.workspace
    second = clickup_sandbox.world.add_workspace("Second Works")
    clickup_sandbox.world.add_member(second, clickup_world.owner, 1, clickup_sandbox.clock.now_ms())
    token = clickup_sandbox.issue_token(workspace_ids=[first.id])
    account = link(gate, clickup_sandbox, token=token)
    grant(clickup_sandbox, token, second.id)

    result = gate.accounts.check(gate.caller, account.id)

    assert ([one.id for one in result.added], [one.id for one in result.lost]) == ([second.id], [first.id])
    assert (result.has_lost_default, result.account.default_workspace_id) == (True, None)
    assert result.account.workspace_ids == {second.id}


def test_a_token_that_may_use_no_workspace_any_more_degrades_the_account(gate, clickup_sandbox):
    token = clickup_sandbox.issue_token()
    account = link(gate, clickup_sandbox, token=token)
    grant(clickup_sandbox, token)

    result = gate.accounts.check(gate.caller, account.id)

    assert (result.is_ok, result.account.state, result.account.reason.code) == (False, "degraded", "no_workspace")


def test_a_token_that_belongs_to_somebody_else_is_not_used_any_more(gate, account, clickup_sandbox, clickup_world):
    other = clickup_world.user("Grace Example", role="admin")
    row = next(one for one in clickup_sandbox.world.tokens.values() if one.user is clickup_world.owner)
    row.user = other

    result = gate.accounts.check(gate.caller, account.id)

    assert (result.problem.code, result.account.state) == ("identity_changed", "needs_reauth")
    assert result.account.identity == account.identity


def test_a_clickup_that_cannot_be_asked_changes_nothing(gate, tmp_path, account, clickup_sandbox):
    clickup_sandbox.faults.add("users.get_current", "status", status=500)

    with pytest.raises(ServerFailed):
        gate.accounts.check(gate.caller, account.id)

    assert gate.accounts.get(gate.caller, account.id) == account
    assert (read_log(tmp_path)[-1].action, read_log(tmp_path)[-1].outcome) == ("account.check", "server_error")


def test_a_refusal_after_clickup_has_said_whose_the_token_is_is_not_taken_for_the_tokens_end(
    gate_url, tmp_path, gate, account
):
    """A 401 that ClickUp gives for something else must not switch an account off."""
    user = {"user": {"id": int(account.identity.user_id), "username": "Amara"}}
    refused = http("401 Unauthorized", b'{"err": "Oauth token not found", "ECODE": "OAUTH_019"}')
    good = http("200 OK", json.dumps(user).encode(), "content-type: application/json")
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(RawServer(lambda request: good if b"/user " in request[:50] else refused))
        clickup = SimpleNamespace(base_url=server.url)
        elsewhere = stack.enter_context(open_gate(gate_url, tmp_path, clickup))
        with pytest.raises(AuthenticationFailed):
            elsewhere.accounts.check(elsewhere.caller, account.id)

    assert gate.accounts.get(gate.caller, account.id) == account


def test_a_check_mends_a_degraded_account(gate, account):
    degraded = degrade(gate, account)

    result = gate.accounts.check(gate.caller, account.id)

    assert (degraded.state, result.account.state) == ("degraded", "active")


def test_a_check_leaves_off_what_was_switched_off(gate, account, clickup_sandbox):
    gate.accounts.suspend(gate.caller, account.id, why="on holiday")
    good = gate.accounts.check(gate.caller, account.id)
    revoke(clickup_sandbox, clickup_sandbox.token)
    bad = gate.accounts.check(gate.caller, account.id)

    assert (good.is_ok, good.account.state) == (True, "suspended")
    assert (bad.is_ok, bad.account.state, bad.account.reason.sentence) == (False, "suspended", "on holiday")


def test_a_check_while_a_new_token_is_on_its_way_leaves_the_account_in_use(gate, account, clickup_sandbox):
    open_rotation(gate, account, "in_place")
    revoke(clickup_sandbox, clickup_sandbox.token)

    result = gate.accounts.check(gate.caller, account.id)

    assert (result.is_ok, gate.accounts.get(gate.caller, account.id).state) == (False, "active")


def test_resuming_asks_clickup_first(gate, account, clickup_sandbox):
    gate.accounts.suspend(gate.caller, account.id)
    asked = len(clickup_sandbox.requests)

    resumed = gate.accounts.resume(gate.caller, account.id)

    assert (resumed.state, resumed.reason.code) == ("active", "resumed")
    assert [one.path for one in clickup_sandbox.requests[asked:]] == ["/api/v2/user", "/api/v2/team"]


def test_what_clickup_refuses_is_not_resumed(gate, account, clickup_sandbox):
    gate.accounts.suspend(gate.caller, account.id)
    revoke(clickup_sandbox, clickup_sandbox.token)

    with pytest.raises(AccountUnavailable) as refused:
        gate.accounts.resume(gate.caller, account.id)

    assert (refused.value.state, refused.value.reason) == ("needs_reauth", "token_rejected")
    assert gate.accounts.get(gate.caller, account.id).state == "needs_reauth"


def test_only_what_is_suspended_is_resumed(gate, account, clickup_sandbox):
    asked = len(clickup_sandbox.requests)

    with pytest.raises(Conflict, match="not suspended"):
        gate.accounts.resume(gate.caller, account.id)

    assert len(clickup_sandbox.requests) == asked


def test_a_token_replaced_during_the_check_is_not_judged_by_it(gate, account, clickup_sandbox, monkeypatch):
    inspect_version = gate.accounts.inspect_version.__func__

    def replace_meanwhile(checking, caller, found, version):
        told = inspect_version(checking, caller, found, version)
        gate.accounts.reconnect(gate.caller, account.id, Secret(clickup_sandbox.issue_token()))
        return told

    monkeypatch.setattr(type(gate.accounts.check.__self__), "inspect_version", replace_meanwhile)

    with pytest.raises(Conflict, match="another token in between"):
        gate.accounts.check(gate.caller, account.id)
