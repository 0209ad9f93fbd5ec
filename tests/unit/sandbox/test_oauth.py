"""OAuth: a person's consent gives a code, the code a token, the token the workspaces that were ticked."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from clickgate.sandbox.server import Response
from tests.unit.sandbox.conftest import Api, error

BACK = "http://127.0.0.1:9/callback?from=here"


def ask(api: Api, **changes: str) -> Response:
    query = {"client_id": api.sandbox.oauth_app.client_id, "redirect_uri": BACK, "state": "s & <t>"} | changes
    return api.sandbox.handle("GET", f"/api?{urlencode({key: value for key, value in query.items() if value})}")


def fill(page: Response) -> dict[str, str]:
    """The members of the page's form as they stand there."""
    text = page.body.decode()
    form = {name: unescape(value) for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text)}
    form["workspace"] = re.findall(r'name="workspace" value="(\d+)" checked', text)[0]
    form["user"] = re.findall(r'<option value="(\d+)"', text)[0]
    return form | {"answer": "allow"}


def send(api: Api, form: dict[str, str]) -> Response:
    return api.sandbox.handle("POST", "/api", {}, urlencode(form).encode())


def exchange(api: Api, good: str, **changes: str) -> Response:
    app = api.sandbox.oauth_app
    body = {"client_id": app.client_id, "client_secret": app.client_secret, "code": good} | changes
    return api.sandbox.handle("POST", "/api/v2/oauth/token", {}, json.dumps(body).encode())


def returned(answer: Response) -> dict[str, list[str]]:
    return parse_qs(urlsplit(answer.headers["location"]).query)


def test_from_the_page_to_a_token(api: Api):
    page = ask(api)

    answer = send(api, fill(page))

    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert answer.status == 302
    assert answer.headers["location"].startswith("http://127.0.0.1:9/callback?from=here&code=")
    assert returned(answer)["state"] == ["s & <t>"]
    token = exchange(api, returned(answer)["code"][0]).json()["access_token"]
    assert api.call("GET", "/user", token=f"Bearer {token}").json()["user"]["id"] == next(iter(api.workspace.members))


def test_no_other_page_may_read_or_frame_the_page(api: Api):
    """The form's number keeps strangers' pages from answering for the person: they can't read it."""
    headers = ask(api).headers

    assert "access-control-allow-origin" not in headers
    assert (headers["x-frame-options"], headers["cache-control"]) == ("DENY", "no-store")
    assert "default-src 'none'" in headers["content-security-policy"]


def test_what_the_app_sends_stays_text_on_the_page(api: Api):
    page = ask(api, state='"><script>alert(1)</script>')

    assert b"<script" not in page.body
    assert returned(send(api, fill(page)))["state"] == ['"><script>alert(1)</script>']


def test_cancel_goes_back_without_a_code(api: Api):
    assert returned(send(api, fill(ask(api)) | {"answer": "deny"})) == {
        "from": ["here"],
        "error": ["access_denied"],
        "state": ["s & <t>"],
    }


def test_without_a_workspace_of_the_person_s_the_page_asks_again(team: Api):
    form = fill(ask(team))
    stranger = next(user for user in team.world.users.values() if user.id not in team.workspace.members)

    again = send(team, form | {"user": str(stranger.id)})

    assert again.status == 400
    assert b'role="alert"' in again.body
    assert send(team, fill(again)).status == 302


@pytest.mark.parametrize("changes", [{"form": "made up"}, {"form": ""}])
def test_a_form_that_was_not_shown_is_not_taken(api: Api, changes: dict[str, str]):
    assert send(api, fill(ask(api)) | changes).status == 400


