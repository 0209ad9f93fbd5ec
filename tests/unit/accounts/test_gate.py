"""ClickGate opens what this machine keeps, makes what is missing, and gives clients that use an account."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
import sqlalchemy as sa

from clickgate import AsyncClient, ClickGate, Client
from clickgate.access.caller import Caller
from clickgate.errors import (
    AccountUnavailable,
    ConfigurationError,
    EnvironmentRefused,
    UnknownId,
    WorkspaceNotLinked,
    WrongKey,
)
from clickgate.kernel.secret import Secret
from tests.support.gates import link, open_gate, read_log

VARIABLES = (
    "CLICKGATE_ACCOUNT", "CLICKGATE_ENV", "CLICKGATE_ALLOW_PRODUCTION", "CLICKUP_API_TOKEN", "CLICKUP_API_TOKEN_DEV",
    "CLICKUP_API_TOKEN_PROD", "CLICKUP_API_TOKEN_STAGING", "CLICKUP_WORKSPACE_ID", "CLICKGATE_DATABASE_URL",
    "CLICKGATE_KEY_SOURCE", "CLICKGATE_AUDIT_DIR", "CLICKGATE_AUDIT_SINK",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch):
    """No variable of the person who runs the tests has a say."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def home(tmp_path, monkeypatch, clickup_sandbox):
    """A data folder that is not there yet, and a ClickUp at hand."""
    folder = tmp_path / "home"
    monkeypatch.setenv("CLICKGATE_HOME", str(folder))
    monkeypatch.setenv("CLICKGATE_BASE_URL", clickup_sandbox.base_url)
    return folder


def test_a_first_run_makes_all_that_is_needed_and_tells_of_it_once(home):
    told = []
    for _ in range(2):
        ClickGate.open(notice=told.append).close()

    assert [text for text in told if "clickgate.db" in text] == [f"Accounts are kept in {home / 'clickgate.db'}."]
    assert [text for text in told if "vault.key" in text] == told[:1]
    assert len(told) == 2


def test_what_a_first_run_makes_is_for_its_owner_alone(home, clickup_sandbox):
    with ClickGate.open(notice=lambda text: None) as gate:
        link(gate, clickup_sandbox)

    made = [home, *home.rglob("*")]
    folders = {path.name: oct(path.stat().st_mode & 0o777) for path in made if path.is_dir()}
    files = {path.name: oct(path.stat().st_mode & 0o777) for path in home.iterdir() if path.is_file()}
    assert {name for name, mode in folders.items() if mode != "0o700"} == set()
    assert {name for name, mode in files.items() if mode != "0o600"} == set()
    assert {"vault.key", "clickgate.db"} <= set(files)


def test_without_a_listener_a_first_run_tells_stderr(home, capsys):
    ClickGate.open().close()

    told = capsys.readouterr()
    assert told.out == ""
    assert str(home / "clickgate.db") in told.err


def test_a_password_of_the_database_is_not_told(databases, tmp_path, clickup_sandbox):
    plain = sa.make_url(databases.make("postgresql"))
    url, told = plain.set(username=plain.username or "x", password="s3cret").render_as_string(hide_password=False), []
    with ClickGate.open(
        database_url=url, key_source=f"file:{tmp_path / 'key'}", audit_folder=tmp_path, notice=told.append
    ):
        pass

    assert [text for text in told if ":***@" in text] == told[-1:]
    assert "s3cret" not in str(told)


def test_migrating_from_a_bare_token_is_one_line(home, clickup_sandbox, monkeypatch, tmp_path):
    """The token in the environment is used until an account is linked, and each request is on record from then on."""
    monkeypatch.setenv("CLICKUP_API_TOKEN", clickup_sandbox.token)
    monkeypatch.setenv("CLICKUP_WORKSPACE_ID", clickup_sandbox.workspace_id)
    with ClickGate.open(audit_folder=tmp_path / "audit", notice=lambda text: None) as gate, gate.client() as client:
        spaces = client.spaces.list()

    assert spaces
    assert [(one.operation, one.phase, one.account_id) for one in read_log(tmp_path)] == [
        ("spaces.list", "begin", ""), ("spaces.list", "end", ""),
    ]  # fmt: skip


