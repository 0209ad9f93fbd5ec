"""Whatever goes wrong, no token, key or other secret is in what is left behind: files, errors, logs, processes.

Secrets are planted, failures are brought about, and then all that can be seen is searched for the secrets, in every
form in which one could stand there.
"""

from __future__ import annotations

import base64
import os
import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import pytest
import sqlalchemy as sa

from clickgate.accounts.credentials.keeping import place_of
from clickgate.accounts.oauth.flow import Purpose
from clickgate.client.api import Client
from clickgate.client.reply import ReplyWarning
from clickgate.db.tables import data_keys, sealed_values
from clickgate.errors import ClickgateError
from clickgate.kernel.secret import Secret
from tests.support import fake_places
from tests.support.canary import Canaries, caught, everything_said
from tests.support.canary_house import (
    ELSEWHERE,
    HUB,
    IN_AN_ANSWER,
    TROUBLES,
    Front,
    House,
    house,
    list_spaces,
    sign_in,
)  # fmt: skip
from tests.support.fake_requests import answer, carry_out_and_cut, cut, fail, lead_to
from tests.support.gates import open_gate
from tests.support.killed import run_killed

if TYPE_CHECKING:
    from collections.abc import Callable

    from clickgate.accounts.model import Account

__all__ = ["house"]
CLICKGATE = str(Path(sys.executable).with_name("clickgate"))


def flipped(blob: bytes) -> bytes:
    return blob[:-1] + bytes([blob[-1] ^ 1])


def change(house: House, statement: Any) -> None:
    house.gate.database.run(lambda connection: connection.execute(statement))


@pytest.mark.parametrize("trouble", TROUBLES)
def test_nothing_is_seen_of_a_token_whatever_clickup_answers(house: House, trouble: str):
    account, other = house.link(), house.link("other")
    new, newer = house.token(), house.token()
    house.gate.rotations.open(house.caller, other.id, "slots")
    house.gate.rotations.stage(house.caller, other.id, house.token())
    made = TROUBLES[trouble]
    house.way.trouble = house.way.never_answer if made == "never" else made

    frames = trouble not in IN_AN_ANSWER
    house.fail(lambda: house.gate.accounts.link(house.caller, name="new", token=new), frames=frames)
    house.fail(lambda: list_spaces(house, account), frames=frames)
    house.fail(lambda: house.gate.accounts.reconnect(house.caller, account.id, newer), frames=frames)
    house.fail(lambda: house.gate.rotations.advance(house.caller, other.id), frames=frames)
    with house.gate.audit.deed(house.caller, "test.check"):
        try:
            house.gate.accounts.check(house.caller, other.id)
        except (ClickgateError, ReplyWarning) as error:
            house.said.append(everything_said(error) if frames else repr(error))
    house.way.released.set()

    assert house.failures == 4


@pytest.mark.parametrize("trouble", [*TROUBLES, "no token"])
def test_nothing_is_seen_of_an_apps_secret_whatever_clickup_answers(house: House, trouble: str):
    way = sign_in(house)
    exchange = TROUBLES.get(trouble, lambda *_: answer("200 OK", {"token_type": "Bearer"}))
    house.way.trouble = house.way.never_answer if exchange == "never" else exchange

    house.fail(lambda: house.gate.signing_in.finish(house.caller, *way), frames=trouble not in IN_AN_ANSWER)
    house.way.released.set()


def test_nothing_is_seen_of_a_sign_in_that_goes_wrong(house: House):
    wrong = "Z9Y8X7W6V5U4T3S2R1Q0P9O8N7M6L5K4J3I2H1G0F9E8D7C6B5A4Z3Y2X1W0V9U8"
    house.canaries.add("another app's secret", wrong)
    finish = house.gate.signing_in.finish
    query, binding = sign_in(house)
    unknown = query.replace(parse_qs(query)["state"][0], "x" * 43)
    foreign = Secret("y" * 43)

    for bad in (unknown, f"{query}&code=2", query.replace("code=", "other="), query * 100):
        house.fail(lambda bad=bad: finish(house.caller, bad, binding))
    house.fail(lambda: finish(house.caller, query, foreign))
    house.fail(lambda: finish(house.caller, query, binding))  # its state is spent
    secret = sign_in(house, secret=wrong, name="another")
    house.fail(lambda: finish(house.caller, *secret))
    late = sign_in(house, name="late")
    house.clock.move(601)
    house.fail(lambda: finish(house.caller, *late))
    code = sign_in(house, name="code")
    spoilt = re.sub(r"code=[^&]*", "code=ABCDEFGHIJKLMNOPQRSTUVWXYZ", code[0]), code[1]
    house.fail(lambda: finish(house.caller, *spoilt))
    done = sign_in(house, Purpose(name="taken"), name="done")
    house.link("taken")
    house.fail(lambda: finish(house.caller, *done))
    again = sign_in(house, Purpose(name="fine", allow_second=True), name="again")
    account = finish(house.caller, *again).account

    assert account.kind == "oauth"
    assert house.failures == 10


