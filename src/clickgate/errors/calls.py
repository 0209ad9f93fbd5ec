"""What can go wrong on the way of a call: before it is sent, on the wire, and in ClickUp's answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence


class ClickgateError(Exception):
    """Anything that clickgate raises on purpose.

    Attributes:
        code: Stable snake_case name of the kind of error; safe to match on and to show.
        message: What happened, for a person; never holds a secret.
        advice: What to do next, one sentence; empty where nothing useful can be said.
        retryable: Whether the same call may succeed later without being changed.
        operation: `entity.action` of the call, empty where there is none.
    """

    code: ClassVar[str] = "error"
    advice: str = ""
    retryable: bool = False
    operation: str = ""

    def __init__(self, message: str, *, advice: str = "", operation: str = "") -> None:
        super().__init__(message)
        self.message = message
        if advice:
            self.advice = advice
        if operation:
            self.operation = operation

    def __str__(self) -> str:
        head = f"{self.operation}: {self.message}" if self.operation else self.message
        return f"{head} {self.advice}" if self.advice else head


class UsageError(ClickgateError):
    """The call is wrong; nothing was sent."""

    code = "usage"


class ConfigurationError(UsageError):
    """A setting is missing or can't be used."""

    code = "configuration"


class UnknownOperation(UsageError):
    """No such entity or action.

    Attributes:
        suggestions: Nearest `entity.action` names, best first; may be empty.
    """

    code = "unknown_operation"

    def __init__(self, message: str, *, suggestions: Sequence[str] = (), operation: str = "") -> None:
        advice = f"Did you mean {' or '.join(suggestions)}?" if suggestions else "`clickgate actions` lists them all."
        super().__init__(message, advice=advice, operation=operation)
        self.suggestions = tuple(suggestions)


class InvalidParams(UsageError):
    """Parameters are missing, unknown or of the wrong type.

    Attributes:
        problems: `(parameter, what is wrong with it)`, one pair for each, in the order found.
    """

    code = "invalid_params"

    def __init__(self, problems: Sequence[tuple[str, str]], *, operation: str = "", advice: str = "") -> None:
        super().__init__(
            "; ".join(f"{name}: {what}" for name, what in problems) + ".", advice=advice, operation=operation
        )
        self.problems = tuple(problems)


class WorkspaceRequired(UsageError):
    """The operation needs a workspace and none is set."""

    code = "workspace_required"
    advice = "Pass workspace_id=…, or give the client a default: Client(token, workspace_id=…)."


class OperationPinnedOff(UsageError):
    """The operation belongs to an API version that this client may not use."""

    code = "operation_pinned_off"


class NotSent(ClickgateError):
    """Nothing reached ClickUp; calling again later can do no harm.

    Attributes:
        retry_after: Seconds until a new call may be tried; never negative.
    """

    code = "not_sent"
    retryable = True

    def __init__(self, message: str, *, retry_after: float = 0.0, advice: str = "", operation: str = "") -> None:
        super().__init__(message, advice=advice, operation=operation)
        self.retry_after = max(0.0, retry_after)


class CircuitOpen(NotSent):
    """ClickUp has been failing: it is not asked until the breaker tries again."""

    code = "circuit_open"


class DeadlineExceeded(NotSent):
    """The time given for the call was over before ClickUp was asked."""

    code = "deadline_exceeded"


class TransportFailed(ClickgateError):
    """No answer came.

    Attributes:
        was_sent: Whether any part of the request may have reached ClickUp.
    """

    code = "transport_failed"
    retryable = True
    was_sent: bool = True


class ConnectionFailed(TransportFailed):
    """No connection could be made; nothing was sent."""

    code = "connection_failed"
    was_sent = False


class ConnectionLost(TransportFailed):
    """The connection broke before the whole answer was read."""

    code = "connection_lost"


class TimedOut(TransportFailed):
    """No answer within the time allowed."""

    code = "timed_out"


class OutcomeUnknown(ClickgateError):
    """A write was sent and may or may not have been carried out; it was not sent again.

    `__cause__` says how the answer was lost.
    """

    code = "outcome_unknown"
    advice = "Look whether it was done before you send it again."


class UpstreamError(ClickgateError):
    """ClickUp answered, and not with success.

    Attributes:
        status: HTTP status of the answer.
        ecode: ClickUp's own error code such as `OAUTH_027`; empty where the answer had none.
        text: ClickUp's error text, or the first words of a body that was not JSON.
        request: Method and path that were asked, without query and without token.
        limit: Requests a minute that the plan allows this token; None if the answer did not say.
        remaining: Requests left in the window; None if the answer did not say.
    """

    code = "upstream"

    def __init__(  # the whole answer, once
        self,
        message: str,
        *,
        status: int,
        ecode: str = "",
        text: str = "",
        request: str = "",
        limit: int | None = None,
        remaining: int | None = None,
        operation: str = "",
        advice: str = "",
    ) -> None:
        super().__init__(message, advice=advice, operation=operation)
        self.status = status
        self.ecode = ecode
        self.text = text
        self.request = request
        self.limit = limit
        self.remaining = remaining


class RequestRefused(UpstreamError):
    """ClickUp found the request wrong."""

    code = "request_refused"


class AuthenticationFailed(UpstreamError):
    """The token is missing, malformed, unknown or revoked."""

    code = "authentication_failed"
    advice = "Check the token in ClickUp under Settings, Apps; a regenerated token ends the old one at once."


class WorkspaceNotAuthorized(UpstreamError):
    """The token is good, but not for this workspace, or the object does not exist.

    ClickUp gives the same answer for an id of a foreign workspace and for one that never was.

    Source: recorded answers to GET /list/{id}, 2025-06.
    """

    code = "workspace_not_authorized"
    advice = "Check the id; ClickUp says the same of a foreign object and of one that does not exist."


class PermissionDenied(UpstreamError):
    """The token's owner may not do this."""

    code = "permission_denied"
    advice = "Ask for the permission in ClickUp, or use the token of somebody who has it."


class PlanLimited(UpstreamError):
    """The workspace's plan does not include this, or its uses are spent."""

    code = "plan_limited"
    advice = "Upgrade the workspace's plan, or do without this operation."


class NotFound(UpstreamError):
    """No such object, or none that this token may know of."""

    code = "not_found"


class RateLimited(UpstreamError):
    """The token's allowance for this minute is spent, and waiting would pass the deadline.

    Attributes:
        retry_after: Seconds until the window resets; never negative.
    """

    code = "rate_limited"
    retryable = True

    def __init__(
        self,
        message: str,
        *,
        retry_after: float,
        limit: int | None = None,
        operation: str = "",
        request: str = "",
        ecode: str = "",
        text: str = "",
        advice: str = "",
    ) -> None:
        super().__init__(
            message,
            status=429,
            ecode=ecode,
            text=text,
            request=request,
            limit=limit,
            remaining=0,
            operation=operation,
            advice=advice,
        )
        self.retry_after = max(0.0, retry_after)


class ServerFailed(UpstreamError):
    """ClickUp failed."""

    code = "server_failed"
    retryable = True


class UnexpectedReply(UpstreamError):
    """An answer that ClickUp's API does not give, such as a page of HTML with status 200."""

    code = "unexpected_reply"
