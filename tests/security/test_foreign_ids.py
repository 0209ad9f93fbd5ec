"""No call reaches what another organization has, by whatever id or name, nor learns whether it is there.

The calls are found by looking at the services themselves: a new method, or a new parameter, fails here until it is said
how it is called.
"""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from clickgate.access.audit.reading import questions
from clickgate.access.audit.reading.entry import Filters
from clickgate.access.audit.reading.source import Index
from clickgate.accounts.gate import ClickGate
from clickgate.accounts.oauth.flow import Purpose
from clickgate.accounts.propagation.propagations import FIELD
from clickgate.client.wire.auth import read_token
from clickgate.errors import ClickgateError, InvalidParams, UnknownId
from clickgate.kernel.ids import make_id
from clickgate.kernel.secret import Secret
from clickgate.vault.envelope import Place
from tests.support.gates import add_caller, dump, link, open_gate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from clickgate.access.caller import Caller
    from clickgate.accounts.model import Account
    from clickgate.accounts.oauth.store import OAuthApp
    from clickgate.accounts.propagation.model import StoredTarget
    from clickgate.sandbox.server import Sandbox
    from tests.support.databases import Databases

HUB = "https://hub.example/callback"
SECRET = Secret("Q7W3E9R1T5Y8U2I6O4P0A9S7D3F1G5H8J2K6L4Z0X9C7V3B1N5M8Q2W6E4R0T9Y7")


@dataclass
class Side:
    """What an organization has of each kind."""

    caller: Caller
    account: Account
    app: OAuthApp
    target: StoredTarget
    rotation_id: str
    gone: Account


@dataclass
class Scene:
    """Two organizations at one database, `own` and `other`; their things have the same names but for one of each."""

    gate: ClickGate
    own: Side
    other: Side
    token: Secret
    folder: Path


def furnish(gate: ClickGate, sandbox: Sandbox, caller: Caller, folder: Path) -> Side:
    name = caller.organization_id
    app = gate.oauth_apps.register(
        caller, name=f"app of {name}", client_id="CLIENT", client_secret=SECRET, redirect_uri=HUB
    )
    account = link(gate, sandbox, f"account of {name}", caller=caller)
    target = gate.propagations.add(
        caller, account.id, name=f"target-of-{name}", kind="dotenv", config={"path": str(folder / name)}
    )
    gone = link(gate, sandbox, "gone", caller=caller, allow_second=True)
    gate.accounts.remove(caller, gone.id)
    rotation = gate.rotations.open(caller, account.id, "slots")
    return Side(caller, account, app, target, rotation.id, gone)


@pytest.fixture
def scene(
    databases: Databases, database_kind: str, tmp_path: Path, clickup_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Scene]:
    for name in ("CLICKGATE_ACCOUNT", "CLICKUP_API_TOKEN", "CLICKUP_WORKSPACE_ID", "CLICKGATE_ENV"):
        monkeypatch.delenv(name, raising=False)
    with open_gate(databases.make(database_kind), tmp_path, clickup_sandbox) as gate:
        own = furnish(gate, clickup_sandbox, gate.caller, tmp_path)
        other = furnish(gate, clickup_sandbox, add_caller(gate, "other"), tmp_path)
        token = Secret(clickup_sandbox.issue_token(oauth=True))
        yield Scene(gate, own, other, token, tmp_path)


Call = "Callable[[Scene, Any], object]"
ABSURD: dict[str, Any] = {
    "of nobody": make_id("acc"),
    "empty": "",
    "absurdly long": "acc_" + "A" * 100_000,
    "long and digits": "9" * 100_000,
    "SQL": "' OR '1'='1' --",
    "more SQL": "acc_%'; DROP TABLE accounts; --",
    "a wildcard": "%",
    "with a NUL": "acc_\0",
    "half a surrogate pair": "acc_\ud800",
    "a path": "../../other",
    "in JSON": '{"$ne": null}',
}


def ids_of(side: Side) -> dict[str, str]:
    """The ids of all that an organization has."""
    return {
        "account": side.account.id, "app": side.app.id, "target": side.target.id, "rotation": side.rotation_id,
        "organization": side.caller.organization_id,
    }  # fmt: skip


def names_of(side: Side) -> dict[str, str]:
    """The names of all that an organization has."""
    return {"account's name": side.account.name, "app's name": side.app.name, "target's name": side.target.name}


