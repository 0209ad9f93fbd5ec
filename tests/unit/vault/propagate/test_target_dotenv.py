"""A .env file is replaced whole or not at all, seen by its owner alone, and never where a repository would keep it."""

import os
import stat
import subprocess
import sys
import threading

import pytest

from clickgate.errors import ConfigurationError, PropagationFailed
from clickgate.kernel.secret import Secret
from clickgate.vault.propagate import files
from clickgate.vault.propagate.opening import open_target

NEW = Secret("pk_1_NEW")


@pytest.fixture
def path(tmp_path):
    made = tmp_path / ".env"
    made.write_bytes(b"A=1\nCLICKUP_API_TOKEN=old\n")
    return made


def target_of(path, **config):
    return open_target("dotenv", "site", {"path": str(path), **config}, None)


def git(folder, *arguments):
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path):
    git(tmp_path, "init", "-q")
    return tmp_path


def test_the_file_is_for_its_owner_alone_afterwards(path):
    path.chmod(0o644)

    written = target_of(path).put(NEW, version=1)

    assert written is True
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_others_may_read_is_closed_even_if_it_holds_the_secret_already(path):
    target_of(path).put(NEW, version=1)
    path.chmod(0o644)

    written = target_of(path).put(NEW, version=1)

    assert written is True
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_is_not_there_is_made(tmp_path):
    target = target_of(tmp_path / "new.env", key="TOKEN")
    target.check()

    target.put(NEW, version=1)

    assert (tmp_path / "new.env").read_bytes() == b"TOKEN=pk_1_NEW\n"
    assert stat.S_IMODE((tmp_path / "new.env").stat().st_mode) == 0o600


def test_a_file_keeps_its_owner(path):
    if os.geteuid() != 0:
        pytest.skip("only root may give a file away")
    os.chown(path, 1234, 1235)

    target_of(path).put(NEW, version=1)

    assert (path.stat().st_uid, path.stat().st_gid) == (1234, 1235)


def test_a_file_of_somebody_else_is_left_to_them(path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)

    with pytest.raises(ConfigurationError, match="belongs to another user"):
        target_of(path).put(NEW, version=1)


def check_refused(path, why):
    before = path.read_bytes() if path.is_file() else None
    target = target_of(path)
    with pytest.raises(ConfigurationError, match=why):
        target.check()
    with pytest.raises(ConfigurationError, match=why):
        target.put(NEW, version=1)

    assert (path.read_bytes() if path.is_file() else None) == before


def test_a_symbolic_link_is_refused(path, tmp_path):
    (tmp_path / "link").symlink_to(path)

    check_refused(tmp_path / "link", "symbolic link")


def test_a_second_name_is_refused_for_it_would_keep_the_old_value(path, tmp_path):
    (tmp_path / "twin").hardlink_to(path)

    check_refused(path, "second name")


def test_what_is_no_file_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe")

    check_refused(tmp_path / "pipe", "no regular file")
    check_refused(tmp_path / "none" / ".env", "no such folder")


def test_a_file_that_is_far_too_large_is_refused(path):
    os.truncate(path, files.LARGEST + 1)

    check_refused(path, "larger than any")


def test_a_file_that_loaders_would_read_in_different_ways_is_left_alone(path):
    path.write_bytes(b"A='never ends\nCLICKUP_API_TOKEN=old\n")

    with pytest.raises(PropagationFailed, match="line 1 begins a quotation that never ends"):
        target_of(path).put(NEW, version=1)

    assert path.read_bytes() == b"A='never ends\nCLICKUP_API_TOKEN=old\n"


def test_a_secret_that_loaders_would_read_in_different_ways_is_not_written(path):
    with pytest.raises(ConfigurationError, match="read in different ways"):
        target_of(path).put(Secret("it's\n"), version=1)

    assert path.read_bytes() == b"A=1\nCLICKUP_API_TOKEN=old\n"


def test_a_file_that_git_keeps_is_refused(repository, path):
    git(repository, "add", ".env")
    (repository / ".gitignore").write_text(".env\n")

    check_refused(path, "git keeps this file")


def test_a_file_that_git_does_not_ignore_is_refused(repository, path):
    check_refused(path, "git does not ignore this file")


def test_a_file_in_a_folder_of_the_repository_is_found_out(repository):
    (repository / "deep" / "er").mkdir(parents=True)

    check_refused(repository / "deep" / "er" / ".env", "git does not ignore this file")


def test_a_way_round_by_a_linked_folder_is_found_out(repository, tmp_path_factory):
    way = tmp_path_factory.mktemp("elsewhere") / "way"
    way.symlink_to(repository)

    check_refused(way / "new.env", "git does not ignore this file")


def test_a_file_that_git_ignores_is_written(repository, path):
    (repository / ".gitignore").write_text(".env\n")

    assert target_of(path).put(NEW, version=1) is True


