"""Linking takes a token in once ClickUp has said whose it is; where anything is wrong, nothing is kept."""

from __future__ import annotations

import threading

import msgspec
import pytest

from clickgate.errors import (
    AuditUnwritable,
    AuthenticationFailed,
    ConfigurationError,
    Conflict,
    IdentityMismatch,
    InvalidParams,
    ServerFailed,
    UnknownId,
    UsageError,
    WorkspaceNotLinked,
    WorkspaceRequired,
)
from clickgate.kernel.secret import Secret
from tests.support.gates import add_caller, dump, link, open_gate, read_log, revoke


def rows(gate) -> tuple[int, int]:
    """How many accounts and credentials are kept; sealed values beside them belong to the vault itself."""
    kept = dump(gate.database, "local")
    return len(kept["accounts"]), len(kept["credentials"])


def add_workspace(sandbox, world, name: str):
    """One more workspace for the owner; tokens issued from now on may use it."""
    made = sandbox.world.add_workspace(name)
    sandbox.world.add_member(made, world.owner, 1, sandbox.clock.now_ms())
    return made


@pytest.fixture
def two_workspaces(clickup_sandbox, clickup_world):
    """A token that may use two workspaces, and their ids."""
    second = add_workspace(clickup_sandbox, clickup_world, "Second Works")
    return clickup_sandbox.issue_token(), clickup_sandbox.workspace_id, second.id


def test_a_linked_account_is_what_clickup_said_it_is(gate, clickup_sandbox, clickup_world):
    account = link(gate, clickup_sandbox, description="For the robot", environment="prod")

    assert (account.name, account.kind, account.state) == ("main", "personal_token", "active")
    assert account.identity.user_id == str(clickup_world.owner.id)
    assert account.workspace_ids == {clickup_sandbox.workspace_id}
    assert account.default_workspace_id == clickup_sandbox.workspace_id
    assert (account.environment, account.description, account.rate_limit) == ("production", "For the robot", 10_000)
    assert gate.accounts.get(gate.caller, account.id) == account
    assert gate.accounts.find(gate.caller, "main") == account


def test_an_oauth_token_makes_an_account_of_that_kind(gate, clickup_sandbox):
    assert link(gate, clickup_sandbox, token=clickup_sandbox.issue_token(oauth=True)).kind == "oauth"


def test_linking_is_on_record_before_and_after_with_its_requests_between(gate, tmp_path, clickup_sandbox):
    account = link(gate, clickup_sandbox)

    log = read_log(tmp_path)
    assert [(one.action, one.phase, one.operation) for one in log] == [
        ("account.link", "begin", ""),
        ("clickup.request", "begin", "users.get_current"), ("clickup.request", "end", "users.get_current"),
        ("clickup.request", "begin", "workspaces.list"), ("clickup.request", "end", "workspaces.list"),
        ("account.link", "end", ""),
    ]  # fmt: skip
    assert {(one.account_id, one.actor) for one in log} == {(account.id, gate.caller.actor)}
    assert clickup_sandbox.token not in repr(log)


@pytest.mark.parametrize(
    ("fault", "error"),
    [("revoked", AuthenticationFailed), ("no workspace", WorkspaceRequired), ("failing", ServerFailed)],
)
def test_nothing_is_kept_of_a_token_that_cannot_be_used(gate, tmp_path, clickup_sandbox, fault, error):
    token = clickup_sandbox.issue_token(workspace_ids=[] if fault == "no workspace" else None)
    if fault == "revoked":
        revoke(clickup_sandbox, token)
    if fault == "failing":
        clickup_sandbox.faults.add("workspaces.list", "status", status=500)

    with pytest.raises(error):
        link(gate, clickup_sandbox, token=token)

    assert rows(gate) == (0, 0)
    assert (read_log(tmp_path)[-1].action, read_log(tmp_path)[-1].error) == ("account.link", error.code)


@pytest.mark.parametrize("name", ["", "  ", "a" * 65, "two\nlines", "acc_01", "nul\0", "\ud800"])
def test_what_is_no_name_is_refused_unasked(gate, clickup_sandbox, name):
    with pytest.raises(InvalidParams):
        link(gate, clickup_sandbox, name)

    assert (rows(gate), clickup_sandbox.requests) == ((0, 0), ())


@pytest.mark.parametrize("text", ["nul\0", "\ud800", "a" * 1001])
def test_what_is_no_text_is_refused_unasked(gate, clickup_sandbox, text):
    with pytest.raises(InvalidParams):
        link(gate, clickup_sandbox, description=text)

    assert clickup_sandbox.requests == ()


