"""Somebody at the command line, beside a sandbox; what they keep is a database that has its tables already."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from clickgate.sandbox.server import Sandbox
from tests.support.command_line import CommandLine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def server() -> Iterator[Sandbox]:
    with Sandbox(plan="enterprise") as sandbox:
        yield sandbox


@pytest.fixture
def fresh(server: Sandbox, clickgate_home: Path) -> CommandLine:
    """Nothing was ever kept by them."""
    server.reset()
    return CommandLine(server, clickgate_home)


@pytest.fixture
def cli(fresh: CommandLine, sqlite_template: Path) -> CommandLine:
    fresh.home.mkdir(parents=True)
    shutil.copy(sqlite_template, fresh.home / "clickgate.db")
    return fresh


@pytest.fixture
def linked(cli: CommandLine) -> CommandLine:
    """Whose account is `main`."""
    cli.link()
    return cli
