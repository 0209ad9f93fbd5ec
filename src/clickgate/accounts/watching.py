"""Writes each try that a token is used for into the audit log: before it is sent, and how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clickgate.access.audit.log import Audit, Deed
    from clickgate.access.audit.record import Outcome
    from clickgate.access.caller import Caller
    from clickgate.client.call import Attempt

ACTION = "clickup.request"

_OUTCOMES: dict[str, Outcome] = {
    "": "success",
    "authentication_failed": "auth",
    "rate_limited": "rate_limited",
    "server_failed": "server_error",
    "connection_failed": "network",
    "connection_lost": "network",
    "timed_out": "network",
}


def outcome_of(attempt: Attempt) -> Outcome:
    """How a try ended, in the audit log's words."""
    return _OUTCOMES.get(attempt.error, "failure")


def begin_attempt(audit: Audit, caller: Caller, account_id: str, version: int | None, attempt: Attempt) -> Deed:
    """Write down that a try is about to be sent.

    Raises:
        AuditUnwritable: It is not to be sent.
    """
    return audit.begin(
        caller,
        ACTION,
        account_id=account_id,
        credential_version=version,
        operation=attempt.operation,
        method=attempt.method,
        path=attempt.path,
        attempt=attempt.number,
        is_change=False,
    )


def end_attempt(audit: Audit, deed: Deed, attempt: Attempt) -> None:
    """Write down how a try ended."""
    window = attempt.window
    audit.end(
        deed,
        outcome_of(attempt),
        status=attempt.status or None,
        ecode=attempt.ecode,
        error=attempt.error,
        limit=None if window is None else window.limit,
        remaining=None if window is None else window.remaining,
        seconds=round(attempt.seconds, 6),
        waited=round(attempt.waited, 6),
    )
