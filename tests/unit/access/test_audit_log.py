"""What is done is on record before it is done; where it can't be, it is not done."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import resource
import stat
import threading
from typing import TYPE_CHECKING

import pytest

from clickgate.access.audit.log import Audit
from clickgate.access.caller import Caller
from clickgate.db.opening import open_database
from clickgate.errors import (
    AuditUnwritable,
    AuthenticationFailed,
    ConfigurationError,
    DatabaseUnavailable,
    EnvironmentRefused,
    OutcomeUnknown,
    RateLimited,
    ServerFailed,
    TimedOut,
    VaultLocked,
    WorkspaceNotAuthorized,
)
from tests.support.audit_logs import ADA, ORGANIZATION, Log, key_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clickgate.db.engine import Database
    from tests.support.databases import Databases


@pytest.fixture
def log(sqlite_database: Database, tmp_path: Path) -> Iterator[Log]:
    """A log with its registry in a file."""
    made = Log(sqlite_database, tmp_path / "audit")
    yield made
    made.audit.close()


@pytest.fixture
def log_on_either(database: Database, tmp_path: Path) -> Iterator[Log]:
    """A log with its registry in either kind of database."""
    made = Log(database, tmp_path / "audit")
    yield made
    made.audit.close()


class FullDisk:
    """Until it is over no file grows."""

    def __enter__(self) -> None:
        self._before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200, self._before[1]))

    def __exit__(self, *exc: object) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, self._before)


def files_open_in(folder: Path) -> list[str]:
    """The segments below a folder that this process has open."""
    opened = []
    for number in os.listdir("/proc/self/fd"):
        with contextlib.suppress(FileNotFoundError):
            opened.append(os.readlink(f"/proc/self/fd/{number}"))
    return [name for name in opened if name.startswith(str(folder)) and name.endswith(".jsonl")]


class Unreachable:
    """A database that can't be reached."""

    def read(self, work: object) -> None:
        raise DatabaseUnavailable("The server is away.")

    run = read


def test_a_deed_is_on_record_before_it_is_done(log_on_either: Log):
    log = log_on_either
    deed = log.audit.begin(
        ADA, "request.sent", account_id="acc_1", credential_version=3, operation="tasks.list", target="list 7",
        method="GET", path="/v2/list/{list_id}/task", attempt=1, detail={"workspace": "9"}, is_change=False,
    )  # fmt: skip
    begun = log.lines()
    log.clock.move(0.25)
    log.audit.end(deed, "success", status=200, limit=100, remaining=99, waited=0.125, detail={"pages": 2})
    begin, end = log.lines()

    assert begun == [begin]
    assert {name: value for name, value in begin.items() if name != "hash"} == {
        "seq": 1, "at": 1_800_000_000.0, "phase": "begin", "deed": deed.id, "action": "request.sent", "actor": "ada",
        "actor_kind": "person", "via": "cli", "address": "203.0.113.7", "request_id": "req_1", "account_id": "acc_1",
        "credential_version": 3, "operation": "tasks.list", "target": "list 7", "method": "GET",
        "path": "/v2/list/{list_id}/task", "attempt": 1, "detail": {"workspace": "9"},
    }  # fmt: skip
    assert end == {
        **begin, "seq": 2, "at": 1_800_000_000.25, "phase": "end", "outcome": "success", "status": 200, "limit": 100,
        "remaining": 99, "seconds": 0.25, "waited": 0.125, "detail": {"workspace": "9", "pages": 2},
        "hash": end["hash"],
    }  # fmt: skip