def test_what_is_no_environment_or_no_token_is_refused_unasked(gate, clickup_sandbox):
    with pytest.raises(ConfigurationError):
        link(gate, clickup_sandbox, environment="no such thing!")
    with pytest.raises(ConfigurationError):
        link(gate, clickup_sandbox, token="two words")

    assert (rows(gate), clickup_sandbox.requests) == ((0, 0), ())


def test_a_name_that_is_taken_is_refused_before_clickup_is_asked(gate, account, clickup_sandbox):
    asked = len(clickup_sandbox.requests)

    with pytest.raises(Conflict, match=account.id):
        link(gate, clickup_sandbox, account.name, token=clickup_sandbox.issue_token())

    assert len(clickup_sandbox.requests) == asked


def test_the_same_person_is_linked_a_second_time_only_on_purpose(gate, account, clickup_sandbox):
    token = clickup_sandbox.issue_token()
    with pytest.raises(Conflict, match=f"linked already, as 'main' \\({account.id}\\)"):
        link(gate, clickup_sandbox, "again", token=token)

    again = link(gate, clickup_sandbox, "again", token=token, allow_second=True)

    assert again.identity == account.identity
    assert rows(gate) == (2, 2)


def test_the_same_token_is_noticed_even_where_clickup_calls_its_owner_otherwise(gate, account, clickup_sandbox):
    inspection = gate.accounts.inspect(gate.caller, Secret(clickup_sandbox.token))
    other = msgspec.structs.replace(inspection, identity=type(inspection.identity)("1", "Somebody else"))

    with pytest.raises(Conflict, match=account.id):
        link(gate, clickup_sandbox, "again", inspection=other)


def test_a_person_may_be_linked_in_each_organization(gate, account, clickup_sandbox):
    other = add_caller(gate, "other")

    theirs = link(gate, clickup_sandbox, caller=other)

    assert theirs.organization_id == "other"
    (mine,), (known,) = gate.accounts.credentials(gate.caller, account.id), gate.accounts.credentials(other, theirs.id)
    assert mine.fingerprint != known.fingerprint


def test_after_a_removal_the_same_token_can_be_linked_anew(gate, account, clickup_sandbox):
    gate.accounts.remove(gate.caller, account.id)

    assert link(gate, clickup_sandbox).id != account.id


def test_of_several_workspaces_one_has_to_be_chosen(gate, clickup_sandbox, two_workspaces):
    token, first, second = two_workspaces

    with pytest.raises(WorkspaceRequired) as refused:
        link(gate, clickup_sandbox, token=token)

    assert first in refused.value.message
    assert f"{second} (Second Works)" in refused.value.message
    assert rows(gate) == (0, 0)


@pytest.mark.parametrize(
    "written", ["{id}", "Second Works", "second works", "https://app.clickup.com/{id}/home"],
    ids=["id", "name", "name in small letters", "address"],
)  # fmt: skip
def test_the_default_workspace_is_chosen_as_people_write_it(gate, clickup_sandbox, two_workspaces, written):
    token, _, second = two_workspaces

    account = link(gate, clickup_sandbox, token=token, default_workspace=written.format(id=second))

    assert account.default_workspace_id == second


def test_a_default_workspace_has_to_be_one_of_the_tokens(gate, clickup_sandbox):
    with pytest.raises(WorkspaceNotLinked) as refused:
        link(gate, clickup_sandbox, default_workspace="123")

    assert refused.value.workspaces == (clickup_sandbox.workspace_id,)
    assert rows(gate) == (0, 0)


def test_what_was_inspected_is_not_asked_again(gate, clickup_sandbox):
    inspection = gate.accounts.inspect(gate.caller, Secret(clickup_sandbox.token))
    asked = len(clickup_sandbox.requests)

    account = link(gate, clickup_sandbox, inspection=inspection)

    assert (account.identity, len(clickup_sandbox.requests)) == (inspection.identity, asked)


def test_an_inspection_of_another_token_is_not_taken(gate, clickup_sandbox):
    inspection = gate.accounts.inspect(gate.caller, Secret(clickup_sandbox.issue_token()))

    with pytest.raises(UsageError, match="another token"):
        link(gate, clickup_sandbox, inspection=inspection)

    assert rows(gate) == (0, 0)


