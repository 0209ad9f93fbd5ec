"""A token that is lent: who lends it hears of every try, and a refused one is renewed or proved dead."""

from __future__ import annotations

import pytest

from clickgate.client.wire.auth import read_token
from clickgate.errors import (
    AuditUnwritable,
    AuthenticationFailed,
    PermissionDenied,
    ServerFailed,
    TimedOut,
    WorkspaceNotLinked,
)
from tests.support.flows import ByHand, answer

OLD = "pk_123456_AAAABBBBCCCCDDDDEEEEFFFFGGGGHHH1"
NEW = "pk_123456_AAAABBBBCCCCDDDDEEEEFFFFGGGGHHH2"
TASK = {"id": "9hz", "name": "Write"}
READ = ("tasks.get", {"task_id": "9hz"})
WRITE = ("tasks.create", {"list_id": "1", "name": "Write"})
DEAD = {"err": "Token invalid", "ECODE": "OAUTH_025"}


class Lender:
    """Lends one token after the other, and keeps what it is told."""

    def __init__(self, *verdicts: str, workspaces: set[str] | None = None) -> None:
        self.workspaces = workspaces
        self.tokens = [OLD, NEW]
        self.verdicts = list(verdicts)
        self.heard: list[tuple[object, ...]] = []
        self.used: list[str] = []

    def token(self):
        return read_token(self.tokens[0])

    def begin(self, token, attempt):
        self.used.append(token.header.reveal())
        self.heard.append(("begin", attempt.operation, attempt.number))
        return len(self.heard)

    def end(self, mark, attempt):
        self.heard.append(("end", mark, attempt.status, attempt.error, attempt.ecode))

    def renew(self, refused):
        verdict = self.verdicts.pop(0) if self.verdicts else "refused"
        if verdict == "renewed":
            self.tokens.pop(0)
        return verdict

    def reject(self, refused, error):
        self.heard.append(("reject", refused.header.reveal(), error.code))


def only(token, then):
    """Answers a request that carries this token; any other is told that the token is invalid."""
    return lambda request: then if request.authorization.reveal() == token else answer(401, DEAD)


def test_every_try_is_told_of_before_and_after():
    lender = Lender()
    road = ByHand([answer(503), TimedOut("slow"), answer(body=TASK)], source=lender)

    road.send(*READ)

    assert lender.heard == [
        ("begin", "tasks.get", 1), ("end", 1, 503, "server_failed", ""),
        ("begin", "tasks.get", 2), ("end", 3, 0, "timed_out", ""),
        ("begin", "tasks.get", 3), ("end", 5, 200, "", ""),
    ]  # fmt: skip


def test_what_can_not_be_noted_is_not_sent():
    lender = Lender()
    lender.begin = lambda token, attempt: (_ for _ in ()).throw(AuditUnwritable("The disk is full."))
    road = ByHand([answer(body=TASK)], source=lender)

    with pytest.raises(AuditUnwritable):
        road.send(*READ)

    assert road.sent == []
    assert road.session.limits().in_flight == 0


@pytest.mark.parametrize("call", [READ, WRITE], ids=["a read", "a write, for ClickUp did nothing"])
def test_a_renewed_token_saves_the_call(call):
    lender = Lender("renewed")
    road = ByHand([only(NEW, answer(body=TASK))] * 2, source=lender)

    reply = road.send(*call)

    assert reply.data.id == "9hz"
    assert [request.authorization.reveal() for request in road.sent] == [OLD, NEW]
    assert lender.used == [OLD, NEW]


def test_a_call_waits_for_a_token_that_is_on_its_way():
    lender = Lender("wait", "wait", "wait", "renewed")
    road = ByHand([only(NEW, answer(body=TASK))] * 2, source=lender)

    road.send(*READ)

    assert road.waited == [0.1, 0.1, 0.1]


def test_no_call_waits_for_a_token_past_its_deadline():
    lender = Lender(*["wait"] * 100)
    road = ByHand([answer(401, DEAD)], source=lender)

    with pytest.raises(AuthenticationFailed):
        road.send(*READ, deadline=2.0)

    assert sum(road.waited) < 2.0


def test_a_token_is_called_dead_only_after_clickup_was_asked_whose_it_is():
    lender = Lender()
    road = ByHand([answer(401, DEAD)], source=lender)

    with pytest.raises(AuthenticationFailed):
        road.send(*READ)

    assert [request.url.rpartition("/")[2] for request in road.sent] == ["9hz", "user"]
    assert lender.heard[-1] == ("reject", OLD, "authentication_failed")


@pytest.mark.parametrize(
    "probe", [answer(body={"user": {"id": 1}}), answer(503), answer(429)], ids=["200", "503", "429"]
)
def test_a_token_that_clickup_still_knows_or_that_nobody_can_ask_about_is_not_called_dead(probe):
    lender = Lender()
    road = ByHand([answer(401, DEAD), probe], source=lender)

    with pytest.raises(AuthenticationFailed):
        road.send(*READ, deadline=30.0)

    assert [told for told in lender.heard if told[0] == "reject"] == []


def test_a_permission_that_is_missing_is_no_matter_of_the_token():
    lender = Lender("renewed")
    road = ByHand([answer(401, {"err": "You do not have permission", "ECODE": "ACCESS_020"})], source=lender)

    with pytest.raises(PermissionDenied):
        road.send(*READ)

    assert len(road.sent) == 1


def test_a_workspace_that_is_not_the_accounts_is_refused_unasked():
    lender = Lender(workspaces={"1", "2"})
    road = ByHand([answer(body={"spaces": []})], source=lender)

    with pytest.raises(WorkspaceNotLinked) as refused:
        road.send("spaces.list", {"workspace_id": "3"})

    assert (refused.value.workspaces, road.sent, lender.heard) == (("1", "2"), [], [])
    assert road.send("spaces.list", {"workspace_id": 2}).status == 200


def test_an_endless_row_of_refused_tokens_ends():
    lender = Lender(*["renewed"] * 9)
    lender.tokens = [OLD, NEW] * 9
    road = ByHand([answer(401, DEAD)], source=lender)

    with pytest.raises(AuthenticationFailed):
        road.send(*READ)

    assert len(road.sent) == 4


def test_a_refusal_of_another_kind_asks_for_no_token():
    lender = Lender("renewed")
    road = ByHand([answer(500)] * 9, source=lender)

    with pytest.raises(ServerFailed):
        road.send(*READ)

    assert lender.verdicts == ["renewed"]