def foreign(scene: Scene, but: str) -> dict[str, Any]:
    """All that a caller may try in place of an id: what is foreign, gone, of another kind, or nobody's."""
    theirs = ids_of(scene.other) | names_of(scene.other) | {"gone account": scene.other.gone.id}
    own = {kind: id_ for kind, id_ in ids_of(scene.own).items() if kind != but}
    return {
        **ABSURD, **{f"the other's {kind}": id_ for kind, id_ in theirs.items()},
        **{f"one's own {kind}, which is no {but}": id_ for kind, id_ in own.items()},
        **({"one's own, and gone": scene.own.gone.id} if but == "account" else {}),
    }  # fmt: skip


def at(scene: Scene) -> tuple[ClickGate, Caller, str]:
    return scene.gate, scene.own.caller, scene.own.account.id


# service → method → parameter that takes an id or a name → (kind of it, how it is called)
def on_account(call: Callable[..., object], kind: str = "account") -> tuple[str, Any]:
    return kind, lambda scene, id_: call(scene.gate, scene.own.caller, id_)


TABLE: dict[str, dict[str, dict[str, tuple[str, Any]]]] = {
    "accounts": {
        "get": {"account_id": on_account(lambda g, c, i: g.accounts.get(c, i))},
        "find": {"name_or_id": on_account(lambda g, c, i: g.accounts.find(c, i))},
        "list": {},
        "is_of_production": {},
        "workspaces": {"account_id": on_account(lambda g, c, i: g.accounts.workspaces(c, i))},
        "credentials": {"account_id": on_account(lambda g, c, i: g.accounts.credentials(c, i))},
        "rename": {"account_id": on_account(lambda g, c, i: g.accounts.rename(c, i, "stolen"))},
        "describe": {"account_id": on_account(lambda g, c, i: g.accounts.describe(c, i, "stolen"))},
        "set_default_workspace": {
            "account_id": on_account(lambda g, c, i: g.accounts.set_default_workspace(c, i, "1")),
            "workspace": ("workspace", lambda s, i: s.gate.accounts.set_default_workspace(*at(s)[1:], i)),
        },
        "suspend": {"account_id": on_account(lambda g, c, i: g.accounts.suspend(c, i))},
        "resume": {"account_id": on_account(lambda g, c, i: g.accounts.resume(c, i))},
        "check": {"account_id": on_account(lambda g, c, i: g.accounts.check(c, i))},
        "remove": {"account_id": on_account(lambda g, c, i: g.accounts.remove(c, i))},
        "inspect": {},  # its account_id is for the log alone
        "link": {
            "default_workspace": ("workspace", lambda s, i: s.gate.accounts.link(
                s.own.caller, name="new", token=s.token, allow_second=True, default_workspace=i)),
            "oauth_app_id": ("app", lambda s, i: s.gate.accounts.link(
                s.own.caller, name="new", token=s.token, allow_second=True, oauth_app_id=i)),
        },
        "reconnect": {
            "account_id": ("account", lambda s, i: s.gate.accounts.reconnect(s.own.caller, i, s.token)),
            "oauth_app_id": ("app", lambda s, i: s.gate.accounts.reconnect(
                s.own.caller, unrotated(s), s.token, oauth_app_id=i)),
        },
        "inspect_version": {
            "account": ("an account", lambda s, a: s.gate.accounts.inspect_version(s.own.caller, a, 1)),
            "version": ("version", lambda s, v: s.gate.accounts.inspect_version(s.own.caller, s.own.account, v)),
        },
    },
    "broker": {
        "lend": {
            "account_id": ("account, kept", lambda s, i: s.gate.broker.lend(s.own.caller, i)),
            "workspace_id": ("workspace", lambda s, i: s.gate.broker.lend(*at(s)[1:], workspace_id=i)),
        },
        "look": {"account_id": ("account, kept", lambda s, i: s.gate.broker.look(s.own.caller, i))},
        "open": {
            "account": ("an account", lambda s, a: s.gate.broker.open(s.own.caller, a, 1, why="test")),
            "version": ("version", lambda s, v: s.gate.broker.open(s.own.caller, s.own.account, v, why="test")),
        },
        "open_sealed": {
            "account": ("an account", lambda s, a: s.gate.broker.open_sealed(
                s.own.caller, a, Place("other", s.other.target.id, FIELD, 1), why="test")),
            "place": ("an account", lambda s, a: s.gate.broker.open_sealed(
                s.own.caller, s.own.account, Place("other", a.id, "token", 1), why="test")),
        },
        "take": {"account": ("an account", lambda s, a: s.gate.broker.take(s.own.caller, a))},
        # What a lending calls, with an account that `look` found.
        "begin": {}, "end": {}, "changes": {}, "is_rotating": {}, "reject": {},
    },
    "rotations": {
        "find_open": {"account_id": on_account(lambda g, c, i: g.rotations.find_open(c, i))},
        "find_all": {"account_id": on_account(lambda g, c, i: g.rotations.find_all(c, i))},
        "open": {"account_id": on_account(lambda g, c, i: g.rotations.open(c, i, "slots"))},
        "stage": {"account_id": ("account", lambda s, i: s.gate.rotations.stage(s.own.caller, i, s.token))},
        "validate": {"account_id": on_account(lambda g, c, i: g.rotations.validate(c, i))},
        "switch": {"account_id": on_account(lambda g, c, i: g.rotations.switch(c, i))},
        "propagate": {"account_id": on_account(lambda g, c, i: g.rotations.propagate(c, i))},
        "prove": {"account_id": on_account(lambda g, c, i: g.rotations.prove(c, i))},
        "advance": {"account_id": on_account(lambda g, c, i: g.rotations.advance(c, i))},
        "leave": {"account_id": on_account(lambda g, c, i: g.rotations.leave(c, i))},
        "cancel": {"account_id": on_account(lambda g, c, i: g.rotations.cancel(c, i))},
        "roll_back": {"account_id": on_account(lambda g, c, i: g.rotations.roll_back(c, i))},
    },
    "propagations": {
        "targets": {"account_id": on_account(lambda g, c, i: g.propagations.targets(c, i))},
        "arrivals": {
            "account_id": on_account(lambda g, c, i: g.propagations.arrivals(c, i)),
            "version": ("a filter", lambda s, v: s.gate.propagations.arrivals(*at(s)[1:], 77)),
        },
        "add": {"account_id": ("account", lambda s, i: s.gate.propagations.add(
            s.own.caller, i, name="new", kind="dotenv", config={"path": str(s.folder / "new")}))},
        "remove": {
            "account_id": ("account", lambda s, i: s.gate.propagations.remove(s.own.caller, i, s.own.target.name)),
            "name": ("target's name", lambda s, n: s.gate.propagations.remove(*at(s)[1:], n)),
        },
        "carry": {
            "account": ("an account", lambda s, a: s.gate.propagations.carry(s.own.caller, a, 1)),
            "version": ("version", lambda s, v: s.gate.propagations.carry(s.own.caller, s.own.account, v)),
        },
        "check": {"account": ("an account", lambda s, a: s.gate.propagations.check(s.own.caller, a))},
        "try_all": {"account": ("an account", lambda s, a: s.gate.propagations.try_all(s.own.caller, a))},
        # What `carry` calls for each target that it found.
        "open_stored": {"account": ("an account", lambda s, a: s.gate.propagations.open_stored(
            s.own.caller, a, s.other.target))},
        "put_on_record": {},
    },
    "oauth_apps": {
        "find": {"name_or_id": on_account(lambda g, c, i: g.oauth_apps.find(c, i), "app")},
        "list": {}, "register": {},
        "open_secret": {},  # called with an app that `find` gave
        "remove": {"app_id": on_account(lambda g, c, i: g.oauth_apps.remove(c, i), "app")},
        "rotate_secret": {"app_id": on_account(lambda g, c, i: g.oauth_apps.rotate_secret(c, i, SECRET), "app")},
    },
    "signing_in": {
        "begin": {
            "app": on_account(lambda g, c, i: g.signing_in.begin(c, i, Purpose()), "app"),
            "account_id": ("account", lambda s, i: s.gate.signing_in.begin(
                s.own.caller, s.own.app.id, Purpose(), account_id=i)),
        },
        "finish": {"query": ("state", lambda s, q: s.gate.signing_in.finish(s.own.caller, q, Secret("x" * 43)))},
    },
    "safekeeping": {"status": {}, "rotate_key": {}, "rotate_data_key": {}, "backup": {}},
}  # fmt: skip
# Parameters that name nothing which an organization has.
PLAIN = {
    "caller", "state", "token", "description", "name", "why", "inspection", "environment", "allow_second",
    "allow_identity_change", "way", "keep_for", "progress", "kind", "config", "secret", "anew", "client_id",
    "client_secret", "redirect_uri", "purpose", "binding", "dry_run", "to", "path", "overwrite", "stored",
}  # fmt: skip


