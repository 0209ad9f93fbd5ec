"""Tells how a deed ended from what it raised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickgate.errors import (
    AccountUnavailable,
    AuthenticationFailed,
    ClickgateError,
    EnvironmentRefused,
    IdentityMismatch,
    PermissionDenied,
    RateLimited,
    ServerFailed,
    TransportFailed,
    WorkspaceNotAuthorized,
    WorkspaceNotLinked,
)

if TYPE_CHECKING:
    from clickgate.access.audit.record import Outcome

_DENIED = (
    AccountUnavailable, EnvironmentRefused, IdentityMismatch, PermissionDenied, WorkspaceNotAuthorized,
    WorkspaceNotLinked,
)  # fmt: skip


def outcome_of(error: BaseException) -> Outcome:
    """The outcome of a deed that raised: `denied` where leave is wanting, `failure` where nothing better fits."""
    match error:
        case AuthenticationFailed():
            return "auth"
        case RateLimited():
            return "rate_limited"
        case ServerFailed():
            return "server_error"
        case TransportFailed():
            return "network"
        case _:
            return "denied" if isinstance(error, _DENIED) else "failure"


def error_code(error: BaseException) -> str:
    """Our code of an error; the name of its class where it is none of ours."""
    return error.code if isinstance(error, ClickgateError) else type(error).__name__
