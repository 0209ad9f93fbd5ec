"""A segment holds whole records only, each chained to the one before, and its head tells how far it goes."""

from __future__ import annotations

import os
import resource
import stat
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clickgate.access.audit.segment import (
    Head,
    Segment,
    build_head,
    first_hash,
    hold,
    read_head,
    read_head_of,
    segment_path,
)
from tests.support.audit_logs import follow_by_hand

KEY = b"k" * 32
BODY = b'{"at":1.5,"action":"account.linked"}'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return segment_path(tmp_path / "audit", "org_1", "20270115T080000-host-1-0a0b0c0d")


@pytest.fixture
def segment(path: Path) -> Segment:
    made = Segment.create(path, KEY)
    made.begin(first_hash("org_1", made.name, 1))
    yield made
    made.release()


@contextmanager
def files_of_at_most(size: int):
    """A disk that is full: no file grows beyond so many bytes, and a write is cut short there."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_each_line_follows_from_the_one_before(segment: Segment, path: Path):
    lines = [segment.append(BODY) for _ in range(5)]

    assert path.read_bytes() == b"".join(lines)
    assert lines[1].startswith(b'{"seq":2,"at":1.5,"action":"account.linked","hash":"')
    assert follow_by_hand(path.read_bytes(), "org_1", segment.name, 1) == [True] * 5


def test_a_chain_counts_for_its_own_place_alone(segment: Segment, path: Path):
    """A file that is carried to another organization, or doubled under another number, does not verify there."""
    segment.append(BODY)

    assert follow_by_hand(path.read_bytes(), "org_2", segment.name, 1) == [False]
    assert follow_by_hand(path.read_bytes(), "org_1", segment.name, 2) == [False]


def test_files_are_for_their_owner_alone(segment: Segment, path: Path):
    modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in [*path.parent.iterdir(), path.parent]}

    assert modes == {path.name: 0o600, f"{segment.name}.head": 0o600, "org_1": 0o700}


def test_a_file_that_is_there_already_is_not_written_to(segment: Segment, path: Path):
    with pytest.raises(FileExistsError):
        Segment.create(path, KEY)


def test_a_link_is_not_followed(path: Path, tmp_path: Path):
    path.parent.mkdir(parents=True)
    path.symlink_to(tmp_path / "elsewhere")

    with pytest.raises(OSError, match=r"."):
        Segment.create(path, KEY)
    assert Segment.take_over(path, KEY) is None


@pytest.mark.parametrize("room", [0, 1, 60, 100])
def test_a_record_that_does_not_fit_leaves_no_trace(segment: Segment, path: Path, room: int):
    """A write that is cut short is taken back, so that the file ends with a whole record."""
    for _ in range(3):
        segment.append(BODY)
    before = path.read_bytes()

    with files_of_at_most(len(before) + room), pytest.raises(OSError, match=r"."):
        segment.append(BODY)
    after_failure = path.read_bytes()
    segment.append(BODY)

    assert after_failure == before
    assert follow_by_hand(path.read_bytes(), "org_1", segment.name, 1) == [True] * 4


def test_an_interrupt_between_record_and_head_leaves_no_trace(
    segment: Segment, path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A person may press Ctrl-C at any moment: the next record must follow from the last whole one."""
    segment.append(BODY)

    def interrupted(file: int, text: bytes) -> int:
        monkeypatch.undo()
        raise KeyboardInterrupt

    monkeypatch.setattr("clickgate.access.audit.segment.write_at_start", interrupted)
    with pytest.raises(KeyboardInterrupt):
        segment.append(BODY)
    segment.append(BODY)

    assert follow_by_hand(path.read_bytes(), "org_1", segment.name, 1) == [True] * 2


def test_nothing_more_is_written_where_a_failed_write_can_not_be_taken_back(
    segment: Segment, path: Path, monkeypatch: pytest.MonkeyPatch
):
    def fail(*arguments: object) -> int:
        raise OSError(5, "Input/output error")

    segment.append(BODY)
    monkeypatch.setattr("clickgate.access.audit.segment.write_at_start", fail)
    with pytest.raises(OSError, match="Input"):
        segment.append(BODY)

    assert segment.is_spoiled


