"""Whatever is to be told becomes one line of JSON that says it."""

from __future__ import annotations

import json
import threading

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clickgate import Secret
from clickgate.access.audit.record import Record, build_record, deed_ids, read_record

SMALL = Record(1.5, "begin", "dee_1", "account.linked", "ada", "person", "cli")
PLAIN = st.none() | st.booleans() | st.integers() | st.text()


def any_text() -> st.SearchStrategy[str]:
    """Texts of all kinds: control characters, halves of surrogate pairs, long ones."""
    return st.text(st.characters(exclude_categories=())) | st.integers(0, 3000).map("x".__mul__)


def test_what_has_its_default_is_left_out():
    assert json.loads(build_record(SMALL)) == {
        "at": 1.5, "phase": "begin", "deed": "dee_1", "action": "account.linked", "actor": "ada",
        "actor_kind": "person", "via": "cli",
    }  # fmt: skip


def test_a_record_is_read_as_it_was_written():
    record = msgspec.structs.replace(
        SMALL, phase="end", outcome="rate_limited", status=429, ecode="APP_002", error="rate_limited", limit=100,
        remaining=0, seconds=0.25, waited=1.5, account_id="acc_1", credential_version=3, operation="tasks.list",
        target="list 7", method="GET", path="/v2/list/{list_id}/task", attempt=2, address="::1", request_id="r",
        detail={"workspace": "9", "kept": True, "tries": 2, "why": None},
    )  # fmt: skip

    assert read_record(build_record(record)) == record


@given(actor=any_text(), target=any_text(), detail=st.none() | st.dictionaries(any_text(), PLAIN | any_text()))
def test_any_text_becomes_one_line_of_json(actor: str, target: str, detail: dict | None):
    """A line that breaks in two, or that can't be written, would leave a deed unrecorded."""
    line = build_record(msgspec.structs.replace(SMALL, actor=actor, target=target, detail=detail))
    read = read_record(line)

    assert b"\n" not in line
    assert all(byte >= 0x20 for byte in line)
    assert read.action == "account.linked"
    assert len(read.actor) <= 1024


@given(actor=st.text(max_size=50), target=st.text(max_size=50))
def test_a_text_of_usual_length_is_kept_as_it_is(actor: str, target: str):
    read = read_record(build_record(msgspec.structs.replace(SMALL, actor=actor, target=target)))

    assert (read.actor, read.target) == (actor, target)


def test_texts_of_a_long_record_are_cut_and_show_it():
    detail = {f"key {number:02}": "y" * 3000 for number in range(100)}

    read = read_record(build_record(msgspec.structs.replace(SMALL, target="x" * 3000, detail=detail)))

    assert read.target == "x" * 255 + "…"
    assert read.actor == "ada"
    assert read.detail == {f"key {number:02}": "y" * 255 + "…" for number in range(16)}


def test_no_record_is_longer_than_64_kib():
    worst = "\0" * 3000
    texts = dict.fromkeys(("deed", "action", "actor", "address", "request_id", "account_id", "operation", "target",
                           "method", "path", "ecode", "error"), worst)  # fmt: skip
    detail = {f"{number:04}{worst}": worst for number in range(100)}

    assert len(build_record(msgspec.structs.replace(SMALL, **texts, detail=detail))) < 64 * 1024


def test_a_value_of_another_type_is_told_by_its_type_alone():
    """It may hold a secret, and the line is kept for years."""
    token = Secret("pk_1_ABCDEFGHIJKLMNOPQRSTUVWXYZ123456")

    read = read_record(build_record(msgspec.structs.replace(SMALL, detail={"token": token, "list": ["a"], "tries": 2})))

    assert read.detail == {"token": "a Secret", "list": "a list", "tries": 2}


@pytest.mark.parametrize("line", [b"", b"{}", b"no record", b'{"seq":1}', b'{"seq":"1"}'])
def test_what_is_no_record_is_told(line: bytes):
    with pytest.raises(ValueError, match=r"."):
        read_record(line)


def test_ids_of_deeds_are_never_given_twice_and_sort_by_their_order():
    make_id = deed_ids(1_800_000_000.0)
    ids = [make_id() for _ in range(1000)]

    assert ids == sorted(set(ids))
    assert all(id_.startswith("dee_") and len(id_) == 30 for id_ in ids)


def test_ids_of_deeds_are_apart_among_processes_and_threads():
    made: list[str] = []
    makers = [deed_ids(1_800_000_000.0) for _ in range(4)]

    def make(maker) -> None:
        made.extend(maker() for _ in range(500))

    threads = [threading.Thread(target=make, args=(maker,)) for maker in makers for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(made)) == 4000