def test_nothing_is_seen_of_a_token_that_was_put_in_the_wrong_place(house: House):
    account = house.link()
    token = house.token().reveal()
    secret = "Q7W3E9R1T5Y8U2I6O4P0A9S7D3F1G5H8J2K6L4Z0X9C7V3B1N5M8Q2W6E4R0T9Y7"
    house.canaries.add("a client secret in the wrong place", secret)
    caller, gate = house.caller, house.gate
    given = Secret(token)
    calls: list[Callable[[str], object]] = [
        lambda text: gate.accounts.link(caller, name=text, token=given),
        lambda text: gate.accounts.link(caller, name="x", token=given, description=f"it is {text}"),
        lambda text: gate.accounts.link(caller, name="x", token=given, environment=text),
        lambda text: gate.accounts.link(caller, name="x", token=given, default_workspace=text),
        lambda text: gate.accounts.find(caller, text),
        lambda text: gate.accounts.get(caller, text),
        lambda text: gate.accounts.check(caller, text),
        lambda text: gate.accounts.suspend(caller, text),
        lambda text: gate.accounts.suspend(caller, account.id, why=text),
        lambda text: gate.accounts.rename(caller, account.id, text),
        lambda text: gate.accounts.describe(caller, account.id, text),
        lambda text: gate.accounts.set_default_workspace(caller, account.id, text),
        lambda text: gate.broker.lend(caller, text),
        lambda text: gate.broker.lend(caller, account.id, workspace_id=text),
        lambda text: gate.rotations.open(caller, text, "slots"),
        lambda text: gate.rotations.find_all(caller, text),
        lambda text: gate.propagations.targets(caller, text),
        lambda text: gate.propagations.remove(caller, account.id, text),
        lambda text: gate.propagations.add(caller, account.id, name=text, kind="dotenv", config={"path": "/x/.env"}),
        lambda text: gate.propagations.add(caller, account.id, name="x", kind=text, config={}),
        lambda text: gate.propagations.add(caller, account.id, name="x", kind="dotenv", config={"path": f"/x/{text}"}),
        lambda text: gate.propagations.add(caller, account.id, name="x", kind="dotenv", config={"path": "/", text: ""}),
        lambda text: gate.oauth_apps.find(caller, text),
        lambda text: gate.oauth_apps.remove(caller, text),
        lambda text: gate.oauth_apps.register(
            caller, name=text, client_id="C", client_secret=Secret(secret), redirect_uri=HUB
        ),
        lambda text: gate.oauth_apps.register(
            caller, name="x", client_id=text, client_secret=Secret(secret), redirect_uri=HUB
        ),
        lambda text: gate.oauth_apps.register(
            caller, name="x", client_id="C", client_secret=Secret(secret), redirect_uri=f"{HUB}/{text}"
        ),
        lambda text: gate.signing_in.begin(caller, text, Purpose()),
        lambda text: gate.signing_in.finish(caller, f"code={text}&state={text}", None),
    ]  # fmt: skip
    for text in (token, secret):
        for call in calls:
            error = caught(lambda call=call, text=text: call(text))
            house.failures += 1
            # Who gives a secret as a plain text has it in frames as such: of what we say, nothing repeats it.
            house.said += [str(error), repr(error), repr(vars(error))]

    assert house.failures == 2 * len(calls)


