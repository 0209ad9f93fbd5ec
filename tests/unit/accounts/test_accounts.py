"""What is done with accounts: each change is on record first, and what fails leaves all as it was."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from clickgate.access.caller import Caller
from clickgate.db.tables import sealed_values
from clickgate.errors import AuditUnwritable, Conflict, InvalidParams, UnknownId, WorkspaceNotLinked
from tests.support.gates import link, read_log

CHANGES = {
    "rename": lambda gate, id_: gate.accounts.rename(gate.caller, id_, "other"),
    "describe": lambda gate, id_: gate.accounts.describe(gate.caller, id_, "For the robot"),
    "set_default_workspace": lambda gate, id_: gate.accounts.set_default_workspace(gate.caller, id_, "Harbour Works"),
    "suspend": lambda gate, id_: gate.accounts.suspend(gate.caller, id_),
    "remove": lambda gate, id_: gate.accounts.remove(gate.caller, id_),
}


def sealed(gate, account) -> list[int]:
    """Versions of the account's token whose sealed text is there."""
    query = sa.select(sealed_values.c.version).where(sealed_values.c.owner_id == account.id)
    return gate.database.read(lambda connection: list(connection.execute(query).scalars()))


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_is_on_record_before_and_after_by_whom_it_was_wanted(gate, tmp_path, account, change):
    before = len(read_log(tmp_path))

    change(gate, account.id)

    begun, ended = read_log(tmp_path)[before:]
    assert (begun.phase, ended.phase, ended.outcome) == ("begin", "end", "success")
    assert {(one.actor, one.account_id, one.via) for one in (begun, ended)} == {
        (gate.caller.actor, account.id, "library")
    }


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_that_cannot_be_put_on_record_is_not_made(gate, account, change, monkeypatch):
    def refuse(*arguments, **options):
        raise AuditUnwritable("The disk is full.")

    monkeypatch.setattr(gate.audit, "begin", refuse)

    with pytest.raises(AuditUnwritable):
        change(gate, account.id)

    assert gate.accounts.get(gate.caller, account.id) == account


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_an_attempt_on_an_account_that_is_not_there_is_on_record_too(gate, tmp_path, account, change):
    stranger = "acc_00000000000000000000000000"
    before = len(read_log(tmp_path))

    with pytest.raises(UnknownId):
        change(gate, stranger)

    ended = read_log(tmp_path)[before:][-1]
    assert (ended.account_id, ended.error, ended.phase) == (stranger, "unknown_id", "end")
    assert ended.outcome != "success"


def test_the_caller_is_whoever_asks(gate, tmp_path, account):
    caller = Caller("local", "ada", via="cli", address="127.0.0.1", request_id="r1")

    gate.accounts.describe(caller, account.id, "x")

    last = read_log(tmp_path)[-1]
    assert (last.actor, last.via, last.address, last.request_id) == ("ada", "cli", "127.0.0.1", "r1")


def test_an_account_is_found_by_its_name_and_by_its_id(gate, account):
    assert gate.accounts.find(gate.caller, " main ") == account
    assert gate.accounts.find(gate.caller, account.id) == account


@pytest.mark.parametrize("name", ["Main", "mai", "main\0", "", "%", "a" * 100_000])
def test_what_is_no_name_of_an_account_finds_none(gate, account, name):
    with pytest.raises(UnknownId):
        gate.accounts.find(gate.caller, name)


def test_accounts_are_listed_by_name_and_by_state(gate, account, clickup_sandbox):
    second = link(gate, clickup_sandbox, "a", token=clickup_sandbox.issue_token(), allow_second=True)
    gate.accounts.suspend(gate.caller, account.id)

    assert [one.name for one in gate.accounts.list(gate.caller)] == ["a", "main"]
    assert [one.id for one in gate.accounts.list(gate.caller, state="active")] == [second.id]
    assert [one.id for one in gate.accounts.list(gate.caller, state="suspended")] == [account.id]


def test_a_new_name_is_used_at_once_and_the_old_one_is_free(gate, account, clickup_sandbox):
    gate.accounts.rename(gate.caller, account.id, "  robot ")

    assert gate.accounts.find(gate.caller, "robot").id == account.id
    assert link(gate, clickup_sandbox, "main", token=clickup_sandbox.issue_token(), allow_second=True)


@pytest.mark.parametrize("name", ["", "a" * 65, "acc_1", "x\n"])
def test_a_name_that_can_be_none_is_not_taken(gate, account, name):
    with pytest.raises(InvalidParams):
        gate.accounts.rename(gate.caller, account.id, name + "\0" if name == "x\n" else name)

    assert gate.accounts.get(gate.caller, account.id) == account


def test_the_name_of_another_account_is_not_taken(gate, account, clickup_sandbox):
    link(gate, clickup_sandbox, "other", token=clickup_sandbox.issue_token(), allow_second=True)

    with pytest.raises(Conflict):
        gate.accounts.rename(gate.caller, account.id, "other")

    assert gate.accounts.get(gate.caller, account.id) == account


def test_a_default_workspace_is_one_of_those_that_the_account_may_use(gate, account):
    with pytest.raises(WorkspaceNotLinked):
        gate.accounts.set_default_workspace(gate.caller, account.id, "12345")

    assert gate.accounts.get(gate.caller, account.id) == account


def test_the_workspaces_are_those_of_the_last_check_without_asking_clickup(gate, account, clickup_sandbox):
    asked = len(clickup_sandbox.requests)

    assert gate.accounts.workspaces(gate.caller, account.id) == account.workspaces
    assert len(clickup_sandbox.requests) == asked


def test_a_suspension_says_why(gate, account):
    gate.accounts.suspend(gate.caller, account.id, why="The robot went wild.")

    suspended = gate.accounts.get(gate.caller, account.id)
    assert (suspended.state, suspended.reason.code, suspended.reason.sentence) == (
        "suspended", "suspended", "The robot went wild.",
    )  # fmt: skip


def test_what_is_suspended_is_not_suspended_again(gate, account):
    gate.accounts.suspend(gate.caller, account.id)

    with pytest.raises(Conflict):
        gate.accounts.suspend(gate.caller, account.id, why="again")


def test_a_removed_account_has_no_token_any_more_and_keeps_its_history(gate, account):
    removed = gate.accounts.remove(gate.caller, account.id)

    assert (removed.state, removed.active_version, removed.name) == ("deleted", None, "main")
    assert sealed(gate, account) == []
    assert [one.id for one in gate.accounts.list(gate.caller, state="deleted")] == [account.id]
    assert list(gate.accounts.list(gate.caller)) == []


@pytest.mark.parametrize("state", ["active", "suspended"])
def test_an_account_in_any_state_can_be_removed(gate, account, state):
    if state == "suspended":
        gate.accounts.suspend(gate.caller, account.id)

    assert gate.accounts.remove(gate.caller, account.id).state == "deleted"