def test_a_block_that_ends_well_is_a_success(log: Log):
    with log.audit.deed(ADA, "account.linked", target="acme"):
        log.clock.move(2.0)

    assert [(line["phase"], line.get("outcome"), line.get("seconds")) for line in log.lines()] == [
        ("begin", None, None), ("end", "success", 2.0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("error", "outcome", "told"),
    [
        (EnvironmentRefused("no"), "denied", {"error": "environment_refused"}),
        (RateLimited("slow", retry_after=1.0, ecode="APP_002"), "rate_limited",
         {"error": "rate_limited", "status": 429, "ecode": "APP_002"}),
        (WorkspaceNotAuthorized("no", status=401, ecode="OAUTH_027"), "denied",
         {"error": "workspace_not_authorized", "status": 401, "ecode": "OAUTH_027"}),
        (AuthenticationFailed("no", status=401, ecode="OAUTH_025"), "auth", {"error": "authentication_failed"}),
        (ServerFailed("no", status=502), "server_error", {"error": "server_failed", "status": 502}),
        (TimedOut("no"), "network", {"error": "timed_out"}),
        (AuditUnwritable("full"), "failure", {"error": "audit_unwritable"}),
        (KeyError("pk_1_SECRET"), "failure", {"error": "KeyError"}),
        (KeyboardInterrupt(), "failure", {"error": "KeyboardInterrupt"}),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else "",
)  # fmt: skip
def test_what_a_block_raises_is_told_and_goes_on_its_way(log: Log, error, outcome: str, told: dict):
    with pytest.raises(type(error)), log.audit.deed(ADA, "account.linked"):
        raise error
    end = log.lines()[1]

    assert end["outcome"] == outcome
    assert {name: end.get(name) for name in told} == told
    assert "SECRET" not in json.dumps(end)


def test_a_deed_ends_once(log: Log):
    with log.audit.deed(ADA, "account.linked") as deed:
        log.audit.end(deed, "failure", error="conflict")
    log.audit.end(deed, "success")

    assert [line.get("outcome") for line in log.lines()] == [None, "failure"]


def test_what_has_no_two_phases_is_one_record(log: Log):
    log.audit.note(ADA, "account.read", "denied", target="acc_9", error="unknown_id")

    assert [(line["phase"], line["outcome"], line["target"], line["error"]) for line in log.lines()] == [
        ("note", "denied", "acc_9", "unknown_id")
    ]


def test_where_nothing_can_be_written_nothing_is_done(log: Log):
    done = []
    with FullDisk():
        with pytest.raises(AuditUnwritable), log.audit.deed(ADA, "account.linked", is_change=False):
            done.append("linked")
        with pytest.raises(AuditUnwritable):
            log.audit.note(ADA, "account.read", "denied")

    assert done == []


def test_the_log_goes_on_when_there_is_room_again(log: Log):
    log.write(3)
    with FullDisk(), pytest.raises(AuditUnwritable):
        log.audit.begin(ADA, "account.linked", is_change=False)
    log.write(2)

    assert len(log.lines()) == 10
    assert log.kinds() == []


def test_how_a_deed_ended_is_told_as_soon_as_it_can_be(log: Log, caplog: pytest.LogCaptureFixture):
    """The deed is done: nothing is raised, nothing is lost, and nothing else is begun before it is told."""
    deed = log.audit.begin(ADA, "account.linked", is_change=False)
    with FullDisk():
        log.audit.end(deed, "success")
        with pytest.raises(AuditUnwritable):
            log.audit.begin(ADA, "account.renamed", is_change=False)
    log.write(1)

    assert [(line["action"], line["phase"]) for line in log.lines()] == [
        ("account.linked", "begin"), ("account.linked", "end"),
        ("credential.used", "begin"), ("credential.used", "end"),
    ]  # fmt: skip
    assert "could not be written to the audit log yet" in caplog.text


def test_how_a_deed_ended_is_told_though_nothing_else_is_done(log: Log):
    deed = log.audit.begin(ADA, "account.linked", is_change=False)
    with FullDisk():
        log.audit.end(deed, "success")
    log.audit.tend()

    assert [line["phase"] for line in log.lines()] == ["begin", "end"]


def test_a_change_that_is_not_on_the_disk_is_not_begun(log: Log, monkeypatch: pytest.MonkeyPatch):
    def fail(file: int) -> None:
        raise OSError(5, "Input/output error")

    log.write(1)
    with monkeypatch.context() as patch:
        patch.setattr("clickgate.access.audit.segment.sync", fail)
        log.write(1)
        with pytest.raises(AuditUnwritable, match="Input/output error"):
            log.audit.begin(ADA, "account.linked")
    log.write(1)

    assert len(log.files()) == 2
    assert log.kinds() == []


def test_a_strict_log_has_each_record_on_the_disk(log: Log, monkeypatch: pytest.MonkeyPatch):
    synced: list[int] = []
    monkeypatch.setattr("clickgate.access.audit.segment.sync", synced.append)
    with log.open(strict=True) as audit:
        audit.note(ADA, "account.read", "denied")
        at_first = len(synced)
        audit.note(ADA, "account.read", "denied")

        assert len(synced) - at_first == 2  # the file, and its head


def test_an_entry_in_the_registry_whose_outcome_was_never_told_is_no_alarm(
    log: Log, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    run = log.database.run

    def keep_and_break(work: object) -> None:
        run(work)
        raise OutcomeUnknown("The connection broke.")

    log.write(1)
    with monkeypatch.context() as patch:
        patch.setattr(log.database, "run", keep_and_break)
        log.write(1, is_change=True)
    log.write(1, is_change=True)

    assert log.rows()[0].records == 6
    assert len(log.files()) == 1
    assert log.kinds() == []
    assert "could not be entered" in caplog.text


def test_folders_are_for_their_owner_alone(log: Log):
    log.write(1)

    assert [stat.S_IMODE(path.stat().st_mode) for path in (log.folder, log.folder / ORGANIZATION)] == [0o700] * 2
    assert {stat.S_IMODE(path.stat().st_mode) for path in log.folder.rglob("*") if path.is_file()} == {0o600}


def test_within_a_transaction_it_is_refused_rather_than_waited_for(log_on_either: Log):
    log = log_on_either

    with pytest.raises(RuntimeError, match="can't hold another"):
        log.database.run(lambda connection: log.audit.begin(ADA, "account.linked"))


def test_threads_lose_nothing(log: Log):
    threads = [threading.Thread(target=log.write, args=(100,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = log.lines()

    assert [line["seq"] for line in lines] == list(range(1, 1601))
    assert len({line["deed"] for line in lines}) == 800
    assert log.kinds() == []


def test_each_organization_has_files_of_its_own(sqlite_database: Database, tmp_path: Path):
    log = Log(sqlite_database, tmp_path / "audit", "org_2")
    with log.audit:
        log.write(1)
        log.audit.note(Caller("org_2", "bob"), "account.read", "denied")

    assert {line["actor"] for line in log.lines()} == {"ada"}
    assert {line["actor"] for line in log.lines("org_2")} == {"bob"}
    assert [row.number for row in log.rows()] == [1]
    assert [row.number for row in log.rows("org_2")] == [1]


def test_few_files_are_open_however_many_organizations_there_are(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("clickgate.access.audit.log._FILES_OPEN", 3)
    names = [f"org_{number}" for number in range(2, 12)]
    log = Log(sqlite_database, tmp_path / "audit", *names)
    most = 0
    with log.audit:
        for name in [*names, *names]:
            log.audit.note(Caller(name, "ada"), "account.read", "denied")
            most = max(most, len(files_open_in(log.folder)))

    assert most == 3
    assert [len(log.lines(name)) for name in names] == [2] * 10
    assert [len(log.files(name)) for name in names] == [1] * 10
    assert all(log.verify(name).ok for name in names)


def test_an_organization_that_is_none_gets_no_file(log: Log, tmp_path: Path):
    for name in ("org_none", "../elsewhere", "a/b", "", "."):
        with pytest.raises(AuditUnwritable):
            log.audit.begin(Caller(name, "ada"), "account.linked")

    assert list(tmp_path.rglob("*.jsonl")) == []
    assert not (tmp_path / "elsewhere").exists()


def test_without_the_registry_nothing_is_begun(log: Log):
    log.audit.database = Unreachable()
    with pytest.raises(AuditUnwritable, match="database"):
        log.audit.begin(ADA, "account.linked")

    assert log.files() == []


def test_an_open_segment_goes_on_without_the_registry(log: Log, monkeypatch: pytest.MonkeyPatch):
    """A database that is away for a while stops no work, not even when a day ends meanwhile."""
    log.write(1)
    with monkeypatch.context() as patch:
        patch.setattr(log.database, "read", Unreachable().read)
        patch.setattr(log.database, "run", Unreachable().run)
        log.clock.move(86_400.0)
        log.write(1)
        log.write(1, is_change=True)
        log.audit.tend()
    log.clock.move(60.0)
    log.write(1)

    assert [len(path.read_bytes().splitlines()) for path in log.files()] == [6, 2]
    assert [(row.records, row.closed_at is None) for row in log.rows()] == [(6, False), (1, True)]
    assert log.kinds() == []


def test_a_segment_that_could_not_be_entered_leaves_no_alarm(log: Log, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as patch:
        patch.setattr(log.database, "run", Unreachable().run)
        with pytest.raises(AuditUnwritable):
            log.audit.begin(ADA, "account.linked")
    kinds = log.kinds()
    log.write(1)

    assert kinds == []
    assert len(log.files()) == 1
    assert log.kinds() == []


def test_a_segment_that_was_entered_though_nobody_could_be_told_is_the_one_that_is_written(
    log: Log, monkeypatch: pytest.MonkeyPatch
):
    run = log.database.run

    def keep_and_break(work: object) -> None:
        run(work)
        raise OutcomeUnknown("The connection broke.")

    with monkeypatch.context() as patch:
        patch.setattr(log.database, "run", keep_and_break)
        with pytest.raises(AuditUnwritable):
            log.audit.begin(ADA, "account.linked")
    kinds = log.kinds()
    log.write(1)

    assert kinds == []
    assert [row.number for row in log.rows()] == [1]
    assert len(log.lines()) == 2
    assert log.kinds() == []


def test_a_thread_of_its_own_tends_the_log(log: Log, monkeypatch: pytest.MonkeyPatch):
    tended = threading.Event()
    monkeypatch.setattr("clickgate.access.audit.log._TEND", 0.001)
    monkeypatch.setattr(log.audit, "tend", tended.set)
    log.write(1)

    assert tended.wait(30)


def test_a_thread_that_meets_an_error_goes_on(log: Log, monkeypatch: pytest.MonkeyPatch, caplog):
    twice = threading.Semaphore(0)

    def fail() -> None:
        twice.release()
        raise RuntimeError("something unforeseen")

    monkeypatch.setattr("clickgate.access.audit.log._TEND", 0.001)
    monkeypatch.setattr(log.audit, "tend", fail)
    log.write(1)

    assert twice.acquire(timeout=30)
    assert twice.acquire(timeout=30)
    assert "it is tried again" in caplog.text


def test_without_the_key_nothing_is_begun(log: Log):
    def locked(organization_id: str) -> bytes:
        raise VaultLocked("There is no key.")

    audit = Audit(log.database, log.folder, locked)
    with audit, pytest.raises(VaultLocked):
        audit.begin(ADA, "account.linked")

    assert log.files() == []


def test_a_change_is_in_the_registry_at_once(log_on_either: Log):
    log_on_either.write(1, is_change=True)
    row = log_on_either.rows()[0]

    assert (row.records, row.head.hex(), row.closed_at) == (2, log_on_either.lines()[1]["hash"], None)


def test_mere_uses_are_in_the_registry_within_a_minute(log: Log):
    log.write(3)
    at_first = log.rows()[0].records
    log.clock.move(60.0)
    log.audit.tend()

    assert at_first == 0
    assert log.rows()[0].records == 6


def test_the_next_process_goes_on_where_the_last_one_ended(log_on_either: Log):
    """A program that is started every minute does not leave a file for each time."""
    log = log_on_either
    log.write(2)
    log.audit.close()
    for _ in range(3):
        with log.open() as audit, audit.deed(ADA, "account.linked", is_change=False):
            pass
    log.write(1)

    assert len(log.files()) == 1
    assert [line["seq"] for line in log.lines()] == list(range(1, 13))
    assert log.rows()[0].records >= 10
    assert log.kinds() == []


def test_processes_at_the_same_time_write_files_of_their_own(log_on_either: Log):
    log = log_on_either
    log.write(1)
    with log.open() as other:
        other.note(ADA, "account.read", "denied")

    assert len(log.files()) == 2
    assert [row.number for row in log.rows()] == [1, 2]
    assert log.kinds() == []


def test_segments_that_are_opened_at_once_are_numbered_without_a_gap(log_on_either: Log):
    log = log_on_either
    logs = [log.open() for _ in range(8)]
    together = threading.Barrier(8)

    def begin(audit: Audit) -> None:
        together.wait()
        audit.note(ADA, "account.read", "denied")

    threads = [threading.Thread(target=begin, args=(audit,)) for audit in logs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report = log.verify()
    for audit in logs:
        audit.close()

    assert [row.number for row in log.rows()] == list(range(1, 9))
    assert (report.ok, report.records, report.segments) == (True, 8, 8)


def test_after_a_day_a_segment_is_closed_and_another_begun(log: Log):
    log.write(2)
    log.clock.move(86_400.0)
    log.write(1)
    first, second = log.rows()

    assert (first.records, first.closed_at) == (4, log.clock.now())
    assert (second.closed_at, second.opened_at) == (None, log.clock.now())
    assert not (log.folder / ORGANIZATION / f"{first.name}.head").exists()
    assert log.kinds() == []


def test_a_segment_that_is_large_is_closed_and_another_begun(log: Log, monkeypatch: pytest.MonkeyPatch):
    for module in ("writer", "place"):
        monkeypatch.setattr(f"clickgate.access.audit.{module}.SEGMENT_BYTES", 2000)
    log.write(20)

    assert len(log.files()) > 3
    assert [row.closed_at is None for row in log.rows()] == [False] * (len(log.files()) - 1) + [True]
    assert [line["phase"] for line in log.lines()] == ["begin", "end"] * 20
    assert log.kinds() == []


def test_one_that_was_left_open_for_a_day_is_closed_by_the_next_process(log: Log):
    log.write(2)
    log.audit.close()
    log.clock.move(86_400.0)
    log.write(1)

    assert [(row.closed_at, row.records) for row in log.rows()] == [(log.clock.now(), 4), (None, 1)]
    assert log.kinds() == []


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # forking beside threads is what this is about
def test_a_forked_process_writes_a_file_of_its_own(databases: Databases, tmp_path: Path):
    url = databases.make("sqlite")
    log = Log(open_database(url), tmp_path / "audit")
    log.write(1)
    child = os.fork()
    if child == 0:
        try:
            log.audit.database = open_database(url)  # connections are not for a second process
            log.audit.note(ADA, "account.read", "denied", target="child")
            log.audit.close()
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    log.write(1)
    kinds = log.kinds()
    log.audit.close()
    log.database.close()

    assert len(log.files()) == 2
    assert sorted(line["seq"] for line in log.lines()) == [1, 1, 2, 3, 4]
    assert kinds == []


def test_a_file_that_is_changed_while_it_is_written_is_left_and_told_of(log: Log, caplog: pytest.LogCaptureFixture):
    log.write(2)
    damaged = log.files()[0]
    damaged.write_bytes(damaged.read_bytes()[:-300])
    log.audit.tend()
    log.write(1)
    _, other = log.files()
    told = json.loads(other.read_bytes().splitlines()[0])

    assert (told["action"], told["outcome"], told["detail"]) == ("audit.damaged", "failure", {"segment": damaged.stem})
    assert "changed by somebody else" in caplog.text
    assert "truncated" in log.kinds()


def test_each_line_is_copied_to_a_sink(log: Log):
    copied: list[bytes] = []
    log.audit.add_sink(copied.append)
    log.write(2)
    segment = log.files()[0]
    told = f'{{"organization":"{ORGANIZATION}","segment":"{segment.stem}",'.encode()

    assert b"".join(b"{" + line.removeprefix(told) for line in copied) == segment.read_bytes()
    assert [json.loads(line)["organization"] for line in copied] == [ORGANIZATION] * 4


def test_a_sink_that_fails_stops_nothing_and_is_told_of_once(log: Log, caplog: pytest.LogCaptureFixture):
    copied: list[bytes] = []

    def fail(line: bytes) -> None:
        raise OSError("the collector is away")

    log.audit.add_sink(fail)
    log.audit.add_sink(copied.append)
    with caplog.at_level(logging.ERROR, logger="clickgate.audit"):
        log.write(3)

    assert len(log.lines()) == len(copied) == 6
    assert len(caplog.records) == 1


def test_the_settings_say_where_the_log_is_and_where_copies_go(
    log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CLICKGATE_AUDIT_DIR", str(tmp_path / "here"))
    monkeypatch.setenv("CLICKGATE_AUDIT_SINK", f"file:{tmp_path / 'copy.jsonl'}")
    with Audit.open(log.database, key_of) as audit:
        audit.note(ADA, "account.read", "denied")
    with Audit.open(log.database, key_of, folder=tmp_path / "there") as audit:
        audit.note(ADA, "account.read", "denied")

    assert len((tmp_path / "copy.jsonl").read_bytes().splitlines()) == 2
    assert len(list((tmp_path / "there" / ORGANIZATION).glob("*.jsonl"))) == 1
    assert len(list((tmp_path / "here" / ORGANIZATION).glob("*.jsonl"))) == 1
    assert json.loads((tmp_path / "copy.jsonl").read_bytes().splitlines()[0])["action"] == "account.read"


def test_the_log_is_in_the_data_folder_where_nothing_else_is_said(
    log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CLICKGATE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("CLICKGATE_AUDIT_DIR", raising=False)

    assert Audit.open(log.database, key_of).folder == tmp_path / "home" / "audit"


def test_copies_can_go_to_the_standard_output(log: Log, monkeypatch: pytest.MonkeyPatch, capfd):
    monkeypatch.setenv("CLICKGATE_AUDIT_DIR", str(log.folder))
    monkeypatch.setenv("CLICKGATE_AUDIT_SINK", "stdout")
    with Audit.open(log.database, key_of) as audit:
        audit.note(ADA, "account.read", "denied")

    assert json.loads(capfd.readouterr().out)["outcome"] == "denied"


@pytest.mark.parametrize("setting", ["syslog", "file:", "file:/nowhere/at/all/copy"])
def test_a_sink_that_can_not_be_is_told(log: Log, monkeypatch: pytest.MonkeyPatch, setting: str):
    monkeypatch.setenv("CLICKGATE_AUDIT_SINK", setting)

    with pytest.raises(ConfigurationError):
        Audit.open(log.database, key_of)