@pytest.mark.parametrize(
    "pasted",
    [
        "pk_12345678_{0} and pk_12345678_{0}X", "curl -H 'Authorization: pk_1_{0}' and pk_2_{1}", "{{\"x\": \"{0}\"}}",
        "pk_1_{0}\npk_2_{1}", "Bearer Bearer {0} {1}", "{0}é{1}", "pk_1234_{0} {1}",
    ],
)  # fmt: skip
def test_nothing_is_seen_of_what_was_pasted_with_a_token_in_it(house: House, pasted: str):
    from clickgate.accounts.pasted import read_pasted_token

    one, other = "A1B2C3D4E5F6G7H8J9K0L1M2N3P4Q5R6", "S7T8U9V0W1X2Y3Z4A5B6C7D8E9F0G1H2"
    for piece in (one, other):
        house.canaries.add("pasted", piece)
    text = Secret(pasted.format(one, other))
    try:
        house.said += map(repr, read_pasted_token(text.reveal()).notices)
    except ClickgateError as error:
        house.said += [str(error), repr(error)]
    house.fail(lambda: house.gate.accounts.link(house.caller, name="main", token=text))
    house.fail(lambda: Client(text))  # type: ignore[arg-type]


def test_nothing_is_seen_of_what_a_rotation_refuses(house: House):
    account = house.link()
    rotations, caller = house.gate.rotations, house.caller
    current = house.gate.broker.open(caller, account, 1, why="test")
    stranger = next(
        row.user for row in house.sandbox.world.workspaces[house.sandbox.workspace_id].members.values() if row.role != 1
    )
    bad, of_another = Secret("pk_1_ not a token A1B2C3D4E5F6G7H8J9K0L1M2"), house.token(user=stranger)
    house.canaries.add("no token", "A1B2C3D4E5F6G7H8J9K0L1M2")
    never = Secret("pk_55555555_K0L1M2N3P4Q5R6S7T8U9V0W1X2Y3Z4A5")
    house.canaries.add("a token of nobody", never.reveal())
    rotations.open(caller, account.id, "slots")

    house.fail(lambda: rotations.stage(caller, account.id, current))
    house.fail(lambda: rotations.stage(caller, account.id, bad))
    for token in (of_another, never):
        rotations.stage(caller, account.id, token)
        house.fail(lambda: rotations.advance(caller, account.id))
    rotations.stage(caller, account.id, house.token())
    rotations.advance(caller, account.id)
    rotations.roll_back(caller, account.id)
    house.fail(lambda: rotations.advance(caller, account.id))
    house.gate.accounts.remove(caller, account.id)
    house.fail(lambda: house.gate.broker.lend(caller, account.id))


@pytest.mark.parametrize("trouble", ["fails and repeats", "cut", "carried out and cut", "led elsewhere", "no rights"])
@pytest.mark.parametrize("name", fake_places.NAMES)
def test_nothing_is_seen_of_a_secret_on_its_way_to_a_target(
    house: House, name: str, trouble: str, request: pytest.FixtureRequest
):
    site = house.folder / "site"
    site.mkdir()
    with fake_places.make_place(name, site, request) as place:
        if trouble == "no rights":
            place.deny(place)
        for text in place.hidden:
            house.canaries.add("what a target asks for", text)
        address = {} if place.gate is None else {place.address: place.gate.url, "timeout": "1"}
        account = house.link()
        house.gate.propagations.add(
            house.caller, account.id, name="site", kind=place.kind, config={**place.config, **address},
            secret=place.login,
        )  # fmt: skip
        if place.gate is None:
            (site / ".env").unlink(missing_ok=True)
            (site / ".env").mkdir()
        elif trouble != "no rights":
            place.gate.trouble = {
                "fails and repeats": fail, "cut": cut, "carried out and cut": carry_out_and_cut,
                "led elsewhere": lead_to(ELSEWHERE),
            }[trouble]  # fmt: skip
        house.fail(lambda: house.gate.propagations.carry(house.caller, account, 1))
        house.fail(lambda: house.gate.propagations.check(house.caller, account))
        house.said += [repr(house.gate.propagations.arrivals(house.caller, account.id))]
        if place.gate is not None:
            house.said += [head_of(request).decode("latin-1") for request in place.gate.passed]


def head_of(request: bytes) -> bytes:
    """What a service could have written down of a request: its address and headers, but for those that authenticate."""
    head = request.partition(b"\r\n\r\n")[0]
    return re.sub(rb"(?im)^(authorization|x-vault-token):.*$", b"", head)


