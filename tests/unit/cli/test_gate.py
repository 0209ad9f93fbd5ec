"""What is kept here is opened when a command needs it, and secrets are read where nobody else sees them."""

from __future__ import annotations

import getpass
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from clickgate.cli import gate
from clickgate.cli.main import COMMANDS
from clickgate.cli.settings import Settings
from clickgate.errors import ConfigurationError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.command_line import CommandLine

HEAVY = ("sqlalchemy", "alembic", "cryptography", "pyreqwest", "clickgate.accounts.gate")
RUN = (
    "import sys\n"
    "{before}\n"
    "from clickgate.cli.main import main\n"
    "try: main(sys.argv[1:])\n"
    f"finally: print('loaded', *[name for name in {HEAVY} if sys.modules.get(name)], file=sys.stderr)"
)
ABSENT = "sys.modules.update(dict.fromkeys(['sqlalchemy', 'alembic', 'cryptography']))"


def python(before: str, *words: str, home: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", RUN.format(before=before), *words], capture_output=True, text=True, check=False,
        stdin=subprocess.DEVNULL, env={**os.environ, "CLICKGATE_HOME": home, "CLICKUP_API_TOKEN": ""},
    )  # fmt: skip


def pipe(text: bytes) -> int:
    reading, writing = os.pipe()
    os.write(writing, text)
    os.close(writing)
    return reading


def test_what_says_nothing_of_accounts_loads_no_database_and_no_cryptography(tmp_path: Path):
    for words in (["version"], ["--help"], ["actions", "tasks", "create"], ["env"]):
        assert python("", *words, home=str(tmp_path)).stderr.splitlines()[-1] == "loaded", words


def test_no_help_page_loads_a_database(tmp_path: Path):
    code = RUN.replace("main(sys.argv[1:])", "[main.get_command(None, name) for name in sys.argv[1:]]")
    done = subprocess.run(
        [sys.executable, "-c", code.format(before=""), *COMMANDS], capture_output=True, text=True, check=True
    )

    assert done.stderr == "loaded\n"


@pytest.mark.parametrize(
    "words",
    [
        ["link", "main"],
        ["accounts", "show", "main"],
        ["rotate", "main"],
        ["vault", "status"],
        ["vault", "rotate-key", "--to", "keyring"],
        ["vault", "restore", __file__],
        ["oauth-apps", "list"],
        ["audit", "verify"],
    ],
)
def test_without_the_extra_a_command_on_accounts_says_what_to_install(words: list[str], tmp_path: Path):
    done = python(ABSENT, *words, home=str(tmp_path))

    assert done.returncode == 2
    assert "pip install 'clickgate[accounts]'" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [["version"], ["env"], ["accounts", "list"], ["actions", "tasks"]])
def test_without_the_extra_whatever_does_not_need_it_works(words: list[str], tmp_path: Path):
    assert "install" not in python(ABSENT, *words, home=str(tmp_path)).stderr


def test_what_is_not_there_is_not_made_by_asking_for_it(fresh: CommandLine):
    with gate.opened_if_kept(Settings()) as found:
        assert found is None
    assert not fresh.home.exists()


def test_whoever_sits_at_the_terminal_is_the_caller(cli: CommandLine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(getpass, "getuser", lambda: "amara")
    with gate.opened(Settings()) as opened:
        caller = opened.caller

    assert (caller.organization_id, caller.actor, caller.actor_kind) == ("local", "amara", "person")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no numbers of users")
@pytest.mark.parametrize("failure", [KeyError, OSError])
def test_a_login_without_a_name_is_its_number(failure: type[Exception], monkeypatch: pytest.MonkeyPatch):
    def fail() -> str:
        raise failure

    monkeypatch.setattr(getpass, "getuser", fail)

    assert gate.login() == f"uid {os.getuid()}"


@pytest.mark.parametrize("text", [b"s3cret", b"  s3cret\n", b"s3cret\r\n\r\n"])
def test_a_secret_is_read_from_a_descriptor_without_what_surrounds_it(text: bytes):
    read = gate.read_secret("Secret", from_stdin=False, from_fd=pipe(text))

    assert read.reveal() == "s3cret"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(b"", "is empty", id="nothing"),
        pytest.param(b" \n\t", "is empty", id="space"),
        pytest.param(b"s3cret " * 10_000, "too long", id="a file that is no secret"),
    ],
)
def test_what_can_be_no_secret_is_refused_and_not_shown(text: bytes, told: str, tmp_path: Path):
    (tmp_path / "secret").write_bytes(text)
    with open(tmp_path / "secret", "rb") as file, pytest.raises(ConfigurationError) as refused:
        gate.read_secret("Secret", from_stdin=False, from_fd=file.fileno())

    assert told in str(refused.value)
    assert "s3cret" not in str(refused.value)


def test_a_descriptor_that_is_not_open_is_said():
    reading = pipe(b"")
    os.close(reading)

    with pytest.raises(ConfigurationError, match=f"descriptor {reading}"):
        gate.read_secret("Secret", from_stdin=False, from_fd=reading)


def test_a_secret_comes_one_way():
    with pytest.raises(UsageError, match="not from both"):
        gate.read_secret("Secret", from_stdin=True, from_fd=3)


def test_where_nobody_can_be_asked_nobody_is_asked(monkeypatch: pytest.MonkeyPatch):
    with open(os.devnull) as nobody:
        monkeypatch.setattr(sys, "stdin", nobody)

        with pytest.raises(ConfigurationError, match="nobody to ask"):
            gate.read_secret("Secret", from_stdin=False, from_fd=None)
        with pytest.raises(UsageError, match="nobody to ask"):
            gate.confirm("Really?", yes=False)
        assert gate.choose("Which", [("1", "one")]) is None


def test_yes_asks_nobody(capsys: pytest.CaptureFixture[str]):
    gate.confirm("Really?", yes=True)

    assert capsys.readouterr() == ("", "")
