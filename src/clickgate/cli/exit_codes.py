"""Says which exit code each kind of error ends the program with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickgate import errors

if TYPE_CHECKING:
    from collections.abc import Mapping

OK = 0
OTHER = 1
USAGE = 2
AUTHENTICATION = 3
DENIED = 4
NOT_FOUND = 5
TOO_SOON = 6
UPSTREAM = 7
OUTCOME_UNKNOWN = 8
KEEPING = 9
INTERRUPTED = 130  # 128 + SIGINT, as shells count
PIPE_CLOSED = 141  # 128 + SIGPIPE

MEANINGS: Mapping[int, str] = {
    OK: "done",
    OTHER: "anything else, such as a request that ClickUp found wrong, or a question answered with no",
    USAGE: "the call is wrong; nothing was sent",
    AUTHENTICATION: "the token is missing at ClickUp, malformed, unknown or revoked",
    DENIED: "not allowed: permission, plan, or a workspace that the token may not use",
    NOT_FOUND: "no such object",
    TOO_SOON: "the rate limit or the deadline does not let it through now; nothing was done",
    UPSTREAM: "ClickUp failed or can't be reached",
    OUTCOME_UNKNOWN: "a write was sent and may or may not have been carried out",
    KEEPING: "what is kept here (database, vault, audit log) can't be used; nothing was changed",
    INTERRUPTED: "stopped with Ctrl-C",
    PIPE_CLOSED: "whoever read the output went away",
}

BY_ERROR: Mapping[type[errors.ClickgateError], int] = {
    errors.ClickgateError: OTHER,
    errors.UsageError: USAGE,
    errors.ConfigurationError: USAGE,
    errors.UnknownOperation: USAGE,
    errors.InvalidParams: USAGE,
    errors.WorkspaceRequired: USAGE,
    errors.OperationPinnedOff: USAGE,
    errors.UnknownId: USAGE,
    errors.Conflict: USAGE,
    errors.WorkspaceNotLinked: USAGE,
    errors.IdentityMismatch: USAGE,
    errors.SignInFailed: USAGE,
    errors.EnvironmentRefused: USAGE,
    errors.NotSent: TOO_SOON,
    errors.CircuitOpen: UPSTREAM,
    errors.DeadlineExceeded: TOO_SOON,
    errors.AccountUnavailable: DENIED,
    errors.TransportFailed: UPSTREAM,
    errors.ConnectionFailed: UPSTREAM,
    errors.ConnectionLost: UPSTREAM,
    errors.TimedOut: UPSTREAM,
    errors.OutcomeUnknown: OUTCOME_UNKNOWN,
    errors.UpstreamError: OTHER,
    errors.RequestRefused: OTHER,
    errors.AuthenticationFailed: AUTHENTICATION,
    errors.WorkspaceNotAuthorized: DENIED,
    errors.PermissionDenied: DENIED,
    errors.PlanLimited: DENIED,
    errors.NotFound: NOT_FOUND,
    errors.RateLimited: TOO_SOON,
    errors.ServerFailed: UPSTREAM,
    errors.UnexpectedReply: UPSTREAM,
    errors.KeepingFailed: KEEPING,
    errors.DatabaseUnavailable: KEEPING,
    errors.DatabaseOutdated: KEEPING,
    errors.AuditUnwritable: KEEPING,
    errors.VaultLocked: KEEPING,
    errors.WrongKey: KEEPING,
    errors.SealBroken: KEEPING,
    errors.PropagationFailed: OTHER,
}


def exit_code(error: errors.ClickgateError) -> int:
    """The exit code of an error: that of its class, or of the nearest class above that has one."""
    return next(BY_ERROR[kind] for kind in type(error).__mro__ if kind in BY_ERROR)