def test_nothing_is_seen_of_keys_and_secrets_that_do_not_open(house: House):
    account, broken = house.link(), house.link("broken")
    gate, caller, key_file = house.gate, house.caller, house.folder / "vault.key"
    house.plant_keys()
    key = key_file.read_text()

    change(house, sa.update(sealed_values).where(sealed_values.c.owner_id == broken.id).values(blob=b"\1" + bytes(60)))
    house.fail(lambda: gate.broker.open(caller, broken, 1, why="test"))
    house.fail(lambda: gate.accounts.check(caller, broken.id))
    house.fail(lambda: gate.safekeeping.rotate_data_key(caller))
    house.fail(lambda: put_twice(house, account))
    change(house, sa.delete(sealed_values).where(sealed_values.c.owner_id == broken.id))
    house.fail(lambda: gate.broker.open(caller, broken, 1, why="test"))
    gate.close()

    line = next(line for line in key.splitlines() if not line.startswith("#"))
    for spoilt in (
        key.replace(line, base64.b64encode(bytes(range(32, 64))).decode()[::-1]), f"{line}\n{line[:-5]}\n", line[:20],
        f"{line} {line}=\n", "", line.lower() + "\n", base64.b64encode(os.urandom(32)).decode(),
    ):  # fmt: skip
        key_file.write_text(spoilt)
        house.fail(house.open)
    key_file.unlink()
    house.fail(house.open)
    key_file.write_text(key)
    key_file.chmod(0o644)
    house.fail(house.open)
    key_file.chmod(0o600)
    house.open()
    wrapped = house.gate.database.read(lambda connection: connection.execute(sa.select(data_keys.c.wrapped)).scalar())
    change(house, sa.update(data_keys).values(wrapped=flipped(wrapped)))
    house.gate.vault.data_keys.forget()
    house.fail(lambda: house.gate.broker.open(house.caller, account, 1, why="test"))
    house.fail(lambda: house.gate.safekeeping.rotate_key(house.caller))
    change(house, sa.update(data_keys).values(wrapped=wrapped))


def put_twice(house: House, account: Account) -> None:
    secret = house.token()
    place = place_of(account.organization_id, account.id, 1)
    house.gate.database.run(lambda connection: house.gate.vault.put(connection, place, secret))


def test_nothing_is_seen_where_nothing_can_be_kept(house: House, monkeypatch: pytest.MonkeyPatch):
    account = house.link()
    house.gate.close()
    monkeypatch.setattr("clickgate.db.sqlite.PATIENCE", 0.05)
    house.open()
    gate, caller = house.gate, house.caller
    new, newer, newest = house.token(), house.token(), house.token()
    other = sa.create_engine(house.url, poolclass=sa.NullPool)
    with other.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        house.fail(lambda: gate.accounts.link(caller, name="new", token=new, allow_second=True))
        house.fail(lambda: gate.accounts.reconnect(caller, account.id, newer))
        connection.rollback()
    (house.folder / "audit").rename(house.folder / "away")
    (house.folder / "audit").write_text("")
    gate.close()
    house.open()
    for call in (
        lambda: house.gate.accounts.link(caller, name="new", token=newest, allow_second=True),
        lambda: house.gate.broker.open(caller, account, 1, why="test"),
        lambda: list_spaces(house, account),
    ):  # fmt: skip
        house.fail(call)
    (house.folder / "audit").unlink()
    (house.folder / "away").rename(house.folder / "audit")

    assert house.failures == 5


def test_nothing_is_seen_where_somebody_interrupts(house: House):
    account = house.link()
    new = house.token()

    def interrupt(request: bytes, service: object) -> bytes:
        signal.raise_signal(signal.SIGUSR1)
        return answer("500 Internal Server Error", {})

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGUSR1, stop)
    try:
        house.way.trouble = interrupt
        house.fail(lambda: house.gate.accounts.link(house.caller, name="new", token=new, allow_second=True))
        house.fail(lambda: list_spaces(house, account))
    finally:
        signal.signal(signal.SIGUSR1, before)


def link_and_use(folder: str, url: str, base_url: str, token_file: str, largest: int) -> None:
    """What a process of its own does until it is killed, or the disk is full."""
    import resource

    if largest:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    token = Secret(Path(token_file).read_text())
    try:
        with open_gate(url, Path(folder), Front(base_url, "")) as gate:  # type: ignore[arg-type]
            account = gate.accounts.link(gate.caller, name="child", token=token, allow_second=True)
            with gate.client(account.id) as client:
                client.spaces.list()
            gate.accounts.remove(gate.caller, account.id)
    except ClickgateError as error:
        Path(folder, f"failed-{os.getpid()}").write_text(everything_said(error))


