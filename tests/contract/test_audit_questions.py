"""Whoever answers a question about the audit log, the answer is the same as that of plain Python over the lines."""

from __future__ import annotations

import inspect
import itertools
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from clickgate.access.audit.reading import anomalies, export, questions, reports, store
from clickgate.access.audit.reading.duck import DuckSource
from clickgate.access.audit.reading.entry import Entry, Filters, Place, read_status
from clickgate.access.audit.reading.lines import ids_in
from clickgate.access.audit.reading.source import Index
from clickgate.db.opening import open_database
from clickgate.errors import InvalidParams
from tests.support.written_logs import NOW, WrittenLog, make_record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from clickgate.access.audit.reading.source import Source
    from clickgate.access.audit.record import Record
    from clickgate.db.engine import Database

LINES = list[tuple[int, "Record"]]  # number of the segment, record

ACCOUNTS = ("", "acc_1", "acc_2")
ACTORS = ("ann", "Bob_%", "key_1")
OPERATIONS = ("", "tasks.list", "tasks.delete")
OUTCOMES = ("success", "failure", "denied", "rate_limited", "auth", "server_error", "network")
PATHS = ("", "/api/v2/team/9/task", "/api/v2/task/86a/tag/x", "/api/v3/workspaces/9/docs/86a", "/api/v2/task/86b")
MOMENTS = st.builds(
    lambda hours, seconds: NOW + 3600.0 * hours + seconds,
    st.integers(-60, 60),
    st.sampled_from((0.0, 0.0, 0.25, 1800.0, 3599.75)),
)
SPANS = st.tuples(st.none() | MOMENTS, st.none() | MOMENTS)
FIELDS = st.fixed_dictionaries(
    {
        "action": st.sampled_from(("clickup.request", "account.linked")),
        "actor": st.sampled_from(ACTORS),
        "address": st.sampled_from(("", "10.0.0.1", "10.0.0.2")),
        "request_id": st.sampled_from(("", "", "req_1")),
        "account_id": st.sampled_from(ACCOUNTS),
        "credential_version": st.sampled_from((None, 1, 2)),
        "operation": st.sampled_from(OPERATIONS),
        "target": st.sampled_from(("", "", "86a", "github")),
        "path": st.sampled_from(PATHS),
    }
)
ENDS = st.fixed_dictionaries(
    {
        "outcome": st.sampled_from(OUTCOMES),
        "status": st.sampled_from((None, 200, 401, 404, 429)),
        "ecode": st.sampled_from(("", "", "OAUTH_027")),
        "error": st.sampled_from(("", "not_found")),
        "limit": st.sampled_from((None, 100)),
        "remaining": st.none() | st.integers(0, 100),
        "seconds": st.none() | st.sampled_from((0.0, 0.5)),
        "detail": st.sampled_from((None, {"way": "slots", "ok": True})),
    }
)
DEEDS = st.lists(
    st.tuples(
        st.sampled_from(("deed", "deed", "open", "note")), MOMENTS, MOMENTS, st.integers(1, 3), st.integers(1, 3),
        FIELDS, ENDS,
    ),
    max_size=14,
)  # fmt: skip
FILTERS = st.builds(
    Filters,
    since=st.none() | MOMENTS,
    until=st.none() | MOMENTS,
    account_id=st.none() | st.sampled_from(ACCOUNTS),
    credential_version=st.sampled_from((None, None, 1)),
    actor=st.none() | st.sampled_from(ACTORS),
    address=st.sampled_from((None, None, "10.0.0.1")),
    operation=st.sampled_from((None, None, "tasks.list")),
    action=st.sampled_from((None, None, "account.linked")),
    outcome=st.none() | st.sampled_from((*OUTCOMES, "open")),
    status=st.sampled_from((None, None, 404, "4xx", "2XX")),
    ecode=st.sampled_from((None, None, "OAUTH_027", "")),
    error=st.sampled_from((None, None, None, "not_found")),
    deed=st.sampled_from((None, None, None, "dee_1")),
    request_id=st.sampled_from((None, None, None, "req_1")),
    workspace_id=st.sampled_from((None, None, None, "9")),
    target=st.sampled_from((None, None, "86a", "github", "x")),
    text=st.sampled_from((None, None, "b_%", "TASKS", "86a", "\\")),
)
_organizations = (f"org_{number}" for number in itertools.count())


