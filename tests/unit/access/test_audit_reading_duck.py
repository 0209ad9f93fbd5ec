"""DuckDB answers from files that it makes itself, reads no others, and writes nothing else."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from clickgate.access.audit.reading import duck, questions
from clickgate.access.audit.reading.duck import DuckSource
from clickgate.access.audit.reading.entry import Filters
from clickgate.access.audit.reading.lines import ids_in
from clickgate.catalog.reading import operations
from clickgate.db.tables import audit_records
from clickgate.errors import ConfigurationError, KeepingFailed
from tests.support.written_logs import NOW, ORGANIZATION, OTHER, WrittenLog, make_record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clickgate.db.engine import Database


@pytest.fixture(params=["audit", "an [odd] *fol'der? {x}"])
def log(request: pytest.FixtureRequest, sqlite_database: Database, tmp_path: Path) -> Iterator[WrittenLog]:
    made = WrittenLog(sqlite_database, tmp_path / request.param)
    yield made
    made.release()


@pytest.fixture
def source(log: WrittenLog) -> Iterator[DuckSource]:
    made = DuckSource(log.database, log.folder)
    yield made
    made.close()


def note(number: int, **fields: object) -> object:
    return make_record(phase="note", deed=f"dee_{number}", at=NOW + number, **fields)


def found(source: DuckSource) -> list[str]:
    return [entry.deed for entry in reversed(questions.find(source, ORGANIZATION))]


def files(log: WrittenLog) -> list[str]:
    return sorted(path.suffix for path in (log.folder / ORGANIZATION).iterdir())


def test_a_closed_segment_is_sealed_and_an_open_one_is_read_as_it_is(log: WrittenLog, source: DuckSource):
    log.write([note(1)])
    log.write([note(2)], segment=2)
    before = found(source)
    log.close(1)
    sealed = source.seal(ORGANIZATION)

    assert (before, sealed) == (["dee_1", "dee_2"], 1)
    assert found(source) == before
    assert files(log) == [".head", ".jsonl", ".jsonl", ".parquet", ".parquet", ".parquet"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in (log.folder / ORGANIZATION).glob("*.parquet")} == {0o600}


def test_a_sealed_segment_is_not_read_again(log: WrittenLog, source: DuckSource):
    log.write([note(1, operation="tasks.list", account_id="acc_1")])
    log.close()
    source.seal(ORGANIZATION)
    log.path().unlink()

    assert found(source) == ["dee_1"]
    assert [use.count for use in questions.count_operations(source, ORGANIZATION)] == [1]


def test_what_is_written_between_two_questions_is_in_the_answer(log: WrittenLog, source: DuckSource):
    log.write([note(1)])
    first = found(source)
    log.write([note(2)])
    second = found(source)
    log.write([note(3)], segment=2)
    log.close(1)

    assert (first, second, found(source)) == (["dee_1"], ["dee_1", "dee_2"], ["dee_1", "dee_2", "dee_3"])


def test_what_is_not_acknowledged_and_what_is_no_record_is_passed_over(log: WrittenLog, source: DuckSource):
    log.write([note(1)])
    log.write_raw(b'no JSON\n{}\n[1]\n{"seq":5,"at":1.0,"phase":"later","deed":"d","action":"a","actor":"b"}\n')
    log.acknowledge()
    log.write_raw(
        b'{"seq":9,"at":1.0,"phase":"note","deed":"d","action":"a","actor":"b","actor_kind":"key","via":"cli"}\n'
    )

    assert found(source) == ["dee_1"]


def test_a_dropped_segment_takes_its_parquet_with_it(log: WrittenLog, source: DuckSource):
    log.write([note(1)])
    log.close()
    log.write([note(2)], segment=2)
    source.seal(ORGANIZATION)
    path = log.path(1).with_suffix(".parquet")
    path.with_name(f"{path.name}-0123456789abcdef").write_bytes(b"left by a process that died")
    log.drop(1)

    assert found(source) == ["dee_2"]
    assert files(log) == [".head", ".jsonl"]


def test_each_organization_sees_its_own(log: WrittenLog, source: DuckSource):
    """Their segments have the same numbers."""
    other = WrittenLog(log.database, log.folder, OTHER)
    log.write([note(1)])
    other.write([note(2)])
    for one in (log, other, log):
        expected = "dee_1" if one is log else "dee_2"
        assert [entry.deed for entry in questions.find(source, one.organization_id)] == [expected]
    other.close()
    source.seal(OTHER)
    other.release()

    assert found(source) == ["dee_1"]
    assert questions.find(source, "org_none") == []


def test_where_nothing_may_be_written_the_lines_are_read(
    log: WrittenLog, source: DuckSource, monkeypatch: pytest.MonkeyPatch
):
    def refuse(path: Path) -> None:
        raise PermissionError

    log.write([note(1)])
    log.close()
    monkeypatch.setattr(duck, "_sync", refuse)

    assert found(source) == ["dee_1"]
    assert files(log) == [".jsonl"]


def test_a_file_that_was_being_made_when_its_process_died_does_no_harm(log: WrittenLog, source: DuckSource):
    log.write([note(1)])
    log.close()
    path = log.path().with_suffix(".parquet")
    path.with_name(f"{path.name}-0123456789abcdef").write_bytes(b"PAR1 torn")

    assert found(source) == ["dee_1"]
    assert source.seal(ORGANIZATION) == 1


@pytest.mark.parametrize("kind", ["", ".days", ".hours"])
def test_a_file_that_is_missing_is_made_anew(log: WrittenLog, source: DuckSource, kind: str):
    log.write([note(1, operation="tasks.list", account_id="acc_1")])
    log.close()
    source.seal(ORGANIZATION)
    path = log.path().with_name(f"{log.names[0]}{kind}.parquet")
    path.unlink()

    assert [use.count for use in questions.count_operations(source, ORGANIZATION)] == [1]
    assert found(source) == ["dee_1"]
    assert path.exists()


def test_a_damaged_file_is_told_and_made_anew_once_it_is_removed(log: WrittenLog, source: DuckSource):
    log.write([note(1)])
    log.close()
    path = log.path().with_suffix(".parquet")
    for kind in ("", ".days", ".hours"):
        path.with_name(f"{log.names[0]}{kind}.parquet").write_bytes(b"PAR1 not really PAR1")
    with pytest.raises(KeepingFailed) as failed:
        found(source)
    path.unlink()

    assert "remove it" in failed.value.advice
    assert log.names[0] not in str(failed.value)
    assert found(source) == ["dee_1"]


REACHING_OUT = [
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM read_json('https://localhost:1/x.json')",
    "INSTALL httpfs",
    "LOAD httpfs",
    "COPY (SELECT 1) TO '/dev/shm/clickgate-reached-out.parquet'",
    "ATTACH '/dev/shm/clickgate-reached-out.db'",
    "SET enable_external_access = true",
    "SET memory_limit = '1TB'",
]


@pytest.mark.parametrize("statement", REACHING_OUT)
def test_no_other_file_is_read_or_written_and_nothing_is_fetched(source: DuckSource, statement: str):
    import duckdb

    with pytest.raises(duckdb.Error):
        source._connection.execute(statement)

    assert not os.path.exists("/dev/shm/clickgate-reached-out.parquet")


def test_memory_and_processors_are_bounded(log: WrittenLog):
    source = DuckSource(log.database, log.folder, memory="64MB", threads=1)
    rows = source._connection.execute(
        "SELECT name, value FROM duckdb_settings() WHERE name IN ('memory_limit', 'threads', 'temp_directory')"
    ).fetchall()
    source.close()

    assert dict(rows) == {"memory_limit": "61.0 MiB", "threads": "1", "temp_directory": ""}


def test_an_answer_that_is_too_large_is_refused(log: WrittenLog):
    source = DuckSource(log.database, log.folder, memory="8MB", threads=1)
    log.write(note(number, path=f"/api/v2/task/{number}" * 9) for number in range(3000))
    crossed = (
        sa.select(audit_records.c.path)
        .select_from(audit_records.join(audit_records.alias(), sa.literal(value=True)))
        .distinct()
    )
    with pytest.raises(KeepingFailed) as failed:
        source.ask(ORGANIZATION, sa.select(sa.func.string_agg(crossed.subquery().c.path.concat("x" * 5000), "")))
    source.close()

    assert "memory" in str(failed.value)


def test_several_threads_may_ask_at_once(log: WrittenLog, source: DuckSource):
    log.write([note(1)])
    answers: list[list[str]] = []
    threads = [threading.Thread(target=lambda: answers.append(found(source))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [["dee_1"]] * 6


def test_two_processes_may_seal_at_once(log: WrittenLog):
    log.write([note(number) for number in range(50)])
    log.close()
    sources = [DuckSource(log.database, log.folder) for _ in range(3)]
    threads = [threading.Thread(target=source.seal, args=(ORGANIZATION,)) for source in sources]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers = [len(questions.find(source, ORGANIZATION)) for source in sources]
    for source in sources:
        source.close()

    assert answers == [50, 50, 50]
    assert files(log) == [".jsonl", ".parquet", ".parquet", ".parquet"]


def test_without_duckdb_it_is_told_what_to_install():
    code = (
        "import sys; sys.modules['duckdb'] = None\n"
        "from pathlib import Path\n"
        "from clickgate.access.audit.reading.duck import DuckSource\n"
        "from clickgate.errors import ConfigurationError\n"
        "try: DuckSource(None, Path('.'))\n"
        "except ConfigurationError as error: print(error)\n"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert "pip install 'clickgate[duckdb]'" in said
    assert ConfigurationError.code == "configuration"


def test_the_index_and_its_questions_need_no_duckdb():
    code = (
        "import sys\n"
        "from clickgate.access.audit.reading import anomalies, export, questions, reports, source, duck\n"
        "print('duckdb' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert said.strip() == "False"


@pytest.mark.parametrize("operation", operations(), ids=lambda operation: operation.name)
def test_the_ids_in_the_path_of_every_operation_are_found(operation):
    """In Python for the index, in DuckDB by the same expression."""
    ids: dict[str, str] = {}
    path = "/api" + operation.path
    for param in (one for one in operation.params if one.place == "path"):
        ids[param.wire_name] = f"id-{len(ids)}"
        path = path.replace(f"{{{param.wire_name}}}", ids[param.wire_name])
    workspace = next((ids[name] for name in ("team_id", "workspace_id") if name in ids), "")
    kinds = {"team_id", "workspace_id", "object_type", "entity_type"}
    found_ids = ids_in(path)

    assert found_ids[0] == workspace
    assert {value for name, value in ids.items() if name not in kinds} <= set(found_ids)


def test_a_path_without_ids_has_none():
    assert ids_in("/api/v2/user") == ("", "", "")
    assert ids_in("/elsewhere/team/9") == ("", "", "")
    assert Filters(target="x").target == "x"