@pytest.mark.parametrize("part", range(2))
def test_nothing_is_seen_of_a_process_that_was_killed_or_had_no_room(
    house: House, part: int, tmp_path_factory: Any, monkeypatch: Any
):
    monkeypatch.setattr(tempfile, "tempdir", None)  # a socket's name is not as long as that
    house.link()
    house.gate.close()
    token_file = tmp_path_factory.mktemp("apart") / "token"
    token_file.write_text(house.token().reveal())
    arguments = (str(house.folder), house.url, house.sandbox.base_url, str(token_file))
    rooms = ("accounts", "access", "db", "vault")
    calls = run_killed(link_and_use, *arguments, 0, rooms=rooms, after=None) or 0
    for number in range(part, 12, 2):
        house.failures += run_killed(link_and_use, *arguments, 0, rooms=rooms, after=1 + number * calls // 14) is None
    size = max(path.stat().st_size for path in house.folder.rglob("*") if path.is_file())
    for largest in (size // 2, size, size + 4096)[part::2]:
        run_killed(link_and_use, *arguments, largest, rooms=rooms, after=None)
        house.failures += 1
    house.open()

    assert house.failures >= 5


def test_nothing_is_seen_of_what_commands_are_given(house: House):
    house.link()
    house.gate.close()
    good, refused = house.token().reveal(), "pk_77777777_Z0Y1X2W3V4U5T6S7R8Q9P0N1M2L3K4J5"
    oauth = "123456789_" + "0f1e2d3c4b5a69788796a5b4c3d2e1f00112233445566778899aabbccddeeff0"
    for text in (refused, oauth):
        house.canaries.add("given to a command", text)
    environ = {name: text for name, text in os.environ.items() if not name.startswith(("CLICKUP_", "CLICKGATE_"))} | {
        "CLICKGATE_DATABASE_URL": house.url, "CLICKGATE_KEY_SOURCE": f"file:{house.folder / 'vault.key'}",
        "CLICKGATE_AUDIT_DIR": str(house.folder / "audit"), "CLICKGATE_BASE_URL": house.sandbox.base_url,
        "CLICKGATE_DEBUG": "1", "TMPDIR": str(house.folder / "temporary"),
    }  # fmt: skip
    for text in (refused, oauth):
        for words, stdin in (
            (["link", "--name", "x", "--from-stdin"], text),
            (["link", "--name", "x", "--from-stdin"], f"{text} {good}"),
            (["link", "--token", text], ""),
            (["link", text], ""),
            (["link", "--name", text, "--from-stdin"], good),
            (["accounts", "show", text], ""),
            (["whoami", "--account", text, "--json"], ""),
            ([text], ""),
        ):
            done = subprocess.run(
                [CLICKGATE, *words], env=environ, input=stdin, capture_output=True, text=True, timeout=60, check=False
            )
            assert done.returncode
            house.said += [done.stdout, done.stderr]
            house.failures += 1
    house.open()


ABORTING = """
import os, resource, sys
from clickgate.cli import main
resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.getrlimit(resource.RLIMIT_CORE)[1]))
kept = "".join(["pk_1_", *sys.stdin.read().strip()])
if sys.argv[1] == "command":
    main._leave_no_core()
os.abort()
"""


def test_no_core_is_left_of_a_command_that_crashes(tmp_path: Path):
    """The memory of a process that uses a token holds it: what is written to the disk of it would, too."""
    pattern = Path("/proc/sys/kernel/core_pattern")
    if not pattern.exists() or pattern.read_text().startswith(("|", "/")):
        pytest.skip("cores of crashed processes go elsewhere on this machine")
    piece = "M2N3P4Q5R6S7T8U9V0W1X2Y3Z4A5B6C7"
    canaries = Canaries()
    canaries.add("in memory", piece)
    found = {}
    for kind in ("plain", "command"):
        folder = tmp_path / kind
        folder.mkdir()
        subprocess.run([sys.executable, "-c", ABORTING, kind], cwd=folder, input=piece, text=True, check=False)
        found[kind] = canaries.found_below(folder)
    if not found["plain"]:
        pytest.skip("no cores are written on this machine")

    assert found["command"] == []


def test_the_code_that_was_compiled_holds_no_secret(house: House):
    account = house.link()
    house.fail(lambda: house.gate.accounts.link(house.caller, name="main", token=house.token()))
    house.plant_keys()
    root = Path(__file__).parents[2]

    assert account.active_version == 1
    assert house.canaries.found_below(root / "src") == []
