"""Makes the environments that peers run in: each its own, git-ignored, made when it is first needed."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_HOME = Path(__file__).with_name(".envs")
_UV = ROOT / ".tools" / "bin" / "uv"

OURS = frozenset({"clickgate", "clickgate-httpx2", "clickgate-sync", "bare-pyreqwest"})
"""What runs in the project's own environment: clickgate, and what it stands on at the very same version."""

_REQUIREMENTS: dict[str, tuple[str, ...]] = {
    "aiohttp": ("aiohttp",),
    "httpx2": ("httpx2",),
    "requests": ("requests",),
    "airbyte-agent-sdk": ("airbyte-agent-sdk",),
    # Its release asks for `mcp` without an upper bound, and can't be imported with mcp 2.
    "clickup-rest-mcp": ("clickup-rest-mcp", "mcp<2"),
}


class InstallationError(Exception):
    """A peer's environment could not be made; its cells are left out."""


@cache
def python_of(peer: str) -> str:
    """Path of the interpreter in which a peer runs.

    Raises:
        InstallationError: The peer could not be installed, for example without a way to a package index.
    """
    if peer in OURS:
        return sys.executable
    python = _HOME / peer / "bin" / "python"
    stamp = _HOME / peer / ".made"
    wanted = "\n".join(_REQUIREMENTS[peer])
    if not stamp.is_file() or stamp.read_text() != wanted:
        _uv("venv", "--quiet", "--clear", "--python", sys.executable, str(_HOME / peer))
        _uv("pip", "install", "--quiet", "--python", str(python), *_REQUIREMENTS[peer])
        stamp.write_text(wanted)
    return str(python)


def environment_of(peer: str) -> dict[str, str]:
    """Environment variables for a peer: none of the caller's settings, and nothing that calls home."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR") if name in os.environ}
    return {**kept, "AIRBYTE_TELEMETRY_MODE": "disabled", "DO_NOT_TRACK": "1", "PYTHONHASHSEED": "0"}


def _uv(*arguments: str) -> None:
    done = subprocess.run([str(_UV), *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise InstallationError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "uv failed")
