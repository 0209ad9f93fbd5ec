"""No call reaches the account of another organization, nor one that is gone, by whatever id: all get the same words."""

from __future__ import annotations

import inspect

import pytest

from clickgate.accounts import store
from clickgate.accounts.accounts import Accounts
from clickgate.accounts.credentials import store as credential_store
from clickgate.errors import AccountUnavailable, UnknownId
from clickgate.kernel.ids import make_id
from clickgate.kernel.secret import Secret
from tests.support.gates import add_caller, dump, link, open_gate, revoke

NEW_TOKEN = Secret("pk_1234567_AAAABBBBCCCCDDDDEEEEFFFFGGGGHHHH")

SERVICE = {
    "get": lambda gate, caller, id_: gate.accounts.get(caller, id_),
    "find": lambda gate, caller, id_: gate.accounts.find(caller, id_),
    "workspaces": lambda gate, caller, id_: gate.accounts.workspaces(caller, id_),
    "credentials": lambda gate, caller, id_: gate.accounts.credentials(caller, id_),
    "rename": lambda gate, caller, id_: gate.accounts.rename(caller, id_, "stolen"),
    "describe": lambda gate, caller, id_: gate.accounts.describe(caller, id_, "stolen"),
    "set_default_workspace": lambda gate, caller, id_: gate.accounts.set_default_workspace(caller, id_, "1"),
    "suspend": lambda gate, caller, id_: gate.accounts.suspend(caller, id_),
    "resume": lambda gate, caller, id_: gate.accounts.resume(caller, id_),
    "check": lambda gate, caller, id_: gate.accounts.check(caller, id_),
    "reconnect": lambda gate, caller, id_: gate.accounts.reconnect(caller, id_, NEW_TOKEN),
    "remove": lambda gate, caller, id_: gate.accounts.remove(caller, id_),
}
STATEMENTS = {
    "store.find": store.find,
    "store.find_kept": store.find_kept,
    "store.lock": store.lock,
}
LENDING = {
    "broker.lend": lambda gate, caller, id_: gate.broker.lend(caller, id_),
    "broker.look": lambda gate, caller, id_: gate.broker.look(caller, id_),
}
CALLS = SERVICE | LENDING | {
    name: lambda gate, caller, id_, call=call: gate.database.run(
        lambda connection: call(connection, caller.organization_id, id_)
    )
    for name, call in STATEMENTS.items()
}  # fmt: skip
# What was deleted is still there for those who ask whether it ever was.
KNOWS_DELETED = {"store.find_kept", *LENDING}
FOREIGN = {
    "another organization's": lambda foreign, own, deleted: foreign.id,
    "a deleted one": lambda foreign, own, deleted: deleted.id,
    "of nobody": lambda foreign, own, deleted: make_id("acc"),
    "of another kind": lambda foreign, own, deleted: own.id.replace("acc_", "org_"),
    "in small letters": lambda foreign, own, deleted: own.id.lower(),
    "with a space": lambda foreign, own, deleted: own.id + "\u00a0x",
    "empty": lambda foreign, own, deleted: "",
    "a space": lambda foreign, own, deleted: " ",
    "absurdly long": lambda foreign, own, deleted: "acc_" + "A" * 1_000_000,
    "SQL": lambda foreign, own, deleted: "acc_' OR '1'='1' --",
    "a wildcard": lambda foreign, own, deleted: "acc_%",
    "with a NUL": lambda foreign, own, deleted: own.id + "\0",
    "half a surrogate pair": lambda foreign, own, deleted: "acc_\ud800",
}


@pytest.fixture
def scene(databases, database_kind, tmp_path, clickup_sandbox):
    """Two organizations with an account each, and one that is gone."""
    with open_gate(databases.make(database_kind), tmp_path, clickup_sandbox) as gate:
        other = add_caller(gate, "other")
        own = link(gate, clickup_sandbox)
        foreign = link(gate, clickup_sandbox, caller=other)
        token = clickup_sandbox.issue_token()
        deleted = gate.accounts.remove(
            gate.caller, link(gate, clickup_sandbox, "gone", token=token, allow_second=True).id
        )
        revoke(clickup_sandbox, token)
        yield gate, own, foreign, deleted


def test_no_call_reaches_what_is_not_the_callers(scene, clickup_sandbox):
    gate, own, foreign, deleted = scene
    before, asked, told = dump(gate.database, "other"), len(clickup_sandbox.requests), {}
    mine = dump(gate.database, "local")["accounts"]

    for name, call in CALLS.items():
        for kind, choose in FOREIGN.items():
            if kind == "a deleted one" and name in KNOWS_DELETED:
                continue
            with pytest.raises(UnknownId) as refused:
                call(gate, gate.caller, choose(foreign, own, deleted))
            told[name, kind] = str(refused.value)

    assert len(told) == len(CALLS) * len(FOREIGN) - len(KNOWS_DELETED)
    assert set(told.values()) == {"There is no such account. `clickgate accounts list` shows what there is."}
    assert dump(gate.database, "other") == before
    assert dump(gate.database, "local")["accounts"] == mine
    assert len(clickup_sandbox.requests) == asked


@pytest.mark.parametrize("name", LENDING)
def test_the_token_of_an_account_that_is_gone_is_not_lent(scene, name):
    gate, _, _, deleted = scene

    with pytest.raises(AccountUnavailable) as refused:
        LENDING[name](gate, gate.caller, deleted.id)

    assert (refused.value.state, refused.value.reason) == ("deleted", "removed")


def test_lists_show_what_is_the_callers_alone(scene):
    gate, own, foreign, _ = scene

    assert [one.id for one in gate.accounts.list(gate.caller)] == [own.id]
    assert foreign.id not in {one.id for one in gate.accounts.list(gate.caller, state="deleted")}
    assert gate.accounts.find(gate.caller, foreign.name).id == own.id  # they have the same name


def test_what_is_known_of_credentials_is_bounded_too(scene):
    """Even with an account's values from elsewhere: the organization is the caller's own."""
    gate, own, foreign, _ = scene
    mixed = type(foreign)(
        **{name: getattr(foreign, name) for name in foreign.__struct_fields__} | {"organization_id": "local"}
    )

    assert gate.database.read(lambda connection: credential_store.find_all(connection, mixed)) == []
    with pytest.raises(UnknownId):
        gate.database.read(lambda connection: credential_store.find(connection, mixed, 1))
    assert len(gate.database.read(lambda connection: credential_store.find_all(connection, own))) == 1


def test_every_call_on_an_account_stands_in_the_table():
    takes_id = {
        name for name, method in inspect.getmembers(Accounts, inspect.isfunction)
        if not name.startswith("_") and {"account_id", "name_or_id"} & set(inspect.signature(method).parameters)
    }  # fmt: skip

    assert takes_id | {"check", "resume", "reconnect"} == set(SERVICE)
