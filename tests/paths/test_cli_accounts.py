"""Accounts on the command line end to end: processes and terminals of their own, a socket, a sandbox, a vault."""

from __future__ import annotations

import os
import re
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clickgate.sandbox.server import Sandbox
from tests.support.browser import Browser
from tests.support.command_line import PATIENCE, CommandLine
from tests.support.raw_server import RawServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.databases import Databases

CALLBACK = "http://127.0.0.1:0/callback"
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def server() -> Iterator[Sandbox]:
    with Sandbox(plan="enterprise") as sandbox:
        yield sandbox


@pytest.fixture
def cli(server: Sandbox, clickgate_home: Path) -> CommandLine:
    server.reset()
    return CommandLine(server, clickgate_home)


@pytest.fixture
def linked(cli: CommandLine) -> CommandLine:
    cli.link()
    return cli


@pytest.fixture
def app(cli: CommandLine) -> CommandLine:
    """Who has the app `invoices`, which may come back to any address of this machine."""
    known = cli.sandbox.oauth_app
    known.redirect_uris = ()
    words = ["oauth-apps", "add", "invoices", "--client-id", known.client_id, "--redirect-uri", CALLBACK]
    assert cli.run(*words, secret=known.client_secret).code == 0
    return cli


def names(cli: CommandLine) -> list[str]:
    return [one["name"] for one in cli.run("accounts", "list", "--json").json]


def steps(cli: CommandLine) -> list[str]:
    return [one["step"] for one in cli.run("rotate", "main", "--status", "--json").json]


# At a terminal.


def test_at_a_terminal_the_token_is_not_shown_and_the_default_workspace_picked_by_its_number(cli: CommandLine):
    other = cli.second_workspace()
    done = cli.type("link", answers=[
        ("ClickUp token (not shown):", cli.token), ("Name of the account [Amara Osei]:", "main"),
        ("Default workspace:", "3"), ("Default workspace:", "2"),
    ])  # fmt: skip

    assert done.code == 0
    assert f"2  Side Door  ({other.id})" in done.out
    assert "3 is not in the range" in done.out
    assert f"{other.id}  Side Door  (default)" in done.out
    assert cli.run("whoami", "--json").json["default_workspace"] == other.id


@pytest.mark.parametrize(("key", "code"), [("^C", 130), ("^D", 1)])
def test_whoever_thinks_better_of_it_has_nothing_kept(cli: CommandLine, key: str, code: int):
    done = cli.type("link", "main", answers=[("not shown", key)])

    assert done.code == code
    assert names(cli) == []


def test_the_default_workspace_is_kept_by_enter(cli: CommandLine):
    other = cli.second_workspace()
    cli.link("main", "--workspace", other.id)
    done = cli.type("accounts", "default-workspace", "main", answers=[("Default workspace [2]:", "")])

    assert f"{other.id}  Side Door  (default)" in done.out


@pytest.mark.parametrize(("reply", "code", "left"), [("n", 1, ["main"]), ("y", 0, [])])
def test_before_an_account_is_removed_the_terminal_is_asked(
    linked: CommandLine, reply: str, code: int, left: list[str]
):
    done = linked.type("accounts", "remove", "main", answers=[("[y/N]", reply)])

    assert done.code == code
    assert names(linked) == left


def test_a_rotation_left_at_the_question_waits_and_is_taken_up_again(linked: CommandLine):
    left = linked.type("rotate", "main", answers=[("not shown", "^C")])
    waiting = steps(linked)
    done = linked.type("rotate", "main", answers=[("not shown", lambda shown: linked.regenerate())])

    assert left.code == 130
    assert "In ClickUp, as Amara Osei: Settings, Apps, API Token, Regenerate." in left.out
    assert "The rotation stays opened: waiting for the new token." in left.out
    assert "`clickgate rotate main --resume` goes on with it; --cancel leaves it." in left.out
    assert (waiting, done.code, steps(linked)) == (["opened"], 0, ["done"])
    assert linked.run("whoami").code == 0


# By OAuth.


def browser(folder: Path) -> str:
    """A program for $BROWSER that says yes on ClickUp's consent page, as a person would."""
    script = folder / "browser"
    script.write_text(
        f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(ROOT)!r})\n"
        "from tests.support.browser import Browser\nbrowser = Browser()\n"
        "page = browser.consent(browser.open(sys.argv[1]))\nassert 'has arrived' in page.text\n"
    )
    script.chmod(0o755)
    return f"{script} %s"


def test_a_person_signs_in_with_the_browser_of_this_machine(app: CommandLine, tmp_path: Path):
    linked = app.process("link", "main", "--oauth", "invoices", BROWSER=browser(tmp_path))
    again = app.process("accounts", "reconnect", "main", "--oauth", "invoices", "--json", BROWSER=browser(tmp_path))

    assert (linked.code, "kind         OAuth" in linked.out) == (0, True)
    assert (again.json["kind"], again.json["active_version"]) == ("oauth", 2)
    assert app.run("whoami").code == 0


@pytest.mark.parametrize("words", [["link", "main"], ["accounts", "reconnect", "main"]])
def test_a_person_signs_in_with_a_browser_elsewhere_and_pastes_the_address(app: CommandLine, words: list[str]):
    if words[0] == "accounts":
        app.link()

    def walk(shown: str) -> str:
        [address] = re.findall(r"Open this in any browser: (\S+)", shown)
        elsewhere = Browser(stops_at="http://127.0.0.1:8421/")
        return elsewhere.consent(elsewhere.open(address)).url

    done = app.type(*words, "--oauth", "invoices", "--no-browser", answers=[
        (" > ", "https://example.com/?code=1"), (" > ", walk),
    ])  # fmt: skip

    assert done.code == 0
    assert "That is not the answer to this sign-in." in done.out
    assert app.run("accounts", "show", "main", "--json").json["kind"] == "oauth"


