"""Keys in a file and in the environment: kept for their owner alone, and refused where they are not safe."""

from __future__ import annotations

import base64
import hashlib
import os
import pickle
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clickgate.errors import ConfigurationError, SealBroken, VaultLocked, WrongKey
from clickgate.vault.keys import open_key_source
from clickgate.vault.keys.environment import EnvironmentKeySource
from clickgate.vault.keys.file import FileKeySource
from clickgate.vault.keys.local import HeldKeys, key_id, make_key, read_keys
from clickgate.vault.keys.register import Register

DATA_KEY = bytes(range(32))
on_posix = pytest.mark.skipif(os.name != "posix", reason="rights are lists there")


def text_of(*keys: bytes) -> str:
    return ",".join(base64.b64encode(key).decode() for key in keys)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "vault.key"


@pytest.fixture
def filled(path):
    keys = FileKeySource(path)
    keys.add_key()
    return keys


# Keys


def test_an_id_tells_keys_apart_and_nothing_else():
    one, other = make_key(), make_key()

    assert key_id(one) == key_id(bytes(one))
    assert key_id(one) != key_id(other)
    assert len(key_id(one)) == len("kek-0123456789abcdef")
    assert one.hex()[:8] not in key_id(one)


@given(seeds=st.lists(st.binary(), min_size=1, max_size=4))
def test_keys_are_read_as_they_were_written(seeds):
    held = HeldKeys(hashlib.sha256(seed).digest() for seed in seeds)

    assert read_keys(held.to_text(), where="here").ids == held.ids


@pytest.mark.parametrize(
    "write",
    [bytes.hex, lambda key: base64.b64encode(key).decode(), lambda key: base64.urlsafe_b64encode(key).decode()],
    ids=["hex", "base64", "base64 for addresses"],
)
def test_a_key_is_base64_or_hex(write):
    key = make_key()

    assert read_keys(f"# a remark\n {write(key)} \n", where="here").ids == (key_id(key),)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("", "no key", id="nothing"),
        pytest.param("# a remark", "no key", id="remarks alone"),
        pytest.param("correct horse battery staple!", "is no key", id="words"),
        pytest.param(text_of(make_key()[:31]), "31 bytes", id="short"),
        pytest.param(text_of(make_key() + b"\0"), "33 bytes", id="long"),
        pytest.param(text_of(bytes(32)), "too regular", id="all zero"),
        pytest.param(text_of(b"\xff" * 32), "too regular", id="all one"),
        pytest.param(text_of(bytes(range(32))), "too regular", id="a count"),
        pytest.param(text_of(bytes(range(0, 224, 7))), "too regular", id="a count in steps"),
        pytest.param(text_of(make_key()[:16] * 2), "too regular", id="half a key twice"),
        pytest.param(text_of(b"Correct-Horse:Battery;Staple?42!"), "too regular", id="a text that somebody typed"),
        pytest.param(f"{text_of(make_key())},{text_of(bytes(32))}", "too regular", id="the second of two"),
    ],
)
def test_what_is_no_good_key_is_refused_without_being_repeated(text, told):
    with pytest.raises(ConfigurationError, match=told) as refused:
        read_keys(text, where="here")

    assert not text.strip("# ") or text not in str(refused.value)


def test_made_keys_are_never_refused():
    held = [read_keys(text_of(make_key()), where="here") for _ in range(10_000)]

    assert len({keys.ids for keys in held}) == 10_000


def test_a_held_key_is_neither_shown_nor_pickled():
    key = make_key()
    held = HeldKeys([key])

    assert repr(held) == f"HeldKeys({key_id(key)})"
    with pytest.raises(TypeError, match="pickled"):
        pickle.dumps(held)


def test_what_one_key_wrapped_no_other_key_and_no_other_context_unwraps():
    one, other = make_key(), make_key()
    held = HeldKeys([one, other])
    wrapped = held.wrap(DATA_KEY, key_id(one), b"here")

    assert held.unwrap(wrapped, key_id(one), b"here") == DATA_KEY
    with pytest.raises(SealBroken):
        held.unwrap(wrapped, key_id(other), b"here")
    with pytest.raises(SealBroken):
        held.unwrap(wrapped, key_id(one), b"there")
    with pytest.raises(WrongKey):
        held.unwrap(wrapped, "kek-00000000", b"here")


