"""Runs `clickgate` beside a sandbox: in this process, in one of its own, or at a terminal; no output holds a token."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from click.testing import CliRunner

from clickgate.cli.main import main
from tests.support.gates import revoke

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from clickgate.sandbox.server import Sandbox
    from clickgate.sandbox.world.rows import User, Workspace

    Reply = str | Callable[[str], str]

CLICKGATE = str(Path(sys.executable).with_name("clickgate"))
PATIENCE = 60.0  # seconds

_TOKEN = re.compile(r"pk_[0-9]+_[0-9A-Z]{8,}")
_OURS = ("CLICKUP_", "CLICKGATE_")


class Done(NamedTuple):
    """How a run ended, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON value on standard output."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """The JSON values on standard output, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def error(self) -> dict[str, Any]:
        """The error that a run with --json wrote last on standard error."""
        told: dict[str, Any] = json.loads(self.err.splitlines()[-1])["error"]
        return told


class CommandLine:
    """Somebody at the command line. Each token that is issued here is looked for in whatever is written."""

    def __init__(self, sandbox: Sandbox, home: Path) -> None:
        self.sandbox = sandbox
        self.home = home
        self.token = sandbox.token
        self.secrets = [sandbox.token, sandbox.oauth_app.client_secret]

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables of a process that talks to the sandbox."""
        others = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        return {**others, "CLICKGATE_BASE_URL": self.sandbox.base_url, "CLICKGATE_HOME": str(self.home)}

    def run(self, *words: str, secret: str | None = None, **environ: str) -> Done:
        """Run it in this process; a secret is handed over by a descriptor."""
        ours = {name: None for name in os.environ if name.startswith(_OURS)}
        env: Mapping[str, str | None] = {**ours, **self.environment, **environ}
        if secret is None:
            return self._run(words, env)
        reading, writing = os.pipe()
        with os.fdopen(reading):
            with os.fdopen(writing, "w") as file:
                file.write(secret)
            return self._run((*words, "--from-fd", str(reading)), env)

    def _run(self, words: Sequence[str], env: Mapping[str, str | None]) -> Done:
        result = CliRunner().invoke(main, list(words), env=env)
        return self._check(Done(result.exit_code, result.stdout, result.stderr))

    def process(self, *words: str, stdin: str = "", before: str = "pass", **environ: str) -> Done:
        """Run it in a process of its own; `before` is Python that this process runs first."""
        done = subprocess.run(
            [*_after(before), *words], env={**self.environment, **environ}, input=stdin, capture_output=True, text=True,
            timeout=PATIENCE, check=False,
        )  # fmt: skip
        return self._check(Done(done.returncode, done.stdout, done.stderr))

    def start(self, *words: str, stdin: str = "", **environ: str) -> subprocess.Popen[str]:
        """Start it, and hand over its standard input."""
        process = subprocess.Popen(
            [CLICKGATE, *words], env={**self.environment, **environ}, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert process.stdin is not None
        process.stdin.write(stdin)
        process.stdin.close()
        process.stdin = None  # so that `communicate` does not write to it
        return process

    def type(self, *words: str, answers: Sequence[tuple[str, Reply]] = (), **environ: str) -> Done:
        """Run it at a terminal: what is shown is in `out`.

        Args:
            words: The command.
            answers: What is waited for on the screen, and what is typed then; `^C` and `^D` are those keys. A function
                is given what was shown so far.
            environ: Further environment variables.
        """
        terminal, theirs = pty.openpty()
        process = subprocess.Popen(
            [*_after("import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0)"), *words],
            env={**self.environment, "COLUMNS": "200", **environ}, stdin=theirs, stdout=theirs, stderr=theirs,
            start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        shown, seen, waiting = b"", 0, list(answers)
        try:
            while True:
                assert select.select([terminal], [], [], PATIENCE)[0], f"it waits: {shown.decode()}"
                block = os.read(terminal, 4096)
                if not block:
                    break
                shown += block
                if waiting and (found := shown.find(waiting[0][0].encode(), seen)) >= 0:
                    seen = found + len(waiting[0][0])
                    os.write(terminal, _keys(waiting.pop(0)[1], shown.decode()))
        except OSError:  # the terminal is closed when the program ends
            pass
        os.close(terminal)
        code = process.wait(PATIENCE)
        assert waiting == [], shown.decode()
        return self._check(Done(code, shown.decode().replace("\r\n", "\n"), ""))

    def link(self, name: str = "main", *options: str, token: str | None = None) -> None:
        """Link an account."""
        done = self.run("link", name, *options, secret=token or self.token)
        assert done.code == 0, done.err

    def issue(self, user: User | None = None, **options: Any) -> str:
        """Have ClickUp issue another token."""
        token = self.sandbox.issue_token(user, **options)
        self.secrets.append(token)
        return token

    def regenerate(self) -> str:
        """Do as ClickUp's settings page does: make a new token, and end the old one at that moment."""
        old, self.token = self.token, self.issue()
        revoke(self.sandbox, old)
        return self.token

    def owner(self) -> User:
        """The owner of the seed's workspace."""
        return next(user for user, is_owner in self._members() if is_owner)

    def somebody_else(self) -> User:
        """Another member of the seed's workspace."""
        return next(user for user, is_owner in self._members() if not is_owner)

    def second_workspace(self, name: str = "Side Door") -> Workspace:
        """Another workspace of the owner's; `token` is one for both."""
        world = self.sandbox.world
        made = world.add_workspace(name, plan="enterprise")
        world.add_member(made, self.owner(), 1, self.sandbox.clock.now_ms())
        self.token = self.issue()
        return made

    def _members(self) -> list[tuple[User, bool]]:
        rows = self.sandbox.world.workspaces[self.sandbox.workspace_id].members.values()
        return [(row.user, row.role == 1) for row in rows]

    def _check(self, done: Done) -> Done:
        for secret in self.secrets:
            assert secret not in done.out + done.err
        assert not _TOKEN.search(done.out + done.err)
        assert "Traceback" not in done.err
        return done


def _after(before: str) -> list[str]:
    """The beginning of a command line that runs a piece of Python, and then `clickgate` in its place."""
    return [sys.executable, "-c", f"import os, sys\n{before}\nos.execv(sys.argv[1], sys.argv[1:])", CLICKGATE]


def _keys(reply: Reply, shown: str) -> bytes:
    text = reply(shown) if callable(reply) else reply
    return {"^C": b"\x03", "^D": b"\x04"}.get(text) or f"{text}\n".encode()
