"""How fast the audit log answers, when a million requests are in it."""

from __future__ import annotations

import contextlib
import gc
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.audit_log import DAYS, ORGANIZATION, START, write_log
from benchmarks.figures import at_most, make_figure, make_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.rounds import Options
    from clickgate.access.audit.reading.source import Source
    from clickgate.db.engine import Database

QUESTION = (
    "An audit log of 1,000,000 requests in 60 days (2,000,000 lines, a segment a day, the newest still open): how long "
    "each of the usual questions takes by the index in SQLite, by that in PostgreSQL, and by DuckDB from Parquet; how "
    "fast the index is made, and how large it is."
)
_END = START + DAYS * 86400.0
_SLOWEST = {"SQLite": 1000, "PostgreSQL": 1000, "DuckDB": 50}  # milliseconds


def run(options: Options) -> dict:
    """Write one log, index it in each database, ask everybody everything."""
    deeds = 100_000 if options.quick else 1_000_000
    rows: list[dict] = []
    slowest: dict[str, tuple[str, list[float]] | None] = dict.fromkeys(_SLOWEST)
    with tempfile.TemporaryDirectory() as scratch:
        for name, measured in _measure(Path(scratch), deeds, options, rows):
            worst = max(measured, key=lambda asked: statistics.median(measured[asked]))
            slowest[name] = (worst, measured[worst])
            rows += [make_row(f"{name}: {asked}", "ms", samples) for asked, samples in measured.items()]
    figures = [
        make_figure(
            f"slowest usual question, {name}", "ms", None if found is None else found[1], at_most(_SLOWEST[name]),
            "not measured" if found is None else found[0],
        )
        for name, found in slowest.items()
    ]  # fmt: skip
    return {"figures": figures, "rows": rows, "versions": _versions()}


def _measure(scratch: Path, deeds: int, options: Options, rows: list[dict]) -> Iterator[tuple[str, dict]]:
    from clickgate.access.audit.reading.duck import DuckSource
    from clickgate.access.audit.reading.source import Index
    from clickgate.db.opening import open_database

    folder = scratch / "audit"
    with open_database(f"sqlite:///{scratch / 'index.db'}") as database:
        ids = write_log(database, folder, deeds)
        lines = sum(path.stat().st_size for path in folder.rglob("*.jsonl"))
        rows.append(make_row("the log itself: two lines a request", "B/request", [lines / deeds]))
        rows.append(_index("SQLite", database, folder, deeds))
        size = (scratch / "index.db").stat().st_size
        rows.append(make_row("SQLite: index", "B/request", [size / deeds]))
        yield "SQLite", _ask(Index(database, folder), ids, options)
        source = DuckSource(database, folder)
        started = time.perf_counter()
        source.seal(ORGANIZATION)
        rows.append(make_row("DuckDB: sealing", "requests/s", [deeds / (time.perf_counter() - started)]))
        size = sum(path.stat().st_size for path in folder.rglob("*.parquet"))
        rows.append(make_row("DuckDB: Parquet beside the lines", "B/request", [size / deeds]))
        yield "DuckDB", _ask(source, ids, options)
        source.close()
        with _postgresql(scratch, database) as other:
            if other is not None:
                rows.append(_index("PostgreSQL", other, folder, deeds))
                rows.append(make_row("PostgreSQL: index", "B/request", [_size(other) / deeds]))
                _analyze(other)
                yield "PostgreSQL", _ask(Index(other, folder), ids, options)


def _index(name: str, database: Database, folder: Path, deeds: int) -> dict:
    from clickgate.access.audit.reading.index import bring_up_to_date

    started = time.perf_counter()
    done = bring_up_to_date(database, folder, ORGANIZATION)
    assert done.added == deeds
    return make_row(f"{name}: indexing", "requests/s", [deeds / (time.perf_counter() - started)])


def _ask(source: Source, ids: dict[str, str], options: Options) -> dict[str, list[float]]:
    measured: dict[str, list[float]] = {}
    for name, question in _questions(source, ids).items():
        question()  # what is read for the first time is the disk's to answer for
        gc.collect()
        measured[name] = []
        for _ in range(options.rounds(7)):
            started = time.perf_counter()
            question()
            measured[name].append((time.perf_counter() - started) * 1000)
    sys.stderr.write(f"  {type(source).__name__} asked\n")
    return measured


