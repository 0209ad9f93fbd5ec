"""What is written is for its owner alone, whatever the umask says; what others may write to is not used."""

from __future__ import annotations

import os
import pickle
import sys
from typing import TYPE_CHECKING

import pytest

from clickgate import ClickGate
from clickgate.access.audit.record import Record, build_record
from clickgate.db.location import data_folder
from clickgate.errors import ClickgateError, ConfigurationError
from clickgate.kernel.secret import SecretBytes, hide_secrets, holds_secret
from tests.support.gates import link, open_gate

if TYPE_CHECKING:
    from pathlib import Path

    from clickgate.sandbox.server import Sandbox

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="rights are lists there")
TOKENS = [
    "pk_12345678_H8J9K0L1M2N3P4Q5R6S7T8U9V0W1X2Y3", "123456789_" + "0f" * 32,
    "Q7W3E9R1T5Y8U2I6O4P0A9S7D3F1G5H8J2K6L4Z0X9C7V3B1N5M8Q2W6E4R0T9Y7",
]  # fmt: skip


@pytest.fixture
def umask_0():
    before = os.umask(0)
    yield
    os.umask(before)


def others_may(folder: Path) -> dict[str, str]:
    """What of a folder others than its owner may read, write or enter."""
    return {
        str(path.relative_to(folder)): oct(path.stat().st_mode & 0o777)
        for path in folder.rglob("*") if path.stat().st_mode & 0o077
    }  # fmt: skip


@pytest.mark.usefixtures("umask_0")
def test_whatever_is_kept_is_for_its_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clickup_sandbox: Sandbox
):
    monkeypatch.setenv("CLICKGATE_HOME", str(tmp_path / "not" / "there" / "yet"))
    for name in ("CLICKGATE_DATABASE_URL", "CLICKGATE_AUDIT_DIR", "CLICKGATE_KEY_SOURCE"):
        monkeypatch.delenv(name, raising=False)
    with ClickGate.open(base_url=clickup_sandbox.base_url, notice=lambda text: None) as gate:
        account = link(gate, clickup_sandbox)
        gate.propagations.add(
            gate.caller, account.id, name="env", kind="dotenv", config={"path": str(tmp_path / "not" / ".env")}
        )
        gate.propagations.carry(gate.caller, account, 1)
        gate.safekeeping.rotate_key(gate.caller)
        gate.safekeeping.rotate_data_key(gate.caller)
        gate.safekeeping.backup(gate.caller, tmp_path / "not" / "backup.db")
        open_ones = others_may(tmp_path)
    kept = {path.name for path in tmp_path.rglob("*")}

    assert {"clickgate.db", "vault.key", "audit", "backup.db", ".env", "count", ".folder-id"} <= kept
    assert open_ones == {}
    assert others_may(tmp_path) == {}


def test_a_folder_that_everybody_may_write_to_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared").chmod(0o777)
    monkeypatch.setenv("CLICKGATE_HOME", str(tmp_path / "shared"))

    with pytest.raises(ConfigurationError, match="Everybody on this machine may write"):
        data_folder()


def test_a_data_folder_is_named_from_the_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLICKGATE_HOME", "here")

    with pytest.raises(ConfigurationError, match="not named from the root"):
        data_folder()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["vault.key", "audit/local/count", "audit/.folder-id"])
def test_a_link_that_somebody_planted_is_not_followed(tmp_path: Path, clickup_sandbox: Sandbox, name: str):
    victim = tmp_path / "victim"
    victim.write_text("mine")
    planted = tmp_path / name
    planted.parent.mkdir(parents=True, exist_ok=True)
    planted.symlink_to(victim)
    url = f"sqlite:///{tmp_path / 'clickgate.db'}"
    try:
        with open_gate(url, tmp_path, clickup_sandbox) as gate:
            link(gate, clickup_sandbox)
    except ClickgateError:
        pass

    assert victim.read_text() == "mine"


@pytest.mark.parametrize("token", TOKENS)
def test_what_has_the_form_of_a_token_is_taken_out_of_texts(token: str):
    text = f"it was {token}, they said"
    record = Record(
        1.0, "note", "dee_1", "account.check", "ada", "person", "cli", account_id=token, target=f"x {token}",
        path=f"/v2/task/{token}", detail={"name": token, "count": 1},
    )  # fmt: skip

    assert (holds_secret(text), holds_secret(hide_secrets(text))) == (True, False)
    assert token.encode() not in build_record(record)


@pytest.mark.parametrize(
    "text", ["", "ada", "acc_01J9ZX7Q8R2M5N6P7S8T9V0W1X", "/v2/team/9006111699/space", "a" * 64, "A" * 63, "x" * 10_000]
)
def test_what_has_not_is_left_as_it_is(text: str):
    assert (holds_secret(text), hide_secrets(text)) == (False, text)


def test_the_bytes_of_a_key_show_nowhere():
    key = SecretBytes(b"k" * 32)

    assert {repr(key), str(key), f"{key}", f"{key!r}"} == {"SecretBytes(…)"}
    assert (key, len(key), key.hex()) == (b"k" * 32, 32, "6b" * 32)
    with pytest.raises(TypeError):
        pickle.dumps(key)
