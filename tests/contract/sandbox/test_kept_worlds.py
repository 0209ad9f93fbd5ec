"""Whatever operation was called, a sandbox that goes on from its folder answers as the one that was killed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickgate.kernel.clock import ManualClock
from clickgate.sandbox.clock import SandboxClock
from clickgate.sandbox.persistence import DataFolder
from clickgate.sandbox.server import Sandbox
from tests.contract.sandbox.test_operations_and_rules import EMULATED, ask, ids

if TYPE_CHECKING:
    from pathlib import Path

    from clickgate.catalog.model import Operation

_READS = [operation for operation in EMULATED if operation.method == "GET"]
# To be asked, this one has a row put in from outside, which is no request.
_PREPARED = {"lists.remove_task"}
_WRITES = sorted(
    (operation for operation in EMULATED if operation.method != "GET" and operation.name not in _PREPARED),
    key=lambda operation: (operation.safety == "destroy", operation.method == "DELETE", operation.name),
)


def open_sandbox(folder: Path) -> Sandbox:
    return Sandbox(data=folder, plan="enterprise", clock=SandboxClock(ManualClock()))


def answers(sandbox: Sandbox, values: dict[str, str]) -> dict[str, tuple[int, bytes]]:
    return {one.name: (answer.status, answer.body) for one in _READS if (answer := ask(sandbox, one, values))}


def test_every_write_is_done_again_as_it_was_done(tmp_path: Path):
    sandbox = open_sandbox(tmp_path)
    values = ids(sandbox)
    keeper = sandbox._engine.keeper
    keeper.keep()  # what a test puts in from outside is no request

    done = {one.name: call(sandbox, one, values) for one in _WRITES}
    before = answers(sandbox, values)
    assert isinstance(keeper.journal, DataFolder)
    keeper.journal.close()
    again = open_sandbox(tmp_path)

    assert answers(again, values) == before
    assert again.world.ids.task() == sandbox.world.ids.task()
    assert sum(status < 300 for status in done.values()) > len(done) * 0.8
    again.close()


def test_a_snapshot_of_all_that_was_made_is_gone_back_to(tmp_path: Path):
    sandbox = open_sandbox(tmp_path)
    values = ids(sandbox)
    for one in _WRITES:
        if one.safety != "destroy":
            call(sandbox, one, values)
    before = answers(sandbox, values)
    sandbox.snapshot("full")

    sandbox.reset("team")
    sandbox.restore("full")

    assert answers(sandbox, values) == before
    sandbox.close()


def call(sandbox: Sandbox, operation: Operation, values: dict[str, str]) -> int:
    return ask(sandbox, operation, values).status