class Oracle:
    """Answers by looking at every line."""

    def __init__(self, lines: LINES) -> None:
        ended = {record.deed for _, record in lines if record.phase == "end"}
        self.entries = sorted(
            (to_entry(segment, record) for segment, record in lines
             if record.phase != "begin" or record.deed not in ended),
            key=lambda entry: (entry.at, entry.segment, entry.seq),
            reverse=True,
        )  # fmt: skip

    def find(self, filters: Filters) -> list[Entry]:
        return [entry for entry in self.entries if matches(entry, filters)]

    def of(self, account_id: str | None, span: tuple[float | None, float | None]) -> list[Entry]:
        return self.find(Filters(account_id=account_id, since=span[0], until=span[1]))


def to_entry(segment: int, record: Record) -> Entry:
    fields = {name: value for name, value in msgspec.structs.asdict(record).items() if name not in ("phase", "hash")}
    workspace_id, thing_id, part_id = ids_in(record.path)
    if record.phase == "begin":
        fields["outcome"] = "open"
    fields["detail"] = msgspec.json.encode(record.detail).decode() if record.detail else ""
    return Entry(**fields, segment=segment, workspace_id=workspace_id, thing_id=thing_id, part_id=part_id)


def matches(entry: Entry, filters: Filters) -> bool:
    equal = (
        "account_id", "credential_version", "actor", "address", "operation", "action", "outcome", "ecode", "error",
        "deed", "request_id", "workspace_id",
    )  # fmt: skip
    if any(getattr(filters, name) not in (None, getattr(entry, name)) for name in equal):
        return False
    if filters.status is not None:
        least, most = read_status(filters.status)
        if entry.status is None or not least <= entry.status <= most:
            return False
    ids = (entry.thing_id, entry.part_id)
    if filters.target is not None and filters.target not in (entry.target, *ids):
        return False
    if filters.text:
        texts = (
            entry.action, entry.actor, entry.address, entry.operation, entry.target, entry.error, entry.ecode,
        )  # fmt: skip
        if filters.text not in ids and not any(filters.text.lower() in text.lower() for text in texts):
            return False
    return (filters.since is None or entry.at >= filters.since) and (filters.until is None or entry.at < filters.until)


def failed(entries: list[Entry]) -> int:
    return sum(entry.outcome not in ("success", "open") for entry in entries)


def grouped(entries: list[Entry], key: Callable[[Entry], Any]) -> Iterator[tuple[Any, list[Entry]]]:
    groups = defaultdict(list)
    for entry in entries:
        groups[key(entry)].append(entry)
    return ((key, groups[key]) for key in sorted(groups))


def to_lines(deeds: list[tuple[Any, ...]]) -> LINES:
    """Lines as they would be written: the beginning of a deed first, and each segment counts its own."""
    wished: LINES = []
    for number, (kind, begun_at, ended_at, first, last, fields, end) in enumerate(deeds):
        named = {**fields, "deed": f"dee_{number}"}
        if kind == "note":
            wished.append((first, make_record(phase="note", at=begun_at, **named, **end)))
            continue
        wished.append((first, make_record(phase="begin", at=begun_at, **named)))
        if kind == "deed":
            wished.append((last, make_record(phase="end", at=ended_at, **named, **end)))
    counts: dict[int, int] = defaultdict(int)
    lines = []
    for segment, record in wished:
        counts[segment] += 1
        lines.append((segment, msgspec.structs.replace(record, seq=counts[segment])))
    return lines