def test_a_disk_that_fails_to_keep_what_was_written_spoils_the_segment(
    segment: Segment, monkeypatch: pytest.MonkeyPatch
):
    """After a failed sync nobody knows what is on the disk: the next record goes elsewhere."""

    def fail(file: int) -> None:
        raise OSError(5, "Input/output error")

    segment.append(BODY)
    monkeypatch.setattr("clickgate.access.audit.segment.sync", fail)
    with pytest.raises(OSError, match="Input"):
        segment.sync()

    assert segment.is_spoiled


def test_the_head_tells_at_once_how_far_the_file_goes(segment: Segment, path: Path):
    for count in range(1, 4):
        line = segment.append(BODY)

        assert read_head_of(path, KEY) == Head(count, path.stat().st_size, line[-67:-3])


def test_no_second_process_writes_a_segment_that_is_open(segment: Segment, path: Path):
    assert Segment.take_over(path, KEY) is None
    assert hold(path) is None


def test_a_segment_that_was_let_go_is_gone_on_with(segment: Segment, path: Path):
    segment.append(BODY)
    segment.release()

    taken = Segment.take_over(path, KEY)
    taken.append(BODY)
    taken.release()

    assert follow_by_hand(path.read_bytes(), "org_1", segment.name, 1) == [True] * 2


def test_what_a_dead_process_left_behind_the_end_is_cut_off(segment: Segment, path: Path):
    segment.append(BODY)
    whole = path.read_bytes()
    segment.release()
    path.write_bytes(whole + b'{"seq":2,"at":1')

    taken = Segment.take_over(path, KEY)
    cut = taken.cut()
    taken.release()

    assert cut == b'{"seq":2,"at":1'
    assert path.read_bytes() == whole


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda text: text[:-1], id="a byte is missing"),
        pytest.param(lambda text: b"", id="all is missing"),
        pytest.param(lambda text: text[:-5] + b"0" + text[-4:], id="the last hash was changed"),
    ],
)
def test_nobody_goes_on_with_a_file_that_was_changed(segment: Segment, path: Path, damage):
    for _ in range(3):
        segment.append(BODY)
    segment.release()
    path.write_bytes(damage(path.read_bytes()))

    assert Segment.take_over(path, KEY) is None


@given(
    head=st.builds(Head, st.integers(0, 10**15), st.integers(0, 10**18), st.binary(min_size=32, max_size=32).map(
        lambda hash_: hash_.hex().encode()
    )),
    place=st.integers(0, 139), bit=st.integers(0, 7),
)  # fmt: skip
def test_a_head_is_of_no_worth_when_a_single_bit_was_changed(head: Head, place: int, bit: int):
    text = bytearray(build_head(KEY, head))
    unchanged = read_head(KEY, bytes(text))
    text[place] ^= 1 << bit

    assert unchanged == head
    with pytest.raises(ValueError, match=r"."):
        read_head(KEY, bytes(text))


@given(st.binary(max_size=200))
def test_what_is_no_head_is_told(text: bytes):
    with pytest.raises(ValueError, match=r"."):
        read_head(KEY, text)


def test_a_head_opens_with_its_own_key_alone():
    with pytest.raises(ValueError, match="changed"):
        read_head(b"x" * 32, build_head(KEY, Head(1, 2, b"a" * 64)))


def test_a_closed_segment_is_not_gone_on_with(segment: Segment, path: Path):
    """Its head is taken away: who opened it while it was closed holds a file that is none any more."""
    segment.append(BODY)
    opened = os.open(path.with_suffix(".head"), os.O_RDWR)
    segment.remove_head()
    segment.release()
    os.close(opened)

    assert Segment.take_over(path, KEY) is None
    assert hold(path) is None


def test_a_segment_whose_file_was_changed_from_outside_is_noticed(segment: Segment, path: Path):
    segment.append(BODY)
    was_intact = segment.is_intact()
    text = path.read_bytes()

    path.write_bytes(text[:-1])
    is_intact_when_cut = segment.is_intact()
    path.write_bytes(text + b"x")
    is_intact_when_longer = segment.is_intact()
    path.unlink()

    assert was_intact
    assert not is_intact_when_cut
    assert not is_intact_when_longer
    assert not segment.is_intact()