# A file


def test_opening_makes_no_file(path):
    FileKeySource(path)

    assert not path.exists()


def test_a_file_that_is_not_there_is_told(path):
    with pytest.raises(VaultLocked, match="no key file") as told:
        FileKeySource(path).current_id()

    assert "backup" in told.value.advice


def test_the_first_key_is_made_for_its_owner_alone_and_told_of_once(path):
    told = []
    made = FileKeySource(path, told.append).add_key()

    assert FileKeySource(path, told.append).current_id() == made
    assert len(told) == 1
    assert str(path) in told[0]
    assert os.name != "posix" or path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["vault.key"]


@on_posix
def test_the_mask_of_the_process_does_not_open_the_file_to_others(path):
    before = os.umask(0)
    try:
        FileKeySource(path).add_key()
    finally:
        os.umask(before)

    assert path.stat().st_mode & 0o777 == 0o600


def test_a_folder_that_is_not_there_is_made(tmp_path):
    keys = FileKeySource(tmp_path / "deep" / "down" / "vault.key")
    made = keys.add_key()

    assert keys.current_id() == made


def test_a_new_key_comes_first_and_the_older_ones_still_unwrap(filled, path):
    old = filled.current_id()
    wrapped = filled.wrap(DATA_KEY, old, b"")
    new = filled.add_key()

    assert FileKeySource(path).current_id() == new
    assert FileKeySource(path).unwrap(wrapped, old, b"") == DATA_KEY


def test_a_key_that_another_process_added_is_found(filled, path):
    """Without being told: the file is read anew when a key is asked for that is not known yet."""
    other = FileKeySource(path)
    other.current_id()
    new = filled.add_key()
    wrapped = filled.wrap(DATA_KEY, new, b"")

    assert other.unwrap(wrapped, new, b"") == DATA_KEY
    assert other.current_id() == new


def test_a_dropped_key_is_gone_from_the_file_and_from_this_process(filled, path):
    old = filled.current_id()
    wrapped = filled.wrap(DATA_KEY, old, b"")
    filled.add_key()
    filled.drop_key(old)
    filled.drop_key(old)

    for keys in (filled, FileKeySource(path)):
        with pytest.raises(WrongKey):
            keys.unwrap(wrapped, old, b"")


def test_a_reader_at_work_keeps_the_key_that_another_process_drops(filled, path):
    old = filled.current_id()
    wrapped = filled.wrap(DATA_KEY, old, b"")
    reader = FileKeySource(path)
    reader.current_id()
    new = filled.add_key()
    filled.drop_key(old)

    assert reader.current_id() == new
    assert reader.unwrap(wrapped, old, b"") == DATA_KEY


def test_the_newest_key_is_never_dropped(filled):
    filled.drop_key(filled.current_id())

    assert filled.wrap(DATA_KEY, filled.current_id(), b"")


def test_threads_that_add_keys_at_once_lose_none(filled, path):
    with ThreadPoolExecutor(8) as threads:
        added = list(threads.map(lambda _: FileKeySource(path).add_key(), range(8)))

    assert set(added) < set(read_keys(path.read_text(), where="here").ids)
    assert len(set(added)) == 8


def test_processes_that_make_the_first_key_at_once_agree_on_one(path):
    """Four processes, each of which found none."""
    program = f"""
import sys
from pathlib import Path
from clickgate.errors import VaultLocked
from clickgate.vault.keys.file import FileKeySource
keys = FileKeySource(Path({str(path)!r}))
try:
    keys.current_id()
except VaultLocked:
    print("none", flush=True)
sys.stdin.readline()
print(keys.add_key())
"""
    command = [sys.executable, "-c", program]
    racers = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    found = [racer.stdout.readline().strip() for racer in racers]
    for racer in racers:
        racer.stdin.write("\n")
        racer.stdin.flush()
    made = {racer.communicate()[0].strip() for racer in racers}

    assert found == ["none"] * 4
    assert made == {FileKeySource(path).current_id()}


def test_a_full_disk_leaves_the_file_as_it_was(filled, path, monkeypatch):
    before = path.read_bytes()

    def no_room(file):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("clickgate.vault.keys.disk.os.fsync", no_room)
    with pytest.raises(VaultLocked, match="No space left"):
        filled.add_key()

    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["vault.key"]