def unrotated(scene: Scene) -> str:
    """One's own account, with no rotation under way."""
    if scene.gate.rotations.find_open(scene.own.caller, scene.own.account.id):
        scene.gate.rotations.cancel(scene.own.caller, scene.own.account.id)
    return scene.own.account.id


def methods_of(service: object) -> dict[str, set[str]]:
    """The public methods of a service and their parameters; methods that it borrows from others are its own."""
    found = {}
    for name in dir(service):
        if not name.startswith("_") and inspect.ismethod(member := getattr(service, name)):
            found[name] = set(inspect.signature(member).parameters)
    return found


def tried(scene: Scene, kind: str) -> dict[str, Any]:
    """What is tried in place of an id of a kind."""
    if kind == "an account":
        return {"the other's account": scene.other.account, "the other's, and gone": scene.other.gone}
    if kind == "version":
        return {"of nobody": 77, "none": 0, "negative": -1}
    if kind == "state":
        return {"of nobody": f"code=1&state={'y' * 43}", **{name: f"code=1&state={text[:60]}" for name, text in
                {"empty": "", "SQL": "'--", "NUL": "%00" * 43, "surrogate": "\ud800"}.items()}}  # fmt: skip
    if kind == "a filter":
        return {"of nobody": 77}
    found = foreign(scene, kind.partition(",")[0].partition("'")[0])
    if kind == "account, kept":  # whoever asks for one's own account that is gone is told so
        found.pop("one's own account, which is no account", None)
    if kind == "target's name":
        found = {name: text for name, text in found.items() if text != scene.own.target.name}
    return found


