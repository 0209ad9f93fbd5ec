"""A token is replaced against a real ClickUp: no call fails, nothing is lost, the old one is proved dead."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from clickgate.accounts.rotation.store import find_unfinished
from clickgate.client.wire.auth import read_token
from clickgate.errors import (
    AuthenticationFailed,
    Conflict,
    ConnectionFailed,
    EnvironmentRefused,
    IdentityMismatch,
    PropagationFailed,
    UnknownId,
    WorkspaceNotLinked,
)
from clickgate.kernel.secret import Secret
from clickgate.sandbox.server import Sandbox
from tests.support.gates import link, open_gate, read_log, revoke

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clickgate.accounts.gate import ClickGate
    from clickgate.accounts.model import Account
    from clickgate.client.call import Attempt


@pytest.fixture(scope="module")
def server() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(server: Sandbox) -> Sandbox:
    server.reset()
    return server


@pytest.fixture
def gate(tmp_path: Path, sandbox: Sandbox) -> Iterator[ClickGate]:
    with open_gate(f"sqlite:///{tmp_path}/clickgate.db", tmp_path, sandbox) as gate:
        yield gate


@pytest.fixture
def account(gate: ClickGate, sandbox: Sandbox) -> Account:
    return link(gate, sandbox)


def regenerate(sandbox: Sandbox, old: str) -> Secret:
    """Do as ClickUp's settings page does: make a new token, and end the old one at that moment."""
    new = sandbox.issue_token()
    revoke(sandbox, old)
    return Secret(new)


def states(gate: ClickGate, account: Account) -> list[tuple[int, str, str | None]]:
    return [(one.version, one.state, one.proof) for one in gate.accounts.credentials(gate.caller, account.id)]


def add_dotenv(gate: ClickGate, account: Account, path: Path, name: str = "site") -> None:
    gate.propagations.add(
        gate.caller, account.id, name=name, kind="dotenv", config={"path": str(path), "key": "CLICKUP_API_TOKEN"}
    )


def test_in_place_the_new_token_is_used_and_the_old_one_proved_dead(
    gate: ClickGate, account: Account, sandbox: Sandbox
):
    gate.rotations.open(gate.caller, account.id, "in_place")
    gate.rotations.stage(gate.caller, account.id, regenerate(sandbox, sandbox.token))

    taken = []
    rotation = gate.rotations.advance(gate.caller, account.id, progress=lambda one: taken.append(one.step))

    assert taken == ["validated", "switched", "propagated", "done"]
    assert rotation.finished_at is not None
    assert states(gate, account) == [(1, "shredded", "dead"), (2, "active", None)]
    with gate.client() as client:
        assert client.users.get_current().id is not None


def test_in_place_a_call_that_is_refused_meanwhile_waits_for_the_new_token(
    gate: ClickGate, account: Account, sandbox: Sandbox
):
    refused = threading.Event()
    with gate.client(observer=lambda attempt: refused.set() if attempt.status == 401 else None) as client:
        client.users.get_current()
        gate.rotations.open(gate.caller, account.id, "in_place")
        new = regenerate(sandbox, sandbox.token)
        outcome: list[object] = []
        call = threading.Thread(target=lambda: outcome.append(client.users.get_current()))
        call.start()
        assert refused.wait(30)
        gate.rotations.stage(gate.caller, account.id, new)
        gate.rotations.advance(gate.caller, account.id)
        call.join(30)

    assert [type(one).__name__ for one in outcome] == ["User"]
    assert gate.accounts.get(gate.caller, account.id).state == "active"


def test_with_two_slots_no_call_fails(gate: ClickGate, account: Account, sandbox: Sandbox):
    failures: list[Exception] = []
    stop, calls = threading.Event(), [0, 0]

    def work(number: int) -> None:
        with gate.client() as client:
            while not stop.is_set():
                try:
                    client.users.get_current()
                    calls[number] += 1
                except Exception as error:
                    failures.append(error)

    sandbox.set_plan("enterprise")
    workers = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for worker in workers:
        worker.start()
    for _ in range(3):
        gate.rotations.open(gate.caller, account.id, "slots")
        gate.rotations.stage(gate.caller, account.id, Secret(sandbox.issue_token()))
        assert gate.rotations.advance(gate.caller, account.id).step == "propagated"
        gate.rotations.leave(gate.caller, account.id)
    stop.set()
    for worker in workers:
        worker.join(30)

    assert failures == []
    assert min(calls) > 0


def test_an_old_token_that_lives_is_reported_and_proved_dead_later(gate: ClickGate, account: Account, sandbox: Sandbox):
    gate.rotations.open(gate.caller, account.id, "slots")
    gate.rotations.stage(gate.caller, account.id, Secret(sandbox.issue_token()))

    standing = gate.rotations.advance(gate.caller, account.id)
    revoke(sandbox, sandbox.token)
    ended = gate.rotations.advance(gate.caller, account.id)

    assert (standing.step, "STILL TAKES" in standing.note) == ("propagated", True)
    assert ended.step == "done"
    assert states(gate, account) == [(1, "shredded", "dead"), (2, "active", None)]


