"""What always holds of deliveries, whatever a receiver answers."""

from __future__ import annotations

from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clickgate.kernel.clock import ManualClock
from clickgate.sandbox import outbox
from clickgate.sandbox.clock import SandboxClock
from clickgate.sandbox.faults import Faults
from clickgate.sandbox.outbox import ATTEMPTS, Outbox
from clickgate.sandbox.world.event_rows import Webhook
from clickgate.sandbox.world.world import World


def make_outbox() -> tuple[Outbox, World, Webhook]:
    world = World("outbox")
    workspace, user = world.add_workspace("W"), world.add_user("U", "u@example.com")
    world.add_member(workspace, user, 1, 0)
    webhook = world.events.add_webhook(user, workspace, "http://127.0.0.1:9/", ("*",), client_id="C")
    made = Outbox(SandboxClock(ManualClock()), Faults())
    made.begin(world, "outbox")
    return made, world, webhook


def tell(made: Outbox, world: World, webhook: Webhook, count: int) -> None:
    for number in range(count):
        world.events.emit("goalUpdated", webhook.workspace, ids={"goal_id": str(number)})
    made.collect()


@settings(max_examples=200)
@given(
    count=st.integers(1, 8),
    answers=st.lists(st.sampled_from([200, 204, 302, 401, 404, 410, 500, None]), min_size=1, max_size=60),
    failures=st.integers(0, 99),
)
def test_each_event_is_tried_in_its_turn_and_ends_once(count: int, answers: list[int | None], failures: int):
    """At most five attempts, none after a success, none out of order, none once the webhook is suspended."""
    made, world, webhook = make_outbox()
    webhook.fail_count = failures
    tell(made, world, webhook, count)
    waiting = iter(answers)

    given_back: list[int | None] = []

    def receive(_delivery: object) -> int | None:
        given_back.append(next(waiting, 200))
        return given_back[-1]

    tried = made.hand_over(receive)

    order = [delivery.id for delivery, _ in groupby(tried)]
    assert order == [delivery.id for delivery in made.log][: len(order)]
    assert all(1 <= delivery.attempts <= ATTEMPTS for delivery in tried)
    assert all(delivery.state != "waiting" for delivery in made.log)
    assert [delivery.state for delivery in made.log].count("delivered") == sum(
        status in (200, 204) for status in given_back
    )
    if webhook.health == "suspended":
        assert webhook.fail_count >= 100 or given_back[-1] in (401, 410)
    elif made.log[-1].state == "delivered":
        assert (webhook.health, webhook.fail_count) == ("active", 0)


def test_what_nobody_fetches_does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(outbox, "MOST_WAITING", 3)
    made, world, webhook = make_outbox()

    tell(made, world, webhook, 5)

    assert [delivery.state for delivery in made.log] == ["waiting"] * 3 + ["withheld"] * 2
    assert len(made.hand_over(lambda _delivery: 200)) == 3