def own_rows(scene: Scene) -> dict[str, Any]:
    return {name: rows for name, rows in dump(scene.gate.database, "local").items() if not name.startswith("audit_")}


def files_of(scene: Scene) -> dict[str, bytes]:
    folder = scene.folder / "audit" / "other"
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def refusal(call: Callable[[], object]) -> tuple[type[BaseException], str]:
    try:
        given = call()
    except ClickgateError as error:
        return type(error), re.sub(r"version -?[0-9]+", "version N", str(error))
    return type(None), repr(given)


@pytest.mark.parametrize("service", TABLE)
def test_what_is_foreign_is_as_if_it_were_not_there(scene: Scene, service: str):
    scene.gate.audit.close()  # all is in its place
    before, files = dump(scene.gate.database, "other"), files_of(scene)
    odd = {}
    for method, parameters in TABLE[service].items():
        for parameter, (kind, call) in parameters.items():
            values = tried(scene, kind)
            told = {name: refusal(lambda call=call, value=value: call(scene, value)) for name, value in values.items()}
            nobody = told.get("of nobody") or (UnknownId, str(UnknownId("There is no such account.")))
            for name, (error, words) in told.items():
                is_same = (error, words) == nobody or error is InvalidParams or (kind == "state" and error is nobody[0])
                if name == "one's own, and gone" and kind == "account, kept":
                    is_same = error.__name__ == "AccountUnavailable"
                if not is_same:
                    odd[f"{method}({parameter}: {name})"] = (error.__name__, words[:200])

    assert odd == {}
    assert dump(scene.gate.database, "other") == before
    assert files_of(scene) == files


@pytest.mark.parametrize("service", TABLE)
def test_what_does_not_exist_is_refused(scene: Scene, service: str):
    """Where an id is wanted that nobody has, nothing is done, and the word for it is the same everywhere."""
    wanted = {"account": "UnknownId", "account, kept": "UnknownId", "app": "UnknownId", "target's name": "UnknownId",
              "an account": "UnknownId", "workspace": "WorkspaceNotLinked", "version": "SealBroken",
              "state": "SignInFailed", "a filter": "NoneType"}  # fmt: skip
    told, expected, before = {}, {}, own_rows(scene)
    for method, parameters in TABLE[service].items():
        for parameter, (kind, call) in parameters.items():
            value = next(iter(tried(scene, kind).values()))
            told[method, parameter] = refusal(lambda call=call, value=value: call(scene, value))[0].__name__
            expected[method, parameter] = wanted[kind]
            if kind == "workspace" and method in {"link", "set_default_workspace"}:
                told[method, parameter] = told[method, parameter].replace("InvalidParams", "WorkspaceNotLinked")
    after = own_rows(scene)

    assert told == expected
    assert {name for name in before if before[name] != after[name]} <= {"rotations", "accounts", "propagations"}
    assert [row[:2] for row in after["accounts"]] == [row[:2] for row in before["accounts"]]


