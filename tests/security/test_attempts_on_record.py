"""Whatever ClickUp was asked in an account's name stands in the audit log once: counted where it arrives.

What single clients and many threads do is proved in tests/paths/test_accounts_and_sandbox.py; here are the other ways
in which something is sent, and each of the transports.
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from clickgate import RetryPolicy
from clickgate.client.api import AsyncClient, Client
from clickgate.errors import ClickgateError
from clickgate.kernel.secret import Secret
from tests.support.canary_house import ELSEWHERE, TROUBLES, House, house, sign_in
from tests.support.fake_requests import lead_to
from tests.support.gates import read_log

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["house"]
AT_ONCE = RetryPolicy(base=0.0)
SENT = {name: trouble for name, trouble in TROUBLES.items() if name != "nothing"} | {
    "led elsewhere": lead_to(ELSEWHERE)
}


def arrived(house: House) -> Counter[tuple[str, str]]:
    """What arrived at ClickUp, but for what browsers asked."""
    lines = [request.partition(b"\r\n")[0].decode().split(" ") for request in house.way.passed]
    asked = [(line[0], urlsplit(line[1]).path) for line in lines]
    return Counter(one for one in asked if one[1].startswith("/api/"))


def begun(folder: Path) -> Counter[tuple[str, str]]:
    """What the log says that was about to be sent."""
    tries = [one for one in read_log(folder) if one.action == "clickup.request" and one.phase == "begin"]
    return Counter((one.method, one.path) for one in tries)


def check_all_is_on_record(house: House) -> None:
    tries = [one for one in read_log(house.folder) if one.action == "clickup.request"]
    deeds = {phase: Counter(one.deed for one in tries if one.phase == phase) for phase in ("begin", "end")}
    house.failures += 1

    assert arrived(house).total() > 2
    assert begun(house.folder) == arrived(house)
    assert deeds["begin"] == deeds["end"]
    assert set(deeds["begin"].values()) == {1}


@pytest.mark.parametrize("transport", ["pyreqwest", "httpx2"])
@pytest.mark.parametrize("trouble", SENT)
def test_each_try_of_either_transport_is_on_record(house: House, trouble: str, transport: Any):
    account = house.link()
    source = house.gate.broker.lend(house.caller, account.id)
    house.way.trouble = SENT[trouble]
    with Client(
        source, base_url=house.front.base_url, transport=transport, clock=house.clock, retry=AT_ONCE,
        workspace_id=house.sandbox.workspace_id,
    ) as client, suppress(ClickgateError, UserWarning):  # fmt: skip
        client.spaces.list()

    check_all_is_on_record(house)


@pytest.mark.anyio
@pytest.mark.parametrize("transport", ["pyreqwest", "httpx2"])
@pytest.mark.parametrize("trouble", ["cut", "torn", "led elsewhere", "503, a page"])
async def test_each_try_on_an_event_loop_is_on_record(house: House, trouble: str, transport: Any):
    account = house.link()
    source = house.gate.broker.lend(house.caller, account.id)
    house.way.trouble = SENT[trouble]
    async with AsyncClient(
        source, base_url=house.front.base_url, transport=transport, retry=AT_ONCE,
        workspace_id=house.sandbox.workspace_id,
    ) as client:  # fmt: skip
        with suppress(ClickgateError):
            await client.spaces.list()
        with suppress(ClickgateError):
            await client.spaces.create(name="Once")

    check_all_is_on_record(house)


@pytest.mark.parametrize("trouble", ["none", *SENT])
def test_the_trade_of_a_code_for_a_token_is_on_record(house: House, trouble: str):
    way = sign_in(house)
    house.link()
    house.way.trouble = SENT.get(trouble)
    with suppress(ClickgateError, UserWarning):
        house.gate.signing_in.finish(house.caller, *way)

    assert ("POST", "/api/v2/oauth/token") in arrived(house)
    check_all_is_on_record(house)


@pytest.mark.parametrize("trouble", ["none", "401", "cut", "503, a page", "led elsewhere"])
def test_questions_about_a_token_are_on_record(house: House, trouble: str):
    """Inspection, linking, checks, a new token, and the proof that an old one is dead."""
    account, other = house.link(), house.link("other")
    rotations, caller = house.gate.rotations, house.caller
    rotations.open(caller, other.id, "slots")
    rotations.stage(caller, other.id, house.token())
    rotations.advance(caller, other.id)
    house.way.trouble = SENT.get(trouble)
    token = house.token()
    for call in (
        lambda: house.gate.accounts.inspect(caller, token),
        lambda: house.gate.accounts.check(caller, account.id),
        lambda: house.gate.accounts.reconnect(caller, account.id, Secret(token.reveal())),
        lambda: rotations.prove(caller, other.id),
        lambda: rotations.roll_back(caller, other.id),
    ):
        with suppress(ClickgateError):
            call()

    check_all_is_on_record(house)


PROGRAM = """
import sys
from pathlib import Path
from clickgate import ClickGate
url, folder, base_url = sys.argv[1:4]
gate = ClickGate.open(
    database_url=url, key_source=f"file:{folder}/vault.key", audit_folder=Path(folder) / "audit", base_url=base_url
)
with gate.client() as client:
    client.spaces.list()
"""


def test_what_a_process_had_sent_when_it_was_killed_is_on_record(house: House):
    """It waits for an answer that never comes: the beginning stands in the log, and no end."""
    house.link()
    house.way.trouble = house.way.never_answer
    asked = len(house.way.passed)
    command = [sys.executable, "-c", PROGRAM, house.url, str(house.folder), house.front.base_url]
    with subprocess.Popen(command) as process:
        while len(house.way.passed) == asked:
            house.way.released.wait(0.01)
        process.kill()
    house.way.released.set()
    tries = [one for one in read_log(house.folder) if one.action == "clickup.request"]
    ended = {one.deed for one in tries if one.phase == "end"}
    house.failures += 1

    assert [one.operation for one in tries if one.deed not in ended] == ["spaces.list"]
    assert begun(house.folder) == arrived(house)


def test_what_could_not_be_written_down_was_not_sent(house: House):
    account = house.link()
    source = house.gate.broker.lend(house.caller, account.id)
    with Client(source, base_url=house.front.base_url, workspace_id=house.sandbox.workspace_id) as client:
        client.spaces.list()
        asked = len(house.way.passed)
        (house.folder / "audit").rename(house.folder / "away")
        (house.folder / "audit").write_text("")
        house.gate.audit.close()
        error = house.fail(client.spaces.list)
        (house.folder / "audit").unlink()
        (house.folder / "away").rename(house.folder / "audit")

    assert type(error).__name__ == "AuditUnwritable"
    assert len(house.way.passed) == asked
