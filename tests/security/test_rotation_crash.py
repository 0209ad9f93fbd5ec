"""A rotation that is killed at any moment goes on where it stood, and the account works before and after."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clickgate.access.audit.verify import verify
from clickgate.accounts.credentials.keeping import place_of
from clickgate.kernel.secret import Secret
from clickgate.sandbox.server import Sandbox
from tests.support.gates import link, open_gate, revoke
from tests.support.killed import run_killed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clickgate.accounts.gate import ClickGate
    from clickgate.accounts.model import Account

ROOMS = ("accounts", "access", "db", "vault")
KILLS = 100
PARTS = 4  # so that they are shared out among the processes that run the tests


class Address:
    """What a process needs to reach a sandbox that another one runs."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(plan="enterprise") as sandbox:
        yield sandbox


def rotate(folder: str, base_url: str, account_id: str, token: str) -> None:
    """Replace the token, from wherever the rotation stands."""
    with open_gate(f"sqlite:///{folder}/clickgate.db", Path(folder), Address(base_url)) as gate:  # type: ignore[arg-type]
        go_on(gate, account_id, token)


def go_on(gate: ClickGate, account_id: str, token: str) -> None:
    rotation = gate.rotations.find_open(gate.caller, account_id)
    if rotation is None:
        rotation = gate.rotations.open(gate.caller, account_id, "slots")
    if rotation.step == "opened":
        gate.rotations.stage(gate.caller, account_id, Secret(token))
    gate.rotations.advance(gate.caller, account_id)


def check_whole(gate: ClickGate, account: Account, folder: Path, token: str) -> None:
    """The new token is in use and everywhere, no other one is, and what is kept is all of one piece."""
    now = gate.accounts.get(gate.caller, account.id)
    versions = gate.accounts.credentials(gate.caller, account.id)
    assert [one.version for one in versions if one.state == "active"] == [now.active_version]
    assert [one.state for one in versions if one.state not in {"active", "retired", "shredded"}] == []
    kept = [
        one.version for one in versions
        if gate.database.read(lambda c, at=one.version: gate.vault.open(c, place_of(now.organization_id, now.id, at)))
    ]  # fmt: skip
    assert kept == [one.version for one in versions if one.state in {"active", "retired"}]
    for name in ("one", "two"):
        assert (folder / name / ".env").read_text() == f"CLICKUP_API_TOKEN={token}\n"
        assert [path.name for path in (folder / name).iterdir()] == [".env"]
    with gate.client() as client:
        assert client.users.get_current().id is not None


@pytest.mark.parametrize("part", range(PARTS))
def test_a_rotation_killed_at_any_moment_goes_on_and_loses_nothing(tmp_path: Path, sandbox: Sandbox, part: int):
    with open_gate(f"sqlite:///{tmp_path}/clickgate.db", tmp_path, sandbox) as gate:
        account = link(gate, sandbox, token=sandbox.issue_token())
        for name in ("one", "two"):
            (tmp_path / name).mkdir()
            config = {"path": str(tmp_path / name / ".env"), "key": "CLICKUP_API_TOKEN"}
            gate.propagations.add(gate.caller, account.id, name=name, kind="dotenv", config=config)

        def attempt(after: int | None) -> int | None:
            token, old = sandbox.issue_token(), current(gate, account)
            calls = run_killed(
                rotate, str(tmp_path), sandbox.base_url, account.id, token, rooms=ROOMS, after=after
            )  # fmt: skip
            with gate.client() as client:  # before anything is mended
                assert client.users.get_current().id is not None
            if gate.rotations.find_open(gate.caller, account.id) is not None or current(gate, account) == old:
                go_on(gate, account.id, token)
            check_whole(gate, account, tmp_path, token)
            revoke(sandbox, old)
            assert gate.rotations.advance(gate.caller, account.id).step == "done"
            return calls

        calls = attempt(None)
        assert calls is not None
        for number in range(part, KILLS, PARTS):
            assert attempt(1 + number * calls // KILLS) is None

        report = verify(gate.database, gate.audit.folder, gate.audit.key, "local")
        assert report.ok, report.findings


def current(gate: ClickGate, account: Account) -> str:
    now = gate.accounts.get(gate.caller, account.id)
    return gate.broker.open(gate.caller, now, now.active_version or 0, why="test").reveal()