def test_what_cannot_be_put_on_record_is_not_done(gate, clickup_sandbox, monkeypatch):
    def refuse(*arguments, **options):
        raise AuditUnwritable("The disk is full.")

    monkeypatch.setattr(gate.audit, "begin", refuse)

    with pytest.raises(AuditUnwritable):
        link(gate, clickup_sandbox)

    assert (rows(gate), clickup_sandbox.requests) == ((0, 0), ())


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_of_two_links_of_one_token_at_once_exactly_one_wins(databases, tmp_path, clickup_sandbox, kind):
    """Each through a gate of its own, as two processes would; both have asked ClickUp before either is kept."""
    url, together, ended = databases.make(kind), threading.Barrier(2), []

    def run(name: str) -> None:
        with open_gate(url, tmp_path, clickup_sandbox) as gate:
            inspection = gate.accounts.inspect(gate.caller, Secret(clickup_sandbox.token))
            together.wait(30)
            try:
                ended.append(link(gate, clickup_sandbox, name, inspection=inspection).name)
            except Conflict as refused:
                ended.append(refused.code)

    with open_gate(url, tmp_path, clickup_sandbox) as watching:
        threads = [threading.Thread(target=run, args=(name,)) for name in ("one", "two")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(ended) == 2
        assert ended.count("conflict") == 1
        assert rows(watching) == (1, 1)


@pytest.fixture
def rejected(gate, account, clickup_sandbox):
    """The account after ClickUp has refused its token."""
    revoke(clickup_sandbox, clickup_sandbox.token)
    return gate.accounts.check(gate.caller, account.id).account


def test_a_new_token_makes_an_account_active_again(gate, rejected, clickup_sandbox):
    account = gate.accounts.reconnect(gate.caller, rejected.id, Secret(clickup_sandbox.issue_token()))

    assert (rejected.state, account.state, account.reason.code) == ("needs_reauth", "active", "reconnected")
    old, new = gate.accounts.credentials(gate.caller, account.id)
    assert ((old.version, old.state), (new.version, new.state)) == ((1, "shredded"), (2, "active"))
    with gate.client("main") as client:
        assert client.spaces.list()


def test_an_account_in_use_may_be_given_a_new_token(gate, account, clickup_sandbox):
    changed = gate.accounts.reconnect(gate.caller, account.id, Secret(clickup_sandbox.issue_token()))

    assert (changed.state, changed.reason, changed.active_version) == ("active", account.reason, 2)


def test_a_token_of_another_person_is_taken_only_on_purpose(gate, tmp_path, rejected, clickup_sandbox, clickup_world):
    other = clickup_world.user("Grace Example", role="admin")
    token = Secret(clickup_sandbox.issue_token(other))
    with pytest.raises(IdentityMismatch, match="Grace Example"):
        gate.accounts.reconnect(gate.caller, rejected.id, token)
    unchanged = gate.accounts.get(gate.caller, rejected.id)

    account = gate.accounts.reconnect(gate.caller, rejected.id, token, allow_identity_change=True)

    assert unchanged == rejected
    assert account.identity.user_id == str(other.id)
    ended = [one for one in read_log(tmp_path) if (one.action, one.phase) == ("account.reconnect", "end")]
    assert [(one.outcome, one.detail["allow_identity_change"]) for one in ended] == [
        ("denied", False),
        ("success", True),
    ]


def test_a_bad_token_leaves_the_old_one_in_use(gate, account, clickup_sandbox):
    token = clickup_sandbox.issue_token()
    revoke(clickup_sandbox, token)

    with pytest.raises(AuthenticationFailed):
        gate.accounts.reconnect(gate.caller, account.id, Secret(token))

    assert gate.accounts.get(gate.caller, account.id) == account
    assert [one.state for one in gate.accounts.credentials(gate.caller, account.id)] == ["active"]


def test_a_token_without_a_workspace_is_not_taken(gate, account, clickup_sandbox):
    token = Secret(clickup_sandbox.issue_token(workspace_ids=[]))

    with pytest.raises(WorkspaceRequired):
        gate.accounts.reconnect(gate.caller, account.id, token)

    assert gate.accounts.get(gate.caller, account.id) == account


def test_a_suspended_account_takes_no_new_token(gate, account, clickup_sandbox):
    gate.accounts.suspend(gate.caller, account.id)
    asked = len(clickup_sandbox.requests)

    with pytest.raises(Conflict, match="suspended"):
        gate.accounts.reconnect(gate.caller, account.id, Secret(clickup_sandbox.issue_token()))

    assert len(clickup_sandbox.requests) == asked


def test_another_persons_token_that_is_linked_elsewhere_is_not_taken(gate, account, clickup_sandbox, clickup_world):
    other = clickup_world.user("Grace Example", role="admin")
    link(gate, clickup_sandbox, "hers", token=clickup_sandbox.issue_token(other))
    token = Secret(clickup_sandbox.issue_token(other))

    with pytest.raises(Conflict, match="hers"):
        gate.accounts.reconnect(gate.caller, account.id, token, allow_identity_change=True)


def test_a_removed_account_takes_no_new_token(gate, account, clickup_sandbox):
    gate.accounts.remove(gate.caller, account.id)

    with pytest.raises(UnknownId):
        gate.accounts.reconnect(gate.caller, account.id, Secret(clickup_sandbox.issue_token()))
