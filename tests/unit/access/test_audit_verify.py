"""Whatever is changed in a log, taken out of it or put into it is found, and said what it is."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import threading
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from clickgate.access.audit.chain import Chain
from clickgate.access.audit.segment import first_hash
from clickgate.access.audit.verify import verify
from clickgate.access.caller import Caller
from clickgate.db.tables import audit_segments
from clickgate.errors import AuditUnwritable, VaultLocked
from tests.support.audit_logs import ADA, ORGANIZATION, Log, key_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clickgate.db.engine import Database

FIRST = first_hash("org_1", "segment", 1)


@pytest.fixture
def log(sqlite_database: Database, tmp_path: Path) -> Iterator[Log]:
    """A log of four records that is being written."""
    made = Log(sqlite_database, tmp_path / "audit")
    made.write(2)
    yield made
    made.audit.close()


@pytest.fixture(params=["in use", "left", "closed"])
def state(request: pytest.FixtureRequest) -> str:
    """What is going on with the log: a process writes it, none does, or it has ended."""
    return request.param


@pytest.fixture
def path(log: Log, state: str) -> Path:
    """The file of a segment in each state."""
    return put_into(log, state)


@pytest.fixture
def tiny(sqlite_database: Database, tmp_path: Path, state: str) -> Iterator[tuple[Log, Path]]:
    """A log of two small records in each state, for what is done to each of its bytes."""
    made = Log(sqlite_database, tmp_path / "audit")
    for _ in range(2):
        made.audit.note(Caller(ORGANIZATION, "ada"), "a.b", "denied")
    yield made, put_into(made, state)
    made.audit.close()


def put_into(log: Log, state: str) -> Path:
    """Bring a log's first segment into a state; its file."""
    if state == "closed":
        log.clock.move(86_400.0)
        log.write(1)
    if state == "left":
        log.audit.close()
    return log.files()[0]


def edit_row(log: Log, number: int, /, **values: object) -> None:
    """Edit a row behind the log's back."""
    where = (audit_segments.c.organization_id == ORGANIZATION, audit_segments.c.number == number)
    log.database.run(lambda connection: connection.execute(sa.update(audit_segments).where(*where).values(**values)))


def delete_row(log: Log, number: int) -> None:
    """Delete a row behind the log's back."""
    where = (audit_segments.c.organization_id == ORGANIZATION, audit_segments.c.number == number)
    log.database.run(lambda connection: connection.execute(sa.delete(audit_segments).where(*where)))


def three_segments(log: Log) -> None:
    """Have two closed segments and an open one."""
    for _ in range(2):
        log.clock.move(86_400.0)
        log.write(1)


def chained(lines: list[bytes], first: bytes = FIRST) -> bytes:
    """Lines with a chain of hashes, as anybody can make it: the chain itself has no key."""
    text, previous = b"", first
    for line in lines:
        body = line[:-1] if b',"hash":"' not in line else line.rpartition(b',"hash":"')[0]
        previous = hashlib.sha256(previous + body).hexdigest().encode()
        text += body + b',"hash":"' + previous + b'"}\n'
    return text


def test_an_untouched_log_is_whole(database: Database, tmp_path: Path):
    log = Log(database, tmp_path / "audit", "org_2")
    log.write(2)
    three_segments(log)
    log.audit.note(Caller("org_2", "bob"), "account.read", "denied")
    in_use = log.verify()
    log.audit.close()
    left = log.verify()

    assert (in_use.ok, in_use.records, in_use.segments, in_use.findings) == (True, 8, 3, ())
    assert left == in_use
    assert log.verify("org_2").records == 1
    assert log.verify("org_none").ok


def test_each_byte_that_is_changed_is_found(tiny: tuple[Log, Path]):
    log, path = tiny
    text = path.read_bytes()
    overlooked = []
    for place in range(len(text)):
        path.write_bytes(text[:place] + bytes([text[place] ^ 1]) + text[place + 1 :])
        if log.verify().ok:
            overlooked.append(place)
    path.write_bytes(text)

    assert overlooked == []
    assert log.verify().ok


def test_wherever_a_file_is_cut_off_it_is_found(tiny: tuple[Log, Path]):
    log, path = tiny
    text = path.read_bytes()
    overlooked = []
    for place in range(len(text)):
        path.write_bytes(text[:place])
        if "truncated" not in log.kinds():
            overlooked.append(place)
    path.write_bytes(text)

    assert overlooked == []


def test_each_record_that_is_taken_out_is_found(log: Log, path: Path):
    lines = path.read_bytes().splitlines(keepends=True)
    found = []
    for gone in range(len(lines)):
        path.write_bytes(b"".join(lines[:gone] + lines[gone + 1 :]))
        found.append([(finding.seq, finding.kind) for finding in log.verify().findings])

    assert found == [
        [(1, "missing_record")], [(2, "missing_record")], [(3, "missing_record")], [(4, "truncated")],
    ]  # fmt: skip


