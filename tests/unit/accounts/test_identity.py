"""Whose a token is, is what ClickUp says; everything else is an error, and nothing is kept."""

from __future__ import annotations

import pytest

from clickgate.accounts.identity import Inspection, Reach, bare, inspect
from clickgate.accounts.model import Identity, Workspace
from clickgate.errors import (
    AuthenticationFailed,
    ConfigurationError,
    ConnectionFailed,
    ServerFailed,
    UnexpectedReply,
)
from clickgate.kernel.secret import Secret
from tests.support.gates import revoke
from tests.support.raw_server import RawServer, http
from tests.unit.accounts.tokens import make_oauth, make_personal


def ask(sandbox, token=None, **options) -> Inspection:
    return inspect(Secret(token or sandbox.token), reach=Reach(sandbox.base_url), **options)


@pytest.mark.clickup(plan="business_plus")
def test_an_inspection_tells_person_workspaces_and_plan(clickup_sandbox, clickup_world):
    told = ask(clickup_sandbox)
    owner, workspace = clickup_world.owner, clickup_world.workspace

    assert told.identity == Identity(str(owner.id), owner.username, owner.email)
    assert told.workspaces == (Workspace(workspace.id, workspace.name, len(workspace.members)),)
    assert (told.rate_limit, told.plan, told.remaining) == (1_000, "Business Plus", 998)
    assert told.seconds > 0


def test_an_inspection_costs_two_requests(clickup_sandbox):
    ask(clickup_sandbox)

    assert [one.path for one in clickup_sandbox.requests] == ["/api/v2/user", "/api/v2/team"]


def test_an_oauth_token_is_inspected_as_well(clickup_sandbox):
    token = clickup_sandbox.issue_token(oauth=True)

    assert ask(clickup_sandbox, token).identity == ask(clickup_sandbox).identity


def test_a_token_without_a_workspace_is_told_of_as_it_is(clickup_sandbox):
    token = clickup_sandbox.issue_token(oauth=True, workspace_ids=[])

    assert ask(clickup_sandbox, token).workspaces == ()


def test_an_inspection_shows_no_token(clickup_sandbox):
    told = ask(clickup_sandbox)

    assert clickup_sandbox.token not in repr(told)
    assert clickup_sandbox.token not in repr(told.to_dict())
    assert told.to_dict()["plan"] == "Enterprise"


def test_a_token_that_clickup_does_not_take_is_told_in_the_clients_own_words(clickup_sandbox):
    revoke(clickup_sandbox, clickup_sandbox.token)

    with pytest.raises(AuthenticationFailed):
        ask(clickup_sandbox)


@pytest.mark.parametrize("text", ["", "  ", '""', "pk_ä", "two words", "a\nb"])
def test_what_can_be_no_token_is_not_sent(clickup_sandbox, text):
    with pytest.raises(ConfigurationError):
        inspect(Secret(text), reach=Reach(clickup_sandbox.base_url))

    assert clickup_sandbox.requests == ()


def test_a_clickup_that_fails_is_told_of(clickup_sandbox):
    clickup_sandbox.faults.add("users.get_current", "status", status=500)

    with pytest.raises(ServerFailed):
        ask(clickup_sandbox)


def test_nobody_there_is_told_of():
    with pytest.raises(ConnectionFailed):
        inspect(Secret(make_personal()), reach=Reach("http://127.0.0.1:9/api"))


@pytest.mark.filterwarnings("ignore::clickgate.ReplyWarning")
@pytest.mark.parametrize(
    "body",
    ["[]", "{}", '{"user": null}', '{"user": {"id": null}}', '{"user": {"id": []}}', '"ok"', "null"],
)
def test_an_answer_that_is_not_clickups_is_an_error(body):
    answer = http("200 OK", body.encode(), "content-type: application/json")

    with RawServer(lambda request: answer) as server, pytest.raises(UnexpectedReply, match="Nothing was kept"):
        inspect(Secret(make_personal()), reach=Reach(server.url))


@pytest.mark.parametrize("make", [make_personal, make_oauth])
@pytest.mark.parametrize("written", ["{}", " {}\n", '"{}"', "Bearer {}", "bearer: {}"])
def test_a_token_is_bare_however_it_is_written(make, written):
    assert bare(Secret(written.format(make()))) == Secret(make())
