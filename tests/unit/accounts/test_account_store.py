"""Statements on accounts, on either database."""

from __future__ import annotations

import msgspec
import pytest

from clickgate.access.store import ensure_organization
from clickgate.accounts import store
from clickgate.accounts.model import Account, Identity, Workspace
from clickgate.accounts.states import CHECKED, LINKED, LINKING, REMOVED, token_rejected
from clickgate.errors import Conflict, UnknownId
from clickgate.kernel.ids import make_id


def make(name: str = "main", **changes) -> Account:
    values = {
        "id": make_id("acc"), "organization_id": "one", "name": name, "kind": "personal_token", "state": "pending",
        "reason": LINKING, "state_since": 1.0, "created_at": 1.0, "updated_at": 1.0,
        "identity": Identity("7", "Ada", "ada@example.com"),
        "workspaces": (Workspace("1", "Works", 3), Workspace("2", "Ünïcode ✓", 1)), "default_workspace_id": "1",
    }  # fmt: skip
    return Account(**values | changes)


@pytest.fixture
def organizations(database):
    for id_ in ("one", "two"):
        ensure_organization(database, id_, name=id_, now=1.0)
    return database


def add(database, account: Account) -> Account:
    database.run(lambda connection: store.add(connection, account))
    return account


def find(database, account_id: str, organization: str = "one") -> Account:
    return database.read(lambda connection: store.find(connection, organization, account_id))


def test_an_organization_is_made_once(database):
    assert [ensure_organization(database, "one", name="One", now=1.0) for _ in range(2)] == [True, False]


def test_what_is_kept_is_found_as_it_was(organizations):
    account = add(organizations, make(environment="production", rate_limit=100, description="For ✓ the robot"))

    assert find(organizations, account.id) == account


def test_an_account_without_an_identity_is_found_so(organizations):
    account = add(organizations, make(identity=None, workspaces=(), default_workspace_id=None))

    assert find(organizations, account.id).identity is None


def test_a_name_is_taken_once_in_an_organization_and_again_in_another(organizations):
    first = add(organizations, make())
    add(organizations, make(organization_id="two"))

    with pytest.raises(Conflict, match=first.id):
        add(organizations, make())


def test_a_deleted_account_frees_its_name_and_stays_in_the_list_of_the_deleted(organizations):
    account = add(organizations, make())
    organizations.run(lambda connection: store.move(connection, account, "deleted", REMOVED, 5.0))
    again = add(organizations, make())

    found = organizations.read(lambda connection: store.find_all(connection, "one"))
    gone = organizations.read(lambda connection: store.find_all(connection, "one", "deleted"))

    assert [one.id for one in found] == [again.id]
    assert [(one.id, one.deleted_at) for one in gone] == [(account.id, 5.0)]
    with pytest.raises(UnknownId):
        find(organizations, account.id)


def test_of_two_changes_to_the_same_account_as_it_was_the_second_is_a_conflict(organizations):
    account = add(organizations, make())
    organizations.run(lambda connection: store.update(connection, account, 2.0, description="first"))

    with pytest.raises(Conflict, match="changed by somebody else"):
        organizations.run(lambda connection: store.update(connection, account, 3.0, description="second"))

    assert find(organizations, account.id).description == "first"


def test_every_change_raises_the_revision_and_says_when(organizations):
    account = add(organizations, make())

    changed = organizations.run(lambda connection: store.update(connection, account, 2.0, name="other"))

    assert (changed.revision, changed.updated_at, changed.name) == (2, 2.0, "other")
    assert find(organizations, account.id) == changed


def test_a_rename_to_a_name_that_is_taken_is_a_conflict(organizations):
    add(organizations, make("taken"))
    account = add(organizations, make("main"))

    with pytest.raises(Conflict, match="taken"):
        organizations.run(lambda connection: store.update(connection, account, 2.0, name="taken"))


def test_an_account_may_keep_its_own_name(organizations):
    account = add(organizations, make())

    assert organizations.run(lambda connection: store.update(connection, account, 2.0, name="main")).revision == 2


def test_a_change_of_state_carries_its_reason_and_its_time(organizations):
    account = add(organizations, make())
    active = organizations.run(lambda connection: store.move(connection, account, "active", LINKED, 2.0))
    rejected = token_rejected("OAUTH_025")

    organizations.run(lambda connection: store.move(connection, active, "needs_reauth", rejected, 3.0))

    found = find(organizations, account.id)
    assert (found.state, found.reason, found.state_since) == ("needs_reauth", rejected, 3.0)


def test_a_change_of_state_that_the_table_does_not_know_changes_nothing(organizations):
    account = add(organizations, make())

    with pytest.raises(Conflict):
        organizations.run(lambda connection: store.move(connection, account, "suspended", CHECKED, 2.0))

    assert find(organizations, account.id) == account


def test_health_is_no_change_of_the_account(organizations):
    account = add(organizations, make())

    organizations.run(lambda connection: store.note_health(connection, "one", account.id, last_ok_at=9.0))

    assert find(organizations, account.id) == msgspec.structs.replace(account, last_ok_at=9.0)


def test_accounts_are_listed_by_name_and_by_state(organizations):
    for name in ("b", "c", "a"):
        add(organizations, make(name))
    add(organizations, make("d", organization_id="two"))

    listed = organizations.read(lambda connection: store.find_all(connection, "one"))

    assert [one.name for one in listed] == ["a", "b", "c"]
    assert organizations.read(lambda connection: store.find_all(connection, "one", "active")) == []


def test_all_accounts_of_one_person_are_found(organizations):
    first, second = add(organizations, make("a", created_at=1.0)), add(organizations, make("b", created_at=2.0))
    add(organizations, make("c", identity=Identity("8")))
    add(organizations, make("d", organization_id="two"))

    found = organizations.read(lambda connection: store.find_same_user(connection, "one", "7"))

    assert [one.id for one in found] == [first.id, second.id]


def test_an_account_as_json_holds_what_it_is(organizations):
    shown = add(organizations, make()).to_dict()

    assert shown["identity"] == {"user_id": "7", "username": "Ada", "email": "ada@example.com"}
    assert msgspec.json.encode(shown)
