"""Writes an audit log as two months of a busy team would leave it: real lines, chained, one segment a day."""

from __future__ import annotations

import bisect
import itertools
import random
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from clickgate.access.audit import store
from clickgate.access.audit.record import Record, build_record, deed_ids
from clickgate.access.audit.segment import first_hash, segment_path
from clickgate.access.store import ensure_organization
from clickgate.catalog.reading import operations
from clickgate.kernel.ids import make_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clickgate.catalog.model import Operation
    from clickgate.db.engine import Database

ORGANIZATION = "org_01KB7Q3M5V8X2Z4B6D8F0H2J4K"
START = 1_790_035_200.0  # a midnight
DAYS = 60
_ACCOUNTS = 40
# Of a thousand requests so many end so; the rest succeeds.
_ENDS = (
    (10, "rate_limited", 429, "APP_002", "rate_limited"), (10, "failure", 404, "ITEM_013", "not_found"),
    (5, "server_error", 502, "", "server_failed"), (3, "network", None, "", "timed_out"),
    (3, "failure", 400, "INPUT_005", "request_refused"), (3, "failure", 401, "OAUTH_027", "workspace_not_authorized"),
    (1, "auth", 401, "OAUTH_025", "authentication_failed"),
)  # fmt: skip


@dataclass(frozen=True)
class User:
    """An account, what it is used for, by whom and from where."""

    account_id: str
    workspace_id: str
    operations: list[Operation]
    shares: list[float]
    actors: list[str]
    addresses: list[str]
    version: int


def write_log(database: Database, folder: Path, deeds: int) -> dict[str, str]:
    """Write the log of so many requests; ids that occur in it, for questions to ask for."""
    chance = random.Random(7)
    users = [_make_user(chance, number) for number in range(_ACCOUNTS)]
    ensure_organization(database, ORGANIZATION, name="Benchmark", now=START)
    (folder / ORGANIZATION).mkdir(parents=True)
    per_day = deeds // DAYS
    asked: dict[str, str] = {}
    for day in range(DAYS):
        records = [*_day(chance, users, START + day * 86400, per_day + (deeds % DAYS if day == DAYS - 1 else 0))]
        _write_segment(database, folder, day + 1, records, is_closed=day < DAYS - 1)
        if day == DAYS // 2:
            rare = records[len(records) // 2]
            asked = {
                "deed": rare.deed, "account_id": users[3].account_id, "actor": users[-1].actors[0],
                "address": users[5].addresses[0], "target": rare.path.split("/")[4], "operation": rare.operation,
            }  # fmt: skip
    return asked


def _make_user(chance: random.Random, number: int) -> User:
    mine = chance.sample(operations(), chance.randint(6, 18))
    actors = [
        make_id("key", START + chance.random()) if chance.random() < 0.5 else f"{name}.{number}@example.com"
        for name in chance.sample(("ann", "bob", "cem", "dia", "eve"), chance.randint(1, 4))
    ]
    return User(
        account_id=make_id("acc", START - number),
        workspace_id=str(9_000_000 + number // 4),
        operations=mine,
        shares=list(itertools.accumulate(1 / (place + 1) ** 1.2 for place in range(len(mine)))),
        actors=actors,
        addresses=[f"10.{number}.{chance.randint(0, 9)}.{chance.randint(1, 250)}" for _ in range(chance.randint(1, 3))],
        version=chance.randint(1, 6),
    )


def _day(chance: random.Random, users: list[User], start: float, count: int) -> Iterator[Record]:
    """The records of one day: more by day than by night, some users far busier than others."""
    shares = list(itertools.accumulate(1 / (number + 1) ** 0.9 for number in range(len(users))))
    moments = sorted(start + 86400 * _daytime(chance) for _ in range(count))
    make_deed = deed_ids(start)
    left: dict[str, tuple[int, int]] = {}
    for at in moments:
        user = users[bisect.bisect(shares, chance.random() * shares[-1])]
        window, remaining = left.get(user.account_id, (0, 0))
        remaining = remaining - 1 if window == int(at // 60) else 999
        left[user.account_id] = (int(at // 60), remaining)
        yield from _deed(chance, user, at, make_deed(), remaining)


def _daytime(chance: random.Random) -> float:
    return chance.betavariate(3, 3) if chance.random() < 0.7 else chance.random() * 0.999


def _deed(chance: random.Random, user: User, at: float, deed: str, remaining: int) -> tuple[Record, Record]:
    operation = user.operations[bisect.bisect(user.shares, chance.random() * user.shares[-1])]
    fields = {
        "deed": deed, "action": "clickup.request", "actor": chance.choice(user.actors), "actor_kind": "key",
        "via": "api", "address": chance.choice(user.addresses), "account_id": user.account_id,
        "credential_version": user.version, "operation": operation.name, "method": operation.method,
        "path": _path(chance, user, operation), "attempt": 1,
    }  # fmt: skip
    outcome, status, ecode, error = _end(chance.random() * 1000)
    seconds = round(0.08 + chance.random() * 0.4, 6)
    begin = Record(at=round(at, 6), phase="begin", **fields)
    end = Record(
        at=round(at + seconds, 6), phase="end", outcome=outcome, status=status, ecode=ecode, error=error,
        limit=None if status is None else 1000, remaining=None if status is None else remaining,
        seconds=seconds, waited=0.0, **fields,
    )  # fmt: skip
    return begin, end


def _path(chance: random.Random, user: User, operation: Operation) -> str:
    parts = []
    for part in operation.path.split("/"):
        if not part.startswith("{"):
            parts.append(part)
        else:
            parts.append(user.workspace_id if part in ("{team_id}", "{workspace_id}") else _id(chance))
    return "/api" + "/".join(parts)


def _id(chance: random.Random) -> str:
    return f"86a{int(chance.random() * chance.random() * 60_000):06x}"


def _end(share: float) -> tuple[str, int | None, str, str]:
    for width, outcome, status, ecode, error in _ENDS:
        if share < width:
            return outcome, status, ecode, error
        share -= width
    return "success", 200, "", ""


def _write_segment(database: Database, folder: Path, number: int, records: list[Record], *, is_closed: bool) -> None:
    """A segment as the log writes it, by day and in the order of time; what stays open has a head."""
    records.sort(key=lambda record: record.at)
    at = records[0].at
    name = f"day-{number:03d}-host.example"
    hash_ = first_hash(ORGANIZATION, name, number)
    path = segment_path(folder, ORGANIZATION, name)
    with path.open("wb") as file:
        for seq, record in enumerate(records, 1):
            text = b'{"seq":%d,%b' % (seq, build_record(record)[1:-1])
            hash_ = sha256(hash_ + text).hexdigest().encode()
            file.write(b'%b,"hash":"%b"}\n' % (text, hash_))
        size = file.tell()
    if not is_closed:
        path.with_suffix(".head").write_bytes(b"%020d %020d %b %b\n" % (len(records), size, hash_, b"0" * 32))
    row = store.Row(
        organization_id=ORGANIZATION, number=number, name=name, host="host.example", previous=b"", opened_at=at,
        closed_at=records[-1].at if is_closed else None, records=len(records), head=bytes.fromhex(hash_.decode()),
        dropped_at=None,
    )  # fmt: skip
    database.run(lambda connection: store.add_row(connection, row))
