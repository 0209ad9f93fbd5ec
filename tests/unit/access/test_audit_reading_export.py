"""What is given to other tools says the same as the log, in their words, and does no harm there."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clickgate.access.audit.reading import export as exporting
from clickgate.access.audit.reading.entry import Entry, Filters
from clickgate.access.audit.reading.export import build_ocsf, build_otel, export, read_raw
from clickgate.access.audit.reading.source import Index
from tests.support.written_logs import NOW, ORGANIZATION, OTHER, WrittenLog, make_record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clickgate.db.engine import Database

REQUEST = Entry(
    at=NOW + 0.25, segment=1, seq=4, deed="dee_1", request_id="req_1", action="clickup.request", actor="ann",
    actor_kind="person", via="cli", address="2001:db8::1", account_id="acc_1", credential_version=2,
    operation="tasks.list", workspace_id="9", thing_id="7", method="GET", path="/api/v2/list/7/task", attempt=2,
    outcome="failure", status=404, ecode="ITEM_013", error="not_found", limit=100, remaining=3, seconds=0.5, waited=0.0,
)  # fmt: skip
CHANGE = Entry(
    at=NOW, segment=1, seq=5, deed="dee_2", action="account.linked", actor="key_1", actor_kind="key", via="api",
    account_id="acc_1", target="acc_1", outcome="success", detail='{"way":"slots"}',
)  # fmt: skip


@pytest.fixture
def log(sqlite_database: Database, tmp_path: Path) -> Iterator[WrittenLog]:
    made = WrittenLog(sqlite_database, tmp_path / "audit")
    yield made
    made.release()


def test_lines_are_given_as_they_are(log: WrittenLog, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(exporting, "_PIECE", 1000)
    for segment in (1, 2):
        log.write([make_record(phase="note", deed=f"dee_{number}") for number in range(20)], segment=segment)
    log.close(1)
    whole = log.path(1).read_bytes() + log.path(2).read_bytes()
    log.write_raw(b'{"seq":21,"not yet"', segment=2)
    other = WrittenLog(log.database, log.folder, OTHER)
    other.write([make_record()])
    other.release()
    pieces = [*read_raw(log.database, log.folder, ORGANIZATION)]

    assert b"".join(pieces) == whole
    assert all(piece.endswith(b"\n") for piece in pieces)
    assert len(pieces) > 2


@pytest.mark.parametrize("form", ["csv", "ocsf", "otel"])
def test_each_entry_that_the_filters_leave_is_a_line(log: WrittenLog, form: exporting.Format):
    log.write(make_record(phase="note", deed=f"dee_{number}", at=NOW + number, actor="ann") for number in range(5))
    source = Index(log.database, log.folder)
    lines = [*export(source, ORGANIZATION, form, Filters(since=NOW + 1, until=NOW + 4))]
    heads = 1 if form == "csv" else 0

    assert len(lines) == 3 + heads
    assert ["dee_3" in line for line in lines[heads:]] == [True, False, False]
    assert all(line.endswith("\n") for line in lines)
    assert [*export(source, OTHER, form)] == lines[:heads]


def test_a_table_has_every_field_under_its_name(log: WrittenLog):
    log.write([make_record(phase="note", deed="dee_1", at=NOW, actor="ann", detail={"a": 'b "c", d\ne'})])
    text = "".join(export(Index(log.database, log.folder), ORGANIZATION, "csv"))
    (row,) = csv.DictReader(io.StringIO(text, newline=""))

    assert list(row) == ["time", *Entry.__struct_fields__]
    assert (row["time"], row["deed"], row["actor"]) == ("2027-01-15T08:00:00.000000+00:00", "dee_1", "ann")
    assert json.loads(row["detail"]) == {"a": 'b "c", d\ne'}


@given(text=st.text(min_size=1), start=st.sampled_from([*"=+-@\t\r\n", "\uff1d", ""]))
def test_no_cell_is_taken_for_a_formula_and_none_breaks_the_table(text: str, start: str):
    text = (start + text).encode("utf-8", "replace").decode()
    line = exporting._to_csv(msgspec.structs.replace(CHANGE, actor=text), ORGANIZATION)
    (row,) = csv.reader(io.StringIO(line, newline=""))
    cell = row[1 + Entry.__struct_fields__.index("actor")]

    assert cell in (text, f"'{text}")
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d"))


def test_a_request_is_an_event_of_the_class_api_activity():
    """It was checked with the published schemas of OCSF 1.6.0 and 1.8.0."""
    event = build_ocsf(REQUEST, ORGANIZATION)

    assert (event["class_uid"], event["category_uid"], event["type_uid"]) == (6003, 6, 600302)
    assert (event["time"], event["duration"]) == (1_800_000_000_250, 500)
    assert (event["activity_id"], event["status_id"], event["severity_id"]) == (2, 2, 2)
    assert (event["status_code"], event["status_detail"]) == ("ITEM_013", "failure")
    assert event["metadata"]["uid"] == "dee_1"
    assert event["metadata"]["tenant_uid"] == ORGANIZATION
    assert event["actor"] == {"user": {"uid": "ann", "name": "ann", "type_id": 1, "type": "User"}}
    assert event["api"]["operation"] == "tasks.list"
    assert event["api"]["response"] == {"code": 404, "error": "ITEM_013", "message": "not_found"}
    assert event["http_request"] == {"http_method": "GET", "url": {"path": "/api/v2/list/7/task"}}
    assert event["src_endpoint"] == {"ip": "2001:db8::1"}
    assert event["resources"] == [{"uid": "7"}]
    assert event["unmapped"]["remaining"] == 3


def test_a_change_is_one_too_and_what_is_not_known_is_left_out():
    event = build_ocsf(CHANGE, ORGANIZATION)

    assert (event["activity_id"], event["activity_name"], event["type_uid"]) == (99, "account.linked", 600399)
    assert (event["status_id"], event["severity_id"]) == (1, 1)
    assert event["src_endpoint"] == {"name": "this machine"}
    assert event["actor"]["user"]["type_id"] == 99
    assert {"http_request", "http_response", "duration"} & event.keys() == set()
    assert event["unmapped"]["detail"] == '{"way":"slots"}'


def test_an_open_deed_has_no_status_yet():
    event = build_ocsf(msgspec.structs.replace(CHANGE, outcome="open"), ORGANIZATION)
    record = build_otel(msgspec.structs.replace(CHANGE, outcome="open"), ORGANIZATION)

    assert (event["status_id"], event["status"]) == (0, "Unknown")
    assert (record["SeverityText"], "error.type" in record["Attributes"]) == ("INFO", False)


def test_a_request_has_the_names_of_opentelemetry():
    record = build_otel(REQUEST, ORGANIZATION)
    attributes = record["Attributes"]

    assert (record["Timestamp"], record["SeverityNumber"]) == (1_800_000_000_250_000_000, 13)
    assert (record["EventName"], record["Resource"]) == ("clickup.request", {"service.name": "clickgate"})
    assert attributes["http.request.method"] == "GET"
    assert attributes["http.response.status_code"] == 404
    assert attributes["http.request.resend_count"] == 1
    assert (attributes["error.type"], attributes["url.path"]) == ("not_found", "/api/v2/list/7/task")
    assert (attributes["user.id"], attributes["client.address"]) == ("ann", "2001:db8::1")
    assert attributes["clickgate.account_id"] == "acc_1"


def test_nothing_of_an_entry_is_left_out_of_a_view():
    for build in (build_ocsf, build_otel):
        text = json.dumps(build(REQUEST, ORGANIZATION))
        for name, value in msgspec.structs.asdict(REQUEST).items():
            if name not in ("at", "segment", "seq", "seconds", "attempt") and value not in ("", None):
                assert json.dumps(value) in text, (build.__name__, name)