@pytest.mark.parametrize("service", TABLE)
def test_every_method_and_every_parameter_stands_in_the_table(scene: Scene, service: str):
    found = methods_of(getattr(scene.gate, service))
    unknown = {
        f"{method}({parameter})" for method, parameters in found.items() for parameter in parameters
        if TABLE[service].get(method) and parameter not in PLAIN and parameter not in TABLE[service][method]
    }  # fmt: skip

    assert set(found) == set(TABLE[service])
    assert unknown == set()


def test_every_service_of_a_gate_stands_in_the_table(scene: Scene):
    ours = {
        name for name, part in vars(scene.gate).items()
        if not name.startswith("_") and any("caller" in parameters for parameters in methods_of(part).values())
    }  # fmt: skip
    # Parts of the others: each is called by them alone, with what they found in the caller's organization.
    assert ours - {"changing", "health", "trying", "audit"} == set(TABLE)
    assert {name for name, parameters in methods_of(scene.gate).items() if parameters & {"name_or_id"}} == {
        "client", "async_client", "lend",
    }  # fmt: skip


@pytest.mark.parametrize("method", ["client", "async_client", "lend"])
def test_a_gate_lends_no_foreign_account(scene: Scene, method: str):
    told = {name: refusal(lambda text=text: getattr(scene.gate, method)(text))
            for name, text in foreign(scene, "account").items() if text}  # fmt: skip

    assert set(told.values()) == {told["of nobody"]}
    assert told["of nobody"][0] is UnknownId


def test_a_state_of_another_organization_is_none(scene: Scene):
    begun = scene.gate.signing_in.begin(scene.other.caller, scene.other.app.id, Purpose())
    before = dump(scene.gate.database, "other")["oauth_states"]
    query = f"code=1&state={begun.state.reveal()}"

    assert refusal(lambda: scene.gate.signing_in.finish(scene.own.caller, query, begun.binding)) == refusal(
        lambda: scene.gate.signing_in.finish(scene.own.caller, f"code=1&state={'y' * 43}", begun.binding)
    )
    assert dump(scene.gate.database, "other")["oauth_states"] == before


def test_new_keys_for_one_organization_change_nothing_of_another(scene: Scene):
    before = dump(scene.gate.database, "other")
    scene.gate.safekeeping.rotate_data_key(scene.own.caller)

    assert dump(scene.gate.database, "other") == before


# question → parameter → how it is asked
ASKED: dict[str, Any] = {
    "find": lambda s, i: questions.find(*s, Filters(account_id=i)),
    "find_all": lambda s, i: list(questions.find_all(*s, Filters(target=i))),
    "find_by_id": lambda s, i: questions.find_by_id(*s, i),
    "find_touches": lambda s, i: questions.find_touches(*s, i),
    "last_uses": lambda s, i: questions.last_uses(*s, account_id=i),
    "find_unused": lambda s, i: questions.find_unused(*s, [], now=2e9),
    "count_operations": lambda s, i: questions.count_operations(*s, account_id=i),
    "error_rates": lambda s, i: questions.error_rates(*s, account_id=i),
    "least_remaining": lambda s, i: questions.least_remaining(*s, account_id=i),
}


def test_no_question_to_the_audit_log_tells_of_another_organization(scene: Scene):
    source = (Index(scene.gate.database, scene.gate.audit.folder), "local")
    theirs = {
        "their account": scene.other.account.id, "their app": scene.other.app.id,
        "their deed": questions.find(source[0], "other", limit=1)[0].deed,
    }  # fmt: skip
    odd = [
        (question, name) for question, ask in ASKED.items() for name, id_ in theirs.items() if list(ask(source, id_))
    ]
    entries = list(questions.find_all(*source))
    everything = repr(entries)

    assert entries
    assert odd == []
    assert [one for one in (*theirs.values(), scene.other.account.name) if one in everything] == []


def test_every_question_stands_in_the_table():
    found = {
        name for name, function in inspect.getmembers(questions, inspect.isfunction)
        if function.__module__ == questions.__name__ and not name.startswith("_")
    }  # fmt: skip

    assert found == set(ASKED)


def test_a_token_that_is_lent_is_that_of_the_account(scene: Scene):
    """What the table proves is worth something only where the same call works for the owner."""
    lent = scene.gate.broker.take(scene.own.caller, scene.own.account)

    assert (
        lent.token.header == read_token(scene.gate.broker.open(scene.own.caller, scene.own.account, 1, why="t")).header
    )
    assert refusal(lambda: scene.gate.broker.open(scene.own.caller, scene.other.account, 1, why="t"))[0] is UnknownId
