"""Each statement on rows of an organization is bounded by its id, for each table that it names."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

import clickgate
from clickgate.access.audit.reading import questions
from clickgate.access.audit.reading.source import Index
from clickgate.access.audit.retention import drop_old
from clickgate.access.audit.verify import verify
from clickgate.accounts.oauth.flow import Purpose
from clickgate.db.tables import metadata
from clickgate.errors import ClickgateError
from clickgate.kernel.secret import Secret
from tests.support.browser import Browser
from tests.support.gates import add_caller, link, open_gate, revoke

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clickgate.accounts.gate import ClickGate
    from clickgate.sandbox.server import Sandbox
    from tests.support.databases import Databases

SOURCE = Path(clickgate.__file__).parent
HUB = "https://hub.example/callback"
TABLES = sorted(table.name for table in metadata.sorted_tables if "organization_id" in table.c)
# Statements that are about all organizations on purpose, and why.
ACROSS = {
    "vault/store.py:find_wrapped": "a new key-encryption key wraps the data keys of all",
    "vault/store.py:count_wrapped": "so does the count of what is left to wrap",
    "vault/store.py:find_destroyed": "the register beside the key names what was destroyed, whoever's it was",
    "vault/store.py:tally_data_keys": "how the vault stands, in numbers",
    "vault/store.py:count_all_values": "how the vault stands, in numbers",
}
_BOUND = r"(?:\?|%\(\w+\)s(?:::\w+)?|:\w+)"


def is_bounded(sql: str, table: str) -> bool:
    """Tell whether a statement takes no row of a table but those of an organization that is handed over."""
    inserted = re.search(rf"INSERT INTO {table} \(([^)]*)\)", sql)
    if inserted:
        return "organization_id" in re.split(r",\s*", inserted[1])
    names = {table, *re.findall(rf"\b{table} AS (\w+)", sql)}
    if re.search(rf"\b{table} AS \w+", sql) and not re.search(rf"\b{table}\.", sql):
        names -= {table}
    return all(
        re.search(rf"\b{name}\.organization_id = (?:{_BOUND}|\w+\.organization_id)", sql)
        or re.search(rf"\w+\.organization_id = {name}\.organization_id", sql)
        for name in names
    )


def tables_of(sql: str) -> set[str]:
    """The tables of organizations that a statement names."""
    return {table for table in TABLES if re.search(rf"\b(?:FROM|JOIN|INTO|UPDATE|,)\s+{table}\b", sql)}


def place_of() -> str:
    """The function of a store that sends a statement; where it was only written there, whoever sends it."""
    frame: Any = sys._getframe(1)
    sender = ""
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(SOURCE):
            place = f"{path.relative_to(SOURCE).as_posix()}:{frame.f_code.co_name}"
            if path.name == "store.py":
                return place
            sender = sender or place
        frame = frame.f_back
    return sender


@contextmanager
def watched() -> Iterator[dict[str, list[tuple[str, Any]]]]:
    """All statements on rows of organizations that are sent meanwhile, by the function that sends them."""
    sent: dict[str, list[tuple[str, Any]]] = defaultdict(list)

    def note(connection: Any, cursor: Any, sql: str, parameters: Any, context: Any, many: bool) -> None:
        if tables_of(sql):
            sent[place_of()].append((sql, parameters))

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)


def live(gate: ClickGate, sandbox: Sandbox, folder: Path) -> None:
    """Do everything that can be done with accounts."""
    caller, accounts, rotations = gate.caller, gate.accounts, gate.rotations
    account = link(gate, sandbox, token=sandbox.issue_token())
    accounts.rename(caller, account.id, "renamed")
    accounts.describe(caller, account.id, "described")
    accounts.set_default_workspace(caller, account.id, sandbox.workspace_id)
    accounts.suspend(caller, account.id)
    accounts.resume(caller, account.id)
    accounts.check(caller, account.id)
    accounts.list(caller, state="active")
    accounts.credentials(caller, account.id)
    with gate.client("renamed") as client:
        client.spaces.list()
    gate.health.close()
    for name in ("one", "two"):
        gate.propagations.add(
            caller, account.id, name=name, kind="dotenv", config={"path": str(folder / name)}, secret=None
        )
    gate.propagations.carry(caller, account, 1)
    gate.propagations.arrivals(caller, account.id, 1)
    rotations.open(caller, account.id, "slots")
    rotations.stage(caller, account.id, Secret(sandbox.issue_token()))
    rotations.advance(caller, account.id)
    rotations.roll_back(caller, account.id)
    rotations.open(caller, account.id, "in_place")
    rotations.cancel(caller, account.id)
    rotations.find_all(caller, account.id)
    token = sandbox.issue_token()
    other = link(gate, sandbox, "other", token=token, allow_second=True)
    revoke(sandbox, token)
    with gate.client("other") as client, pytest.raises(ClickgateError):
        client.spaces.list()
    accounts.reconnect(caller, other.id, Secret(sandbox.issue_token()))
    sign_in(gate, sandbox)
    gate.propagations.remove(caller, account.id, "one")
    accounts.remove(caller, account.id)
    gate.safekeeping.rotate_data_key(caller)
    gate.safekeeping.rotate_key(caller)
    gate.safekeeping.status()
    ask(gate)


def sign_in(gate: ClickGate, sandbox: Sandbox) -> None:
    app = sandbox.oauth_app
    app.redirect_uris = (HUB,)
    kept = gate.oauth_apps.register(
        gate.caller, name="hub", client_id=app.client_id, client_secret=Secret(app.client_secret), redirect_uri=HUB
    )
    begun = gate.signing_in.begin(gate.caller, "hub", Purpose(name="signed in", allow_second=True))
    browser = Browser(stops_at=HUB)
    query = urlsplit(browser.consent(browser.open(begun.url)).url).query
    account = gate.signing_in.finish(gate.caller, query, begun.binding).account
    gate.oauth_apps.rotate_secret(gate.caller, kept.id, Secret(app.client_secret))
    gate.accounts.remove(gate.caller, account.id)
    gate.oauth_apps.remove(gate.caller, kept.id)


def ask(gate: ClickGate) -> None:
    gate.audit.close()
    source = (Index(gate.database, gate.audit.folder), "local")
    questions.find(*source)
    questions.find_touches(*source, "renamed")
    questions.last_uses(*source)
    questions.count_operations(*source)
    questions.error_rates(*source)
    questions.least_remaining(*source)
    assert verify(gate.database, gate.audit.folder, gate.audit.key, "local").ok
    drop_old(gate.audit, gate.caller, days=0)


@pytest.fixture
def sent(
    databases: Databases, database_kind: str, tmp_path: Path, clickup_sandbox: Sandbox
) -> dict[str, list[tuple[str, Any]]]:
    """What was sent in the course of a whole life."""
    with open_gate(databases.make(database_kind), tmp_path, clickup_sandbox) as gate:
        add_caller(gate, "other")
        with watched() as found:
            live(gate, clickup_sandbox, tmp_path)
    return found


def test_every_statement_is_bounded_by_an_organization(sent: dict[str, list[tuple[str, Any]]]):
    unbounded = sorted(
        {
            f"{place}: {table}: {sql}" for place, statements in sent.items() if place not in ACROSS
            for sql, _ in statements for table in tables_of(sql) if not is_bounded(sql, table)
        }
    )  # fmt: skip

    assert unbounded == []


def test_the_organization_that_is_handed_over_is_the_callers(sent: dict[str, list[tuple[str, Any]]]):
    foreign = sorted(
        {
            f"{place}: {sql}" for place, statements in sent.items() if place not in ACROSS
            for sql, parameters in statements for row in (parameters if isinstance(parameters, list) else [parameters])
            if "local" not in (row.values() if isinstance(row, dict) else row)
        }
    )  # fmt: skip

    assert foreign == []


def test_what_is_about_all_organizations_is_so_on_purpose(sent: dict[str, list[tuple[str, Any]]]):
    assert set(ACROSS) - set(sent) == set()
    assert all(
        any(not is_bounded(sql, table) for sql, _ in sent[place] for table in tables_of(sql)) for place in ACROSS
    )


def test_every_table_is_among_those_that_were_used(sent: dict[str, list[tuple[str, Any]]]):
    used = {table for statements in sent.values() for sql, _ in statements for table in tables_of(sql)}

    assert set(TABLES) - used == set()


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT accounts.id FROM accounts WHERE accounts.organization_id = ?", True),
        ("SELECT accounts.id FROM accounts WHERE accounts.id = ?", False),
        ("SELECT accounts.organization_id FROM accounts WHERE accounts.id = ?", False),
        ("SELECT accounts.id FROM accounts WHERE accounts.organization_id = 'local'", False),
        ("SELECT c.id FROM credentials JOIN accounts ON accounts.id = credentials.account_id "
         "WHERE credentials.organization_id = ?", False),
        ("DELETE FROM accounts", False),
        ("UPDATE accounts SET name=%(n)s::VARCHAR WHERE accounts.organization_id = %(o)s::VARCHAR", True),
        ("INSERT INTO accounts (id, name) VALUES (?, ?)", False),
        ("INSERT INTO accounts (id, organization_id) VALUES (?, ?)", True),
    ],
)  # fmt: skip
def test_what_is_not_bounded_is_seen(sql: str, expected: bool):
    assert is_bounded(sql, "accounts") is expected