def test_records_in_another_order_are_found(log: Log, path: Path):
    lines = path.read_bytes().splitlines(keepends=True)
    overlooked = []
    for order in list(itertools.permutations(range(4)))[1:]:
        path.write_bytes(b"".join(lines[number] for number in order))
        if "reordered" not in log.kinds():
            overlooked.append(order)

    assert overlooked == []


@given(
    st.lists(st.tuples(st.sampled_from(["take out", "double", "move", "change"]), st.integers(0, 7), st.integers(0, 7)),
             min_size=1, max_size=4)
)  # fmt: skip
def test_whatever_is_done_to_the_lines_of_a_file_breaks_its_chain_or_its_end(steps: list[tuple[str, int, int]]):
    whole = chained([b'{"seq":%d,"at":1.5}' % number for number in range(1, 9)]).splitlines(keepends=True)
    lines = list(whole)
    for what, one, other in steps:
        if one >= len(lines):
            continue
        if what == "double":
            lines.insert(min(other, len(lines)), lines[one])
        elif what == "change":
            lines[one] = lines[one].replace(b"1.5", b"2.5")
        else:
            line = lines.pop(one)
            lines[other:other] = [line] if what == "move" else []
    chain = Chain(FIRST, [8])
    chain.read(b"".join(lines))
    is_as_told = not chain.breaks() and chain.last == chain.records == 8 and chain.hashes[8] == whole[7][-67:-3]

    assert is_as_told == (lines == whole)


@given(st.lists(st.integers(0, 2000), max_size=8))
def test_it_does_not_matter_in_which_pieces_a_file_is_read(places: list[int]):
    text = chained([b'{"seq":%d,"at":1.5}' % number for number in range(1, 9)]).replace(b'5,"at":1', b'5,"at":2') + b"{"
    chain = Chain(FIRST, [3, 8])
    for start, end in itertools.pairwise([0, *sorted(places), len(text)]):
        chain.read(text[start:end])

    assert (chain.records, chain.last, chain.rest, sorted(chain.hashes)) == (8, 8, b"{", [3, 8])
    assert [(found.seq, found.kind) for found in chain.breaks()] == [(5, "changed")]


@given(st.binary(max_size=3000))
def test_any_bytes_can_be_looked_at(text: bytes):
    chain = Chain(FIRST, [1])
    chain.read(text)

    assert chain.records == text.count(b"\n")
    assert bool(chain.breaks()) == (chain.records > 0)


def test_a_file_without_an_end_of_line_does_not_fill_the_memory():
    chain = Chain(FIRST, [])
    for _ in range(40):
        chain.read(b"x" * 2**18)

    assert len(chain.rest) <= 2**20
    assert chain.breaks()[0].kind == "changed"


def test_a_file_that_is_all_wrong_is_told_of_in_so_many_words():
    chain = Chain(FIRST, [])
    chain.read(b"".join(b'{"seq":%d,"hash":"%064d"}\n' % (number, 0) for number in range(1, 200_000, 2)))

    assert len(chain.breaks()) == 1001


def test_a_chain_that_was_written_anew_is_found(log: Log, path: Path):
    """The hashes can be reckoned by anybody; what the head and the registry tell of them can't."""
    if log.rows()[0].records == 0:
        log.clock.move(60.0)
        log.audit.tend()
    row = log.rows()[0]
    lines = [line.replace(b'"ada"', b'"bob"') for line in path.read_bytes().splitlines()]
    path.write_bytes(chained(lines, first_hash(ORGANIZATION, row.name, row.number)))

    assert log.kinds() == ["changed"]


def test_a_record_that_was_put_behind_the_end_of_a_closed_file_is_found(log: Log):
    three_segments(log)
    path, row = log.files()[0], log.rows()[0]
    lines = [*path.read_bytes().splitlines(), b'{"seq":5,"at":1.5,"action":"forged"}']
    path.write_bytes(chained(lines, first_hash(ORGANIZATION, row.name, row.number)))

    assert [(finding.seq, finding.kind) for finding in log.verify().findings] == [(5, "foreign_record")]


def test_records_that_were_put_behind_the_end_of_a_file_in_use_are_found(log: Log):
    path, row = log.files()[0], log.rows()[0]
    forged = [b'{"seq":%d,"at":1.5,"action":"forged"}' % number for number in (5, 6)]
    path.write_bytes(chained([*path.read_bytes().splitlines(), *forged], first_hash(ORGANIZATION, row.name, 1)))

    assert [(finding.seq, finding.kind) for finding in log.verify().findings] == [(5, "foreign_record")]