class Asked:
    """A source under test, and where logs are written for it."""

    def __init__(self, database: Database, folder: Path, source: Source) -> None:
        self.database = database
        self.folder = folder
        self.source = source

    def write(self, lines: LINES, *, closed: frozenset[int] = frozenset()) -> tuple[str, Oracle]:
        """Write a log of an organization of its own; its id, and who knows all about it."""
        organization_id = next(_organizations)
        log = WrittenLog(self.database, self.folder, organization_id)
        log.write([], segment=3)
        for segment, record in lines:
            log.write([record], segment=segment)
        for segment in closed:
            log.close(segment)
        log.release()
        return organization_id, Oracle(lines)


@pytest.fixture(params=["sqlite", "postgresql", "duckdb"])
def asked(request: pytest.FixtureRequest, databases: Any, tmp_path: Path) -> Iterator[Asked]:
    kind = "sqlite" if request.param == "duckdb" else request.param
    with open_database(databases.make(kind)) as database:
        if request.param != "duckdb":
            yield Asked(database, tmp_path / "audit", Index(database, tmp_path / "audit"))
            return
        source = DuckSource(database, tmp_path / "audit")
        yield Asked(database, tmp_path / "audit", source)
        source.close()


logs = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # each example has an organization of its own, and the others beside it
CLOSED = st.frozensets(st.integers(1, 3))


@logs
@given(deeds=DEEDS, closed=CLOSED, filters=FILTERS, limit=st.integers(1, 6))
def test_whatever_is_looked_for_is_found_newest_first_a_page_at_a_time(asked, deeds, closed, filters, limit):
    organization_id, oracle = asked.write(to_lines(deeds), closed=closed)
    found: list[Entry] = []
    before = None
    while page := questions.find(asked.source, organization_id, filters, limit=limit, before=before):
        found += page
        before = page[-1].place
        if len(page) < limit:
            break

    assert found == oracle.find(filters)
    assert [*questions.find_all(asked.source, organization_id, filters)] == oracle.find(filters)


@logs
@given(deeds=DEEDS, closed=CLOSED)
def test_the_id_of_a_deed_or_of_a_request_leads_to_all_of_it(asked, deeds, closed):
    organization_id, oracle = asked.write(to_lines(deeds), closed=closed)

    for id_ in ("dee_0", "dee_13", "req_1", ""):
        expected = oracle.find(Filters(deed=id_)) or (oracle.find(Filters(request_id=id_)) if id_ else [])
        assert list(questions.find_by_id(asked.source, organization_id, id_)) == expected