def test_a_linked_account_goes_before_a_token_that_happens_to_be_set(gate, account, tmp_path, monkeypatch):
    monkeypatch.setenv("CLICKUP_API_TOKEN", "pk_1_AAAABBBBCCCCDDDDEEEEFFFFGGGGHHHH")
    with gate.client() as client:
        assert client.spaces.list()

    assert read_log(tmp_path)[-1].account_id == account.id


def test_without_a_name_the_only_account_is_used(gate, account):
    with gate.client() as client:
        assert (client.workspace_id, len(client.spaces.list())) == (account.default_workspace_id, 1)


def test_by_its_name_or_its_id_an_account_is_used(gate, account):
    for name in ("main", account.id):
        with gate.client(name) as client:
            assert client.spaces.list()


def test_without_any_account_and_token_it_is_said_what_to_do(gate):
    with pytest.raises(ConfigurationError, match="link"):
        gate.client()


@pytest.fixture
def several(gate, account, clickup_sandbox):
    """Accounts for all, for staging and for production."""
    for name in ("staging", "production"):
        token = clickup_sandbox.issue_token()
        link(gate, clickup_sandbox, name, token=token, environment=name, allow_second=True)
    return gate


def test_of_several_accounts_one_has_to_be_named(several):
    with pytest.raises(ConfigurationError, match="main, production, staging"):
        several.client()


@pytest.mark.parametrize(
    ("variables", "used"),
    [
        ({"CLICKGATE_ENV": "staging"}, "staging"),
        ({"CLICKGATE_ENV": "prod"}, "production"),
        ({"CLICKGATE_ENV": "dev"}, "main"),
        ({"CLICKGATE_ACCOUNT": "main"}, "main"),
        ({"CLICKGATE_ACCOUNT": "main", "CLICKGATE_ENV": "staging"}, "main"),
        ({"CLICKGATE_ENV": "dev", "CLICKGATE_ACCOUNT": "production", "CLICKGATE_ALLOW_PRODUCTION": "1"}, "production"),
    ],
)
def test_the_environment_chooses_the_account(several, tmp_path, monkeypatch, variables, used):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with several.client() as client:
        client.spaces.list()

    account = several.accounts.find(several.caller, used)
    assert read_log(tmp_path)[-1].account_id == account.id


@pytest.mark.parametrize("by", ["name", "id", "variable"])
def test_an_account_of_production_is_refused_elsewhere_however_it_is_named(several, clickup_sandbox, monkeypatch, by):
    account = several.accounts.find(several.caller, "production")
    monkeypatch.setenv("CLICKGATE_ENV", "staging")
    if by == "variable":
        monkeypatch.setenv("CLICKGATE_ACCOUNT", "production")
    asked = len(clickup_sandbox.requests)

    with pytest.raises(EnvironmentRefused):
        several.client({"name": "production", "id": account.id, "variable": None}[by])

    assert len(clickup_sandbox.requests) == asked


def test_an_account_that_is_not_there_is_unknown(gate, account):
    for name in ("nobody", "acc_00000000000000000000000000"):
        with pytest.raises(UnknownId):
            gate.client(name)


def test_an_account_that_may_not_be_used_gives_no_client(gate, account):
    gate.accounts.suspend(gate.caller, account.id)

    with pytest.raises(AccountUnavailable):
        gate.client()


def test_the_workspace_is_the_one_that_is_given_then_the_variables_then_the_accounts(gate, account, monkeypatch):
    default = gate.client().workspace_id
    monkeypatch.setenv("CLICKUP_WORKSPACE_ID", "222")
    from_variable = gate.client().workspace_id
    given = gate.client(workspace_id="111")

    assert (default, from_variable, given.workspace_id) == (account.default_workspace_id, "222", "111")
    with pytest.raises(WorkspaceNotLinked):
        given.spaces.list()