@pytest.mark.parametrize("tail", [b"{", b'{"seq":5,"at":1.5,"act', b'{"seq":5,"at":1.5}'])
def test_what_a_dead_process_left_half_written_is_no_damage(log: Log, tail: bytes):
    log.audit.close()
    path = log.files()[0]
    path.write_bytes(path.read_bytes() + tail)
    report = log.verify()
    log.write(1)
    told = [line["detail"] for line in log.lines() if line["action"] == "audit.recovered"]

    assert report.ok
    assert [(finding.seq, finding.kind) for finding in report.findings] == [(5, "torn_tail")]
    assert told == [{"bytes": len(tail)}]
    assert log.kinds() == []


def test_a_whole_record_that_nobody_was_told_of_is_no_damage_and_does_not_stay(log: Log):
    """Its deed was never begun. A reader may have seen it: so its place is not given to another record."""
    log.audit.close()
    path, row = log.files()[0], log.rows()[0]
    whole = path.read_bytes()
    path.write_bytes(chained([*whole.splitlines(), b'{"seq":5,"at":1.5}'], first_hash(ORGANIZATION, row.name, 1)))
    report = log.verify()
    log.write(1)

    assert report.ok
    assert [(finding.seq, finding.kind) for finding in report.findings] == [(5, "torn_tail")]
    assert path.read_bytes() == whole
    assert [(row.records, row.closed_at is None) for row in log.rows()] == [(4, False), (2, True)]
    assert log.kinds() == []


def test_each_byte_of_a_head_counts(log: Log):
    path = log.files()[0].with_suffix(".head")
    text = path.read_bytes()
    overlooked = []
    for place in range(len(text)):
        path.write_bytes(text[:place] + bytes([text[place] ^ 1]) + text[place + 1 :])
        if log.kinds() != ["changed"]:
            overlooked.append(place)
    path.write_bytes(text)

    assert overlooked == []
    assert log.kinds() == []


def test_an_older_head_hides_nothing_that_is_in_the_registry(log: Log):
    """Who kept a copy of an older head can't cut the file back behind the latest change."""
    path = log.files()[0]
    head, text = path.with_suffix(".head").read_bytes(), path.read_bytes()
    log.write(1, is_change=True)
    log.audit.close()
    path.write_bytes(text)
    path.with_suffix(".head").write_bytes(head)

    assert log.kinds() == ["truncated"]
    log.write(1)
    assert len(log.files()) == 2
    assert log.kinds() == ["truncated"]


def test_a_head_that_is_gone_is_found(log: Log):
    log.files()[0].with_suffix(".head").unlink()

    assert log.kinds() == ["missing_file"]


def test_a_file_that_is_gone_is_found(log: Log, path: Path):
    path.unlink()

    assert [(finding.segment, finding.kind) for finding in log.verify().findings][-1] == (path.stem, "missing_file")


def test_what_stands_in_a_files_place_is_not_waited_for(log: Log, path: Path, tmp_path: Path):
    """A pipe would never end, and a link may lead anywhere."""
    path.unlink()
    os.mkfifo(path)
    kinds_of_a_pipe = log.kinds()
    path.unlink()
    path.symlink_to("/dev/zero")
    kinds_of_a_link = log.kinds()
    path.unlink()
    path.mkdir()
    kinds_of_a_folder = log.kinds()
    (path.parent / "count").unlink()
    os.mkfifo(path.parent / "count")

    assert kinds_of_a_pipe == kinds_of_a_link == kinds_of_a_folder == ["missing_file"]
    assert log.kinds() == ["changed", "missing_file"]


def test_a_file_of_another_machine_is_told_as_such(log: Log, tmp_path: Path):
    """Machines that share a database each keep files of their own."""
    other = log.open()
    other.folder = tmp_path / "another machine"
    with other:
        other.note(ADA, "account.read", "denied")
    report = log.verify()

    assert report.ok
    assert [finding.kind for finding in report.findings] == ["elsewhere"]
    assert [finding.kind for finding in verify(log.database, other.folder, key_of, ORGANIZATION).findings] == [
        "elsewhere"
    ]


def test_a_file_that_was_put_there_is_found(log: Log, path: Path):
    copy = path.with_name("20270101T000000-host-1-00000000.jsonl")
    copy.write_bytes(path.read_bytes())

    assert [(finding.segment, finding.kind) for finding in log.verify().findings] == [(copy.stem, "foreign_file")]


