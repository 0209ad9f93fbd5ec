"""OAuth apps are kept for one organization, and their secrets are sealed and never given out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from clickgate.accounts.oauth.apps import FIELD, OAuthApps
from clickgate.accounts.oauth.store import find_app, remove_app
from clickgate.errors import ClickgateError, ConfigurationError, Conflict, InvalidParams, SealBroken, UnknownId
from clickgate.kernel.secret import Secret
from clickgate.vault.envelope import Place
from tests.support.gates import add_caller, dump, link, read_log

if TYPE_CHECKING:
    from pathlib import Path

    from clickgate.accounts.gate import ClickGate
    from clickgate.accounts.oauth.store import OAuthApp
    from clickgate.kernel.clock import ManualClock
    from clickgate.sandbox.server import Sandbox
    from tests.support.databases import Databases

SECRET = "K7Q2M9X4C1V8B3N6L5J0H7G2F9D4S1A8P3O6I5U0Y7T2R9E4W1Q8Z3X6C5V0B7N2"
OTHER = SECRET[::-1]
CALLBACK = "http://127.0.0.1:8421/callback"


@pytest.fixture(params=["sqlite", "postgresql"])
def gate_url(databases: Databases, request: pytest.FixtureRequest) -> str:
    """Either kind of database."""
    return databases.make(request.param)


@pytest.fixture
def apps(gate: ClickGate, clock: ManualClock) -> OAuthApps:
    return OAuthApps(gate.database, gate.vault, gate.audit, clock)


def register(apps: OAuthApps, gate: ClickGate, **changes: Any) -> OAuthApp:
    values = {
        "name": "main", "client_id": "CLIENT", "client_secret": Secret(SECRET), "redirect_uri": CALLBACK,
    } | changes  # fmt: skip
    return apps.register(values.pop("caller", gate.caller), **values)


def opened(apps: OAuthApps, gate: ClickGate, app: OAuthApp) -> Secret:
    return gate.database.read(lambda connection: apps.open_secret(connection, app))


def versions(gate: ClickGate) -> list[int]:
    """The versions of client secrets that are sealed."""
    return [row[3] for row in dump(gate.database, "local")["sealed_values"] if row[2] == FIELD]


def test_an_app_is_kept_and_found_by_name_and_id(apps: OAuthApps, gate: ClickGate):
    made = register(apps, gate)
    other = register(apps, gate, name="another")

    assert apps.list(gate.caller) == [other, made]
    assert apps.find(gate.caller, "main") == apps.find(gate.caller, made.id) == made
    assert (made.client_id, made.redirect_uri, made.secret_version) == ("CLIENT", CALLBACK, 1)


def test_the_secret_is_sealed_and_nothing_shows_it(apps: OAuthApps, gate: ClickGate, tmp_path: Path):
    made = register(apps, gate)
    gate.audit.tend()

    files = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert opened(apps, gate, made) == Secret(SECRET)
    assert SECRET not in f"{made!r} {apps.list(gate.caller)!r} {dump(gate.database, 'local')!r}"
    assert SECRET.encode() not in files


def test_a_new_secret_takes_the_place_of_the_old_one(apps: OAuthApps, gate: ClickGate):
    made = register(apps, gate)

    changed = apps.rotate_secret(gate.caller, made.id, Secret(OTHER))

    assert changed.secret_version == 2
    assert opened(apps, gate, apps.find(gate.caller, "main")) == Secret(OTHER)
    with pytest.raises(SealBroken):
        opened(apps, gate, made)
    assert versions(gate) == [2]


def test_a_secret_does_not_open_for_another_app(apps: OAuthApps, gate: ClickGate):
    first, second = register(apps, gate), register(apps, gate, name="second", client_secret=Secret(OTHER))

    def swap(connection: Any) -> None:
        stolen = Place("local", first.id, FIELD, 1)
        gate.vault.shred(connection, stolen)
        connection.exec_driver_sql(f"UPDATE sealed_values SET owner_id = '{first.id}' WHERE owner_id = '{second.id}'")

    gate.database.run(swap)

    with pytest.raises(SealBroken):
        opened(apps, gate, first)


def test_an_app_and_its_secret_are_removed(apps: OAuthApps, gate: ClickGate):
    made = register(apps, gate)

    apps.remove(gate.caller, made.id)

    assert apps.list(gate.caller) == []
    assert versions(gate) == []
    assert register(apps, gate).name == "main"


def test_an_app_that_accounts_use_stays_until_they_are_removed(
    apps: OAuthApps, gate: ClickGate, clickup_sandbox: Sandbox
):
    made = register(apps, gate)
    account = link(gate, clickup_sandbox, oauth_app_id=made.id, token=clickup_sandbox.issue_token(oauth=True))

    with pytest.raises(Conflict, match=account.name):
        apps.remove(gate.caller, made.id)
    gate.accounts.remove(gate.caller, account.id)
    apps.remove(gate.caller, made.id)

    assert apps.list(gate.caller) == []


def test_a_name_is_taken_once_in_an_organization(apps: OAuthApps, gate: ClickGate):
    register(apps, gate)

    with pytest.raises(Conflict, match="'main'"):
        register(apps, gate)

    assert register(apps, gate, caller=add_caller(gate, "org_other")).name == "main"


def test_another_organization_s_app_is_not_there(apps: OAuthApps, gate: ClickGate):
    made = register(apps, gate)
    stranger = add_caller(gate, "org_other")
    before = dump(gate.database, "local")

    for attempt in (
        lambda: apps.find(stranger, made.id),
        lambda: apps.find(stranger, "main"),
        lambda: apps.rotate_secret(stranger, made.id, Secret(OTHER)),
        lambda: apps.remove(stranger, made.id),
    ):
        with pytest.raises(UnknownId, match="no such OAuth app"):
            attempt()

    assert apps.list(stranger) == []
    assert dump(gate.database, "local") == before


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"name": ""}, InvalidParams),
        ({"name": "oap_x"}, InvalidParams),
        ({"name": "x" * 65}, InvalidParams),
        ({"client_id": ""}, InvalidParams),
        ({"client_id": SECRET}, InvalidParams),
        ({"client_secret": Secret("")}, InvalidParams),
        ({"client_secret": Secret(SECRET[:32])}, InvalidParams),
        ({"redirect_uri": "http://hub.example/callback"}, ConfigurationError),
        ({"redirect_uri": "https://hub.example/callback?next=1"}, ConfigurationError),
    ],
)
def test_what_can_t_be_used_is_refused_before_anything_is_kept(
    apps: OAuthApps, gate: ClickGate, changes: dict[str, Any], error: type[ClickgateError]
):
    with pytest.raises(error) as refused:
        register(apps, gate, **changes)

    assert SECRET[:20] not in str(refused.value)
    assert apps.list(gate.caller) == []


def test_each_change_is_on_record_without_the_secret(apps: OAuthApps, gate: ClickGate, tmp_path: Path):
    made = register(apps, gate)
    apps.rotate_secret(gate.caller, made.id, Secret(OTHER))
    apps.remove(gate.caller, made.id)
    gate.audit.tend()

    ended = [one for one in read_log(tmp_path) if one.phase == "end" and one.action.startswith("oauth_app.")]
    assert [(one.action, one.outcome, one.target) for one in ended] == [
        ("oauth_app.register", "success", made.id),
        ("oauth_app.rotate_secret", "success", made.id),
        ("oauth_app.remove", "success", made.id),
    ]


def test_what_fails_half_way_leaves_all_as_it_was(apps: OAuthApps, gate: ClickGate):
    """A removal that is broken off, as by a crash, has removed nothing."""
    made = register(apps, gate)
    before = dump(gate.database, "local")

    def broken(connection: Any) -> None:
        remove_app(connection, find_app(connection, "local", made.id))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        gate.database.run(broken)

    assert dump(gate.database, "local") == before