def test_what_else_a_client_takes_is_handed_on(gate, account):
    seen = []
    with gate.client(deadline=9.0, observer=seen.append, lane="bulk") as client:
        client.spaces.list()

    assert [one.operation for one in seen] == ["spaces.list"]
    assert isinstance(client, Client)


@pytest.mark.anyio
async def test_a_client_for_an_event_loop_is_made_as_well(gate, account):
    async with gate.async_client("main") as client:
        assert isinstance(client, AsyncClient)
        assert await client.spaces.list()


def test_each_organization_has_its_own_accounts(gate_url, tmp_path, gate, account, clickup_sandbox):
    with open_gate(gate_url, tmp_path, clickup_sandbox, organization="other") as other:
        assert list(other.accounts.list(other.caller)) == []
        link(other, clickup_sandbox)

    assert [one.id for one in gate.accounts.list(gate.caller)] == [account.id]


def test_whoever_calls_is_named_and_else_it_is_who_is_logged_in(gate_url, tmp_path, gate, clickup_sandbox):
    ada = Caller("local", "ada", via="cli")
    with open_gate(gate_url, tmp_path, clickup_sandbox, caller=ada) as named:
        assert named.caller is ada

    with (
        pytest.raises(ConfigurationError),
        open_gate(gate_url, tmp_path, clickup_sandbox, caller=ada, organization="other"),
    ):
        pass
    assert (gate.caller.actor_kind, gate.caller.organization_id) == ("program", "local")
    assert gate.caller.actor


def test_another_key_opens_nothing_and_changes_nothing(gate_url, tmp_path, gate, account, clickup_sandbox):
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    with open_gate(f"sqlite:///{folder / 'other.db'}", folder, clickup_sandbox):
        pass  # so that there is another key

    with pytest.raises(WrongKey), open_gate(gate_url, folder, clickup_sandbox):
        pass

    assert gate.accounts.get(gate.caller, account.id) == account


def test_two_gates_at_once_use_the_same_accounts(gate_url, tmp_path, gate, account, clickup_sandbox):
    with open_gate(gate_url, tmp_path, clickup_sandbox) as other:
        assert other.accounts.get(other.caller, account.id) == account
        other.accounts.describe(other.caller, account.id, "by the other")

    assert gate.accounts.get(gate.caller, account.id).description == "by the other"


def test_without_the_extra_it_is_said_what_to_install():
    """And what needs no accounts can be used all the same."""
    program = (
        "import sys\n"
        "for name in ('sqlalchemy', 'cryptography'): sys.modules[name] = None\n"
        "from clickgate import ClickGate, ConfigurationError\n"
        "try: ClickGate.open()\n"
        "except ConfigurationError as error: sys.stdout.write(str(error))\n"
    )

    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout

    assert "pip install 'clickgate[accounts]'" in said


def test_having_the_class_at_hand_loads_no_database():
    program = "import sys\nfrom clickgate import ClickGate\nsys.stdout.write(' '.join(sys.modules))"

    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()

    assert {"sqlalchemy", "cryptography", "alembic"}.intersection(loaded) == set()


def test_a_secret_is_in_no_file_and_no_environment_of_the_gate(gate, account, clickup_sandbox, tmp_path):
    """But sealed: neither the database, nor its log, nor the audit log shows the token, however it is coded."""
    with gate.client() as client:
        client.spaces.list()
    gate.accounts.check(gate.caller, account.id)
    text = clickup_sandbox.token.encode()
    forms = [text, text[-32:], text.hex().encode(), text.decode().encode("utf-16-le")]

    leaks = [
        path.name for path in tmp_path.rglob("*") if path.is_file() and any(form in path.read_bytes() for form in forms)
    ]

    assert leaks == []
    assert clickup_sandbox.token not in os.environ.values()
    assert clickup_sandbox.token not in repr(gate.accounts.list(gate.caller))
    assert Secret(clickup_sandbox.token) == gate.broker.open(gate.caller, account, 1, why="test")