def test_a_file_that_stands_for_another_is_found(log: Log):
    three_segments(log)
    first, second, _ = log.files()
    second.write_bytes(first.read_bytes())

    assert {finding.segment for finding in log.verify().findings} == {second.stem}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("name", "20270101T000000-host-1-00000000"),
        ("name", "../../../elsewhere"),
        ("host", "other@0000000000000000"),
        ("previous", bytes(32)),
        ("opened_at", 1.0),
        ("closed_at", None),
        ("records", 1),
        ("head", bytes(32)),
        ("dropped_at", 1.0),
        ("seal", bytes(32)),
    ],
)
def test_each_column_of_a_row_that_is_edited_is_found(log: Log, column: str, value: object):
    three_segments(log)
    edit_row(log, 2, **{column: value})

    assert "edited_row" in log.kinds()


def test_what_only_the_index_uses_is_not_sealed(log: Log):
    edit_row(log, 1, indexed=3, indexed_bytes=700)

    assert log.kinds() == []


@pytest.mark.parametrize("number", [1, 2, 3])
def test_each_row_that_is_taken_out_is_found(log: Log, number: int):
    three_segments(log)
    delete_row(log, number)

    assert {"missing_row", "foreign_file"} <= set(log.kinds())


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_row_that_is_taken_out_with_its_file_is_found(log: Log, number: int):
    """The newest, too: how many there were is kept beside the files."""
    three_segments(log)
    log.audit.close()
    for path in (log.files()[number - 1], log.files()[number - 1].with_suffix(".head")):
        path.unlink(missing_ok=True)
    delete_row(log, number)
    kinds = log.kinds()
    log.write(1)

    assert "missing_row" in kinds
    assert "missing_row" in log.kinds()


def test_a_row_that_is_put_in_is_found(log: Log):
    row = log.rows()[0]
    values = {name: getattr(row, name) for name in row.__struct_fields__} | {"number": 2, "name": "put-in"}
    log.database.run(
        lambda connection: connection.execute(sa.insert(audit_segments).values(**values, indexed=0, indexed_bytes=0))
    )

    assert log.kinds().count("edited_row") == 2


def test_rows_that_changed_places_are_found(log: Log):
    three_segments(log)
    first, second, _ = log.rows()
    edit_row(log, 1, number=99)
    edit_row(log, 2, number=1)
    edit_row(log, 99, number=2)

    kinds = [finding.kind for finding in log.verify().findings if finding.segment in {first.name, second.name}]

    assert kinds.count("edited_row") >= 3


def test_the_count_beside_the_files_counts(log: Log):
    log.write(1, is_change=True)
    count = log.folder / ORGANIZATION / "count"
    text = count.read_bytes()
    count.write_bytes(text[:-3] + b"00\n")
    kinds_when_changed = log.kinds()
    log.clock.move(86_400.0)
    log.write(1)
    kinds_when_gone_on = log.kinds()
    count.unlink()

    assert "changed" in kinds_when_changed
    assert kinds_when_gone_on == ["changed"]
    assert log.kinds() == ["missing_file"]


def test_a_log_that_is_written_meanwhile_is_whole_at_each_moment(log: Log, monkeypatch: pytest.MonkeyPatch):
    for module in ("writer", "place"):  # so that segments come and go as well
        monkeypatch.setattr(f"clickgate.access.audit.{module}.SEGMENT_BYTES", 40_000)
    over = threading.Event()

    def write() -> None:
        while not over.is_set():
            log.write(10)

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    reports = [log.verify() for _ in range(25)]
    over.set()
    for writer in writers:
        writer.join()

    assert [report.findings for report in reports if report.findings] == []
    assert [report.records for report in reports] == sorted(report.records for report in reports)


def test_findings_say_in_words_what_was_found(log: Log):
    path = log.files()[0]
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + lines[1].replace(b"ada", b"bob") + lines[3])
    told = {finding.seq: finding.sentence for finding in log.verify().findings}

    assert told == {
        2: "Record 2 does not follow from the one before: one of them was changed.",
        3: "Record 3 is missing.",
    }


def test_with_the_wrong_key_nothing_is_called_whole(log: Log):
    report = verify(log.database, log.folder, lambda organization_id: b"x" * 32, ORGANIZATION)

    assert not report.ok


def test_without_the_key_nothing_is_verified(log: Log):
    def locked(organization_id: str) -> bytes:
        raise VaultLocked("There is no key.")

    with pytest.raises(VaultLocked):
        verify(log.database, log.folder, locked, ORGANIZATION)


def test_an_id_that_leads_elsewhere_is_refused(log: Log):
    with pytest.raises(AuditUnwritable):
        verify(log.database, log.folder, key_of, "../org_1")


def test_few_findings_are_told_where_few_are_wanted(log: Log):
    path = log.files()[0]
    path.write_bytes(json.dumps({"seq": 1}).encode() + b"\n" + path.read_bytes())
    report = verify(log.database, log.folder, key_of, ORGANIZATION, most=1)

    assert (report.ok, len(report.findings)) == (False, 1)
