"""Reads an answer that is not a success into the error that says what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from clickgate.errors import (
    AuthenticationFailed,
    NotFound,
    PermissionDenied,
    PlanLimited,
    RateLimited,
    RequestRefused,
    ServerFailed,
    UnexpectedReply,
    UpstreamError,
    WorkspaceNotAuthorized,
)
from clickgate.kernel.secret import hide_secrets

if TYPE_CHECKING:
    from clickgate.client.wire.http import Answer, Request
    from clickgate.client.wire.limits import RateWindow

# Codes of the token itself. Source: https://developer.clickup.com/docs/common_errors
_TOKEN_CODES = frozenset({"OAUTH_017", "OAUTH_019", "OAUTH_021", "OAUTH_025", "OAUTH_077"})
# Seen by client authors on workspaces whose plan lacks the feature or whose uses are spent.
_PLAN_CODES = frozenset({"TEAM_110", "GROUP_027", "FIELD_033", "ITEM_246", "GBUSED_005"})
# Bad input that ClickUp answers with status 500: a definite no, not a failure of the server.
_REFUSED_WITH_500 = frozenset({"FIELD_017", "ITEMV2_003", "SHARD_001", "TIMEENTRY_072", "GROUP_HELPERS_001"})
_ADVICE = {
    "can_use_public_api_dev_key": "The workspace forbids personal tokens: use an OAuth token, or ask its owner.",
    "OV_016": "Switch on the ClickApp 'Tasks in Multiple Lists' in the workspace.",
    "PUBAPITASK_014": "This filter is sent as an array.",
    "OAUTH_171": "A webhook with this endpoint, events and location is there already: list them and use it.",
    "html_404": "The address is no operation of ClickUp's API: check the base URL.",
}
_EXCHANGE = "tokens.create"  # what is sent with it are secrets, and has no form to know them by
_SHORT_TOKEN = 7  # characters; so short a text may stand anywhere
_SHOWN = 200  # characters of an answer's text that an error repeats


class _Failure(msgspec.Struct):
    """The error texts of v2 (`err`, on templates `error`) and of v3 (`message`), whichever is there."""

    err: Any = None
    error: Any = None
    message: Any = None
    code: Any = msgspec.field(name="ECODE", default=None)


_FAILURE = msgspec.json.Decoder(_Failure)


def read_error(answer: Answer, request: Request, *, operation: str, window: RateWindow | None) -> UpstreamError:
    """Tell what an unsuccessful answer means.

    JSON of either version, HTML and plain text are understood; the text shown is cut to 200 characters. Where a server
    repeats the token that it was sent, the error does not.
    """
    text, ecode, is_html = _read_texts(answer)
    text, ecode = ("" if operation == _EXCHANGE else _short(_hidden(text, request))), _hidden(ecode, request)
    kind = _kind(answer.status, ecode)
    where = f"{request.method} {_path(request.url)}"
    said = f" {ecode}" if ecode else ""
    message = f"ClickUp answered {answer.status}{said} to {where}" + (f": {text}" if text else "") + "."
    if kind is RateLimited:
        wait = _retry_after(window)
        return RateLimited(
            message,
            retry_after=wait,
            limit=window.limit if window else None,
            operation=operation,
            request=where,
            ecode=ecode,
            text=text,
        )
    return kind(
        message,
        status=answer.status,
        ecode=ecode,
        text=text,
        request=where,
        limit=window.limit if window else None,
        remaining=window.remaining if window else None,
        operation=operation,
        advice=_advice(answer, ecode, is_html=is_html),
    )


def has_ecode(answer: Answer) -> bool:
    """Tell whether ClickUp's API itself answered, and not a gateway before it."""
    return bool(_read_texts(answer)[1])


def _kind(status: int, ecode: str) -> type[UpstreamError]:
    if status == 429 or ecode == "APP_002":
        return RateLimited
    if ecode in _TOKEN_CODES:
        return AuthenticationFailed
    if ecode in _PLAN_CODES:
        return PlanLimited
    if status == 401:
        if ecode.startswith("ACCESS_"):
            return PermissionDenied
        return WorkspaceNotAuthorized if ecode else AuthenticationFailed
    if status >= 500:
        return RequestRefused if ecode in _REFUSED_WITH_500 else ServerFailed
    by_status: dict[int, type[UpstreamError]] = {402: PlanLimited, 403: PermissionDenied, 404: NotFound}
    return by_status.get(status, RequestRefused if status >= 400 else UnexpectedReply)


def _read_texts(answer: Answer) -> tuple[str, str, bool]:
    try:
        failure = _FAILURE.decode(answer.body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        body = bytes(answer.body[:2000]).decode("utf-8", "replace").strip()
        is_html = body[:1] == "<" or "html" in (answer.header("content-type") or "")
        return ("a page of HTML" if is_html else body), "", is_html
    text = next((part for part in (failure.err, failure.error, failure.message) if part), "")
    ecode = failure.code if isinstance(failure.code, str) else ""
    return text if isinstance(text, str) else msgspec.json.encode(text).decode(), ecode, False


def _hidden(text: str, request: Request) -> str:
    token = "" if request.authorization is None else request.authorization.reveal().removeprefix("Bearer ")
    return hide_secrets(text.replace(token, "…") if len(token) > _SHORT_TOKEN else text)


def _advice(answer: Answer, ecode: str, *, is_html: bool) -> str:
    if b"can_use_public_api_dev_key" in bytes(answer.body):
        return _ADVICE["can_use_public_api_dev_key"]
    if is_html and answer.status == 404:
        return _ADVICE["html_404"]
    if 300 <= answer.status < 400:
        return "ClickUp's API does not redirect: check the base URL."
    return _ADVICE.get(ecode, "")


def _retry_after(window: RateWindow | None) -> float:
    """Seconds until the window resets by ClickUp's own clock; a whole window where it does not say."""
    if window is None or window.server_time is None:
        return 60.0
    return max(0.0, window.resets_at - window.server_time)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _SHOWN else flat[: _SHOWN - 1] + "…"


def _path(url: str) -> str:
    return "/" + url.partition("?")[0].split("/", 3)[-1]