@on_posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o644, 0o666])
def test_a_file_that_others_may_read_or_write_is_refused(filled, path, mode):
    path.chmod(mode)

    with pytest.raises(ConfigurationError, match="read by others") as told:
        FileKeySource(path).current_id()

    assert f"chmod 600 {path}" in told.value.advice


@on_posix
def test_a_file_of_somebody_else_is_refused(filled, path, monkeypatch):
    monkeypatch.setattr("clickgate.vault.keys.file.os.geteuid", lambda: path.stat().st_uid + 1)

    with pytest.raises(ConfigurationError, match="belongs to somebody else"):
        FileKeySource(path).current_id()


@on_posix
def test_a_link_is_refused_even_where_it_leads_nowhere(filled, path, tmp_path):
    (tmp_path / "link").symlink_to(path)
    (tmp_path / "broken").symlink_to(tmp_path / "nothing")

    for name in ("link", "broken"):
        with pytest.raises(ConfigurationError, match="is a link"):
            FileKeySource(tmp_path / name).current_id()
    with pytest.raises(ConfigurationError, match="is a link"):
        FileKeySource(tmp_path / "broken").add_key()
    assert not (tmp_path / "nothing").exists()


@on_posix
@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir], ids=["a pipe", "a folder"])
def test_what_is_no_file_is_refused_and_not_waited_for(path, make):
    make(path)

    with pytest.raises(ConfigurationError, match="is no file"):
        FileKeySource(path).current_id()


def test_a_path_that_depends_on_where_one_stands_is_refused():
    with pytest.raises(ConfigurationError, match="whole path"):
        FileKeySource(Path("vault.key"))


def git(folder, *arguments):
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True, env=environ)


@pytest.mark.parametrize("where", [".", "deep/down"])
def test_a_place_that_git_would_take_along_is_refused(tmp_path, where):
    git(tmp_path, "init")

    with pytest.raises(ConfigurationError, match="git repository"):
        FileKeySource(tmp_path / where / "vault.key")


def test_a_place_that_git_ignores_is_taken(tmp_path):
    git(tmp_path, "init")
    (tmp_path / ".gitignore").write_text("*.key\n")

    assert FileKeySource(tmp_path / "vault.key").add_key()


def test_a_file_that_git_has_already_is_refused_though_it_is_ignored(tmp_path):
    FileKeySource(tmp_path / "vault.key").add_key()
    git(tmp_path, "init")
    git(tmp_path, "add", "vault.key")
    (tmp_path / ".gitignore").write_text("*.key\n")

    with pytest.raises(ConfigurationError, match="git repository"):
        FileKeySource(tmp_path / "vault.key")