# Cut short.


def test_ctrl_c_is_heard_while_clickup_says_nothing(cli: CommandLine):
    with silent() as (address, asked):
        process = cli.start("link", "main", "--from-stdin", stdin=cli.token, CLICKGATE_BASE_URL=address)
        with process:
            assert asked.wait(PATIENCE)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=PATIENCE)

    assert (process.returncode, out) == (130, "")
    assert cli.token not in err
    assert names(cli) == []


def test_a_rotation_that_was_killed_while_clickup_was_asked_goes_on(linked: CommandLine):
    new = linked.regenerate()
    with silent() as (address, asked):
        process = linked.start("rotate", "main", "--from-stdin", stdin=new, CLICKGATE_BASE_URL=address)
        with process:
            assert asked.wait(PATIENCE)
            process.kill()
            process.communicate(timeout=PATIENCE)
    killed = steps(linked)
    done = linked.run("rotate", "main", "--resume")

    assert (killed, done.code, steps(linked)) == (["staged"], 0, ["done"])
    assert linked.run("whoami").code == 0
    assert linked.run("audit", "verify").code == 0


@contextmanager
def silent() -> Iterator[tuple[str, threading.Event]]:
    """A server that takes requests and never answers: its address, and the event that it was asked something."""
    asked = threading.Event()
    over = threading.Event()

    def wait(request: bytes) -> None:
        asked.set()
        over.wait(PATIENCE)

    with RawServer(wait) as server:
        try:
            yield f"{server.url}/api/v2", asked
        finally:
            over.set()


# Beside others, and where the machine fails.


def test_several_first_commands_at_once_make_one_vault(cli: CommandLine):
    wishes = [f"account {number % 2}" for number in range(4)]
    with ThreadPoolExecutor(len(wishes)) as pool:
        ended = list(
            pool.map(lambda name: cli.process("link", name, "--allow-second", "--from-stdin", stdin=cli.token), wishes)
        )

    assert sorted(done.code for done in ended) == [0, 0, 2, 2]
    assert sum("Made the vault's key" in done.err for done in ended) == 1
    assert names(cli) == ["account 0", "account 1"]
    assert cli.run("whoami", "--account", "account 0").code == 0


def test_with_a_database_server_it_is_the_same(cli: CommandLine, databases: Databases, tmp_path: Path):
    there = {"CLICKGATE_DATABASE_URL": databases.make("postgresql")}
    file = tmp_path / "clickgate.backup"
    first = cli.process("link", "main", "--from-stdin", stdin=cli.token, **there)
    used = cli.run("whoami", **there)
    rotated = cli.run("rotate", "main", secret=cli.regenerate(), **there)
    cli.run("vault", "backup", str(file), **there)
    brought = cli.run("vault", "restore", str(file))

    assert "Accounts are kept in postgresql" in first.err
    assert [done.code for done in (first, used, rotated, brought)] == [0, 0, 0, 0]
    assert cli.run("whoami").code == 0


def test_what_others_could_read_is_opened_to_nobody_else(linked: CommandLine):
    rights = {path.name: path.stat().st_mode & 0o077 for path in [linked.home, *linked.home.rglob("*")]}

    assert {name for name, others in rights.items() if others} == set()


FULL = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0}))"  # no file grows beyond


@pytest.mark.parametrize("size", [0, 20_000, 300_000])
def test_on_a_full_disk_nothing_is_linked_and_the_next_run_works(cli: CommandLine, size: int):
    full = cli.process("link", "main", "--from-stdin", stdin=cli.token, before=FULL.format(size))
    freed = cli.process("link", "main", "--from-stdin", stdin=cli.token)

    assert full.code == (9 if size < 300_000 else full.code)
    assert freed.code == (0 if full.code else 2)
    assert names(cli) == ["main"]
    assert cli.run("whoami").code == 0


@pytest.mark.parametrize("words", [["whoami"], ["accounts", "remove", "main", "--yes"], ["vault", "rotate-key"]])
def test_on_a_full_disk_what_is_kept_stays_as_it_is(linked: CommandLine, words: list[str]):
    full = linked.process(*words, before=FULL.format(1_000))

    assert (full.code, full.out) == (9, "")
    assert "next: " in full.err
    assert linked.run("whoami").code == 0
    assert linked.run("audit", "verify").code == 0


# A superuser may write where nobody may: the right to do so is given up.
PLAIN = f"import ctypes; ctypes.CDLL(None).prctl(24, 1) if {os.geteuid() == 0} else None"


@pytest.mark.skipif(sys.platform != "linux", reason="rights are taken away as Linux does it")
@pytest.mark.parametrize("words", [["whoami"], ["accounts", "list"], ["rotate", "main", "--status"]])
def test_where_nothing_can_be_written_that_is_said(linked: CommandLine, words: list[str]):
    linked.home.chmod(0o500)
    try:
        done = linked.process(*words, before=PLAIN)
    finally:
        linked.home.chmod(0o700)

    assert (done.code, done.out) == (9, "")
    assert "error: The database can only be read." in done.err


@pytest.mark.skipif(sys.platform != "linux", reason="rights are taken away as Linux does it")
def test_where_no_home_can_be_made_another_can_be_named(cli: CommandLine, tmp_path: Path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    done = cli.process(
        "link", "main", "--from-stdin", stdin=cli.token, before=PLAIN, CLICKGATE_HOME=str(closed / "home")
    )

    assert done.code == 2
    assert "next: CLICKGATE_HOME names another." in done.err
