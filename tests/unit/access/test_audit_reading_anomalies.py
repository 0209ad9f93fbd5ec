"""What is unusual is found, and what is usual is not, however much of it there is."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from clickgate.access.audit.reading.anomalies import Finding, find_anomalies
from clickgate.access.audit.reading.duck import DuckSource
from tests.support.virtual_month import (
    DAY,
    HOUR,
    MONDAY,
    SAFETIES,
    Office,
    Sent,
    busy_office,
    quiet_office,
    refused,
)  # fmt: skip
from tests.support.written_logs import WrittenLog, make_record

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from clickgate.db.engine import Database

NOW = MONDAY + 15.5 * DAY  # noon of a Tuesday, two weeks later
_organizations = (f"org_{number}" for number in itertools.count())

# Weeks are too much to be made smaller again and again where one of them fails.
weeks = settings(
    max_examples=6,
    derandomize=True,  # whether chance looks unusual is a matter of chance: the same months every time
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
SEEDS = st.integers(0, 2**32)
PEOPLE = {"acc_ann", "acc_bob"}


def look(database: Database, office: Office, now: float = NOW) -> list[Finding]:
    organization_id = next(_organizations)
    source = office.write(database, organization_id)
    found = find_anomalies(source, organization_id, now=now, history=14.0, safeties=SAFETIES)
    # People move about: now and then one of them is somewhere for the first time in weeks, and that is told.
    return [one for one in found if not (one.kind == "new_address" and one.account_id in PEOPLE)]


@weeks
@given(seed=SEEDS)
def test_a_quiet_month_gives_no_alarm(sqlite_database: Database, seed: int):
    assert look(sqlite_database, quiet_office(seed)) == []


@weeks
@given(seed=SEEDS, days=st.sampled_from((13.2, 14.1, 15.9)))
def test_nor_does_a_busy_one_that_is_regular(sqlite_database: Database, seed: int, days: float):
    assert look(sqlite_database, busy_office(seed), MONDAY + days * DAY) == []


def move_address(office: Office, hour: float) -> None:
    for number in range(3):
        office.send(Sent(MONDAY + 15 * DAY + hour * HOUR + number, "acc_jobs", "key_poll", "203.0.113.66"))


def delete_tasks(office: Office, hour: float) -> None:
    for number in range(2):
        at = MONDAY + 15 * DAY + hour * HOUR + number
        office.send(Sent(at, "acc_ann", "ann", operation="tasks.delete", path="/api/v2/task/86a"))


def run_wild(office: Office, hour: float) -> None:
    for number in range(400):
        office.send(Sent(MONDAY + 15 * DAY + hour * HOUR + number, "acc_bob", "bob"))


def keep_old_token(office: Office, hour: float) -> None:
    """The job goes on with the old token; the person has the new one."""
    rotated_at = MONDAY + 14.5 * DAY + hour * HOUR / 8
    office.sent = [
        refused(one, "OAUTH_019") if one.account_id == "acc_jobs" and one.at >= rotated_at else one
        for one in office.sent
    ]
    for number in range(10):
        office.send(Sent(rotated_at + number * 60, "acc_jobs", "key_poll", version=2))


def revoke_token(office: Office, hour: float) -> None:
    revoked_at = MONDAY + 15 * DAY + hour * HOUR
    office.sent = [
        refused(one, "OAUTH_025") if one.account_id == "acc_jobs" and one.at >= revoked_at else one
        for one in office.sent
    ]


def share_token(office: Office, hour: float) -> None:
    """Somebody sends 25 requests a minute with the job's token for two hours, and none of them from here."""
    for _ in range(25 * 120):
        at = MONDAY + 15 * DAY + (hour + 2 * office.chance.random()) * HOUR
        office.send(Sent(at, "acc_jobs", is_foreign=True))


def try_ids(office: Office, hour: float) -> None:
    for number in range(60):
        at = MONDAY + 15 * DAY + hour * HOUR + number * 20
        tried = Sent(at, "acc_ann", "ann", path=f"/api/v2/list/90{number}/task")
        office.send(refused(tried, "OAUTH_027", outcome="failure"))


