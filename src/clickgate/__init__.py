"""clickgate: ClickUp's API without the glue.

Names are loaded when they are first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clickgate.accounts.gate import ClickGate
    from clickgate.client.api import AsyncClient, Client
    from clickgate.client.call import Attempt
    from clickgate.client.reply import Reply, ReplyWarning
    from clickgate.client.wire.cache import CachePolicy
    from clickgate.client.wire.page import Page
    from clickgate.client.wire.retry import RetryPolicy
    from clickgate.errors import (
        AccountUnavailable,
        AuditUnwritable,
        AuthenticationFailed,
        CircuitOpen,
        ClickgateError,
        ConfigurationError,
        Conflict,
        ConnectionFailed,
        ConnectionLost,
        DatabaseOutdated,
        DatabaseUnavailable,
        DeadlineExceeded,
        EnvironmentRefused,
        IdentityMismatch,
        InvalidParams,
        KeepingFailed,
        NotFound,
        NotSent,
        OperationPinnedOff,
        OutcomeUnknown,
        PermissionDenied,
        PlanLimited,
        PropagationFailed,
        RateLimited,
        RequestRefused,
        SealBroken,
        ServerFailed,
        SignInFailed,
        TimedOut,
        TransportFailed,
        UnexpectedReply,
        UnknownId,
        UnknownOperation,
        UpstreamError,
        UsageError,
        VaultLocked,
        WorkspaceNotAuthorized,
        WorkspaceNotLinked,
        WorkspaceRequired,
        WrongKey,
    )
    from clickgate.kernel.secret import Secret

__version__ = "0.1.0"

_HOMES = {
    "AsyncClient": "clickgate.client.api",
    "Attempt": "clickgate.client.call",
    "CachePolicy": "clickgate.client.wire.cache",
    "ClickGate": "clickgate.accounts.gate",
    "Client": "clickgate.client.api",
    "Page": "clickgate.client.wire.page",
    "Reply": "clickgate.client.reply",
    "ReplyWarning": "clickgate.client.reply",
    "RetryPolicy": "clickgate.client.wire.retry",
    "Secret": "clickgate.kernel.secret",
}

__all__ = [
    "AccountUnavailable",
    "AsyncClient",
    "Attempt",
    "AuditUnwritable",
    "AuthenticationFailed",
    "CachePolicy",
    "CircuitOpen",
    "ClickGate",
    "ClickgateError",
    "Client",
    "ConfigurationError",
    "Conflict",
    "ConnectionFailed",
    "ConnectionLost",
    "DatabaseOutdated",
    "DatabaseUnavailable",
    "DeadlineExceeded",
    "EnvironmentRefused",
    "IdentityMismatch",
    "InvalidParams",
    "KeepingFailed",
    "NotFound",
    "NotSent",
    "OperationPinnedOff",
    "OutcomeUnknown",
    "Page",
    "PermissionDenied",
    "PlanLimited",
    "PropagationFailed",
    "RateLimited",
    "Reply",
    "ReplyWarning",
    "RequestRefused",
    "RetryPolicy",
    "SealBroken",
    "Secret",
    "ServerFailed",
    "SignInFailed",
    "TimedOut",
    "TransportFailed",
    "UnexpectedReply",
    "UnknownId",
    "UnknownOperation",
    "UpstreamError",
    "UsageError",
    "VaultLocked",
    "WorkspaceNotAuthorized",
    "WorkspaceNotLinked",
    "WorkspaceRequired",
    "WrongKey",
]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'clickgate' has no attribute '{name}'")
    value: object = getattr(importlib.import_module(_HOMES.get(name, "clickgate.errors")), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
