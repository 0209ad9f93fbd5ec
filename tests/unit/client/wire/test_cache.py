from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clickgate.catalog.reading import entities, operations
from clickgate.client.wire.cache import SHOWN_IN, CachePolicy, ReplyCache

POLICY = CachePolicy(ttl=dict.fromkeys(("tasks", "comments", "lists", "spaces", "webhooks"), 10.0), stale_if_error=60.0)
TASK = ("tasks.get", "https://api.clickup.com/api/v2/task/a1")
COMMENTS = ("comments.list", "https://api.clickup.com/api/v2/task/a1/comment")
SPACE = ("spaces.get", "https://api.clickup.com/api/v2/space/1")


def filled(*keys, policy=POLICY, asked_at=100.0, **bounds):
    cache = ReplyCache(policy, **bounds)
    for key in keys:
        cache.put(key, key[0], size=10, asked_at=asked_at)
    return cache


@pytest.mark.parametrize(("age", "expected"), [
    (0.0, True), (9.9, True), (10.0, False), (69.9, False), (70.0, None),
])  # fmt: skip
def test_a_reply_is_fresh_then_stale_then_gone(age, expected):
    found = filled(TASK).lookup(TASK, 100.0 + age)

    assert (found and found.is_fresh) is expected
    assert found is None or (found.value, found.age) == ("tasks.get", pytest.approx(age))


def test_what_is_gone_takes_no_room():
    cache = filled(TASK)
    cache.lookup(TASK, 1000.0)

    assert (len(cache), cache.size) == (0, 0)


def test_an_entity_without_a_time_to_live_is_not_kept():
    assert len(filled(("goals.list", "u"))) == 0


def test_only_reads_are_kept():
    policy = CachePolicy(ttl=dict.fromkeys(entities(), 1.0))

    assert {operation.safety for operation in operations() if policy.keeps(operation)} == {"read"}
    assert not any(CachePolicy().keeps(operation) for operation in operations())


def test_a_write_drops_its_entity_and_what_shows_it():
    cache = filled(TASK, COMMENTS, SPACE)
    cache.invalidate("comments", 105.0)

    assert [cache.lookup(key, 106.0) is None for key in (TASK, COMMENTS, SPACE)] == [True, True, False]


def test_a_write_to_what_is_seen_everywhere_drops_everything():
    cache = filled(TASK, COMMENTS, SPACE)
    cache.invalidate("spaces", 105.0)

    assert len(cache) == cache.size == 0


@pytest.mark.parametrize("entity", ["tasks", "spaces"])
def test_a_reply_asked_for_before_a_write_ended_is_not_kept(entity):
    """It may have been read before the write was carried out."""
    cache = filled()
    cache.invalidate(entity, 105.0)
    cache.put(TASK, "old", size=10, asked_at=104.0)
    early = cache.lookup(TASK, 106.0)
    cache.put(TASK, "new", size=10, asked_at=105.5)

    assert early is None
    assert cache.lookup(TASK, 106.0).value == "new"


def test_the_least_recently_used_goes_first():
    cache = filled(TASK, COMMENTS, max_entries=2)
    cache.lookup(TASK, 101.0)
    cache.put(SPACE, "space", size=10, asked_at=101.0)

    assert [cache.lookup(key, 101.0) is None for key in (TASK, COMMENTS, SPACE)] == [False, True, False]


def test_what_is_larger_than_the_room_is_not_kept_and_replaces_the_old():
    cache = filled(TASK, COMMENTS, max_bytes=50)
    cache.put(TASK, "large", size=51, asked_at=101.0)

    assert cache.lookup(TASK, 101.0) is None
    assert cache.size == 10


def test_the_table_names_entities_of_the_catalogue():
    named = set(SHOWN_IN) | {name for names in SHOWN_IN.values() for name in names}

    assert named <= set(entities())


@given(
    st.lists(
        st.tuples(st.sampled_from("pli"), st.sampled_from([TASK, COMMENTS, SPACE]), st.integers(0, 40)), max_size=60
    )
)
def test_it_never_outgrows_its_bounds_and_counts_right(steps):
    cache, now = ReplyCache(POLICY, max_entries=2, max_bytes=60), 0.0
    for what, key, size in steps:
        now += size / 4
        if what == "p":
            cache.put(key, size, size=size, asked_at=now)
        elif what == "l":
            cache.lookup(key, now)
        else:
            cache.invalidate(key[0].partition(".")[0], now)

        assert len(cache) <= 2
        assert cache.size == sum(entry.size for entry in cache._entries.values()) <= 60