PLANTS = [
    pytest.param(move_address, "new_address", "acc_jobs", "medium", id="a program moved"),
    pytest.param(delete_tasks, "new_operation", "ann", "high", id="somebody deletes"),
    pytest.param(run_wild, "burst", "acc_bob", "medium", id="a loop runs wild"),
    pytest.param(keep_old_token, "old_token_in_use", "acc_jobs", "high", id="a job has the old token"),
    pytest.param(revoke_token, "token_refused", "acc_jobs", "high", id="the token was revoked"),
    pytest.param(share_token, "unknown_consumer", "acc_jobs", "medium", id="somebody else has the token"),
    pytest.param(try_ids, "id_probing", "acc_ann", "high", id="somebody tries ids"),
]


@pytest.mark.parametrize(("plant", "kind", "who", "severity"), PLANTS)
@settings(weeks, max_examples=3)
@given(seed=SEEDS, hour=st.floats(0.5, 10.5), is_busy=st.booleans())
def test_what_is_planted_is_found_and_nothing_else(
    sqlite_database: Database,
    plant: Callable[[Office, float], None],
    kind: str,
    who: str,
    severity: str,
    seed: int,
    hour: float,
    is_busy: bool,
):
    office = busy_office(seed) if is_busy else quiet_office(seed)
    plant(office, hour)
    found = look(sqlite_database, office)

    assert [(one.kind, one.account_id or one.actor, one.severity) for one in found] == [(kind, who, severity)]
    assert NOW - DAY <= found[0].at <= NOW + HOUR
    assert who in found[0].sentence
    assert found[0].evidence
    assert found[0].advice


def test_somebody_new_gives_no_alarm_before_it_is_known_what_is_usual(sqlite_database: Database):
    office = quiet_office(1)
    for day in range(11, 16):
        for number in range(30 * (day - 10)):
            at = MONDAY + day * DAY + 9 * HOUR + number * 8
            office.send(Sent(at, "acc_new", "new", f"192.0.2.{day}", operation=f"tasks.{day}"))

    assert look(sqlite_database, office) == []


def test_an_old_token_that_is_still_under_way_at_a_rotation_gives_no_alarm(sqlite_database: Database):
    office = quiet_office(2)
    rotated_at = MONDAY + 15 * DAY + 8 * HOUR
    for number in range(20):
        office.send(Sent(rotated_at + number * 30, "acc_jobs", "key_poll", version=2))
        office.send(refused(Sent(rotated_at + number * 30, "acc_jobs", "key_poll"), "OAUTH_019"))
    office.sent = [
        one for one in office.sent if one.account_id != "acc_jobs" or one.version == 2 or one.at < rotated_at + 600
    ]

    assert look(sqlite_database, office) == []


def test_what_is_found_says_what_it_is_about(sqlite_database: Database):
    office = quiet_office(3)
    try_ids(office, 3.0)
    move_address(office, 3.0)
    probing, moved = look(sqlite_database, office)

    assert probing.sentence == "ann asked ClickUp for 60 things that acc_ann may not see, and was refused 60 times."
    assert (probing.evidence["paths"], probing.evidence["ecode"]) == (60, "OAUTH_027")
    assert moved.sentence == "The credential of acc_jobs was used from 203.0.113.66 for the first time, 3 times."
    assert moved.evidence["addresses"] == ["203.0.113.66"]


def test_an_empty_log_has_nothing_unusual(sqlite_database: Database):
    assert look(sqlite_database, Office(0)) == []


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_every_source_finds_the_same(databases, tmp_path: Path, kind: str):
    from clickgate.access.audit.reading.source import Index
    from clickgate.db.opening import open_database

    office = quiet_office(4)
    for plant in (try_ids, share_token, move_address, delete_tasks, run_wild):
        plant(office, 2.0)
    with open_database(databases.make(kind)) as database:
        log = WrittenLog(database, tmp_path)
        from tests.support.virtual_month import answered

        log.write(
            make_record(phase="note", **{
                name: getattr(entry, name)
                for name in ("at", "deed", "actor", "address", "account_id", "credential_version", "operation", "path",
                             "outcome", "status", "ecode", "limit", "remaining", "seconds")
            })
            for entry in answered(office.sent)
        )  # fmt: skip
        log.release()
        options = {"now": NOW, "history": 14.0, "safeties": SAFETIES}
        by_index = find_anomalies(Index(database, tmp_path), "org_A", **options)
        by_duckdb = find_anomalies(DuckSource(database, tmp_path), "org_A", **options)

    assert by_index == by_duckdb
    assert len(by_index) == 5
