"""Keys in the system's keyring: which keyrings are used, what stands in them, and what a crash leaves."""

from __future__ import annotations

import base64
import json
import sys
from typing import TYPE_CHECKING

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.backends.chainer import ChainerBackend
from keyring.errors import KeyringLocked, PasswordSetError

from clickgate.errors import ConfigurationError, VaultLocked, WrongKey
from clickgate.vault.keys.keyring import KeyringKeySource
from tests.support.keyring_service import FileKeyring

if TYPE_CHECKING:
    from pathlib import Path


class Plaintext(FileKeyring):
    """Stands for the one of `keyrings.alt` that keeps passwords in a readable file."""

    __module__ = "keyrings.alt.file"


class Broken(KeyringBackend):
    """A keyring that raises."""

    priority = -1

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._error = error

    def get_password(self, service, username):
        raise self._error

    def set_password(self, service, username, password):
        raise self._error


@pytest.fixture
def ring(tmp_path: Path) -> FileKeyring:
    """A keyring that keeps its entries."""
    return FileKeyring(tmp_path / "keyring")


@pytest.fixture
def entries(tmp_path: Path):
    """Reads what stands in the keyring, and writes it."""

    def access(kept: dict[str, str] | None = None) -> dict[str, str]:
        if kept is not None:
            (tmp_path / "keyring").write_text(json.dumps(kept), encoding="utf-8")
        return json.loads((tmp_path / "keyring").read_text(encoding="utf-8"))

    return access


@pytest.fixture
def source(ring: FileKeyring) -> KeyringKeySource:
    """A source with no key yet."""
    return KeyringKeySource(lambda: ring)


def test_each_key_is_an_entry_and_one_entry_names_the_newest(source, entries):
    old, new = source.add_key(), source.add_key()
    kept = entries()

    assert set(kept) == {f"clickgate/{old}", f"clickgate/{new}", "clickgate/current key"}
    assert kept["clickgate/current key"] == new
    assert [len(base64.b64decode(kept[f"clickgate/{id_}"])) for id_ in (old, new)] == [32, 32]


def test_the_name_that_entries_stand_under_can_be_chosen(ring, entries, monkeypatch):
    monkeypatch.setattr(keyring.core, "_keyring_backend", ring)
    KeyringKeySource.from_settings("", {}).add_key()
    KeyringKeySource.from_settings("at work", {}).add_key()

    assert {entry.partition("/")[0] for entry in entries()} == {"clickgate", "at work"}


def test_no_key_is_made_by_asking(source, entries, ring):
    with pytest.raises(VaultLocked, match="no key"):
        source.current_id()
    with pytest.raises(VaultLocked, match="no key"):
        source.wrap(bytes(32), "kek-00000000", b"")

    assert ring.get_password("clickgate", "current key") is None


def test_a_first_key_that_another_process_made_meanwhile_is_taken(ring):
    one, other = KeyringKeySource(lambda: ring), KeyringKeySource(lambda: ring)
    for source in (one, other):
        with pytest.raises(VaultLocked):
            source.current_id()

    assert one.add_key() == other.add_key()


def test_a_crash_between_the_two_entries_leaves_the_older_key_in_use(source, ring, monkeypatch):
    old = source.add_key()
    keep = ring.set_password

    def crash(service: str, username: str, password: str) -> None:
        if username == "current key":
            raise PasswordSetError("the machine went off")
        keep(service, username, password)

    monkeypatch.setattr(ring, "set_password", crash)
    with pytest.raises(VaultLocked):
        source.add_key()
    monkeypatch.undo()

    assert source.current_id() == old
    assert source.add_key() not in {old, ""}


def test_the_entry_that_names_the_newest_is_neither_dropped_nor_taken_for_a_key(source, entries):
    key_id = source.add_key()
    source.drop_key("current key")
    source.drop_key(key_id)

    assert len(entries()) == 2
    with pytest.raises(WrongKey):
        source.wrap(bytes(32), "current key", b"")


@pytest.mark.parametrize("kept", ["", "not a key", base64.b64encode(bytes(16)).decode(), "A" * 44])
def test_an_entry_that_is_no_key_is_not_used(source, entries, kept):
    key_id = source.add_key()
    entries({**entries(), f"clickgate/{key_id}": kept})

    with pytest.raises((ConfigurationError, WrongKey)) as caught:
        KeyringKeySource(source._find).wrap(bytes(32), key_id, b"")
    assert not kept or kept not in str(caught.value)


def test_a_key_that_was_put_in_the_place_of_another_is_not_used(source, entries):
    key_id, other = source.add_key(), source.add_key()
    entries({**entries(), f"clickgate/{key_id}": entries()[f"clickgate/{other}"]})

    with pytest.raises(WrongKey, match="another key"):
        KeyringKeySource(source._find).wrap(bytes(32), key_id, b"")


@pytest.mark.parametrize("found", [fail.Keyring, null.Keyring, lambda: Plaintext(None)], ids=["fail", "null", "plain"])
def test_a_keyring_that_keeps_nothing_or_keeps_it_readable_is_refused(found):
    source = KeyringKeySource(found)

    for call in (source.current_id, source.add_key, lambda: source.unwrap(b"", "kek-00000000", b"")):
        with pytest.raises(VaultLocked, match=r"no usable keyring.*CLICKGATE_KEY_SOURCE=file"):
            call()


def test_of_a_chain_the_first_that_keeps_its_entries_closed_is_used(ring, tmp_path: Path, monkeypatch):
    open_one = Plaintext(tmp_path / "readable")
    monkeypatch.setattr(ChainerBackend, "backends", [open_one, ring])
    KeyringKeySource(ChainerBackend).add_key()

    assert not (tmp_path / "readable").exists()
    assert (tmp_path / "keyring").exists()


@pytest.mark.parametrize("error", [KeyringLocked("canary"), OSError("canary"), KeyError("canary")])
def test_whatever_a_keyring_raises_keeps_the_vault_locked(error):
    source = KeyringKeySource(lambda: Broken(error))

    for call in (source.current_id, source.add_key, lambda: source.wrap(bytes(32), "kek-00000000", b"")):
        with pytest.raises(VaultLocked, match="Unlock it") as caught:
            call()
        assert "canary" not in str(caught.value)


def test_a_keyring_that_can_not_be_chosen_keeps_the_vault_locked(monkeypatch):
    monkeypatch.setattr(keyring.core, "_keyring_backend", None)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "no.such.Keyring")

    with pytest.raises(VaultLocked, match="ModuleNotFoundError"):
        KeyringKeySource.from_settings("", {}).current_id()


def test_where_the_library_is_absent_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "keyring", None)

    with pytest.raises(ConfigurationError, match=r"clickgate\[keyring\]"):
        KeyringKeySource.from_settings("", {})
