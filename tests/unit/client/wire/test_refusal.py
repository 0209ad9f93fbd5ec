"""An answer that is no success becomes the error that says what to do next."""

import msgspec
import pytest

from clickgate.client.wire.http import Answer, Request
from clickgate.client.wire.limits import RateWindow
from clickgate.client.wire.refusal import read_error
from clickgate.errors import (
    AuthenticationFailed,
    NotFound,
    PermissionDenied,
    PlanLimited,
    RateLimited,
    RequestRefused,
    ServerFailed,
    UnexpectedReply,
    WorkspaceNotAuthorized,
)
from clickgate.kernel.secret import Secret

REQUEST = Request("GET", "https://api.clickup.com/api/v2/task/9hz?team_id=1", None)
WINDOW = RateWindow(limit=100, remaining=0, resets_at=1060.0, server_time=1000.0)


def read(status, body, content_type="application/json", window=None):
    answer = Answer(status, {"content-type": content_type}.get, body)
    return read_error(answer, REQUEST, operation="tasks.get", window=window)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        pytest.param(
            401, b'{"err":"Oauth token not found","ECODE":"OAUTH_019"}', AuthenticationFailed, id="unknown token"
        ),
        pytest.param(401, b'{"err":"Token invalid","ECODE":"OAUTH_025"}', AuthenticationFailed, id="malformed token"),
        pytest.param(
            400, b'{"err":"Authorization header required","ECODE":"OAUTH_017"}', AuthenticationFailed, id="no token"
        ),
        pytest.param(401, b"", AuthenticationFailed, id="401 without a word"),
        pytest.param(
            401, b'{"err":"Team not authorized","ECODE":"OAUTH_027"}', WorkspaceNotAuthorized, id="foreign workspace"
        ),
        pytest.param(
            401, b'{"err":"Team not authorized","ECODE":"OAUTH_023"}', WorkspaceNotAuthorized, id="not ticked"
        ),
        pytest.param(401, b'{"err":"x","ECODE":"ACCESS_083"}', PermissionDenied, id="401 that is a permission"),
        pytest.param(403, b'{"err":"x","ECODE":"FIELD_220"}', PermissionDenied, id="403"),
        pytest.param(403, b'{"err":"x","ECODE":"TEAM_110"}', PlanLimited, id="enterprise only"),
        pytest.param(400, b'{"err":"x","ECODE":"FIELD_033"}', PlanLimited, id="uses spent"),
        pytest.param(404, b'{"err":"Team not found","ECODE":"ACCESS_002"}', NotFound, id="404"),
        pytest.param(400, b'{"err":"Status not found","ECODE":"CRTSK_001"}', RequestRefused, id="400"),
        pytest.param(
            500, b'{"err":"Value is not a valid date","ECODE":"FIELD_017"}', RequestRefused, id="500 for bad input"
        ),
        pytest.param(500, b'{"err":"oops","ECODE":"APP_999"}', ServerFailed, id="500"),
        pytest.param(502, b"<html>Bad Gateway</html>", ServerFailed, id="502 in HTML"),
        pytest.param(429, b'{"err":"Rate limit reached","ECODE":"APP_002"}', RateLimited, id="429"),
        pytest.param(302, b"", UnexpectedReply, id="a redirect"),
    ],
)
def test_status_and_ecode_tell_the_kind(status, body, expected):
    assert type(read(status, body)) is expected


def test_an_error_carries_what_clickup_said():
    error = read(401, b'{"err":"Team not authorized","ECODE":"OAUTH_027"}', window=WINDOW)

    assert (error.status, error.ecode, error.text) == (401, "OAUTH_027", "Team not authorized")
    assert error.request == "GET /api/v2/task/9hz"
    assert (error.limit, error.remaining) == (100, 0)
    assert str(error).startswith(
        "tasks.get: ClickUp answered 401 OAUTH_027 to GET /api/v2/task/9hz: Team not authorized."
    )
    assert error.advice


def test_the_error_keys_of_templates_and_of_v3_are_understood():
    assert read(400, b'{"error":"Name is required","ECODE":"OAUTH_117"}').text == "Name is required"
    assert read(404, b'{"status":404,"message":"Doc not found","trace_id":null,"timestamp":1}').text == "Doc not found"


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        (b"<!DOCTYPE html><pre>Cannot PATCH /api/v2/goal/1</pre>", "text/html", "a page of HTML"),
        (b"404 page not found", "text/plain", "404 page not found"),
        (b"", "", ""),
        (b"[1,2]", "application/json", "[1,2]"),
        (b"\xff\xfe", "application/json", "\ufffd\ufffd"),
        (b'{"err": {"nested": 1}}', "application/json", '{"nested":1}'),
        (b'{"err": "' + b"x" * 5000 + b'"}', "application/json", "x" * 199 + "…"),
    ],
)
def test_any_body_can_be_read_and_none_floods(body, content_type, text):
    assert read(404, body, content_type).text == text


def test_a_429_says_how_long_by_clickups_own_clock():
    assert read(429, b"{}", window=WINDOW).retry_after == 60.0
    assert read(429, b"{}").retry_after == 60.0


def test_a_workspace_that_forbids_personal_tokens_is_told_apart():
    body = b'{"err":"x","ECODE":"ACCESS_083","invalid_permissions":["can_use_public_api_dev_key"]}'

    assert "OAuth" in read(401, body).advice


@pytest.mark.parametrize("token", ["pk_123456_ABCDEFGHIJKLMNOPQRSTUVWXYZ012345", "Bearer of-a-form-that-nobody-knows"])
@pytest.mark.parametrize("padding", [0, 180])
def test_a_token_that_a_server_sends_back_is_not_repeated(token, padding):
    request = Request("GET", "https://api.clickup.com/api/v2/user", Secret(token))
    text = " ".join(["x"] * (padding // 2)) + f" you sent {token}"
    answer = Answer(403, {}.get, msgspec.json.encode({"err": text, "ECODE": token}))
    error = read_error(answer, request, operation="users.get_current", window=None)

    assert [part for part in (token[-20:], token[-30:-10]) if part in f"{error} {vars(error)}"] == []


def test_what_is_said_about_the_trade_of_a_code_is_not_repeated():
    """The request holds secrets of any form, and no token to know them by."""
    answer = Answer(400, {}.get, b'{"err":"secret of any form","ECODE":"OAUTH_007"}')
    error = read_error(answer, REQUEST, operation="tokens.create", window=None)

    assert (error.ecode, error.text) == ("OAUTH_007", "")
