"""One call, from its parameters to its reply: what is sent, how often, and what is said when it fails."""

import msgspec
import pytest

from clickgate.client.reply import ReplyWarning
from clickgate.client.wire.cache import CachePolicy
from clickgate.client.wire.retry import RetryPolicy
from clickgate.errors import (
    AuthenticationFailed,
    CircuitOpen,
    ConfigurationError,
    ConnectionFailed,
    ConnectionLost,
    DeadlineExceeded,
    InvalidParams,
    OperationPinnedOff,
    OutcomeUnknown,
    RateLimited,
    ServerFailed,
    TimedOut,
    UnexpectedReply,
    UpstreamError,
)
from tests.support.flows import TOKEN, ByHand, answer

TASK = {"id": "9hz", "name": "Write"}
RATE_LIMIT = {"err": "Rate limit reached", "ECODE": "APP_002"}
READ = ("tasks.get", {"task_id": "9hz"})
WRITE = ("tasks.create", {"list_id": "1", "name": "Write"})


def test_a_call_becomes_one_request_and_one_typed_reply():
    road = ByHand([answer(body=TASK)])

    reply = road.send(*READ)

    assert (reply.data.id, reply.data.name, reply.status, reply.attempts) == ("9hz", "Write", 200, 1)
    (request,) = road.sent
    assert (request.method, request.url) == ("GET", "https://api.clickup.com/api/v2/task/9hz")
    assert request.authorization.reveal() == TOKEN


def test_the_token_is_in_no_url_and_no_repr():
    road = ByHand([answer(body=TASK)])
    reply = road.send(*READ)

    shown = repr(road.sent[0]) + road.sent[0].url + repr(reply) + repr(road.session.token()) + repr(road.attempts)
    assert TOKEN not in shown


def test_exchanging_a_code_sends_no_token():
    road = ByHand([answer(body={"access_token": "abc"})])

    road.send("tokens.create", {"client_id": "i", "client_secret": "s", "code": "c"})

    assert road.sent[0].authorization is None


def test_v3_is_refused_before_anything_is_sent_when_pinned_off():
    road = ByHand([answer()], api="v2")

    with pytest.raises(OperationPinnedOff):
        road.send("docs.list", {"workspace_id": "1"})

    assert road.sent == []


def test_a_429_waits_for_the_window_and_succeeds_once():
    road = ByHand()
    road.script = [
        lambda _: answer(429, RATE_LIMIT, **road.window(0, resets_in=2)),
        lambda _: answer(body=TASK, **road.window(99)),
    ]

    reply = road.send(*WRITE)

    assert reply.attempts == 2
    assert 2.0 <= sum(road.waited) < 5.0


def test_a_spent_window_is_waited_for_without_asking():
    road = ByHand()
    road.script = [lambda _: answer(body=TASK, **road.window(0, resets_in=30))]
    road.send(*READ)
    road.script = [lambda _: answer(body=TASK, **road.window(99))]
    began = road.clock.monotonic()

    road.send(*READ)

    assert len(road.sent) == 2
    assert 30.0 <= road.clock.monotonic() - began < 33.0


def test_a_deadline_says_when_waiting_is_too_long():
    road = ByHand()
    road.script = [lambda _: answer(body=TASK, **road.window(0, resets_in=30))]
    road.send(*READ)

    with pytest.raises(RateLimited) as caught:
        road.send(*READ, deadline=5.0)

    assert len(road.sent) == 1
    assert 29.0 < caught.value.retry_after < 33.0
    assert road.waited == []


def test_a_429_past_the_deadline_is_an_error_that_says_when():
    road = ByHand()
    road.script = [lambda _: answer(429, RATE_LIMIT, **road.window(0, resets_in=50))]

    with pytest.raises(RateLimited) as caught:
        road.send(*READ, deadline=5.0)

    assert 45.0 < caught.value.retry_after < 55.0
    assert len(road.sent) == 1