def test_a_form_is_taken_once(api: Api):
    form = fill(ask(api))

    assert [send(api, form).status for _ in range(2)] == [302, 400]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"client_id": "UNKNOWN"}, (400, "OAUTH_010")),
        ({"redirect_uri": "https://example.com/callback"}, (400, "OAUTH_007")),
        ({"redirect_uri": "javascript:alert(1)"}, (400, "OAUTH_007")),
        ({"redirect_uri": "http://[::1/"}, (400, "OAUTH_007")),
        ({"redirect_uri": ""}, (400, "OAUTH_017")),
    ],
)
def test_a_person_is_sent_only_where_the_app_lives(api: Api, changes: dict[str, str], expected: tuple[int, str]):
    assert error(ask(api, **changes)) == expected


def test_registered_addresses_match_by_origin_and_path(api: Api):
    api.sandbox.oauth_app.redirect_uris = ("https://app.example.com/oauth",)

    assert error(ask(api)) == (400, "OAUTH_007")
    assert error(ask(api, redirect_uri="https://app.example.com/oauthx")) == (400, "OAUTH_007")
    assert error(ask(api, redirect_uri="https://app.example.com.evil.example/oauth")) == (400, "OAUTH_007")
    assert ask(api, redirect_uri="https://app.example.com/oauth/back").status == 200


@pytest.mark.parametrize("way", ["json", "form", "query"])
def test_the_exchange_takes_json_a_form_and_query_parameters(api: Api, way: str):
    app = api.sandbox.oauth_app
    sent = {"client_id": app.client_id, "client_secret": app.client_secret, "code": api.sandbox.consent()}
    text = urlencode(sent)

    answer = api.sandbox.handle(
        "POST",
        "/api/v2/oauth/token" + (f"?{text}" if way == "query" else ""),
        {},
        json.dumps(sent).encode() if way == "json" else text.encode() if way == "form" else b"",
    )

    assert answer.status == 200
    assert set(answer.json()) == {"access_token"}


def test_the_log_keeps_no_secret_of_the_exchange(api: Api):
    secret = api.sandbox.oauth_app.client_secret

    api.sandbox.handle("POST", f"/api/v2/oauth/token?client_secret={secret}")

    assert secret not in repr(api.sandbox.requests)


def test_a_code_is_good_once(api: Api):
    code = api.sandbox.consent()

    assert [exchange(api, code).status for _ in range(2)] == [200, 400]


def test_a_code_expires(api: Api):
    code = api.sandbox.consent()
    api.sandbox.clock.move(600)

    assert error(exchange(api, code)) == (400, "SANDBOX_003")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"client_id": "UNKNOWN"}, "OAUTH_010"),
        ({"client_secret": "wrong"}, "SANDBOX_003"),
        ({"code": "wrong"}, "SANDBOX_003"),
    ],
)
def test_an_exchange_with_a_wrong_member_is_refused_and_costs_no_code(api: Api, changes: dict[str, str], expected: str):
    code = api.sandbox.consent()

    assert error(exchange(api, code, **changes)) == (400, expected)
    assert exchange(api, code).status == 200


def test_a_code_is_of_its_own_app(api: Api):
    other = api.world.oauth.add_app("Another")
    code = api.sandbox.consent()

    answer = exchange(api, code, client_id=other.client_id, client_secret=other.client_secret)

    assert error(answer) == (400, "SANDBOX_003")


def test_a_token_sees_the_workspaces_that_were_ticked_and_no_others(api: Api):
    owner = next(iter(api.workspace.members.values())).user
    second = api.world.add_workspace("Second")
    api.world.add_member(second, owner, 1, 0)
    space = api.world.add_space(second, "There")
    token = exchange(api, api.sandbox.consent(workspace_ids=[second.id])).json()["access_token"]

    def get(path: str) -> Any:
        return api.call("GET", path, token=f"Bearer {token}")

    assert [team["id"] for team in get("/team").json()["teams"]] == [second.id]
    assert get(f"/space/{space.id}").status == 200
    assert error(get(f"/team/{api.workspace.id}/space")) == (401, "OAUTH_023")
    assert error(get(f"/space/{api.space.id}")) == (401, "OAUTH_027")