def test_a_variable_does_not_lead_git_to_another_repository(repository, path, tmp_path_factory, monkeypatch):
    other = tmp_path_factory.mktemp("other")
    git(other, "init", "-q")
    (other / ".git" / "info" / "exclude").write_text("*\n")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))

    check_refused(path, "git does not ignore this file")


def test_a_repository_that_git_cannot_read_is_refused(tmp_path, path):
    (tmp_path / ".git").write_text("gitdir: nowhere\n")

    check_refused(path, "git can't read")


def test_a_repository_without_git_at_hand_is_refused(repository, path, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))

    check_refused(path, "git can't be asked")


def test_git_runs_no_program_that_the_repository_names(repository, path):
    (repository / ".gitignore").write_text(".env\nran\n")
    hook = repository / ".git" / "hook"
    hook.write_text(f"#!/bin/sh\ntouch {repository}/ran\n")
    hook.chmod(0o700)
    git(repository, "config", "core.fsmonitor", str(hook))

    target_of(path).put(NEW, version=1)

    assert not (repository / "ran").exists()


def test_what_a_crash_left_is_cleared_away(path):
    left = files.temporary(path)
    left.write_text("CLICKUP_API_TOKEN=pk_half")

    target_of(path).put(NEW, version=1)

    assert [entry.name for entry in path.parent.iterdir()] == [".env"]


def test_what_a_crash_left_is_cleared_away_even_if_there_is_nothing_to_write(path):
    target_of(path).put(NEW, version=1)
    files.temporary(path).write_text("CLICKUP_API_TOKEN=pk_half")

    assert target_of(path).put(NEW, version=1) is False
    assert [entry.name for entry in path.parent.iterdir()] == [".env"]


def test_a_trap_in_the_place_of_the_temporary_file_is_not_written_through(path, tmp_path_factory):
    victim = tmp_path_factory.mktemp("victim") / "file"
    victim.write_text("mine")
    files.temporary(path).symlink_to(victim)

    target_of(path).put(NEW, version=1)

    assert victim.read_text() == "mine"
    assert not path.is_symlink()


FULL = """
import resource, signal, sys
from clickgate.errors import PropagationFailed
from clickgate.kernel.secret import Secret
from clickgate.vault.propagate.opening import open_target
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
try:
    open_target("dotenv", "site", {"path": sys.argv[1]}, None).put(Secret("pk_1_NEW"), version=1)
except PropagationFailed as error:
    print(error)
"""


def test_a_full_disk_leaves_the_old_file_and_nothing_else(path):
    done = subprocess.run([sys.executable, "-c", FULL, str(path)], capture_output=True, text=True, check=True)

    assert "it can't be written" in done.stdout
    assert "The old value is still there." in done.stdout
    assert path.read_bytes() == b"A=1\nCLICKUP_API_TOKEN=old\n"
    assert [entry.name for entry in path.parent.iterdir()] == [".env"]


MANY = """
import sys
from clickgate.kernel.secret import Secret
from clickgate.vault.propagate.opening import open_target
for number in range(25):
    target = open_target("dotenv", "site", {"path": sys.argv[1], "key": f"{sys.argv[2]}_{number}"}, None)
    target.put(Secret(f"pk_{number}"), version=number)
"""


def test_two_processes_at_once_lose_nothing_of_each_other(path):
    running = [subprocess.Popen([sys.executable, "-c", MANY, str(path), name]) for name in "AB"]

    assert [process.wait(60) for process in running] == [0, 0]
    lines = set(path.read_text().splitlines())
    assert {f"{name}_{number}=pk_{number}" for name in "AB" for number in range(25)} <= lines
    assert [entry.name for entry in path.parent.iterdir()] == [".env"]


def test_a_process_that_holds_the_folder_for_ever_is_not_waited_for(path, monkeypatch):
    monkeypatch.setattr(files, "_PATIENCE", 0.05)
    held, done = threading.Event(), threading.Event()

    def hold():
        with files.alone(path):
            held.set()
            done.wait(20)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(20)
    try:
        with pytest.raises(PropagationFailed, match="another process is writing in this folder"):
            target_of(path).put(NEW, version=1)
    finally:
        done.set()
        holder.join()


@pytest.mark.parametrize("config", [{"path": ".env"}, {"path": "~/.env"}, {"path": "/"}])
def test_half_a_path_is_refused(config):
    with pytest.raises(ConfigurationError, match="path is not whole"):
        open_target("dotenv", "site", config, None)


def test_a_name_that_not_every_loader_takes_is_refused(path):
    with pytest.raises(ConfigurationError, match="no name of a variable"):
        target_of(path, key="MY-TOKEN")


def test_nothing_is_confirmed_of_a_file_that_is_gone(path):
    target = target_of(path)
    target.put(NEW, version=1)
    path.unlink()

    assert target.confirm(NEW) is False
