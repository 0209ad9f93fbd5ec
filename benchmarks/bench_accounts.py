"""What an account costs beside a bare token: taking its token out of the vault, and watching each call."""

from __future__ import annotations

import asyncio
import gc
import tempfile
import time
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.figures import at_most, make_figure, make_row
from benchmarks.peers import TASK, TOKEN
from benchmarks.rounds import serve
from clickgate import AsyncClient, ClickGate, Client, Secret
from clickgate.accounts import store
from clickgate.accounts.model import Account
from clickgate.accounts.states import LINKED, LINKING
from clickgate.kernel.ids import make_id
from tests.support.postgresql import CannotRun, use_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import sqlalchemy as sa

    from benchmarks.rounds import Options

QUESTION = (
    "CPU of this process: an account found among 1,000, its state looked at, its token opened, and the opening put on "
    "record, each time anew; then what a call through an account costs more than one with a bare token, one at a time "
    "and 32 at once, against a loopback server: two lines in the audit log, a look at the account every two seconds."
)

ACCOUNTS = 1_000
IN_FLIGHT = 32


def run(options: Options) -> dict:
    """Measure all of it in interleaved rounds."""
    rounds, calls = options.rounds(5), options.calls(1_000)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(serve())
        urls, missing = [f"sqlite:///{folder / 'clickgate.db'}"], ""
        try:
            urls.append(stack.enter_context(use_server(folder)))
        except CannotRun as reason:
            missing = str(reason)
        gates = [stack.enter_context(_open(url, folder / str(at), server.api)) for at, url in enumerate(urls)]
        ids = [_fill(gate, ACCOUNTS) for gate in gates]
        taken: list[list[float]] = [[] for _ in gates]
        for _ in range(rounds):
            for at, gate in enumerate(gates):
                taken[at].append(_take(gate, ids[at][:calls]))
        costs = _measure_calls(gates[0], ids[0][0], server.api, rounds, options.calls(2_000))
    figures = [
        make_figure("a token lent, cold, SQLite", "ms CPU", taken[0], at_most(1)),
        make_figure(
            "a token lent, cold, PostgreSQL", "ms CPU", taken[1] if missing == "" else None, at_most(2), missing
        ),
        make_figure("a call through an account, more than a bare one", "µs CPU", _more(costs, "one"), at_most(100)),
        make_figure(f"the same, {IN_FLIGHT} at once", "µs CPU", _more(costs, "many"), at_most(100)),
    ]
    rows = [make_row(name, "µs CPU", samples) for name, samples in costs.items()]
    return {"figures": figures, "rows": rows, "versions": {name: version(name) for name in ("sqlalchemy", "psycopg")}}


@contextmanager
def _open(url: str, folder: Path, base_url: str) -> Iterator[ClickGate]:
    folder.mkdir()
    with ClickGate.open(
        database_url=url, key_source=f"file:{folder / 'vault.key'}", audit_folder=folder / "audit", base_url=base_url,
        notice=lambda text: None,
    ) as gate:  # fmt: skip
        yield gate


def _fill(gate: ClickGate, count: int) -> list[str]:
    """Keep so many accounts with a token each; their ids."""

    def add(connection: sa.Connection, number: int) -> str:
        account = Account(
            id=make_id("acc"), organization_id=gate.caller.organization_id, name=f"account {number}",
            kind="personal_token", state="pending", reason=LINKING, state_since=0.0, created_at=0.0, updated_at=0.0,
        )  # fmt: skip
        store.add(connection, account)
        account = gate.credentials.stage(connection, account, Secret(TOKEN), user_id="180001", by="benchmark")
        account = gate.credentials.activate(connection, account, 1)
        return store.move(connection, account, "active", LINKED, 0.0).id

    return gate.database.run(lambda connection: [add(connection, number) for number in range(count)])


def _take(gate: ClickGate, ids: list[str]) -> float:
    """Milliseconds of CPU for a token, each of another account and none of them known before."""
    left = iter(ids)
    gate.broker.lend(gate.caller, ids[0]).token()
    return _cpu(lambda: gate.broker.lend(gate.caller, next(left)).token(), len(ids)) * 1e3


def _measure_calls(gate: ClickGate, account_id: str, base_url: str, rounds: int, calls: int) -> dict[str, list[float]]:
    """Microseconds of CPU a call, with a bare token and through an account, one at a time and many at once."""
    works = {
        "one, bare": lambda: _call(Client(TOKEN, base_url=base_url), calls),
        "one, account": lambda: _call(gate.client(account_id), calls),
        "many, bare": lambda: asyncio.run(_call_many(AsyncClient(TOKEN, base_url=base_url), calls)),
        "many, account": lambda: asyncio.run(_call_many(gate.async_client(account_id), calls)),
    }
    measured: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds):
        for name in works if number % 2 == 0 else reversed(works):
            gc.collect()
            measured[name].append(works[name]() * 1e6)
    return measured


def _call(client: Client, calls: int) -> float:
    with client:
        client.tasks.get(TASK)
        return _cpu(lambda: client.tasks.get(TASK), calls)


async def _call_many(client: AsyncClient, calls: int) -> float:
    async def worker(count: int) -> None:
        for _ in range(count):
            await client.tasks.get(TASK)

    async with client:
        await asyncio.gather(*(worker(1) for _ in range(IN_FLIGHT)))
        started = time.process_time()
        await asyncio.gather(*(worker(calls // IN_FLIGHT) for _ in range(IN_FLIGHT)))
        return (time.process_time() - started) / (calls // IN_FLIGHT * IN_FLIGHT)


def _more(costs: dict[str, list[float]], kind: str) -> list[float]:
    """How much more a call cost through an account, round by round."""
    return [ours - bare for ours, bare in zip(costs[f"{kind}, account"], costs[f"{kind}, bare"], strict=True)]


def _cpu(work: Callable[[], object], calls: int) -> float:
    """Seconds of CPU for one."""
    started = time.process_time()
    for _ in range(calls):
        work()
    return (time.process_time() - started) / calls