@logs
@given(deeds=DEEDS, closed=CLOSED, span=SPANS, account_id=st.none() | st.sampled_from(ACCOUNTS))
def test_sums_are_those_of_the_lines_whatever_the_time_between(asked, deeds, closed, span, account_id):
    organization_id, oracle = asked.write(to_lines(deeds), closed=closed)
    entries = oracle.of(account_id, span)
    requests = [entry for entry in entries if entry.operation]
    options = {"account_id": account_id, "since": span[0], "until": span[1]}

    assert list(questions.last_uses(asked.source, organization_id, **options)) == [
        questions.CredentialUse(
            account, version, len(uses), min(use.at for use in uses), max(use.at for use in uses),
            max((use.at for use in uses if use.outcome == "success"), default=None),
        )
        for (account, version), uses in grouped(entries, lambda one: (one.account_id, one.credential_version or 0))
        if account and version
    ]  # fmt: skip
    assert list(questions.count_operations(asked.source, organization_id, **options)) == [
        questions.OperationUse(*key, len(uses), failed(uses), min(use.at for use in uses), max(use.at for use in uses))
        for key, uses in grouped(requests, lambda one: (one.account_id, one.credential_version or 0, one.operation))
    ]
    assert list(questions.error_rates(asked.source, organization_id, **options)) == [
        questions.ErrorRate(hour * 3600.0, len(uses), failed(uses), sum(use.outcome == "rate_limited" for use in uses))
        for hour, uses in grouped(requests, lambda one: one.at // 3600)
    ]
    assert list(questions.least_remaining(asked.source, organization_id, **options)) == [
        questions.LeastRemaining(hour * 3600.0, account, min(told))
        for (hour, account), uses in grouped(requests, lambda one: (one.at // 3600, one.account_id))
        if (told := [use.remaining for use in uses if use.remaining is not None])
    ]


@logs
@given(deeds=DEEDS, closed=CLOSED, span=SPANS)
def test_who_touched_a_thing_is_told_with_what_they_did_to_it(asked, deeds, closed, span):
    organization_id, oracle = asked.write(to_lines(deeds), closed=closed)
    since, until = span

    for target in ("86a", "github", "nothing"):
        touched = questions.find_touches(asked.source, organization_id, target, since=since, until=until)
        expected = [
            questions.Touch(*key, len(uses), min(use.at for use in uses), max(use.at for use in uses))
            for key, uses in grouped(
                oracle.find(Filters(target=target, since=since, until=until)),
                lambda one: (one.actor, one.address, one.account_id, one.action, one.operation),
            )
        ]
        assert sorted(touched, key=msgspec.structs.astuple) == expected
        assert list(touched) == sorted(touched, key=lambda touch: -touch.last_at)


def test_nothing_was_touched_where_no_target_is_named(asked):
    organization_id, _ = asked.write([(1, make_record(seq=1))])

    assert list(questions.find_touches(asked.source, organization_id, "")) == []


def test_credentials_that_nobody_uses_are_those_not_in_the_log_of_late(asked):
    used = [
        make_record(at=NOW - days * 86400, account_id="acc_1", credential_version=version, seq=number)
        for number, (days, version) in enumerate([(200, 1), (95, 1), (10, 2)], 1)
    ]
    organization_id, _ = asked.write([(1, record) for record in used])
    known = [
        questions.Credential("acc_1", 1, NOW - 300 * 86400),
        questions.Credential("acc_1", 2, NOW - 300 * 86400),
        questions.Credential("acc_2", 1, NOW - 120 * 86400),
        questions.Credential("acc_2", 2, NOW - 5 * 86400),
        questions.Credential("acc_1", 0, NOW - 300 * 86400),
        questions.Credential("acc_3", 0, NOW - 91.5 * 86400),
    ]

    unused = questions.find_unused(asked.source, organization_id, known, now=NOW, days=90)

    assert list(unused) == [
        questions.Unused("acc_2", 1, None, 120),
        questions.Unused("acc_1", 1, NOW - 95 * 86400, 95),
        questions.Unused("acc_3", 0, None, 91),
    ]


@pytest.mark.parametrize(
    ("filters", "limit", "parameter"),
    [
        pytest.param(Filters(status="404x"), 1, "status", id="no status"),
        pytest.param(Filters(status="9xx"), 1, "status", id="no class of statuses"),
        pytest.param(Filters(), 0, "limit", id="nothing asked for"),
        pytest.param(Filters(), 10_001, "limit", id="too much asked for"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_with_the_name_of_what_is_wrong(asked, filters, limit, parameter):
    with pytest.raises(InvalidParams) as refused:
        questions.find(asked.source, "org_A", filters, limit=limit)

    assert [name for name, _ in refused.value.problems] == [parameter]


# Every function that is asked of a source and an organization, with what it wants besides.
ASKING: dict[str, dict[str, Any]] = {
    "questions.find": {},
    "questions.find_all": {},
    "questions.find_by_id": {"id_": "dee_0"},
    "questions.find_touches": {"target": "86a"},
    "questions.last_uses": {"account_id": "acc_1"},
    "questions.find_unused": {"credentials": [], "now": NOW},
    "questions.count_operations": {},
    "questions.error_rates": {"since": NOW - 100.0},
    "questions.least_remaining": {"until": NOW + 5000.0},
    "reports.find_privileges": {"allowances": [reports.Allowance("acc_1")], "safeties": {}},
    "reports.find_readiness": {"account_id": "acc_1", "old_version": 1, "new_version": 2, "now": NOW},
    "reports.find_budgets": {},
    "anomalies.find_anomalies": {"now": NOW + 5000.0},
    "export.export": {"form": "ocsf"},
}


def asking() -> Iterator[tuple[str, Callable[..., Any]]]:
    """All public functions whose first arguments are a source and an organization."""
    for module in (questions, reports, anomalies, export):
        for name, function in inspect.getmembers(module, inspect.isfunction):
            is_own = function.__module__ == module.__name__ and not name.startswith("_")
            if is_own and list(inspect.signature(function).parameters)[:2] == ["source", "organization_id"]:
                yield f"{module.__name__.rpartition('.')[2]}.{name}", function


def test_no_question_is_left_out_below():
    assert {name for name, _ in asking()} == ASKING.keys()


def says_anything(answer: Any) -> bool:
    """Whether an answer tells of any record."""
    if isinstance(answer, reports.Readiness):
        return bool(answer.leftovers or answer.new_since or answer.old_last_at)
    return any(not isinstance(one, reports.Privilege) or one.operations for one in answer)


def records_of_everything() -> LINES:
    """A log in which every question finds something."""
    named = {"account_id": "acc_1", "operation": "tasks.list", "target": "86a", "path": "/api/v2/list/86a/task"}
    lines: LINES = []
    for number in range(400):
        refused = number >= 360
        lines.append(
            (
                1 + number // 200,
                make_record(
                    phase="note", at=NOW - 30 * 86400 + number * 6500, deed=f"dee_{number}", credential_version=1,
                    seq=1 + number % 200, remaining=5, limit=100, **named,
                    **({"outcome": "auth", "status": 401, "ecode": "OAUTH_019"} if refused else {}),
                ),
            )
        )  # fmt: skip
    return lines


@pytest.mark.parametrize(("name", "function"), [*asking()], ids=[name for name, _ in asking()])
def test_nobody_sees_anything_of_another_organization(asked, name: str, function: Callable[..., Any]):
    organization_id, _ = asked.write(records_of_everything(), closed=frozenset({1}))
    other, _ = asked.write([])
    options = ASKING.get(name, {})

    assert name == "questions.find_unused" or says_anything(function(asked.source, organization_id, **options))
    assert not says_anything(function(asked.source, other, **options))
    assert not says_anything(function(asked.source, "org_that_is_none", **options))
    assert not says_anything(function(asked.source, f"{other}' OR '1'='1", **options))


@pytest.mark.parametrize("by_index", [True, False])
def test_every_statement_is_bounded_by_the_organization_wherever_it_reads_a_table(by_index: bool):
    """As often as a table of the index is named in a FROM, rows of it are asked for by organization."""
    span, by = (1.0, 90_000_000.0), ("account_id",)
    everything = Filters(**{
        name: 404 if name == "status" else 1.0 if name in ("since", "until", "credential_version") else "x"
        for name in Filters.__struct_fields__
    })  # fmt: skip
    statements = {
        "find": store.find("o", everything, limit=1, before=None, by_index=by_index),
        "find_places": store.find_places("o", Filters(text="x"), limit=1, before=Place(1.0, 1, 1)),
        "find_at": store.find_at("o", [Place(1.0, 1, 1)]),
        "touches": store.touches("o", "x", span, by_index=by_index),
        "last_uses": store.last_uses("o", span, {}),
        "uses": store.uses("o", by, span, {"credential_version": 0}, is_request=True),
        "hours": store.hours("o", by, span, {}),
        "refusals": store.refusals("o", span, {}),
        "unexplained": store.unexplained("o", span, window=60, slack=5),
    }
    public = {
        name for name, function in inspect.getmembers(store, inspect.isfunction)
        if not name.startswith("_") and function.__module__ == store.__name__
    }  # fmt: skip

    assert statements.keys() == public
    for name, statement in statements.items():
        text = str(statement.compile(dialect=sqlite.dialect()))
        named = len(re.findall(r"FROM audit_\w+", text))
        assert 1 <= named <= len(re.findall(r"audit_\w+\.organization_id = \?", text)), name