def _questions(source: Source, ids: dict[str, str]) -> dict[str, Callable[[], object]]:
    from clickgate.access.audit.reading import questions as q
    from clickgate.access.audit.reading.entry import Filters, Place

    def find(**filters: object) -> Callable[[], object]:
        return lambda: q.find(source, ORGANIZATION, Filters(**filters))

    account = ids["account_id"]
    credentials = [q.Credential(account, version, START) for version in range(3)]
    week = _END - 7 * 86400.0
    return {
        "the newest": find(),
        "a page from a month ago": lambda: q.find(source, ORGANIZATION, before=Place(START + 30 * 86400.0, 1, 1)),
        "of an account": find(account_id=account),
        "of an actor": find(actor=ids["actor"]),
        "of an address": find(address=ids["address"]),
        "of an operation by an account": find(account_id=account, operation=ids["operation"]),
        "of an action": find(action="clickup.request"),
        "with a status of 4xx": find(status="4xx"),
        "with a status of 404, an hour long": find(status=404, since=week, until=week + 3600),
        "tokens refused": find(outcome="auth"),
        "with an ecode": find(ecode="OAUTH_027"),
        "that are open": find(outcome="open"),
        "by a text that is rare": find(text="nowhere"),
        "by several filters at once": find(account_id=account, status="4xx", since=week, text="e"),
        "of one deed": lambda: q.find_by_id(source, ORGANIZATION, ids["deed"]),
        "of a request": lambda: q.find_by_id(source, ORGANIZATION, "req_none"),
        "who touched a thing": lambda: q.find_touches(source, ORGANIZATION, ids["target"]),
        "last use of each credential": lambda: q.last_uses(source, ORGANIZATION),
        "credentials unused for 90 days": lambda: q.find_unused(source, ORGANIZATION, credentials, now=_END),
        "operations of each credential": lambda: q.count_operations(source, ORGANIZATION),
        "error rate of each hour": lambda: q.error_rates(source, ORGANIZATION),
        "fewest remaining, an hour and account, in a week": lambda: q.least_remaining(
            source, ORGANIZATION, since=week + 0.5
        ),
    }


@contextlib.contextmanager
def _postgresql(scratch: Path, registry: Database) -> Iterator[Database | None]:
    """A PostgreSQL of our own with the same registry of segments; None where none can be had."""
    from clickgate.access.audit import store
    from clickgate.access.store import ensure_organization
    from clickgate.db.opening import open_database

    try:
        from tests.support.postgresql import CannotRun, use_server
    except ImportError:
        yield None
        return
    with contextlib.ExitStack() as closing:
        try:
            url = closing.enter_context(use_server(scratch))
        except CannotRun as reason:
            sys.stderr.write(f"  PostgreSQL is left out: {reason}\n")
            yield None
            return
        database = closing.enter_context(open_database(url))
        ensure_organization(database, ORGANIZATION, name="Benchmark", now=START)
        for row in registry.read(lambda connection: store.find_rows(connection, ORGANIZATION)):
            database.run(lambda connection, row=row: store.add_row(connection, row))
        yield database


def _size(database: Database) -> int:
    import sqlalchemy as sa

    tables = ("audit_records", "audit_hours", "audit_days")
    asked = sa.select(sum(sa.func.pg_total_relation_size(table) for table in tables))
    return int(database.read(lambda connection: connection.execute(asked).scalar_one()))


def _analyze(database: Database) -> None:
    """Have PostgreSQL look how its rows are spread, as it does by itself within a minute."""
    import sqlalchemy as sa

    for table in ("audit_records", "audit_hours", "audit_days"):
        database.run(lambda connection, table=table: connection.execute(sa.text(f"ANALYZE {table}")))


def _versions() -> dict[str, str]:
    import sqlite3
    from importlib.metadata import version

    return {"sqlite": sqlite3.sqlite_version, **{name: version(name) for name in ("duckdb", "psycopg", "sqlalchemy")}}
