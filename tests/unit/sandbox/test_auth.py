"""Who may call: which token is taken, and what a bad one is told."""

from __future__ import annotations

import pytest

from tests.unit.sandbox.conftest import Api, error

WELL_FORMED = "pk_" + "12345678_" + "A" * 32


def test_a_personal_token_is_sent_raw(api: Api):
    assert api.get("/user").status == 200


def test_an_oauth_token_is_sent_as_bearer(api: Api):
    token = api.sandbox.issue_token(oauth=True)

    assert api.call("GET", "/user", token=f"Bearer {token}").status == 200
    assert api.call("GET", "/user", token=token).status == 401


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        pytest.param(None, (400, "OAUTH_017"), id="no header"),
        pytest.param("  ", (400, "OAUTH_017"), id="an empty header"),
        pytest.param(WELL_FORMED, (401, "OAUTH_019"), id="well formed, but nobody's"),
        pytest.param(WELL_FORMED[:-9], (401, "OAUTH_025"), id="cut short"),
        pytest.param("nonsense", (401, "OAUTH_025"), id="no token at all"),
        pytest.param("Bearer unknown", (401, "OAUTH_019"), id="an unknown OAuth token"),
        pytest.param("kaputt-é", (401, "OAUTH_025"), id="not even ASCII"),
    ],
)
def test_a_bad_token_is_told_what_is_wrong_with_it(api: Api, header: str | None, expected: tuple[int, str]):
    answer = api.sandbox.handle("GET", "/api/v2/user", {} if header is None else {"authorization": header})

    assert error(answer) == expected
    assert "x-ratelimit-limit" not in answer.headers


def test_a_personal_token_sent_as_bearer_fails_like_an_invalid_one(api: Api):
    assert error(api.call("GET", "/user", token=f"Bearer {api.sandbox.token}")) == (401, "OAUTH_025")


def test_a_workspace_that_the_app_was_not_given_is_not_authorized(api: Api):
    token = api.sandbox.issue_token(oauth=True, workspace_ids=[])

    assert api.call("GET", "/team", token=f"Bearer {token}").json() == {"teams": []}
    assert error(api.call("GET", f"/team/{api.workspace.id}/space", token=f"Bearer {token}")) == (401, "OAUTH_023")
    assert error(api.call("GET", f"/list/{api.list.id}", token=f"Bearer {token}")) == (401, "OAUTH_027")


def test_the_token_stands_nowhere_but_with_its_owner(api: Api):
    api.get("/user")

    assert api.sandbox.token not in repr(list(api.sandbox.requests))
    assert api.sandbox.token.encode() not in b"".join(api.world.tokens)
