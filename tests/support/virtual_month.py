"""Weeks of a virtual office's requests, with ClickUp's windows as they would have been, put straight into an index."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from clickgate.access.audit.reading.entry import Entry
from clickgate.access.audit.reading.index import store
from clickgate.access.audit.reading.index.batch import Batch
from clickgate.access.audit.reading.source import Index
from clickgate.access.store import ensure_organization

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from clickgate.db.engine import Database

DAY = 86400.0
HOUR = 3600.0
MONDAY = 1_800_230_400.0  # midnight of 2027-01-18, a Monday
DAYS = 16
LIMIT = 100  # requests a minute. Source: https://developer.clickup.com/docs/rate-limits

READS = ("tasks.list", "tasks.get", "lists.get", "spaces.list")
SAFETIES = {
    **dict.fromkeys(READS, "read"), "tasks.search": "read", "tasks.create": "write", "tasks.update": "write",
    "comments.create": "write", "tasks.delete": "destroy",
}  # fmt: skip


@dataclass(frozen=True)
class Sent:
    """One request on its way; `is_foreign` is one that somebody else sent with the same token."""

    at: float
    account_id: str
    actor: str = ""
    address: str = "10.0.0.1"
    operation: str = "tasks.list"
    path: str = "/api/v2/list/1/task"
    version: int = 1
    outcome: str = "success"
    status: int | None = 200
    ecode: str = ""
    seconds: float = 0.2
    is_foreign: bool = False


def refused(sent: Sent, ecode: str, *, outcome: str = "auth") -> Sent:
    return replace(sent, outcome=outcome, status=401, ecode=ecode)


class Office:
    """Who sends what; the same seed gives the same weeks."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.sent: list[Sent] = []

    def job(
        self, account_id: str, actor: str, *, every: float, count: int, pace: float = 1.0, first: float = 0.0,
        operations: Sequence[str] = READS[:2], **fields: object,
    ) -> None:  # fmt: skip
        """A program that sends so many requests each time, `pace` seconds apart, on all days."""
        start = first + self.chance.random() * 60
        while start < DAYS * DAY:
            for number in range(count):
                at = MONDAY + start + pace * (number + self.chance.random() * 0.3)
                self.send(Sent(at, account_id, actor, operation=operations[number % len(operations)], **fields))
            start += every

    def person(self, account_id: str, actor: str, *, addresses: Sequence[str]) -> None:
        """Somebody who works from nine to five, five days a week, here or at home."""
        for day in range(DAYS):
            if day % 7 >= 5:
                continue
            address = self.chance.choice(addresses)
            for _ in range(self.chance.randint(25, 60)):
                operation = self.chance.choice(("tasks.list", "tasks.get", "tasks.update", "comments.create"))
                at = MONDAY + day * DAY + (9 + 8 * self.chance.random()) * HOUR
                self.send(Sent(at, account_id, actor, address, operation))

    def send(self, sent: Sent) -> None:
        """Send, with the failures that always are."""
        throw = self.chance.random()
        if sent.outcome == "success" and throw < 0.01:
            sent = replace(sent, outcome="failure", status=404, ecode="ITEM_013")
        elif sent.outcome == "success" and throw < 0.013:
            sent = replace(sent, outcome="server_error", status=502)
        elif sent.outcome == "success" and throw < 0.0135:
            sent = refused(sent, "OAUTH_027", outcome="failure")
        self.sent.append(replace(sent, seconds=0.1 + self.chance.random() * 0.4))

    def write(self, database: Database, organization_id: str) -> Index:
        """Put all that was sent here into an index, and give it."""
        ensure_organization(database, organization_id, name=organization_id, now=MONDAY)
        batch = Batch(organization_id)
        batch.closed = [*answered(self.sent)]
        database.run(lambda connection: store.add_batch(connection, batch))
        return Index(database, None)


def answered(sent: Iterable[Sent]) -> Iterable[Entry]:
    """What the log says of requests: a window opens with its first one, and holds a minute."""
    windows: dict[tuple[str, int], tuple[float, int]] = defaultdict(lambda: (float("-inf"), 0))
    for seq, sent_ in enumerate(sorted(sent, key=lambda one: one.at), 1):
        opened, used = windows[sent_.account_id, sent_.version]
        if sent_.at >= opened + 60:
            opened, used = sent_.at, 0
        windows[sent_.account_id, sent_.version] = (opened, used + 1)
        if sent_.is_foreign:
            continue
        refusal = {"outcome": "rate_limited", "status": 429, "ecode": "APP_002"} if used >= LIMIT else {}
        one = replace(sent_, **refusal)
        yield Entry(
            at=one.at + one.seconds, segment=1, seq=seq, deed=f"dee_{seq}", action="clickup.request", actor=one.actor,
            actor_kind="key", via="api", address=one.address, account_id=one.account_id,
            credential_version=one.version, operation=one.operation, method="GET", path=one.path, outcome=one.outcome,
            status=one.status, ecode=one.ecode, limit=LIMIT, remaining=max(0, LIMIT - used - 1), seconds=one.seconds,
        )  # fmt: skip


def quiet_office(seed: int) -> Office:
    """Two small jobs and two people."""
    office = Office(seed)
    office.job("acc_jobs", "key_poll", every=900, count=2)
    office.job("acc_jobs", "key_report", every=DAY, first=7 * HOUR, count=30, operations=("tasks.list", "tasks.search"))
    office.person("acc_ann", "ann", addresses=("10.0.0.1", "10.0.0.1", "192.0.2.7"))
    office.person("acc_bob", "bob", addresses=("10.0.0.1",))
    return office


def busy_office(seed: int) -> Office:
    """Nightly, weekly and hourly jobs that use their windows up, one of them from another address each day."""
    office = quiet_office(seed)
    office.job("acc_sync", "key_sync", every=DAY, first=2 * HOUR, count=300, pace=0.55, operations=READS)
    office.job("acc_sync", "key_sync", every=HOUR, first=600, count=6, operations=READS)
    office.job("acc_sync", "key_weekly", every=7 * DAY, first=6 * DAY + 3 * HOUR, count=600, pace=0.6)
    office.job("acc_two", "key_a", every=4 * HOUR, count=40, pace=0.3)
    office.job("acc_two", "key_b", every=4 * HOUR, first=5, count=40, pace=0.3, address="10.0.0.2")
    for day in range(DAYS):
        for number in range(12):
            at = MONDAY + day * DAY + number * 2 * HOUR + 300
            office.send(Sent(at, "acc_cloud", "key_cloud", f"198.51.100.{day + 1}"))
        for number in range(30):  # ids that were there once, in a list that nobody tends
            at = MONDAY + day * DAY + 5 * HOUR + number
            office.send(refused(Sent(at, "acc_stale", "key_stale", path=f"/api/v2/list/{number}/task"), "OAUTH_027"))
        office.send(refused(Sent(MONDAY + day * DAY + 4 * HOUR, "acc_two", "key_a"), "OAUTH_019"))
    return office