def test_one_can_go_back_while_the_old_token_lives(gate: ClickGate, account: Account, sandbox: Sandbox, tmp_path: Path):
    add_dotenv(gate, account, tmp_path / ".env")
    gate.rotations.open(gate.caller, account.id, "slots")
    gate.rotations.stage(gate.caller, account.id, Secret(sandbox.issue_token()))
    gate.rotations.advance(gate.caller, account.id)

    rotation = gate.rotations.roll_back(gate.caller, account.id)

    assert rotation.step == "rolled_back"
    assert gate.accounts.get(gate.caller, account.id).active_version == 1
    assert (tmp_path / ".env").read_text() == f"CLICKUP_API_TOKEN={sandbox.token}\n"


def test_one_can_not_go_back_to_a_dead_token(gate: ClickGate, account: Account, sandbox: Sandbox):
    gate.rotations.open(gate.caller, account.id, "slots")
    gate.rotations.stage(gate.caller, account.id, Secret(sandbox.issue_token()))
    gate.rotations.advance(gate.caller, account.id)
    revoke(sandbox, sandbox.token)

    with pytest.raises(AuthenticationFailed):
        gate.rotations.roll_back(gate.caller, account.id)

    assert gate.accounts.get(gate.caller, account.id).active_version == 2


@pytest.mark.parametrize("kind", ["of nobody", "of another person", "without the default workspace"])
def test_a_wrong_token_is_thrown_away_and_the_old_one_stays_in_use(
    gate: ClickGate, account: Account, sandbox: Sandbox, kind: str
):
    others = [row.user for row in sandbox.world.workspaces[sandbox.workspace_id].members.values() if row.role != 1]
    wrong, error = {
        "of nobody": ("pk_1_" + "Q7" * 16, AuthenticationFailed),
        "of another person": (sandbox.issue_token(others[0]), IdentityMismatch),
        "without the default workspace": (sandbox.issue_token(workspace_ids=[], oauth=True), WorkspaceNotLinked),
    }[kind]
    gate.rotations.open(gate.caller, account.id, "slots")
    gate.rotations.stage(gate.caller, account.id, Secret(wrong))

    with pytest.raises(error):
        gate.rotations.advance(gate.caller, account.id)

    rotation = gate.rotations.find_open(gate.caller, account.id)
    assert rotation is not None
    assert (rotation.step, rotation.new_version) == ("opened", None)
    assert [state for _, state, _ in states(gate, account)] == ["active", "shredded"]
    with gate.client() as client:
        assert client.users.get_current().id is not None


def test_another_person_is_let_in_only_where_that_was_said_and_it_is_on_record(
    gate: ClickGate, account: Account, sandbox: Sandbox, tmp_path: Path
):
    others = [row.user for row in sandbox.world.workspaces[sandbox.workspace_id].members.values() if row.role != 1]
    gate.rotations.open(gate.caller, account.id, "slots")
    gate.rotations.stage(gate.caller, account.id, Secret(sandbox.issue_token(others[0])))

    gate.rotations.advance(gate.caller, account.id, allow_identity_change=True)

    found = gate.accounts.get(gate.caller, account.id)
    assert found.identity is not None
    assert found.identity.user_id == str(others[0].id)
    assert [one.detail for one in read_log(tmp_path) if one.action == "rotation.validate" and one.phase == "begin"] == [
        {"allow_identity_change": True}
    ]


def test_the_token_in_use_is_no_new_token(gate: ClickGate, account: Account, sandbox: Sandbox):
    gate.rotations.open(gate.caller, account.id, "in_place")

    with pytest.raises(Conflict, match="in use already"):
        gate.rotations.stage(gate.caller, account.id, Secret(f" {sandbox.token} "))


def test_one_rotation_at_a_time(gate: ClickGate, account: Account):
    gate.rotations.open(gate.caller, account.id, "in_place")

    with pytest.raises(Conflict, match="under way"):
        gate.rotations.open(gate.caller, account.id, "slots")


def test_a_rotation_can_be_left_before_the_switch_and_not_after(gate: ClickGate, account: Account, sandbox: Sandbox):
    gate.rotations.open(gate.caller, account.id, "slots")
    gate.rotations.stage(gate.caller, account.id, Secret(sandbox.issue_token()))
    gate.rotations.cancel(gate.caller, account.id)

    with pytest.raises(UnknownId):
        gate.rotations.advance(gate.caller, account.id)
    assert states(gate, account) == [(1, "active", None), (2, "shredded", None)]

    gate.rotations.open(gate.caller, account.id, "slots")
    gate.rotations.stage(gate.caller, account.id, Secret(sandbox.issue_token()))
    gate.rotations.advance(gate.caller, account.id)
    with pytest.raises(Conflict):
        gate.rotations.cancel(gate.caller, account.id)


def test_a_place_that_would_not_take_the_token_is_found_before_anything_begins(
    gate: ClickGate, account: Account, tmp_path: Path
):
    add_dotenv(gate, account, tmp_path / "absent" / ".env")

    with pytest.raises(PropagationFailed) as failed:
        gate.rotations.open(gate.caller, account.id, "in_place")

    assert list(failed.value.failed) == ["site"]
    assert gate.rotations.find_open(gate.caller, account.id) is None