@pytest.mark.parametrize(
    "failure",
    [
        pytest.param(answer(503, b"<html>"), id="503 in HTML"),
        pytest.param(answer(502, b""), id="502 without a body"),
        pytest.param(TimedOut("late"), id="a timeout"),
        pytest.param(ConnectionLost("cut"), id="a cut connection"),
    ],
)
class TestAmbiguousFailures:
    """What may or may not have been carried out."""

    def test_a_read_is_tried_again(self, failure):
        road = ByHand([failure, failure, answer(body=TASK)])

        assert road.send(*READ).attempts == 3

    def test_a_write_is_never_sent_twice(self, failure):
        road = ByHand([failure, answer(body=TASK)])

        with pytest.raises(OutcomeUnknown) as caught:
            road.send(*WRITE)

        assert len(road.sent) == 1
        assert caught.value.__cause__ is not None
        assert "again" in caught.value.advice

    def test_an_idempotent_write_is_tried_again(self, failure):
        road = ByHand([failure, answer(body=TASK)])

        assert road.send("tasks.update", {"task_id": "9hz", "name": "N"}).attempts == 2

    def test_a_read_gives_up_in_the_end_with_the_failure_itself(self, failure):
        road = ByHand([failure], retry=RetryPolicy(attempts=3))

        with pytest.raises((ServerFailed, TimedOut, ConnectionLost)):
            road.send(*READ)

        assert len(road.sent) == 3


def test_what_was_never_sent_is_tried_again_even_for_a_write():
    road = ByHand([ConnectionFailed("refused"), answer(body=TASK)])

    assert road.send(*WRITE).attempts == 2


def test_a_definite_refusal_is_told_at_once():
    road = ByHand([answer(401, {"err": "Oauth token not found", "ECODE": "OAUTH_019"})])

    with pytest.raises(AuthenticationFailed) as caught:
        road.send(*READ)

    assert len(road.sent) == 1
    assert caught.value.operation == "tasks.get"


def test_a_500_with_a_code_of_clickups_own_is_not_repeated():
    road = ByHand([answer(500, {"err": "Value is not a valid date", "ECODE": "FIELD_017"})])

    with pytest.raises(Exception, match="FIELD_017"):
        road.send("custom_fields.set", {"task_id": "9hz", "field_id": "f", "value": "x"})

    assert len(road.sent) == 1


def test_a_deadline_bounds_each_try_and_the_whole():
    road = ByHand([answer(503, b"")])

    with pytest.raises((ServerFailed, DeadlineExceeded)):
        road.send(*READ, deadline=1.0)

    assert all(request.timeout <= 1.0 for request in road.sent)
    assert road.clock.monotonic() <= 1.1


def test_sustained_failure_opens_the_breaker_and_says_when_it_tries_again():
    road = ByHand([answer(503, b"")], retry=RetryPolicy(attempts=1))
    for _ in range(30):
        try:
            road.send(*READ)
        except ServerFailed:
            continue
        except CircuitOpen as error:
            opened = error
            break

    assert opened.retry_after > 0
    sent = len(road.sent)
    with pytest.raises(CircuitOpen):
        road.send(*READ)
    assert len(road.sent) == sent
    road.clock.move(opened.retry_after + 0.1)
    road.script = [answer(body=TASK)]
    assert road.send(*READ).status == 200


@pytest.mark.parametrize(
    "word",
    [
        pytest.param(answer(500, {"err": "oops", "ECODE": "APP_999"}), id="a 500 of ClickUp's own"),
        pytest.param(answer(401, {"err": "x", "ECODE": "OAUTH_019"}), id="a refusal"),
        pytest.param(answer(404, b"<html>"), id="a page that is not there"),
    ],
)
def test_an_answer_of_clickups_own_never_opens_the_breaker(word):
    road = ByHand([word], retry=RetryPolicy(attempts=1))
    for _ in range(40):
        with pytest.raises(UpstreamError):
            road.send(*READ)

    assert len(road.sent) == 40
    assert road.session.breaker.state == "closed"


def test_a_page_of_html_with_status_200_is_no_reply():
    road = ByHand([answer(200, b"<html>login</html>")])

    with pytest.raises(UnexpectedReply):
        road.send(*READ)


def test_after_a_write_an_unreadable_answer_is_delivered_as_it_came():
    road = ByHand([answer(200, b"<html>done</html>")])

    with pytest.warns(ReplyWarning):
        reply = road.send(*WRITE)

    assert reply.data == "<html>done</html>"
    assert reply.warnings


def test_an_odd_value_is_delivered_with_a_warning_that_names_its_place():
    road = ByHand([answer(body={"id": "9hz", "priority": False})])

    with pytest.warns(ReplyWarning, match="priority"):
        reply = road.send(*READ)

    assert reply.data.priority is False
    assert reply.json() == {"id": "9hz", "priority": False}


