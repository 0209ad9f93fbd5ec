"""clickgate: ClickUp's API without the glue.

Names are loaded when they are first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clickgate.client.api import AsyncClient, Client
    from clickgate.client.call import Attempt
    from clickgate.client.reply import Reply, ReplyWarning
    from clickgate.client.wire.cache import CachePolicy
    from clickgate.client.wire.page import Page
    from clickgate.client.wire.retry import RetryPolicy
    from clickgate.errors import (
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
    from clickgate.kernel.secret import Secret

__version__ = "0.1.0"

_HOMES = {
    "AsyncClient": "clickgate.client.api",
    "Attempt": "clickgate.client.call",
    "CachePolicy": "clickgate.client.wire.cache",
    "Client": "clickgate.client.api",
    "Page": "clickgate.client.wire.page",
    "Reply": "clickgate.client.reply",
    "ReplyWarning": "clickgate.client.reply",
    "RetryPolicy": "clickgate.client.wire.retry",
    "Secret": "clickgate.kernel.secret",
}

__all__ = [
    "AsyncClient",
    "Attempt",
    "AuthenticationFailed",
    "CachePolicy",
    "CircuitOpen",
    "ClickgateError",
    "Client",
    "ConfigurationError",
    "ConnectionFailed",
    "ConnectionLost",
    "DeadlineExceeded",
    "InvalidParams",
    "NotFound",
    "NotSent",
    "OperationPinnedOff",
    "OutcomeUnknown",
    "Page",
    "PermissionDenied",
    "PlanLimited",
    "RateLimited",
    "Reply",
    "ReplyWarning",
    "RequestRefused",
    "RetryPolicy",
    "Secret",
    "ServerFailed",
    "TimedOut",
    "TransportFailed",
    "UnexpectedReply",
    "UnknownOperation",
    "UpstreamError",
    "UsageError",
    "WorkspaceNotAuthorized",
    "WorkspaceRequired",
]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'clickgate' has no attribute '{name}'")
    value: object = getattr(importlib.import_module(_HOMES.get(name, "clickgate.errors")), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