def test_a_place_that_fails_is_tried_again_and_the_others_keep_what_they_have(
    gate: ClickGate, account: Account, sandbox: Sandbox, tmp_path: Path
):
    good, bad = tmp_path / "good", tmp_path / "bad"
    for folder in (good, bad):
        folder.mkdir()
        add_dotenv(gate, account, folder / ".env", name=folder.name)
    gate.rotations.open(gate.caller, account.id, "slots")
    new = sandbox.issue_token()
    gate.rotations.stage(gate.caller, account.id, Secret(new))
    bad.rename(tmp_path / "away")

    with pytest.raises(PropagationFailed) as failed:
        gate.rotations.advance(gate.caller, account.id)
    (tmp_path / "away").rename(bad)
    written = (good / ".env").stat().st_mtime_ns
    rotation = gate.rotations.advance(gate.caller, account.id)

    assert list(failed.value.failed) == ["bad"]
    assert rotation.step == "propagated"
    assert (bad / ".env").read_text() == f"CLICKUP_API_TOKEN={new}\n"
    assert (good / ".env").stat().st_mtime_ns == written


def test_where_clickup_can_not_be_asked_nothing_is_lost(
    gate: ClickGate, account: Account, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
):
    gate.rotations.open(gate.caller, account.id, "slots")
    gate.rotations.stage(gate.caller, account.id, Secret(sandbox.issue_token()))

    with unreachable(gate, monkeypatch), pytest.raises(ConnectionFailed):
        gate.rotations.advance(gate.caller, account.id)

    assert gate.rotations.advance(gate.caller, account.id).step == "propagated"


def test_accounts_that_needed_a_token_are_active_again(gate: ClickGate, account: Account, sandbox: Sandbox):
    new = regenerate(sandbox, sandbox.token)
    with gate.client() as client, pytest.raises(AuthenticationFailed):
        client.users.get_current()
    assert gate.accounts.get(gate.caller, account.id).state == "needs_reauth"

    gate.rotations.open(gate.caller, account.id, "in_place")
    gate.rotations.stage(gate.caller, account.id, new)
    gate.rotations.advance(gate.caller, account.id)

    assert gate.accounts.get(gate.caller, account.id).state == "active"


def test_no_token_is_in_the_log_or_in_a_rotation(gate: ClickGate, account: Account, sandbox: Sandbox, tmp_path: Path):
    new = sandbox.issue_token()
    gate.rotations.open(gate.caller, account.id, "slots")
    gate.rotations.stage(gate.caller, account.id, Secret(new))
    rotation = gate.rotations.advance(gate.caller, account.id)

    log = b"".join(path.read_bytes() for path in (tmp_path / "audit").rglob("*.jsonl"))
    for secret in (new, sandbox.token):
        text = read_token(secret).header.reveal()
        assert text.encode() not in log
        assert text not in repr(rotation.to_dict())


@contextmanager
def unreachable(gate: ClickGate, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """ClickUp's address leads nowhere for a while."""
    with monkeypatch.context() as patch:
        patch.setattr(gate.trying, "reach", type(gate.trying.reach)("http://127.0.0.1:9/api"))
        yield


def test_a_late_try_is_on_record_under_the_version_that_it_was_sent_with(
    gate: ClickGate, account: Account, sandbox: Sandbox, tmp_path: Path
):
    def switch(attempt: Attempt) -> None:
        if attempt.status == 503:
            gate.rotations.open(gate.caller, account.id, "slots")
            gate.rotations.stage(gate.caller, account.id, Secret(sandbox.issue_token()))
            gate.rotations.advance(gate.caller, account.id)

    sandbox.faults.add("spaces.list", "status", status=503, times=1)
    with gate.client(observer=switch) as client:
        client.spaces.list()
        client.spaces.list()

    used = [
        (one.credential_version, one.status) for one in read_log(tmp_path)
        if one.operation == "spaces.list" and one.phase == "end"
    ]  # fmt: skip
    assert used == [(1, 503), (1, 200), (2, 200)]


def test_a_rotation_ends_with_its_account(gate: ClickGate, account: Account, sandbox: Sandbox):
    gate.rotations.open(gate.caller, account.id, "slots")
    gate.rotations.stage(gate.caller, account.id, Secret(sandbox.issue_token()))

    gate.accounts.remove(gate.caller, account.id)

    assert gate.database.read(lambda c: find_unfinished(c, gate.caller.organization_id)) == []


def test_a_variable_with_a_production_accounts_token_is_refused_elsewhere(
    gate: ClickGate, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
):
    token = sandbox.issue_token()
    found = link(gate, sandbox, "live", token=token, environment="production")

    assert gate.accounts.is_of_production(gate.caller, Secret(token))
    assert not gate.accounts.is_of_production(gate.caller, Secret(sandbox.issue_token()))
    monkeypatch.setenv("CLICKGATE_ENV", "development")
    with pytest.raises(EnvironmentRefused):
        gate.client(found.name)