def test_an_observer_is_told_of_every_try():
    road = ByHand([answer(503, b""), answer(body=TASK)])

    road.send(*READ)

    assert [(seen.number, seen.status, seen.error) for seen in road.attempts] == [
        (1, 503, "server_failed"),
        (2, 200, ""),
    ]
    assert {seen.path for seen in road.attempts} == {"/api/v2/task/9hz"}


class TestCache:
    """A cache is asked for, keeps reads, and forgets what our own writes change."""

    policy = CachePolicy(ttl={"tasks": 30.0, "lists": 30.0}, stale_if_error=600.0)

    def test_a_fresh_answer_is_given_without_asking(self):
        road = ByHand([answer(body=TASK)], cache=self.policy)
        road.send(*READ)
        road.clock.move(10.0)

        reply = road.send(*READ)

        assert len(road.sent) == 1
        assert reply.data.name == "Write"
        assert (reply.stale, round(reply.age)) == (False, 10)

    def test_our_own_write_is_seen_by_the_next_read(self):
        road = ByHand([answer(body=TASK)], cache=self.policy)
        road.send(*READ)
        road.clock.move(1.0)
        road.send("tasks.update", {"task_id": "9hz", "name": "New"})
        road.clock.move(1.0)

        road.send(*READ)

        assert len(road.sent) == 3

    def test_a_write_whose_outcome_is_unknown_is_forgotten_too(self):
        road = ByHand([answer(body=TASK), TimedOut("late"), answer(body=TASK)], cache=self.policy)
        road.send(*READ)
        road.clock.move(1.0)
        with pytest.raises(OutcomeUnknown):
            road.send(*WRITE)
        road.clock.move(1.0)

        road.send(*READ)

        assert len(road.sent) == 3

    def test_when_clickup_is_down_the_kept_answer_is_given_and_marked(self):
        road = ByHand([answer(body=TASK)], cache=self.policy, retry=RetryPolicy(attempts=1))
        road.send(*READ)
        road.clock.move(60.0)
        road.script = [answer(503, b"")]

        with pytest.warns(ReplyWarning, match="60 s old"):
            reply = road.send(*READ)

        assert reply.stale
        assert reply.data.name == "Write"

    def test_a_refusal_is_never_hidden_by_a_kept_answer(self):
        road = ByHand([answer(body=TASK)], cache=self.policy)
        road.send(*READ)
        road.clock.move(60.0)
        road.script = [answer(401, {"err": "x", "ECODE": "OAUTH_019"})]

        with pytest.raises(AuthenticationFailed):
            road.send(*READ)


def test_a_body_of_10_mb_is_read():
    tasks = [{"id": str(number), "description": "x" * 1000} for number in range(10_000)]
    road = ByHand([answer(body={"tasks": tasks, "last_page": True})])

    page = road.send("tasks.list", {"list_id": "1"}).data

    assert len(page) == 10_000
    assert page[-1].id == "9999"


def test_an_id_with_a_slash_reaches_nobody():
    road = ByHand([answer()])

    with pytest.raises(Exception, match="task_id"):
        road.send("tasks.get", {"task_id": "9hz/../../user"})

    assert road.sent == []


def test_every_operation_of_the_catalogue_can_be_built_and_sent():
    from clickgate.catalog import reading

    samples = {
        "id": "12",
        "string": "x",
        "integer": 1,
        "number": 1.5,
        "boolean": True,
        "timestamp": 1767225600000,
        "object": {"a": 1},
        "json": {"a": 1},
    }
    for operation in reading.operations():
        road = ByHand([answer(body={})])
        params = {}
        for param in operation.params:
            if param.place == "file":
                params[param.name] = b"content"
                continue
            value = param.enum[0] if param.enum else samples[param.type]
            params[param.name] = [value] if param.array else value
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ReplyWarning)
            road.send(operation.name, params)

        (request,) = road.sent
        assert request.method == operation.method
        assert "{" not in request.url
        if operation.body in {"object", "bare"} and isinstance(request.body, bytes):
            msgspec.json.decode(request.body)


def test_more_than_an_address_can_hold_is_refused_before_it_is_sent():
    road = ByHand([answer()])

    with pytest.raises(InvalidParams, match="60000"):
        road.send("tasks.list", {"list_id": "1", "statuses": ["x" * 100] * 1000})

    assert road.sent == []


def test_a_closed_session_sends_nothing():
    road = ByHand([answer(body=TASK)])
    road.session.is_closed = True

    with pytest.raises(ConfigurationError, match="closed"):
        road.send(*READ)

    assert road.sent == []
