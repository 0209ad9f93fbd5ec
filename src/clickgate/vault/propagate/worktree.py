"""Asks git whether a file might end up in a repository."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_PATIENCE = 30.0
# A repository may name programs that git runs; none of them has a say here.
_GIT = ("git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")


def find_danger(path: Path) -> str:
    """Say why a file in this place would get into a repository; empty where it would not.

    Args:
        path: An absolute path without symbolic links in its folders; the file need not exist.
    """
    if not any((folder / ".git").exists() for folder in path.parents):
        return ""
    try:
        if _git(path, "ls-files", "--error-unmatch", "--", path.name) == 0:
            return "git keeps this file: whatever is written there gets into the repository."
        ignored = _git(path, "check-ignore", "-q", "--", path.name)
    except (OSError, subprocess.TimeoutExpired):
        return "it is in a git repository, and git can't be asked whether it keeps the file."
    if ignored == 0:
        return ""
    if ignored == 1:
        return "git does not ignore this file: the next `git add` would put it into the repository."
    return "it is in a git repository that git can't read, so it is not known whether the file is kept there."


def _git(path: Path, *arguments: str) -> int:
    """Run git beside the file, unmoved by variables that would lead it to another repository."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return subprocess.run(  # noqa: S603 - the arguments are ours, and no shell reads them
        [*_GIT, *arguments], cwd=path.parent, env=environment, check=False, timeout=_PATIENCE,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ).returncode  # fmt: skip
