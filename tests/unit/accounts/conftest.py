"""A gate to a sandbox for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clickgate.kernel.clock import ManualClock
from tests.support.gates import link, open_gate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clickgate.accounts.gate import ClickGate
    from clickgate.accounts.model import Account
    from clickgate.sandbox.server import Sandbox
    from tests.support.databases import Databases


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands still until it is moved."""
    return ManualClock()


@pytest.fixture
def gate_url(databases: Databases) -> str:
    """Where the gate's database is."""
    return databases.make("sqlite")


@pytest.fixture
def gate(gate_url: str, tmp_path: Path, clickup_sandbox: Sandbox, clock: ManualClock) -> Iterator[ClickGate]:
    """A gate whose clock stands still."""
    with open_gate(gate_url, tmp_path, clickup_sandbox, clock=clock) as opened:
        yield opened


@pytest.fixture
def account(gate: ClickGate, clickup_sandbox: Sandbox) -> Account:
    """The owner's account, linked."""
    return link(gate, clickup_sandbox)
