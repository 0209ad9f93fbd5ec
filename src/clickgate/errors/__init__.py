"""Every error that clickgate raises, as one tree.

ClickgateError
├── UsageError                      the call is wrong; nothing was sent
│   ├── ConfigurationError          a setting is missing or can't be used
│   ├── UnknownOperation            no such entity or action; the nearest names are offered
│   ├── InvalidParams               parameters are missing, unknown or of the wrong type
│   ├── WorkspaceRequired           the operation needs a workspace and none is set
│   ├── OperationPinnedOff          the operation belongs to an API version that this client may not use
│   ├── UnknownId                   no such account, app or target in this organization
│   ├── Conflict                    what is asked for contradicts what is kept
│   ├── WorkspaceNotLinked          the account may not use this workspace; ClickUp was not asked
│   ├── IdentityMismatch            the new token belongs to somebody else
│   ├── SignInFailed                the way through ClickUp's consent page did not end well
│   └── EnvironmentRefused          a credential of production, used from elsewhere
├── NotSent                         nothing reached ClickUp; calling again later can do no harm
│   ├── CircuitOpen                 ClickUp has been failing: not asked until the breaker tries again
│   ├── DeadlineExceeded            the time given was over before ClickUp was asked
│   └── AccountUnavailable          the account is suspended, needs a new token, or is gone
├── TransportFailed                 no answer came
│   ├── ConnectionFailed            no connection could be made; nothing was sent
│   ├── ConnectionLost              the connection broke, or the answer was torn
│   └── TimedOut                    no answer within the time allowed
├── OutcomeUnknown                  a write was sent and may or may not have been carried out
├── UpstreamError                   ClickUp answered, and not with success
│   ├── RequestRefused              ClickUp found the request wrong (400, 405, 409, 413, 422)
│   ├── AuthenticationFailed        the token is missing, malformed, unknown or revoked
│   ├── WorkspaceNotAuthorized      the token is good, but not for this workspace or object
│   ├── PermissionDenied            the token's owner may not do this
│   ├── PlanLimited                 the workspace's plan does not include this
│   ├── NotFound                    no such object, or none that this token may know of
│   ├── RateLimited                 the token's allowance for this minute is spent
│   ├── ServerFailed                ClickUp failed (5xx)
│   └── UnexpectedReply             an answer that ClickUp's API does not give
├── KeepingFailed                   what is kept here can't be read or written; nothing was changed
│   ├── DatabaseUnavailable         the database can't be reached, is locked, or has no room
│   ├── DatabaseOutdated            the database has another schema than this version of clickgate
│   ├── AuditUnwritable             the audit record can't be written, so the deed was not done
│   ├── VaultLocked                 there is no key, or the service that holds it can't be reached
│   ├── WrongKey                    the key at hand is not the one that the vault was closed with
│   └── SealBroken                  a sealed value was changed, or stands where it does not belong
└── PropagationFailed               a new credential did not reach every place that reads it
"""

from clickgate.errors.calls import (
    AuthenticationFailed,
    CircuitOpen,
    ClickgateError,
    ConfigurationError,
    ConnectionFailed,
    ConnectionLost,
    DeadlineExceeded,
    InvalidParams,
    NotFound,
    NotSent,
    OperationPinnedOff,
    OutcomeUnknown,
    PermissionDenied,
    PlanLimited,
    RateLimited,
    RequestRefused,
    ServerFailed,
    TimedOut,
    TransportFailed,
    UnexpectedReply,
    UnknownOperation,
    UpstreamError,
    UsageError,
    WorkspaceNotAuthorized,
    WorkspaceRequired,
)
from clickgate.errors.keeping import (
    AccountUnavailable,
    AuditUnwritable,
    Conflict,
    DatabaseOutdated,
    DatabaseUnavailable,
    EnvironmentRefused,
    IdentityMismatch,
    KeepingFailed,
    PropagationFailed,
    SealBroken,
    SignInFailed,
    UnknownId,
    VaultLocked,
    WorkspaceNotLinked,
    WrongKey,
)

__all__ = [  # noqa: RUF022 - in the order of the drawing
    "ClickgateError",
    "UsageError",
    "ConfigurationError",
    "UnknownOperation",
    "InvalidParams",
    "WorkspaceRequired",
    "OperationPinnedOff",
    "UnknownId",
    "Conflict",
    "WorkspaceNotLinked",
    "IdentityMismatch",
    "SignInFailed",
    "EnvironmentRefused",
    "NotSent",
    "CircuitOpen",
    "DeadlineExceeded",
    "AccountUnavailable",
    "TransportFailed",
    "ConnectionFailed",
    "ConnectionLost",
    "TimedOut",
    "OutcomeUnknown",
    "UpstreamError",
    "RequestRefused",
    "AuthenticationFailed",
    "WorkspaceNotAuthorized",
    "PermissionDenied",
    "PlanLimited",
    "NotFound",
    "RateLimited",
    "ServerFailed",
    "UnexpectedReply",
    "KeepingFailed",
    "DatabaseUnavailable",
    "DatabaseOutdated",
    "AuditUnwritable",
    "VaultLocked",
    "WrongKey",
    "SealBroken",
    "PropagationFailed",
]