def test_where_git_can_not_be_asked_a_repository_is_refused(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    monkeypatch.setenv("PATH", "")

    with pytest.raises(ConfigurationError, match="git repository"):
        FileKeySource(tmp_path / "vault.key")


# The register of what was destroyed


def test_the_register_knows_what_was_destroyed_and_what_was_there_before(tmp_path):
    register = Register(tmp_path / "destroyed")
    unknown = register.covers("dek_1", "org_1", 10.0)
    register.add([("dek_1", "org_1", 20.0), ("dek_2", "org_2", 30.0)])
    other = Register(tmp_path / "destroyed")

    assert not unknown
    for each in (register, other):
        assert each.covers("dek_1", "org_1", 20.0)
        assert each.covers("dek_0", "org_1", 19.9), "one that a rotation had replaced"
        assert not each.covers("dek_3", "org_1", 20.0), "one that was made afterwards"
        assert not each.covers("dek_4", "org_3", 10.0)


def test_the_register_holds_a_thing_once(tmp_path):
    register = Register(tmp_path / "destroyed")
    for _ in range(3):
        register.add([("dek_1", "org_1", 20.0)])

    assert register.path.read_text() == "dek_1 org_1 20.0\n"


@pytest.mark.parametrize("torn", ["d", "dek_2 org", "dek_2 org_2 3", "dek_2 org_2 30.0"])
def test_a_line_that_a_crash_has_torn_does_not_count_and_comes_again(tmp_path, torn):
    register = Register(tmp_path / "destroyed")
    register.add([("dek_1", "org_1", 20.0)])
    register.path.write_text(register.path.read_text() + torn)
    before = Register(register.path).covers("dek_2", "org_2", 1.0)
    register.add([("dek_1", "org_1", 20.0), ("dek_2", "org_2", 30.0)])

    assert not before
    assert Register(register.path).covers("dek_1", "org_1", 1.0)
    assert Register(register.path).covers("dek_2", "org_2", 29.0)


def test_a_register_that_can_not_be_read_lets_nothing_through(tmp_path):
    (tmp_path / "destroyed").mkdir()

    with pytest.raises(VaultLocked, match="register of destroyed keys"):
        Register(tmp_path / "destroyed").covers("dek_1", "org_1", 1.0)


# The environment


def test_keys_of_the_environment_stand_newest_first():
    new, old = make_key(), make_key()
    keys = EnvironmentKeySource.from_environment({"CLICKGATE_KEY": f"{text_of(new)}, {old.hex()}"})
    wrapped = keys.wrap(DATA_KEY, key_id(old), b"")

    assert keys.current_id() == key_id(new)
    assert keys.unwrap(wrapped, key_id(old), b"") == DATA_KEY


@pytest.mark.parametrize("environ", [{}, {"CLICKGATE_KEY": " "}], ids=["not set", "empty"])
def test_without_the_variable_there_is_no_key(environ):
    with pytest.raises(VaultLocked, match="CLICKGATE_KEY is not set"):
        EnvironmentKeySource.from_environment(environ)


def test_a_key_of_the_environment_is_neither_made_nor_dropped_from_here():
    keys = EnvironmentKeySource(HeldKeys([make_key(), make_key()]))
    known = keys.current_id()
    keys.drop_key(known)

    assert keys.current_id() == known
    with pytest.raises(ConfigurationError, match="CLICKGATE_KEY"):
        keys.add_key()


def test_the_same_key_has_the_same_id_in_a_file_and_in_the_environment(filled, path):
    text = path.read_text().splitlines()[-1]

    assert EnvironmentKeySource.from_environment({"CLICKGATE_KEY": text}).current_id() == filled.current_id()


# Which source


@pytest.mark.parametrize("spec", [None, "file"])
def test_a_file_in_the_data_folder_is_what_one_has_without_a_setting(tmp_path, monkeypatch, spec):
    monkeypatch.setenv("CLICKGATE_HOME", str(tmp_path))
    source = open_key_source(spec, {}, print)

    assert isinstance(source, FileKeySource)
    assert source.path == tmp_path / "vault.key"


def test_the_setting_names_the_source_and_an_argument_goes_before_it(tmp_path):
    environ = {"CLICKGATE_KEY_SOURCE": f"file:{tmp_path}/my.key", "CLICKGATE_KEY": text_of(make_key())}
    named, given = open_key_source(None, environ, print), open_key_source("env", environ, print)

    assert isinstance(named, FileKeySource)
    assert (named.path, given.name) == (tmp_path / "my.key", "env")


def test_the_notice_of_a_made_file_reaches_who_opened_the_source(tmp_path):
    told = []
    open_key_source(f"file:{tmp_path}/my.key", {}, told.append).add_key()

    assert len(told) == 1


@pytest.mark.parametrize("spec", ["plaintext", "none", "env:OTHER", "transits:x"])
def test_a_source_that_there_is_not_is_refused(spec):
    with pytest.raises(ConfigurationError, match="no key source"):
        open_key_source(spec, {}, print)


def test_threads_share_a_file_source(filled):
    """One adds keys and drops the old ones, seven wrap and unwrap with whatever is newest."""
    done = threading.Event()

    def use(_):
        count = 0
        while not done.is_set() or count == 0:
            newest = filled.current_id()
            assert filled.unwrap(filled.wrap(DATA_KEY, newest, b""), newest, b"") == DATA_KEY
            count += 1
        return count

    with ThreadPoolExecutor(8) as threads:
        users = [threads.submit(use, number) for number in range(7)]
        for _ in range(20):
            filled.add_key()
        done.set()
        counts = [user.result() for user in users]

    assert min(counts) > 0
